#include "credit/adoption.hpp"

#include <gtest/gtest.h>

#include "credit/report_json.hpp"

namespace norekey::credit {
namespace adoption_test {

Sale web_sale(const std::string& account, const std::string& net, const std::string& day) {
  Sale out;
  out.account = account;
  out.currency = "USD";
  out.placed_at = parse_instant(day + "T15:00:00Z").value();
  SaleLine line;
  line.number = 1;
  line.net = Decimal::parse(net).value();
  out.lines.push_back(line);
  return out;
}

/// Two that order by themselves, one that is helped, one that sends messages.
Adoption four_customers() {
  Adoption figures(parse_date("2026-04-01").value());
  const Policy policy;
  for (const char* day : {"2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22"})
    figures.add(web_sale("C1", "1.00", day), policy, std::string("C1/") + day);
  for (const char* day : {"2026-03-20", "2026-03-30"})
    figures.add(web_sale("C2", "1.00", day), policy, std::string("C2/") + day);
  Sale helped = web_sale("C3", "30.00", "2026-03-30");
  helped.impersonator = "IVY";
  figures.add(helped, policy, "C3/1");
  Sale message = web_sale("C4", "64.00", "2026-03-30");
  message.by_edi = true;  // without a rep's code in it
  figures.add(message, policy, "C4/1");
  return figures;
}

TEST(Adoptions, CountWhoOrdersAndWhoIsLate) {
  const Adoption figures = four_customers();
  EXPECT_EQ(figures.ways().at("EDI").orders, 1);
  EXPECT_EQ(figures.signed_up(), 3) << "who sends messages has not signed up on the web";
  EXPECT_EQ(figures.active(), 1);
  EXPECT_EQ(figures.helped(), 1);
  EXPECT_EQ(figures.ways().at("self-service").orders, 6);
  EXPECT_EQ(figures.ways().at("assisted").orders, 1);
  ASSERT_EQ(figures.overdue().size(), 1U);
  EXPECT_EQ(figures.overdue()[0].account, "C1");
  EXPECT_EQ(figures.overdue()[0].days, 38);
  EXPECT_EQ(figures.overdue()[0].usual, 7);
  std::string fresh;
  for (const Called& one : figures.newcomers())
    fresh += one.account + " " + std::to_string(one.days) + "\n";
  EXPECT_EQ(fresh, "C2 12\nC3 2\n");
}

TEST(Adoptions, SayWhatEachWayIsOfOrdersAndOfMoney) {
  EXPECT_EQ(ways_csv(four_customers()),
            "way,orders,share of orders,amount,currency,share of amount\n"
            "EDI,1,12.5,64.00,USD,64.0\n"
            "assisted,1,12.5,30.00,USD,30.0\n"
            "self-service,6,75.0,6.00,USD,6.0\n");
}

TEST(Adoptions, TheCallListNamesTheCustomerAndTheRep) {
  Adoption figures = four_customers();
  EXPECT_EQ(figures.wanted(), (std::vector<std::string>{"C1/2026-02-22", "C2/2026-03-30", "C3/1"}));
  const boost::json::value answer =
      boost::json::parse(R"({"order":"C1/2026-02-22","customer":"Hudson Valley","standing":[)"
                         R"({"slot":"inside","rep":"IVY","amount":"1.00"},)"
                         R"({"slot":"primary","rep":"BEN","amount":"0.40"},)"
                         R"({"slot":"primary","rep":"ANA","amount":"0.60"}]})");
  figures.know("C1/2026-02-22", ordered_by(answer.as_object()));
  EXPECT_EQ(call_list_csv(figures),
            "account,name,rep,reason,days since the last order,usual days between orders,days "
            "since the first order\n"
            "C1,Hudson Valley,\"ANA, BEN\",overdue,38,7,\n"
            "C2,,,new on the web,,,12\n"
            "C3,,,new on the web,,,2\n");
}

}  // namespace adoption_test
}  // namespace norekey::credit
