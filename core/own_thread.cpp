#include "core/own_thread.hpp"

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <vector>

namespace norekey {

struct OwnThread::State {
  std::atomic<bool> ending{false};
  std::mutex guard;  ///< of `pool`, while it is made
  std::unique_ptr<boost::asio::thread_pool> pool;

  boost::asio::thread_pool& started() {
    const std::lock_guard lock(guard);
    if (!pool) {
      pool = std::make_unique<boost::asio::thread_pool>(1);
      if (ending) pool->join();
    }
    return *pool;
  }

  void end() {
    boost::asio::thread_pool* begun = nullptr;
    {
      const std::lock_guard lock(guard);
      ending = true;
      begun = pool.get();
    }
    if (begun != nullptr) begun->join();  // unlocked: a task may ask for its executor
  }
};

namespace {

struct All {
  std::mutex guard;
  std::vector<std::weak_ptr<void>> states;
};

All& all() {
  static All made;
  return made;
}

}  // namespace

OwnThread::OwnThread() : state_(std::make_shared<State>()) {
  All& known = all();
  const std::lock_guard lock(known.guard);
  std::erase_if(known.states, [](const auto& one) { return one.expired(); });
  known.states.push_back(state_);
}

OwnThread::~OwnThread() { state_->end(); }

boost::asio::any_io_executor OwnThread::executor() { return state_->started().get_executor(); }

bool OwnThread::ending() const { return state_->ending; }

void OwnThread::end_all() {
  std::vector<std::shared_ptr<void>> alive;
  {
    const std::lock_guard lock(all().guard);
    for (const auto& one : all().states) {
      if (auto state = one.lock()) alive.push_back(std::move(state));
    }
  }
  for (const auto& one : alive) static_cast<State*>(one.get())->ending = true;
  for (const auto& one : alive) static_cast<State*>(one.get())->end();
}

}  // namespace norekey
