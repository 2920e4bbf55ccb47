#include "flow/outbound/question.hpp"

#include <boost/json.hpp>

namespace norekey::flow {

awaitable<Result<bool>> is_asked(Context& context, Question question) {
  queue::Query open;
  open.channel = question.channel;
  open.identity = question.name;
  open.state = queue::State::parked;
  open.limit = 1;
  auto rows = co_await context.journal.list(open);
  if (!rows) co_return rows.error();
  co_return !rows->empty() &&
      (question.plan.empty() || rows->front().key.ends_with("/" + question.plan));
}

awaitable<Result<void>> ask(Context& context, Question question, std::string what, std::string fix,
                            std::string cause) {
  auto asked = co_await is_asked(context, question);
  if (!asked) co_return asked.error();
  if (*asked) co_return Result<void>{};
  queue::Effects effects;
  effects.supersede.push_back({"ask", question.name, 0});
  queue::Message& out = effects.messages.emplace_back();
  out.key = question.name + "/" + to_string(context.clock.now());
  if (!question.plan.empty()) out.key += "/" + question.plan;
  out.kind = "ask";
  out.channel = question.channel;
  out.identity = out.ordering = question.name;
  out.media_type = "application/json";
  out.body =
      boost::json::serialize(boost::json::object{{"what", what}, {"fix", fix}, {"cause", cause}});
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

awaitable<Result<void>> take_back(Context& context, Question question) {
  question.plan.clear();
  auto asked = co_await is_asked(context, question);
  if (!asked) co_return asked.error();
  if (!*asked) co_return Result<void>{};
  queue::Effects effects;
  effects.supersede.push_back({"ask", question.name, 0});
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

}  // namespace norekey::flow
