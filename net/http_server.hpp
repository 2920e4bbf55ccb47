/// Server: accepts HTTP(S) on one address, bounded in every direction. Given to by app/serve; knows
/// no route.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "net/http.hpp"

namespace norekey::net {

using boost::asio::awaitable;

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;      ///< more: 431; also for a chunk's line and trailers
  std::size_t body_bytes = 8 * 1024 * 1024;  ///< more: 413, whether declared or chunked
  std::chrono::milliseconds header_wait{
      10'000};  ///< first byte of a request until its headers are in: 408
  std::chrono::milliseconds body_wait{60'000};     ///< headers until the last byte of the body: 408
  std::chrono::milliseconds idle{75'000};          ///< a connection without a request: closed
  std::chrono::milliseconds handler_wait{30'000};  ///< longer: 503 with Retry-After, and closed
  std::chrono::milliseconds answer_wait{
      60'000};             ///< an answer the peer does not take in that time: cut
  int connections = 1024;  ///< more: answered 503 and closed
};

/// Says in an answer of its own why a request is refused. `target`: as far as it has come, "" = it
/// has not.
using Refuser = std::function<Response(int status, std::string why, std::string_view target)>;

struct ServerConfig {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6, no name
  std::uint16_t port = 0;             ///< 0: one that is free, see port()
  std::string certificate_file;       ///< PEM chain, the server's first; "" = plain HTTP
  std::string private_key_file;       ///< PEM, not encrypted
  ServerLimits limits;
  Refuser refuser;  ///< absent: one line of plain text
};

/// Answers one request. What it throws becomes 500 and is told to `on_fault`. One that is too slow
/// is not cancelled: it runs to its end, keeps its place among the connections, and its answer is
/// dropped. Its answer may go on (Response::more): such a connection counts like any other, and
/// draining ends it after the piece under way, or cuts it in time.
using Handler = std::function<awaitable<Response>(Request)>;

/// Speaks HTTP/1.1 with keep-alive and pipelining (answered in order), and HTTP/1.0 one request a
/// connection. A request that is not valid, or that two readers could cut in two ways, is answered
/// 400 with one line saying why, and closed. Destroying it cuts what is open; the executor's
/// context must outlive it.
class Server {
 public:
  virtual ~Server() = default;

  /// The port it listens on.
  virtual std::uint16_t port() const = 0;

  /// Reads certificate and key again, for connections from now on; the old pair stays in force on
  /// an error. halt: as in listen(). Nothing happens on plain HTTP.
  virtual Result<void> reload_certificate() = 0;

  /// Stops accepting, answers what is under way with "Connection: close", returns when the last
  /// connection is closed or `within` is over (then the rest is cut). Idle connections are closed
  /// at once; a request that has begun to arrive gets 2 s for the rest, then 503.
  virtual awaitable<void> drain(std::chrono::milliseconds within) = 0;

  /// Connections open now, and handlers that outlived theirs.
  virtual int connections() const = 0;
};

/// Listens from the moment it returns. halt: address taken or none of ours, certificate not
/// readable or not matching its key. `on_fault`: a handler threw, answered what may not be sent, or
/// was too slow; accepting failed. One sentence without query strings. Both may be called from any
/// thread that runs the executor.
Result<std::unique_ptr<Server>> listen(boost::asio::any_io_executor, ServerConfig, Handler,
                                       std::function<void(std::string_view)> on_fault);

}  // namespace norekey::net
