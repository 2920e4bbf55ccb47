#include "tests/net/loopback.hpp"

namespace norekey::net {
namespace server_life_test {

using ServerLife = ServerTest;

constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerLife, KeepsAConnectionForManyRequests) {
  serve();
  Raw raw = connect();
  for (int i = 0; i < 100; ++i) {
    raw.send(kGet);
    ASSERT_EQ(status_and_body(raw.answer()), "200 GET /a ");
  }
  EXPECT_EQ(server->connections(), 1);
}

TEST_F(ServerLife, AnswersPipelinedRequestsInOrder) {
  std::atomic<int> running{0}, most{0};
  serve([&](Request request) -> awaitable<Response> {
    most = std::max(most.load(), ++running);
    asio::steady_timer pause(co_await asio::this_coro::executor,
                             request.target == "/0" ? 30ms : 0ms);
    co_await pause.async_wait(asio::use_awaitable);
    --running;
    co_return co_await echo(std::move(request));
  });
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n" +
           std::to_string(10 + i);
  }
  Raw raw = connect();
  raw.send(all);
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(status_and_body(raw.answer()),
              "200 POST /" + std::to_string(i) + " " + std::to_string(10 + i));
  }
  EXPECT_EQ(most, 1);
}

TEST_F(ServerLife, ReadsChunkedBodiesWithExtensions) {
  serve();
  Raw raw = connect();
  raw.send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3;name=value\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 POST /c abc0123456789");
  raw.send(kGet);
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET /a ");
}

TEST_F(ServerLife, SaysContinueBeforeItReadsABodyThatWaits) {
  serve();
  Raw raw = connect();
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_EQ(raw.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  raw.send("abc");
  EXPECT_EQ(status_and_body(raw.answer()), "200 POST / abc");
}

TEST_F(ServerLife, RefusesATooLongBodyInsteadOfSayingContinue) {
  config.limits.body_bytes = 2;
  serve();
  Raw raw = connect();
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.rest()), "413 the request's body is longer than 2 bytes\n");
}

TEST_F(ServerLife, AnswersHeadWithTheLengthButNoBody) {
  serve();
  Raw raw = connect();
  raw.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = raw.answer(true);
  EXPECT_EQ(status_and_body(answer), "200 ");
  EXPECT_NE(answer.find("\r\nContent-Length: 8\r\n"), std::string::npos) << answer;
  raw.send(kGet);
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET /a ");
}

TEST_F(ServerLife, SendsNoLengthWithNoContent) {
  serve([](Request) -> awaitable<Response> {
    Response out;
    out.status = 204;
    co_return out;
  });
  Raw raw = connect();
  raw.send(kGet);
  const std::string answer = raw.answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 No Content\r\nDate: ")) << answer;
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
}

TEST_F(ServerLife, ClosesAfterHttp10AndAfterConnectionClose) {
  serve();
  for (const char* request :
       {"GET /a HTTP/1.0\r\n\r\n", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n"}) {
    Raw raw = connect();
    raw.send(request);
    const std::string answer = raw.rest();
    EXPECT_EQ(status_and_body(answer), "200 GET /a ") << request;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
  }
}

TEST_F(ServerLife, AnswersAPeerThatHasFinishedSending) {
  serve();
  Raw raw = connect();
  raw.send(kGet).finish();
  EXPECT_EQ(status_and_body(raw.rest()), "200 GET /a ");
}

TEST_F(ServerLife, TellsTheHandlerWhoCallsAndWhatHeadersCame) {
  Request seen;
  serve([&](Request request) -> awaitable<Response> {
    seen = std::move(request);
    co_return Response{};
  });
  Raw raw = connect();
  raw.send(
      "PATCH /p?q=1 HTTP/1.1\r\nhOST: x\r\nX-Twice: a\r\nX-Twice:\t b "
      "\r\nX-Empty:\r\nContent-Length: 2\r\n\r\n\0\xff");
  raw.send(std::string_view("\0\xff", 2));
  raw.answer();
  EXPECT_EQ(seen.method + " " + seen.target, "PATCH /p?q=1");
  EXPECT_EQ(seen.remote, "127.0.0.1");
  EXPECT_EQ(seen.body, std::string("\0\xff", 2));
  ASSERT_EQ(seen.headers.size(), 5u);
  EXPECT_EQ(seen.headers[0].name, "hOST");
  EXPECT_EQ(seen.headers[2].value, "b");
  EXPECT_EQ(find(seen.headers, "x-twice"), "a");
  EXPECT_EQ(find(seen.headers, "x-empty"), "");
}

struct FaultCase {
  const char* name;
  Handler handler;
  const char* want;
};

class HandlerFault : public ServerTest, public testing::WithParamInterface<FaultCase> {};

TEST_P(HandlerFault, Becomes500AndIsToldToTheOperatorOnly) {
  serve(GetParam().handler);
  Raw raw = connect();
  raw.send("GET /boom?token=secret HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "500 the request could not be answered\n");
  EXPECT_EQ(faults.all(), std::vector<std::string>{GetParam().want});
  raw.send("GET /boom HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "500 the request could not be answered\n");
}

Handler answers(int status, std::string name, std::string value) {
  return [=](Request) -> awaitable<Response> {
    Response out;
    out.status = status;
    out.headers.push_back(Header{name, value});
    co_return out;
  };
}

awaitable<Response> throws_an_error(Request) {
  throw std::runtime_error("kaboom");
  co_return Response{};
}

awaitable<Response> throws_a_number(Request) {
  throw 42;
  co_return Response{};
}

INSTANTIATE_TEST_SUITE_P(
    Server, HandlerFault,
    testing::Values(
        FaultCase{"throws", throws_an_error, "GET /boom: failed: kaboom"},
        FaultCase{"throws_a_number", throws_a_number,
                  "GET /boom: failed with something that is no exception"},
        FaultCase{"crlf_in_value", answers(200, "X-A", "a\r\nSet-Cookie: stolen=1"),
                  "GET /boom: answered with a line break or control character in header 'X-A'"},
        FaultCase{
            "lf_in_value", answers(200, "Location", "/a\n/b"),
            "GET /boom: answered with a line break or control character in header 'Location'"},
        FaultCase{"nul_in_value", answers(200, "X-A", std::string("a\0b", 3)),
                  "GET /boom: answered with a line break or control character in header 'X-A'"},
        FaultCase{"crlf_in_name", answers(200, "X\r\nY", "a"),
                  "GET /boom: answered with a header whose name is not valid"},
        FaultCase{"empty_name", answers(200, "", "a"),
                  "GET /boom: answered with a header whose name is not valid"},
        FaultCase{"own_length", answers(200, "content-length", "5"),
                  "GET /boom: answered with header 'content-length', which the server writes"},
        FaultCase{"own_coding", answers(200, "Transfer-Encoding", "chunked"),
                  "GET /boom: answered with header 'Transfer-Encoding', which the server writes"},
        FaultCase{"status_0", answers(0, "X-A", "a"),
                  "GET /boom: answered with status 0, which is not one of 200 to 599"},
        FaultCase{"status_100", answers(100, "X-A", "a"),
                  "GET /boom: answered with status 100, which is not one of 200 to 599"},
        FaultCase{"status_600", answers(600, "X-A", "a"),
                  "GET /boom: answered with status 600, which is not one of 200 to 599"}),
    [](const auto& row) { return std::string(row.param.name); });

using ServerDrain = ServerTest;

TEST_F(ServerDrain, FinishesWhatIsUnderWayAndClosesTheIdleAtOnce) {
  Gate gate(world.executor());
  std::promise<void> asked;
  serve([&](Request request) -> awaitable<Response> {
    if (request.target == "/slow") {
      asked.set_value();
      co_await gate.pass();
    }
    co_return co_await echo(std::move(request));
  });
  Raw fresh = connect(), used = connect(), busy = connect();
  used.send(kGet).answer();
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /never HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.get_future().wait();
  auto drained = asio::co_spawn(world.executor(), server->drain(5s), asio::use_future);
  EXPECT_TRUE(fresh.closed());
  EXPECT_TRUE(used.closed());
  EXPECT_THROW(connect(), boost::system::system_error);
  EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);
  gate.open();
  const std::string answer = busy.rest();
  EXPECT_EQ(status_and_body(answer), "200 GET /slow ");
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  busy.socket().close();
  EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(server->connections(), 0);
}

TEST_F(ServerDrain, LetsARequestArriveThatHasBegun) {
  serve();
  Raw raw = connect();
  raw.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  Raw other = connect();
  other.send(kGet).answer();  // the server has looked at both by now
  auto drained = asio::co_spawn(world.executor(), server->drain(5s), asio::use_future);
  EXPECT_TRUE(other.closed());
  raw.send("cd");
  EXPECT_EQ(status_and_body(raw.rest()), "200 POST /p abcd");
  raw.socket().close();
  EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
}

TEST_F(ServerDrain, DoesNotWaitLongForTheRestOfARequest) {
  serve();
  Raw head = connect(), body = connect();
  head.send("POST /p HTTP/1.1\r\nHo");
  body.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  Raw other = connect();
  other.send(kGet).answer();  // the server has looked at all by now
  auto drained = asio::co_spawn(world.executor(), server->drain(20s), asio::use_future);
  for (Raw* raw : {&head, &body}) {
    EXPECT_EQ(status_and_body(raw->rest()),
              "503 the server stops, and the request did not arrive before\n");
    raw->socket().close();
  }
  EXPECT_EQ(drained.wait_for(10s), std::future_status::ready);
}

TEST_F(ServerDrain, CutsWhatIsNotDoneInTime) {
  Gate gate(world.executor());
  std::promise<void> asked;
  serve([&](Request) -> awaitable<Response> {
    asked.set_value();
    co_await gate.pass();
    co_return Response{};
  });
  Raw busy = connect();
  busy.send(kGet);
  asked.get_future().wait();
  const auto begin = std::chrono::steady_clock::now();
  asio::co_spawn(world.executor(), server->drain(100ms), asio::use_future).get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_EQ(busy.rest(), "");
  gate.open();
  for (int i = 0; i < 500 && server->connections() > 0; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server->connections(), 0);
}

TEST_F(ServerDrain, OfAnIdleServerReturnsAtOnce) {
  serve();
  const auto begin = std::chrono::steady_clock::now();
  asio::co_spawn(world.executor(), server->drain(30s), asio::use_future).get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(ServerDrain, DestroyingTheServerCutsItsConnections) {
  serve();
  Raw raw = connect();
  raw.send(kGet).answer();
  server.reset();
  EXPECT_TRUE(raw.closed());
}

using ServerListen = ServerTest;

TEST_F(ServerListen, OnIPv6) {
  config.address = "::1";
  std::string remote;
  serve([&](Request request) -> awaitable<Response> {
    remote = request.remote;
    co_return Response{};
  });
  Raw raw = connect();
  raw.send(kGet);
  EXPECT_EQ(status_and_body(raw.answer()), "200 ");
  EXPECT_EQ(remote, "::1");
}

TEST_F(ServerListen, ShowsAnIPv4CallerOfAnIPv6SocketAsIPv4) {
  config.address = "::";
  std::string remote;
  serve([&](Request request) -> awaitable<Response> {
    remote = request.remote;
    co_return Response{};
  });
  Raw raw(server->port());
  raw.send(kGet).answer();
  EXPECT_EQ(remote, "127.0.0.1");
}

TEST_F(ServerListen, AtOnceAgainOnTheSamePort) {
  serve();
  config.port = server->port();
  Raw raw = connect();
  raw.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").rest();
  raw.socket().close();
  asio::co_spawn(world.executor(), server->drain(2s), asio::use_future).get();
  serve();
  EXPECT_EQ(server->port(), config.port);
}

std::string refusal_of(const Result<std::unique_ptr<Server>>& result) {
  return result ? "none"
                : std::string(to_string(result.error().fate)) + ": " + to_string(result.error());
}

TEST_F(ServerListen, SaysWhyItCannot) {
  serve();
  const auto try_listen = [&] {
    return refusal_of(listen(world.executor(), config, echo, [](std::string_view) {}));
  };
  config.port = server->port();
  const std::string port = std::to_string(config.port);
  EXPECT_EQ(try_listen(),
            "halt: cannot listen on 127.0.0.1:" + port +
                ": address already in use\n  fix: stop the program that has this address, or give "
                "another address or port");
  config.port = 1;
  config.address = "192.0.2.1";
  EXPECT_EQ(try_listen(),
            "halt: cannot listen on 192.0.2.1:1: cannot assign requested address\n  fix: stop the "
            "program that has "
            "this address, or give another address or port");
  config.address = "localhost";
  EXPECT_EQ(try_listen(),
            "halt: 'localhost' is not an IP address to listen on\n  fix: write 127.0.0.1, ::1, or "
            "0.0.0.0 for all of "
            "this machine's addresses");
}

}  // namespace server_life_test
}  // namespace norekey::net
