#include "console/shown_row.hpp"

#include <boost/json.hpp>

#include "flow/trace.hpp"

namespace norekey::console {

namespace json = boost::json;

json::value instant_json(Instant at) {
  if (at == Instant{} || at == Instant::max()) return nullptr;
  return json::value(norekey::to_string(at));
}

std::string web_number(const std::string& identity) {
  return identity.substr(identity.rfind('/') + 1);
}

json::object shown_row(const queue::Row& row) {
  json::object out = flow::row_json(row);
  out["order"] = web_number(row.identity);
  out["due"] = instant_json(row.due);
  out["ended"] = instant_json(row.ended);
  out["destination"] = row.destination;
  return out;
}

json::object counts_json(const queue::Counts& counts) {
  return {{"new", counts.fresh},
          {"leased", counts.leased},
          {"parked", counts.parked},
          {"done", counts.done},
          {"superseded", counts.superseded},
          {"ignored", counts.ignored},
          {"oldest_waiting", instant_json(counts.oldest_waiting)}};
}

}  // namespace norekey::console
