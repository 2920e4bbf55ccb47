#include "queue/rules/searching.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "queue/rules/reading.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

constexpr std::chrono::minutes kBucket{5};
constexpr std::chrono::days kPulsesKept{35};
constexpr int kMostPulses = 200'000;
constexpr int kMostBeginnings = 30;    // words that begin alike; more of them are not looked at
constexpr std::int64_t kAtOnce = 500;  // messages held against the other words at a time
constexpr std::int64_t kCounted = 2000;

std::int64_t bucket_of(Instant at) {
  return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch() / kBucket *
         kBucket.count();
}

/// The first message received at or after a moment; ids grow with time. Past the last: last + 1.
std::int64_t first_at(Sql& sql, Instant at, std::int64_t last) {
  std::int64_t low = 1, high = last + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto row = sql.run(Statement::message_from, {middle});
    if (row.empty() || row.instant(0, 1) >= at) {
      high = middle;
    } else {
      low = row.number(0, 0) + 1;
    }
  }
  return low;
}

/// Ids of a search: [from, before).
struct Span {
  std::int64_t from = 1, before = 0;
};

Span span_of(Sql& sql, const Search& search) {
  const std::int64_t last = sql.run(Statement::message_last, {}).number(0, 0);
  Span out{1, search.before == 0 ? last + 1 : std::min(search.before, last + 1)};
  if (search.since != Instant{}) out.from = first_at(sql, search.since, last);
  if (search.until != Instant::max())
    out.before = std::min(out.before, first_at(sql, search.until, last));
  return out;
}

bool fits(const Row& row, const Search& search) {
  return (search.channel.empty() || row.channel == search.channel) &&
         (search.identity.empty() || row.identity == search.identity) &&
         (search.kind.empty() || row.kind == search.kind) &&
         (search.cause.empty() || row.cause == search.cause) &&
         (!search.state || row.state == *search.state);
}

/// A place of the query: any of these words.
using Alternatives = std::vector<std::string>;

/// Words that begin so, the word itself first.
Alternatives beginnings(Sql& sql, const std::string& beginning) {
  Alternatives out;
  auto row = sql.run(Statement::word_first, {beginning});
  while (!row.empty() && static_cast<int>(out.size()) < kMostBeginnings) {
    std::string word = row.text(0, 0);
    if (word.rfind(beginning, 0) != 0) break;
    out.push_back(std::move(word));
    row = sql.run(Statement::word_next, {out.back()});
  }
  return out;
}

std::int64_t count_of(Sql& sql, const Alternatives& words, const Span& span) {
  std::int64_t out = 0;
  for (const auto& word : words) {
    if (out >= kCounted) break;
    out += sql.run(Statement::word_count, {word, span.before, span.from, kCounted}).number(0, 0);
  }
  return out;
}

/// The newest messages of any of the words, newest first.
std::vector<std::int64_t> next_of(Sql& sql, const Alternatives& words, const Span& span) {
  std::set<std::int64_t, std::greater<>> all;
  for (const auto& word : words) {
    const auto rows = sql.run(Statement::word_list, {word, span.before, span.from, kAtOnce});
    for (std::size_t at = 0; at < rows.size(); ++at) all.insert(rows.number(at, 0));
  }
  std::vector<std::int64_t> out(all.begin(), all.end());
  if (out.size() > static_cast<std::size_t>(kAtOnce)) out.resize(static_cast<std::size_t>(kAtOnce));
  return out;
}

/// Those of the messages that have one of the words as well.
std::vector<std::int64_t> having(Sql& sql, const std::vector<std::int64_t>& ids,
                                 const Alternatives& words) {
  std::set<std::int64_t> found;
  for (const auto& word : words) {
    std::vector<Value> values;
    for (const auto id : ids) values.insert(values.end(), {word, id});
    const auto rows = sql.run_each(Statement::word_has, 2, values);
    for (std::size_t at = 0; at < rows.size(); ++at) found.insert(rows.number(at, 0));
  }
  std::vector<std::int64_t> out;
  for (const auto id : ids) {
    if (found.contains(id)) out.push_back(id);
  }
  return out;
}

std::vector<Row> rows_of(Sql& sql, const std::vector<std::int64_t>& ids) {
  std::vector<Value> values(ids.begin(), ids.end());
  auto rows = read_rows(sql.run_each(Statement::row_of, 1, values));
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id > b.id; });
  return rows;
}

FoundRows by_words(Sql& sql, const Search& search, Span span) {
  FoundRows out;
  std::vector<Alternatives> all;
  for (const auto& word : search.words) all.push_back({clean_name(word)});
  if (!search.beginning.empty()) all.push_back(beginnings(sql, clean_name(search.beginning)));
  std::vector<std::pair<std::int64_t, std::size_t>> counts;
  for (std::size_t i = 0; i < all.size(); ++i) counts.emplace_back(count_of(sql, all[i], span), i);
  std::sort(counts.begin(), counts.end());  // the rarest is walked, the others are asked
  if (counts.front().first == 0) return out;
  const auto limit = static_cast<std::size_t>(std::clamp(search.limit, 1, 500));
  for (std::int64_t looked = 0; looked < kLooks; looked += kAtOnce) {
    auto ids = next_of(sql, all[counts.front().second], span);
    if (ids.empty()) return out;
    const bool end = ids.size() < static_cast<std::size_t>(kAtOnce);
    const std::int64_t lowest = ids.back();
    for (std::size_t i = 1; i < counts.size() && !ids.empty(); ++i)
      ids = having(sql, ids, all[counts[i].second]);
    for (Row& row : rows_of(sql, ids)) {
      if (!fits(row, search)) continue;
      out.rows.push_back(std::move(row));
      if (out.rows.size() < limit) continue;
      out.before = out.rows.back().id;
      return out;
    }
    span.before = lowest;
    if (end) return out;
  }
  out.before = span.before;
  return out;
}

bool is_live(const Search& search) {
  return search.state == State::fresh || search.state == State::leased ||
         search.state == State::parked;
}

FoundRows by_window(Sql& sql, const Search& search, const Span& span) {
  FoundRows out;
  const std::int64_t from = std::max(span.from, span.before - kLooks);
  const int state = search.state ? static_cast<int>(*search.state) : -1;
  const int limit = std::clamp(search.limit, 1, 500);
  out.rows = read_rows(
      sql.run(Statement::row_window, {span.before, from, search.channel, search.identity,
                                      search.kind, clean_name(search.cause), state, limit}));
  if (out.rows.size() == static_cast<std::size_t>(limit)) {
    out.before = out.rows.back().id;
  } else if (from > span.from) {
    out.before = from;
  }
  return out;
}

/// What an index of the journal answers by itself: one order's messages, or those not ended.
FoundRows by_list(Sql& sql, const Search& search) {
  Query query;
  query.channel = search.channel;
  query.identity = search.identity;
  query.kind = search.kind;
  query.cause = search.cause;
  query.state = search.state;
  query.since = search.since;
  query.until = search.until;
  query.before = search.before;
  query.limit = std::clamp(search.limit, 1, 500);
  FoundRows out{read_list(sql, query), 0};
  if (out.rows.size() == static_cast<std::size_t>(query.limit)) out.before = out.rows.back().id;
  return out;
}

}  // namespace

FoundRows search(Sql& sql, const Search& search) {
  const bool words = !search.words.empty() || !search.beginning.empty();
  if (!words && (is_live(search) || !search.identity.empty())) return by_list(sql, search);
  const Span span = span_of(sql, search);
  if (span.from >= span.before) return {};
  return words ? by_words(sql, search, span) : by_window(sql, search, span);
}

std::vector<Pulse> read_pulses(Sql& sql, Instant since) {
  auto rows = sql.run(Statement::pulse_list, {bucket_of(since), kMostPulses});
  std::vector<Pulse> out;
  out.reserve(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) {
    Pulse one;
    one.at = Instant(std::chrono::minutes(rows.number(at, 0)));
    one.channel = rows.take(at, 1);
    one.kind = rows.take(at, 2);
    one.what = static_cast<State>(rows.number(at, 3));
    one.count = rows.number(at, 4);
    one.took = std::chrono::microseconds(rows.number(at, 5));
    one.longest = std::chrono::microseconds(rows.number(at, 6));
    out.push_back(std::move(one));
  }
  return out;
}

void add_words(Sql& sql, const Words& words) {
  const auto subject =
      sql.run(Statement::word_subject, {clean_name(words.identity), clean_name(words.kind)});
  const std::int64_t message = subject.number(0, 0);
  if (message == 0) return;
  std::set<std::string> all;
  for (const auto& word : words.words) {
    if (!word.empty()) all.insert(clean_name(word));
  }
  std::vector<Value> values;
  for (const auto& word : all) values.insert(values.end(), {word, message});
  sql.run_each(Statement::word_add, 2, values);
}

void add_pulses(Sql& sql, const Change& change) {
  for (const auto& [what, beat] : change.beats) {
    const auto& [channel, kind, state] = what;
    sql.run(Statement::pulse_add, {bucket_of(change.now()), channel, kind, static_cast<int>(state),
                                   beat.count, beat.took.count(), beat.longest.count()});
  }
}

void forget_pulses(Sql& sql, Instant now) {
  sql.run(Statement::pulse_forget, {bucket_of(now - kPulsesKept)});
}

}  // namespace norekey::queue
