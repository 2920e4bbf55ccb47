#include "flow/store_commands.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <filesystem>

#include "core/own_thread.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using boost::asio::use_awaitable;

constexpr std::chrono::seconds kTellEvery{10};

/// One copy or check at a time.
OwnThread& store_thread() {
  static OwnThread one;
  return one;
}

awaitable<Result<void>> copying(queue::Upkeep& upkeep, std::string path) {
  co_return upkeep.backup(path);
}

awaitable<Result<std::vector<std::string>>> checking(queue::Upkeep& upkeep) {
  co_return upkeep.check();
}

std::string megabytes(const std::string& path) {
  std::error_code absent;
  const auto bytes = std::filesystem::file_size(path, absent);
  return std::to_string(absent ? 0 : bytes / 1'000'000) + " MB";
}

/// Until `made` is set; the timer is cancelled then.
awaitable<void> tell_progress(Context& context, std::shared_ptr<boost::asio::steady_timer> timer,
                              std::shared_ptr<bool> made, std::string path) {
  for (;;) {
    timer->expires_after(kTellEvery);
    boost::system::error_code ended;
    auto token = boost::asio::redirect_error(use_awaitable, ended);
    co_await timer->async_wait(token);
    if (*made) co_return;
    context.log.info("backup", megabytes(path + ".partial") + " so far", {{"path", path}});
  }
}

}  // namespace

awaitable<Result<json::value>> store_backup(Context& context, const json::object& request) {
  const std::string path = text_of(request, "path");
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto timer = std::make_shared<boost::asio::steady_timer>(executor);
  const auto made = std::make_shared<bool>(false);
  const auto begun = std::chrono::steady_clock::now();
  boost::asio::co_spawn(executor, tell_progress(context, timer, made, path), boost::asio::detached);
  auto copied = co_await boost::asio::co_spawn(store_thread().executor(),
                                               copying(context.upkeep, path), use_awaitable);
  *made = true;
  timer->cancel();
  if (!copied) co_return copied.error();
  const auto took = std::chrono::steady_clock::now() - begun;
  context.log.info(
      "backup", "made, " + megabytes(path),
      {{"path", path},
       {"took",
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()) +
            "ms"}});
  co_return json::object{{"backup", path}};
}

awaitable<Result<json::value>> store_check(Context& context, const json::object&) {
  auto found = co_await boost::asio::co_spawn(store_thread().executor(), checking(context.upkeep),
                                              use_awaitable);
  if (!found) co_return found.error();
  co_return json::object{{"findings", strings(*found)}};
}

}  // namespace norekey::flow
