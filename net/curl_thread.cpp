#include "net/curl_thread.hpp"

#include <pthread.h>
#include <signal.h>

#include "net/call_error.hpp"

namespace norekey::net {

CurlThread::CurlThread(int in_flight)
    : in_flight_(static_cast<std::size_t>(in_flight)), wire_(std::make_unique<Wire>(in_flight)) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are the main thread's
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

CurlThread::~CurlThread() {
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  wire_->wake();
  thread_.join();
  wire_.reset();
  for (const auto& transfer : waiting_) {
    const Call& call = transfer->call;
    transfer->result = call_error(Trouble::stopping, call, peer_of(call.url), "", Reached::nothing);
    std::exchange(transfer->done, nullptr)();
  }
}

void CurlThread::submit(std::shared_ptr<Transfer> transfer) {
  {
    const std::lock_guard lock(guard_);
    inbox_.push_back(std::move(transfer));
  }
  wire_->wake();
}

/// False where it is time to stop.
bool CurlThread::take_inbox() {
  const std::lock_guard lock(guard_);
  waiting_.insert(waiting_.end(), inbox_.begin(), inbox_.end());
  inbox_.clear();
  return !stopping_;
}

void CurlThread::run() {
  while (take_inbox()) {
    const auto room = [this] { return !waiting_.empty() && wire_->under_way() < in_flight_; };
    do {
      while (room()) {
        wire_->start(std::move(waiting_.front()));
        waiting_.pop_front();
      }
      wire_->move();
    } while (room());
    wire_->sleep();
  }
}

}  // namespace norekey::net
