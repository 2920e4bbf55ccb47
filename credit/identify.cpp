#include "credit/identify.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.hpp"

namespace norekey::credit {
namespace {

constexpr std::string_view kPublic[] = {
    "126.com",        "163.com",        "aol.com",        "att.net",        "bellsouth.net",
    "bigpond.com",    "bluewin.ch",     "btinternet.com", "charter.net",    "comcast.net",
    "cox.net",        "duck.com",       "earthlink.net",  "email.com",      "fastmail.com",
    "free.fr",        "freenet.de",     "gmail.com",      "gmx.at",         "gmx.ch",
    "gmx.com",        "gmx.de",         "gmx.net",        "googlemail.com", "hey.com",
    "hushmail.com",   "icloud.com",     "inbox.com",      "juno.com",       "laposte.net",
    "libero.it",      "mac.com",        "mail.com",       "mail.ru",        "me.com",
    "msn.com",        "naver.com",      "netzero.net",    "optonline.net",  "orange.fr",
    "outlook.com",    "pm.me",          "proton.me",      "protonmail.com", "qq.com",
    "rediffmail.com", "rocketmail.com", "rogers.com",     "sbcglobal.net",  "sfr.fr",
    "shaw.ca",        "sky.com",        "sympatico.ca",   "t-online.de",    "talktalk.net",
    "telus.net",      "tutanota.com",   "uol.com.br",     "verizon.net",    "virginmedia.com",
    "wanadoo.fr",     "web.de",         "windstream.net", "yandex.com",     "yandex.ru",
    "ymail.com",      "zoho.com"};

/// Providers with a domain in many countries: yahoo.co.uk, hotmail.fr.
constexpr std::string_view kPublicNames[] = {"yahoo", "hotmail", "live", "outlook", "yandex"};

/// Street and number as typed by two people: letters and digits only.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// A known address written as one text: the ship-to's id, its street line, or the street line with
/// what follows it, the postal code among that.
bool same_text(const std::string& known, const Spot& b) {
  const std::string text = plain(known), street = plain(b.line1), postal = plain(b.postal);
  if (!b.id.empty() && known == b.id) return true;
  if (street.empty() || text.rfind(street, 0) != 0) return false;
  if (text == street) return true;
  return !postal.empty() && text.find(postal, street.size()) != std::string::npos;
}

bool same_address(const Spot& a, const Spot& b) {
  if (a.whole_text) return same_text(a.line1, b);
  if (!a.id.empty() && a.id == b.id && a.line1.empty()) return true;
  if (a.line1.empty() || b.line1.empty() || plain(a.line1) != plain(b.line1)) return false;
  const std::string country = a.country.empty() ? b.country : a.country;
  if (!a.country.empty() && !b.country.empty() &&
      country_code(a.country) != country_code(b.country))
    return false;
  return read_postal(country, a.postal, a.state).code ==
         read_postal(country, b.postal, b.state).code;
}

using Accounts = std::vector<std::string>;

/// Accounts one of whose known addresses the sale is sent to.
Accounts at_known_address(const Sale& sale, const Tables& tables) {
  std::vector<const Spot*> to;
  if (sale.ship_to) to.push_back(&*sale.ship_to);
  for (const SaleLine& line : sale.lines) {
    if (line.ship_to) to.push_back(&*line.ship_to);
  }
  Accounts out;
  for (const auto& [account, spots] : tables.known_ship_tos) {
    const bool hit = std::any_of(spots.begin(), spots.end(), [&](const Spot& known) {
      return std::any_of(to.begin(), to.end(),
                         [&](const Spot* one) { return same_address(known, *one); });
    });
    if (hit) out.push_back(account);
  }
  return out;
}

/// "mail.acme.example" is asked for, then "acme.example".
const Accounts* of_domain(const Tables& tables, std::string domain, std::string& matched) {
  while (domain.find('.') != std::string::npos && !is_public_domain(domain)) {
    const auto found = tables.domains.find(domain);
    if (found != tables.domains.end()) {
      matched = domain;
      return &found->second;
    }
    domain.erase(0, domain.find('.') + 1);
  }
  return nullptr;
}

const Accounts* of_login(const Sale& sale, const Tables& tables) {
  for (const std::string& login : {login_key(sale.login), login_key(sale.email)}) {
    const auto found = tables.logins.find(login);
    if (!login.empty() && found != tables.logins.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

std::string login_key(std::string_view login) {
  const std::string_view typed = trim(login);
  return typed.find('@') == std::string_view::npos ? std::string(typed) : lower(typed);
}

bool is_public_domain(std::string_view domain) {
  const std::string name = lower(domain);
  if (std::find(std::begin(kPublic), std::end(kPublic), name) != std::end(kPublic)) return true;
  const std::string first = name.substr(0, name.find('.'));
  return std::find(std::begin(kPublicNames), std::end(kPublicNames), first) !=
         std::end(kPublicNames);
}

Buyer identify(const Sale& sale, const Tables& tables) {
  if (!sale.account.empty()) return {sale.account, sale.account_inferred, sale.account_how};
  const Accounts* served = of_login(sale, tables);
  if (served != nullptr && served->size() == 1)
    return {served->front(), false, "login " + shown(sale.login.empty() ? sale.email : sale.login)};
  if (!sale.selected.empty() && (served == nullptr || std::find(served->begin(), served->end(),
                                                                sale.selected) != served->end()))
    return {sale.selected, false, "chosen at log-in"};
  const Accounts near = at_known_address(sale, tables);
  std::string domain;
  const std::size_t at = sale.email.rfind('@');
  const Accounts* of_mail = at == std::string::npos
                                ? nullptr
                                : of_domain(tables, lower(sale.email.substr(at + 1)), domain);
  if (of_mail != nullptr) {
    if (of_mail->size() == 1) return {of_mail->front(), true, "mail domain " + domain};
    Accounts both;
    for (const std::string& one : *of_mail) {
      if (std::find(near.begin(), near.end(), one) != near.end()) both.push_back(one);
    }
    if (both.size() == 1)
      return {both.front(), true, "mail domain " + domain + " and a known delivery address"};
    return {};
  }
  if (near.size() == 1) return {near.front(), true, "a known delivery address"};
  return {};
}

}  // namespace norekey::credit
