#include "connectors/vendure/session.hpp"

#include <boost/json/serialize.hpp>

#include "connectors/vendure/answer.hpp"
#include "connectors/vendure/query.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

constexpr std::string_view kPath = "/admin-api";

/// The channel names the shop's address, or the admin API's itself.
std::string admin_url(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  if (!std::string_view(url).ends_with(kPath)) url += kPath;
  return url;
}

std::string request_body(const std::string& query, const json::object& variables) {
  const json::object request{{"query", query}, {"variables", variables}};
  return json::serialize(request);
}

}  // namespace

Session::Session(const config::Channel& channel, Credentials credentials, net::Client& client)
    : channel_(channel),
      credentials_(std::move(credentials)),
      client_(client),
      url_(admin_url(channel.url)) {}

awaitable<Result<Reply>> Session::ask(std::string query, json::object variables) {
  const std::string body = request_body(query, variables);
  for (int attempt = 1;; ++attempt) {
    if (credentials_.api_key.empty() && token_.empty()) {
      auto logged_in = co_await log_in();
      if (!logged_in) co_return logged_in.error();
    }
    const std::string used = token_;
    auto response = co_await post(body);
    if (!response) co_return response.error();
    auto tree = read_answer(*response);
    if (tree) co_return Reply{std::move(response->body), std::move(*tree)};
    const bool forgotten = tree.error().cause == kForbidden && credentials_.api_key.empty();
    if (!forgotten || attempt == 2) co_return tree.error();
    if (token_ == used) token_.clear();  // else another request has logged in again meanwhile
  }
}

/// The token comes in a header of the answer, not in its body.
awaitable<Result<void>> Session::log_in() {
  const json::object variables{{"u", credentials_.login}, {"p", credentials_.password}};
  const std::string body = request_body(kLoginQuery, variables);
  auto response = co_await post(body);
  if (!response) co_return response.error();
  auto tree = read_answer(*response);
  if (!tree) co_return tree.error();
  token_ = net::find(response->headers, "vendure-auth-token");
  if (!token_.empty()) co_return Result<void>();
  co_return Error{Fate::halt,
                  "the shop took the login, but gave no vendure-auth-token",
                  "have the shop's authOptions.tokenMethod include 'bearer', or use an API key",
                  {},
                  "shop/NO_TOKEN"};
}

awaitable<Result<net::Response>> Session::post(const std::string& body) {
  net::Call call;
  call.method = "POST";
  call.url = url_;
  call.headers.push_back(net::Header{"Content-Type", "application/json"});
  if (!credentials_.api_key.empty()) {
    call.headers.push_back(net::Header{"vendure-api-key", credentials_.api_key});
  } else if (!token_.empty()) {
    call.headers.push_back(net::Header{"Authorization", "Bearer " + token_});
  }
  if (!channel_.channel_token.empty())
    call.headers.push_back(net::Header{"vendure-token", channel_.channel_token});
  call.body = body;
  call.total_wait = std::chrono::duration_cast<std::chrono::milliseconds>(channel_.timeout);
  call.connect_wait = std::min(call.connect_wait, call.total_wait);
  call.proxy = channel_.proxy;
  call.ca_file = channel_.ca_file;
  call.verify_tls = channel_.verify_tls;
  auto sent = co_await client_.send(std::move(call));
  if (!sent) co_return sent.error().error;
  co_return std::move(sent->response);
}

}  // namespace norekey::connectors::vendure
