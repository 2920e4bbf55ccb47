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

namespace {

/// What the lines of one part share, for people: "WH1", "WH1/ST001".
Result<std::string> name_of(const pugi::xml_node& line, const std::vector<mapping::Path>& by) {
  std::string out;
  for (std::size_t i = 0; i < by.size(); ++i) {
    // A line without a ship-to of its own goes where the order goes.
    const bool orders = by[i].text().rfind("ship_to", 0) == 0 && !line.child("ship_to");
    std::string one;
    by[i].take(orders ? line.parent() : line, nullptr, one);
    out += (i == 0 ? "" : "/") + one;
  }
  return out;
}

std::vector<Decimal> shares_of(const Decimal& amount, const std::vector<Decimal>& goods,
                               int digits) {
  if (auto parts = allocate(amount, goods, digits)) return std::move(*parts);
  const std::vector<Decimal> equal(goods.size(), Decimal(1));  // parts that cost nothing
  return allocate(amount, equal, digits).value();
}

/// Every charge over all parts, by the amount of their goods; a part's share of nothing is left
/// out.
void spread_charges(const Order& order, std::vector<Part>& parts) {
  std::vector<Decimal> goods;
  for (const Part& part : parts) {
    Decimal sum;
    for (const Line& line : part.order.lines) sum += line.amount;
    goods.push_back(sum.abs());
  }
  const int digits = value_or(currency_exponent(order.currency), 2);
  for (Part& part : parts) part.order.charges.clear();
  for (const Charge& charge : order.charges) {
    const auto amounts = shares_of(charge.amount, goods, digits);
    const auto taxes = shares_of(charge.tax, goods, digits);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (amounts[i].is_zero() && taxes[i].is_zero()) continue;
      Charge own = charge;
      own.amount = amounts[i];
      own.tax = taxes[i];
      parts[i].order.charges.push_back(std::move(own));
    }
  }
}

/// A part by ship-to is shipped there.
void ship_there(Part& part) {
  if (!part.order.lines.empty() && part.order.lines.front().ship_to)
    part.order.ship_to = *part.order.lines.front().ship_to;
}

}  // namespace

Result<std::vector<Part>> split_into_parts(const Order& order, const mapping::PartsRule& rule) {
  std::vector<Part> out;
  std::vector<mapping::Path> by;
  bool by_ship_to = false;
  for (const std::string& text : rule.by) {
    auto path = mapping::Path::compile(text);
    if (!path) return path.error();
    by_ship_to = by_ship_to || text.rfind("ship_to", 0) == 0;
    by.push_back(std::move(*path));
  }
  if (by.empty()) {
    out.push_back({1, "", order});
    return out;
  }
  const mapping::Document tree = mapping::to_document(order);
  std::size_t i = 0;
  for (const pugi::xml_node line : tree.root().children("line")) {
    auto name = name_of(line, by);
    if (!name) return name.error();
    auto at =
        std::find_if(out.begin(), out.end(), [&](const Part& part) { return part.name == *name; });
    if (at == out.end()) {
      Part part{static_cast<int>(out.size()) + 1, *name, order};
      part.order.lines.clear();
      if (!out.empty()) part.order.charges.clear();
      at = out.insert(out.end(), std::move(part));
    }
    at->order.lines.push_back(order.lines[i++]);
  }
  if (out.size() < 2) {
    out.assign(1, {1, "", order});
    if (by_ship_to) ship_there(out.front());
    return out;
  }
  if (rule.charges == "spread") spread_charges(order, out);
  for (Part& part : out) {
    if (by_ship_to) ship_there(part);
    part.order.base_total.reset();
    total_up(part.order);
  }
  return out;
}

}  // namespace norekey::flow
