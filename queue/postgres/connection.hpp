/// Connection: Sql on one libpq connection, made again, with back-off, when it is lost. Made by
/// postgres/open; used by one thread at a time. It knows no rule of the queue, only what SQLSTATEs
/// mean for an operator.
#pragma once
#include <bitset>
#include <chrono>
#include <memory>
#include <string>

#include "queue/sql.hpp"

struct pg_conn;
struct pg_result;

namespace norekey::queue::postgres {

enum class Access {
  read,   ///< each transaction is one snapshot, nothing can be written
  write,  ///< writing transactions of all daemons run one after the other, under one advisory lock
};

class Connection final : public Sql {
 public:
  /// Connects. halt: there is no such server, database or user; the text holds no password.
  static Result<std::unique_ptr<Connection>> open(const std::string& url, Access access);
  ~Connection() override;

  Result<Instant> begin() override;
  Result<void> commit() override;
  void rollback() override;
  void save() override;
  void keep() override;
  void undo() override;
  Rows run(Statement statement, std::initializer_list<Value> values) override;
  Rows run_each(Statement statement, std::size_t width, const std::vector<Value>& values) override;
  Rows script(const std::string& sql) override;
  const std::optional<Error>& failure() const override { return failure_; }

 private:
  class Parameters;

  Connection(std::string url, Access access);
  bool connect();
  void decide();
  Rows execute(Statement statement, const Parameters& given);
  bool prepare(Statement statement, const Parameters& like);
  Rows take(pg_result* result);
  void fail(const pg_result* result);
  void disconnect();

  const std::string url_, name_;
  const Access access_;
  pg_conn* connection_ = nullptr;
  std::bitset<kStatements> prepared_;
  bool pooled_ = false;           ///< a pooler stands between: no statement is kept on the server
  std::int64_t transaction_ = 0;  ///< the one under way
  std::chrono::milliseconds delay_{};  ///< before the next try to connect
  std::chrono::steady_clock::time_point next_try_{};
  std::optional<Error> failure_;
};

/// A URL as texts show it.
std::string without_password(const std::string& url);

/// What an SQLSTATE means: retry (away, busy, full, failing over), halt (damaged), else reject.
Error explain(const std::string& sqlstate, const std::string& detail, const std::string& name);

}  // namespace norekey::queue::postgres
