#include "tests/net/loopback.hpp"

namespace norekey::net {
namespace server_limits_test {

using ServerLimit = ServerTest;

constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

using Clock = std::chrono::steady_clock;

TEST_F(ServerLimit, HeaderWaitIsForTheWholeHeadNotForEachByte) {
  config.limits.header_wait = 200ms;
  serve();
  Raw raw = connect();
  const auto begin = Clock::now();
  while (Clock::now() - begin < 190ms) {
    raw.send("G");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(status_and_body(raw.rest()), "408 the request's head did not arrive within 200 ms\n");
  EXPECT_LT(Clock::now() - begin, 2s);
}

TEST_F(ServerLimit, BodyWaitIsForTheWholeBody) {
  config.limits.body_wait = 200ms;
  serve();
  Raw raw = connect();
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  EXPECT_EQ(status_and_body(raw.rest()), "408 the request's body did not arrive within 200 ms\n");
}

TEST_F(ServerLimit, AnIdleConnectionIsClosedWithoutAWord) {
  config.limits.idle = 100ms;
  serve();
  Raw fresh = connect();
  EXPECT_TRUE(fresh.closed());
  Raw used = connect();
  used.send(kGet);
  EXPECT_EQ(status_and_body(used.answer()), "200 GET /a ");
  EXPECT_TRUE(used.closed());
}

TEST_F(ServerLimit, ASlowHandlerIsAnswered503AndItsAnswerDropped) {
  config.limits.handler_wait = 100ms;
  Gate gate(world.executor());
  std::atomic<bool> ended{false};
  serve([&](Request) -> awaitable<Response> {
    co_await gate.pass();
    ended = true;
    co_return Response{};
  });
  Raw raw = connect();
  raw.send("POST /hooks/shop?key=secret HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  const std::string answer = raw.rest();
  EXPECT_EQ(status_and_body(answer), "503 the request could not be answered in time\n");
  EXPECT_NE(answer.find("\r\nRetry-After: 5\r\n"), std::string::npos);
  EXPECT_EQ(faults.all(), std::vector<std::string>{"POST /hooks/shop: no answer within 100 ms"});
  raw.socket().close();
  EXPECT_FALSE(ended);
  EXPECT_EQ(server->connections(), 1) << "the handler keeps its place while it runs";
  gate.open();
  for (int i = 0; i < 500 && server->connections() > 0; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server->connections(), 0);
  EXPECT_TRUE(ended);
}

TEST_F(ServerLimit, OneConnectionTooManyIsAnswered503) {
  config.limits.connections = 2;
  serve();
  Raw one = connect(), two = connect();
  one.send(kGet).answer();
  two.send(kGet).answer();
  Raw three = connect();
  const std::string answer = three.rest();
  EXPECT_EQ(status_and_body(answer), "503 all connections are in use\n");
  EXPECT_NE(answer.find("\r\nRetry-After: 5\r\n"), std::string::npos);
  EXPECT_EQ(server->connections(), 2);
  one.send(kGet);
  EXPECT_EQ(status_and_body(one.answer()), "200 GET /a ");
}

TEST_F(ServerLimit, APlaceIsFreeAgainWhenAConnectionEnds) {
  config.limits.connections = 1;
  serve();
  for (int round = 0; round < 20; ++round) {
    Raw raw = connect();
    raw.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_and_body(raw.rest()), "200 GET /a ");
    raw.socket().close();
    for (int i = 0; i < 500 && server->connections() > 0; ++i) std::this_thread::sleep_for(1ms);
    ASSERT_EQ(server->connections(), 0) << "round " << round;
  }
}

TEST_F(ServerLimit, AThousandSlowConnectionsDoNotStopOthers) {
  serve();
  std::vector<std::unique_ptr<Raw>> slow;
  for (int i = 0; i < 1000; ++i) {
    slow.push_back(std::make_unique<Raw>(server->port()));
    slow.back()->send(i % 2 ? "G" : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na");
  }
  const auto begin = Clock::now();
  for (int i = 0; i < 50; ++i) {
    Raw raw = connect();
    raw.send(kGet);
    ASSERT_EQ(status_and_body(raw.answer()), "200 GET /a ");
  }
  EXPECT_LT(Clock::now() - begin, 2s);
  EXPECT_GE(server->connections(), 1000);
  slow[0]->send("bcdefghi");
  EXPECT_EQ(status_and_body(slow[0]->answer()), "200 POST / abcdefghi");
}

TEST_F(ServerLimit, APeerThatDoesNotReadItsAnswerIsCut) {
  config.limits.answer_wait = 200ms;
  serve([](Request) -> awaitable<Response> {
    Response out;
    out.body = std::string(32 * 1024 * 1024, 'x');
    co_return out;
  });
  Raw raw = connect();
  raw.send(kGet);
  for (int i = 0; i < 2000 && server->connections() == 0; ++i) std::this_thread::sleep_for(1ms);
  ASSERT_EQ(server->connections(), 1);
  for (int i = 0; i < 20'000 && server->connections() > 0; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server->connections(), 0);
  EXPECT_LT(raw.rest().size(), 32u * 1024 * 1024);
}

TEST_F(ServerLimit, ABodyAsLongAsAllowedIsTaken) {
  config.limits.body_bytes = 1024 * 1024;
  serve();
  const std::string body(1024 * 1024, 'b');
  Raw raw = connect();
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n" + body);
  EXPECT_EQ(status_and_body(raw.answer()), "200 POST / " + body);
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" + body +
           "\r\n0\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 POST / " + body);
}

TEST_F(ServerLimit, ASenderOfATooLongBodyReadsTheAnswerAndNoReset) {
  config.limits.body_bytes = 1000;
  serve();
  Raw raw = connect();
  raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" +
           std::string(500000, 'b'));
  EXPECT_EQ(status_and_body(raw.rest()), "413 the request's body is longer than 1000 bytes\n");
}

}  // namespace server_limits_test
}  // namespace norekey::net
