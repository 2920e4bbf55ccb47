/// own_thread: one thread beside the daemon's, for calls that block: files, password hashes. A
/// coroutine runs there by `co_await co_spawn(thread.executor(), task(), use_awaitable)`.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>

namespace norekey {

/// Starts with the first task. Its destructor waits for the tasks that were begun.
///
/// A task that is under way owns the coroutine that waits for it, and with that all which this
/// coroutine holds, whoever else has let go of it. What runs the io_context therefore calls
/// `end_all` before the io_context ends.
class OwnThread {
 public:
  OwnThread();
  ~OwnThread();
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;

  /// After `end_all` it takes tasks, but runs none.
  boost::asio::any_io_executor executor();

  /// From `end_all` and the destructor on, on any thread: who only waits gives up.
  bool ending() const;

  /// Ends the threads of all that there are in this process, and waits for their tasks. What these
  /// answer is posted to who awaits it before this returns.
  static void end_all();

 private:
  struct State;
  const std::shared_ptr<State> state_;
};

}  // namespace norekey
