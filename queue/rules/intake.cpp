#include "queue/rules/intake.hpp"

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

std::int64_t insert(Sql& sql, Change& change, const Message& m, int revision,
                    const std::string& digest) {
  const auto id = sql.run(Statement::message_insert,
                          {m.key, revision, m.kind, m.channel, m.identity, m.ordering,
                           m.destination, clean(m.media_type), clean(m.meta), digest, change.now})
                      .number(0, 0);
  sql.run(Statement::body_insert, {id, Blob{m.body}});
  const auto lane = lane_of_new(sql, change, m.ordering, m.due);
  sql.run(Statement::live_insert,
          {id, static_cast<int>(lane), m.ordering, m.destination, m.channel, m.due});
  return id;
}

AddedMessage add(Sql& sql, Change& change, const Message& m) {
  const auto digest = m.digest.empty() ? sha256_hex(m.body) : m.digest;
  const auto known = sql.run(Statement::known_find, {m.key});
  AddedMessage added;
  if (!known.empty()) {
    added.revision = static_cast<int>(known.number(0, 0));
    if (known.text(0, 1) == digest) {
      added.how = Added::duplicate;
      added.id = known.number(0, 2);
      return added;
    }
    added.how = Added::conflict;
    ++added.revision;
  }
  added.id = insert(sql, change, m, added.revision, digest);
  sql.run(Statement::known_set, {m.key, added.revision, digest, added.id});
  return added;
}

}  // namespace

Result<std::vector<AddedMessage>> add_messages(Sql& sql, Change& change,
                                               const std::vector<Message>& batch) {
  for (const auto& message : batch) {
    if (auto wrong = check(message)) return *wrong;
  }
  std::vector<AddedMessage> added;
  added.reserve(batch.size());
  for (const auto& message : batch) added.push_back(add(sql, change, message));
  return added;
}

std::size_t bytes_of(const std::vector<Message>& batch) {
  std::size_t bytes = 0;
  for (const auto& m : batch) bytes += sizeof m + m.key.size() + m.meta.size() + m.body.size();
  return bytes;
}

}  // namespace norekey::queue
