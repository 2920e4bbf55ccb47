#include "adapters/tryton/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <stdexcept>

#include "adapters/tryton/values.hpp"
#include "core/text.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::chrono::microseconds kConnectWait = 5s;
constexpr auto kAfterRefusal = 5min;
constexpr int kRaces = 3;

constexpr auto kForever = boost::asio::steady_timer::time_point::max();

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

json::object request(const std::string& method, json::array params) {
  return {{"id", 1}, {"method", method}, {"params", std::move(params)}};
}

}  // namespace

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::runtime_error(to_string(failure.error));
}

Session::Session(net::Client& client, const Clock& clock, boost::asio::any_io_executor executor,
                 config::Erp erp)
    : client_(client),
      clock_(clock),
      executor_(executor),
      erp_(std::move(erp)),
      opened_(executor, kForever),
      free_(erp_.in_flight),
      turn_(executor, kForever) {}

awaitable<Called> Session::call(std::string method, json::array params,
                                std::optional<Instant> send_by, json::object context) {
  bool opened_again = false;
  for (int races = 0;;) {
    auto open_now = co_await open();
    if (!open_now) co_return Failure{open_now.error(), false, Kind::session, ""};
    auto called = co_await attempt(method, params, context, send_by);
    if (called) co_return called;
    const Kind kind = called.error().kind;
    if (kind == Kind::session && !opened_again) {
      opened_again = true;
      authorization_.clear();
    } else if (kind == Kind::race && races < kRaces) {
      ++races;
      co_await pause(50ms * races);
    } else {
      co_return called;
    }
  }
}

awaitable<Called> Session::attempt(std::string method, const json::array& params,
                                   const json::object& context, std::optional<Instant> send_by) {
  json::object whole = context_;
  for (const auto& member : context) whole[member.key()] = member.value();
  json::array all = params;
  all.push_back(std::move(whole));
  std::string body = json::serialize(request(method, std::move(all)));
  std::string path = "/" + erp_.database + "/";
  std::string authorization = authorization_;
  co_return co_await post(std::move(path), std::move(body), std::move(authorization), send_by);
}

awaitable<Called> Session::post(std::string path, std::string body, std::string authorization,
                                std::optional<Instant> send_by) {
  co_await take_turn();
  const auto connect_wait = std::min(kConnectWait, erp_.send_window / 2);
  if (send_by && clock_.now() + connect_wait > *send_by) {
    give_turn();
    Error late{Fate::retry,
               "the time to send the order was over before the ERP " + erp_.name + " was free",
               "",
               {},
               "send window"};
    co_return Failure{std::move(late), false, Kind::busy, ""};
  }
  net::Call call;
  call.method = "POST";
  call.url = without_slash(erp_.url) + path;
  call.headers = {{"Content-Type", "application/json"}};
  if (!authorization.empty()) call.headers.push_back({"Authorization", std::move(authorization)});
  call.body = std::move(body);
  call.connect_wait = std::chrono::duration_cast<std::chrono::milliseconds>(connect_wait);
  call.total_wait = std::chrono::duration_cast<std::chrono::milliseconds>(erp_.timeout);
  call.proxy = erp_.proxy;
  call.ca_file = erp_.ca_file;
  call.verify_tls = erp_.verify_tls;
  if (send_by) {
    call.in_time = [clock = &clock_, by = *send_by] { return clock->now() <= by; };
  }
  auto answered = co_await client_.send(std::move(call));
  give_turn();
  if (!answered) {
    co_return Failure{answered.error().error, answered.error().reached == net::Reached::sent,
                      Kind::broken, ""};
  }
  Answer answer = read_answer(answered->response.status, answered->response.body);
  if (answer.kind == Kind::result) co_return std::move(answer.result);
  co_return failure(std::move(answer));
}

Failure Session::failure(Answer answer) const {
  const std::string erp = "the ERP " + erp_.name;
  Failure out;
  out.kind = answer.kind;
  out.warning = answer.warning;
  out.perhaps_done = answer.kind == Kind::broken;
  switch (answer.kind) {
    case Kind::refused:
      out.error = {Fate::reject,
                   erp + " refused: " + answer.text,
                   "put it right in the ERP or in the mapping, then replay",
                   {},
                   "refused by ERP"};
      break;
    case Kind::asks:
      out.error = {Fate::reject,
                   erp + " warned: " + answer.text,
                   "put it right in the ERP, or, if no person need look, name " +
                       shown(answer.warning) + " in accept-warnings of erp." + erp_.name +
                       "; then replay",
                   {},
                   "warned by ERP"};
      break;
    case Kind::fault:
      out.error = {Fate::reject,
                   erp + " failed on the request: " + answer.text,
                   "show this text to the ERP's administrator; then replay",
                   {},
                   "ERP fault"};
      break;
    case Kind::session:
      out.error = {Fate::halt,
                   erp + " does not keep the session of user " + shown(erp_.login),
                   "",
                   {},
                   "ERP login"};
      break;
    case Kind::set_up:
      out.error = {Fate::halt,
                   erp + " has no database or method as asked (" + answer.text + ")",
                   "check url and database of erp." + erp_.name + ", and the ERP's modules",
                   {},
                   "ERP set-up"};
      break;
    case Kind::race:
    case Kind::busy:
      out.error = {Fate::retry, erp + " is busy: " + answer.text, "", {}, "ERP busy"};
      break;
    default:
      out.error = {Fate::retry, erp + " gave no usable answer: " + answer.text, "", {}, "ERP away"};
  }
  return out;
}

awaitable<Result<void>> Session::open() {
  while (opening_) {
    boost::system::error_code ignored;
    co_await opened_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  Result<void> done;
  if (!authorization_.empty()) co_return done;
  if (refused_ && clock_.now() < refused_until_) co_return *refused_;
  opening_ = true;
  done = co_await log_in();
  opening_ = false;
  opened_.cancel();
  if (!done) authorization_.clear();
  co_return done;
}

awaitable<Result<void>> Session::log_in() {
  auto password = erp_.password.read();
  if (!password) co_return password.error();
  json::object secret{{"password", *password}};
  json::array params{erp_.login, std::move(secret), "en"};
  std::string body = json::serialize(request("common.db.login", std::move(params)));
  std::string path = "/" + erp_.database + "/", nobody;
  auto called = co_await post(std::move(path), std::move(body), std::move(nobody), std::nullopt);
  if (!called && called.error().kind != Kind::session) co_return called.error().error;
  const json::array* ids = called ? called->if_array() : nullptr;
  if (ids == nullptr || ids->size() < 2 || !ids->at(0).is_int64() || !ids->at(1).is_string()) {
    refused_ =
        Error{Fate::halt,
              "the ERP " + erp_.name + " refused the login of user " + shown(erp_.login),
              "check login and password of erp." + erp_.name + " (" + erp_.password.place() + ")",
              {},
              "ERP login"};
    refused_until_ = clock_.now() + kAfterRefusal;
    co_return *refused_;
  }
  refused_.reset();
  user_ = ids->at(0).get_int64();
  const std::string key(ids->at(1).get_string());
  authorization_ = "Session " + to_base64(erp_.login + ":" + std::to_string(user_) + ":" + key);
  co_return co_await read_preferences();
}

awaitable<Result<void>> Session::read_preferences() {
  context_ = {};
  std::string method = "model.res.user.get_preferences";
  json::array params{true};
  json::object nothing;
  auto called = co_await attempt(std::move(method), params, nothing, std::nullopt);
  if (!called) co_return called.error().error;
  const json::object* preferences = called->if_object();
  if (preferences == nullptr || id_of(*preferences, "company") == 0) {
    co_return Error{Fate::halt,
                    "user " + shown(erp_.login) + " has no company in the ERP " + erp_.name,
                    "give the user a company in the ERP",
                    {},
                    "ERP login"};
  }
  context_ = {{"company", id_of(*preferences, "company")}, {"language", "en"}};
  company_ = text_of(*preferences, "company.rec_name");
  co_return Result<void>{};
}

awaitable<Result<std::vector<json::object>>> Session::search(std::string model, json::array domain,
                                                             json::array fields, json::array order,
                                                             int limit) {
  std::string method = "model." + model + ".search_read";
  json::value most = limit == 0 ? json::value(nullptr) : json::value(limit);
  json::array params{std::move(domain), 0, std::move(most), std::move(order), std::move(fields)};
  auto called = co_await call(std::move(method), std::move(params));
  if (!called) co_return called.error().error;
  std::vector<json::object> out;
  if (!called->is_array()) co_return out;
  for (json::value& one : called->get_array()) {
    if (one.is_object()) out.push_back(std::move(one.get_object()));
  }
  co_return out;
}

awaitable<Result<std::string>> Session::version() {
  std::string body = json::serialize(request("common.server.version", {})), path = "/", nobody;
  auto called = co_await post(std::move(path), std::move(body), std::move(nobody), std::nullopt);
  if (!called) co_return called.error().error;
  if (!called->is_string()) {
    co_return Error{Fate::halt,
                    "what answers at " + shown(erp_.url) + " is no Tryton server",
                    "check url of erp." + erp_.name,
                    {},
                    "ERP set-up"};
  }
  co_return std::string(called->get_string());
}

awaitable<void> Session::take_turn() {
  while (free_ == 0) {
    boost::system::error_code ignored;
    co_await turn_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  --free_;
}

void Session::give_turn() {
  ++free_;
  turn_.cancel_one();
}

awaitable<void> Session::pause(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(executor_, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace norekey::adapters::tryton
