#include "flow/parts.hpp"

#include <algorithm>

#include "mapping/document.hpp"
#include "mapping/path.hpp"

namespace norekey::flow {
void total_up(Order& order) {
  order.subtotal = order.tax = order.total = Decimal(0);
  for (const Line& line : order.lines) {
    order.subtotal += line.amount;
    order.tax += line.tax;
  }
  order.total = order.subtotal;
  for (const Charge& charge : order.charges) {
    order.total += charge.amount;
    order.tax += charge.tax;
  }
  order.total += order.tax;
}

Result<std::vector<Part>> split_into_parts(const Order& order, const std::string& by) {
  std::vector<Part> out;
  if (by.empty()) {
    out.push_back({1, "", order});
    return out;
  }
  auto path = mapping::Path::compile(by);
  if (!path) return path.error();
  const mapping::Document tree = mapping::to_document(order);
  std::size_t i = 0;
  for (const pugi::xml_node line : tree.root().children("line")) {
    const mapping::Texts values = path->select(line);
    const std::string name = values.empty() ? "" : values.front();
    auto at =
        std::find_if(out.begin(), out.end(), [&](const Part& part) { return part.name == name; });
    if (at == out.end()) {
      Part part{static_cast<int>(out.size()) + 1, name, order};
      part.order.lines.clear();
      if (!out.empty()) part.order.charges.clear();
      at = out.insert(out.end(), std::move(part));
    }
    at->order.lines.push_back(order.lines[i++]);
  }
  if (out.size() < 2) {
    out.assign(1, {1, "", order});
    return out;
  }
  for (Part& part : out) {
    part.order.base_total.reset();
    total_up(part.order);
  }
  return out;
}

}  // namespace norekey::flow
