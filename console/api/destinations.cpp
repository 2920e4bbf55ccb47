#include <boost/json.hpp>

#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/standing.hpp"
#include "flow/pause.hpp"

namespace norekey::console::api {

namespace json = boost::json;

awaitable<Result<Reply>> destinations(Call& call) {
  auto learned = co_await flow::learn_pauses(call.flow);
  if (!learned) co_return learned.error();
  co_return Reply{list_of(destinations_json(call.flow))};
}

awaitable<Result<Reply>> pause(Call& call) {
  json::object request{{"command", "pause"},
                       {"destination", call.text("name")},
                       {"for", call.in_body("for")},
                       {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = call.text("name");
  reply->after = reply->body;
  co_return reply;
}

awaitable<Result<Reply>> resume(Call& call) {
  json::object request{
      {"command", "resume"}, {"destination", call.text("name")}, {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = call.text("name");
  reply->after = reply->body;
  co_return reply;
}

awaitable<Result<Reply>> doctor(Call& call) {
  json::object request{{"command", "doctor"}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) reply->on = "everything outside";
  co_return reply;
}

}  // namespace norekey::console::api
