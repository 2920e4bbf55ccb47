#include "console/console.hpp"

#include <boost/json.hpp>

#include "console/access/audit.hpp"
#include "console/access/gate.hpp"
#include "console/answer.hpp"
#include "console/assets.hpp"
#include "console/body.hpp"
#include "console/events.hpp"
#include "console/route.hpp"
#include "core/text.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

constexpr std::string_view kApi = "/api/v1";
constexpr std::chrono::hours kSetUpLasts{24};

/// Pages load what is ours, run no script of a text, and stand in nobody's frame.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
    "'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

net::Response with_guards(net::Response out, bool secure) {
  out.headers.push_back({"Content-Security-Policy", kPolicy});
  out.headers.push_back({"X-Content-Type-Options", "nosniff"});
  out.headers.push_back({"X-Frame-Options", "DENY"});
  out.headers.push_back({"Referrer-Policy", "no-referrer"});
  out.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  out.headers.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
  if (secure) out.headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  return out;
}

net::Response asset_answer(const net::Request& request, std::string_view path) {
  const Asset* asset = find_asset(path);
  if (asset == nullptr) return {404, {{"Content-Type", "text/plain"}}, "there is nothing here\n"};
  if (!is_reading(request.method))
    return {405, {{"Content-Type", "text/plain"}, {"Allow", "GET, HEAD"}}, "only to be read\n"};
  net::Response out{200,
                    {{"Content-Type", std::string(asset->type)},
                     {"Cache-Control", "no-cache"},
                     {"ETag", std::string(asset->tag)}},
                    {}};
  if (names_tag(net::find(request.headers, "If-None-Match"), asset->tag)) {
    out.status = 304;
  } else {
    out.body = std::string(asset->bytes);
  }
  return out;
}

/// The body as an object; an absent one is empty. Only JSON is taken: a form of another site cannot
/// send it without asking first.
Result<json::object> read_body(const net::Request& request) {
  if (is_reading(request.method) || request.body.empty()) return json::object{};
  const std::string_view type = net::find(request.headers, "Content-Type");
  if (!equal_without_case(trim(type.substr(0, type.find(';'))), "application/json")) {
    return Error{Fate::reject,
                 "the body is " + (type.empty() ? "of no type" : shown(type)) + ", not JSON",
                 "send Content-Type: application/json",
                 {},
                 "media type"};
  }
  boost::system::error_code ec;
  json::parse_options options;
  options.max_depth = 32;
  json::value value = json::parse(request.body, ec, {}, options);
  if (ec) return wanted("the body is no JSON: " + ec.message(), "send a JSON object");
  if (!value.is_object()) return wanted("the body is no JSON object", "send {…}");
  return std::move(value.get_object());
}

/// What changed something is in the log of who did what, whichever way it came.
awaitable<Result<void>> note(Call& call, const Route& route, const Reply& reply) {
  AuditEntry entry;
  entry.who = call.caller.who();
  entry.from = call.from;
  entry.what = std::string(route.operation);
  entry.on = reply.on;
  entry.before = reply.before;
  entry.after = reply.after;
  entry.why = call.in_body("why");
  co_return co_await audit(call.flow, std::move(entry));
}

awaitable<Result<Reply>> carry_out(Call& call, const Route& route) {
  auto admitted = co_await admit(call, route);
  if (!admitted) co_return admitted.error();
  auto body = read_body(call.request);
  if (!body) co_return body.error();
  call.body = std::move(*body);
  if (auto fits = check_body(route.operation, call.body); !fits) co_return fits.error();
  auto reply = co_await route.handler(call);
  if (!reply || is_reading(call.request.method)) co_return reply;
  auto noted = co_await note(call, route, *reply);
  if (!noted) co_return noted.error();
  co_return reply;
}

awaitable<net::Response> answer_call(Call& call) {
  const std::string& target = call.request.target;
  const std::string_view path = net::path_of(target);
  const std::string method = call.request.method == "HEAD" ? "GET" : call.request.method;
  auto found = find_route(method, path.substr(kApi.size()));
  if (!found) co_return problem(found.error());
  if (found->route == nullptr && found->others.empty())
    co_return problem(404, "there is no " + shown(path), "see console/openapi.yaml");
  if (found->route == nullptr) {
    net::Response out = problem(
        405, shown(path) + " takes " + found->others + ", not " + shown(call.request.method));
    out.headers.push_back({"Allow", found->others});
    co_return out;
  }
  call.path = std::move(found->values);
  call.from = address_of(call.request, call.house.config.proxies);
  auto query = read_query(std::string_view(target).substr(
      std::min(target.size(), path.size() + (path.size() < target.size() ? 1 : 0))));
  if (!query) co_return problem(query.error());
  if (auto known = check_query(*found->route, *query); !known) co_return problem(known.error());
  call.query = std::move(*query);
  auto reply = co_await carry_out(call, *found->route);
  if (reply) co_return reply->raw ? std::move(*reply->raw) : json_answer(*reply, call.request);
  if (reply.error().cause == "unauthorized") {
    auto ways = co_await ways_in(call.house);
    co_return problem(401, reply.error().what, reply.error().fix, std::move(ways));
  }
  if (reply.error().fate == Fate::halt)
    call.flow.log.failure("console", reply.error(),
                          {{"operation", std::string(found->route->operation)}});
  net::Response out = problem(reply.error());
  if (call.wait_for.count() > 0) {
    for (auto& [name, value] : out.headers) {
      if (name == "Retry-After") value = std::to_string(call.wait_for.count());
    }
  }
  co_return out;
}

}  // namespace

Console::Console(flow::Context& context, config::Console config, std::string version, bool tls)
    : house_(std::make_unique<House>(context, std::move(config), std::move(version), tls)) {}

Console::~Console() = default;

net::Response Console::refuse(int status, std::string why, std::string_view target) {
  const std::string_view path = net::path_of(target);
  const bool api = path == kApi || path.rfind(std::string(kApi) + "/", 0) == 0;
  if (api) return with_guards(problem(status, std::move(why)), false);
  net::Response out{status, {{"Content-Type", "text/plain; charset=utf-8"}}, why + "\n"};
  if (status == 503) out.headers.push_back({"Retry-After", "5"});
  return out;
}

awaitable<net::Response> Console::answer(net::Request request) {
  const std::string_view path = net::path_of(request.target);
  const bool api = path == kApi || path.rfind(std::string(kApi) + "/", 0) == 0;
  if (!api) co_return with_guards(asset_answer(request, path), house_->secure);
  Call call{house_->context, *house_, request};
  net::Response out;
  std::string fault;
  try {
    out = co_await answer_call(call);
  } catch (const std::exception& e) {
    fault = e.what();
  }
  if (!fault.empty()) {
    house_->context.log.warning("console", "a request failed: " + fault,
                                {{"path", std::string(path)}});
    out = problem(500, "the request failed", "look at the log, and report this");
  }
  co_return with_guards(std::move(out), house_->secure);
}

awaitable<void> Console::start(std::string url) {
  if (house_->url.empty()) house_->url = std::move(url);
  auto users = co_await all_users(house_->context);
  if (!users || !users->empty() || house_->oidc) co_return;
  Link link{"set_up", "", house_->context.clock.now() + kSetUpLasts};
  std::string who = "daemon";
  auto token = co_await make_link(house_->context, std::move(link), std::move(who));
  if (!token) co_return house_->context.log.failure("console", token.error());
  house_->context.log.info(
      "console", "nobody can sign in yet; the first administrator is made at " + house_->url +
                     "/#/setup/" + *token);
}

void Console::stop() {
  house_->stopping = true;
  house_->events->stop("the daemon stops");
}

}  // namespace norekey::console
