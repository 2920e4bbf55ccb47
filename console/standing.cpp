#include "console/standing.hpp"

#include <boost/json.hpp>

#include "console/shown_row.hpp"
#include "core/text.hpp"
#include "flow/pause.hpp"
#include "flow/terms.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

json::value pause_json(const flow::Destination& destination, Instant now) {
  const flow::Pause* pause = destination.pause(now);
  if (pause == nullptr) return nullptr;
  return json::object{
      {"who", pause->who}, {"why", pause->why}, {"until", instant_json(pause->until)}};
}

/// The hours at which an ERP is closed, as its config says them.
json::object calendar_json(const flow::Context& context, const std::string& name,
                           const std::string& zone) {
  json::array closed;
  for (const auto& [channel, route] : context.setup->routes) {
    if ("erp/" + route.erp.name != name) continue;
    for (const std::string& one : split(route.erp.closed, ',')) {
      if (!trim(one).empty()) closed.emplace_back(std::string(trim(one)));
    }
    break;
  }
  return {{"zone", zone}, {"closed", std::move(closed)}};
}

}  // namespace

json::array destinations_json(flow::Context& context) {
  const Instant now = context.clock.now();
  json::array out;
  for (const auto& [name, terms] : flow::terms_of_all(*context.setup)) {
    const auto found = context.destinations.find(name);
    const flow::Destination fresh(terms);
    const flow::Destination& destination =
        found == context.destinations.end() ? fresh : found->second;
    const flow::Standing standing = destination.standing(now);
    const bool waits = standing == flow::Standing::closed || standing == flow::Standing::resting;
    out.push_back(
        json::object{{"destination", name},
                     {"standing", flow::name_of(standing)},
                     {"text", flow::standing_text(destination, now)},
                     {"running", destination.running()},
                     {"failures", destination.failures()},
                     {"paused", pause_json(destination, now)},
                     {"next", waits ? instant_json(destination.next(now)) : json::value(nullptr)},
                     {"calendar", calendar_json(context, name, terms.zone)}});
  }
  return out;
}

}  // namespace norekey::console
