#include "flow/partners/control.hpp"

#include <charconv>

namespace norekey::flow {
namespace {

constexpr std::uint64_t kLast = 999'999'999;  ///< nine digits, ISA13
/// More than a partner is sent between a backup and the end of its store.
constexpr std::uint64_t kForgotten = 1'000'000;

std::uint64_t number_in(const std::optional<queue::Record>& record) {
  std::uint64_t out = 0;
  if (record)
    std::from_chars(record->value.data(), record->value.data() + record->value.size(), out);
  return out;
}

queue::Record number_record(std::string kind, std::string key, std::uint64_t number) {
  queue::Record out;
  out.kind = std::move(kind);
  out.key = std::move(key);
  out.value = std::to_string(number);
  out.who = "daemon";
  return out;
}

}  // namespace

awaitable<Result<std::uint64_t>> control_number(Context& context, std::string channel,
                                                std::string message) {
  std::string kind = "edi/number";
  auto given = co_await context.journal.record(kind, message);
  if (!given) co_return given.error();
  if (*given) co_return number_in(*given);
  std::string last_kind = "edi/control";
  auto last = co_await context.journal.record(last_kind, channel);
  if (!last) co_return last.error();
  queue::Effects effects;
  std::string numbers = last_kind + "/" + channel;
  auto forgotten = co_await may_have_forgotten(context, std::move(numbers), effects);
  if (!forgotten) co_return forgotten.error();
  const std::uint64_t before = number_in(*last) + (*forgotten ? kForgotten : 0);
  const std::uint64_t number = before >= kLast ? 1 : before + 1;
  effects.records.push_back(number_record("edi/control", channel, number));
  effects.records.push_back(number_record("edi/number", message, number));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return number;
}

awaitable<Result<bool>> may_have_forgotten(Context& context, std::string what,
                                           queue::Effects& effects) {
  if (!context.upkeep.restored()) co_return false;
  const std::string when = to_string(context.upkeep.restored_at());
  std::string kind = "edi/restored";
  auto told = co_await context.journal.record(kind, what);
  if (!told) co_return told.error();
  if (*told && (*told)->value == when) co_return false;
  queue::Record record;
  record.kind = kind;
  record.key = what;
  record.value = when;
  record.who = "daemon";
  effects.records.push_back(std::move(record));
  co_return true;
}

}  // namespace norekey::flow
