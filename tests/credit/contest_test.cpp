#include "credit/contest.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace contest_test {

struct ContestSale {
  const char *account, *day, *rep, *inside, *helper;
};

Frozen contest_sale(const ContestSale& in) {
  Frozen out;
  out.sale.account = in.account;
  out.sale.currency = "USD";
  out.sale.impersonator = in.helper;
  out.decided.day = parse_date(in.day).value();
  const auto add = [&](Slot slot, const char* rep) {
    Split split;
    split.slot = slot;
    split.line = 1;
    split.base = Decimal::parse("10.00").value();
    split.holders = {{rep, 100, "A1", ""}};
    out.decided.splits.push_back(split);
  };
  add(Slot::primary, in.rep);
  if (*in.inside != '\0') add(Slot::inside, in.inside);
  return out;
}

std::string told_standings(const std::vector<ContestSale>& sales) {
  Contest contest(parse_date("2026-03-01").value(), parse_date("2026-03-31").value());
  for (const ContestSale& one : sales) contest.add(contest_sale(one));
  std::string out;
  for (const Standing& one : contest.standings()) {
    out += (out.empty() ? "" : "; ") + std::to_string(one.rank) + " " + one.rep + " " +
           std::to_string(one.signed_up) + "/" + std::to_string(one.active) + "/" +
           std::to_string(one.helped) + "/" + std::to_string(one.orders);
    const auto usd = one.amounts.find("USD");
    if (usd != one.amounts.end()) out += " " + usd->second.str();
  }
  return out;
}

struct ContestCase {
  const char* name;
  std::vector<ContestSale> sales;
  const char* want;  ///< "rank rep signed up/active/helped/orders amount"
};

class Contests : public testing::TestWithParam<ContestCase> {};

TEST_P(Contests, CountWhoBroughtCustomersToTheWeb) {
  EXPECT_EQ(told_standings(GetParam().sales), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Contests,
    testing::Values(
        ContestCase{"ANewCustomerCountsOnce",
                    {{"C1", "2026-03-02", "ANA", "", ""}, {"C1", "2026-03-03", "ANA", "", ""}},
                    "1 ANA 1/1/0/2 20.00"},
        ContestCase{"WhoOrderedBeforeIsNotNew",
                    {{"C1", "2026-03-20", "ANA", "", ""}, {"C1", "2026-02-28", "ANA", "", ""}},
                    "1 ANA 0/0/0/1 10.00"},
        ContestCase{"OneOfTwoOrdersBeforeTheLastThirtyDaysIsNotActive",
                    {{"C1", "2026-03-01", "ANA", "", ""}, {"C1", "2026-03-20", "ANA", "", ""}},
                    "1 ANA 1/0/0/2 20.00"},
        ContestCase{"InsideSalesCountsTooAndHasNoAmountOfItsOwn",
                    {{"C1", "2026-03-20", "ANA", "IVY", "IVY"}},
                    "1 IVY 1/0/1/1; 2 ANA 1/0/0/1 10.00"},
        ContestCase{"EqualFiguresShareARank",
                    {{"C1", "2026-03-20", "ANA", "", ""},
                     {"C2", "2026-03-20", "BEN", "", ""},
                     {"C3", "2026-02-01", "CYD", "", ""},
                     {"C3", "2026-03-20", "CYD", "", ""}},
                    "1 ANA 1/0/0/1 10.00; 1 BEN 1/0/0/1 10.00; 3 CYD 0/0/0/1 10.00"},
        ContestCase{
            "NobodysOrdersBelongToNobody", {{"C1", "2026-03-20", "UNASSIGNED", "", ""}}, ""},
        ContestCase{"OrdersAfterTheLastDayWait", {{"C1", "2026-04-01", "ANA", "", ""}}, ""}),
    [](const auto& one) { return one.param.name; });

TEST(ContestsAfterAll, CountWhatStandsInTheLedgerNow) {
  Contest contest(parse_date("2026-03-01").value(), parse_date("2026-03-31").value());
  const auto add = [&](const ContestSale& in, const char* standing) {
    const boost::json::value answer =
        boost::json::parse(std::string(R"({"order":"x","standing":)") + standing + "}");
    contest.add(contest_sale(in), held_of(answer.as_object()));
  };
  add({"C1", "2026-03-02", "ANA", "IVY", ""}, R"([{"slot":"primary","rep":"BEN","amount":"6.00"},)"
                                              R"({"slot":"primary","rep":"ANA","amount":"4.00"},)"
                                              R"({"slot":"inside","rep":"IVY","amount":"10.00"}])");
  add({"C2", "2026-03-03", "ANA", "", ""}, "[]");  // cancelled
  std::string got;
  for (const Standing& one : contest.standings()) {
    got += one.rep + " " + std::to_string(one.signed_up) + "/" + std::to_string(one.orders);
    for (const auto& amount : one.amounts) got += " " + amount.second.str();
    got += "; ";
  }
  EXPECT_EQ(got, "ANA 1/1 4.00; BEN 1/1 6.00; IVY 1/1; ");
}

TEST(ContestsAfterAll, AnOrderOfWhichNothingIsBookedYetCountsAsItWasDecided) {
  const boost::json::value answer = boost::json::parse(R"({"order":"x","customer":""})");
  EXPECT_FALSE(held_of(answer.as_object()));
}

}  // namespace contest_test
}  // namespace norekey::credit
