/// stream: the bytes of one accepted connection, plain or TLS. Used by connection.cpp; knows no
/// HTTP. A wait under way ends early when socket().cancel() is called.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey::net {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

class Stream {
 public:
  virtual ~Stream() = default;

  /// TLS: the handshake. Plain: nothing. False where it failed.
  virtual awaitable<bool> open() = 0;

  /// At least one byte into `to`, at most `room`; 0 = the peer has finished, or the wait was
  /// cancelled.
  virtual awaitable<std::size_t> read_some(char* to, std::size_t room) = 0;

  /// All of `bytes`, which the caller keeps alive. False where the peer is gone or the wait was
  /// cancelled.
  virtual awaitable<bool> write(std::string_view bytes) = 0;

  /// Tells the peer that no more bytes come: close_notify over TLS, then FIN. Reading stays
  /// possible.
  virtual awaitable<void> finish() = 0;

  virtual tcp::socket& socket() = 0;
};

std::unique_ptr<Stream> make_plain_stream(tcp::socket);

/// A certificate chain with its key, ready for handshakes; may be shared by any number of streams.
class TlsIdentity;

/// halt: a file cannot be read, is not PEM, or the key is not the certificate's.
Result<std::shared_ptr<TlsIdentity>> read_identity(const std::string& certificate_file,
                                                   const std::string& private_key_file);

/// TLS 1.2 or newer, HTTP/1.1 by ALPN.
std::unique_ptr<Stream> make_tls_stream(tcp::socket, std::shared_ptr<TlsIdentity>);

}  // namespace norekey::net
