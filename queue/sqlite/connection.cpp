#include "queue/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "core/text.hpp"

namespace norekey::queue::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5'000;  // only a backup or a check of our own can be in the way

int bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* number = value.number()) return sqlite3_bind_int64(statement, at, *number);
  if (const auto* text = value.text()) {
    const char* bytes = text->empty() ? "" : text->data();
    return sqlite3_bind_text64(statement, at, bytes, text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  const auto bytes = value.blob()->bytes;
  if (bytes.empty()) return sqlite3_bind_zeroblob(statement, at, 0);
  return sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_STATIC);
}

Rows::Cell cell(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
    return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
  }
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return size == 0 ? std::string() : std::string(bytes, size);
}

// cache_size: at most 16 MB. secure_delete FAST: removed bodies are overwritten where that costs no
// extra write.
constexpr const char* kWriting =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST;"
    "PRAGMA journal_size_limit = 67108864;";
constexpr const char* kReading =
    "PRAGMA query_only = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;";

}  // namespace

Error explain(int code, const std::string& detail, const std::string& path) {
  Error error{.fate = Fate::retry, .what = "", .fix = "", .where = {path, 0, 0, ""}, .cause = ""};
  switch (code & 0xff) {
    case SQLITE_FULL:
      error.what = "no space left for the store " + shown(path);
      error.fix = "make room on its disk; nothing is lost, intake goes on by itself";
      error.cause = "store/full";
      return error;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error.what = "the store " + shown(path) + " is locked by another process";
      error.fix = "end whatever else has it open: fuser " + path;
      error.cause = "store/locked";
      return error;
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
      error.what = "the store " + shown(path) + " cannot be read or written: " + detail;
      error.fix = "look at its disk, its owner and its mode: norekey doctor";
      error.cause = "store/disk";
      return error;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      error.fate = Fate::halt;
      error.what = "the store " + shown(path) + " is damaged: " + detail;
      error.fix =
          "stop the daemon and put the last backup back: norekey store restore FILE; "
          "what was sent since is looked up in the ERP first";
      error.cause = "store/damaged";
      return error;
    default:
      error.fate = Fate::reject;
      error.what = "the store refused a statement: " + detail;
      error.cause = "store/statement";
      return error;
  }
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  auto connection = std::unique_ptr<Connection>(new Connection(path, access, database));
  if (code != SQLITE_OK) return explain(code, sqlite3_errstr(code), path);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, kBusyMilliseconds);
  connection->script(access == Access::write ? kWriting : kReading);
  if (connection->failure_) return *connection->failure_;
  return connection;
}

Connection::Connection(std::string path, Access access, sqlite3* database)
    : path_(std::move(path)), access_(access), database_(database) {}

Connection::~Connection() {
  for (auto* statement : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

Result<void> Connection::begin() {
  failure_.reset();
  answers_.clear();
  if (!sqlite3_get_autocommit(database_)) rollback();
  if (!execute(access_ == Access::write ? "BEGIN IMMEDIATE" : "BEGIN")) return *failure_;
  in_transaction_ = true;
  now_ = system_clock().now();
  return {};
}

Result<void> Connection::commit() {
  if (failure_ || !execute("COMMIT")) return *failure_;
  in_transaction_ = false;
  return {};
}

void Connection::rollback() {
  in_transaction_ = false;
  // Some errors have ended the transaction already.
  if (!sqlite3_get_autocommit(database_))
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Connection::save() { execute("SAVEPOINT operation"); }
void Connection::keep() { execute("RELEASE operation"); }

void Connection::undo() {
  if (failure_ && failure_->fate != Fate::reject) return;
  failure_.reset();
  execute("ROLLBACK TO operation");
  execute("RELEASE operation");
}

void Connection::ask(Statement which, std::size_t width, std::span<const Value> values) {
  Rows rows;
  auto* statement = failure_ ? nullptr : prepared(which);
  if (width == 0) width = std::max<std::size_t>(values.size(), 1);
  std::size_t at = 0;
  do {
    if (statement == nullptr || failure_) break;
    step_with(statement, values.subspan(at, std::min(width, values.size() - at)), rows);
    at += width;
  } while (at < values.size());
  if (answers(which)) answers_.push_back(failure_ ? Rows() : std::move(rows));
}

Rows Connection::answer() {
  if (answers_.empty()) return {};
  auto rows = std::move(answers_.front());
  answers_.pop_front();
  return rows;
}

void Connection::step_with(sqlite3_stmt* statement, std::span<const Value> values, Rows& rows) {
  int at = 0;
  for (const auto& value : values) {
    if (const int code = bind(statement, ++at, value); code != SQLITE_OK) {
      fail(code);
      break;
    }
  }
  if (!failure_) step_all(statement, rows);
  sqlite3_reset(statement);
}

Rows Connection::script(const std::string& sql) {
  Rows rows;
  const char* rest = sql.c_str();
  while (!failure_ && *rest != '\0') {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_, rest, -1, &statement, &rest);
    if (code != SQLITE_OK) {
      fail(code);
    } else if (statement != nullptr) {
      rows = Rows();
      step_all(statement, rows);
      if (failure_) rows = Rows();
    }
    sqlite3_finalize(statement);
  }
  return rows;
}

/// Adds what it answers to `rows`.
void Connection::step_all(sqlite3_stmt* statement, Rows& rows) {
  const int columns = sqlite3_column_count(statement);
  if (rows.columns() == 0) rows = Rows(static_cast<std::size_t>(columns));
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    for (int column = 0; column < columns; ++column) rows.push(cell(statement, column));
  }
  if (code != SQLITE_DONE) fail(code);
}

sqlite3_stmt* Connection::prepared(Statement which) {
  auto*& statement = statements_[static_cast<std::size_t>(which)];
  if (statement != nullptr) return statement;
  const int code = sqlite3_prepare_v3(database_, sqlite_text(which), -1, SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return statement;
}

bool Connection::execute(const char* sql) {
  if (failure_) return false;
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
  return code == SQLITE_OK;
}

void Connection::fail(int code) {
  failure_ = explain(code, sqlite3_errmsg(database_), path_);
  // An error that ended the transaction took the other operations of the group with it.
  const bool ended = in_transaction_ && sqlite3_get_autocommit(database_) != 0;
  if (ended && failure_->fate == Fate::reject) failure_->fate = Fate::retry;
}

}  // namespace norekey::queue::sqlite
