#include <openssl/ssl.h>

#include <fstream>

#include "net/http_client.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::net {
namespace server_tls_test {

class ServerTls : public ServerTest {
 protected:
  ServerTls() {
    authority.issue("DNS:localhost,IP:127.0.0.1", dir / "server.pem", dir / "server.key");
    authority.write_ca(dir / "ca.pem");
    config.certificate_file = dir / "server.pem";
    config.private_key_file = dir / "server.key";
  }

  Call call(const std::string& path = "/a") {
    Call out;
    out.url = "https://127.0.0.1:" + std::to_string(server->port()) + path;
    out.ca_file = dir / "ca.pem";
    out.proxy = "-";
    return out;
  }

  std::string outcome(Call todo) {
    auto client = make_client();
    const auto result = world.get(client->send(std::move(todo)));
    if (!result) return to_string(result.error().error);
    return std::to_string(result->response.status) + " " + result->response.body;
  }

  TempDir dir;
  Authority authority{"Test CA"};
};

TEST_F(ServerTls, ServesRequestsWithItsChain) {
  serve();
  EXPECT_EQ(outcome(call("/a?b")), "200 GET /a?b ");
}

TEST_F(ServerTls, ServesBodiesLargerThanATlsRecord) {
  serve();
  Call todo = call();
  todo.method = "POST";
  todo.body = std::string(3'000'000, 'b');
  EXPECT_EQ(outcome(todo), "200 POST /a " + todo.body);
}

TEST_F(ServerTls, AnswersPlainHttpWithNothingAndStaysUp) {
  serve();
  Raw raw = connect();
  raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(raw.rest().find("HTTP/1.1"), std::string::npos);
  EXPECT_EQ(outcome(call()), "200 GET /a ");
}

TEST_F(ServerTls, EndsAHandshakeThatNeverComes) {
  config.limits.header_wait = 100ms;
  serve();
  Raw raw = connect();
  EXPECT_TRUE(raw.closed());
}

TEST_F(ServerTls, AnswersASlowRequest408OverTls) {
  config.limits.header_wait = 150ms;
  serve([](Request) -> awaitable<Response> { co_return Response{}; });
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* tls = SSL_new(context);
  Raw raw = connect();
  SSL_set_fd(tls, raw.socket().native_handle());
  ASSERT_EQ(SSL_connect(tls), 1);
  ASSERT_EQ(SSL_write(tls, "GET", 3), 3);
  std::string got;
  char part[1000];
  for (int n = 0; (n = SSL_read(tls, part, sizeof part)) > 0;)
    got.append(part, static_cast<std::size_t>(n));
  EXPECT_EQ(SSL_get_shutdown(tls), SSL_RECEIVED_SHUTDOWN) << "the end is told by close_notify";
  EXPECT_EQ(status_and_body(got), "408 the request's head did not arrive within 150 ms\n");
  SSL_free(tls);
  SSL_CTX_free(context);
}

/// The version of TLS agreed on, or "refused".
std::string agreed(Raw& raw, int lowest, int highest) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, lowest);
  SSL_CTX_set_max_proto_version(context, highest);
  SSL* tls = SSL_new(context);
  SSL_set_fd(tls, raw.socket().native_handle());
  const std::string out = SSL_connect(tls) == 1 ? SSL_get_version(tls) : "refused";
  SSL_free(tls);
  SSL_CTX_free(context);
  return out;
}

TEST_F(ServerTls, SpeaksTls12And13ButNothingOlder) {
  serve();
  Raw old = connect(), middle = connect(), fresh = connect();
  EXPECT_EQ(agreed(old, TLS1_VERSION, TLS1_1_VERSION), "refused");
  EXPECT_EQ(agreed(middle, TLS1_2_VERSION, TLS1_2_VERSION), "TLSv1.2");
  EXPECT_EQ(agreed(fresh, TLS1_2_VERSION, TLS1_3_VERSION), "TLSv1.3");
}

TEST_F(ServerTls, ReloadShowsTheNewCertificateToNewConnections) {
  serve();
  Authority other("Other CA");
  other.write_ca(dir / "other-ca.pem");
  Call todo = call();
  todo.ca_file = dir / "other-ca.pem";
  EXPECT_NE(outcome(todo).find("not trusted"), std::string::npos);
  other.issue("IP:127.0.0.1", dir / "server.pem", dir / "server.key");
  ASSERT_TRUE(server->reload_certificate());
  EXPECT_EQ(outcome(todo), "200 GET /a ");
}

TEST_F(ServerTls, ReloadKeepsTheOldPairWhenTheNewOneIsWrong) {
  serve();
  authority.issue("IP:127.0.0.1", dir / "server.pem", dir / "unused.key");
  const auto result = server->reload_certificate();
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()),
            "the private key in '" + (dir / "server.key") +
                "' is not the one of the certificate in '" + (dir / "server.pem") +
                "'\n  fix: give the key that the certificate was issued for");
  EXPECT_EQ(outcome(call()), "200 GET /a ");
}

TEST_F(ServerTls, FullServerAnswers503OverTls) {
  config.limits.connections = 0;
  serve();
  EXPECT_EQ(outcome(call()), "503 all connections are in use\n");
}

TEST_F(ServerTls, DrainClosesHandshakesAndIdleConnections) {
  serve();
  Raw shaking = connect();
  auto client = make_client();
  ASSERT_TRUE(world.get(client->send(call())));
  const auto begin = std::chrono::steady_clock::now();
  asio::co_spawn(world.executor(), server->drain(30s), asio::use_future).get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(shaking.closed());
}

struct FileCase {
  const char* name;
  std::string certificate, key;  ///< file names in the test's directory
  std::string want;              ///< DIR stands for the directory
};

class CertificateFile : public ServerTls, public testing::WithParamInterface<FileCase> {};

TEST_P(CertificateFile, ThatCannotServeStopsTheStart) {
  authority.write_encrypted_key(dir / "encrypted.key");
  std::ofstream(dir / "empty") << "";
  std::ofstream(dir / "text") << "no PEM here\n";
  config.certificate_file = dir / GetParam().certificate;
  config.private_key_file = dir / GetParam().key;
  const auto result = listen(world.executor(), config, echo, [](std::string_view) {});
  ASSERT_FALSE(result);
  std::string text = to_string(result.error());
  for (auto at = text.find(dir / ""); at != std::string::npos; at = text.find(dir / "")) {
    text.replace(at, (dir / "").size(), "DIR/");
  }
  EXPECT_EQ(text, GetParam().want);
  EXPECT_EQ(result.error().fate, Fate::halt);
}

const std::string kCertificateFix =
    "\n  fix: put the server's certificate first, then those of its issuers, all as PEM";
const std::string kKeyFix =
    "\n  fix: store the key as PEM, unencrypted, readable by the daemon's user only";
const std::string kPathFix = "\n  fix: check the path, and that the daemon's user may read it";

INSTANTIATE_TEST_SUITE_P(
    Server, CertificateFile,
    testing::Values(
        FileCase{"no_certificate", "absent.pem", "server.key",
                 "cannot read the certificate file 'DIR/absent.pem': no such file or directory" +
                     kPathFix},
        FileCase{"no_key", "server.pem", "absent.key",
                 "cannot read the private key file 'DIR/absent.key': no such file or directory" +
                     kPathFix},
        FileCase{
            "empty_certificate", "empty", "server.key",
            "the certificate file 'DIR/empty' holds no usable PEM certificate" + kCertificateFix},
        FileCase{
            "text_as_certificate", "text", "server.key",
            "the certificate file 'DIR/text' holds no usable PEM certificate" + kCertificateFix},
        FileCase{"text_as_key", "server.pem", "text",
                 "the private key file 'DIR/text' holds no usable PEM key without a passphrase" +
                     kKeyFix},
        FileCase{
            "certificate_as_key", "server.pem", "server.pem",
            "the private key file 'DIR/server.pem' holds no usable PEM key without a passphrase" +
                kKeyFix},
        FileCase{"encrypted_key", "server.pem", "encrypted.key",
                 "the private key file 'DIR/encrypted.key' holds no usable PEM key without a "
                 "passphrase" +
                     kKeyFix}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace server_tls_test
}  // namespace norekey::net
