#include "queue/commit/flusher.hpp"

#include <algorithm>

namespace norekey::queue {
namespace {

constexpr std::size_t kMost = 64;  // groups that wait for one sync
constexpr std::chrono::seconds kDecideWithin{5};
constexpr std::chrono::milliseconds kLongest{20};  // of a group or a sync: more says nothing

using Steady = std::chrono::steady_clock;

void note(Steady::duration& usual, Steady::duration one) {
  usual = (3 * usual + std::min<Steady::duration>(one, kLongest)) / 4;
}

}  // namespace

Steady::duration patience(Steady::duration group, Steady::duration sync) {
  return group <= sync / 2 ? sync / 2 : Steady::duration::zero();
}

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

void Flusher::expect(bool more) {
  const std::lock_guard lock(mutex_);
  if (expected_ && !more) changed_.notify_all();
  expected_ = more;
  if (more) begun_ = Steady::now();
}

void Flusher::add(std::int64_t mark, Told told) {
  std::unique_lock lock(mutex_);
  note(group_, Steady::now() - begun_);
  if (waiting_.size() >= kMost) expected_ = false;
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
      changed_.wait_for(lock, patience(group_, sync_), [this] { return ending_ || !expected_; });
      expected_ = false;
      all.swap(waiting_);
    }
    changed_.notify_all();
    serve(std::move(all));
  }
}

void Flusher::serve(std::deque<Waiting> all) {
  std::set<std::int64_t> marks;
  for (const auto& one : all) marks.insert(one.mark);
  const auto start = Steady::now();
  const auto durable = durability_->flush(marks);
  note(sync_, Steady::now() - start);
  const auto deadline = Steady::now() + kDecideWithin;
  for (auto& one : all) {
    const bool known = durable && durable->contains(one.mark);
    one.told(known ? Result<void>() : durability_->outcome(one.mark, deadline));
  }
}

}  // namespace norekey::queue
