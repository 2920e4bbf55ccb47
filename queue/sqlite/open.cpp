#include "queue/sqlite/open.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/text.hpp"
#include "queue/engine.hpp"
#include "queue/schema.hpp"
#include "queue/sqlite/archive.hpp"
#include "queue/sqlite/clock.hpp"
#include "queue/sqlite/connection.hpp"
#include "queue/sqlite/lock.hpp"
#include "queue/sqlite/upkeep.hpp"

namespace norekey::queue::sqlite {
namespace {
namespace fs = std::filesystem;

Error cannot(const std::string& path, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the store " + norekey::shown(path) + " " + why,
          .fix = std::move(fix),
          .where = {path, 0, 0, ""},
          .cause = "store/open"};
}

/// The file, empty if it is new, for its owner only: the files beside it take its mode over.
Result<void> ensure_file(const std::string& path, bool create) {
  if (!create && !fs::exists(path)) {
    return cannot(path, "does not exist", "start the daemon once, or name the right --config");
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return cannot(path, std::string("cannot be opened: ") + std::strerror(errno),
                  "give it to the user that norekey runs as");
  }
  ::close(file);
  return {};
}

/// Nobody else has the file open: whoever held a lease or a duty is dead.
Result<void> release_dead(Sql& sql) {
  const auto began = sql.begin();
  if (!began) return began.error();
  sql.run(Statement::leased_release, {});
  sql.run(Statement::duty_release, {""});
  if (!sql.failure()) return sql.commit();
  const auto error = *sql.failure();
  sql.rollback();
  return error;
}

/// At open there is nobody who could try again: a person has to look.
Error halting(Error error) {
  error.fate = Fate::halt;
  return error;
}

constexpr const char* kParts[] = {"-wal", "-shm", ""};

bool is_taken(const std::string& path) {
  for (const char* part : kParts) {
    if (fs::exists(path + part)) return true;
  }
  return false;
}

/// Where the store is put aside: what an earlier restore put aside stays.
std::string free_name(const std::string& first) {
  auto name = first;
  for (int number = 2; is_taken(name); ++number) name = first + "-" + std::to_string(number);
  return name;
}

Result<std::unique_ptr<Connection>> ready_connection(const std::string& path) {
  auto connection = Connection::open(path, Access::write);
  if (!connection) return connection;
  const Upgrade upgrade{path, path + ".before-schema-",
                        [&path](const std::string& copy) { return copy_store(path, copy); }};
  auto migrated = migrate(**connection, sqlite_migrations(), upgrade);
  if (!migrated) return migrated.error();
  auto released = release_dead(**connection);
  if (!released) return released.error();
  return connection;
}

}  // namespace

Result<OpenStore> open(const std::string& path, const OpenOptions& options, const Limits& limits) {
  if (!options.create && !fs::exists(path)) return ensure_file(path, false).error();
  auto lock = lock_store(path);
  if (!lock) return lock.error();
  if (auto there = ensure_file(path, options.create); !there) return there.error();
  auto writing = ready_connection(path);
  if (!writing) return halting(writing.error());
  auto counter = CounterFile::open(options.counter_file);
  if (!counter) return counter.error();

  EngineParts parts;
  parts.clock =
      std::make_shared<StoreClock>(options.machine == nullptr ? this_machine() : *options.machine);
  parts.given = options.clock;
  if (auto set = go_on(**writing, *parts.clock); !set) return halting(set.error());
  auto timed = options;
  if (timed.clock == nullptr) timed.clock = parts.clock.get();
  auto opened = introduce(**writing, *counter, timed, path);
  if (!opened) return halting(opened.error());
  auto reading = Connection::open(path, Access::read);
  if (!reading) return halting(reading.error());
  parts.writing = std::move(*writing);
  parts.reading = std::move(*reading);
  parts.poll = std::chrono::microseconds::max();
  parts.archive = make_archive(path);
  parts.counter = std::move(*counter);
  parts.opened = std::move(*opened);
  parts.lock = std::move(*lock);
  parts.limits = limits;
  auto engine = std::make_shared<Engine>(std::move(parts));
  return OpenStore{make_store(engine), make_journal(engine), make_index(engine),
                   make_upkeep(path, engine), &engine->clock};
}

Result<Restored> restore(const std::string& path, const std::string& copy) {
  auto lock = lock_store(path);
  if (!lock) return lock.error();
  if (auto good = check_copy(copy); !good) return good.error();
  const auto incoming = path + ".restoring";
  std::error_code wrong;
  fs::remove(incoming, wrong);
  if (auto copied = copy_store(copy, incoming); !copied) return copied.error();
  const auto first = path + ".before-restore";
  Restored restored;
  if (is_taken(path)) restored.kept = free_name(first);
  if (restored.kept != first && is_taken(first)) restored.first = first;
  for (const char* part : kParts) {
    if (fs::exists(path + part)) fs::rename(path + part, restored.kept + part, wrong);
    if (wrong)
      return cannot(path, "cannot be put aside: " + wrong.message(), "look at its directory");
  }
  fs::rename(incoming, path, wrong);
  if (wrong) return cannot(path, "cannot be replaced: " + wrong.message(), "look at its directory");
  return restored;
}

}  // namespace norekey::queue::sqlite
