/// house: what all calls of one console share. One thread uses it.
#pragma once
#include <memory>
#include <string>

#include "config/console.hpp"
#include "console/access/password.hpp"
#include "console/access/throttle.hpp"
#include "console/call.hpp"

namespace norekey::console {

class Events;  ///< events.hpp
class Oidc;    ///< access/oidc.hpp

struct House {
  House(flow::Context& c, config::Console settings, std::string program_version, bool tls);
  ~House();

  flow::Context& context;
  const config::Console config;
  const std::string version;
  const bool secure;  ///< browsers come over TLS: to this daemon, or to a proxy before it
  std::string url;    ///< without a slash at the end: for links in messages
  bool stopping = false;
  Passwords passwords;
  Throttle names{10, std::chrono::seconds{60}};      ///< wrong tries of one user
  Throttle addresses{30, std::chrono::seconds{20}};  ///< and from one address
  std::shared_ptr<Events> events;
  std::unique_ptr<Oidc> oidc;  ///< null: not configured

  const char* cookie() const { return secure ? "__Host-norekey" : "norekey"; }
};

/// The value of a cookie; "" = it did not come.
std::string cookie_of(const net::Request& request, std::string_view name);

/// A cookie that no script reads and no other site sends. `seconds` 0: it is taken back.
net::Header set_cookie(const House& house, std::string_view name, const std::string& value,
                       std::int64_t seconds, std::string_view same_site = "Strict");

}  // namespace norekey::console
