/// Connection: Sql on one SQLite connection. Made by sqlite/open; used by one thread at a time.
/// It knows no rule of the queue, only what SQLite's errors mean for an operator.
#pragma once
#include <array>
#include <deque>
#include <memory>
#include <span>
#include <string>

#include "queue/sql.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace norekey::queue::sqlite {

enum class Access {
  read,   ///< deferred transactions, nothing can be written
  write,  ///< transactions take the write lock when they begin; WAL, each commit is synced
};

class Connection final : public Sql {
 public:
  /// Opens an existing database file. retry: locked. halt: damaged, not readable.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access);
  ~Connection() override;

  Result<void> begin() override;
  Instant now() override { return now_; }
  Result<void> commit() override;
  void rollback() override;
  void save() override;
  void keep() override;
  void undo() override;
  void ask(Statement statement, std::size_t width, std::span<const Value> values) override;
  Rows answer() override;
  Rows script(const std::string& sql) override;
  const std::optional<Error>& failure() override { return failure_; }

 private:
  Connection(std::string path, Access access, sqlite3* database);
  sqlite3_stmt* prepared(Statement statement);
  void step_with(sqlite3_stmt* statement, std::span<const Value> values, Rows& rows);
  void step_all(sqlite3_stmt* statement, Rows& rows);
  bool execute(const char* sql);
  void fail(int code);

  const std::string path_;
  const Access access_;
  sqlite3* database_;
  std::array<sqlite3_stmt*, kStatements> statements_{};
  bool in_transaction_ = false;
  Instant now_{};
  std::deque<Rows> answers_;  ///< asked for and not taken yet
  std::optional<Error> failure_;
};

/// What an SQLite result code means: retry (busy, full, I/O), halt (damaged, not ours), else
/// reject.
Error explain(int code, const std::string& detail, const std::string& path);

}  // namespace norekey::queue::sqlite
