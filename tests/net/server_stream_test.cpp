#include "tests/net/loopback.hpp"

namespace norekey::net {
namespace server_stream_test {

constexpr const char* kGet = "GET /s HTTP/1.1\r\nHost: x\r\n\r\n";

/// Answers with `pieces`, and then waits at the gate before the end.
class ServerStream : public ServerTest {
 protected:
  using Pieces = std::shared_ptr<const std::vector<std::string>>;

  void serve_pieces(std::vector<std::string> all, std::shared_ptr<Gate> gate = nullptr) {
    const auto pieces = std::make_shared<const std::vector<std::string>>(std::move(all));
    serve([this, pieces, gate](Request request) -> awaitable<Response> {
      Response out;
      out.headers.push_back(Header{"Content-Type", "text/plain"});
      out.body = "begin ";
      if (request.target != "/s") co_return out;
      auto at = std::make_shared<std::size_t>(0);
      out.more = [this, pieces, gate, at]() -> awaitable<std::string> {
        ++asked;
        return next(pieces, gate, at);
      };
      co_return out;
    });
  }

  static awaitable<std::string> next(Pieces pieces, std::shared_ptr<Gate> gate,
                                     std::shared_ptr<std::size_t> at) {
    if (*at < pieces->size()) co_return (*pieces)[(*at)++];
    if (gate) co_await gate->pass();
    co_return "";
  }

  std::atomic<int> asked{0};
};

TEST_F(ServerStream, ComesInChunksAndTheConnectionGoesOn) {
  serve_pieces({"one", std::string(300, 'x')});
  Raw raw = connect();
  raw.send(kGet).send("GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string all = raw.rest();
  const std::string body = "\r\n\r\n6\r\nbegin \r\n3\r\none\r\n12c\r\n" + std::string(300, 'x') +
                           "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n";
  EXPECT_NE(all.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos) << all;
  EXPECT_EQ(all.substr(0, all.find(body)).find("Content-Length"), std::string::npos) << all;
  EXPECT_NE(all.find(body), std::string::npos) << all;
}

TEST_F(ServerStream, EndsWithTheConnectionForHttp10) {
  serve_pieces({"one ", "two"});
  Raw raw = connect();
  raw.send("GET /s HTTP/1.0\r\nHost: x\r\n\r\n");
  const std::string all = raw.rest();
  EXPECT_EQ(status_and_body(all), "200 begin one two");
  EXPECT_NE(all.find("\r\nConnection: close\r\n"), std::string::npos) << all;
}

TEST_F(ServerStream, IsNotAskedForAfterHead) {
  serve_pieces({"one"});
  Raw raw = connect();
  raw.send("HEAD /s HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer(true)), "200 ");
  EXPECT_EQ(asked, 0);
}

TEST_F(ServerStream, WaitsLongerThanAnyLimit) {
  config.limits.answer_wait = config.limits.idle = config.limits.handler_wait = 300ms;
  auto gate = std::make_shared<Gate>(world.executor());
  serve_pieces({"one"}, gate);
  Raw raw = connect();
  raw.send(kGet);
  EXPECT_NE(raw.answer(true), "");
  while (asked < 2) std::this_thread::yield();
  asio::steady_timer pause(world.executor(), 900ms);
  pause.wait();
  gate->open();
  const std::string rest = [&] {
    std::string all;
    while (all.find("0\r\n\r\n") == std::string::npos) {
      const std::string part = raw.answer(true);
      if (part.empty()) break;
      all += part;
    }
    return all;
  }();
  EXPECT_NE(rest.find("3\r\none\r\n0\r\n\r\n"), std::string::npos) << rest;
}

TEST_F(ServerStream, CutsAPeerThatDoesNotRead) {
  config.limits.answer_wait = 200ms;
  serve_pieces(std::vector<std::string>(2000, std::string(64 * 1024, 'x')));
  Raw raw = connect();
  raw.send(kGet);
  for (int i = 0; i < 500 && server->connections() > 0; ++i) {
    asio::steady_timer pause(world.executor(), 10ms);
    pause.wait();
  }
  EXPECT_EQ(server->connections(), 0);
  EXPECT_LT(asked, 2000);
}

TEST_F(ServerStream, IsCutWhereItsSourceFails) {
  serve([](Request) -> awaitable<Response> {
    Response out;
    out.more = []() -> awaitable<std::string> { throw std::runtime_error("no more"); };
    co_return out;
  });
  Raw raw = connect();
  raw.send(kGet);
  const std::string all = raw.rest();
  EXPECT_EQ(all.find("0\r\n\r\n"), std::string::npos) << all;
  ASSERT_EQ(faults.all().size(), 1u);
  EXPECT_EQ(faults.all()[0], "an answer that goes on failed: no more");
}

TEST_F(ServerStream, EndsWhenTheServerDrains) {
  auto gate = std::make_shared<Gate>(world.executor());
  serve_pieces({"one"}, gate);
  Raw raw = connect();
  raw.send(kGet);
  while (asked < 2) std::this_thread::yield();
  auto drained = asio::co_spawn(world.executor(), server->drain(5s), asio::use_future);
  gate->open();
  EXPECT_EQ(drained.wait_for(3s), std::future_status::ready);
  EXPECT_NE(raw.rest().find("3\r\none\r\n0\r\n\r\n"), std::string::npos);
}

}  // namespace server_stream_test
}  // namespace norekey::net
