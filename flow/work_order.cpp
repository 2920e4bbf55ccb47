#include "flow/work_order.hpp"

#include <boost/json.hpp>

namespace norekey::flow {

namespace json = boost::json;

std::string to_json(const WorkOrder& w) {
  return json::serialize(json::object{{"identity", w.identity},
                                      {"number", w.number},
                                      {"part", w.part},
                                      {"revision", w.revision},
                                      {"cancel", w.cancel},
                                      {"unmapped", w.unmapped},
                                      {"note", w.note},
                                      {"credits", w.credits},
                                      {"day", w.day},
                                      {"currency", w.currency},
                                      {"placed", to_string(w.placed)}});
}

Result<WorkOrder> work_order(const std::string& text) {
  const Error bad{Fate::reject,
                  "the message's work order cannot be read",
                  "replay the order it belongs to",
                  {},
                  "work order"};
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return bad;
  const json::object& in = value.get_object();
  const auto text_at = [&](const char* key) {
    const json::value* v = in.if_contains(key);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
  };
  const auto flag_at = [&](const char* key) {
    const json::value* v = in.if_contains(key);
    return v != nullptr && v->is_bool() && v->get_bool();
  };
  const json::value* part = in.if_contains("part");
  const json::value* revision = in.if_contains("revision");
  if (part == nullptr || !part->is_int64() || revision == nullptr || !revision->is_int64())
    return bad;
  WorkOrder out;
  out.identity = text_at("identity");
  out.number = text_at("number");
  out.part = static_cast<int>(part->get_int64());
  out.revision = revision->get_int64();
  out.cancel = flag_at("cancel");
  out.unmapped = flag_at("unmapped");
  out.note = text_at("note");
  out.credits = text_at("credits");
  out.day = text_at("day");
  out.currency = text_at("currency");
  out.placed = value_or(parse_instant(text_at("placed")), Instant{});
  return out;
}

}  // namespace norekey::flow
