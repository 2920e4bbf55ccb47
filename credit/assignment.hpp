/// assignment: who has the sales credit of what, from when until when, and when that was recorded.
/// Kept as an index that answers at once what is in force at a place on a day.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "credit/place.hpp"

namespace norekey::credit {

/// primary and inside are pools of exactly 100 %; overlay and helper may have any total.
enum class Slot { primary, inside, overlay, helper };
inline constexpr std::array<Slot, 4> kSlots{Slot::primary, Slot::inside, Slot::overlay,
                                            Slot::helper};
const char* name_of(Slot slot);
std::optional<Slot> parse_slot(std::string_view name);
constexpr bool is_pool(Slot slot) { return slot == Slot::primary || slot == Slot::inside; }

/// A place in an assignment: a person, team or branch, and its share.
struct Seat {
  std::string rep;
  Decimal share;  ///< percent, or a weight
};

struct Assignment {
  std::string id;
  Place place;
  Slot slot = Slot::primary;
  std::vector<Seat> seats;
  bool weights = false;         ///< shares are weights, not percents
  Date from{};                  ///< business dates, half-open
  std::optional<Date> until;    ///< nullopt = open
  std::optional<int> priority;  ///< lower wins; absent: after all that have one
  bool inherit = false;         ///< holds for the accounts below this one too
  bool house = false;           ///< nobody's, by decision
  bool approved_override = false;
  std::optional<Date>
      recorded;  ///< business date on which it was written down; nullopt = always known
  std::string approved_by, reason;
  std::vector<std::string> supersedes;  ///< ids, and those that they supersede themselves
  bool pending = false;  ///< reaches into the past without an approver: known, not in force
  unsigned line = 0;     ///< of its first row in assignments.csv

  bool covers(Date day) const { return from <= day && (!until || day < *until); }
  bool replaces(const std::string& other) const {
    return std::find(supersedes.begin(), supersedes.end(), other) != supersedes.end();
  }
  bool known(Date at) const { return !recorded || *recorded <= at; }
  bool backdated() const { return recorded && from < *recorded; }
};

/// The places of both overlap in time.
bool overlap(const Assignment& a, const Assignment& b);

/// What is in force at a place: one, none, or several of equal rank.
using Found = std::vector<const Assignment*>;

/// All assignments that are in force at some time, with an index by place and by postal code.
/// Immutable once built; addresses of its assignments stay.
class Assignments {
 public:
  Assignments() = default;
  explicit Assignments(std::vector<Assignment> all);
  Assignments(Assignments&&) = default;
  Assignments& operator=(Assignments&&) = default;

  /// In force at `key` for `slot` on `day`, as known on `known`: the one of lowest priority,
  /// several where they tie. Superseded and pending ones are not. `outranked` gets those in force
  /// of another priority.
  Found at(std::string_view key, Slot slot, Date day, Date known, Found* outranked = nullptr) const;

  /// The same for a postal code: the exact rule, else the narrowest area. `rung` says which to look
  /// at. `outranked` gets the wider areas too.
  Found at_postal(const PostalCode& code, Rung rung, Slot slot, Date day, Date known,
                  Found* outranked = nullptr) const;

  /// Every one at `key` for `slot`, whatever its dates.
  void each_at(std::string_view key, Slot slot, Found& out) const;

  /// Whether there is one, whatever its dates.
  bool any_at(std::string_view key, Slot slot) const;

  /// True where some assignment of the slot stands on that rung: else nobody need look there.
  bool has(Slot slot, Rung rung) const {
    return on_rung_[static_cast<std::size_t>(slot)][static_cast<std::size_t>(rung)];
  }
  bool has(Slot slot) const { return any_[static_cast<std::size_t>(slot)]; }

  const std::vector<Assignment>& all() const { return all_; }
  bool has_geography() const { return !postal_.empty() || has_regions_; }

 private:
  /// The rules whose area holds the codes from `first` to before the next segment, narrowest first.
  struct Segment {
    std::uint64_t first = 0;
    std::vector<std::uint32_t> rules;
  };
  void index_places();
  void index_postal();
  static Found choose(const Found& candidates, Date day, Date known, Found* outranked = nullptr);

  std::vector<Assignment> all_;
  std::vector<std::uint32_t> buckets_,
      next_;  ///< hash chains over the places; 0 = end, else 1 + index
  std::map<std::string, std::vector<Segment>, std::less<>> postal_;  ///< by country
  bool has_regions_ = false;
  std::array<std::array<bool, 16>, 4> on_rung_{};  ///< by slot and rung
  std::array<bool, 4> any_{};                      ///< by slot
};

}  // namespace norekey::credit
