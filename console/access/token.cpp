#include "console/access/token.hpp"

#include <boost/json.hpp>

#include <memory>

#include "core/digest.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr const char* kTokenKind = "console/token";
constexpr std::string_view kPrefix = "nk_";

std::string or_nothing(Instant at) { return at == Instant{} ? "" : norekey::to_string(at); }

/// Of tokens from before it was kept: "ann (console)".
std::string owner_in(const std::string& made_by) {
  constexpr std::string_view kBy = " (console)";
  const bool by_user = made_by.size() > kBy.size() && made_by.ends_with(kBy);
  return by_user ? made_by.substr(0, made_by.size() - kBy.size()) : "";
}

Token token_from(const std::string& id, const json::object& in) {
  Token out;
  out.id = id;
  out.name = text_of(in, "name");
  out.role = value_or(role_of(text_of(in, "role")), Role::viewer);
  out.rep = text_of(in, "rep");
  out.areas = split(text_of(in, "areas"), ' ');
  out.made = value_or(parse_instant(text_of(in, "made")), Instant{});
  out.expires = value_or(parse_instant(text_of(in, "expires")), Instant{});
  out.last = value_or(parse_instant(text_of(in, "last")), Instant{});
  out.made_by = text_of(in, "made_by");
  out.hash = text_of(in, "hash");
  out.owner = text_of(in, "owner", owner_in(out.made_by));
  return out;
}

awaitable<Result<void>> keep(Context& context, Token token, std::string who, std::string why) {
  std::string kind = kTokenKind;
  std::string value = json::serialize(json::object{{"name", token.name},
                                                   {"role", to_string(token.role)},
                                                   {"rep", token.rep},
                                                   {"areas", join(token.areas, " ")},
                                                   {"made", norekey::to_string(token.made)},
                                                   {"expires", norekey::to_string(token.expires)},
                                                   {"last", or_nothing(token.last)},
                                                   {"made_by", token.made_by},
                                                   {"owner", token.owner},
                                                   {"hash", token.hash}});
  co_return co_await put_fact(context, std::move(kind), std::move(token.id), std::move(value),
                              std::move(who), std::move(why));
}

/// One at a time, of this daemon, keeps or removes a token.
awaitable<std::shared_ptr<void>> token_turn(Context& context, std::string id) {
  std::string own = "console/token/" + id;
  co_return co_await context.turns.take(std::move(own));
}

/// Notes when it was used; false: it was removed meanwhile, and does not come back.
awaitable<Result<bool>> note_use(Context& context, Token token) {
  std::string own = token.id, kind = kTokenKind, key = token.id;
  const auto turn = co_await token_turn(context, std::move(own));
  auto found = co_await fact(context, std::move(kind), std::move(key));
  if (!found) co_return found.error();
  if (!*found) co_return false;
  std::string who = "console", why;
  auto kept = co_await keep(context, std::move(token), std::move(who), std::move(why));
  if (!kept) co_return kept.error();
  co_return true;
}

/// Who may no longer come in does not by a token either.
awaitable<Result<bool>> owner_stands(Context& context, const Token& token) {
  if (token.owner.empty()) co_return true;
  std::string name = token.owner;
  auto user = co_await find_user(context, std::move(name));
  if (!user) co_return user.error();
  co_return *user && !(*user)->disabled && (*user)->made <= token.made;
}

}  // namespace

json::object to_json(const Token& token) {
  json::object out{{"id", token.id},
                   {"name", token.name},
                   {"role", to_string(token.role)},
                   {"rep", token.rep},
                   {"areas", flow::strings(token.areas)},
                   {"made", norekey::to_string(token.made)},
                   {"made_by", token.made_by},
                   {"expires", norekey::to_string(token.expires)},
                   {"last", nullptr}};
  if (token.last != Instant{}) out["last"] = norekey::to_string(token.last);
  return out;
}

awaitable<Result<std::string>> add_token(Context& context, Token& token, std::string who,
                                         std::string why) {
  token.id = to_hex(random_bytes(6));
  token.made = context.clock.now();
  token.made_by = who;
  const std::string secret = random_token();
  token.hash = sha256_hex("token " + secret);
  Token copy = token;
  auto kept = co_await keep(context, std::move(copy), std::move(who), std::move(why));
  if (!kept) co_return kept.error();
  co_return std::string(kPrefix) + token.id + "_" + secret;
}

awaitable<Result<std::optional<Token>>> find_token(Context& context, std::string text) {
  const auto none = std::optional<Token>{};
  const auto between = text.find('_', kPrefix.size());
  if (text.rfind(kPrefix, 0) != 0 || between == std::string::npos) co_return none;
  std::string id = text.substr(kPrefix.size(), between - kPrefix.size());
  if (id.empty() || id.size() > 40) co_return none;
  std::string kind = kTokenKind, key = id;
  auto found = co_await fact(context, std::move(kind), std::move(key));
  if (!found) co_return found.error();
  if (!*found) co_return none;
  Token out = token_from(id, **found);
  const Instant now = context.clock.now();
  const bool same =
      equal_in_constant_time(out.hash, sha256_hex("token " + text.substr(between + 1)));
  if (!same || out.expires <= now) co_return none;
  auto stands = co_await owner_stands(context, out);
  if (!stands) co_return stands.error();
  if (!*stands) co_return none;
  if (now - out.last > std::chrono::hours{1}) {
    out.last = now;
    Token copy = out;
    auto noted = co_await note_use(context, std::move(copy));
    if (!noted) co_return noted.error();
    if (!*noted) co_return none;
  }
  co_return std::optional<Token>(std::move(out));
}

awaitable<Result<std::vector<Token>>> all_tokens(Context& context) {
  std::string kind = kTokenKind;
  auto records = co_await flow::all_records(context.journal, std::move(kind));
  if (!records) co_return records.error();
  std::vector<Token> out;
  for (const queue::Record& record : *records) {
    boost::system::error_code ec;
    const json::value value = json::parse(record.value, ec);
    if (!ec && value.is_object()) out.push_back(token_from(record.key, value.get_object()));
  }
  co_return out;
}

awaitable<Result<Token>> remove_token(Context& context, std::string id, std::string who) {
  std::string kind = kTokenKind, key = id, own = id;
  const auto turn = co_await token_turn(context, std::move(own));
  auto found = co_await fact(context, std::move(kind), std::move(key));
  if (!found) co_return found.error();
  if (!*found)
    co_return Error{
        Fate::reject, "there is no token " + shown(id), "look at the list", {}, "not found"};
  const Token out = token_from(id, **found);
  std::string none, kind_gone = kTokenKind;
  auto gone = co_await put_fact(context, std::move(kind_gone), std::move(id), std::move(none),
                                std::move(who));
  if (!gone) co_return gone.error();
  co_return out;
}

}  // namespace norekey::console
