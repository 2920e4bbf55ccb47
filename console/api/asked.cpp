#include "console/api/asked.hpp"

#include <boost/json.hpp>

#include "flow/commands.hpp"

namespace norekey::console::api {

awaitable<Result<Reply>> asked(Call& call, boost::json::object request) {
  if (!request.contains("who")) request["who"] = call.caller.who();
  auto answer = co_await flow::run_command(call.flow, std::move(request));
  if (!answer) co_return answer.error();
  Reply out;
  if (answer->is_array()) {
    out.body = list_of(std::move(*answer));
  } else {
    out.body = std::move(*answer);
  }
  co_return out;
}

}  // namespace norekey::console::api
