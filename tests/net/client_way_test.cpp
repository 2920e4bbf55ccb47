/// The way to the peer: TLS and whom it trusts, proxies, the environment.
#include <openssl/ssl.h>

#include <cstdlib>

#include "net/http_client.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/fake_peer.hpp"

namespace norekey::net {
namespace client_way_test {

class ClientWay : public ServerTest {
 protected:
  std::string outcome(Call todo) {
    const auto result = world.get(client->send(std::move(todo)));
    if (result)
      return "answered " + std::to_string(result->response.status) + " " + result->response.body;
    const CallError& e = result.error();
    const std::string text = to_string(e.error);
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    fix = e.error.fix;
    return std::string(to_string(e.error.fate)) +
           (e.reached == Reached::sent ? " sent: " : " nothing: ") + e.error.what;
  }

  void serve_tls(const std::string& names, long valid_from = 0, long valid_to = 3600) {
    authority.issue(names, dir / "server.pem", dir / "server.key", valid_from, valid_to);
    authority.write_ca(dir / "ca.pem");
    config.certificate_file = dir / "server.pem";
    config.private_key_file = dir / "server.key";
    serve();
  }

  std::string peer() { return "localhost:" + std::to_string(server->port()); }

  Call call(const std::string& scheme = "https") {
    Call out;
    out.url = scheme + "://" + peer() + "/a?key=secret";
    out.ca_file = dir / "ca.pem";
    out.proxy = "-";
    return out;
  }

  TempDir dir;
  Authority authority{"Test CA"};
  std::unique_ptr<Client> client = make_client();
  std::string fix;
};

TEST_F(ClientWay, TrustsTheCaFileAndNobodyElse) {
  serve_tls("DNS:localhost");
  EXPECT_EQ(outcome(call()), "answered 200 GET /a?key=secret ");
  Call todo = call();
  todo.ca_file = "";
  EXPECT_EQ(
      outcome(todo),
      "halt nothing: " + peer() +
          " shows a certificate that is not trusted: self-signed certificate in certificate chain");
  EXPECT_EQ(fix,
            "give the CA that signed it as ca-file, or have the server's certificate corrected");
  Authority("Other CA").write_ca(dir / "other.pem");
  todo.ca_file = dir / "other.pem";
  EXPECT_EQ(
      outcome(todo),
      "halt nothing: " + peer() +
          " shows a certificate that is not trusted: self-signed certificate in certificate chain");
}

TEST_F(ClientWay, ChecksTheHostName) {
  serve_tls("DNS:other.example");
  EXPECT_EQ(outcome(call()),
            "halt nothing: " + peer() +
                " shows a certificate that is not trusted: it is not for this host");
}

TEST_F(ClientWay, ChecksTheDates) {
  serve_tls("DNS:localhost", -7200, -3600);
  EXPECT_EQ(outcome(call()),
            "halt nothing: " + peer() +
                " shows a certificate that is not trusted: certificate has expired");
}

TEST_F(ClientWay, SaysThatTheCaFileIsNotThere) {
  serve_tls("DNS:localhost");
  Call todo = call();
  todo.ca_file = "/nowhere/ca.pem";
  EXPECT_EQ(outcome(todo), "halt nothing: cannot read the CA file '/nowhere/ca.pem'");
}

TEST_F(ClientWay, TrustsAnyoneOnlyWhereTold) {
  serve_tls("DNS:other.example", -7200, -3600);
  Call todo = call();
  todo.ca_file = "";
  todo.verify_tls = false;
  EXPECT_EQ(outcome(todo), "answered 200 GET /a?key=secret ");
  todo.verify_tls = true;
  EXPECT_EQ(outcome(todo).substr(0, 12), "halt nothing")
      << "a connection made untrusted is not used by others";
}

TEST_F(ClientWay, CannotOpenTlsToAPlainPort) {
  serve();
  Call todo = call();
  todo.ca_file = "";
  EXPECT_EQ(outcome(todo),
            "retry nothing: cannot open TLS to " + peer() + ": wrong version number");
  EXPECT_EQ(fix, "check that the url's port speaks TLS 1.2 or newer");
}

/// What a TLS client offers by ALPN.
int note_alpn(SSL*, const unsigned char**, unsigned char*, const unsigned char* in,
              unsigned int size, void* out) {
  static_cast<std::string*>(out)->assign(reinterpret_cast<const char*>(in), size);
  return SSL_TLSEXT_ERR_NOACK;
}

TEST_F(ClientWay, OffersHttp2OverTls) {
  authority.issue("DNS:localhost", dir / "server.pem", dir / "server.key");
  std::string offered;
  FakePeer fake([&](Line& line) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(context, (dir / "server.pem").c_str());
    SSL_CTX_use_PrivateKey_file(context, (dir / "server.key").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_alpn_select_cb(context, note_alpn, &offered);
    SSL* tls = SSL_new(context);
    SSL_set_fd(tls, line.socket().native_handle());
    EXPECT_EQ(SSL_accept(tls), 1);
    char part[4096];
    SSL_read(tls, part, sizeof part);
    SSL_write(tls, "HTTP/1.1 204 No Content\r\n\r\n", 27);
    SSL_shutdown(tls);
    SSL_free(tls);
    SSL_CTX_free(context);
  });
  Call todo;
  todo.url = "https://localhost:" + std::to_string(fake.port());
  todo.proxy = "-";
  todo.verify_tls = false;
  EXPECT_EQ(outcome(todo), "answered 204 ");
  EXPECT_EQ(offered, "\x02h2\x08http/1.1");
}

/// A proxy that opens tunnels and answers plain requests itself.
struct Proxy {
  std::string tunnel_answer = "HTTP/1.1 200 OK\r\n\r\n";
  std::uint16_t target = 0;
  std::vector<std::string> asked;
  FakePeer fake{[this](Line& line) {
    std::string request = line.request();
    asked.push_back(request.substr(0, request.find("\r\n")));
    if (!request.starts_with("CONNECT ")) return line.answer("from the proxy");
    line.send(tunnel_answer);
    if (tunnel_answer.find(" 200 ") != std::string::npos) carry(line.socket(), target);
  }};

  static void carry(tcp::socket& near, std::uint16_t port) {
    asio::io_context context;
    tcp::socket far(context);
    far.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
    std::thread back([&] { pump(far, near); });
    pump(near, far);
    back.join();
  }

  static void pump(tcp::socket& from, tcp::socket& to) {
    char part[65536];
    for (ssize_t got = 0; (got = ::recv(from.native_handle(), part, sizeof part, 0)) > 0;) {
      boost::system::error_code ignored;
      asio::write(to, asio::buffer(part, static_cast<std::size_t>(got)), ignored);
    }
    ::shutdown(to.native_handle(), SHUT_RDWR);
  }

  std::string url() const { return "http://user:secret@127.0.0.1:" + std::to_string(fake.port()); }
};

TEST_F(ClientWay, AsksAProxyForPlainHttp) {
  serve();
  Proxy proxy;
  Call todo = call("http");
  todo.proxy = proxy.url();
  EXPECT_EQ(outcome(todo), "answered 200 from the proxy");
  EXPECT_EQ(proxy.asked,
            std::vector<std::string>{"GET http://" + peer() + "/a?key=secret HTTP/1.1"});
}

TEST_F(ClientWay, TunnelsTlsThroughAProxy) {
  serve_tls("DNS:localhost");
  Proxy proxy;
  proxy.target = server->port();
  Call todo = call();
  todo.proxy = proxy.url();
  EXPECT_EQ(outcome(todo), "answered 200 GET /a?key=secret ");
  EXPECT_EQ(proxy.asked, std::vector<std::string>{"CONNECT " + peer() + " HTTP/1.1"});
  client.reset();
}

TEST_F(ClientWay, AProxyThatRefusesTheTunnelReachedNothing) {
  serve_tls("DNS:localhost");
  Proxy proxy;
  proxy.tunnel_answer = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
  Call todo = call();
  todo.method = "POST";
  todo.proxy = proxy.url();
  EXPECT_EQ(outcome(todo),
            "retry nothing: the proxy refused the way to " + peer() + " with status 407");
}

TEST_F(ClientWay, AProxyThatIsNotThereReachedNothing) {
  serve();
  std::uint16_t dead = 0;
  {
    Proxy gone;
    dead = gone.fake.port();
  }
  Call todo = call("http");
  todo.proxy = "http://user:secret@127.0.0.1:" + std::to_string(dead);
  EXPECT_EQ(outcome(todo), "retry nothing: cannot connect to " + peer() + ": connection refused");
  EXPECT_EQ(fix,
            "check that the url is right, and that the server runs and may be reached from here; "
            "the call goes "
            "through the configured proxy");
  todo.proxy = "http://secret.invalid:3128";
  EXPECT_EQ(outcome(todo),
            "retry nothing: cannot find the host of the proxy on the way to " + peer());
}

/// A variable of the environment for the length of a test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Environment() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(ClientWay, TakesTheEnvironmentsProxyUnlessToldNone) {
  serve();
  Proxy proxy;
  const Environment set("http_proxy", proxy.url());
  Call todo = call("http");
  todo.proxy = "";
  EXPECT_EQ(outcome(todo), "answered 200 from the proxy");
  todo.proxy = "-";
  EXPECT_EQ(outcome(todo), "answered 200 GET /a?key=secret ");
  const Environment exception("no_proxy", "localhost");
  todo.proxy = "";
  EXPECT_EQ(outcome(todo), "answered 200 GET /a?key=secret ");
  todo.proxy = proxy.url();
  EXPECT_EQ(outcome(todo), "answered 200 from the proxy")
      << "the configured proxy knows no exceptions";
}

TEST_F(ClientWay, SaysThatTheEnvironmentNamesAProxy) {
  Call todo;
  todo.url = "http://127.0.0.1:1/";
  {
    const Environment set("http_proxy", "http://user:secret@127.0.0.1:1");
    EXPECT_EQ(outcome(todo), "retry nothing: cannot connect to 127.0.0.1:1: connection refused");
  }
  EXPECT_EQ(fix,
            "check that the url is right, and that the server runs and may be reached from here; "
            "the environment "
            "names a proxy");
}

TEST_F(ClientWay, ReachesIPv6) {
  config.address = "::1";
  serve();
  Call todo;
  todo.url = "http://[::1]:" + std::to_string(server->port()) + "/six";
  todo.proxy = "-";
  EXPECT_EQ(outcome(todo), "answered 200 GET /six ");
}

}  // namespace client_way_test
}  // namespace norekey::net
