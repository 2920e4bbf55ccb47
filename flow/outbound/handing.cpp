#include "flow/outbound/handing.hpp"

#include "core/text.hpp"
#include "flow/outbound/diff.hpp"
#include "flow/outbound/push.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::seconds kRoomPatience{60};

queue::Message batch_message(const Context& context, const std::string& channel,
                             const std::string& subject, const connectors::Batch& batch,
                             int number) {
  queue::Message out;
  out.body = to_json(batch);
  out.identity = out.ordering = channel + "/" + subject;
  out.key = out.identity + "/batch/" + to_string(context.clock.now()) + "/" +
            std::to_string(number) + "-" + std::to_string(mark_of(out.body) % 100'000);
  out.kind = "push";
  out.channel = channel;
  out.destination = "sync/" + channel;
  out.media_type = "application/json";
  return out;
}

}  // namespace

awaitable<Result<void>> wait_for_room(Context& context, Room room) {
  const auto until = std::chrono::steady_clock::now() + kRoomPatience;
  for (;;) {
    queue::Query waiting;
    waiting.channel = room.channel;
    waiting.kind = room.kind;
    waiting.state = queue::State::fresh;
    waiting.limit = room.most;
    auto rows = co_await context.journal.list(waiting);
    if (!rows) co_return rows.error();
    if (rows->size() < static_cast<std::size_t>(room.most)) co_return Result<void>{};
    if (std::chrono::steady_clock::now() >= until) break;
    co_await rest_for(std::chrono::milliseconds{200});
  }
  co_return Error{Fate::retry,
                  std::to_string(room.most) + " " + room.what + " wait for channel " +
                      norekey::shown(room.channel) + " and none has ended for a minute",
                  "look whether the shop answers: norekey doctor",
                  {},
                  room.cause};
}

awaitable<Result<void>> hand_over(Context& context, std::string channel, std::string subject,
                                  std::vector<connectors::Batch> batches,
                                  std::vector<NowShown> shown, int* number) {
  queue::Effects effects;
  for (const connectors::Batch& one : batches)
    effects.messages.push_back(batch_message(context, channel, subject, one, ++*number));
  for (NowShown& one : shown) {
    queue::Record record;
    record.kind = "shown/" + channel + "/" + subject;
    record.key = std::move(one.sku);
    record.value = std::move(one.value);
    record.who = "daemon";
    effects.records.push_back(std::move(record));
  }
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

}  // namespace norekey::flow
