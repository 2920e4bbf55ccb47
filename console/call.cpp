#include "console/call.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/json.hpp>

#include <charconv>

#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {

std::string Call::text(const std::string& name) const {
  for (const auto* all : {&path, &query}) {
    if (const auto found = all->find(name); found != all->end()) return found->second;
  }
  return "";
}

bool Call::flag(const std::string& name) const {
  const std::string value = text(name);
  return !value.empty() && value != "0" && value != "no" && value != "false";
}

std::string Call::in_body(std::string_view name) const { return flow::text_of(body, name); }

Result<int> Call::limit(int other) const {
  const std::string typed = text("limit");
  if (typed.empty()) return other;
  int out = 0;
  const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), out);
  if (read.ec == std::errc() && read.ptr == typed.data() + typed.size() && out >= 1 && out <= 500)
    return out;
  return wanted("limit " + shown(typed) + " is not a number from 1 to 500", "leave it out: 100");
}

std::string address_of(const net::Request& request, int proxies) {
  std::vector<std::string> seen;
  for (const auto& [name, value] : request.headers) {
    if (lower(name) != "x-forwarded-for") continue;
    for (const std::string& one : split(value, ',')) seen.emplace_back(trim(one));
  }
  if (proxies <= 0 || seen.size() < static_cast<std::size_t>(proxies)) return request.remote;
  std::string& out = seen[seen.size() - static_cast<std::size_t>(proxies)];
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(out, ec);
  return ec ? request.remote : address.to_string();
}

std::string key_of(const Call& call) { return std::string(trim(call.text("key"))); }

boost::json::object list_of(boost::json::value items) {
  return {{"items", std::move(items)}, {"next", nullptr}};
}

Error wanted(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "usage"};
}

}  // namespace norekey::console
