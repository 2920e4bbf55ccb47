/// loopback: what the tests of net/ stand on: a running io_context, a server with a handler, and a
/// raw socket.
#pragma once
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/http_server.hpp"

namespace norekey::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// One thread that runs an io_context until the test ends.
class World {
 public:
  World() : thread_([this] { context_.run(); }) {}
  ~World() {
    work_.reset();
    context_.stop();
    thread_.join();
  }

  asio::any_io_executor executor() { return context_.get_executor(); }

  /// Runs a coroutine there and waits for what it returns.
  template <class T>
  T get(awaitable<T> todo) {
    return asio::co_spawn(context_, std::move(todo), asio::use_future).get();
  }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_;
};

/// A promise kept from another thread that coroutines can wait for.
class Gate {
 public:
  explicit Gate(asio::any_io_executor on) : timer_(on, asio::steady_timer::time_point::max()) {}
  void open() {
    asio::post(timer_.get_executor(),
               [this] { timer_.expires_at(asio::steady_timer::time_point::min()); });
  }
  awaitable<void> pass() {
    try {
      co_await timer_.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
    }
  }

 private:
  asio::steady_timer timer_;
};

/// What the server told its operator.
class Faults {
 public:
  void add(std::string_view text) {
    const std::lock_guard lock(guard_);
    texts_.emplace_back(text);
  }
  std::vector<std::string> all() {
    const std::lock_guard lock(guard_);
    return texts_;
  }

 private:
  std::mutex guard_;
  std::vector<std::string> texts_;
};

/// A client that writes what it is told to, byte by byte if need be. Every wait ends after 5 s.
class Raw {
 public:
  explicit Raw(std::uint16_t port, const std::string& address = "127.0.0.1") : socket_(context_) {
    socket_.connect(tcp::endpoint(asio::ip::make_address(address), port));
    const timeval limit{5, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }

  Raw& send(std::string_view bytes) {
    boost::system::error_code
        ignored;  // a peer that has answered and closed is not the test's concern
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
    return *this;
  }
  void finish() { socket_.shutdown(tcp::socket::shutdown_send); }

  /// One answer: head and as much body as its Content-Length says (0 after HEAD). "" at the end of
  /// the connection.
  std::string answer(bool to_head = false) {
    while (in_.find("\r\n\r\n") == std::string::npos) {
      if (!more()) return std::exchange(in_, "");
    }
    const auto head = in_.find("\r\n\r\n") + 4;
    const auto length = in_.find("Content-Length: ");
    std::size_t size = head;
    if (!to_head && length < head) size += std::stoul(in_.substr(length + 16));
    while (in_.size() < size && more()) {
    }
    std::string out = in_.substr(0, size);
    in_.erase(0, size);
    return out;
  }

  /// Everything until the server closes.
  std::string rest() {
    while (more()) {
    }
    return std::exchange(in_, "");
  }

  /// True where the server has closed and nothing more came.
  bool closed() { return in_.empty() && !more(); }

  /// True where the server sends nothing and does not close for `time`.
  bool quiet(std::chrono::milliseconds time) {
    const timeval limit{0, static_cast<suseconds_t>(time.count() * 1000)};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    char byte;
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK) < 0;
  }

  tcp::socket& socket() { return socket_; }

 private:
  bool more() {
    char part[65536];
    const auto got = ::recv(socket_.native_handle(), part, sizeof part, 0);
    if (got <= 0) return false;
    in_.append(part, static_cast<std::size_t>(got));
    return true;
  }

  asio::io_context context_;
  tcp::socket socket_;
  std::string in_;
};

/// "HTTP/1.1 400 Bad Request\r\n…\r\n\r\nwhy\n" -> "400 why\n".
inline std::string status_and_body(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  if (answer.size() < 12 || head == std::string::npos) return "no answer: '" + answer + "'";
  return answer.substr(9, 3) + " " + answer.substr(head + 4);
}

/// Says what it was asked: "POST /x?y body".
inline awaitable<Response> echo(Request request) {
  Response out;
  out.headers.push_back(Header{"Content-Type", "text/plain"});
  out.body = request.method + " " + request.target + " " + request.body;
  co_return out;
}

class ServerTest : public testing::Test {
 protected:
  Server& serve(Handler handler = echo) {
    auto started = listen(world.executor(), config, std::move(handler),
                          [this](std::string_view text) { faults.add(text); });
    if (!started) throw std::runtime_error(to_string(started.error()));
    server = std::move(*started);
    return *server;
  }

  Raw connect() { return Raw(server->port(), config.address); }

  Faults faults;
  World world;
  ServerConfig config;
  std::unique_ptr<Server> server;
};

}  // namespace norekey::net
