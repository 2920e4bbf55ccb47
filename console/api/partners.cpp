#include <boost/json.hpp>

#include <map>

#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "flow/facts.hpp"
#include "flow/partners/due.hpp"

namespace norekey::console::api {

namespace json = boost::json;

awaitable<Result<Reply>> partners(Call& call) {
  auto due = co_await flow::list_due(call.flow, false);
  if (!due) co_return due.error();
  std::map<std::string, std::pair<int, int>> counts;
  for (const json::value& one : *due) {
    auto& [open, overdue] = counts[flow::text_of(one.as_object(), "partner")];
    ++open;
    overdue += flow::flag_of(one.as_object(), "overdue") ? 1 : 0;
  }
  json::array out;
  for (const auto& [name, route] : call.flow.setup->routes) {
    if (!route.partner) continue;
    out.push_back(json::object{{"partner", name},
                               {"connector", route.channel.connector},
                               {"erp", route.channel.erp},
                               {"mapping", route.channel.mapping},
                               {"due", counts[name].first},
                               {"overdue", counts[name].second}});
  }
  co_return Reply{list_of(std::move(out))};
}

awaitable<Result<Reply>> partners_due(Call& call) {
  json::object request{{"command", "edi due"}, {"all", call.flag("all")}};
  co_return co_await asked(call, std::move(request));
}

}  // namespace norekey::console::api
