#include "config/url.hpp"

#include <charconv>
#include <filesystem>
#include <optional>

#include "core/text.hpp"

namespace norekey::config {
namespace {

/// What stands behind the host's colon; an IPv6 address has its own colons in brackets.
std::optional<std::string> port_of(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string::npos || host.find(']', colon) != std::string::npos) return std::nullopt;
  return host.substr(colon + 1);
}

bool is_port(const std::string& text) {
  int port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && port > 0 &&
         port <= 65535;
}

}  // namespace

void check_url(Section& at, std::string_view key, const std::string& url,
               const std::string& example) {
  if (url.empty()) return;
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  const std::string host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
  const std::string whole = "write a whole address, such as " + example;
  if (scheme == 0) {
    at.error(key, shown(url) + " begins with neither http:// nor https://", whole);
  } else if (host.empty() || host.front() == ':' || url.find_first_of(" \t") != url.npos) {
    at.error(key, shown(url) + " names no host", whole);
  } else if (host.find('@') != std::string::npos) {
    at.error(key, "has a login or password in it", "give login and password keys of their own");
  } else if (const auto port = port_of(host); port && !is_port(*port)) {
    at.error(key, shown(*port) + " is no port", "write a number from 1 to 65535 behind the colon");
  }
}

void check_proxy(Section& at, const std::string& proxy) {
  if (proxy.find_first_of(" \t") != std::string::npos)
    at.error("proxy", shown(proxy) + " is no proxy",
             "write one address, such as http://proxy.example:3128, or - for none");
  if (proxy.find('@') != std::string::npos)
    at.warning("proxy", "has a login or password in it: who reads the config reads it too",
               "leave proxy out, and give it to the daemon as https_proxy in its environment");
}

void warn_of_no_file(Section& at, std::string_view key, const std::string& path) {
  std::error_code ec;
  if (path.empty() || path.back() == '/') return;
  if (std::filesystem::exists(path, ec) || ec) return;
  at.warning(key, "the file " + path + " is not there", "put it there, or correct its name");
}

}  // namespace norekey::config
