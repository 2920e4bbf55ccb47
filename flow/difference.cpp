#include "flow/difference.hpp"

#include <map>
#include <vector>

#include "adapters/adapter.hpp"
#include "core/text.hpp"

namespace norekey::flow {
namespace {

/// The lines of one item, in one.
struct ItemLine {
  Decimal quantity;
  std::string price;
};

std::map<std::string, ItemLine> items_of(const adapters::ErpOrder& order) {
  std::map<std::string, ItemLine> out;
  for (const adapters::ErpLine& line : order.lines) {
    ItemLine& one = out[line.item];
    one.quantity += line.quantity;
    const std::string price = line.price.trimmed(2).str();
    if (one.price.find(price) == std::string::npos)
      one.price += (one.price.empty() ? "" : " and ") + price;
  }
  return out;
}

class Differences {
 public:
  void became(const std::string& what, const std::string& was, const std::string& is) {
    if (was == is) return;
    all_.push_back(what + " " + (was.empty() ? "none" : was) + " became " +
                   (is.empty() ? "none" : is));
  }
  void say(std::string text) { all_.push_back(std::move(text)); }
  std::string text() const { return join(all_, "; "); }

 private:
  std::vector<std::string> all_;
};

std::string field(const mapping::Document& document, const char* name) {
  std::string out;
  for (const pugi::xml_node child : document.root().child(name).children()) {
    const std::string text =
        child.type() == pugi::node_element ? child.text().get() : child.value();
    out += (out.empty() ? "" : ", ") + text;
  }
  return out;
}

}  // namespace

std::string difference(const mapping::Document& was, const mapping::Document& wanted) {
  auto before = adapters::expected(was), now = adapters::expected(wanted);
  if (!before || !now) return "";
  Differences out;
  out.became("customer", before->customer, now->customer);
  out.became("ship-to", before->ship_to, now->ship_to);
  for (const char* name : {"address", "requested", "warehouse", "payment_term", "note"})
    out.became(name, field(was, name), field(wanted, name));
  out.became("PO number", before->po_number, now->po_number);
  const auto old = items_of(*before), fresh = items_of(*now);
  for (const auto& [item, line] : old) {
    const auto found = fresh.find(item);
    const std::string count = line.quantity.trimmed().str();
    if (found == fresh.end()) {
      out.say(count + " x " + item + " taken out");
      continue;
    }
    out.became("quantity of " + item, count, found->second.quantity.trimmed().str());
    out.became("price of " + item, line.price, found->second.price);
  }
  for (const auto& [item, line] : fresh) {
    if (!old.contains(item)) out.say(line.quantity.trimmed().str() + " x " + item + " added");
  }
  if (before->total != now->total) out.became("total", before->total.str(), now->total.str());
  return out.text();
}

}  // namespace norekey::flow
