#include "flow/stand_in.hpp"

namespace norekey::flow {

std::string house_code(const std::string& house_rep, const mapping::Lookups& lookups) {
  const auto table = lookups.tables.find("reps");
  if (table == lookups.tables.end()) return house_rep;
  const auto row = table->second.rows.find(house_rep);
  return row == table->second.rows.end() ? house_rep : row->second;
}

std::optional<std::string> refused_rep(const Error& error) {
  static const std::string prefix = "erp/reps/";
  if (error.fate != Fate::reject || error.cause.rfind(prefix, 0) != 0) return std::nullopt;
  return error.cause.substr(prefix.size());
}

bool stand_in(mapping::Document& document, const std::string& code, const std::string& house) {
  pugi::xml_node order = document.root();
  bool found = false;
  for (pugi::xml_node rep = order.child("rep"), next; rep; rep = next) {
    next = rep.next_sibling("rep");
    pugi::xml_text text = rep.child("code").text();
    if (code != text.get()) continue;
    found = true;
    if (code == house) {
      order.remove_child(rep);
    } else {
      text.set(house.c_str());
    }
  }
  return found;
}

bool stand_in(Order& order, const Error& missing, const std::string& house_rep) {
  const std::size_t slash = missing.cause.find('/');
  if (missing.fate != Fate::reject || slash == std::string::npos) return false;
  const std::string code = missing.cause.substr(slash + 1);
  if (code == house_rep) return false;
  bool replaced = false;
  for (DocumentRep& rep : order.reps) {
    if (rep.rep != code) continue;
    rep.rep = house_rep;
    replaced = true;
  }
  return replaced;
}

}  // namespace norekey::flow
