/// A decision as the flow and the ERP's document need it.
#include <algorithm>
#include <map>

#include "credit/resolve.hpp"

namespace norekey::credit {
namespace {

/// Sums by rep in seat order; the largest first, ties in seat order. Who is nobody's goes by the
/// house code.
std::vector<std::pair<std::string, Decimal>> by_rep(const std::vector<SalesCredit>& credits,
                                                    const std::string& slot, const Policy& policy) {
  std::vector<std::pair<std::string, Decimal>> out;
  for (const SalesCredit& credit : credits) {
    if (credit.slot != slot) continue;
    const std::string rep =
        credit.rep == "UNASSIGNED" || credit.rep == "HOUSE" ? policy.house_rep : credit.rep;
    auto at =
        std::find_if(out.begin(), out.end(), [&](const auto& one) { return one.first == rep; });
    if (at == out.end()) at = out.insert(out.end(), {rep, Decimal(0)});
    at->second += credit.amount.abs();
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

void add_credits(const Split& split, int exponent, std::vector<SalesCredit>& out) {
  const std::vector<Decimal> amounts = amounts_of(split, split.base, exponent);
  std::vector<Decimal> weights;
  for (const Holder& one : split.holders) weights.push_back(one.weight);
  const auto shares = allocate(split.percent, weights, 2);
  for (std::size_t i = 0; i < split.holders.size(); ++i) {
    out.push_back({name_of(split.slot), split.line, split.holders[i].rep,
                   shares ? (*shares)[i].trimmed() : Decimal(0), amounts[i],
                   split.holders[i].rule});
  }
}

std::vector<DocumentRep> document_reps(const std::vector<SalesCredit>& credits,
                                       const Policy& policy) {
  auto primary = by_rep(credits, "primary", policy);
  if (primary.empty()) primary.emplace_back(policy.house_rep, Decimal(0));
  std::vector<Decimal> weights;
  Decimal sum;
  for (const auto& one : primary) sum += one.second;
  for (const auto& one : primary) weights.push_back(sum.is_zero() ? Decimal(1) : one.second);
  const auto shares = allocate(100, weights, 2);
  std::vector<DocumentRep> out;
  for (std::size_t i = 0; i < primary.size(); ++i)
    out.push_back({primary[i].first, shares ? (*shares)[i].trimmed() : Decimal(100), i == 0});
  return out;
}

void name_reps(const Policy& policy, Resolution& out) {
  out.reps = document_reps(out.credits, policy);
  const auto inside = by_rep(out.credits, "inside", policy);
  out.inside = inside.empty() ? "" : inside.front().first;
}

/// Each one's percent of its line's slot.
void share_out(std::vector<SalesCredit>& credits) {
  std::map<std::pair<int, std::string>, std::vector<std::size_t>> seats;
  for (std::size_t i = 0; i < credits.size(); ++i)
    seats[{credits[i].line, credits[i].slot}].push_back(i);
  for (const auto& one : seats) {
    std::vector<Decimal> weights;
    for (const std::size_t i : one.second) weights.push_back(credits[i].amount.abs());
    const auto shares = allocate(100, weights, 2);
    for (std::size_t n = 0; shares && n < weights.size(); ++n)
      credits[one.second[n]].share = (*shares)[n].trimmed();
  }
}

}  // namespace

void let_stand(std::vector<SalesCredit> credits, const Policy& policy, Resolution& out) {
  out.credits = std::move(credits);
  share_out(out.credits);
  name_reps(policy, out);
}

Resolution resolve(const Order& order, const Tables& tables, const Policy& policy) {
  const Sale sale = sale_of(order);
  const Date day = business_date(order.placed_at, policy);
  Decision decided = decide(sale, tables, policy, day, day);
  Resolution out;
  out.flags = std::move(decided.flags);
  out.base = decided.base;
  for (const Split& split : decided.splits) add_credits(split, decided.exponent, out.credits);
  name_reps(policy, out);
  out.explain = "business date " + to_string(day) + " (" + policy.zone + ").";
  for (const std::string& one : decided.told) out.explain += " " + one;
  return out;
}

std::string note_of(const Resolution& resolution) {
  std::string out = "sales credit ";
  for (std::size_t i = 0; i < resolution.reps.size(); ++i) {
    out +=
        (i == 0 ? "" : ", ") + resolution.reps[i].rep + " " + resolution.reps[i].share.str() + " %";
  }
  return out + (resolution.inside.empty() ? "" : ", inside " + resolution.inside);
}

}  // namespace norekey::credit
