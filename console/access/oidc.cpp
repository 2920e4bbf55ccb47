#include "console/access/oidc.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "console/access/id_token.hpp"
#include "core/digest.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "net/http_client.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr std::chrono::minutes kTimeToSignIn{10};
constexpr std::chrono::hours kKnownFor{1};  // the provider's addresses and keys
constexpr std::size_t kMostPending = 1000;

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte < 0x80 && (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~');
    out += plain ? std::string(1, c) : "%" + upper(to_hex({&c, 1}));
  }
  return out;
}

std::string form_text(const std::vector<std::pair<std::string, std::string>>& form) {
  std::string out;
  for (const auto& [name, value] : form)
    out += (out.empty() ? "" : "&") + name + "=" + encoded(value);
  return out;
}

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::string challenge_of(const std::string& verifier) {
  return to_base64url(from_hex(sha256_hex(verifier)));
}

Error away(const std::string& what) {
  return {Fate::retry,
          "the company's sign-in does not answer: " + what,
          "try again; an administrator may look at issuer in norekey.yaml",
          {},
          "gateway"};
}

Error unauthorized(std::string what) {
  return {Fate::reject, std::move(what), "sign in again", {}, "unauthorized"};
}

bool is_in(const json::object& claims, const std::string& claim, const std::string& group) {
  const json::value* all = claims.if_contains(claim);
  if (group.empty() || all == nullptr) return false;
  if (all->is_string()) return all->get_string() == group;
  if (!all->is_array()) return false;
  return std::any_of(all->get_array().begin(), all->get_array().end(), [&](const json::value& one) {
    return one.is_string() && one.get_string() == group;
  });
}

Result<json::object> object_in(const std::string& text, const char* what) {
  boost::system::error_code ec;
  json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return away(std::string(what) + " is no JSON object");
  return std::move(value.get_object());
}

}  // namespace

Oidc::Oidc(Context& context, config::Oidc config, std::string url)
    : context_(context), config_(std::move(config)), url_(std::move(url)) {}

awaitable<Result<std::string>> Oidc::get(std::string url, std::string bearer) {
  net::Call call;
  call.url = std::move(url);
  call.ca_file = config_.ca_file;
  call.total_wait = std::chrono::seconds{10};
  call.answer_bytes = 1 << 20;
  call.headers.push_back({"Accept", "application/json"});
  if (!bearer.empty()) call.headers.push_back({"Authorization", "Bearer " + bearer});
  auto answer = co_await context_.surroundings.client.send(std::move(call));
  if (!answer) co_return away(answer.error().error.what);
  const int status = answer->response.status;
  if (status == 200) co_return std::move(answer->response.body);
  if (status == 401 || status == 403) co_return unauthorized("the provider refused the session");
  co_return away("it answered " + std::to_string(status));
}

awaitable<Result<Oidc::Provider>> Oidc::provider() {
  const Instant now = context_.clock.now();
  if (provider_.until > now) co_return provider_;
  std::string base = config_.issuer, none;
  while (!base.empty() && base.back() == '/') base.pop_back();
  std::string settings = base + "/.well-known/openid-configuration";
  auto text = co_await get(std::move(settings), none);
  if (!text) co_return text.error();
  auto in = object_in(*text, "its configuration");
  if (!in) co_return in.error();
  Provider out{text_of(*in, "authorization_endpoint"), text_of(*in, "token_endpoint"),
               text_of(*in, "userinfo_endpoint"), text_of(*in, "jwks_uri"), now + kKnownFor};
  if (text_of(*in, "issuer") != config_.issuer) {
    co_return Error{Fate::halt,
                    "the sign-in calls itself " + shown(text_of(*in, "issuer")) + ", not " +
                        shown(config_.issuer),
                    "write that as issuer in norekey.yaml",
                    {},
                    "halt"};
  }
  std::string keys = out.jwks;
  auto jwks = co_await get(std::move(keys), none);
  if (!jwks) co_return jwks.error();
  out.jwks = std::move(*jwks);
  provider_ = out;
  co_return out;
}

awaitable<Result<Oidc::Begun>> Oidc::begin(std::string to) {
  auto known = co_await provider();
  if (!known) co_return known.error();
  const Instant now = context_.clock.now();
  std::erase_if(pending_, [now](const auto& one) { return one.second.until <= now; });
  if (pending_.size() >= kMostPending) {
    co_return Error{
        Fate::retry, "too many sign in at once", "try again in a minute", {}, "throttled"};
  }
  Begun out;
  out.state = random_token();
  const Pending pending{random_token(), random_token(), std::move(to), now + kTimeToSignIn};
  const bool asked = known->authorize.find('?') != std::string::npos;
  out.url = known->authorize + (asked ? "&" : "?") +
            form_text({{"response_type", "code"},
                       {"client_id", config_.client_id},
                       {"redirect_uri", url_ + "/api/v1/oidc/callback"},
                       {"scope", config_.scope},
                       {"state", out.state},
                       {"nonce", pending.nonce},
                       {"code_challenge", challenge_of(pending.verifier)},
                       {"code_challenge_method", "S256"}});
  pending_[out.state] = pending;
  co_return out;
}

awaitable<Result<json::object>> Oidc::ask_token(
    std::vector<std::pair<std::string, std::string>> form) {
  auto known = co_await provider();
  if (!known) co_return known.error();
  net::Call call;
  call.method = "POST";
  call.url = known->token;
  call.ca_file = config_.ca_file;
  call.total_wait = std::chrono::seconds{10};
  call.answer_bytes = 1 << 20;
  call.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  call.headers.push_back({"Accept", "application/json"});
  if (config_.client_secret.is_set()) {
    auto secret = config_.client_secret.read();
    if (!secret) co_return secret.error();
    call.user = encoded(config_.client_id);  // RFC 6749, 2.3.1
    call.password = encoded(*secret);
  } else {
    form.emplace_back("client_id", config_.client_id);
  }
  call.body = form_text(form);
  auto answer = co_await context_.surroundings.client.send(std::move(call));
  if (!answer) co_return away(answer.error().error.what);
  const int status = answer->response.status;
  if (status == 400 || status == 401) {
    auto said = object_in(answer->response.body, "its answer");
    const std::string error = said ? text_of(*said, "error") : "";
    co_return unauthorized("the provider refused: " + shown(error.empty() ? "no reason" : error));
  }
  if (status != 200) co_return away("it answered " + std::to_string(status));
  co_return object_in(answer->response.body, "its answer");
}

awaitable<Result<Oidc::Came>> Oidc::finish(std::string code, std::string state,
                                           std::string cookie) {
  const auto found = pending_.find(state);
  if (found == pending_.end() || cookie != state || found->second.until <= context_.clock.now())
    co_return unauthorized("this sign-in did not begin in this browser, or took too long");
  const Pending pending = found->second;
  pending_.erase(found);
  std::vector<std::pair<std::string, std::string>> form{
      {"grant_type", "authorization_code"},
      {"code", std::move(code)},
      {"redirect_uri", url_ + "/api/v1/oidc/callback"},
      {"code_verifier", pending.verifier}};
  auto answer = co_await ask_token(std::move(form));
  if (!answer) co_return answer.error();
  auto out = co_await came(std::move(*answer), pending.nonce);
  if (out) out->to = pending.to;
  co_return out;
}

awaitable<Result<Oidc::Came>> Oidc::refresh(std::string refresh_token) {
  std::vector<std::pair<std::string, std::string>> form{{"grant_type", "refresh_token"},
                                                        {"refresh_token", refresh_token}};
  auto answer = co_await ask_token(std::move(form));
  if (!answer) co_return answer.error();
  std::string none;
  co_return co_await came(std::move(*answer), std::move(none));
}

/// The claims of the id_token, and those of userinfo where it is about the same user (OpenID
/// Connect Core 1.0, 5.3.2).
awaitable<Result<Oidc::Came>> Oidc::came(json::object answer, std::string nonce) {
  auto known = co_await provider();
  if (!known) co_return known.error();
  const IdTokenTerms terms{config_.issuer, config_.client_id, nonce, context_.clock.now()};
  json::object claims;
  const std::string id_token = text_of(answer, "id_token"),
                    access = text_of(answer, "access_token");
  if (!id_token.empty()) {
    auto read = read_id_token(id_token, known->jwks, terms);
    if (!read) {
      provider_.until = {};  // its keys may have changed
      co_return read.error();
    }
    claims = std::move(*read);
  } else if (!nonce.empty()) {
    co_return unauthorized("the provider's answer has no id_token");
  }
  if (!known->userinfo.empty() && !access.empty()) {
    std::string url = known->userinfo, bearer = access;
    auto text = co_await get(std::move(url), std::move(bearer));
    if (!text) co_return text.error();
    auto more = object_in(*text, "userinfo");
    if (!more) co_return more.error();
    if (!claims.empty() && text_of(*more, "sub") != text_of(claims, "sub"))
      co_return unauthorized("userinfo is about somebody else");
    for (auto& one : *more) claims[one.key()] = one.value();
  }
  auto user = user_of(claims);
  if (!user) co_return user.error();
  co_return Came{std::move(*user), text_of(answer, "refresh_token"), ""};
}

Result<User> Oidc::user_of(const json::object& claims) const {
  std::string login = text_of(claims, config_.user_claim);
  if (login.empty()) login = text_of(claims, "email");
  if (login.empty()) login = text_of(claims, "sub");
  auto name = user_name(login);
  if (!name) return name.error();
  User out;
  out.user = std::move(*name);
  out.name = text_of(claims, "name");
  out.oidc = true;
  const auto in = [&](const std::string& group) {
    return is_in(claims, config_.groups_claim, group);
  };
  if (in(config_.admins)) {
    out.role = Role::admin;
  } else if (in(config_.operators)) {
    out.role = Role::operator_;
  } else if (in(config_.viewers)) {
    out.role = Role::viewer;
  } else if (in(config_.reps)) {
    out.role = Role::rep;
    out.rep = text_of(claims, config_.rep_claim);
  } else {
    return Error{Fate::reject,
                 "no group of " + shown(out.user) + " may use the console",
                 "ask for a group that norekey.yaml names below console: oidc:",
                 {},
                 "forbidden"};
  }
  return out;
}

}  // namespace norekey::console
