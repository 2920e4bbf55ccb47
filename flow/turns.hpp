/// turns: what must not overlap with its like has turns: of one key, whoever comes first is first.
/// Of this daemon alone; across daemons see Store::claim. One thread uses it.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace norekey::flow {

class Turns {
 public:
  /// Waits until nobody who came before has `key`. It is one's own for as long as what is returned
  /// lives; nullptr is nobody's turn.
  boost::asio::awaitable<std::shared_ptr<void>> take(std::string key);

 private:
  using Bell = std::shared_ptr<boost::asio::steady_timer>;
  using Waiting = std::map<std::string, std::deque<Bell>>;  ///< the first of each has it

  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace norekey::flow
