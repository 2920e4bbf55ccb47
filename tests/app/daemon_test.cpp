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

/// What a coroutine puts right when it goes, whichever way it goes.
struct Guard {
  flow::Context& context;
  bool& gone;
  ~Guard() {
    context.life.ready = false;
    gone = true;
  }
};

awaitable<void> be_busy(flow::Context& context, std::shared_ptr<OwnThread> thread, bool& gone) {
  const Guard guard{context, gone};
  co_await boost::asio::co_spawn(thread->executor(), wait_for_the_end(*thread), use_awaitable);
}

TEST(Daemon, EndsInTheMiddleOfItsWorkAndWhatIsUnderWayGoesBeforeWhatItRefersTo) {
  ScratchFolder folder;
  config::Daemon config;
  config.directory = config.state_dir = ".";
  auto daemon = Daemon::open(config, flow::silent_log(), true);
  ASSERT_TRUE(daemon) << to_string(daemon.error());
  bool gone = false;
  boost::asio::co_spawn((*daemon)->io(),
                        be_busy((*daemon)->context(), std::make_shared<OwnThread>(), gone),
                        boost::asio::detached);
  (*daemon)->io().poll();
  EXPECT_FALSE(gone);
  daemon->reset();
  EXPECT_TRUE(gone);
}

}  // namespace daemon_test
}  // namespace norekey::app
