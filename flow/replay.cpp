#include "flow/replay.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "core/time.hpp"
#include "flow/facts.hpp"
#include "flow/identity.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/since.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

std::int64_t id_of(const json::object& in) {
  const json::value* id = in.if_contains("id");
  return id != nullptr && id->is_int64() ? id->get_int64() : 0;
}

/// The delivery key that somebody has looked for in the ERP.
awaitable<Result<std::string>> key_to_send_again(Context& context, std::int64_t id) {
  auto found = co_await context.journal.message(id);
  if (!found) co_return found.error();
  auto work = work_order(found->second.meta);
  const bool unknown = found->first.cause == "outcome unknown";
  if (!work || found->second.kind != "part" || found->first.state != queue::State::parked ||
      !unknown) {
    co_return Error{Fate::reject,
                    "message " + std::to_string(id) + " is not parked as outcome unknown",
                    "take it up again without --send-again; norekey parked shows what waits",
                    {},
                    "usage"};
  }
  co_return delivery_key(work->identity, work->part);
}

/// Nothing of this selection was parked. An error: it can only be a mistake of who asked.
awaitable<Result<void>> why_none(Context& context, queue::Selection selection) {
  const std::string id = std::to_string(selection.id);
  if (selection.id != 0) {
    auto found = co_await context.journal.message(selection.id);
    if (!found) co_return found.error();
    co_return Error{Fate::reject,
                    "message " + id + " is not parked",
                    "see what became of it: norekey trace " + id,
                    {},
                    ""};
  }
  if (auto known = known_channel(context, selection.channel); !known) co_return known.error();
  if (selection.cause.empty()) co_return Result<void>{};
  co_return Error{Fate::reject,
                  "nothing is parked for " + shown(selection.cause),
                  "take a cause that norekey parked shows",
                  {},
                  ""};
}

}  // namespace

awaitable<Result<json::value>> replay_command(Context& context, const json::object& in) {
  queue::Selection selection;
  selection.id = id_of(in);
  selection.cause = text_of(in, "cause");
  selection.channel = text_of(in, "channel");
  if (const std::string since = text_of(in, "since"); !since.empty()) {
    auto from = parse_since(since, context.clock.now());
    if (!from) co_return from.error();
    selection.since = *from;
  }
  if (selection.id == 0 && selection.cause.empty() && selection.channel.empty()) {
    co_return Error{Fate::reject,
                    "replay needs to know what",
                    "give --id N, --cause C, or --channel X with --since T",
                    {},
                    "usage"};
  }
  if (const json::value* again = in.if_contains("send_again"); again != nullptr && *again == true) {
    auto key = co_await key_to_send_again(context, selection.id);
    if (!key) co_return key.error();
    selection.never_came = std::move(*key);
    selection.who = text_of(in, "who", "cli");
  }
  auto count = co_await context.store.replay(selection);
  if (!count) co_return count.error();
  if (*count == 0) {
    auto why = co_await why_none(context, std::move(selection));
    if (!why) co_return why.error();
  }
  co_return json::object{{"replayed", *count}};
}

}  // namespace norekey::flow
