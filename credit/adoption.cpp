#include "credit/adoption.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "credit/base.hpp"
#include "credit/contest.hpp"
#include "credit/fields.hpp"
#include "credit/resolve.hpp"

namespace norekey::credit {
namespace {

/// 100 % over `weights`, which are no less than 0, in tenths; 0 each where all are 0.
std::vector<Decimal> percents(const std::vector<Decimal>& weights) {
  const auto parts = allocate(Decimal(100), weights, 1);
  return parts ? *parts : std::vector<Decimal>(weights.size(), Decimal::from_minor(0, 1));
}

Decimal at_least_zero(const Decimal& amount) { return amount.is_negative() ? Decimal(0) : amount; }

}  // namespace

OrderedBy ordered_by(const boost::json::object& answer) {
  std::optional<Error> wrong;
  OrderedBy out;
  out.name = Fields(answer, "order", wrong).text("customer");
  const std::set<std::string> reps = reps_of(held_of(answer).value_or(Held{}), Slot::primary);
  out.reps = join({reps.begin(), reps.end()}, ", ");
  return out;
}

void Adoption::add(const Sale& sale, const Policy& policy, const std::string& identity) {
  const Date day = business_date(sale.placed_at, policy);
  if (!sale.account.empty()) {
    days_[sale.account].push_back(day);
    if (!sale.by_edi) web_days_[sale.account].push_back(day);
    Last& last = last_[sale.account];
    if (last.at <= sale.placed_at) last = {sale.placed_at, identity};
  }
  if (!sale.impersonator.empty()) ++helped_;
  Way& way = ways_[sale.by_edi                  ? "EDI"
                   : !sale.impersonator.empty() ? "assisted"
                   : !sale.quote.empty()        ? "quoted"
                                                : "self-service"];
  ++way.orders;
  const int exponent = value_or(currency_exponent(sale.currency), 2);
  way.amounts[sale.currency] += base_of(sale, policy, exponent).total.rounded(exponent);
}

std::int64_t Adoption::active() const {
  const auto since = std::chrono::sys_days(today_) - std::chrono::days(30);
  return std::count_if(web_days_.begin(), web_days_.end(), [&](const auto& one) {
    return std::count_if(one.second.begin(), one.second.end(),
                         [&](Date day) { return std::chrono::sys_days(day) > since; }) >= 2;
  });
}

std::vector<WayShare> Adoption::shares() const {
  std::vector<WayShare> out;
  std::vector<Decimal> orders;
  std::map<std::string, std::vector<Decimal>> amounts;  // currency -> by way
  for (const auto& [name, way] : ways_) {
    orders.emplace_back(way.orders);
    for (const auto& one : way.amounts) amounts[one.first];
  }
  const std::vector<Decimal> of_orders = percents(orders);
  for (const auto& [name, way] : ways_) out.push_back({name, way.orders, of_orders[out.size()]});
  for (auto& [currency, weights] : amounts) {
    for (const auto& one : ways_) {
      const auto found = one.second.amounts.find(currency);
      weights.push_back(found == one.second.amounts.end() ? Decimal(0)
                                                          : at_least_zero(found->second));
    }
    const std::vector<Decimal> parts = percents(weights);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto& own = ways_.at(out[i].way).amounts;
      const auto found = own.find(currency);
      if (found != own.end()) out[i].amounts.push_back({currency, found->second, parts[i]});
    }
  }
  return out;
}

Called Adoption::called(const std::string& account, int days, int usual) const {
  const auto known = known_.find(last_.at(account).identity);
  return {account, known == known_.end() ? OrderedBy{} : known->second, days, usual};
}

std::vector<std::string> Adoption::wanted() const {
  std::set<std::string> out;
  for (const auto& list : {overdue(), newcomers()}) {
    for (const Called& one : list) {
      const std::string& identity = last_.at(one.account).identity;
      if (!identity.empty()) out.insert(identity);
    }
  }
  return {out.begin(), out.end()};
}

void Adoption::know(const std::string& identity, OrderedBy by) { known_[identity] = std::move(by); }

std::vector<Called> Adoption::overdue() const {
  std::vector<Called> out;
  for (auto [account, days] : days_) {
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (days.size() < 3) continue;
    std::vector<int> gaps;
    for (std::size_t i = 1; i < days.size(); ++i)
      gaps.push_back(static_cast<int>(
          (std::chrono::sys_days(days[i]) - std::chrono::sys_days(days[i - 1])).count()));
    std::sort(gaps.begin(), gaps.end());
    const int usual = gaps[gaps.size() / 2];
    const int since = static_cast<int>(
        (std::chrono::sys_days(today_) - std::chrono::sys_days(days.back())).count());
    if (since * 2 > usual * 3) out.push_back(called(account, since, usual));
  }
  return out;
}

std::vector<Called> Adoption::newcomers() const {
  std::vector<Called> out;
  for (const auto& [account, days] : web_days_) {
    const Date first = *std::min_element(days.begin(), days.end());
    const auto age = (std::chrono::sys_days(today_) - std::chrono::sys_days(first)).count();
    if (age <= 30) out.push_back(called(account, static_cast<int>(age), 0));
  }
  return out;
}

}  // namespace norekey::credit
