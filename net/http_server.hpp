/// Server: accepts HTTP(S) on one address, bounded in every direction. Given to by app/serve; knows no route.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "net/http.hpp"

namespace norekey::net {

using boost::asio::awaitable;

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;        ///< more: 431
  std::size_t body_bytes = 8 * 1024 * 1024;    ///< more: 413, whether declared or chunked
  std::chrono::seconds header_wait{10};        ///< first byte of a request until its headers are in
  std::chrono::seconds body_wait{60};          ///< headers until the last byte of the body
  std::chrono::seconds idle{75};               ///< a kept-alive connection without a request
  std::chrono::seconds handler_wait{30};       ///< longer: 503 with Retry-After
  int connections = 1024;                      ///< more: answered 503 and closed
};

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;             ///< 0: one that is free, see port()
  std::string certificate_file;       ///< PEM chain; "" = plain HTTP
  std::string private_key_file;       ///< PEM
  ServerLimits limits;
};

/// Answers one request. What it throws becomes 500 and is told to `on_fault`.
using Handler = std::function<awaitable<Response>(Request)>;

class Server {
 public:
  virtual ~Server() = default;

  /// The port it listens on.
  virtual std::uint16_t port() const = 0;

  /// Reads certificate and key again; the old pair stays in force on an error.
  virtual Result<void> reload_certificate() = 0;

  /// Stops accepting, answers what is under way with "Connection: close", returns when the last connection is
  /// closed or `within` is over (then the rest is cut). Idle connections are closed at once.
  virtual awaitable<void> drain(std::chrono::seconds within) = 0;

  /// Connections open now.
  virtual int connections() const = 0;
};

/// Listens from the moment it returns. halt: address taken, certificate not readable or not matching its key.
Result<std::unique_ptr<Server>> listen(boost::asio::any_io_executor, ServerConfig, Handler,
                                       std::function<void(std::string_view)> on_fault);

}  // namespace norekey::net
