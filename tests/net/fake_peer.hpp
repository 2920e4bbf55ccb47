/// fake_peer: a listener whose every accepted connection is played by a script, on a thread of its
/// own.
#pragma once
#include <atomic>
#include <functional>
#include <list>

#include "tests/net/loopback.hpp"

namespace norekey::net {

/// One accepted connection, blocking. Reads end after 5 s.
class Line {
 public:
  explicit Line(tcp::socket socket) : socket_(std::move(socket)) {
    const timeval limit{5, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  /// One whole request, head and body; "" at the end of the connection.
  std::string request() {
    std::size_t size = std::string::npos;
    for (;;) {
      const auto head = in_.find("\r\n\r\n");
      const auto length = in_.find("Content-Length: ");
      if (head != std::string::npos)
        size = head + 4 + (length < head ? std::stoul(in_.substr(length + 16)) : 0);
      if (head != std::string::npos && in_.size() >= size) break;
      if (!more()) return "";
    }
    std::string out = in_.substr(0, size);
    in_.erase(0, size);
    return out;
  }

  /// Up to and with the next line break; "" at the end of the connection.
  std::string text_line() {
    while (in_.find('\n') == std::string::npos) {
      if (!more()) return "";
    }
    std::string out = in_.substr(0, in_.find('\n') + 1);
    in_.erase(0, out.size());
    return out;
  }

  void send(std::string_view bytes) {
    boost::system::error_code ignored;
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
  }

  void answer(const std::string& body, const std::string& headers = "") {
    send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body);
  }

  /// Waits until the peer hangs up.
  void wait() {
    while (more()) {
    }
  }

  /// Closes with RST instead of FIN.
  void reset() {
    const std::lock_guard lock(guard_);
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
  }

  /// Ends the connection; its descriptor stays taken, so that nobody else's is shut down later.
  void finish() {
    const std::lock_guard lock(guard_);
    boost::system::error_code ignored;
    if (socket_.is_open()) socket_.shutdown(tcp::socket::shutdown_both, ignored);
  }

  tcp::socket& socket() { return socket_; }

 private:
  bool more() {
    char part[65536];
    const auto got = ::recv(socket_.native_handle(), part, sizeof part, 0);
    if (got > 0) in_.append(part, static_cast<std::size_t>(got));
    return got > 0;
  }

  std::mutex guard_;  ///< of closing: by the script, and by the test's end
  tcp::socket socket_;
  std::string in_;
};

class FakePeer {
 public:
  explicit FakePeer(std::function<void(Line&)> script)
      : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        script_(std::move(script)),
        thread_([this] { accept(); }) {}

  ~FakePeer() {
    closing_ = true;
    tcp::socket last(context_);
    boost::system::error_code ignored;
    last.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
    for (auto& line : lines_) line->finish();
    for (auto& thread : players_) thread.join();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string peer() const { return "127.0.0.1:" + std::to_string(port()); }
  std::string url(const std::string& path = "/") const { return "http://" + peer() + path; }
  int connections() const { return connections_; }

 private:
  void accept() {
    for (;;) {
      tcp::socket socket = acceptor_.accept();
      if (closing_) return;
      ++connections_;
      lines_.push_back(std::make_unique<Line>(std::move(socket)));
      players_.emplace_back([this, line = lines_.back().get()] {
        script_(*line);
        line->finish();
      });
    }
  }

  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::function<void(Line&)> script_;
  std::atomic<bool> closing_{false};
  std::atomic<int> connections_{0};
  std::list<std::unique_ptr<Line>> lines_;
  std::list<std::thread> players_;
  std::thread thread_;
};

}  // namespace norekey::net
