#include "queue/sqlite/upkeep.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/text.hpp"
#include "queue/files.hpp"
#include "queue/rules/checking.hpp"
#include "queue/schema.hpp"
#include "queue/sqlite/connection.hpp"

namespace norekey::queue::sqlite {
namespace {
namespace fs = std::filesystem;

Error copy_failed(const std::string& copy, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the copy " + norekey::shown(copy) + " " + why,
          .fix = std::move(fix),
          .where = {copy, 0, 0, ""},
          .cause = "store/copy"};
}

std::string sql_text(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

/// The empty file that a copy is written into, for its owner only. What a copy cut short left is
/// taken away.
Result<void> make_empty(const std::string& partial, const std::string& copy) {
  std::error_code ignored;
  fs::remove(partial, ignored);
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0)
    return copy_failed(copy, std::string("cannot be written: ") + std::strerror(errno),
                       "name a file in a directory that the store's user may write");
  ::close(file);
  return {};
}

Result<void> sync(const std::string& path, const std::string& copy) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int why = errno;
  if (file >= 0) ::close(file);
  if (synced) return {};
  return copy_failed(copy, std::string("cannot be synced: ") + std::strerror(why),
                     "look at the disk it is on");
}

constexpr const char* kNameABackup = "name a file that norekey store backup has made";

/// What is said of a store, said of a copy: it is nothing that a restore could mend.
Error of_copy(Error error, const std::string& copy) {
  const auto store = "the store " + norekey::shown(copy);
  constexpr std::string_view refused = "the store refused a statement: ";
  error.fate = Fate::halt;
  if (error.what.starts_with(refused)) {
    return copy_failed(copy, "is no whole store of norekey's: " + error.what.substr(refused.size()),
                       kNameABackup);
  }
  if (error.what.starts_with(store)) error.what.replace(0, 9, "the copy");
  if (error.cause == "store/damaged") error.fix = "take an older backup; the store is as it was";
  return error;
}

Result<SchemaVersion> version_of(const std::string& copy) {
  auto opened = Connection::open(copy, Access::read);
  if (!opened) return opened.error();
  auto& sql = **opened;
  const auto began = sql.begin();
  if (!began) return began.error();
  const auto tables = sql.run(Statement::schema_exists, {});
  const bool ours = tables.number(0, 0) != 0;
  const auto row = ours ? sql.run(Statement::schema_read, {}) : Rows();
  const auto failed = sql.failure();
  sql.rollback();
  if (failed) return *failed;
  if (tables.number(0, 1) == 0) return copy_failed(copy, "is empty", kNameABackup);
  if (!ours) return copy_failed(copy, "is a database, but not one of norekey's", kNameABackup);
  return SchemaVersion{row.number(0, 0), row.number(0, 1)};
}

class SqliteUpkeep final : public Upkeep {
 public:
  SqliteUpkeep(std::string path, std::shared_ptr<Engine> engine)
      : path_(std::move(path)), engine_(std::move(engine)) {}

  bool restored() const override { return engine_->opened.restored_at != Instant(); }
  Instant restored_at() const override { return engine_->opened.restored_at; }
  Result<void> backup(const std::string& copy) override { return copy_store(path_, copy); }
  Result<std::vector<std::string>> check() override { return check_store(path_); }

 private:
  std::string path_;
  std::shared_ptr<Engine> engine_;
};

}  // namespace

/// Written under another name first, so that a copy cut short is never taken for one.
Result<void> copy_store(const std::string& path, const std::string& copy) {
  if (is_there(copy)) return copy_failed(copy, "exists already", "name another file");
  auto opened = Connection::open(path, Access::read);
  if (!opened) return opened.error();
  const auto partial = copy + ".partial";
  if (auto made = make_empty(partial, copy); !made) return made;
  std::error_code ignored;
  (*opened)->script("PRAGMA query_only = OFF; VACUUM INTO " + sql_text(partial));
  if (const auto failed = (*opened)->failure()) {
    fs::remove(partial, ignored);
    if (failed->fate != Fate::reject) return *failed;
    return copy_failed(copy, "cannot be written: " + failed->what,
                       "name a file in a directory that the store's user may write");
  }
  if (auto synced = sync(partial, copy); !synced) return synced;
  std::error_code wrong;
  fs::rename(partial, copy, wrong);
  if (wrong) return copy_failed(copy, "cannot be named: " + wrong.message(), "name another file");
  const auto directory = fs::absolute(copy).parent_path().string();
  return sync(directory, copy);
}

Result<void> check_copy(const std::string& copy) {
  if (const auto why = why_hidden(copy); !why.empty()) {
    return copy_failed(copy, "cannot be read: " + why,
                       "put it where the user that norekey runs as may read it");
  }
  if (!is_there(copy)) return copy_failed(copy, "does not exist", "name the file of a backup");
  const auto version = version_of(copy);
  if (!version) return of_copy(version.error(), copy);
  if (auto known = check_known(copy, *version, sqlite_migrations()); !known) return known;
  const auto findings = check_store(copy);
  if (!findings) return of_copy(findings.error(), copy);
  if (findings->empty()) return {};
  return copy_failed(copy, "is not sound: " + findings->front(), "take an older backup");
}

Result<std::vector<std::string>> check_store(const std::string& path) {
  auto opened = Connection::open(path, Access::read);
  if (!opened) return opened.error();
  auto& sql = **opened;
  const auto began = sql.begin();
  if (!began) return began.error();
  std::vector<std::string> findings;
  const auto pages = sql.script("PRAGMA integrity_check");
  for (std::size_t at = 0; at < pages.size(); ++at) {
    if (pages.text(at, 0) != "ok") findings.push_back("file: " + pages.text(at, 0));
  }
  for (auto& finding : check_rules(sql)) findings.push_back(std::move(finding));
  const auto failed = sql.failure();
  sql.rollback();
  if (failed) return *failed;
  return findings;
}

std::unique_ptr<Upkeep> make_upkeep(std::string path, std::shared_ptr<Engine> engine) {
  return std::make_unique<SqliteUpkeep>(std::move(path), std::move(engine));
}

}  // namespace norekey::queue::sqlite
