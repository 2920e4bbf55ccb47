#include "credit/track.hpp"

namespace norekey::credit {

Decimal Posted::base_for(const Decimal& goods, int exponent) const {
  if (!margin) return goods;
  const Decimal after = net_left() - goods;
  if (after.is_zero()) return left();
  const auto parts = allocate(left(), {goods.abs(), after.abs()}, exponent);
  return parts ? parts->front() : Decimal(0);
}

Posted* Track::earned_by(const std::string& doc) {
  for (Posted& one : earned) {
    if (one.doc == doc) return &one;
  }
  return nullptr;
}

std::vector<Decimal> Track::booked_so_far() const {
  std::vector<Decimal> out(split.holders.size());
  for (const Posted& one : booked) {
    for (std::size_t i = 0; i < out.size() && i < one.amounts.size(); ++i) out[i] += one.amounts[i];
  }
  return out;
}

std::pair<Decimal, std::vector<Decimal>> Track::earned_so_far(const Split& holders) const {
  Decimal base;
  std::vector<Decimal> out(holders.holders.size());
  for (const Posted& one : earned) {
    const bool taken_back = !one.net.is_zero() && one.net_left().is_zero();
    if (taken_back || one.afresh || !same_holders(one.split, holders)) continue;
    base += one.base;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += one.amounts[i];
  }
  return {base, out};
}

/// Never beyond nothing, on whichever side the base is.
static Decimal not_beyond_nothing(const Decimal& left, const Decimal& base) {
  return left.is_negative() == base.is_negative() ? left : Decimal(0);
}

Decimal Unit::open() const { return not_beyond_nothing(base - cancelled - invoiced, base); }

Decimal Unit::still_booked(const Track& of) const {
  return not_beyond_nothing(base - cancelled - of.unbooked, base);
}

Track* Unit::track(Slot slot) {
  for (Track& one : tracks) {
    if (one.split.slot == slot) return &one;
  }
  return nullptr;
}

std::vector<Unit> units_of(const Decision& decided) {
  std::vector<Unit> out;
  for (const Split& split : decided.splits) {
    const bool same =
        !out.empty() && out.back().line == split.line && out.back().component == split.component;
    if (!same) out.push_back({split.line, split.component, split.base, Decimal(0), {}});
    Track track;
    track.split = split;
    out.back().tracks.push_back(std::move(track));
  }
  return out;
}

const Split* find_split(const Decision& decided, const Unit& unit, Slot slot) {
  for (const Split& split : decided.splits) {
    if (split.line == unit.line && split.component == unit.component && split.slot == slot)
      return &split;
  }
  return nullptr;
}

std::vector<Decimal> less(std::vector<Decimal> a, const std::vector<Decimal>& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) a[i] -= b[i];
  return a;
}

}  // namespace norekey::credit
