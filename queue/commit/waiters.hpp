/// Waiters: the coroutines in `Store::wait_for_work`. Woken by commit/group_writer after each
/// commit that made something leasable, or when the next delivery becomes due. It knows no
/// database.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "core/time.hpp"

namespace norekey::queue {

class Waiters {
 public:
  /// `poll`: the longest anybody waits, for stores that others write to as well; max = as long as
  /// asked.
  Waiters(const Clock& clock, std::chrono::microseconds poll) : clock_(clock), poll_(poll) {}
  /// Wakes who still waits.
  ~Waiters() { wake(); }

  /// Returns at once where something may be leased, else when it may, or at `latest`. Ends early
  /// when cancelled.
  boost::asio::awaitable<void> wait(Instant latest);

  /// Something may be leased: wakes all, and the next `wait` returns at once, until `taken`. false:
  /// nobody waited.
  bool wake();
  /// A lease took all that there was.
  void taken();
  /// When the next delivery becomes due or the next lease runs out.
  void next(Instant moment);

 private:
  struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    bool woken = false;
  };

  /// nullopt: no need to wait.
  std::optional<std::chrono::steady_clock::duration> patience(Instant latest) const;
  bool wake_locked();

  const Clock& clock_;
  const std::chrono::microseconds poll_;
  std::mutex mutex_;  ///< guards all below, the waiters' timers too
  bool pending_ = true;
  Instant next_ = Instant::max();
  std::list<std::weak_ptr<Waiter>> waiting_;  ///< owned by the coroutines that wait
};

}  // namespace norekey::queue
