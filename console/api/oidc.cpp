#include "console/access/oidc.hpp"
#include "console/access/audit.hpp"
#include "console/access/gate.hpp"
#include "console/api/handlers.hpp"
#include "core/text.hpp"

namespace norekey::console::api {
namespace {

constexpr const char* kStateCookie = "norekey-oidc";

Reply go_to(std::string url) {
  Reply out;
  out.raw = net::Response{303, {{"Location", std::move(url)}, {"Cache-Control", "no-store"}}, {}};
  return out;
}

/// Only a place of our own pages: "#/messages?q=x".
std::string own_page(const std::string& to) {
  for (const char c : to) {
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f) return "/#/";
  }
  return to.rfind("#/", 0) == 0 ? "/" + to : to.rfind("/#/", 0) == 0 ? to : "/#/";
}

std::string hex_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    out += plain ? std::string(1, c) : "%" + upper(to_hex({&c, 1}));
  }
  return out;
}

Reply back_with(const Error& error) {
  return go_to("/#/sign-in?problem=" + hex_encoded(error.what + ": " + error.fix));
}

Error not_here() {
  return {Fate::reject,
          "the company's sign-in is not set up",
          "sign in with a password",
          {},
          "not found"};
}

Error not_over_here(const User& here) {
  return {Fate::reject,
          here.disabled ? shown(here.user) + " is disabled here"
                        : shown(here.user) + " is a user of the console's own",
          "ask an administrator",
          {},
          "forbidden"};
}

/// Who comes for the first time is made. Somebody of that name who is kept here is not taken over
/// by somebody of the provider's.
awaitable<Result<void>> make_known(Call& call, User came) {
  std::string name = came.user;
  auto found = co_await find_user(call.flow, std::move(name));
  if (!found) co_return found.error();
  if (*found && (!(*found)->oidc || (*found)->disabled)) co_return not_over_here(**found);
  if (*found) co_return Result<void>{};
  std::string who = "oidc", why = "came for the first time";
  auto made = co_await make_user(call.flow, std::move(came), std::move(who), std::move(why));
  if (!made && made.error().cause != "changed") co_return made.error();
  co_return Result<void>{};
}

awaitable<Result<Reply>> come_back(Call& call) {
  if (!call.text("error").empty()) {
    co_return Error{Fate::reject,
                    "the provider refused: " + shown(call.text("error")),
                    "sign in again",
                    {},
                    "unauthorized"};
  }
  std::string code = call.text("code"), state = call.text("state");
  std::string cookie = cookie_of(call.request, kStateCookie);
  auto came =
      co_await call.house.oidc->finish(std::move(code), std::move(state), std::move(cookie));
  if (!came) co_return came.error();
  User copy = came->user;
  auto known = co_await make_known(call, std::move(copy));
  if (!known) co_return known.error();
  UserChange change = [&came](User& now) -> Result<void> {
    if (!now.oidc) return not_over_here(now);
    now.name = came->user.name;
    now.role = came->user.role;
    now.rep = came->user.rep;
    return {};
  };
  std::string by = "oidc", refresh = came->refresh_token, name = came->user.user;
  auto session = co_await begin_session(call.house, std::move(name), std::move(by),
                                        std::move(change), std::move(refresh));
  if (!session) co_return session.error();
  const User& user = session->user;
  AuditEntry entry{user.user + " (console)", call.from, "sign_in", user.user};
  entry.after = boost::json::value(to_string(user.role));
  auto noted = co_await audit(call.flow, std::move(entry));
  if (!noted) co_return noted.error();
  Reply out = go_to(own_page(came->to));
  out.raw->headers.push_back(session->cookie);
  out.raw->headers.push_back(set_cookie(call.house, kStateCookie, "", 0, "Lax"));
  co_return out;
}

}  // namespace

awaitable<Result<Reply>> oidc_start(Call& call) {
  if (!call.house.oidc) co_return not_here();
  std::string to = call.text("to");
  auto begun = co_await call.house.oidc->begin(std::move(to));
  if (!begun) co_return begun.error();
  Reply out = go_to(begun->url);
  out.raw->headers.push_back(set_cookie(call.house, kStateCookie, begun->state, 600, "Lax"));
  co_return out;
}

awaitable<Result<Reply>> oidc_callback(Call& call) {
  if (!call.house.oidc) co_return not_here();
  auto came = co_await come_back(call);
  if (!came && came.error().fate == Fate::reject) co_return back_with(came.error());
  co_return came;
}

}  // namespace norekey::console::api
