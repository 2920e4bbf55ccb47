#include "credit/replay.hpp"

#include <algorithm>
#include <string_view>

#include "credit/resolve.hpp"
#include "credit/waiting.hpp"

namespace norekey::credit {
namespace {

using SlotSums = std::map<std::pair<std::string, Slot>, Decimal>;

SlotSums sums_of(const Decision& decided) {
  SlotSums out;
  for (const Split& split : decided.splits) {
    const auto amounts = amounts_of(split, split.base, decided.exponent);
    for (std::size_t i = 0; i < amounts.size(); ++i)
      out[{split.holders[i].rep, split.slot}] += amounts[i];
  }
  return out;
}

bool same_splits(const Decision& a, const Decision& b) {
  return std::equal(a.splits.begin(), a.splits.end(), b.splits.begin(), b.splits.end(),
                    same_holders);
}

bool alike_seats(const Assignment& a, const Assignment& b) {
  return std::equal(
      a.seats.begin(), a.seats.end(), b.seats.begin(), b.seats.end(),
      [](const Seat& x, const Seat& y) { return x.rep == y.rep && x.share == y.share; });
}

/// Both decide the same orders alike.
bool same_row(const Assignment& a, const Assignment& b) {
  return a.place.key == b.place.key && a.slot == b.slot && a.weights == b.weights &&
         a.from == b.from && a.until == b.until && a.priority == b.priority &&
         a.inherit == b.inherit && a.house == b.house && a.pending == b.pending &&
         a.supersedes == b.supersedes && alike_seats(a, b);
}

std::string why_unused(const Assignment& row, const std::set<Date>& days) {
  if (*days.rbegin() < row.from)
    return "begins on " + to_string(row.from) + ", after the last of these orders";
  if (row.until && *row.until <= *days.begin())
    return "ended on " + to_string(*row.until) + ", before the first of these orders";
  if (std::none_of(days.begin(), days.end(), [&](Date day) { return row.covers(day); }))
    return "no order was placed while it is in force";
  return "none of these orders is decided by it";
}

}  // namespace

WhatIf::WhatIf(const Tables& now, const Tables& then, const Policy& policy)
    : now_(now),
      approved_(with_all_approved(then)),
      then_(approved_ ? *approved_ : then),
      policy_(policy) {
  std::unordered_map<std::string_view, const Assignment*> before;
  for (const Assignment& one : now.assignments.all()) before.emplace(one.id, &one);
  for (const Assignment& one : then_.assignments.all()) {
    const auto known = before.find(one.id);
    if (known == before.end() || !same_row(*known->second, one)) fresh_.emplace(one.id, &one);
  }
}

void WhatIf::add(const Sale& sale) {
  ++orders_;
  const Date day = business_date(sale.placed_at, policy_);
  const Decision now = decide(sale, now_, policy_, day, kEver, false);
  const Decision then = decide(sale, then_, policy_, day, kEver, false);
  days_.insert(day);
  for (const Split& split : then.splits) {
    for (const Holder& one : split.holders) {
      if (fresh_.empty()) break;
      fresh_.erase(one.rule);
    }
  }
  if (same_splits(now, then)) return;
  ++changed_;
  for (const auto& [who, amount] : sums_of(now))
    sums_[{who.first, name_of(who.second), sale.currency}].now += amount;
  for (const auto& [who, amount] : sums_of(then))
    sums_[{who.first, name_of(who.second), sale.currency}].then += amount;
}

std::vector<UnusedRow> WhatIf::unused() const {
  std::vector<UnusedRow> out;
  if (days_.empty()) return out;
  for (const auto& [id, row] : fresh_) out.push_back({id, why_unused(*row, days_)});
  std::sort(out.begin(), out.end(),
            [](const UnusedRow& a, const UnusedRow& b) { return a.id < b.id; });
  return out;
}

}  // namespace norekey::credit
