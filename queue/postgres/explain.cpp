// What is said of a connection, and of its errors: see connection.hpp.
#include <algorithm>

#include "core/text.hpp"
#include "queue/postgres/connection.hpp"

namespace norekey::queue::postgres {

Error explain(const std::string& sqlstate, const std::string& detail, const std::string& name) {
  Error error{.fate = Fate::retry, .what = "", .fix = "", .where = {}, .cause = ""};
  const auto kind = sqlstate.substr(0, 2);
  const auto store = "the store " + norekey::shown(name);
  if (sqlstate == "53100") {
    error.what = "no space left for " + store;
    error.fix =
        "make room on the database server's disk; nothing is lost, intake goes on by itself";
    error.cause = "store/full";
  } else if (sqlstate == "25006") {
    error.what = store + " is read-only";
    error.fix = "name the primary in its URL, or add target_session_attrs=read-write";
    error.cause = "store/read-only";
  } else if (sqlstate == "XX001" || sqlstate == "XX002") {
    error.fate = Fate::halt;
    error.what = store + " is damaged: " + detail;
    error.fix = "stop all daemons and restore the database from its last backup";
    error.cause = "store/damaged";
  } else if (kind == "40" || kind == "55") {
    error.what = store + " is busy: " + detail;
    error.fix = "";
    error.cause = "store/busy";
  } else if (kind.empty() || kind == "08" || kind == "25" || kind == "53" || kind == "57" ||
             kind == "58" || kind == "XX") {
    error.what = store + " is away: " + detail;
    error.fix = "start the database, or mend the store's URL: norekey doctor";
    error.cause = "store/away";
  } else {
    error.fate = Fate::reject;
    error.what = "the store refused a statement: " + detail;
    error.cause = "store/statement";
  }
  return error;
}

Error explain_connecting(const std::string& detail, const std::string& name) {
  auto error = explain("", detail, name);
  constexpr std::string_view kRefused[] = {"password authentication failed", "no password supplied",
                                           "does not exist", "no pg_hba.conf entry"};
  for (const auto words : kRefused) {
    if (detail.find("FATAL:") == detail.npos || detail.find(words) == detail.npos) continue;
    error.what = "the store " + norekey::shown(name) + " refuses the daemon: " + detail;
    error.fix = "mend the user, password or database in the store's URL, or what the server allows";
    error.cause = "store/refused";
  }
  return error;
}

std::string without_password(const std::string& url) {
  auto shown = url;
  const auto start = shown.find("://");
  if (start == std::string::npos) return shown;
  const auto host = shown.find('@', start);
  const auto colon = shown.find(':', start + 3);
  if (host != std::string::npos && colon < host) shown.replace(colon, host - colon, ":…");
  const auto named = shown.find("password=");
  if (named == std::string::npos) return shown;
  const auto end = std::min(shown.find('&', named), shown.size());
  return shown.replace(named + 9, end - named - 9, "…");
}

}  // namespace norekey::queue::postgres
