#include "console/house.hpp"

#include "console/access/oidc.hpp"
#include "console/events.hpp"
#include "core/text.hpp"

namespace norekey::console {

House::House(flow::Context& c, config::Console settings, std::string program_version, bool tls)
    : context(c),
      config(std::move(settings)),
      version(std::move(program_version)),
      secure(tls || config.url.rfind("https://", 0) == 0),
      url(config.url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  events = std::make_shared<Events>(context);
  if (config.oidc_on) oidc = std::make_unique<Oidc>(context, config.oidc, url);
}

House::~House() = default;

std::string cookie_of(const net::Request& request, std::string_view name) {
  for (const net::Header& header : request.headers) {
    if (!net::same_name(header.name, "Cookie")) continue;
    for (const std::string& one : split(header.value, ';')) {
      const std::string_view pair = trim(one);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        return std::string(pair.substr(equals + 1));
    }
  }
  return "";
}

net::Header set_cookie(const House& house, std::string_view name, const std::string& value,
                       std::int64_t seconds, std::string_view same_site) {
  std::string out = std::string(name) + "=" + value + "; Path=/; HttpOnly; SameSite=";
  out += same_site;
  out += "; Max-Age=" + std::to_string(seconds);
  if (house.secure) out += "; Secure";
  return {"Set-Cookie", std::move(out)};
}

}  // namespace norekey::console
