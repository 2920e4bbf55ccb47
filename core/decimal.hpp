/// Decimal: exact numbers for money and quantities, from text to text. No binary floating point
/// comes near them.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace norekey {

/// 128 bits: the one place where the compiler's extension is named.
__extension__ typedef __int128 Wide;

/// How a digit that does not fit is treated. Names as in ISO/IEC 60559 and in what accountants say.
enum class Rounding {
  half_up,    ///< to nearest, ties away from zero (commercial)
  half_even,  ///< to nearest, ties to the even digit (bankers')
  half_down,  ///< to nearest, ties towards zero
  up,         ///< away from zero
  down,       ///< towards zero
  ceiling,    ///< towards +infinity
  floor,      ///< towards -infinity
};

/// reject: not one of the names above, with the nearest.
Result<Rounding> parse_rounding(std::string_view name);

/// coefficient / 10^scale. The scale is part of the value's text ("12.50" stays "12.50") but not of
/// its comparison. At most 18 digits and scale 12 come in by `parse`; products of two such always
/// fit. Results beyond 38 digits throw std::overflow_error, which parks the message that caused it.
class Decimal {
 public:
  Decimal() = default;
  Decimal(std::int64_t whole)
      : coefficient_(whole) {}  // NOLINT(google-explicit-constructor): 0, 1, 100 read well

  /// minor units: from_minor(20852, 2) is 208.52.
  static Decimal from_minor(std::int64_t units, int scale);

  /// "-12.50", "3", ".5", "1e3" (JSON numbers may have exponents). reject: anything else, or too
  /// many digits.
  static Result<Decimal> parse(std::string_view text);

  std::string str() const;  ///< "12.50"; never an exponent
  int scale() const { return scale_; }
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }

  Decimal operator-() const;
  Decimal abs() const { return is_negative() ? -*this : *this; }
  friend Decimal operator+(const Decimal&, const Decimal&);
  friend Decimal operator-(const Decimal&, const Decimal&);
  friend Decimal operator*(const Decimal&, const Decimal&);
  Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
  Decimal& operator-=(const Decimal& b) { return *this = *this - b; }
  friend bool operator==(const Decimal&, const Decimal&);
  friend std::strong_ordering operator<=>(const Decimal&, const Decimal&);

  /// The same value with exactly `scale` digits after the point.
  Decimal rounded(int scale, Rounding how = Rounding::half_up) const;

  /// a / b to `scale` digits. reject: b is zero.
  static Result<Decimal> divide(const Decimal& a, const Decimal& b, int scale, Rounding how);

  /// Without trailing zeros after the point, but at least `least` digits there: "12.5000" ->
  /// "12.50".
  Decimal trimmed(int least = 0) const;

  /// The value in units of 10^-scale. Overflow throws; digits beyond `scale` must be zero, else it
  /// throws too.
  Wide units(int scale) const;
  static Decimal from_units(Wide units, int scale);

 private:
  Wide coefficient_ = 0;
  int scale_ = 0;
};

/// Splits `total` in proportion to `weights` so that the parts add up to it exactly: largest
/// remainder on the absolute value, ties to the earlier part, the sign put back. Parts have
/// `exponent` digits, or the total's where it is finer. reject: no weights, a negative one, or all
/// zero.
Result<std::vector<Decimal>> allocate(const Decimal& total, const std::vector<Decimal>& weights,
                                      int exponent);

/// Digits after the point of an ISO 4217 currency: USD 2, JPY 0, KWD 3. reject: unknown code, with
/// the nearest.
Result<int> currency_exponent(std::string_view code);

}  // namespace norekey
