/// FakeErp: an ERP that outlives the daemon: it takes an order over a socket, commits it some
/// moments later, whether its client still lives or not, and answers. Run by crash_test; knows no
/// queue.
#pragma once
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "queue/clock.hpp"

namespace norekey::queue::test {

/// Requests, one a connection: "send KEY LOOK_FROM" -> "ok", "busy" (nothing done) or "late" (its
/// window is over, nothing done); "find KEY" -> "yes" or "no". LOOK_FROM: the machine's uptime in
/// microseconds, which setting its clock does not move.
class FakeErp {
 public:
  FakeErp(const std::string& directory, unsigned seed)
      : socket_(directory + "/erp.sock"), file_(directory + "/erp.orders"), random_(seed) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_.c_str(), sizeof address.sun_path - 1);
    ::unlink(socket_.c_str());
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 256) != 0) {
      throw std::runtime_error("cannot listen on " + socket_);
    }
    orders_ = std::fopen(file_.c_str(), "ae");
    accepting_ = std::thread([this] { accept_all(); });
  }

  ~FakeErp() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    while (serving_ > 0) std::this_thread::yield();
    ::close(listener_);
    std::fclose(orders_);
  }

  const std::string& socket() const { return socket_; }

  /// What it holds on disk, in the order in which it was committed.
  std::vector<std::string> orders() const {
    std::ifstream in(file_);
    std::vector<std::string> all;
    for (std::string key; std::getline(in, key);) all.push_back(key);
    return all;
  }

 private:
  void accept_all() {
    while (!ending_) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      ++serving_;
      std::thread([this, client] {
        serve(client);
        ::close(client);
        --serving_;
      }).detach();
    }
  }

  void serve(int client) {
    std::string line;
    char byte = 0;
    while (::read(client, &byte, 1) == 1 && byte != '\n') line += byte;
    if (byte != '\n') return;  // killed while it wrote: no request
    std::istringstream words(line);
    std::string what, key;
    long long look_from = 0;
    words >> what >> key >> look_from;
    const auto answer = (what == "find" ? find(key) : send(key, look_from)) + "\n";
    (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  std::string find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return known_.contains(key) ? "yes" : "no";
  }

  /// Takes its time before and after the commit. It never refuses a second order of the same key:
  /// that is what the test counts.
  std::string send(const std::string& key, long long look_from) {
    if (pause(20) == 0) return "busy";
    {
      const std::lock_guard lock(mutex_);
      if (this_machine().up().count() >= look_from) return "late";
      known_.insert(key);
      std::fprintf(orders_, "%s\n", key.c_str());
      std::fflush(orders_);
      ::fdatasync(::fileno(orders_));
    }
    pause(5);
    return "ok";
  }

  /// 0 to `most` half milliseconds; returns how many.
  int pause(int most) {
    int halves = 0;
    {
      const std::lock_guard lock(mutex_);
      halves = std::uniform_int_distribution<int>(0, most)(random_);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500) * halves);
    return halves;
  }

  std::string socket_, file_;
  std::mt19937 random_;
  int listener_ = -1;
  std::FILE* orders_ = nullptr;
  std::mutex mutex_;
  std::set<std::string> known_;
  std::atomic<bool> ending_ = false;
  std::atomic<int> serving_ = 0;
  std::thread accepting_;
};

}  // namespace norekey::queue::test
