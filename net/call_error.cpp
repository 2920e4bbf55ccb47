#include "net/call_error.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace norekey::net {
namespace {

/// True where a proxy may stand between: the words must not blame the peer alone.
bool environment_names_a_proxy() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value && *value) return true;
  }
  return false;
}

std::string way_fix(const Call& call) {
  std::string fix =
      "check that the url is right, and that the server runs and may be reached from here";
  if (call.proxy == "-") return fix;
  if (!call.proxy.empty()) return fix + "; the call goes through the configured proxy";
  return environment_names_a_proxy() ? fix + "; the environment names a proxy" : fix;
}

Error network(Fate fate, std::string what, std::string fix) {
  return Error{fate, std::move(what), std::move(fix), {}, ""};
}

std::string with(const std::string& text, const std::string& detail) {
  return detail.empty() ? text : text + ": " + detail;
}

Error before_it_left(Trouble trouble, const Call& call, const std::string& peer,
                     const std::string& detail) {
  switch (trouble) {
    case Trouble::bad_url:
      return network(Fate::halt, "the url cannot be called: it is not an http or https address",
                     "write it as https://host:port/path");
    case Trouble::bad_header:
      return network(
          Fate::halt,
          "header '" + detail + "' cannot be sent: its name or value holds a forbidden character",
          "remove line breaks and control characters from it");
    case Trouble::no_host:
      return network(Fate::retry, "cannot find the host of " + peer,
                     "check the host name in the url, and the name service of this machine");
    case Trouble::no_proxy:
      return network(Fate::retry, "cannot find the host of the proxy on the way to " + peer,
                     "check the proxy's host name, and the name service of this machine");
    case Trouble::proxy_refused:
      return network(Fate::retry, "the proxy refused the way to " + peer + " with status " + detail,
                     "check the proxy's rules and, for status 407, its user and password");
    case Trouble::no_connection:
      return network(Fate::retry, with("cannot connect to " + peer, detail), way_fix(call));
    case Trouble::connect_late:
      return network(Fate::retry,
                     "no connection to " + peer + " within " +
                         wait_text(std::min(call.connect_wait, call.total_wait)),
                     way_fix(call));
    case Trouble::no_tls:
      return network(Fate::halt, peer + " offers no encryption",
                     "have TLS set up on the mail server, or write  tls: offered");
    case Trouble::tls_broke:
      return network(Fate::retry, with("cannot open TLS to " + peer, detail),
                     "check that the url's port speaks TLS 1.2 or newer");
    case Trouble::tls_untrusted:
      return network(
          Fate::halt, with(peer + " shows a certificate that is not trusted", detail),
          "give the CA that signed it as ca-file, or have the server's certificate corrected");
    case Trouble::sent_late:
      return network(Fate::retry,
                     "the time to send was over before the connection to " + peer + " stood", "");
    default:
      return network(
          Fate::halt, "cannot read the CA file '" + call.ca_file + "'",
          "check the path, that the daemon's user may read it, and that it holds PEM certificates");
  }
}

Error after_it_left(Trouble trouble, const Call& call, const std::string& peer,
                    const std::string& detail) {
  const std::string look = "check the server's own log for this time";
  switch (trouble) {
    case Trouble::answer_late:
      return network(Fate::retry,
                     "no answer from " + peer + " within " + wait_text(call.total_wait),
                     "check how busy the server is, or allow it more time");
    case Trouble::rest_late:
      return network(
          Fate::retry,
          "the answer from " + peer + " was not complete within " + wait_text(call.total_wait),
          "check how busy the server is, or allow it more time");
    case Trouble::closed:
      return network(Fate::retry, with(peer + " closed the connection without an answer", detail),
                     look);
    case Trouble::cut:
      return network(Fate::retry, with(peer + " broke off in the middle of its answer", detail),
                     look);
    case Trouble::not_http:
      return network(Fate::retry, peer + " does not answer in HTTP", "check the port in the url");
    case Trouble::not_decodable:
      return network(Fate::retry, "the answer from " + peer + " cannot be decompressed", look);
    case Trouble::too_long:
      return network(Fate::reject,
                     "the answer from " + peer + " is longer than " + size_text(call.answer_bytes),
                     "ask for less at once, or allow longer answers");
    case Trouble::head_too_long:
      return network(Fate::reject,
                     "the headers of the answer from " + peer + " are longer than " + detail, look);
    case Trouble::stopping:
      return network(Fate::retry,
                     "the call to " + peer + " was given up because the daemon is stopping", "");
    default:
      return network(Fate::retry, with("the call to " + peer + " failed", detail), look);
  }
}

}  // namespace

namespace {

/// IANA's service names; libcurl takes 25 for smtp, too. "" = a scheme that is not called.
std::string standard_port(std::string_view scheme) {
  for (const auto& [name, port] : {std::pair{"https", "443"}, std::pair{"http", "80"},
                                   std::pair{"smtp", "25"}, std::pair{"smtps", "465"}}) {
    if (same_name(scheme, name)) return port;
  }
  return "";
}

}  // namespace

std::string peer_of(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos || !valid_value(url)) return "";
  const auto scheme = url.substr(0, colon);
  const std::string port_of_scheme = standard_port(scheme);
  if (port_of_scheme.empty()) return "";
  auto host = url.substr(colon + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  host = host.substr(host.rfind('@') + 1);  // npos + 1 = 0
  if (host.empty()) return "";
  const auto port = host.find(':', host.rfind(']') == std::string_view::npos ? 0 : host.rfind(']'));
  if (port != std::string_view::npos) return std::string(host);
  return std::string(host) + ":" + port_of_scheme;
}

std::string wait_text(std::chrono::milliseconds wait) {
  if (wait.count() % 1000 == 0) return std::to_string(wait.count() / 1000) + " s";
  return std::to_string(wait.count()) + " ms";
}

std::string size_text(std::size_t bytes) {
  constexpr std::size_t kMiB = 1024 * 1024;
  if (bytes >= kMiB && bytes % kMiB == 0) return std::to_string(bytes / kMiB) + " MiB";
  return std::to_string(bytes) + " bytes";
}

CallError call_error(Trouble trouble, const Call& call, const std::string& peer,
                     const std::string& detail, Reached reached) {
  const bool before = trouble <= Trouble::sent_late;
  return CallError{before ? before_it_left(trouble, call, peer, detail)
                          : after_it_left(trouble, call, peer, detail),
                   reached};
}

void throw_exception_from_error(const CallError& e, const boost::source_location&) {
  throw std::runtime_error(to_string(e.error));
}

}  // namespace norekey::net
