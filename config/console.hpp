/// console: the console's and the alerts' part of norekey.yaml. Read with it by daemon.cpp; used by
/// console/.
#pragma once
#include <array>
#include <string>

#include "config/field.hpp"

namespace norekey::config {

struct Oidc {
  std::string issuer, client_id;
  Secret client_secret;
  std::string scope = "openid profile email groups", groups_claim = "groups", rep_claim = "rep";
  std::string user_claim = "preferred_username";
  std::string admins, operators, viewers, reps;
  std::string ca_file;
  Duration check_every = std::chrono::minutes{4};
};

inline constexpr std::array<Field<Oidc>, 13> oidc_fields{{
    {"issuer", &Oidc::issuer, 8, 2000,
     "the company's sign-in (OpenID Connect); its settings are found below it", "", true},
    {"client-id", &Oidc::client_id, 1, 400, "what it calls this console", "", true},
    {"client-secret", &Oidc::client_secret, 0, 0, "absent: a public client, PKCE alone", "", false},
    {"scope", &Oidc::scope, 1, 400, "what it is asked to tell", "", false},
    {"user-claim", &Oidc::user_claim, 1, 80,
     "where the login stands; absent there: email, then sub", "", false},
    {"groups-claim", &Oidc::groups_claim, 1, 80, "where a user's groups stand", "", false},
    {"rep-claim", &Oidc::rep_claim, 1, 80, "where a rep's code stands", "", false},
    {"admins", &Oidc::admins, 0, 400, "group whose members are administrators", "", false},
    {"operators", &Oidc::operators, 0, 400, "group whose members clear exceptions", "", false},
    {"viewers", &Oidc::viewers, 0, 400, "group whose members read", "", false},
    {"reps", &Oidc::reps, 0, 400, "group whose members see what is credited to them", "", false},
    {"check-every", &Oidc::check_every, 1, 300,
     "so often it is asked whether somebody may still come in, and as what", "", false},
    {"ca-file", &Oidc::ca_file, 1, 4096, "PEM file with the issuer's own certificate authority", "",
     false},
}};

struct Console {
  bool on = true;
  std::string url;
  Duration session = std::chrono::hours{12}, idle = std::chrono::hours{2};
  int proxies = 0;
  bool oidc_on = false;  ///< there is a section of that name
  Oidc oidc;
};

inline constexpr std::array<Field<Console>, 5> console_fields{{
    {"on", &Console::on, 0, 0, "no: neither pages nor API are served", "", false},
    {"url", &Console::url, 8, 2000,
     "how browsers reach it, such as https://norekey.example; absent: by this machine's address",
     "", false},
    {"session", &Console::session, 60, 2592000, "after so long one signs in again", "", false},
    {"idle", &Console::idle, 60, 2592000, "after so long without a request as well", "", false},
    {"proxies", &Console::proxies, 0, 9,
     "so many proxies stand before it, each of which adds to X-Forwarded-For whom it saw: who is "
     "wrong too often is told apart by that",
     "", false},
}};

}  // namespace norekey::config
