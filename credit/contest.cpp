#include "credit/contest.hpp"

#include <algorithm>
#include <tuple>

#include "credit/fields.hpp"

namespace norekey::credit {
namespace {

std::chrono::sys_days count_of(Date day) { return std::chrono::sys_days(day); }

bool is_somebody(const std::string& rep) { return rep != "UNASSIGNED" && rep != "HOUSE"; }

auto figures(const Standing& one) {
  return std::tuple(-one.signed_up, -one.active, -one.helped, -one.orders);
}

}  // namespace

std::optional<Held> held_of(const boost::json::object& answer) {
  const boost::json::value* all = answer.if_contains("standing");
  if (all == nullptr || !all->is_array()) return std::nullopt;
  Held out;
  std::optional<Error> wrong;
  Fields in(answer, "order", wrong);
  for (Fields one : in.objects("standing")) {
    const Slot slot = parse_slot(one.text("slot")).value_or(Slot::primary);
    out[{slot, one.text("rep")}] += one.amount("amount").value_or(Decimal(0));
  }
  return out;
}

Held held_at_first(const Frozen& frozen) {
  Held out;
  for (const Split& split : frozen.decided.splits) {
    const auto amounts = amounts_of(split, split.base, frozen.decided.exponent);
    for (std::size_t i = 0; i < amounts.size(); ++i)
      out[{split.slot, split.holders[i].rep}] += amounts[i];
  }
  return out;
}

std::set<std::string> reps_of(const Held& held, Slot slot) {
  std::set<std::string> out;
  for (const auto& one : held) {
    if (one.first.first == slot && is_somebody(one.first.second)) out.insert(one.first.second);
  }
  return out;
}

bool Contest::within(const Frozen& frozen) const {
  const Date day = frozen.decided.day;
  return !frozen.sale.by_edi && from_ <= day && day <= to_;
}

void Contest::add(const Frozen& frozen, const std::optional<Held>& held) {
  const Sale& sale = frozen.sale;
  if (sale.by_edi) return;  // the contest is about the web
  const Date day = frozen.decided.day;
  const Held first = held_at_first(frozen);
  const bool worth = std::any_of(first.begin(), first.end(),
                                 [](const auto& one) { return !one.second.is_zero(); });
  if (held && held->empty() && worth) return;  // cancelled
  const Held& now = held && !held->empty() ? *held : first;
  std::set<std::string> reps = reps_of(now, Slot::primary);
  reps.merge(reps_of(now, Slot::inside));
  std::map<std::string, Decimal> primary;
  for (const auto& [who, amount] : now) {
    if (who.first == Slot::primary && is_somebody(who.second)) primary[who.second] += amount;
  }
  if (!sale.account.empty()) {
    auto [at, fresh] = customers_.try_emplace(sale.account);
    Customer& customer = at->second;
    if (fresh || count_of(day) < count_of(customer.first)) {
      customer.first = day;
      customer.first_reps = reps;
    }
  }
  if (count_of(day) < count_of(from_) || count_of(day) > count_of(to_)) return;
  for (const std::string& rep : reps) {
    ++reps_[rep].orders;
    if (!sale.account.empty()) customers_[sale.account].days[rep].push_back(day);
  }
  for (const auto& [rep, amount] : primary)
    reps_[rep].amounts[sale.currency] += amount.rounded(frozen.decided.exponent);
  if (!sale.impersonator.empty()) ++reps_[sale.impersonator].helped;
}

std::vector<Standing> Contest::standings() const {
  std::map<std::string, Standing> all = reps_;
  const auto recent = count_of(to_) - std::chrono::days(30);
  for (const auto& [account, customer] : customers_) {
    const bool is_new =
        count_of(customer.first) >= count_of(from_) && count_of(customer.first) <= count_of(to_);
    if (is_new) {
      for (const std::string& rep : customer.first_reps) ++all[rep].signed_up;
    }
    for (const auto& [rep, days] : customer.days) {
      const auto lately =
          std::count_if(days.begin(), days.end(), [&](Date day) { return count_of(day) > recent; });
      if (lately >= 2) ++all[rep].active;
    }
  }
  std::vector<Standing> out;
  for (auto& [rep, one] : all) {
    one.rep = rep;
    out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Standing& a, const Standing& b) { return figures(a) < figures(b); });
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool shared = i > 0 && figures(out[i]) == figures(out[i - 1]);
    out[i].rank = shared ? out[i - 1].rank : static_cast<int>(i) + 1;
  }
  return out;
}

}  // namespace norekey::credit
