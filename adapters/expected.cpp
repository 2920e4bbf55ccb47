/// What a document promises, in the words of ErpOrder: the same for every adapter.
#include "adapters/adapter.hpp"
#include "adapters/element.hpp"

namespace norekey::adapters {
namespace {

DocumentRep rep_of(Element element) {
  return {element.needed("code"), element.number("share", 100), element.text("primary") == "yes"};
}

ErpLine line_of(Element element) {
  ErpLine line;
  line.item = element.needed("item");
  line.description = element.text("description");
  line.uom = element.text("uom");
  line.quantity = element.needed_number("quantity");
  line.price = element.needed_number("price");
  line.amount = element.number("amount", line.quantity * line.price);
  return line;
}

}  // namespace

Result<ErpOrder> expected(const mapping::Document& document) {
  std::optional<Error> wrong;
  Element root(document.root(), wrong);
  ErpOrder out;
  out.customer = root.needed("customer");
  out.ship_to = root.text("ship_to");
  out.po_number = root.text("po_number");
  out.taker = root.text("taker");
  out.total = root.needed_number("total");
  for (const pugi::xml_node rep : document.root().children("rep")) {
    out.reps.push_back(rep_of(Element(rep, wrong)));
  }
  for (const pugi::xml_node line : document.root().children("line")) {
    out.lines.push_back(line_of(Element(line, wrong)));
  }
  if (wrong) return *wrong;
  return out;
}

}  // namespace norekey::adapters
