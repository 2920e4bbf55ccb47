#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/stream.hpp"

namespace norekey::net {
namespace {

namespace asio = boost::asio;

class PlainStream final : public Stream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<bool> open() override { co_return true; }

  awaitable<std::size_t> read_some(char* to, std::size_t room) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto into = asio::buffer(to, room);
    const std::size_t got = co_await socket_.async_read_some(into, token);
    co_return ec ? 0 : got;
  }

  awaitable<bool> write(std::string_view bytes) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto from = asio::buffer(bytes.data(), bytes.size());
    co_await asio::async_write(socket_, from, token);
    co_return !ec;
  }

  awaitable<void> finish() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

  tcp::socket& socket() override { return socket_; }

 private:
  tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Stream> make_plain_stream(tcp::socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace norekey::net
