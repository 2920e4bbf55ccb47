#include "console/today.hpp"

#include "console/api/handlers.hpp"
#include "console/events.hpp"

namespace norekey::console::api {

awaitable<Result<Reply>> today(Call& call) {
  auto told = co_await today_json(call.house);
  if (!told) co_return told.error();
  Reply out;
  out.body = std::move(*told);
  co_return out;
}

/// The session counts as used by the request alone; a stream ends with it at the latest.
awaitable<Result<Reply>> events(Call& call) {
  const Instant until =
      std::min(call.caller.expires, call.flow.clock.now() + std::chrono::minutes{5});
  auto stream = call.house.events->listen(call.caller.user, until);
  if (!stream) co_return stream.error();
  Reply out;
  out.raw = net::Response{
      200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}}, {}};
  out.raw->more = std::move(*stream);
  co_return out;
}

}  // namespace norekey::console::api
