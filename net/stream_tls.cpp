#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "net/stream.hpp"
#include "net/system_text.hpp"

namespace norekey::net {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

class TlsIdentity {
 public:
  ssl::context context{ssl::context::tls_server};
};

namespace {

class TlsStream final : public Stream {
 public:
  TlsStream(tcp::socket socket, std::shared_ptr<TlsIdentity> identity)
      : identity_(std::move(identity)), tls_(std::move(socket), identity_->context) {}

  awaitable<bool> open() override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await tls_.async_handshake(ssl::stream_base::server, token);
    co_return !ec;
  }

  awaitable<std::size_t> read_some(char* to, std::size_t room) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto into = asio::buffer(to, room);
    const std::size_t got = co_await tls_.async_read_some(into, token);
    co_return ec ? 0 : got;
  }

  awaitable<bool> write(std::string_view bytes) override {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto from = asio::buffer(bytes.data(), bytes.size());
    co_await asio::async_write(tls_, from, token);
    co_return !ec;
  }

  awaitable<void> finish() override {
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await tls_.async_shutdown(token);
    error_code too;
    socket().shutdown(tcp::socket::shutdown_send, too);
  }

  tcp::socket& socket() override { return tls_.next_layer(); }

 private:
  std::shared_ptr<TlsIdentity> identity_;
  ssl::stream<tcp::socket> tls_;
};

/// RFC 7301, 3.2: "http/1.1" where the client offers it; a client that offers none, or others, gets
/// no ALPN answer.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, ours, sizeof ours - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

/// An encrypted key must not make the daemon ask at its terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

Error unusable(const std::string& what, std::string fix) {
  ERR_clear_error();
  return Error{Fate::halt, what, std::move(fix), {}, ""};
}

/// An empty result: the file can be opened.
Result<void> check_readable(const char* kind, const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return unusable(
        "cannot read the " + std::string(kind) + " file '" + file + "': " + system_text(errno),
        "check the path, and that the daemon's user may read it");
  }
  ::close(fd);
  return {};
}

Result<void> load(ssl::context& context, const std::string& certificate_file,
                  const std::string& key_file) {
  if (auto readable = check_readable("certificate", certificate_file); !readable)
    return readable.error();
  if (auto readable = check_readable("private key", key_file); !readable) return readable.error();
  error_code ec;
  context.use_certificate_chain_file(certificate_file, ec);
  if (ec) {
    return unusable(
        "the certificate file '" + certificate_file + "' holds no usable PEM certificate",
        "put the server's certificate first, then those of its issuers, all as PEM");
  }
  SSL_CTX* native = context.native_handle();
  if (SSL_CTX_use_PrivateKey_file(native, key_file.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  const auto reason = ERR_GET_REASON(ERR_peek_error());
  if (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH) {
    return unusable("the private key in '" + key_file + "' is not the one of the certificate in '" +
                        certificate_file + "'",
                    "give the key that the certificate was issued for");
  }
  return unusable(
      "the private key file '" + key_file + "' holds no usable PEM key without a passphrase",
      "store the key as PEM, unencrypted, readable by the daemon's user only");
}

}  // namespace

Result<std::shared_ptr<TlsIdentity>> read_identity(const std::string& certificate_file,
                                                   const std::string& private_key_file) {
  auto identity = std::make_shared<TlsIdentity>();
  SSL_CTX* native = identity->context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_default_passwd_cb(native, no_passphrase);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  if (auto loaded = load(identity->context, certificate_file, private_key_file); !loaded) {
    return loaded.error();
  }
  return identity;
}

std::unique_ptr<Stream> make_tls_stream(tcp::socket socket, std::shared_ptr<TlsIdentity> identity) {
  return std::make_unique<TlsStream>(std::move(socket), std::move(identity));
}

}  // namespace norekey::net
