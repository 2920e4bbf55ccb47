/// session: requests to one Vendure's admin API, logged in. Used by connector.cpp; knows no order.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "config/business.hpp"
#include "connectors/connector.hpp"
#include "mapping/document.hpp"
#include "net/http_client.hpp"

namespace norekey::connectors::vendure {

/// What a session logs in with: an API key, or login and password.
struct Credentials {
  std::string login, password, api_key;
};

/// An answer, as it came and as a tree.
struct Reply {
  std::string body;
  mapping::Document tree;
};

class Session {
 public:
  Session(const config::Channel& channel, Credentials credentials, net::Client& client);

  /// One request. Logs in first where it must, and again where the shop has forgotten the session.
  /// Errors as in read_answer() and net::Client::send().
  awaitable<Result<Reply>> ask(std::string query, boost::json::object variables);

 private:
  awaitable<Result<void>> log_in();
  awaitable<Result<net::Response>> post(const std::string& body);

  config::Channel channel_;
  Credentials credentials_;
  net::Client& client_;
  std::string url_;
  std::string token_;  ///< of the session; "" = not logged in
};

}  // namespace norekey::connectors::vendure
