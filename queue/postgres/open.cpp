#include "queue/postgres/open.hpp"

#include <filesystem>

#include "core/text.hpp"
#include "queue/engine.hpp"
#include "queue/files.hpp"
#include "queue/postgres/connection.hpp"
#include "queue/postgres/dump.hpp"
#include "queue/postgres/restore.hpp"
#include "queue/rules/checking.hpp"
#include "queue/schema.hpp"

namespace norekey::queue::postgres {
namespace {

using namespace std::chrono_literals;

constexpr auto kPoll = 1s;  // what other daemons add is seen within this

Error cannot(const std::string& name, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the store " + norekey::shown(name) + " " + why,
          .fix = std::move(fix),
          .where = {},
          .cause = "store/open"};
}

Error halting(Error error) {
  error.fate = Fate::halt;
  return error;
}

/// Whether acknowledged means durable is the server's to keep.
void check_settings(Sql& sql, std::vector<std::string>& findings) {
  for (const char* setting : {"fsync", "full_page_writes"}) {
    const auto value = sql.script(std::string("SHOW ") + setting).text(0, 0);
    if (value != "off") continue;
    findings.push_back(std::string("the server runs with ") + setting +
                       " off: a power loss takes back what was acknowledged");
  }
}

class PostgresUpkeep final : public Upkeep {
 public:
  PostgresUpkeep(std::string url, std::shared_ptr<Engine> engine)
      : url_(std::move(url)), engine_(std::move(engine)) {}

  bool restored() const override { return restored_at() != Instant(); }
  Instant restored_at() const override { return engine_->restored_at(); }

  Result<void> backup(const std::string& path) override { return dump(url_, path); }

  Result<std::vector<std::string>> check() override {
    auto opened = Connection::open(url_, Access::read);
    if (!opened) return opened.error();
    auto& sql = **opened;
    const auto began = sql.begin();
    if (!began) return began.error();
    auto findings = check_rules(sql);
    check_settings(sql, findings);
    const auto failed = sql.failure();
    sql.rollback();
    if (failed) return *failed;
    return findings;
  }

 private:
  std::string url_;
  std::shared_ptr<Engine> engine_;
};

class PostgresDurability final : public Durability {
 public:
  explicit PostgresDurability(std::unique_ptr<Connection> connection)
      : connection_(std::move(connection)) {}
  Result<std::set<std::int64_t>> flush(const std::set<std::int64_t>& marks) override {
    return connection_->flush(marks);
  }
  Result<void> outcome(std::int64_t mark, std::chrono::steady_clock::time_point deadline) override {
    return connection_->outcome(mark, deadline);
  }

 private:
  const std::unique_ptr<Connection> connection_;
};

Result<bool> is_empty(Sql& sql) {
  const auto began = sql.begin();
  if (!began) return began.error();
  const bool empty = sql.run(Statement::schema_exists, {}).number(0, 0) == 0;
  const auto failed = sql.failure();
  sql.rollback();
  if (failed) return *failed;
  return empty;
}

/// What is there may be nothing yet, or a part.
Result<void> refuse_unfinished(Sql& sql, const std::string& name) {
  const auto began = sql.begin();
  if (!began) return began.error();
  const auto kept = unfinished_restore(sql);
  const auto failed = sql.failure();
  sql.rollback();
  if (failed) return *failed;
  if (!kept) return {};
  return cannot(name, "is not whole: a restore was cut short, or is under way",
                "end it: norekey store restore FILE" +
                    (kept->empty() ? "" : "; the store as it was is the schema " + *kept));
}

/// Beside the counter file, which is in the daemon's own directory.
std::string copies_at(const OpenOptions& options) {
  const auto folder = std::filesystem::path(options.counter_file).parent_path();
  return (folder / "store.before-schema-").string();
}

Result<std::unique_ptr<Connection>> ready_connection(const OpenOptions& options,
                                                     const std::string& name) {
  auto connection = Connection::open(options.url, Access::write);
  if (!connection) return connection;
  if (auto whole = refuse_unfinished(**connection, name); !whole) return halting(whole.error());
  if (!options.create) {
    const auto empty = is_empty(**connection);
    if (!empty) return halting(empty.error());
    if (*empty) {
      return cannot(name, "holds no tables yet",
                    "start the daemon once, or name the right --config");
    }
  }
  // One that is there already was made by hand, or by an upgrade that failed later.
  const Upgrade upgrade{name, copies_at(options), [&options](const std::string& copy) {
                          if (is_there(copy)) return Result<void>();
                          return dump(options.url, copy);
                        }};
  auto migrated = migrate(**connection, postgres_migrations(), upgrade);
  if (!migrated) return halting(migrated.error());
  return connection;
}

}  // namespace

Result<OpenStore> open(const OpenOptions& options, const Limits& limits) {
  const auto name = without_password(options.url);
  auto opening = ready_connection(options, name);
  if (!opening) return opening.error();
  auto counter = CounterFile::open(options.counter_file);
  if (!counter) return counter.error();
  auto opened = introduce(**opening, *counter, options, name, Daemons::any);
  if (!opened) return halting(opened.error());
  opening->reset();
  const auto marks = random_name();
  auto writing = Connection::open(options.url, Access::write_unsynced, marks);
  if (!writing) return writing.error();
  auto reading = Connection::open(options.url, Access::read);
  if (!reading) return reading.error();

  auto flushing = Connection::open(options.url, Access::flush, marks);
  if (!flushing) return flushing.error();

  EngineParts parts;
  parts.durability = std::make_unique<PostgresDurability>(std::move(*flushing));
  parts.writing = std::move(*writing);
  parts.reading = std::move(*reading);
  parts.clock =
      std::make_shared<StoreClock>(options.machine == nullptr ? this_machine() : *options.machine);
  parts.clock->set(opened->at);
  parts.database_time = true;
  parts.given = options.clock;
  parts.poll = kPoll;
  parts.counter = std::move(*counter);
  parts.opened = std::move(*opened);
  parts.limits = limits;
  auto engine = std::make_shared<Engine>(std::move(parts));
  return OpenStore{make_store(engine), make_journal(engine), make_index(engine),
                   std::make_unique<PostgresUpkeep>(options.url, engine), &engine->clock};
}

}  // namespace norekey::queue::postgres
