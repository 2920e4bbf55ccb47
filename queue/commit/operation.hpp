/// Operation: one call of Store or Journal, on its way from a coroutine to a worker's thread and
/// back. Made by commit/worker; run by whoever serves the worker. It knows no thread and no
/// backend.
#pragma once
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include "core/error.hpp"
#include "queue/commit/change.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

class Operation;

/// What operations of one sort have in common: all of a group are done at once, in few statements.
class Together {
 public:
  virtual ~Together() = default;
  /// Does the work of all and answers each. A failure of `sql` undoes it for all.
  virtual void run(Sql& sql, Change& change, std::span<Operation* const> all) const = 0;
};

/// How an operation joins others of its sort: what they do, and what it is asked.
struct Joint {
  const Together* together = nullptr;  ///< nullptr: it is run by itself
  std::shared_ptr<const void> input;
};

class Operation {
 public:
  Operation(std::size_t bytes, Joint joint) : bytes_(bytes), joint_(std::move(joint)) {}
  virtual ~Operation() = default;

  std::size_t bytes() const { return bytes_; }
  const Together* together() const { return joint_.together; }
  const void* input() const { return joint_.input.get(); }

  /// Does the work. false: it was rejected, what it wrote must be undone.
  virtual bool run(Sql& sql, Change& change) = 0;
  /// Replaces the answer: what it belonged to was not committed.
  virtual void fail(const Error& error) = 0;
  /// Hands the answer to the coroutine, on the coroutine's executor. Once, as the last call.
  virtual void finish() = 0;

 protected:
  void forget_input() { joint_.input.reset(); }

 private:
  std::size_t bytes_;
  Joint joint_;
};

template <class T>
class Call final : public Operation {
 public:
  using Work = std::function<Result<T>(Sql&, Change&)>;
  using Handler = boost::asio::any_completion_handler<void(Result<T>)>;

  /// `executor`: the handler's. Its io_context runs on until the answer is there.
  Call(std::size_t bytes, Work work, Joint joint, Handler handler,
       const boost::asio::any_io_executor& executor)
      : Operation(bytes, std::move(joint)),
        work_(std::move(work)),
        handler_(std::move(handler)),
        executor_(boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked)) {
  }

  bool run(Sql& sql, Change& change) override {
    answer_.emplace(work_(sql, change));
    if (sql.failure()) answer_.emplace(*sql.failure());
    return answer_->has_value();
  }

  void answer(Result<T> with) { answer_.emplace(std::move(with)); }
  void fail(const Error& error) override { answer_.emplace(error); }

  void finish() override {
    work_ = nullptr;  // frees the input before the coroutine goes on
    forget_input();
    auto resume = [handler = std::move(handler_), answer = std::move(*answer_)]() mutable {
      std::move(handler)(std::move(answer));
    };
    boost::asio::post(executor_, std::move(resume));
  }

 private:
  Work work_;
  Handler handler_;
  boost::asio::any_io_executor executor_;
  std::optional<Result<T>> answer_;
};

}  // namespace norekey::queue
