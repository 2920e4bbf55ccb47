#include "flow/waits.hpp"

#include <cstdlib>

#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

constexpr std::string_view kNumber = " <- ";  // of the message's number, in a record's key
constexpr std::size_t kOneByOne = 50;         // more keys than these, and all records are read
constexpr std::size_t kMostName = 500;        // bytes of a record's kind and key

/// "chain/SAF-1" is the record's kind "waits/chain" and the beginning of its key.
std::pair<std::string, std::string> place_of(const std::string& cause) {
  const auto slash = cause.find('/');
  if (slash == std::string::npos) return {};
  return {"waits/" + cause.substr(0, slash), cause.substr(slash + 1) + std::string(kNumber)};
}

std::string key_part(const std::string& key) {
  const auto end = key.rfind(kNumber);
  return end == std::string::npos ? key : key.substr(0, end + kNumber.size());
}

std::int64_t message_of(const std::string& key) {
  const auto at = key.rfind(kNumber);
  return at == std::string::npos ? 0 : std::strtoll(key.c_str() + at + kNumber.size(), nullptr, 10);
}

/// Records of one kind whose keys begin with one of these.
awaitable<Result<std::vector<queue::Record>>> waiting(Context& context, std::string kind,
                                                      std::set<std::string> beginnings) {
  std::vector<queue::Record> out;
  if (beginnings.size() > kOneByOne) {
    std::string none;
    auto all = co_await all_records(context.journal, std::move(kind), std::move(none));
    if (!all) co_return all.error();
    for (queue::Record& one : *all) {
      if (beginnings.contains(key_part(one.key))) out.push_back(std::move(one));
    }
    co_return out;
  }
  for (const std::string& begin : beginnings) {
    std::string of = kind, below = begin;
    auto some = co_await all_records(context.journal, std::move(of), std::move(below));
    if (!some) co_return some.error();
    for (queue::Record& one : *some) out.push_back(std::move(one));
  }
  co_return out;
}

/// Whether the message is still parked for what it was parked for when the record was written.
awaitable<Result<bool>> still_waits(Context& context, std::int64_t id, std::string cause) {
  auto found = co_await context.journal.message(id);
  if (!found && found.error().fate == Fate::retry) co_return found.error();
  co_return found && found->first.state == queue::State::parked && found->first.cause == cause;
}

}  // namespace

void remember_waits(Settlement& settlement, std::int64_t message) {
  if (settlement.outcome.state != queue::State::parked || !settlement.outcome.error) return;
  const Error& error = *settlement.outcome.error;
  for (const std::string& other : error.also) {
    auto [kind, key] = place_of(other);
    if (kind.empty() || other == error.cause) continue;
    key += std::to_string(message);
    if (kind.size() > kMostName || key.size() > kMostName || invalid_utf8(key) != std::string::npos)
      continue;
    queue::Record row;
    row.kind = std::move(kind);
    row.key = std::move(key);
    row.value = error.cause;
    row.who = "daemon";
    settlement.effects.records.push_back(std::move(row));
  }
}

awaitable<Result<void>> wake_waiting(Context& context, std::string lookup,
                                     std::vector<std::string> keys, queue::Effects& effects) {
  std::map<std::string, std::set<std::string>> wanted;  // by kind: what keys begin with
  for (const std::string& key : keys) {
    for (const std::string& cause : mapping::causes_of_row(lookup, key)) {
      auto [kind, begin] = place_of(cause);
      if (!kind.empty()) wanted[kind].insert(std::move(begin));
    }
  }
  for (const auto& one : wanted) {
    std::string kind = one.first;
    std::set<std::string> beginnings = one.second;
    auto found = co_await waiting(context, std::move(kind), std::move(beginnings));
    if (!found) co_return found.error();
    for (queue::Record& row : *found) {
      const std::int64_t id = message_of(row.key);
      std::string cause = row.value;
      auto waits = co_await still_waits(context, id, std::move(cause));
      if (!waits) co_return waits.error();
      if (*waits) effects.wake.push_back(id);
      row.value.clear();
      effects.records.push_back(std::move(row));
    }
  }
  co_return Result<void>{};
}

}  // namespace norekey::flow
