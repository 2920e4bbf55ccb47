#include "queue/sqlite/restore.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "core/text.hpp"
#include "queue/files.hpp"
#include "queue/restored.hpp"
#include "queue/sqlite/connection.hpp"
#include "queue/sqlite/lock.hpp"
#include "queue/sqlite/upkeep.hpp"

namespace norekey::queue::sqlite {
namespace {
namespace fs = std::filesystem;

constexpr const char* kParts[] = {"-wal", "-shm", ""};
constexpr const char* kCopying = ".restoring-copy";  // not whole yet: the store is as it was
constexpr const char* kWhole = ".restoring";         // takes the store's place, whatever happens

Error cannot_restore(const std::string& path, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the store " + norekey::shown(path) + " " + why,
          .fix = std::move(fix),
          .where = {path, 0, 0, ""},
          .cause = "store/open"};
}

bool is_taken(const std::string& path) {
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&path](const char* part) { return is_there(path + part); });
}

/// Whether `name` has nothing but the first parts of the store that are no longer at `path`: a
/// restore that was cut short has put them there.
bool is_begun(const std::string& name, const std::string& path) {
  return !is_there(name) && std::none_of(std::begin(kParts), std::end(kParts), [&](auto* part) {
    return is_there(path + part) && is_there(name + part);
  });
}

enum class Goes { from_the_start, on };

/// What an earlier restore put aside stays.
std::string free_name(const std::string& first, const std::string& path, Goes how) {
  auto name = first;
  for (int number = 2; is_taken(name); ++number) {
    if (how == Goes::on && is_begun(name, path)) break;
    name = first + "-" + std::to_string(number);
  }
  return name;
}

/// Root restores for the user that norekey runs as.
struct Owner {
  uid_t user = 0;
  gid_t group = 0;
};

/// The store's, or else its directory's: a store of root's was left by somebody's mistake.
Owner owner_of(const std::string& path) {
  struct stat info {};
  const auto directory = fs::absolute(path).parent_path();
  for (const auto& file : {fs::path(path), directory}) {
    if (::stat(file.c_str(), &info) == 0 && info.st_uid != 0) return {info.st_uid, info.st_gid};
  }
  return {::geteuid(), ::getegid()};
}

Result<void> give(const std::string& file, Owner owner) {
  if (::geteuid() != 0) return {};
  if (::chown(file.c_str(), owner.user, owner.group) == 0) return {};
  return cannot_restore(file, std::string("cannot be given to its owner: ") + std::strerror(errno),
                        "restore as the user that norekey runs as");
}

void sync_directory_of(const std::string& path) {
  const int file =
      ::open(fs::absolute(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

/// It stands alone: no write-ahead log beside it.
Result<std::string> note_in(const std::string& copy) {
  auto opened = Connection::open(copy, Access::read);
  if (!opened) return opened.error();
  (*opened)->script("PRAGMA query_only = OFF");
  return note_restored(**opened);
}

/// Whole, synced, marked as restored and its owner's.
Result<std::string> make_ready(const std::string& copy, const std::string& ready, Owner owner) {
  std::error_code ignored;
  for (const char* part : {"-wal", "-shm", "-journal", ""}) fs::remove(ready + part, ignored);
  if (auto copied = copy_store(copy, ready); !copied) return copied.error();
  auto instance = note_in(ready);
  if (!instance) return instance;
  if (auto given = give(ready, owner); !given) return given.error();
  return instance;
}

/// Puts the store aside, its file last, and the whole copy in its place.
Result<Restored> exchange(const std::string& path, Goes how) {
  Restored restored;
  const auto first = path + ".before-restore";
  if (is_taken(path)) restored.kept = free_name(first, path, how);
  if (restored.kept != first && is_taken(first)) restored.first = first;
  std::error_code wrong;
  for (const char* part : kParts) {
    if (is_there(path + part)) fs::rename(path + part, restored.kept + part, wrong);
    if (wrong)
      return cannot_restore(path, "cannot be put aside: " + wrong.message(),
                            "look at its directory");
  }
  fs::rename(path + kWhole, path, wrong);
  if (wrong)
    return cannot_restore(path, "cannot be replaced: " + wrong.message(), "look at its directory");
  sync_directory_of(path);
  return restored;
}

}  // namespace

bool is_restore_unfinished(const std::string& path) { return is_there(path + kWhole); }

Result<Restored> end_restore(const std::string& path) {
  if (!is_restore_unfinished(path)) return Restored();
  return exchange(path, Goes::on);
}

Result<Restored> restore(const std::string& path, const std::string& copy,
                         const std::string& counter_file) {
  const auto owner = owner_of(path);
  auto lock = lock_store(path);
  if (!lock) return lock.error();
  if (auto given = give(path + ".lock", owner); !given) return given.error();
  if (auto good = check_copy(copy); !good) return good.error();
  const auto ready = path + kCopying;
  const auto instance = make_ready(copy, ready, owner);
  if (!instance) return instance.error();
  std::error_code wrong;
  if (auto ours = check_counter(counter_file, *instance, copy); !ours) {
    fs::remove(ready, wrong);
    return ours.error();
  }
  // One that was cut short is ended first.
  if (auto ended = end_restore(path); !ended) return ended;
  fs::rename(ready, path + kWhole, wrong);
  if (wrong)
    return cannot_restore(path, "cannot be replaced: " + wrong.message(), "look at its directory");
  sync_directory_of(path);
  auto restored = exchange(path, Goes::from_the_start);
  if (restored) put_counter_aside(counter_file, *instance);
  return restored;
}

}  // namespace norekey::queue::sqlite
