#include "connectors/vendure/event.hpp"

#include "connectors/vendure/reader.hpp"
#include "mapping/document.hpp"

namespace norekey::connectors::vendure {
namespace {

/// Where an event's order is; nullptr: the event has none.
struct Family {
  std::string_view prefix;
  const char* order;  ///< "": data itself is the order; "order": a member of data
  bool has_order;
};

constexpr Family kFamilies[] = {{"order.", "", true},
                                {"payment.", "order", true},
                                {"refund.", "order", true},
                                {"fulfillment.", "", false}};

const Family* family_of(std::string_view event) {
  for (const Family& family : kFamilies) {
    if (event.starts_with(family.prefix)) return &family;
  }
  return nullptr;
}

}  // namespace

Result<std::vector<Trigger>> read_event(std::string_view body) {
  const auto document = mapping::from_json(body, "webhook");
  if (!document) {
    Error e = document.error();
    e.cause = "webhook";
    return e;
  }
  Reading reading;
  const Reader webhook(document->root(), "/webhook", reading);
  Trigger out;
  out.event = webhook.needed("id");
  out.what = webhook.needed("event");
  const Family* family = family_of(out.what);
  if (!reading.failed && family == nullptr) return std::vector<Trigger>{};
  if (!reading.failed && family->has_order) {
    const Reader data = webhook.object("data");
    out.order = (*family->order == '\0' ? data : data.object(family->order)).needed("id");
  }
  if (reading.failed) {
    reading.failed->cause = "webhook";
    return *reading.failed;
  }
  return std::vector<Trigger>{std::move(out)};
}

}  // namespace norekey::connectors::vendure
