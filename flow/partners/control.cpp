#include "flow/partners/control.hpp"

#include <charconv>

namespace norekey::flow {
namespace {

constexpr std::uint64_t kLast = 999'999'999;  ///< nine digits, ISA13

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
  const std::uint64_t number = number_in(*last) >= kLast ? 1 : number_in(*last) + 1;
  queue::Effects effects;
  effects.records.push_back(number_record("edi/control", channel, number));
  effects.records.push_back(number_record("edi/number", message, number));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return number;
}

}  // namespace norekey::flow
