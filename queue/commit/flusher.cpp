#include "queue/commit/flusher.hpp"

namespace norekey::queue {
namespace {

constexpr std::size_t kMost = 64;  // groups that wait for one sync
constexpr std::chrono::seconds kDecideWithin{5};

}  // namespace

Flusher::Flusher(std::unique_ptr<Durability> durability)
    : durability_(std::move(durability)), thread_([this] { run(); }) {}

Flusher::~Flusher() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Flusher::add(std::int64_t mark, Told told) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kMost; });
  waiting_.push_back({mark, std::move(told)});
  changed_.notify_all();
}

void Flusher::run() {
  for (;;) {
    std::deque<Waiting> all;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      all.swap(waiting_);
    }
    changed_.notify_all();
    serve(std::move(all));
  }
}

void Flusher::serve(std::deque<Waiting> all) {
  std::set<std::int64_t> marks;
  for (const auto& one : all) marks.insert(one.mark);
  const auto durable = durability_->flush(marks);
  const auto deadline = std::chrono::steady_clock::now() + kDecideWithin;
  for (auto& one : all) {
    const bool known = durable && durable->contains(one.mark);
    one.told(known ? Result<void>() : durability_->outcome(one.mark, deadline));
  }
}

}  // namespace norekey::queue
