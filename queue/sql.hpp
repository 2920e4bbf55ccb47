/// Sql: one connection of a backend, as the rules (queue/rules/) use it: transactions, savepoints,
/// statements by name. Used by one thread at a time. Statements are those of queue/sql; it knows
/// neither messages nor threads.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "queue/statements.hpp"

namespace norekey::queue {

/// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

/// One parameter; what it points at must live until `run` returns.
class Value {
 public:
  template <class Number>
  requires std::is_integral_v<Number> Value(Number number)
      : value_(static_cast<std::int64_t>(number)) {}
  Value(Instant at) : value_(static_cast<std::int64_t>(at.time_since_epoch().count())) {}
  Value(std::string_view text) : value_(text) {}
  Value(const std::string& text) : value_(std::string_view(text)) {}
  Value(const char* text) : value_(std::string_view(text)) {}
  Value(Blob blob) : value_(blob) {}

  const std::int64_t* number() const { return std::get_if<std::int64_t>(&value_); }
  const std::string_view* text() const { return std::get_if<std::string_view>(&value_); }
  const Blob* blob() const { return std::get_if<Blob>(&value_); }

 private:
  std::variant<std::int64_t, std::string_view, Blob> value_;
};

/// What a statement answered. No column of the schema is NULL.
class Rows {
 public:
  using Cell = std::variant<std::int64_t, std::string>;

  Rows() = default;
  explicit Rows(std::size_t columns) : columns_(columns) {}

  std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  std::size_t columns() const { return columns_; }
  bool empty() const { return cells_.empty(); }
  void push(Cell cell) { cells_.push_back(std::move(cell)); }

  /// 0 and "" where there is no such cell: after a failure rules run on, harmlessly, to their end.
  std::int64_t number(std::size_t row, std::size_t column) const {
    const auto at = row * columns_ + column;
    return at < cells_.size() ? std::get<std::int64_t>(cells_[at]) : 0;
  }
  std::string text(std::size_t row, std::size_t column) const {
    const auto at = row * columns_ + column;
    return at < cells_.size() ? std::get<std::string>(cells_[at]) : std::string();
  }
  std::string take(std::size_t row, std::size_t column) {
    const auto at = row * columns_ + column;
    return at < cells_.size() ? std::move(std::get<std::string>(cells_[at])) : std::string();
  }
  Instant instant(std::size_t row, std::size_t column) const {
    return Instant(std::chrono::microseconds(number(row, column)));
  }

 private:
  std::size_t columns_ = 0;
  std::vector<Cell> cells_;
};

/// Whether a statement answers rows. The others are not waited for: what they say comes with the
/// next answer, `failure()` or `commit()`.
bool answers(Statement statement);

/// The first failure inside a transaction stays in `failure()`; from then on `run` does nothing and
/// answers no rows, so that rules read without a check after each statement. Its fate says how much
/// is lost: reject = what happened since `save()`; retry and halt = the transaction.
class Sql {
 public:
  virtual ~Sql() = default;

  /// Starts a transaction and forgets the last failure. retry: busy, away; PostgreSQL may say so
  /// with a later answer.
  virtual Result<void> begin() = 0;
  /// The database's time in this transaction.
  virtual Instant now() = 0;
  /// Durable on return. An error, `failure()` or its own, says nothing was acknowledged; only with
  /// PostgreSQL may it still be there.
  virtual Result<void> commit() = 0;
  /// Never fails: a connection that cannot roll back is given up.
  virtual void rollback() = 0;

  virtual void save() = 0;  ///< opens a savepoint
  virtual void keep() = 0;  ///< keeps what happened since
  virtual void undo() = 0;  ///< forgets what happened since, and a failure with the fate `reject`

  Rows run(Statement statement, std::initializer_list<Value> values) {
    ask(statement, 0, {values.begin(), values.size()});
    return answers(statement) ? answer() : Rows();
  }
  /// The statement for each row of `values`, `width` values a row; what they answer, one after the
  /// other. PostgreSQL runs it once, with a list for each parameter.
  Rows run_each(Statement statement, std::size_t width, const std::vector<Value>& values) {
    if (values.empty()) return {};
    ask(statement, width, values);
    return answers(statement) ? answer() : Rows();
  }

  /// One that answers: `answer` gives its rows, those asked first first, and PostgreSQL is asked
  /// all of them at once. `width` 0: one row. Nothing else may run before all are answered.
  virtual void ask(Statement statement, std::size_t width, std::span<const Value> values) = 0;
  virtual Rows answer() = 0;

  /// Several statements at once, without parameters: migrations, checks.
  virtual Rows script(const std::string& sql) = 0;

  /// By what the last one that was committed can be asked after; 0 where a commit is durable at
  /// once.
  virtual std::int64_t mark() const { return 0; }

  /// Of all that was run so far.
  virtual const std::optional<Error>& failure() = 0;
};

}  // namespace norekey::queue
