#include "queue/rules/reading.hpp"

#include <algorithm>
#include <limits>

#include "queue/rules/lanes.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

constexpr std::size_t kRowColumns = 17;  // of the view journal_row

State state_of(std::int64_t lane, std::int64_t ended) {
  if (lane < 0) return static_cast<State>(ended);
  switch (static_cast<Lane>(lane)) {
    case Lane::leased:
      return State::leased;
    case Lane::parked:
      return State::parked;
    default:
      return State::fresh;
  }
}

Row read_row(Rows& rows, std::size_t at) {
  Row row;
  row.id = rows.number(at, 0);
  row.key = rows.take(at, 1);
  row.kind = rows.take(at, 2);
  row.channel = rows.take(at, 3);
  row.identity = rows.take(at, 4);
  row.destination = rows.take(at, 5);
  row.revision = static_cast<int>(rows.number(at, 6));
  row.received = rows.instant(at, 7);
  row.state = state_of(rows.number(at, 8), rows.number(at, 9));
  row.attempts = static_cast<int>(rows.number(at, 10));
  row.due = rows.instant(at, 11);
  row.ended = rows.instant(at, 12);
  row.cause = rows.take(at, 13);
  row.what = rows.take(at, 14);
  row.fix = rows.take(at, 15);
  row.where = rows.take(at, 16);
  return row;
}

Record read_one_record(Rows& rows, std::size_t at) {
  Record record;
  record.kind = rows.take(at, 0);
  record.key = rows.take(at, 1);
  record.version = rows.number(at, 2);
  record.value = rows.take(at, 3);
  record.who = rows.take(at, 4);
  record.why = rows.take(at, 5);
  record.history = rows.number(at, 6) != 0;
  record.at = rows.instant(at, 7);
  return record;
}

/// The statement whose index fits best; all take the same parameters.
Statement list_statement(const Query& query) {
  const auto state = query.state.value_or(State::done);
  if (state == State::fresh || state == State::leased || state == State::parked) {
    return Statement::row_list_live;
  }
  if (!query.identity.empty()) return Statement::row_list_of_identity;
  return query.channel.empty() ? Statement::row_list : Statement::row_list_of_channel;
}

template <class T, class Read>
std::vector<T> read_all(Rows rows, Read read) {
  std::vector<T> all;
  all.reserve(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) all.push_back(read(rows, at));
  return all;
}

}  // namespace

Result<std::pair<Row, Message>> read_message(Sql& sql, std::int64_t id) {
  auto rows = sql.run(Statement::row_message, {id});
  if (rows.empty()) {
    return Error{.fate = Fate::reject,
                 .what = "message " + std::to_string(id) + " does not exist",
                 .fix = "list the newest: norekey orders",
                 .where = {},
                 .cause = "store/refused"};
  }
  std::pair<Row, Message> answer{read_row(rows, 0), {}};
  const auto& row = answer.first;
  auto& message = answer.second;
  message.key = row.key;
  message.kind = row.kind;
  message.channel = row.channel;
  message.identity = row.identity;
  message.destination = row.destination;
  message.due = row.due;
  message.ordering = rows.take(0, kRowColumns);
  message.media_type = rows.take(0, kRowColumns + 1);
  message.meta = rows.take(0, kRowColumns + 2);
  message.digest = rows.take(0, kRowColumns + 3);
  message.body = rows.take(0, kRowColumns + 4);
  return answer;
}

std::vector<Row> read_rows(Rows rows) { return read_all<Row>(std::move(rows), read_row); }

std::vector<Row> read_list(Sql& sql, const Query& query) {
  const auto before = query.before == 0 ? std::numeric_limits<std::int64_t>::max() : query.before;
  const int state = query.state ? static_cast<int>(*query.state) : -1;
  return read_all<Row>(
      sql.run(list_statement(query),
              {before, query.since, query.until, query.channel, query.identity, query.kind,
               clean_name(query.cause), state, std::clamp(query.limit, 0, 1000)}),
      read_row);
}

std::vector<Step> read_steps(Sql& sql, std::int64_t id) {
  return read_all<Step>(sql.run(Statement::step_list, {id}), [id](Rows& rows, std::size_t at) {
    Step step;
    step.stage = rows.take(at, 0);
    step.text = rows.take(at, 1);
    step.detail = rows.take(at, 2);
    step.at = rows.instant(at, 3);
    step.message = id;
    return step;
  });
}

std::vector<Cause> read_causes(Sql& sql, const std::string& channel) {
  return read_all<Cause>(sql.run(Statement::cause_list, {channel}), [](Rows& rows, std::size_t at) {
    Cause cause;
    cause.cause = rows.take(at, 0);
    cause.what = rows.take(at, 1);
    cause.fix = rows.take(at, 2);
    cause.count = rows.number(at, 3);
    cause.oldest = rows.instant(at, 4);
    return cause;
  });
}

Counts read_counts(Sql& sql, const std::string& channel) {
  Counts counts;
  auto oldest = Instant::max();
  const auto live = sql.run(Statement::live_count, {channel});
  for (std::size_t at = 0; at < live.size(); ++at) {
    const auto number = live.number(at, 1);
    switch (state_of(live.number(at, 0), 0)) {
      case State::leased:
        counts.leased += number;
        break;
      case State::parked:
        counts.parked += number;
        break;
      default:
        counts.fresh += number;
        oldest = std::min(oldest, live.instant(at, 2));
    }
  }
  if (counts.fresh > 0) counts.oldest_waiting = oldest;
  const auto ended = sql.run(Statement::tally_list, {channel});
  for (std::size_t at = 0; at < ended.size(); ++at) {
    switch (static_cast<State>(ended.number(at, 0))) {
      case State::superseded:
        counts.superseded = ended.number(at, 1);
        break;
      case State::ignored:
        counts.ignored = ended.number(at, 1);
        break;
      default:
        counts.done = ended.number(at, 1);
    }
  }
  return counts;
}

std::optional<Record> read_record(Sql& sql, const std::string& kind, const std::string& key) {
  auto rows = sql.run(Statement::record_find, {kind, key});
  if (rows.empty()) return std::nullopt;
  auto record = read_one_record(rows, 0);
  if (record.value.empty()) return std::nullopt;
  return record;
}

std::vector<Record> read_records(Sql& sql, const std::string& kind, const std::string& after,
                                 int limit) {
  return read_all<Record>(
      sql.run(Statement::record_list, {kind, after, std::clamp(limit, 0, 100'000)}),
      read_one_record);
}

std::vector<Record> read_history(Sql& sql, const std::string& kind, const std::string& key) {
  return read_all<Record>(sql.run(Statement::record_history, {kind, key}), read_one_record);
}

std::vector<Alias> read_aliases(Sql& sql, const std::string& value, const std::string& channel) {
  return read_all<Alias>(sql.run(Statement::alias_list, {clean_name(value), channel}),
                         [](Rows& rows, std::size_t at) {
                           Alias alias;
                           alias.channel = rows.take(at, 0);
                           alias.kind = rows.take(at, 1);
                           alias.value = rows.take(at, 2);
                           alias.identity = rows.take(at, 3);
                           return alias;
                         });
}

namespace {

LedgerEntry ledger_entry(Rows& rows, std::size_t at) {
  LedgerEntry entry;
  entry.company = rows.take(at, 0);
  entry.number = rows.number(at, 1);
  entry.identity = rows.take(at, 2);
  entry.body = rows.take(at, 3);
  entry.previous = rows.take(at, 4);
  entry.hash = rows.take(at, 5);
  entry.at = rows.instant(at, 6);
  return entry;
}

}  // namespace

std::vector<LedgerEntry> read_ledger(Sql& sql, const std::string& company, std::int64_t after,
                                     int limit) {
  return read_all<LedgerEntry>(
      sql.run(Statement::ledger_list, {company, after, std::clamp(limit, 0, 100'000)}),
      ledger_entry);
}

std::vector<LedgerEntry> read_ledger_of(Sql& sql, const std::string& identity) {
  return read_all<LedgerEntry>(sql.run(Statement::ledger_of_order, {identity, 0, 100'000}),
                               ledger_entry);
}

std::optional<Intent> read_intent(Sql& sql, const std::string& key) {
  auto rows = sql.run(Statement::intent_latest, {key});
  if (rows.empty()) return std::nullopt;
  return Intent{rows.take(0, 0), rows.instant(0, 1), rows.instant(0, 2), rows.number(0, 3) != 0};
}

}  // namespace norekey::queue
