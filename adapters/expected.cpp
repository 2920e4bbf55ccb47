#include "adapters/adapter.hpp"

namespace norekey::adapters {
namespace {

Result<Decimal> number(const pugi::xml_node& at, const char* name, const char* otherwise) {
  const pugi::xml_node node = at.child(name);
  auto value = Decimal::parse(node ? node.text().get() : otherwise);
  if (value) return value;
  Error e = value.error();
  e.where.field = node.path();
  e.fix = std::string("let the mapping give a number for ") + name;
  return e;
}

}  // namespace

Result<ErpOrder> expected(const mapping::Document& document) {
  const pugi::xml_node root = document.root();
  ErpOrder out;
  out.customer = root.child("customer").text().get();
  out.ship_to = root.child("ship_to").text().get();
  out.po_number = root.child("po_number").text().get();
  out.taker = root.child("taker").text().get();
  auto total = number(root, "total", "0");
  if (!total) return total.error();
  out.total = *total;
  for (const pugi::xml_node rep : root.children("rep")) {
    auto share = number(rep, "share", "100");
    if (!share) return share.error();
    out.reps.push_back({rep.child("code").text().get(), *share, rep.child("primary").text().as_string()[0] == 'y'});
  }
  for (const pugi::xml_node line : root.children("line")) {
    auto quantity = number(line, "quantity", "0"), price = number(line, "price", "0");
    if (!quantity) return quantity.error();
    if (!price) return price.error();
    out.lines.push_back({line.child("item").text().get(), line.child("description").text().get(),
                         line.child("uom").text().get(), *quantity, *price, *quantity * *price});
  }
  return out;
}

}  // namespace norekey::adapters
