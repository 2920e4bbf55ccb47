/// What rounding did to each share, for people.
#include <stdexcept>

#include "credit/resolve.hpp"

namespace norekey::credit {
namespace {

/// A share before it was rounded, to four more digits than the currency has. nullopt: the numbers
/// are too large to say it.
std::optional<Decimal> exact_share(const Split& split, const Decimal& weight, const Decimal& sum,
                                   int exponent) {
  try {
    const auto exact = Decimal::divide(split.base * split.percent * weight, sum * Decimal(100),
                                       exponent + 4, Rounding::half_up);
    if (exact) return exact->trimmed();
  } catch (const std::overflow_error&) {
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> rounding_told(const Decision& decided) {
  std::vector<std::string> out;
  for (const Split& split : decided.splits) {
    if (split.holders.size() < 2 && split.percent == Decimal(100)) continue;
    Decimal sum;
    for (const Holder& one : split.holders) sum += one.weight;
    if (sum.is_zero()) continue;
    const auto amounts = amounts_of(split, split.base, decided.exponent);
    std::string text;
    bool rounded = false;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      const auto exact = exact_share(split, split.holders[i].weight, sum, decided.exponent);
      text += (i == 0 ? "" : ", ") + split.holders[i].rep + " " + amounts[i].str();
      if (!exact || *exact == amounts[i]) continue;
      text += " (of " + exact->str() + ")";
      rounded = true;
    }
    if (rounded)
      out.push_back("line " + std::to_string(split.line) +
                    (split.component.empty() ? "" : " " + split.component) +
                    (split.slot == Slot::primary ? "" : std::string(", ") + name_of(split.slot)) +
                    ": " + text);
  }
  return out;
}

}  // namespace norekey::credit
