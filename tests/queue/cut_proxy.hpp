/// CutProxy: stands between a daemon and its PostgreSQL on a socket of its own and cuts
/// connections: all of them at once, or one right after a word has passed to the server, so that
/// its answer is lost. Used by tests of lost connections.
#pragma once
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "run.hpp"

namespace norekey::queue::test {

class CutProxy {
 public:
  /// `server`: the directory of the server's socket.
  explicit CutProxy(const std::string& server) : server_(server + kName) {
    listener_ = open_socket(directory_.file(kName + 1), ::bind);
    if (::listen(listener_, 64) != 0) throw std::runtime_error("cannot listen");
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~CutProxy() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (auto& one : serving_) one.join();
    ::close(listener_);
  }

  std::string url() const {
    return "postgresql:///postgres?host=" + directory_.path().string() + "&user=postgres";
  }
  /// The next connection on which `word` goes to the server is cut once the server has answered.
  void cut_after(const std::string& word) {
    const std::lock_guard lock(mutex_);
    word_ = word;
  }
  /// All connections there are now.
  void cut_all() { ++cuts_; }
  /// New connections are refused for as long.
  void away(bool now) { away_ = now; }

 private:
  static constexpr const char* kName = "/.s.PGSQL.5432";

  template <class Use>
  static int open_socket(const std::string& path, Use use) {
    const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (use(file, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return file;
    ::close(file);
    return -1;
  }

  void accept_all() {
    while (!ending_) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      serving_.emplace_back([this, client] {
        const int server = away_ ? -1 : open_socket(server_, ::connect);
        if (server >= 0) pass(client, server);
        if (server >= 0) ::close(server);
        ::close(client);
      });
    }
  }

  bool holds_word(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (word_.empty() || bytes.find(word_) == bytes.npos) return false;
    word_.clear();
    return true;
  }

  void pass(int client, int server) {
    const int born = cuts_;
    bool doomed = false;
    char bytes[65536];
    while (!ending_ && cuts_ == born) {
      pollfd files[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(files, 2, 20) <= 0) continue;
      for (int side = 0; side < 2; ++side) {
        if (files[side].revents == 0) continue;
        const auto size = ::read(files[side].fd, bytes, sizeof bytes);
        if (size <= 0) return;
        if (side == 1 && doomed) return;  // the answer is there, and nobody hears it
        if (side == 0) doomed = doomed || holds_word({bytes, static_cast<std::size_t>(size)});
        (void)!::send(files[1 - side].fd, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
      }
    }
  }

  TemporaryDirectory directory_;
  const std::string server_;
  int listener_ = -1;
  std::mutex mutex_;
  std::string word_;
  std::atomic<bool> ending_ = false, away_ = false;
  std::atomic<int> cuts_ = 0;
  std::vector<std::thread> serving_;  ///< of the accepting thread, until it has ended
  std::thread accepting_;
};

}  // namespace norekey::queue::test
