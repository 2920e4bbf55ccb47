#include "queue/rules/intake.hpp"

#include <set>
#include <unordered_map>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "queue/rules/lanes.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

std::optional<Error> check(const Message& m) {
  if (auto wrong = check_key("message key", m.key)) return wrong;
  if (auto wrong = check_key("message kind", m.kind)) return wrong;
  if (auto wrong = check_name("channel", m.channel)) return wrong;
  if (auto wrong = check_name("identity", m.identity)) return wrong;
  if (auto wrong = check_name("ordering key", m.ordering)) return wrong;
  if (auto wrong = check_name("destination", m.destination)) return wrong;
  if (auto wrong = check_name("digest", m.digest)) return wrong;
  if (m.body.size() <= kMaxBody) return std::nullopt;
  return Error{.fate = Fate::reject,
               .what = "the body of " + shown(m.key) + " has " + std::to_string(m.body.size()) +
                       " bytes, more than " + std::to_string(kMaxBody),
               .fix = "ask the sender to split it",
               .where = {},
               .cause = "store/size"};
}

/// What is known of a key: before the batch, and with each of its messages.
struct Known {
  int revision = 0;
  std::string digest;
  std::int64_t id = 0;
  bool before = false;             ///< it has a row already
  const Message* added = nullptr;  ///< the batch's latest of this key
};

/// One call's way from messages to rows, a statement for all of them at each step.
class Intake {
 public:
  Intake(Sql& sql, Change& change) : sql_(sql), change_(change) {}

  std::vector<AddedMessage> add(std::span<const Message* const> batch) {
    if (batch.empty()) return {};
    find_known(batch);
    std::vector<AddedMessage> answers;
    answers.reserve(batch.size());
    for (const auto* message : batch) answers.push_back(decide(*message));
    if (!rows_.empty()) {
      insert_messages();
      insert_deliveries();
    }
    return answers;
  }

 private:
  struct New {
    const Message* message;
    int revision;
    std::string digest, media_type, meta;
    std::int64_t id;
  };

  void find_known(std::span<const Message* const> batch) {
    std::vector<Value> keys;
    for (const auto* message : batch) {
      if (known_.emplace(message->key, Known()).second) keys.emplace_back(message->key);
    }
    const Value count = batch.size();
    sql_.ask(Statement::known_find, 1, keys);
    sql_.ask(Statement::message_numbers, 0, {&count, 1});
    const auto found = sql_.answer();
    next_ = sql_.answer().number(0, 0) - static_cast<std::int64_t>(batch.size()) + 1;
    for (std::size_t row = 0; row < found.size(); ++row) {
      auto& known = known_[found.text(row, 0)];
      known.revision = static_cast<int>(found.number(row, 1));
      known.digest = found.text(row, 2);
      known.id = found.number(row, 3);
      known.before = true;
    }
  }

  AddedMessage decide(const Message& m) {
    auto digest = m.digest.empty() ? sha256_hex(m.body) : m.digest;
    auto& known = known_[m.key];
    AddedMessage added;
    added.revision = known.revision;
    if (known.revision > 0 && known.digest == digest) {
      added.how = Added::duplicate;
      added.id = known.id;
      return added;
    }
    added.how = known.revision > 0 ? Added::conflict : Added::first;
    added.revision = ++known.revision;
    known.digest = digest;
    known.added = &m;
    known.id = added.id = next_++;
    change_.beats[{m.channel, m.kind, State::fresh}].add({1, {}, {}});
    rows_.push_back(
        {&m, added.revision, std::move(digest), clean(m.media_type), clean(m.meta), added.id});
    return added;
  }

  void insert_messages() {
    std::vector<Value> values;
    values.reserve(rows_.size() * 12);
    for (const auto& row : rows_) {
      const auto& m = *row.message;
      values.insert(values.end(),
                    {row.id, m.key, row.revision, m.kind, m.channel, m.identity, m.ordering,
                     m.destination, row.media_type, row.meta, row.digest, change_.now()});
    }
    sql_.run_each(Statement::message_insert, 12, values);
  }

  void insert_deliveries() {
    std::vector<Value> bodies, live, known, changed;
    const auto lanes = lanes_of_new();
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      const auto& row = rows_[at];
      const auto& m = *row.message;
      change_.floors.turns.try_emplace(m.destination, 0);
      bodies.insert(bodies.end(), {row.id, Blob{m.body}});
      live.insert(live.end(), {row.id, static_cast<int>(lanes[at]), m.ordering, m.destination,
                               m.channel, m.due});
      const auto& latest = known_[m.key];
      if (latest.added != &m) continue;
      auto& rows = latest.before ? changed : known;
      rows.insert(rows.end(), {m.key, row.revision, row.digest, row.id});
    }
    sql_.run_each(Statement::body_insert, 2, bodies);
    sql_.run_each(Statement::live_insert, 6, live);
    sql_.run_each(Statement::known_add, 4, known);
    sql_.run_each(Statement::known_set, 4, changed);
  }

  std::vector<Lane> lanes_of_new() {
    std::set<std::string> keys;
    for (const auto& row : rows_) {
      if (!row.message->ordering.empty()) keys.insert(row.message->ordering);
    }
    auto held = held_keys(sql_, keys);
    std::vector<Lane> lanes;
    for (const auto& row : rows_) {
      const auto& m = *row.message;
      const bool behind = !m.ordering.empty() && !held.insert(m.ordering).second;
      lanes.push_back(behind ? Lane::behind : by_time(change_, m.due));
    }
    return lanes;
  }

  Sql& sql_;
  Change& change_;
  std::unordered_map<std::string, Known> known_;
  std::vector<New> rows_;
  std::int64_t next_ = 0;  ///< number; there are as many as there are messages
};

}  // namespace

Result<std::vector<AddedMessage>> add_messages(Sql& sql, Change& change,
                                               const std::vector<Message>& batch) {
  if (auto wrong = check_messages(batch)) return *wrong;
  std::vector<const Message*> all;
  for (const auto& message : batch) all.push_back(&message);
  return add_checked(sql, change, all);
}

std::optional<Error> check_messages(const std::vector<Message>& batch) {
  for (const auto& message : batch) {
    if (auto wrong = check(message)) return wrong;
  }
  return std::nullopt;
}

std::vector<AddedMessage> add_checked(Sql& sql, Change& change,
                                      std::span<const Message* const> batch) {
  return Intake(sql, change).add(batch);
}

std::size_t bytes_of(const std::vector<Message>& batch) {
  std::size_t bytes = 0;
  for (const auto& m : batch) bytes += sizeof m + m.key.size() + m.meta.size() + m.body.size();
  return bytes;
}

}  // namespace norekey::queue
