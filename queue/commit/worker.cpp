#include "queue/commit/worker.hpp"

namespace norekey::queue {

Worker::Worker(Limits limits, std::function<void(Group&)> serve, Runs runs)
    : limits_(limits), serve_(std::move(serve)), runs_(runs) {
  if (runs_ == Runs::on_a_thread) thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
  *self_ = nullptr;
  if (runs_ == Runs::with_its_callers) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::enqueue(std::unique_ptr<Operation> operation, Refusable refusable,
                     const boost::asio::any_io_executor& executor) {
  std::optional<Error> refused;
  {
    const std::lock_guard lock(mutex_);
    if (refusable == Refusable::yes) refused = refusal();
    if (!refused) {
      waiting_bytes_ += operation->bytes();
      waiting_.push_back(std::move(operation));
    }
  }
  if (!refused) {
    if (runs_ == Runs::with_its_callers) return serve_with(executor);
    return changed_.notify_one();
  }  // NOLINTNEXTLINE(bugprone-use-after-move): moved only where not refused
  operation->fail(*refused);
  operation->finish();
}

void Worker::serve_with(const boost::asio::any_io_executor& executor) {
  if (posted_) return;
  posted_ = true;
  boost::asio::post(executor, [self = self_, executor] {
    auto* worker = *self;
    if (worker == nullptr) return;
    worker->posted_ = false;
    auto group = worker->take();
    worker->serve_(group);
    if (*self != nullptr && !worker->waiting_.empty()) worker->serve_with(executor);
  });
}

std::optional<Error> Worker::refusal() const {
  const bool many = waiting_.size() >= limits_.waiting_operations;
  if (!many && waiting_bytes_ < limits_.waiting_bytes) return std::nullopt;
  return Error{
      .fate = Fate::retry,
      .what = "the store is busy: " + (many ? std::to_string(waiting_.size()) + " operations wait"
                                            : std::to_string(waiting_bytes_) + " bytes wait"),
      .fix = "send it again later; if it lasts, look at the disk: norekey doctor",
      .where = {},
      .cause = "store/busy"};
}

/// What waits, in the order it came, up to the limits of one group; at least one.
Group Worker::take() {
  Group group;
  std::size_t bytes = 0;
  while (!waiting_.empty() && group.size() < limits_.group_operations) {
    const auto next = waiting_.front()->bytes();
    if (!group.empty() && bytes + next > limits_.group_bytes) break;
    bytes += next;
    waiting_bytes_ -= next;
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return group;
}

void Worker::run() {
  for (;;) {
    Group group;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      group = take();
    }
    serve_(group);
  }
}

}  // namespace norekey::queue
