#include "flow/partners/order_form.hpp"

namespace norekey::flow {

mapping::Document order_form(const edi::KeptSet& set, const edi::OrderDocument& read) {
  mapping::Document out;
  pugi::xml_node document = out.tree().append_child("document");
  const auto attribute = [&](const char* name, const std::string& value) {
    if (!value.empty()) document.append_attribute(name).set_value(value.c_str());
  };
  attribute("set", set.set.id);
  attribute("control", set.set.control);
  attribute("sender", set.interchange.sender.id);
  attribute("purpose", to_string(read.purpose));
  attribute("release", read.release ? "yes" : "");
  attribute("blanket", read.blanket ? "yes" : "");
  attribute("declared_total", read.declared ? read.declared->str() : "");
  document.append_copy(mapping::to_document(read.order).root());
  static constexpr const char* kActions[] = {"replace", "add", "remove", "keep"};
  for (const edi::LineChange& change : read.changes) {
    if (set.set.id != "860" && set.set.id != "ORDCHG") break;
    pugi::xml_node node = document.append_child("change");
    node.append_attribute("line").set_value(change.line.c_str());
    node.append_attribute("action").set_value(kActions[static_cast<int>(change.action)]);
  }
  for (const std::string& warning : read.warnings)
    document.append_child("warning").text().set(warning.c_str());
  return out;
}

}  // namespace norekey::flow
