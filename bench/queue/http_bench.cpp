// http_bench: the intake of a store through the real HTTP server: each request is one message,
// answered 200 once it is durable. One thread serves, as in the daemon, another one asks over
// keep-alive connections; both share the machine.
//   http_bench URL SECONDS NAME…   Names: http-64 http-1000, and http-64-empty, http-1000-empty:
//   the same without a store.
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "net/http_server.hpp"
#include "queue/open.hpp"

namespace norekey {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::asio::awaitable;
using Steady = std::chrono::steady_clock;

template <class T>
T insist(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << to_string(result.error()) << std::endl;
  std::exit(1);
}

/// The daemon's side: one message a request, answered when the store says that it is durable.
class Intake {
 public:
  explicit Intake(const std::string& url) {
    if (!url.empty()) {
      queue::OpenOptions options;
      options.url = url;
      open_ = insist(queue::open_store(options));
    }
    prefix_ = std::to_string(Steady::now().time_since_epoch().count()) + "/";
    net::ServerConfig config;
    config.limits.connections = 2'000;
    server_ = insist(net::listen(
        io_.get_executor(), config,
        [this](net::Request request) { return take(std::move(request)); },
        [](std::string_view fault) { std::cerr << fault << std::endl; }));
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Intake() {
    io_.stop();
    thread_.join();
  }
  std::uint16_t port() const { return server_->port(); }

 private:
  awaitable<net::Response> take(net::Request request) {
    net::Response out;
    out.body = "ok\n";
    if (!open_.store) co_return out;
    queue::Message m;
    m.key = prefix_ + std::to_string(++number_);
    m.kind = "event";
    m.channel = "acme/shop";
    m.identity = m.key;
    m.ordering = m.key;
    m.destination = "shop/acme/shop";
    m.media_type = "application/json";
    m.body = std::move(request.body);
    std::vector<queue::Message> batch;
    batch.push_back(std::move(m));
    auto added = co_await open_.store->add(std::move(batch));
    if (!added) out.status = 503;
    co_return out;
  }

  asio::io_context io_{1};
  queue::OpenStore open_;
  std::string prefix_;
  std::int64_t number_ = 0;
  std::unique_ptr<net::Server> server_;
  std::thread thread_;
};

/// The shop's side: `in_flight` connections, on each one request after the other.
class Shop {
 public:
  explicit Shop(std::uint16_t port) : to_(asio::ip::make_address("127.0.0.1"), port) {
    const std::string body(1'000, 'x');
    request_ =
        "POST /hooks/acme/shop HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  double per_second(int in_flight, double time) {
    const auto start = Steady::now();
    until_ =
        start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(time));
    for (int i = 0; i < in_flight; ++i) asio::co_spawn(io_, ask(), asio::detached);
    io_.run();
    if (refused_ > 0) std::cerr << refused_ << " were not answered 200" << std::endl;
    return static_cast<double>(answered_) /
           std::chrono::duration<double>(Steady::now() - start).count();
  }

 private:
  awaitable<void> ask() {
    tcp::socket socket(io_);
    boost::system::error_code ec;
    co_await socket.async_connect(to_, asio::redirect_error(use_awaitable, ec));
    std::string answer;
    while (!ec && Steady::now() < until_) {
      co_await asio::async_write(socket, asio::buffer(request_),
                                 asio::redirect_error(use_awaitable, ec));
      if (ec) break;
      answer.clear();
      co_await asio::async_read_until(socket, asio::dynamic_buffer(answer), "\r\n\r\nok\n",
                                      asio::redirect_error(use_awaitable, ec));
      const bool fine = !ec && answer.starts_with("HTTP/1.1 200");
      ++(fine ? answered_ : refused_);
    }
  }

  asio::io_context io_{1};
  const tcp::endpoint to_;
  std::string request_;
  Steady::time_point until_{};
  std::int64_t answered_ = 0, refused_ = 0;
};

void measure(const std::string& url, double time, const std::string& name) {
  const bool empty = name.ends_with("-empty");
  Intake intake(empty ? "" : url);
  Shop shop(intake.port());
  const int in_flight = name.starts_with("http-1000") ? 1'000 : 64;
  std::printf("%s %.1f messages/s\n", name.c_str(), shop.per_second(in_flight, time));
  std::fflush(stdout);
}

}  // namespace
}  // namespace norekey

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  for (int i = 3; i < argc; ++i) norekey::measure(argv[1], std::atof(argv[2]), argv[i]);
}
