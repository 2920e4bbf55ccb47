#include "core/decimal.hpp"

#include <gtest/gtest.h>

#include <random>

namespace norekey {
namespace decimal_test {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

struct TextCase {
  const char *name, *in, *out;
};

class DecimalText : public testing::TestWithParam<TextCase> {};

TEST_P(DecimalText, ComesOutAsItWentIn) { EXPECT_EQ(d(GetParam().in).str(), GetParam().out); }

INSTANTIATE_TEST_SUITE_P(
    Core, DecimalText,
    testing::Values(TextCase{"plain", "12.50", "12.50"}, TextCase{"whole", "7", "7"},
                    TextCase{"negative", "-0.01", "-0.01"}, TextCase{"leading_point", ".5", "0.5"},
                    TextCase{"trailing_point", "5.", "5"}, TextCase{"zeros_kept", "1.000", "1.000"},
                    TextCase{"leading_zeros_go", "007.10", "7.10"},
                    TextCase{"exponent", "1.5e3", "1500"},
                    TextCase{"small_exponent", "15e-1", "1.5"}, TextCase{"minus_zero", "-0", "0"},
                    TextCase{"zero_exponent", "0e99", "0"},
                    TextCase{"eighteen_digits", "999999999999999999", "999999999999999999"}),
    [](const auto& info) { return std::string(info.param.name); });

struct BadCase {
  const char *name, *in, *what;
};

class DecimalRefused : public testing::TestWithParam<BadCase> {};

TEST_P(DecimalRefused, NamesTheValueAndTheReason) {
  auto r = Decimal::parse(GetParam().in);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().what, GetParam().what);
  EXPECT_EQ(r.error().fix, "write it like -1234.50");
}

INSTANTIATE_TEST_SUITE_P(
    Core, DecimalRefused,
    testing::Values(
        BadCase{"empty", "", "'' is not a number: it has no digit"},
        BadCase{"sign_only", "-", "'-' is not a number: it has no digit"},
        BadCase{"comma", "1,50",
                "'1,50' is not a number: it has a character that numbers do not have"},
        BadCase{"two_points", "1.2.3",
                "'1.2.3' is not a number: it has a character that numbers do not have"},
        BadCase{"blank", " 1", "' 1' is not a number: it has a character that numbers do not have"},
        BadCase{"too_long", "1234567890123456789",
                "'1234567890123456789' is not a number: it has more than 18 digits"},
        BadCase{"too_fine", "0.1234567890123",
                "'0.1234567890123' is not a number: it has more than 12 digits after the point"},
        BadCase{"huge_exponent", "1e30", "'1e30' is not a number: it has more than 18 digits"},
        BadCase{"bad_exponent", "1e", "'1e' is not a number: its exponent is out of range"}),
    [](const auto& info) { return std::string(info.param.name); });

struct RoundingCase {
  const char* how;
  const char* out[6];  ///< of 2.5, 3.5, 2.4, -2.5, -2.6, 2.0
};

TEST(DecimalRounding, FollowsItsName) {
  const RoundingCase cases[] = {{"half_up", {"3", "4", "2", "-3", "-3", "2"}},
                                {"half_even", {"2", "4", "2", "-2", "-3", "2"}},
                                {"half_down", {"2", "3", "2", "-2", "-3", "2"}},
                                {"up", {"3", "4", "3", "-3", "-3", "2"}},
                                {"down", {"2", "3", "2", "-2", "-2", "2"}},
                                {"ceiling", {"3", "4", "3", "-2", "-2", "2"}},
                                {"floor", {"2", "3", "2", "-3", "-3", "2"}}};
  const char* in[] = {"2.5", "3.5", "2.4", "-2.5", "-2.6", "2.0"};
  for (const auto& c : cases) {
    for (int i = 0; i < 6; ++i) {
      EXPECT_EQ(d(in[i]).rounded(0, parse_rounding(c.how).value()).str(), c.out[i])
          << c.how << " of " << in[i];
    }
  }
}

TEST(DecimalRounding, AnUnknownNameIsRefusedWithTheNearest) {
  EXPECT_EQ(to_string(parse_rounding("halfup").error()),
            "unknown rounding 'halfup', did you mean 'half_up'?\n  fix: use one of: half_up, "
            "half_even, half_down, up, "
            "down, ceiling, floor");
}

TEST(DecimalArithmetic, ComparesByValueNotByText) {
  EXPECT_EQ(d("1.50"), d("1.5"));
  EXPECT_LT(d("-0.01"), d("0"));
  EXPECT_EQ((d("0.1") + d("0.2")).str(), "0.3");
  EXPECT_EQ((d("1.10") * d("3")).str(), "3.30");
  EXPECT_EQ(Decimal::divide(d("100"), d("3"), 4, Rounding::half_up).value().str(), "33.3333");
  EXPECT_EQ(Decimal::divide(d("1"), d("0"), 4, Rounding::half_up).error().what,
            "cannot divide 1 by zero");
  EXPECT_EQ(d("12.5000").trimmed(2).str(), "12.50");
  EXPECT_EQ(Decimal::from_minor(20852, 2).str(), "208.52");
}

TEST(DecimalArithmetic, BeyondThirtyEightDigitsThrows) {
  const Decimal big = d("999999999999999999");
  EXPECT_THROW(big * big * big, std::overflow_error);
}

std::vector<std::string> texts(const std::vector<Decimal>& parts) {
  std::vector<std::string> out;
  for (const Decimal& p : parts) out.push_back(p.str());
  return out;
}

TEST(Allocate, GivesTheSpareCentToTheLargestRemainderThenToTheEarlierSeat) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts(allocate(d("100.00"), {1, 1, 1}, 2).value()), (Texts{"33.34", "33.33", "33.33"}));
  EXPECT_EQ(texts(allocate(d("0.01"), {50, 50}, 2).value()), (Texts{"0.01", "0.00"}));
  EXPECT_EQ(texts(allocate(d("-10.01"), {50, 50}, 2).value()), (Texts{"-5.01", "-5.00"}));
  EXPECT_EQ(texts(allocate(d("1001"), {50, 50}, 0).value()), (Texts{"501", "500"}));
  EXPECT_EQ(texts(allocate(d("10.001"), {50, 50}, 3).value()), (Texts{"5.001", "5.000"}));
  EXPECT_EQ(texts(allocate(d("10.00"), {d("33.3"), d("66.7")}, 2).value()),
            (Texts{"3.33", "6.67"}));
}

TEST(Allocate, PartsAlwaysAddUpToTheTotal) {
  std::mt19937_64 random(7);
  for (int n = 0; n < 2000; ++n) {
    const auto total =
        Decimal::from_minor(static_cast<std::int64_t>(random() % 2'000'000) - 1'000'000, 2);
    std::vector<Decimal> weights;
    for (std::size_t i = 0, seats = 1 + random() % 7; i < seats; ++i) {
      weights.push_back(Decimal::from_minor(1 + static_cast<std::int64_t>(random() % 9999),
                                            static_cast<int>(random() % 4)));
    }
    Decimal sum;
    for (const Decimal& part : allocate(total, weights, 2).value()) sum += part;
    ASSERT_EQ(sum, total) << "round " << n;
  }
}

TEST(Allocate, RefusesWhatCannotBeShared) {
  EXPECT_EQ(allocate(d("1"), {}, 2).error().what, "there is nothing to allocate 1 to");
  EXPECT_EQ(allocate(d("1"), {1, -1}, 2).error().what, "a weight is negative: -1");
}

TEST(Currency, KnowsItsExponent) {
  EXPECT_EQ(currency_exponent("USD").value(), 2);
  EXPECT_EQ(currency_exponent("JPY").value(), 0);
  EXPECT_EQ(currency_exponent("KWD").value(), 3);
  EXPECT_EQ(currency_exponent("XCG").value(), 2);  // since 2025 in place of ANG
  EXPECT_EQ(currency_exponent("ZWG").value(), 2);  // since 2024 in place of ZWL
  EXPECT_EQ(currency_exponent("US").error().what, "unknown currency 'US', did you mean 'USD'?");
}

}  // namespace decimal_test
}  // namespace norekey
