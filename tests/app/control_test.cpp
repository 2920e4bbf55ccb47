#include "app/control.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "tests/app/typed.hpp"

namespace norekey::app {
namespace control_test {

namespace json = boost::json;

awaitable<Result<json::value>> break_down(json::object) {
  throw std::runtime_error("status: Permission denied [/root/x.db]");
  co_return json::value();
}

TEST(Control, ACommandThatBreaksIsAnsweredAtOnce) {
  const ScratchFolder folder;
  boost::asio::io_context io;
  auto server = listen_for_commands(io.get_executor(), "control.sock", &break_down).value();
  std::thread running([&io] { io.run(); });
  const auto answer = ask_daemon("control.sock", json::object{{"command", "status"}}, 5);
  io.stop();
  running.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "the command failed: status: Permission denied [/root/x.db]\n  fix: report this with "
            "the command as it was typed");
}

/// Takes one connection, and ends.
void end_without_an_answer(int listening) {
  const int taken = ::accept(listening, nullptr, nullptr);
  char asked[64];
  EXPECT_GT(::read(taken, asked, sizeof asked), 0);
  ::close(taken);
}

TEST(Control, ADaemonThatEndsMeanwhileIsNotTakenForOneThatIsSlow) {
  const ScratchFolder folder;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "control.sock");
  const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listening, 1), 0);
  std::thread running(end_without_an_answer, listening);
  const auto answer = ask_daemon("control.sock", json::object{{"command", "status"}}, 5);
  running.join();
  ::close(listening);
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "the daemon ended before it answered\n  fix: look at its log, then try again");
}

}  // namespace control_test
}  // namespace norekey::app
