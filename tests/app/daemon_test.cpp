#include "app/daemon.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "core/own_thread.hpp"
#include "flow/log.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace daemon_test {

using boost::asio::awaitable;
using boost::asio::use_awaitable;

awaitable<void> wait_for_the_end(const OwnThread& thread) {
  while (!thread.ending()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  co_return;
}

/// Goes with its coroutine; notes whether what only the Context owned was still there.
struct Guard {
  std::weak_ptr<int> owned;
  std::string& seen;
  ~Guard() { seen = owned.expired() ? "the context went first" : "the context is there"; }
};

awaitable<void> be_busy(std::weak_ptr<int> owned, std::shared_ptr<OwnThread> thread,
                        std::string& seen) {
  const Guard guard{owned, seen};
  co_await boost::asio::co_spawn(thread->executor(), wait_for_the_end(*thread), use_awaitable);
}

TEST(Daemon, EndsInTheMiddleOfItsWorkAndWhatIsUnderWayGoesBeforeWhatItRefersTo) {
  ScratchFolder folder;
  config::Daemon config;
  config.directory = config.state_dir = ".";
  auto daemon = Daemon::open(config, flow::silent_log(), true);
  ASSERT_TRUE(daemon) << to_string(daemon.error());
  auto owned = std::make_shared<int>();
  const std::weak_ptr<int> weak = owned;
  (*daemon)->context().look_again = [kept = std::move(owned)] {};
  std::string seen;
  boost::asio::co_spawn((*daemon)->io(), be_busy(weak, std::make_shared<OwnThread>(), seen),
                        boost::asio::detached);
  (*daemon)->io().poll();
  EXPECT_EQ(seen, "");
  daemon->reset();
  EXPECT_EQ(seen, "the context is there");
  EXPECT_TRUE(weak.expired());
}

}  // namespace daemon_test
}  // namespace norekey::app
