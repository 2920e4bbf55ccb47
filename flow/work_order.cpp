#include "flow/work_order.hpp"

#include <boost/json.hpp>

#include "flow/facts.hpp"

namespace norekey::flow {

namespace json = boost::json;

std::string to_json(const WorkOrder& w) {
  json::object out{{"identity", w.identity},       {"number", w.number}, {"part", w.part},
                   {"revision", w.revision},       {"cancel", w.cancel}, {"unmapped", w.unmapped},
                   {"reps_only", w.reps_only},     {"former", w.former}, {"note", w.note},
                   {"credits", w.credits},         {"day", w.day},       {"currency", w.currency},
                   {"placed", to_string(w.placed)}};
  if (!w.erp_items.empty()) out["erp_items"] = strings(w.erp_items);
  return json::serialize(out);
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
  const json::value* part = in.if_contains("part");
  const json::value* revision = in.if_contains("revision");
  if (part == nullptr || !part->is_int64() || revision == nullptr || !revision->is_int64())
    return bad;
  WorkOrder out;
  out.identity = text_of(in, "identity");
  out.number = text_of(in, "number");
  out.part = static_cast<int>(part->get_int64());
  out.revision = revision->get_int64();
  out.cancel = flag_of(in, "cancel");
  out.unmapped = flag_of(in, "unmapped");
  out.reps_only = flag_of(in, "reps_only");
  out.former = text_of(in, "former");
  out.note = text_of(in, "note");
  out.credits = text_of(in, "credits");
  out.day = text_of(in, "day");
  out.currency = text_of(in, "currency");
  out.placed = value_or(parse_instant(text_of(in, "placed")), Instant{});
  out.erp_items = texts_of(in, "erp_items");
  return out;
}

}  // namespace norekey::flow
