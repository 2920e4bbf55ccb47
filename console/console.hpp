/// console: pages and API over one daemon's store. app/serve gives it every request that is not a
/// webhook's or a monitor's.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string>

#include "config/console.hpp"
#include "flow/context.hpp"
#include "net/http.hpp"

namespace norekey::console {

using boost::asio::awaitable;

struct House;

class Console {
 public:
  /// `tls`: the daemon itself speaks TLS. `version`: the program's.
  Console(flow::Context& context, config::Console config, std::string version, bool tls);
  ~Console();

  /// Never an exception: what goes wrong is a problem+json. HEAD is answered as GET; the server
  /// leaves the body out.
  awaitable<net::Response> answer(net::Request request);

  /// How a request is refused that is not one for the API to see: problem+json below /api/v1, one
  /// line of plain text elsewhere.
  static net::Response refuse(int status, std::string why, std::string_view target);

  /// Where nobody can come in yet: logs the one-time link of the first administrator. `url`: where
  /// browsers reach the daemon, where the config says nothing of it.
  awaitable<void> start(std::string url);

  /// Ends the answers that go on, so that the server can drain.
  void stop();

  /// The commands `users …` of the command line, for the store's owner: list, link, disable.
  static bool is_command(const boost::json::object& request);
  static awaitable<Result<boost::json::value>> run_command(flow::Context& context,
                                                           boost::json::object request);

 private:
  std::unique_ptr<House> house_;
};

}  // namespace norekey::console
