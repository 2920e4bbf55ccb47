#include "flow/erp_document.hpp"

#include "adapters/files/written_file.hpp"

namespace norekey::flow {

Result<mapping::Document> erp_document(const Route& route, mapping::Document made,
                                       const Order& order) {
  const auto& to = route.mapping->to();
  if (!to || route.erp.adapter != "files") return made;
  auto text = mapping::formats::write(route.mapping->written(made), *to);
  if (!text) return text.error();
  pugi::xml_node root = made.root();
  pugi::xml_node confirm = root.child("confirm");
  if (!confirm) confirm = root.append_child("confirm");
  if (!confirm.child("total")) confirm.append_child("total").text().set(order.total.str().c_str());
  adapters::files::keep_written_file(made,
                                     {std::move(*text), adapters::files::ending_of(to->kind)});
  return made;
}

}  // namespace norekey::flow
