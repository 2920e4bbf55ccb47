#include <netinet/in.h>

#include "net/http_client.hpp"
#include "tests/net/fake_peer.hpp"

namespace norekey::net {
namespace client_failure_test {

class ClientFailure : public testing::Test {
 protected:
  /// "retry nothing: text", without the fix.
  std::string outcome(Call todo) {
    const auto result = world.get(client->send(std::move(todo)));
    if (result)
      return "answered " + std::to_string(result->response.status) + " " + result->response.body;
    const CallError& e = result.error();
    EXPECT_EQ(to_string(e.error).find("secret"), std::string::npos) << to_string(e.error);
    return std::string(to_string(e.error.fate)) +
           (e.reached == Reached::sent ? " sent: " : " nothing: ") + e.error.what;
  }

  static Call to(std::string url, const std::string& method = "POST") {
    Call out;
    out.method = method;
    out.url = std::move(url);
    out.body = "secret body";
    out.headers = {{"X-Key", "secret"}};
    out.proxy = "-";
    return out;
  }

  World world;
  std::unique_ptr<Client> client = make_client();
};

/// A port where nobody listens.
std::uint16_t dead_port() {
  asio::io_context context;
  return tcp::acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
      .local_endpoint()
      .port();
}

TEST_F(ClientFailure, RefusedConnectionReachedNothing) {
  const std::string peer = "127.0.0.1:" + std::to_string(dead_port());
  EXPECT_EQ(outcome(to("http://user:secret@" + peer + "/secret?secret=secret#secret")),
            "retry nothing: cannot connect to " + peer + ": connection refused");
}

TEST_F(ClientFailure, UnknownHostReachedNothing) {
  EXPECT_EQ(outcome(to("http://nobody.invalid/")),
            "retry nothing: cannot find the host of nobody.invalid:80");
}

TEST_F(ClientFailure, NoRoomToConnectReachedNothing) {
  asio::io_context context;
  tcp::acceptor full(context, tcp::v4());
  full.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  full.listen(0);
  std::vector<tcp::socket> queue;
  for (int i = 0; i < 4; ++i) {  // nobody accepts: the kernel's queue is full after two
    queue.emplace_back(context, tcp::v4());
    queue.back().native_non_blocking(true);
    const auto end = full.local_endpoint();
    static_cast<void>(::connect(queue.back().native_handle(), end.data(), end.size()));
  }
  const std::string peer = "127.0.0.1:" + std::to_string(full.local_endpoint().port());
  Call todo = to("http://" + peer);
  todo.connect_wait = 200ms;
  EXPECT_EQ(outcome(todo), "retry nothing: no connection to " + peer + " within 200 ms");
}

TEST_F(ClientFailure, ALateCallWritesNothing) {
  std::atomic<int> requests{0};
  FakePeer peer([&requests](Line& line) {
    while (!line.request().empty()) {
      ++requests;
      line.answer("ok");
    }
  });
  Call todo = to(peer.url());
  todo.in_time = [] { return true; };
  EXPECT_EQ(outcome(todo), "answered 200 ok");
  todo.in_time = [] { return false; };
  EXPECT_EQ(outcome(todo), "retry nothing: the time to send was over before the connection to " +
                               peer.peer() + " stood");
  EXPECT_EQ(requests, 1);
}

TEST_F(ClientFailure, TheTimeSpentWaitingForATurnCounts) {
  std::atomic<bool> over{false};
  FakePeer peer([&over](Line& line) {
    while (!line.request().empty()) {
      over = true;  // while the first call is served, the second one waits
      line.answer("ok");
    }
  });
  client = make_client(1);
  Call second = to(peer.url());
  second.in_time = [&over] { return !over; };
  auto first = asio::co_spawn(world.executor(), client->send(to(peer.url())), asio::use_future);
  EXPECT_EQ(outcome(second), "retry nothing: the time to send was over before the connection to " +
                                 peer.peer() + " stood");
  EXPECT_TRUE(first.get());
}

TEST_F(ClientFailure, SilentTlsPeerReachedNothing) {
  FakePeer peer([](Line& line) { line.wait(); });
  Call todo = to("https://" + peer.peer());
  todo.connect_wait = 200ms;
  EXPECT_EQ(outcome(todo), "retry nothing: no connection to " + peer.peer() + " within 200 ms");
}

TEST_F(ClientFailure, PlainHttpOnATlsUrlReachedNothing) {
  FakePeer peer([](Line& line) {
    line.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    line.wait();
  });
  EXPECT_EQ(outcome(to("https://" + peer.peer())),
            "retry nothing: cannot open TLS to " + peer.peer() + ": wrong version number");
}

TEST_F(ClientFailure, NoAnswerInTimeWasSent) {
  FakePeer peer([](Line& line) {
    line.request();
    line.wait();
  });
  Call todo = to(peer.url());
  todo.total_wait = 200ms;
  EXPECT_EQ(outcome(todo), "retry sent: no answer from " + peer.peer() + " within 200 ms");
}

TEST_F(ClientFailure, HalfAnAnswerInTimeWasSent) {
  FakePeer peer([](Line& line) {
    line.request();
    line.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    line.wait();
  });
  Call todo = to(peer.url());
  todo.total_wait = 1s;
  EXPECT_EQ(outcome(todo),
            "retry sent: the answer from " + peer.peer() + " was not complete within 1 s");
}

TEST_F(ClientFailure, ATrickledAnswerEndsAtTheTotalWait) {
  std::atomic<bool> over{false};
  FakePeer peer([&](Line& line) {
    line.request();
    line.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (!over) {
      line.send("x");
      std::this_thread::sleep_for(20ms);
    }
  });
  Call todo = to(peer.url());
  todo.total_wait = 200ms;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(outcome(todo),
            "retry sent: the answer from " + peer.peer() + " was not complete within 200 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  over = true;
}

TEST_F(ClientFailure, APeerThatClosesAfterReadingWasSent) {
  FakePeer peer([](Line& line) { line.request(); });
  EXPECT_EQ(outcome(to(peer.url("/?key=secret"))),
            "retry sent: " + peer.peer() + " closed the connection without an answer");
}

TEST_F(ClientFailure, APeerThatResetsAfterReadingWasSent) {
  FakePeer peer([](Line& line) {
    line.request();
    line.reset();
  });
  EXPECT_EQ(outcome(to(peer.url())),
            "retry sent: " + peer.peer() + " closed the connection without an answer");
}

TEST_F(ClientFailure, APeerThatClosesInTheMiddleWasSent) {
  FakePeer peer([](Line& line) {
    line.request();
    line.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  });
  EXPECT_EQ(outcome(to(peer.url())),
            "retry sent: " + peer.peer() + " broke off in the middle of its answer");
}

TEST_F(ClientFailure, ACutChunkedAnswerIsNoAnswer) {
  FakePeer peer([](Line& line) {
    line.request();
    line.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  });
  EXPECT_EQ(outcome(to(peer.url())),
            "retry sent: " + peer.peer() + " broke off in the middle of its answer");
}

/// Answers the first request of a connection, takes the second and hangs up: did the second call
/// have its effect?
struct Forgetful {
  std::atomic<int> requests{0};
  FakePeer peer{[this](Line& line) {
    if (line.request().empty()) return;
    ++requests;
    line.answer("ok");
    if (!line.request().empty()) ++requests;
  }};
};

TEST_F(ClientFailure, ACallWithEffectsIsNeverRepeatedOnABrokenKeptConnection) {
  Forgetful forgetful;
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const int before = forgetful.requests;
    EXPECT_EQ(outcome(to(forgetful.peer.url(), method)), "answered 200 ok");
    EXPECT_EQ(outcome(to(forgetful.peer.url(), method)),
              "retry sent: " + forgetful.peer.peer() + " closed the connection without an answer");
    EXPECT_EQ(forgetful.requests - before, 2) << method;
  }
}

TEST_F(ClientFailure, AGetMayBeRepeatedOnABrokenKeptConnection) {
  Forgetful forgetful;
  EXPECT_EQ(outcome(to(forgetful.peer.url(), "GET")), "answered 200 ok");
  EXPECT_EQ(outcome(to(forgetful.peer.url(), "GET")), "answered 200 ok");
  EXPECT_EQ(forgetful.requests, 3);
}

TEST_F(ClientFailure, AnAnswerThatIsNotHttpIsSaidToBeNone) {
  FakePeer peer([](Line& line) {
    line.send("SSH-2.0-OpenSSH_9.2\r\n");
    line.request();
  });
  EXPECT_EQ(outcome(to(peer.url())), "retry sent: " + peer.peer() + " does not answer in HTTP");
}

TEST_F(ClientFailure, WrongCompressionIsSaid) {
  FakePeer peer([](Line& line) {
    line.request();
    line.answer("this is no gzip", "Content-Encoding: gzip\r\n");
  });
  EXPECT_EQ(outcome(to(peer.url())),
            "retry sent: the answer from " + peer.peer() + " cannot be decompressed");
}

TEST_F(ClientFailure, TooLongAnAnswerIsRejected) {
  FakePeer peer([](Line& line) {
    line.request();
    line.answer(std::string(1501, 'x'));
    line.wait();
  });
  Call todo = to(peer.url());
  todo.answer_bytes = 1500;
  EXPECT_EQ(outcome(todo),
            "reject sent: the answer from " + peer.peer() + " is longer than 1500 bytes");
  todo.answer_bytes = 1501;
  EXPECT_EQ(outcome(todo), "answered 200 " + std::string(1501, 'x'));
}

TEST_F(ClientFailure, TooLongAHeadIsRejected) {
  FakePeer peer([](Line& line) {
    line.request();
    std::string flood = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 400; ++i) flood += "X-Flood: " + std::string(1000, 'x') + "\r\n";
    line.send(flood);
    line.wait();
  });
  EXPECT_EQ(outcome(to(peer.url())), "reject sent: the headers of the answer from " + peer.peer() +
                                         " are longer than 262144 bytes");
}

struct UrlCase {
  const char* name;
  const char* url;
};

class BadUrl : public ClientFailure, public testing::WithParamInterface<UrlCase> {};

TEST_P(BadUrl, IsRefusedWithoutBeingShown) {
  EXPECT_EQ(outcome(to(GetParam().url)),
            "halt nothing: the url cannot be called: it is not an http or https address");
}

INSTANTIATE_TEST_SUITE_P(Client, BadUrl,
                         testing::Values(UrlCase{"empty", ""}, UrlCase{"words", "secret"},
                                         UrlCase{"file", "file:///etc/passwd"},
                                         UrlCase{"ftp", "ftp://secret.example/"},
                                         UrlCase{"gopher", "gopher://127.0.0.1:25/secret"},
                                         UrlCase{"no_host", "http:///secret"},
                                         UrlCase{"no_scheme", "secret.example/x"},
                                         UrlCase{"line_break", "http://127.0.0.1/\r\nX: secret"},
                                         UrlCase{"bad_port", "http://127.0.0.1:99999/secret"},
                                         UrlCase{"blank_in_host", "http://secret host/"}),
                         [](const auto& row) { return std::string(row.param.name); });

struct HeaderCase {
  const char* name;
  Header header;
  const char* want;
};

class BadHeader : public ClientFailure, public testing::WithParamInterface<HeaderCase> {};

TEST_P(BadHeader, IsNotSent) {
  FakePeer peer([](Line& line) { ADD_FAILURE() << line.request(); });
  Call todo = to(peer.url());
  todo.headers.push_back(GetParam().header);
  EXPECT_EQ(outcome(todo), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Client, BadHeader,
    testing::Values(HeaderCase{"crlf",
                               {"X-A", "a\r\nX-B: secret"},
                               "halt nothing: header 'X-A' cannot be sent: its name or value holds "
                               "a forbidden character"},
                    HeaderCase{"lf",
                               {"X-A", "secret\n"},
                               "halt nothing: header 'X-A' cannot be sent: its name or value holds "
                               "a forbidden character"},
                    HeaderCase{"name",
                               {"X: secret\r\nY", "a"},
                               "halt nothing: header '?' cannot be sent: its name or value holds a "
                               "forbidden character"},
                    HeaderCase{"empty_name",
                               {"", "a"},
                               "halt nothing: header '?' cannot be sent: its name or value holds a "
                               "forbidden character"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace client_failure_test
}  // namespace norekey::net
