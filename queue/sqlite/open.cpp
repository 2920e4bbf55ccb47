#include "queue/sqlite/open.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/text.hpp"
#include "queue/engine.hpp"
#include "queue/files.hpp"
#include "queue/schema.hpp"
#include "queue/sqlite/archive.hpp"
#include "queue/sqlite/clock.hpp"
#include "queue/sqlite/connection.hpp"
#include "queue/sqlite/lock.hpp"
#include "queue/sqlite/restore.hpp"
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
  if (!create && !is_there(path)) {
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
  if (!options.create && !is_there(path) && !is_restore_unfinished(path))
    return ensure_file(path, false).error();
  auto lock = lock_store(path);
  if (!lock) return lock.error();
  if (auto ended = end_restore(path); !ended) return ended.error();
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
  auto opened = introduce(**writing, *counter, timed, path, Daemons::one);
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

}  // namespace norekey::queue::sqlite
