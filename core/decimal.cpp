#include "core/decimal.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "core/text.hpp"

namespace norekey {
namespace {

constexpr int kMaxDigits = 18;
constexpr int kMaxScale = 12;

[[noreturn]] void overflow() { throw std::overflow_error("a number grew beyond 38 digits"); }

Wide times(Wide a, Wide b) {
  Wide out = 0;
  if (__builtin_mul_overflow(a, b, &out)) overflow();
  return out;
}

Wide plus(Wide a, Wide b) {
  Wide out = 0;
  if (__builtin_add_overflow(a, b, &out)) overflow();
  return out;
}

Wide power_of_ten(int n) {
  if (n > 38) overflow();
  Wide out = 1;
  for (int i = 0; i < n; ++i) out *= 10;
  return out;
}

/// quotient of |a| / |b| and whether the discarded part is below, at or above one half.
Wide divide_rounded(Wide a, Wide b, Rounding how) {
  const bool negative = (a < 0) != (b < 0);
  const Wide x = a < 0 ? -a : a;
  const Wide y = b < 0 ? -b : b;
  Wide q = x / y;
  const Wide r = x % y;
  if (r != 0) {
    const Wide twice_gap = r - (y - r);  // <0 below half, 0 at half, >0 above
    bool away = false;
    switch (how) {
      case Rounding::half_up:
        away = twice_gap >= 0;
        break;
      case Rounding::half_even:
        away = twice_gap > 0 || (twice_gap == 0 && q % 2 == 1);
        break;
      case Rounding::half_down:
        away = twice_gap > 0;
        break;
      case Rounding::up:
        away = true;
        break;
      case Rounding::down:
        away = false;
        break;
      case Rounding::ceiling:
        away = !negative;
        break;
      case Rounding::floor:
        away = negative;
        break;
    }
    if (away) ++q;
  }
  return negative ? -q : q;
}

Error bad_number(std::string_view text, const char* why) {
  return {Fate::reject, shown(text) + " is not a number: " + why, "write it like -1234.50", {}, ""};
}

/// Digits of `text` with at most one point; counts the digits after it.
struct Digits {
  Wide value = 0;
  int count = 0;  ///< without leading zeros
  int after_point = 0;
  bool any = false;
};

Result<Digits> read_digits(std::string_view text, std::string_view whole) {
  Digits out;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return bad_number(whole, "it has a character that numbers do not have");
    out.any = true;
    if (point) ++out.after_point;
    if (out.value != 0 || c != '0') ++out.count;
    if (out.count > kMaxDigits) return bad_number(whole, "it has more than 18 digits");
    out.value = out.value * 10 + (c - '0');
  }
  if (!out.any) return bad_number(whole, "it has no digit");
  return out;
}

Result<int> read_exponent(std::string_view text, std::string_view whole) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3) return bad_number(whole, "its exponent is out of range");
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return bad_number(whole, "its exponent is not a number");
    out = out * 10 + (c - '0');
  }
  return negative ? -out : out;
}

}  // namespace

Result<Rounding> parse_rounding(std::string_view name) {
  static const std::vector<std::string> names = {"half_up", "half_even", "half_down", "up",
                                                 "down",    "ceiling",   "floor"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Rounding>(i);
  }
  return Error{Fate::reject,
               "unknown rounding " + shown(name) + did_you_mean(name, names),
               "use one of: " + join(names, ", "),
               {},
               ""};
}

Decimal Decimal::from_minor(std::int64_t units, int scale) { return from_units(units, scale); }

Decimal Decimal::from_units(Wide units, int scale) {
  Decimal d;
  d.coefficient_ = units;
  d.scale_ = scale;
  return d;
}

Result<Decimal> Decimal::parse(std::string_view text) {
  std::string_view rest = text;
  bool negative = false;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  int exponent = 0;
  const auto e = rest.find_first_of("eE");
  // A word such as "one" has a letter too much, and no exponent.
  const auto other = rest.find_first_not_of("0123456789.");
  if (e != std::string_view::npos && other == e) {
    auto read = read_exponent(rest.substr(e + 1), text);
    if (!read) return read.error();
    exponent = *read;
    rest = rest.substr(0, e);
  }
  auto digits = read_digits(rest, text);
  if (!digits) return digits.error();
  int scale = digits->after_point - exponent;
  Wide value = digits->value;
  for (; scale < 0 && value != 0; ++scale) {
    value *= 10;
    if (++digits->count > kMaxDigits) return bad_number(text, "it has more than 18 digits");
  }
  if (scale < 0) scale = 0;
  if (scale > kMaxScale) return bad_number(text, "it has more than 12 digits after the point");
  return from_units(negative ? -value : value, scale);
}

std::string Decimal::str() const {
  const auto room = static_cast<std::size_t>(std::max(scale_, 39)) + 3;  // digits, point, sign
  std::array<char, 64> near;
  std::string far(room > near.size() ? room : 0, ' ');
  char* const end = far.empty() ? near.data() + near.size() : far.data() + room;
  char* at = end;
  int written = 0;
  const auto put = [&](int digit) {
    if (written == scale_ && scale_ > 0) *--at = '.';
    *--at = static_cast<char>('0' + digit);
    ++written;
  };
  Wide v = coefficient_ < 0 ? -coefficient_ : coefficient_;
  for (; v > std::numeric_limits<std::uint64_t>::max(); v /= 10) put(static_cast<int>(v % 10));
  for (auto small = static_cast<std::uint64_t>(v); small != 0; small /= 10)
    put(static_cast<int>(small % 10));
  while (written <= scale_) put(0);
  if (coefficient_ < 0) *--at = '-';
  return {at, end};
}

Decimal Decimal::operator-() const { return from_units(-coefficient_, scale_); }

Wide Decimal::units(int scale) const {
  if (scale >= scale_) return times(coefficient_, power_of_ten(scale - scale_));
  const Wide by = power_of_ten(scale_ - scale);
  if (coefficient_ % by != 0) throw std::overflow_error("digits would be lost: " + str());
  return coefficient_ / by;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  return Decimal::from_units(plus(a.units(scale), b.units(scale)), scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) {
  return Decimal::from_units(times(a.coefficient_, b.coefficient_), a.scale_ + b.scale_);
}

bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  return a.units(scale) <=> b.units(scale);
}

Decimal Decimal::rounded(int scale, Rounding how) const {
  if (scale >= scale_) return from_units(units(scale), scale);
  return from_units(divide_rounded(coefficient_, power_of_ten(scale_ - scale), how), scale);
}

Result<Decimal> Decimal::divide(const Decimal& a, const Decimal& b, int scale, Rounding how) {
  if (b.is_zero()) return Error{Fate::reject, "cannot divide " + a.str() + " by zero", "", {}, ""};
  // a/10^sa / (b/10^sb) = q/10^scale  =>  q = a * 10^(scale + sb - sa) / b
  Wide x = a.coefficient_;
  Wide y = b.coefficient_;
  const int shift = scale + b.scale_ - a.scale_;
  if (shift >= 0) {
    x = times(x, power_of_ten(shift));
  } else {
    y = times(y, power_of_ten(-shift));
  }
  return from_units(divide_rounded(x, y, how), scale);
}

Decimal Decimal::trimmed(int least) const {
  Decimal out = *this;
  while (out.scale_ > least && out.coefficient_ % 10 == 0) {
    out.coefficient_ /= 10;
    --out.scale_;
  }
  return out.scale_ < least ? out.rounded(least) : out;
}

Result<std::vector<Decimal>> allocate(const Decimal& total, const std::vector<Decimal>& weights,
                                      int exponent) {
  int weight_scale = 0;
  for (const Decimal& w : weights) weight_scale = std::max(weight_scale, w.scale());
  Wide sum = 0;
  for (const Decimal& w : weights) {
    if (w.is_negative()) return Error{Fate::reject, "a weight is negative: " + w.str(), "", {}, ""};
    sum = plus(sum, w.units(weight_scale));
  }
  if (sum == 0)
    return Error{Fate::reject, "there is nothing to allocate " + total.str() + " to", "", {}, ""};

  const int scale = std::max(exponent, total.trimmed().scale());
  const Wide units = total.abs().units(scale);
  std::vector<Wide> part(weights.size()), remainder(weights.size());
  Wide given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide share = times(units, weights[i].units(weight_scale));
    part[i] = share / sum;
    remainder[i] = share % sum;
    given += part[i];
  }
  std::vector<std::size_t> by_remainder(weights.size());
  for (std::size_t i = 0; i < by_remainder.size(); ++i) by_remainder[i] = i;
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t i = 0; given < units; ++i, ++given) ++part[by_remainder[i]];

  std::vector<Decimal> out;
  for (const Wide p : part) out.push_back(Decimal::from_units(total.is_negative() ? -p : p, scale));
  return out;
}

}  // namespace norekey
