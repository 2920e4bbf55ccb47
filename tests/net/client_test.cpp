#include "net/http_client.hpp"

#include "tests/net/fake_peer.hpp"

namespace norekey::net {
namespace client_test {

class ClientTest : public ServerTest {
 protected:
  Call call(const std::string& method = "GET", std::string body = "",
            const std::string& path = "/a") {
    Call out;
    out.method = method;
    out.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
    out.body = std::move(body);
    out.proxy = "-";
    return out;
  }

  Answer answer(Call todo) { return world.get(client->send(std::move(todo))).value(); }

  std::unique_ptr<Client> client = make_client();
};

TEST_F(ClientTest, SendsEveryMethodWithItsBody) {
  serve();
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(answer(call(method)).response.body, method + " /a ");
    EXPECT_EQ(answer(call(method, std::string("b\0y", 3))).response.body,
              method + " /a " + std::string("b\0y", 3));
  }
}

TEST_F(ClientTest, ReadsTheHeadersOfHead) {
  serve();
  const Answer got = answer(call("HEAD"));
  EXPECT_EQ(got.response.status, 200);
  EXPECT_EQ(got.response.body, "");
  EXPECT_EQ(find(got.response.headers, "content-length"), "8");
}

TEST_F(ClientTest, SendsTheHeadersGivenAndFewOthers) {
  Headers seen;
  serve([&](Request request) -> awaitable<Response> {
    seen = request.headers;
    co_return Response{};
  });
  Call todo = call(
      "POST", std::string(2'000'000, 'x'));  // long enough for curl's own "Expect: 100-continue"
  todo.headers = {
      {"X-A", "one"}, {"X-Empty", ""}, {"X-Blank", " "}, {"Content-Type", "application/json"}};
  todo.user = "rep@acme";
  todo.password = "s:cret";
  answer(todo);
  std::string names;
  for (const auto& header : seen) names += header.name + " ";
  EXPECT_EQ(names,
            "Host Authorization Accept Accept-Encoding X-A X-Empty X-Blank Content-Type User-Agent "
            "Content-Length ");
  EXPECT_EQ(find(seen, "X-A"), "one");
  EXPECT_EQ(find(seen, "X-Empty"), "");
  EXPECT_EQ(find(seen, "Authorization"), "Basic cmVwQGFjbWU6czpjcmV0");
  EXPECT_EQ(find(seen, "User-Agent"), "norekey");
}

TEST_F(ClientTest, TakesAnyStatusAsAnAnswerAndFollowsNoRedirect) {
  serve([](Request request) -> awaitable<Response> {
    Response out;
    out.status = std::stoi(request.target.substr(1));
    out.headers.push_back(Header{"Location", "/200"});
    out.body = "body";
    co_return out;
  });
  for (const std::string status : {"200", "301", "302", "400", "401", "404", "429", "500", "503"}) {
    const Answer got = answer(call("GET", "", "/" + status));
    EXPECT_EQ(std::to_string(got.response.status) + got.response.body, status + "body");
    EXPECT_EQ(find(got.response.headers, "location"), "/200");
    EXPECT_GT(got.took, 0us);
  }
}

TEST_F(ClientTest, MakesOneConnectionForManyCalls) {
  FakePeer peer([](Line& line) {
    while (!line.request().empty()) line.answer("ok");
  });
  for (int i = 0; i < 20; ++i) {
    Call todo;
    todo.method = "POST";
    todo.url = peer.url();
    todo.proxy = "-";
    EXPECT_EQ(answer(todo).response.body, "ok");
  }
  EXPECT_EQ(peer.connections(), 1);
  client.reset();
}

TEST_F(ClientTest, LetsCallsWaitTheirTurnBeyondInFlight) {
  std::atomic<int> running{0}, most{0};
  serve([&](Request request) -> awaitable<Response> {
    most = std::max(most.load(), ++running);
    asio::steady_timer pause(co_await asio::this_coro::executor, 50ms);
    co_await pause.async_wait(asio::use_awaitable);
    --running;
    co_return co_await echo(std::move(request));
  });
  client = make_client(2);
  std::vector<std::future<boost::system::result<Answer, CallError>>> calls;
  for (int i = 0; i < 10; ++i) {
    Call todo = call("POST", std::to_string(i));
    todo.total_wait = 240ms;  // less than the whole queue takes: a call's time begins with its turn
    calls.push_back(
        asio::co_spawn(world.executor(), client->send(std::move(todo)), asio::use_future));
  }
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(calls[i].get().value().response.body, "POST /a " + std::to_string(i));
  EXPECT_EQ(most, 2);
}

TEST_F(ClientTest, AnswersManyCallersAtOnce) {
  serve();
  std::vector<std::future<boost::system::result<Answer, CallError>>> calls;
  for (int i = 0; i < 500; ++i) {
    calls.push_back(asio::co_spawn(world.executor(), client->send(call("POST", std::to_string(i))),
                                   asio::use_future));
  }
  for (int i = 0; i < 500; ++i)
    ASSERT_EQ(calls[i].get().value().response.body, "POST /a " + std::to_string(i));
}

/// The output of a shell command: the packers' own bytes, not ours.
std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  char part[65536];
  for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, pipe)) > 0;)
    out.append(part, got);
  ::pclose(pipe);
  return out;
}

TEST_F(ClientTest, DecompressesGzip) {
  const std::string packed = output_of("printf 'hello hello hello' | gzip -c");
  FakePeer peer([&](Line& line) {
    EXPECT_NE(line.request().find("Accept-Encoding: deflate, gzip"), std::string::npos);
    line.answer(packed, "Content-Encoding: gzip\r\n");
  });
  Call todo;
  todo.url = peer.url();
  todo.proxy = "-";
  EXPECT_EQ(answer(todo).response.body, "hello hello hello");
}

TEST_F(ClientTest, RefusesAnAnswerThatGrowsTooLongWhenUnpacked) {
  const std::string packed = output_of("head -c 50000000 /dev/zero | gzip -9c");
  ASSERT_LT(packed.size(), 100'000u);
  FakePeer peer([&](Line& line) {
    line.request();
    line.answer(packed, "Content-Encoding: gzip\r\n");
  });
  Call todo;
  todo.url = peer.url();
  todo.proxy = "-";
  todo.answer_bytes = 1024 * 1024;
  const auto result = world.get(client->send(todo));
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error().error),
            "the answer from " + peer.peer() +
                " is longer than 1 MiB\n  fix: ask for less at once, or allow longer "
                "answers");
  EXPECT_EQ(result.error().error.fate, Fate::reject);
  EXPECT_EQ(result.error().reached, Reached::sent);
}

TEST_F(ClientTest, SendsOnceToAPeerThatClosesAfterEveryAnswer) {
  std::atomic<int> requests{0};
  FakePeer peer([&](Line& line) {
    line.request();
    ++requests;
    line.send("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  for (int i = 0; i < 20; ++i) {
    Call todo;
    todo.method = "POST";
    todo.url = peer.url();
    todo.proxy = "-";
    EXPECT_EQ(answer(todo).response.body, "ok");
  }
  EXPECT_EQ(requests, 20);
  EXPECT_EQ(peer.connections(), 20);
}

TEST_F(ClientTest, SendsThroughAKeptConnectionThatThePeerHasClosedMeanwhile) {
  std::atomic<int> requests{0};
  FakePeer peer([&](Line& line) {
    line.request();
    ++requests;
    line.answer("ok");  // HTTP/1.1 without "Connection: close", and yet it closes
  });
  for (int i = 0; i < 10; ++i) {
    Call todo;
    todo.method = "POST";
    todo.url = peer.url();
    todo.proxy = "-";
    EXPECT_EQ(answer(todo).response.body, "ok");
    std::this_thread::sleep_for(10ms);  // for the FIN to arrive
  }
  EXPECT_EQ(requests, 10);
}

TEST_F(ClientTest, EndsItsCallsWhenItIsDestroyed) {
  std::promise<void> arrived;
  FakePeer peer([&](Line& line) {
    line.request();
    arrived.set_value();
    line.wait();
  });
  client = make_client(1);
  Call todo;
  todo.url = peer.url("/path?key=secret");
  todo.proxy = "-";
  auto under_way = asio::co_spawn(world.executor(), client->send(todo), asio::use_future);
  arrived.get_future().wait();
  auto waiting = asio::co_spawn(world.executor(), client->send(todo), asio::use_future);
  world.get([]() -> awaitable<int> { co_return 0; }());  // the second call has been handed over
  client.reset();
  const auto first = under_way.get(), second = waiting.get();
  ASSERT_FALSE(first);
  EXPECT_EQ(to_string(first.error().error),
            "the call to " + peer.peer() + " was given up because the daemon is stopping");
  EXPECT_EQ(first.error().error.fate, Fate::retry);
  EXPECT_EQ(first.error().reached, Reached::sent);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reached, Reached::nothing);
}

}  // namespace client_test
}  // namespace norekey::net
