/// assignment: who has the sales credit of what, from when until when. Tables that an ERP admin
/// edits; checked as a whole.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/yaml.hpp"
#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey::credit {

/// A place in an assignment: a person, team or branch, and its share.
struct Seat {
  std::string rep;
  Decimal share;  ///< percent, or a weight
};

struct Assignment {
  std::string id;
  std::string at;    ///< "account:C100", "shipto:C100/ST001"
  std::string slot;  ///< "primary", "inside"
  std::vector<Seat> seats;
  bool weights = false;       ///< shares are weights, not percents
  Date from{};                ///< business dates, half-open
  std::optional<Date> until;  ///< nullopt = open
  unsigned line = 0;          ///< of its first row in assignments.csv

  bool covers(Date day) const { return from <= day && (!until || day < *until); }
};

struct Rep {
  std::string code, name, email;
  std::optional<Date> active_until;  ///< half-open: the first day without sales credit
};

/// All assignments and reps of one bundle. Immutable.
class Assignments {
 public:
  /// The one in force for a place and slot on a day; nullptr where none is. Two never are: the
  /// check refuses overlaps.
  const Assignment* find(const std::string& at, const std::string& slot, Date day) const;

  /// True where the place has an assignment at any time: then a day without one is a gap.
  bool mentions(const std::string& at, const std::string& slot) const;

  const Rep* rep(const std::string& code) const;
  const std::vector<Assignment>& all() const { return all_; }

  /// assignments.csv (id,at,slot,rep,share,from,until[,unit]; rows of one id are its seats, in seat
  /// order) and reps.csv (rep,name,email,active_until). Findings: unknown slots, places and reps,
  /// impossible dates, shares of primary or inside that are not 100, overlaps, an id whose rows
  /// disagree. A refused assignment is left out; the others stay.
  static Assignments load(const std::string& assignments_csv, const std::string& reps_csv,
                          config::Findings& findings);

 private:
  friend class AssignmentLoader;
  std::vector<Assignment> all_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_place_;  ///< slot + " " + at
  std::map<std::string, Rep> reps_;
};

}  // namespace norekey::credit
