/// Worker: one thread that takes everything that waits at once, serves it, and takes again: no
/// timer. The bridge between coroutines and blocking databases. It knows nothing of transactions:
/// commit/group_writer and the reader do.
#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "queue/commit/operation.hpp"

namespace norekey::queue {

/// How much may wait before `Refusable::yes` calls are refused, and how much is served in one go.
struct Limits {
  std::size_t waiting_operations = 10'000;
  std::size_t waiting_bytes = 256u << 20;
  std::size_t group_operations = 1'000;
  std::size_t group_bytes = 16u << 20;  ///< a single larger operation goes alone
};

enum class Refusable { no, yes };

/// Where operations run: on a thread of the worker's own, or, for simulations, as handlers of their
/// callers' io_context, so that nothing depends on threads.
enum class Runs { on_a_thread, with_its_callers };

using Group = std::vector<std::unique_ptr<Operation>>;

class Worker {
 public:
  /// `serve` is called on the worker's thread and must run every operation of its group, then
  /// `finish` it.
  Worker(Limits limits, std::function<void(Group&)> serve, Runs runs = Runs::on_a_thread);
  /// Serves what waits, then ends the thread. Without one: forgets what waits.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Runs `work` on the worker's thread. retry: the store is busy (only `Refusable::yes`).
  template <class T>
  boost::asio::awaitable<Result<T>> call(std::size_t bytes, Refusable refusable,
                                         typename Call<T>::Work work, Joint joint = {}) {
    auto start = [this, bytes, refusable](auto handler, typename Call<T>::Work todo, Joint with) {
      const boost::asio::any_io_executor executor = boost::asio::get_associated_executor(handler);
      enqueue(std::make_unique<Call<T>>(bytes, std::move(todo), std::move(with), std::move(handler),
                                        executor),
              refusable, executor);
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Result<T>)>(
        std::move(start), boost::asio::use_awaitable, std::move(work), std::move(joint));
  }

 private:
  void enqueue(std::unique_ptr<Operation> operation, Refusable refusable,
               const boost::asio::any_io_executor& executor);
  void serve_with(const boost::asio::any_io_executor& executor);
  std::optional<Error> refusal() const;
  Group take();
  void run();

  const Limits limits_;
  const std::function<void(Group&)> serve_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Operation>> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool ending_ = false;
  const Runs runs_;
  bool posted_ = false;  ///< with its callers: a handler that serves is on its way
  std::shared_ptr<Worker*> self_ = std::make_shared<Worker*>(this);  ///< nullptr once it is gone
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace norekey::queue
