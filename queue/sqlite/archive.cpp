#include "queue/sqlite/archive.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/text.hpp"
#include "core/time.hpp"
#include "queue/files.hpp"
#include "queue/sqlite/connection.hpp"

namespace norekey::queue::sqlite {
namespace {
namespace fs = std::filesystem;

constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS step (message INTEGER NOT NULL, number INTEGER NOT NULL,"
    " stage TEXT NOT NULL, text TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (message, number)) STRICT, WITHOUT ROWID;";

/// One day's file, open.
class DayFile {
 public:
  DayFile(const std::string& path, int flags) : path_(path) {
    code_ = sqlite3_open_v2(path.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_busy_timeout(database_, 5'000);
  }
  ~DayFile() { sqlite3_close(database_); }
  DayFile(const DayFile&) = delete;

  void run(const char* sql) {
    if (code_ == SQLITE_OK) code_ = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  }
  /// Calls `bind`, then `row` for each row.
  template <class Bind, class Row>
  void each(const char* sql, Bind bind, Row row) {
    if (code_ != SQLITE_OK) return;
    sqlite3_stmt* statement = nullptr;
    code_ = sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr);
    if (code_ == SQLITE_OK) bind(statement);
    while (code_ == SQLITE_OK && (code_ = sqlite3_step(statement)) == SQLITE_ROW) {
      row(statement);
      code_ = SQLITE_OK;
    }
    if (code_ == SQLITE_DONE) code_ = SQLITE_OK;
    sqlite3_finalize(statement);
  }
  bool good() const { return code_ == SQLITE_OK; }
  Error error() const {
    auto error = explain(code_, sqlite3_errmsg(database_), path_);
    if (error.cause != "store/damaged") return error;
    error.what = "the sealed day file " + norekey::shown(path_) +
                 " is damaged: " + sqlite3_errmsg(database_);
    error.fix =
        "move it away, and put it back from your copy of the folder: the store is not touched by "
        "it, what is still to be sealed stays there until then";
    error.cause = "store/sealed";
    return error;
  }

 private:
  const std::string path_;
  sqlite3* database_ = nullptr;
  int code_ = SQLITE_OK;
};

void bind_text(sqlite3_stmt* statement, int at, const std::string& text) {
  sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return size == 0 ? std::string() : std::string(bytes, size);
}

void put(DayFile& file, const Sealed& one) {
  const auto nothing = [](sqlite3_stmt*) {};
  file.each(
      "INSERT OR REPLACE INTO body (id, body) VALUES (?1, ?2)",
      [&](sqlite3_stmt* s) {
        sqlite3_bind_int64(s, 1, one.id);
        if (one.body.empty()) sqlite3_bind_zeroblob(s, 2, 0);
        if (!one.body.empty()) {
          sqlite3_bind_blob64(s, 2, one.body.data(), one.body.size(), SQLITE_STATIC);
        }
      },
      nothing);
  int number = 0;
  for (const auto& step : one.steps) {
    file.each(
        "INSERT OR REPLACE INTO step (message, number, stage, text, detail, at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [&](sqlite3_stmt* s) {
          sqlite3_bind_int64(s, 1, one.id);
          sqlite3_bind_int64(s, 2, ++number);
          bind_text(s, 3, step.stage);
          bind_text(s, 4, step.text);
          bind_text(s, 5, step.detail);
          sqlite3_bind_int64(s, 6, step.at.time_since_epoch().count());
        },
        nothing);
  }
}

void sync_directory(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

class DayFiles final : public Archive {
 public:
  explicit DayFiles(std::string directory) : directory_(std::move(directory)) {}

  Result<void> keep(const std::vector<Sealed>& all) override {
    std::error_code wrong;
    if (fs::create_directory(directory_, wrong)) {
      fs::permissions(directory_, fs::perms::owner_all, wrong);
      sync_directory(fs::path(directory_).parent_path());
    }
    std::map<std::int64_t, std::vector<const Sealed*>> days;
    for (const auto& one : all) days[one.day].push_back(&one);
    for (const auto& [day, those] : days) {
      if (auto kept = keep_day(file_of(day), those); !kept) return kept;
    }
    return {};
  }

  std::optional<Sealed> find(std::int64_t day, std::int64_t id) override {
    if (!is_there(file_of(day))) return std::nullopt;
    DayFile file(file_of(day), SQLITE_OPEN_READONLY);
    std::optional<Sealed> found;
    const auto bind = [id](sqlite3_stmt* s) { sqlite3_bind_int64(s, 1, id); };
    file.each("SELECT body FROM body WHERE id = ?1", bind, [&](sqlite3_stmt* s) {
      found = Sealed{id, day, bytes_of(s, 0), {}};
    });
    if (!found) return found;
    file.each("SELECT stage, text, detail, at FROM step WHERE message = ?1 ORDER BY number", bind,
              [&](sqlite3_stmt* s) {
                Step step{bytes_of(s, 0), bytes_of(s, 1), bytes_of(s, 2)};
                step.message = id;
                step.at = Instant(std::chrono::microseconds(sqlite3_column_int64(s, 3)));
                found->steps.push_back(std::move(step));
              });
    return found;
  }

  std::vector<std::int64_t> drop(std::int64_t before) override {
    std::vector<std::int64_t> gone;
    std::error_code wrong;
    for (const auto& entry : fs::directory_iterator(directory_, wrong)) {
      const auto date = parse_date(entry.path().stem().string());
      if (!date || entry.path().extension() != ".db") continue;
      const auto day = std::chrono::sys_days(*date).time_since_epoch().count();
      if (day < before) gone.push_back(day);
    }
    for (const auto day : gone) fs::remove(file_of(day), wrong);
    return gone;
  }

 private:
  std::string file_of(std::int64_t day) const {
    const Date date{std::chrono::sys_days(std::chrono::days(day))};
    return directory_ + "/" + norekey::to_string(date) + ".db";
  }

  Result<void> keep_day(const std::string& path, const std::vector<const Sealed*>& all) {
    const bool fresh = !is_there(path);
    DayFile file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    // A rollback journal: the file has to stand alone.
    file.run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    file.run(kTables);  // also where an earlier try was cut short
    for (const auto* one : all) put(file, *one);
    file.run("COMMIT");
    if (!file.good()) return file.error();
    if (fresh) sync_directory(directory_);
    return {};
  }

  const std::string directory_;
};

}  // namespace

std::unique_ptr<Archive> make_archive(const std::string& path) {
  return std::make_unique<DayFiles>(path + ".sealed");
}

}  // namespace norekey::queue::sqlite
