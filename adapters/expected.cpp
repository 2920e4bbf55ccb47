/// What a document promises, in the words of ErpOrder: the same for every adapter.
#include "adapters/adapter.hpp"
#include "adapters/element.hpp"
#include "adapters/files/written_file.hpp"

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

/// What a mapping says with `confirm`; each of it may be absent.
void read_confirm(Element& root, ErpOrder& out) {
  out.partly = true;
  out.customer = root.text("customer");
  out.total = root.number("total", Decimal());
}

}  // namespace

Result<ErpOrder> expected(const mapping::Document& document) {
  std::optional<Error> wrong;
  const bool file = files::written_file(document).has_value();
  const pugi::xml_node at = file ? document.root().child("confirm") : document.root();
  Element root(at, wrong);
  ErpOrder out;
  if (file) {
    read_confirm(root, out);
  } else {
    out.customer = root.needed("customer");
    out.total = root.needed_number("total");
  }
  out.ship_to = root.text("ship_to");
  out.po_number = root.text("po_number");
  out.taker = root.text("taker");
  for (const pugi::xml_node rep : at.children("rep")) {
    out.reps.push_back(rep_of(Element(rep, wrong)));
  }
  for (const pugi::xml_node line : at.children("line")) {
    out.lines.push_back(line_of(Element(line, wrong)));
  }
  if (wrong) return *wrong;
  return out;
}

}  // namespace norekey::adapters
