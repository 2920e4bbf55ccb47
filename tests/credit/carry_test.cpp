#include "credit/carry.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace carry_test {

Split split_of(Slot slot, int line, const char* base, std::vector<Holder> holders) {
  Split out;
  out.slot = slot;
  out.line = line;
  out.base = Decimal::parse(base).value();
  out.holders = std::move(holders);
  return out;
}

/// "primary 1 ANA 60.00; …"
std::string told(const std::vector<Entry>& entries) {
  std::string out;
  for (const Entry& one : entries)
    out += std::string(out.empty() ? "" : "; ") + name_of(one.slot) + " " +
           std::to_string(one.line) + " " + one.rep + " " + one.amount.str() + " " + one.rule;
  return out;
}

struct CarryCase {
  const char* name;
  std::vector<Split> splits;
  const char* net;
  const char* want;
};

class Carry : public testing::TestWithParam<CarryCase> {};

TEST_P(Carry, KeepsHoldersAndAddsUp) {
  Decision decided;
  decided.splits = GetParam().splits;
  EXPECT_EQ(told(carry(decided, Decimal::parse(GetParam().net).value())), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Carry,
    testing::Values(CarryCase{"TheSameAmount",
                              {split_of(Slot::primary, 1, "100.00", {{"ANA", 100, "A1", ""}})},
                              "100.00",
                              "primary 1 ANA 100.00 A1"},
                    CarryCase{"AnotherPriceGoesByTheShares",
                              {split_of(Slot::primary, 1, "100.00",
                                        {{"ANA", 60, "A1", ""}, {"BEN", 40, "A1", ""}})},
                              "90.01",
                              "primary 1 ANA 54.01 A1; primary 1 BEN 36.00 A1"},
                    CarryCase{"LinesShareInProportionAndEachPoolAddsUp",
                              {split_of(Slot::primary, 1, "1.00", {{"ANA", 100, "A1", ""}}),
                               split_of(Slot::primary, 2, "2.00", {{"BEN", 100, "A2", ""}}),
                               split_of(Slot::inside, 1, "1.00", {{"IVY", 100, "I1", ""}}),
                               split_of(Slot::inside, 2, "2.00", {{"IVY", 100, "I1", ""}})},
                              "10.00",
                              "primary 1 ANA 3.33 A1; primary 2 BEN 6.67 A2; inside 1 IVY 3.33 I1; "
                              "inside 2 IVY 6.67 I1"},
                    CarryCase{"LinesThatWereFreePutItOnTheFirst",
                              {split_of(Slot::primary, 1, "0.00", {{"ANA", 100, "A1", ""}})},
                              "7.00",
                              "primary 1 ANA 7.00 A1"}),
    [](const auto& one) { return one.param.name; });

}  // namespace carry_test
}  // namespace norekey::credit
