/// tables: everything the resolver looks things up in. Immutable while it is used.
#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/yaml.hpp"
#include "credit/accept.hpp"
#include "credit/assignment.hpp"
#include "credit/sale.hpp"

namespace norekey::credit {

struct Rep {
  std::string code, name, email;
  std::optional<Date> active_until;     ///< half-open: the first day without sales credit
  std::string successor;                ///< who has it from then on; "" = nobody
  std::optional<Date> final_statement;  ///< after it nothing is taken back from the rep
};

/// named: never geography, a gap waits for a decision. territory: geography, the account rungs are
/// passed over. open: named once the account has an assignment, else geography.
enum class Mode { open, named, territory };

struct Account {
  Mode mode = Mode::open;
  std::string parent;  ///< "" = none
};

struct Quote {
  std::string owner;
  Date issued{};
  int valid_days = 0;

  bool valid(Date day) const;
};

struct Tables {
  Assignments assignments;
  std::vector<Refusal> refused;
  bool has_overrides = false;  ///< an approved override is among the assignments
  std::unordered_map<std::string, Account> accounts;
  std::map<std::string, Rep> reps;
  bool all_reps = false;  ///< `reps` names every rep: another code is nobody's
  std::map<std::string, std::vector<std::string>> logins;   ///< login_key -> accounts it serves
  std::map<std::string, std::vector<std::string>> domains;  ///< mail domain -> accounts
  std::map<std::string, std::vector<Spot>> known_ship_tos;  ///< account -> addresses
  std::map<std::string, std::vector<std::string>> zip_counties;
  std::map<std::string, std::string> rep_codes;  ///< code in a message -> rep
  std::map<std::string, Quote> quotes;
  std::map<std::string, std::set<std::string>> substitutes;  ///< the ERP's item -> stand-ins

  const Rep* rep(const std::string& code) const {
    const auto found = reps.find(code);
    return found == reps.end() ? nullptr : &found->second;
  }
  const Account& account(const std::string& number) const;

  /// Takes the assignments in; what was refused is added to `refused`.
  void use(Accepted accepted);

  /// These tables with other assignments: for what-if and previews.
  Tables with(std::vector<Assignment> all) const;

  /// assignments.csv (id,at,slot,rep,share,from[,until,unit,priority,inherit,house,override,
  /// recorded_at,approved_by,supersedes,reason]; rows of one id are its seats, in seat order),
  /// reps.csv (rep,name[,email,active_until,successor,final_statement]) and accounts.csv
  /// (account[,crediting,parent]). Findings: unknown slots, places, reps and columns, impossible
  /// dates, shares of primary or inside that are not 100, overlaps, an id whose rows disagree,
  /// parents in a circle. A refused assignment is left out; the others stay. Warnings: a gap
  /// between two assignments of a place, areas that tie, a rep who has left without a successor.
  static Tables load(const std::string& assignments_csv, const std::string& reps_csv,
                     const std::string& accounts_csv, const std::string& zone,
                     config::Findings& findings);

  /// Adds what else is known, from those of `files` (name -> text) that are there: logins.csv
  /// (login,account), domains.csv (domain,account), ship_tos.csv
  /// (account,country[,id,postal,state,line1]), counties.csv (zip,county), rep_codes.csv
  /// (code,rep), quotes.csv (quote,owner,issued[,valid_days]), substitutes.csv (item,substitute).
  /// Findings: unknown reps, empty
  /// fields, repeated rows, mail domains that are everybody's. A wrong row is left out.
  void learn(const std::map<std::string, std::string>& files, config::Findings& findings);
};

}  // namespace norekey::credit
