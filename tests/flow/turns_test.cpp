#include "flow/turns.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace norekey::flow {
namespace turns_test {

/// Has `key` while others are let run, and notes that it came and went.
boost::asio::awaitable<void> visit(Turns& turns, std::string key, std::string name,
                                   std::vector<std::string>& seen) {
  const auto turn = co_await turns.take(std::move(key));
  seen.push_back(name + " in");
  for (int i = 0; i < 3; ++i) co_await boost::asio::post(boost::asio::use_awaitable);
  seen.push_back(name + " out");
}

void come(boost::asio::io_context& io, Turns& turns, const char* key, const char* name,
          std::vector<std::string>& seen) {
  boost::asio::co_spawn(io, visit(turns, key, name, seen), boost::asio::detached);
}

TEST(TurnsOfOneKey, AreInTheOrderOfComingAndDoNotOverlap) {
  boost::asio::io_context io;
  Turns turns;
  std::vector<std::string> seen;
  for (const char* name : {"a", "b", "c"}) come(io, turns, "ann", name, seen);
  io.run();
  EXPECT_EQ(seen, (std::vector<std::string>{"a in", "a out", "b in", "b out", "c in", "c out"}));
}

TEST(TurnsOfOneKey, CanBeToldFromNone) {
  boost::asio::io_context io;
  Turns turns;
  bool is_one = false;
  boost::asio::co_spawn(
      io,
      [&]() -> boost::asio::awaitable<void> {
        std::string key = "ann";
        const auto turn = co_await turns.take(std::move(key));
        is_one = turn != nullptr;
      },
      boost::asio::detached);
  io.run();
  EXPECT_TRUE(is_one);
}

TEST(TurnsOfTwoKeys, DoNotWaitForEachOther) {
  boost::asio::io_context io;
  Turns turns;
  std::vector<std::string> seen;
  come(io, turns, "ann", "a", seen);
  come(io, turns, "bob", "b", seen);
  io.run();
  EXPECT_EQ(seen, (std::vector<std::string>{"a in", "b in", "a out", "b out"}));
}

TEST(TurnsOfAWaiterThatIsGone, AreThoseOfTheNext) {
  boost::asio::io_context io;
  Turns turns;
  {
    boost::asio::io_context given_up;
    std::vector<std::string> unseen;
    come(given_up, turns, "ann", "a", unseen);
    come(given_up, turns, "ann", "b", unseen);
    given_up.poll_one();
    given_up.poll_one();
  }
  std::vector<std::string> seen;
  come(io, turns, "ann", "c", seen);
  io.run();
  EXPECT_EQ(seen, (std::vector<std::string>{"c in", "c out"}));
}

}  // namespace turns_test
}  // namespace norekey::flow
