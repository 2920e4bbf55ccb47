/// Connection: Sql on one libpq connection, made again, with back-off, when it is lost. What needs
/// no answer is sent with what does (pipeline mode): a group takes two or three round trips. Made
/// by postgres/open; used by one thread at a time. It knows no rule of the queue.
#pragma once
#include <array>
#include <bitset>
#include <chrono>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "queue/sql.hpp"

struct pg_conn;
struct pg_result;

namespace norekey::queue::postgres {

enum class Access {
  read,   ///< each transaction is one snapshot, nothing can be written
  write,  ///< writing transactions of all daemons run one after the other, under one advisory lock
  write_unsynced,  ///< the same; what is committed is durable after the next `flush` of another one
  flush,           ///< syncs what others have committed
};

class Connection final : public Sql {
 public:
  /// Connects. halt: there is no such server, database or user; the text holds no password.
  /// `marks`: names those of a writer whose commits are flushed by another connection.
  static Result<std::unique_ptr<Connection>> open(const std::string& url, Access access,
                                                  const std::string& marks = "");
  ~Connection() override;

  Result<void> begin() override;
  Instant now() override;
  Result<void> commit() override;
  void rollback() override;
  void save() override;
  void keep() override;
  void undo() override;
  void ask(Statement statement, std::size_t width, std::span<const Value> values) override;
  Rows answer() override;
  Rows script(const std::string& sql) override;
  std::int64_t mark() const override { return mark_; }
  /// Whether a pooler stands between: it keeps connections of daemons that have ended.
  bool pooled() const { return pooled_; }
  const std::optional<Error>& failure() override;

  /// Those of `marks` that are on this server; on return they survive power loss.
  Result<std::set<std::int64_t>> flush(const std::set<std::int64_t>& marks);
  /// Whether the transaction of `mark` was committed; it is durable then. retry: it was rolled
  /// back, or nobody can tell until `deadline`.
  Result<void> outcome(std::int64_t mark, std::chrono::steady_clock::time_point deadline);

 private:
  class Parameters;
  /// One of the connection's own, or of queue/sql.
  struct Command {
    std::string name;  ///< under which it is prepared
    const char* text;
    std::size_t number;  ///< in prepared_
  };
  /// Those of its own.
  enum class Own {
    begin,
    set,
    commit,
    rollback,
    save,
    keep,
    undo,
    mark,
    old_marks,
    dead_marks,
    flush,
    all
  };
  /// Sent, and not heard of yet.
  struct Sent {
    enum What { silent, answers, times, prepares, commits } what;
    std::size_t number = 0;  ///< prepares: in prepared_
  };
  /// Of the current transaction's beginning: sent again where the connection was lost before it.
  struct First {
    Command command;
    std::shared_ptr<const Parameters> given;
    Sent::What what;
  };

  Connection(std::string url, Access access, std::string marks);
  bool connect();
  bool say_hello();
  void send_own(Own which, const char* text, Sent::What what = Sent::silent, std::size_t width = 0,
                const std::vector<Value>& values = {});
  void send(Command command, std::shared_ptr<const Parameters> given, Sent::What what);
  void post(const Command& command, const Parameters& given, Sent::What what);
  void send_beginning();
  void leave_mark();
  void drain();
  bool hear_all();
  void hear(const Sent& one, pg_result* result);
  void begin_again();
  Rows take(pg_result* result);
  void fail(const pg_result* result);
  void disconnect();

  const std::string url_, name_;
  const Access access_;
  const std::string marks_;
  pg_conn* connection_ = nullptr;
  std::bitset<kStatements + static_cast<std::size_t>(Own::all)> prepared_;
  bool warned_ = false;    ///< by the server, since the last flush began
  bool pooled_ = false;    ///< a pooler stands between: no statement is kept on the server
  std::int64_t mark_ = 0;  ///< of the last commit
  std::int64_t left_ = 0;  ///< so many marks
  std::array<std::int64_t, 3> kept_{};  ///< every hundredth of the last that were left
  Instant swept_{};                     ///< when marks of other writers were removed
  Instant now_{};                       ///< its time
  bool begun_ = false;                  ///< both are known: the server has begun it
  bool fresh_ = false;                  ///< the connection was made for it
  bool committed_ = false;
  std::deque<Sent> sent_;
  std::vector<First> first_;  ///< until it has begun
  std::deque<Rows> answers_;
  std::chrono::milliseconds delay_{};  ///< before the next try to connect
  std::chrono::steady_clock::time_point next_try_{};
  std::optional<Error> failure_;
};

/// A URL as texts show it.
std::string without_password(const std::string& url);

/// What a failed connection means, by the server's words: libpq gives no SQLSTATE here. A server
/// that refuses us has the cause store/refused, for a person to mend; whatever else is away.
Error explain_connecting(const std::string& detail, const std::string& name);

/// What an SQLSTATE means: retry (away, busy, full, failing over), halt (damaged), else reject.
Error explain(const std::string& sqlstate, const std::string& detail, const std::string& name);

}  // namespace norekey::queue::postgres
