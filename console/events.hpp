/// events: server-sent events for the pages (HTML Living Standard, 9.2): counts, messages,
/// activations, alerts. The store is looked at once a second while anybody listens, and not at all
/// otherwise.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "flow/context.hpp"
#include "net/http.hpp"

namespace norekey::console {

using boost::asio::awaitable;

class Events : public std::enable_shared_from_this<Events> {
 public:
  explicit Events(flow::Context& context) : context_(context) {}

  /// A stream for one reader. `until`: then it ends, so that whoever may no longer look asks anew.
  /// retry: this user has 8 already, or all have 64.
  Result<net::More> listen(std::string user, Instant until);

  /// To everybody who listens.
  void tell(const std::string& event, const boost::json::value& data);

  /// Ends every stream, with `why`.
  void stop(const std::string& why);

  std::size_t readers() const { return readers_.size(); }

 private:
  struct Reader;

  awaitable<std::string> next(std::shared_ptr<Reader> reader);
  awaitable<void> watch();
  awaitable<void> look();
  void tell_messages(const std::vector<queue::Row>& rows);
  awaitable<void> look_at_alerts();

  flow::Context& context_;
  std::list<std::weak_ptr<Reader>> readers_;
  bool watching_ = false, stopped_ = false;
  std::string counts_, bundle_;
  std::map<std::int64_t, std::pair<queue::State, int>> seen_;  ///< the newest messages
  /// Since when each alert is open, and since when it is over; nullopt: not looked at yet.
  std::optional<std::map<std::string, std::pair<Instant, Instant>>> alerts_;
};

}  // namespace norekey::console
