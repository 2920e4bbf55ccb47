/// Session: calls of one Tryton server: login, context, repetition of what surely was not done.
/// Used by the adapter and by Directory; knows no order. One thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapters/tryton/answer.hpp"
#include "config/business.hpp"
#include "core/time.hpp"
#include "net/http_client.hpp"

namespace norekey::adapters::tryton {

using boost::asio::awaitable;

/// Why a call gave no result.
struct Failure {
  Error error;
  bool perhaps_done = false;  ///< nobody knows whether the server did it
  Kind kind = Kind::broken;
  std::string warning;  ///< of Kind::asks
};

using Called = boost::system::result<boost::json::value, Failure>;

[[noreturn]] void throw_exception_from_error(const Failure&, const boost::source_location&);

class Session {
 public:
  Session(net::Client& client, const Clock& clock, boost::asio::any_io_executor executor,
          config::Erp erp);

  /// `method` of `params`; the context is added. `changes`: extra members of it. `send_by`: the
  /// request leaves before that or not at all (retry). At most erp.in_flight calls at once.
  /// A lost session is opened again, a lost database race run again up to three times.
  awaitable<Called> call(std::string method, boost::json::array params,
                         std::optional<Instant> send_by = {}, boost::json::object context = {});

  /// search_read: the records of `model` in `domain`, at most `limit` of them; 0 = all.
  awaitable<Result<std::vector<boost::json::object>>> search(std::string model,
                                                             boost::json::array domain,
                                                             boost::json::array fields,
                                                             boost::json::array order, int limit);

  /// "6.0.29": asked without login.
  awaitable<Result<std::string>> version();

  /// Logs in when there is no session. halt: refused; it is not tried again for five minutes,
  /// since the server answers each later login more slowly.
  awaitable<Result<void>> open();

  std::int64_t user() const { return user_; }              ///< of an open session
  const std::string& company() const { return company_; }  ///< its name

 private:
  awaitable<Result<void>> log_in();
  awaitable<Result<void>> read_preferences();
  awaitable<Called> attempt(std::string method, const boost::json::array& params,
                            const boost::json::object& context, std::optional<Instant> send_by);
  awaitable<Called> post(std::string path, std::string body, std::string authorization,
                         std::optional<Instant> send_by);
  awaitable<void> take_turn();
  void give_turn();
  awaitable<void> pause(std::chrono::milliseconds);
  Failure failure(Answer answer) const;

  net::Client& client_;
  const Clock& clock_;
  boost::asio::any_io_executor executor_;
  const config::Erp erp_;
  std::string authorization_;  ///< "" = no session
  boost::json::object context_;
  std::int64_t user_ = 0;
  std::string company_;
  std::optional<Error> refused_;
  Instant refused_until_{};
  bool opening_ = false;
  boost::asio::steady_timer opened_;  ///< cancelled when an opening ends
  int free_;
  boost::asio::steady_timer turn_;  ///< cancelled when a turn is given back
};

}  // namespace norekey::adapters::tryton
