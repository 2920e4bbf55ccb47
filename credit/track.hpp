/// track: what has been posted so far for one slot of one line. Used by post alone.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "credit/resolve.hpp"

namespace norekey::credit {

/// One posting: the order itself, a cancellation, an invoice.
struct Posted {
  std::string doc;
  Decimal base;
  Split split;
  std::vector<Decimal> amounts;
  std::optional<Decimal> rate{};   ///< of the invoice's day: a return uses it again
  std::vector<Decimal> reports{};  ///< in the reporting currency
  Decimal returned_base{};
  std::vector<Decimal> returned{}, returned_reports{};  ///< taken back so far; empty = nothing
  bool afresh = false;            ///< split on its own, not on top of the invoices before
  Decimal net{}, returned_net{};  ///< goods as invoiced: the base, or what the margin is of
  bool margin = false;            ///< the base is net less cost

  Decimal left() const { return base - returned_base; }
  Decimal net_left() const { return net - returned_net; }

  /// Of what is left of the base, the share of so much of the goods; all of it with the last.
  Decimal base_for(const Decimal& goods, int exponent) const;
};

struct Track {
  Split split;         ///< as it stands
  bool ruled = false;  ///< a person said so: no later day decides it anew
  std::vector<Posted> booked, earned;
  Decimal unbooked;  ///< of the base: earned by others than it was booked for

  Posted* earned_by(const std::string& doc);
  std::vector<Decimal> booked_so_far() const;

  /// Base and amounts of the invoices with these holders that have not been taken back whole.
  std::pair<Decimal, std::vector<Decimal>> earned_so_far(const Split& holders) const;
};

/// A line, or a component of a kit, with its slots.
struct Unit {
  int line = 0;
  std::string component;
  Decimal base, cancelled;
  std::vector<Track> tracks;
  Decimal invoiced{};  ///< of the base; what was returned later had been invoiced all the same

  /// Neither cancelled nor invoiced yet: what a cancellation without an amount is about.
  Decimal open() const;

  /// What stays booked for one of its slots.
  Decimal still_booked(const Track& of) const;

  /// nullptr = nobody has that slot.
  Track* track(Slot slot);
};

std::vector<Unit> units_of(const Decision& decided);

/// The split of `unit` and `slot` in another decision; nullptr = that slot has nobody there.
const Split* find_split(const Decision& decided, const Unit& unit, Slot slot);

/// a - b, one by one.
std::vector<Decimal> less(std::vector<Decimal> a, const std::vector<Decimal>& b);

}  // namespace norekey::credit
