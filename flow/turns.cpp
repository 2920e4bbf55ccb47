#include "flow/turns.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace norekey::flow {

boost::asio::awaitable<std::shared_ptr<void>> Turns::take(std::string key) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto waiting = waiting_;
  const Bell bell = std::make_shared<boost::asio::steady_timer>(
      executor, std::chrono::steady_clock::time_point::max());
  (*waiting)[key].push_back(bell);
  std::shared_ptr<void> turn(bell.get(), [waiting, key, bell](void*) {
    const auto found = waiting->find(key);
    std::erase(found->second, bell);
    if (found->second.empty()) {
      waiting->erase(found);
    } else {
      found->second.front()->cancel();
    }
  });
  while (waiting->at(key).front() != bell) {
    boost::system::error_code ignored;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ignored);
    co_await bell->async_wait(token);
  }
  co_return turn;
}

}  // namespace norekey::flow
