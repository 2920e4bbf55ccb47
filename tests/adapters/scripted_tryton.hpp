/// scripted_tryton: a net::Client that answers as a Tryton server with one sale would, except where
/// the test says otherwise. For what a real server does only by accident: lost answers, races,
/// expired sessions.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/http_client.hpp"

namespace norekey::adapters::tryton {

namespace json = boost::json;

/// How one call ends other than usual.
struct Mishap {
  int status = 200;
  std::string body;
  bool lost = false;                          ///< no answer
  net::Reached reached = net::Reached::sent;  ///< of a lost one
  bool done = false;                          ///< the server did it all the same
};

inline Mishap lost_answer(bool done) { return {0, "", true, net::Reached::sent, done}; }
inline Mishap no_connection() { return {0, "", true, net::Reached::nothing, false}; }
inline Mishap http(int status) { return {status, "", false, net::Reached::sent, false}; }
inline Mishap error(const std::string& list) {
  return {200, R"({"id":1,"error":)" + list + "}", false, net::Reached::sent, false};
}

class ScriptedTryton : public net::Client {
 public:
  std::map<std::string, std::deque<Mishap>> mishaps;  ///< by the method's last word, in turn
  std::vector<std::string> asked;                     ///< last words of the methods, in order
  std::string state;                                  ///< of the sale; "" = there is none
  std::function<void(const std::string&)> before = [](const std::string&) {};
  std::function<void(const std::string&, const net::Call&)> leaving = [](const std::string&,
                                                                         const net::Call&) {};
  int at_once = 0, most_at_once = 0;

  boost::asio::awaitable<boost::system::result<net::Answer, net::CallError>> send(
      net::Call call) override {
    most_at_once = std::max(most_at_once, ++at_once);
    boost::asio::steady_timer turn(co_await boost::asio::this_coro::executor,
                                   std::chrono::milliseconds(1));
    co_await turn.async_wait(boost::asio::use_awaitable);
    --at_once;
    const json::object request = json::parse(call.body).as_object();
    const std::string method(request.at("method").as_string());
    const std::string word = method.substr(method.rfind('.') + 1);
    asked.push_back(word);
    before(word);
    leaving(word, call);
    auto& waiting = mishaps[word];
    if (waiting.empty()) co_return answer(200, done(method, request.at("params").as_array()));
    const Mishap mishap = waiting.front();
    waiting.pop_front();
    if (mishap.done) done(method, request.at("params").as_array());
    if (mishap.lost) {
      co_return net::CallError{{Fate::retry, "no answer from 127.0.0.1:1", "", {}, ""},
                               mishap.reached};
    }
    co_return answer(mishap.status, mishap.body);
  }

  int times(const std::string& word) const {
    return static_cast<int>(std::count(asked.begin(), asked.end(), word));
  }

 private:
  static net::Answer answer(int status, std::string body) {
    net::Answer out;
    out.response.status = status;
    out.response.body = std::move(body);
    return out;
  }

  static std::string result(const json::value& value) {
    return json::serialize(json::object{{"id", 1}, {"result", value}});
  }

  std::string done(const std::string& method, const json::array& params) {
    if (method == "common.db.login") return result(json::array{2, "key"});
    if (method.ends_with("get_preferences"))
      return result(json::object{{"company", 1}, {"company.rec_name", "Acme"}});
    if (method == "model.sale.sale.search_read") return result(sales());
    if (method == "model.sale.line.search_read") return result(json::array{});
    if (method.ends_with("search_read")) return result(found(method, params));
    if (method.ends_with("sale.create")) state = "draft";
    if (method.ends_with("quote")) state = "quotation";
    if (method.ends_with("draft")) state = "draft";
    if (method.ends_with("cancel")) state = "cancelled";
    if (method.ends_with("delete")) state.clear();
    return result(method.ends_with("create") ? json::value(json::array{9}) : json::value());
  }

  json::array sales() const {
    if (state.empty()) return {};
    return {json::object{{"id", 9},
                         {"number", state == "draft" ? json::value() : json::value("SO000009")},
                         {"state", state},
                         {"reference", "k"},
                         {"lines", json::array{1, 2}},
                         {"_timestamp", "1.5"}}};
  }

  /// A record for each code that is asked for.
  static json::array found(const std::string& method, const json::array& params) {
    const json::array& first = params[0].as_array()[0].as_array();
    if (method.find("address") != std::string::npos) return {json::object{{"id", 50}}};
    json::array out;
    for (const json::value& code : first[2].as_array()) {
      json::object record{{"id", 100 + static_cast<int>(out.size())}, {"sale_uom", 1}};
      record[first[0].as_string()] = code;
      if (method.find("agent") != std::string::npos)
        record["party."] = json::object{{"code", code}, {"active", true}};
      out.push_back(std::move(record));
    }
    return out;
  }
};

}  // namespace norekey::adapters::tryton
