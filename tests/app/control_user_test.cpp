/// Who may speak to the daemon by its control socket.
#include "app/control.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "tests/app/typed.hpp"

namespace norekey::app {
namespace control_user_test {

namespace json = boost::json;

awaitable<Result<json::value>> no_answer(json::object) { co_return json::value{}; }

TEST(AskDaemon, WhereNobodyListensThereIsNoAnswerAndNoError) {
  const ScratchFolder folder;
  const auto answer = ask_daemon("control.sock", {{"command", "status"}}, 1);
  ASSERT_TRUE(answer);
  EXPECT_FALSE(*answer);
}

TEST(AskDaemon, AUserWhoMayNotIsToldAsWhomToAsk) {
  const ScratchFolder folder;
  boost::asio::io_context io;
  const auto server = listen_for_commands(io.get_executor(), "control.sock", no_answer);
  ASSERT_TRUE(server) << to_string(server.error());
  ASSERT_EQ(::chmod("control.sock", 0), 0);
  const bool root = ::geteuid() == 0;  // who may everything: look as nobody
  if (root && ::seteuid(65534) != 0) GTEST_SKIP() << "nobody is no user here";
  const auto answer = ask_daemon("control.sock", {{"command", "status"}}, 1);
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "this user may not speak to the daemon by control.sock\n  fix: run it with sudo, or as "
            "the daemon's user: sudo -u norekey norekey …");
}

}  // namespace control_user_test
}  // namespace norekey::app
