#include <boost/json.hpp>

#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "flow/alerts/alert.hpp"

namespace norekey::console::api {

namespace json = boost::json;

awaitable<Result<Reply>> alerts(Call& call) {
  json::object request{{"command", "alerts"}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> alert_rules(Call& call) {
  co_return Reply{list_of(flow::alert_rules_json(call.flow.setup->alerts))};
}

awaitable<Result<Reply>> alert_ways(Call& call) {
  json::object request{{"command", "alerts ways"}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> test_alerts(Call& call) {
  json::object request{{"command", "alerts test"}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) reply->on = "everybody who is told of alerts";
  co_return reply;
}

}  // namespace norekey::console::api
