/// The months that entries stand in: their own, or the next open one; and the rates of a currency.
#include "credit/post.hpp"

namespace norekey::credit {

std::string month_of(Date day) { return to_string(day).substr(0, 7); }

std::string period_for(Date day, Date posted, const Books& books) {
  const auto closed = [&](const std::string& month) {
    const auto found = books.open.find(month);
    return (found != books.open.end() && !found->second) || books.settled.contains(month);
  };
  if (!closed(month_of(day))) return month_of(day);
  std::chrono::year_month month{posted.year(), posted.month()};
  for (int n = 0; n < 240 && closed(month_of(month / 1)); ++n) month += std::chrono::months{1};
  return month_of(month / 1);
}

Rates rates_of(const Books& books, const std::string& currency) {
  Rates out;
  for (const auto& [pair, days] : books.rates) {
    if (pair.rfind(currency + "/", 0) != 0) continue;
    out.days = &days;
    out.into = pair.substr(pair.find('/') + 1);
    out.exponent = value_or(currency_exponent(out.into), 2);
  }
  return out;
}

std::optional<Decimal> Rates::on(Date day) const {
  if (days == nullptr) return std::nullopt;
  auto at = days->upper_bound(day);
  if (at == days->begin()) return std::nullopt;
  return (--at)->second;
}

}  // namespace norekey::credit
