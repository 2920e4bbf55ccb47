#include "core/own_thread.hpp"

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

namespace norekey {
namespace own_thread_test {

using boost::asio::awaitable;
using boost::asio::use_awaitable;

awaitable<std::thread::id> where() { co_return std::this_thread::get_id(); }

awaitable<void> ask_where(OwnThread& thread, std::thread::id& answer) {
  answer = co_await boost::asio::co_spawn(thread.executor(), where(), use_awaitable);
}

TEST(OwnThread, RunsATaskBesideWhoAwaitsIt) {
  boost::asio::io_context io;
  OwnThread thread;
  std::thread::id first, second;
  boost::asio::co_spawn(io, ask_where(thread, first), boost::asio::detached);
  boost::asio::co_spawn(io, ask_where(thread, second), boost::asio::detached);
  io.run();
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_EQ(first, second);
}

/// As an adapter: its tasks own the coroutine that awaits them, and that owns the adapter.
struct Owner {
  OwnThread thread;
  std::thread::id* ended;
  explicit Owner(std::thread::id& told) : ended(&told) {}
  ~Owner() { *ended = std::this_thread::get_id(); }

  awaitable<bool> wait_for_the_end() {
    while (!thread.ending()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    co_return true;
  }
};

awaitable<void> wait_with(std::shared_ptr<Owner> owner, bool& went_on) {
  OwnThread& thread = owner->thread;
  went_on =
      co_await boost::asio::co_spawn(thread.executor(), owner->wait_for_the_end(), use_awaitable);
}

TEST(OwnThread, EndAllEndsATaskThatWaitsAndItsOwnerGoesWithTheIoContext) {
  std::thread::id ended;
  bool went_on = false;
  {
    boost::asio::io_context io;
    boost::asio::co_spawn(io, wait_with(std::make_shared<Owner>(ended), went_on),
                          boost::asio::detached);
    io.poll();
    OwnThread::end_all();
    EXPECT_EQ(ended, std::thread::id()) << "the coroutine still has it";
  }
  EXPECT_EQ(ended, std::this_thread::get_id());
  EXPECT_FALSE(went_on) << "nobody ran the io_context any more";
}

TEST(OwnThread, WhatAnEndedTaskAnswersArrives) {
  std::thread::id ended;
  bool went_on = false;
  boost::asio::io_context io;
  boost::asio::co_spawn(io, wait_with(std::make_shared<Owner>(ended), went_on),
                        boost::asio::detached);
  io.poll();
  OwnThread::end_all();
  io.restart();
  io.run();
  EXPECT_TRUE(went_on);
}

TEST(OwnThread, RunsNothingAfterEndAll) {
  boost::asio::io_context io;
  OwnThread begun, not_begun;
  std::thread::id first, second, third;
  boost::asio::co_spawn(io, ask_where(begun, first), boost::asio::detached);
  io.run();
  OwnThread::end_all();
  io.restart();
  boost::asio::co_spawn(io, ask_where(begun, second), boost::asio::detached);
  boost::asio::co_spawn(io, ask_where(not_begun, third), boost::asio::detached);
  io.poll();
  EXPECT_NE(first, std::thread::id());
  EXPECT_EQ(second, std::thread::id());
  EXPECT_EQ(third, std::thread::id());
}

}  // namespace own_thread_test
}  // namespace norekey
