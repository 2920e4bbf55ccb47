/// What the store knows of sales credit, asked for by command.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace credit_commands_test {

using testing::HasSubstr;

void deliver_two(World& w) {
  w.shop->put("W1", {{"A", "412.50"}});
  w.shop->put("W2", {{"A", "1.00"}, {"B", "2.00"}});
  w.webhook("W1@1");
  w.webhook("W2@1");
  w.work();
}

std::string text(const boost::json::value& value) { return boost::json::serialize(value); }

boost::json::value post(World& w, const std::string& order, const std::string& events) {
  return w.command(
      {{"command", "credit post"}, {"key", order}, {"events", boost::json::parse(events)}});
}

TEST(CreditExplain, ShowsTheRuleTheLedgerAndWhatTheErpHolds) {
  World w;
  deliver_two(w);
  const auto answer = w.command({{"command", "credit explain"}, {"key", "W1"}});
  const auto& one = answer.as_array().at(0).as_object();
  EXPECT_EQ(one.at("order"), "W1");
  EXPECT_EQ(one.at("erp"), "SO1");
  EXPECT_EQ(text(one.at("erp_reps")), R"(["ANA 100 %"])");
  EXPECT_EQ(text(one.at("decided")), R"(["primary: A1 at account:C100 gives ANA 100 %."])");
  EXPECT_EQ(one.at("business_date"), "2026-03-10");
  ASSERT_EQ(one.at("ledger").as_array().size(), 1U);
  EXPECT_EQ(one.at("ledger").at(0).at("amount"), "412.50");
}

TEST(CreditExplain, AnOrderThatWaitsHasAnOwnerByTheTablesInForce) {
  World w;
  w.shop->put("W1", {{"NOPE", "412.50"}});
  w.webhook("W1@1");
  w.work();
  ASSERT_EQ(w.newest("order").rfind("parked", 0), 0U) << w.newest("order");
  const auto answer = w.command({{"command", "credit explain"}, {"key", "W1"}});
  const auto& one = answer.as_array().at(0).as_object();
  EXPECT_EQ(one.at("sales_credit"), "");
  EXPECT_EQ(one.at("expected"), "sales credit ANA 100 %");
  EXPECT_EQ(text(one.at("decided")), R"(["primary: A1 at account:C100 gives ANA 100 %."])");
  EXPECT_EQ(one.at("business_date"), "2026-03-10");
}

TEST(CreditExplain, AnOrderThatWasCancelledBeforeTheErpHadItSaysSo) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@1");
  w.work();
  const auto answer = w.command({{"command", "credit explain"}, {"key", "W1"}});
  EXPECT_EQ(answer.at(0).at("state"), "cancelled");
  EXPECT_EQ(answer.at(0).at("sales_credit"), "");
}

TEST(CreditLedger, IsReadByRepAndDay) {
  World w;
  deliver_two(w);
  const auto all = w.command({{"command", "credit ledger"}, {"rep", "ANA"}});
  EXPECT_EQ(all.at("lines").as_array().size(), 3U);
  EXPECT_EQ(all.at("next"), 0);
  const auto none =
      w.command({{"command", "credit ledger"}, {"rep", "ANA"}, {"from", "2026-03-11"}});
  EXPECT_EQ(none.at("lines").as_array().size(), 0U);
  const auto other = w.command({{"command", "credit ledger"}, {"rep", "BEN"}});
  EXPECT_EQ(other.at("lines").as_array().size(), 0U);
}

TEST(CreditSales, AreKeptWithEachOrder) {
  World w;
  deliver_two(w);
  const auto page = w.command({{"command", "credit sales"}});
  ASSERT_EQ(page.at("sales").as_array().size(), 2U);
  EXPECT_EQ(page.at("sales").at(0).at("no"), "W1");
  EXPECT_EQ(page.at("sales").at(0).at("lines").at(0).at("net"), "412.50");
  const auto later = w.command({{"command", "credit sales"}, {"since", "2026-03-11"}});
  EXPECT_EQ(later.at("sales").as_array().size(), 0U);
}

std::string told_standing(World& w) {
  const auto page = w.command({{"command", "credit sales"}});
  const auto answer =
      w.command({{"command", "credit standing"},
                 {"orders", boost::json::array{page.at("sales").at(0).at("identity")}}});
  return text(answer.at("orders").at(0));
}

TEST(CreditStanding, IsWhatTheLedgerHasAfterALaterDecision) {
  World w{"no", kMapping, {{"reps.csv", "rep,name\nANA,Ana\nBEN,Ben\n"}}};
  deliver_two(w);
  EXPECT_THAT(told_standing(w),
              HasSubstr(R"("customer":"Hudson Valley","standing":[{"slot":"primary","rep":"ANA",)"
                        R"("amount":"412.50"}])"));
  w.command({{"command", "credit claim"},
             {"key", "W1"},
             {"to", "ANA 60, BEN 40"},
             {"why", "sold it on site"},
             {"who", "ben (cli)"}});
  w.command({{"command", "credit decide"},
             {"id", "W1-1"},
             {"uphold", true},
             {"why", "visit report"},
             {"who", "mia (cli)"}});
  post(w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])");
  EXPECT_THAT(told_standing(w), HasSubstr(R"("rep":"ANA","amount":"247.50"},{"slot":"primary",)"
                                          R"("rep":"BEN","amount":"165.00"}])"));
}

TEST(CreditPost, WhatAnEarlierDocumentRaisedIsToldWithThatDocumentOnly) {
  World w;
  deliver_two(w);
  post(w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"12.50"}])");
  const std::string over =
      R"([{"type":"return","no":"R1","at":"2026-03-13","line":"1","amount":"-50","refers":"I1"}])";
  EXPECT_EQ(text(post(w, "W1", over).at("flags")), R"(["OVER_RETURN"])");
  EXPECT_EQ(
      text(post(w, "W1",
                R"([{"type":"invoice","no":"I2","at":"2026-03-14","line":"1","amount":"1.00"}])")
               .at("flags")),
      "[]");
  EXPECT_EQ(text(post(w, "W1", over).at("flags")), R"(["OVER_RETURN"])") << "given once more";
}

TEST(CreditPost, EachDocumentStandsOnItsOwnDayAndSaysWhatItIs) {
  World w;
  deliver_two(w);
  post(w, "W1",
       R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"12.50"},)"
       R"({"type":"cancel","no":"","at":"2026-03-14","line":"1"},)"
       R"({"type":"return","no":"R1","at":"2026-03-16","line":"1","amount":"-2","refers":"I1"}])");
  const auto lines = w.command({{"command", "credit ledger"}, {"rep", "ANA"}}).at("lines");
  std::vector<std::string> told;
  for (const boost::json::value& one : lines.as_array()) {
    const auto* document = one.as_object().if_contains("document");
    if (one.at("web") == "W1" && one.at("doc") != "")
      told.push_back(text(one.at("day")) + text(one.at("doc")) + text(one.at("amount")) +
                     (document == nullptr ? "" : text(*document)));
  }
  EXPECT_THAT(told,
              testing::ElementsAre(R"("2026-03-12""I1""12.50")", R"("2026-03-14""cancel""-400.00")",
                                   R"("2026-03-16""R1""-2.00""return")"));
}

TEST(CreditClose, AMonthThatHasNotBegunOrOfNoCompanyIsASlipOfTheHand) {
  World w;
  deliver_two(w);
  boost::json::object early{{"command", "credit close"}, {"period", "2026-04"}};
  const auto next = w.run(run_command(w.context(), early));
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().what, "the month 2026-04 has not begun: it is 2026-03-10");
  boost::json::object other{
      {"command", "credit close"}, {"period", "2026-02"}, {"company", "acne"}};
  const auto nobody = w.run(run_command(w.context(), other));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().what, "there is no company 'acne'");
}

TEST(CreditVerify, FindsAnAlteredEntry) {
  World w;
  deliver_two(w);
  const auto fine = w.command({{"command", "credit verify"}}).at("companies").at(0);
  EXPECT_EQ(fine.at("finding"), "");
  EXPECT_EQ(fine.at("entries"), 2);
  w.restart([&] {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(w.store_file().c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    sqlite3_exec(db, "UPDATE ledger SET body = replace(body, 'ANA', 'BEN') WHERE number = 2",
                 nullptr, nullptr, &error);
    EXPECT_EQ(error, nullptr) << error;
    sqlite3_close(db);
  });
  const auto altered = w.command({{"command", "credit verify"}}).at("companies").at(0);
  EXPECT_EQ(altered.at("finding"), "entry 2 was altered: its text does not give its hash");
}

TEST(CreditTables, AreThoseOfTheActiveBundle) {
  World w;
  const auto files = w.command({{"command", "credit tables"}});
  EXPECT_THAT(text(files.at("assignments.csv")), HasSubstr("account:C100"));
  EXPECT_THAT(text(files.at("channels.yaml")), HasSubstr("inside-sales"));
}

TEST(CreditPost, InvoicesAndReturnsFollowTheOrdersOwnSplitOnce) {
  World w;
  deliver_two(w);
  const std::string invoice =
      R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])";
  EXPECT_EQ(text(post(w, "SO1", invoice)), R"({"order":"W1","posted":1,"entries":1,"flags":[]})");
  EXPECT_EQ(text(post(w, "W1", invoice)), R"({"order":"W1","posted":0,"entries":0,"flags":[]})");
  post(w, "W1",
       R"([{"type":"return","no":"R1","at":"2026-03-20","line":"1","amount":"-500.00",)"
       R"("refers":"I1"}])");
  std::string got;
  const auto page = w.command({{"command", "credit ledger"}, {"rep", "ANA"}});
  for (const auto& line : page.at("lines").as_array()) {
    for (const char* key : {"entry", "day", "doc", "amount"})
      got += std::string(line.at(key).as_string()) + " ";
    got += "\n";
  }
  EXPECT_EQ(got,
            "booked 2026-03-10  412.50 \nbooked 2026-03-10  1.00 \nbooked 2026-03-10  2.00 \n"
            "earned 2026-03-12 I1 412.50 \nearned 2026-03-20 R1 -412.50 \n");
  EXPECT_EQ(w.command({{"command", "credit verify"}}).at("companies").at(0).at("finding"), "");
}

TEST(CreditPost, SaysWhatIsNotTakenAndWhy) {
  World w;
  deliver_two(w);
  post(w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])");
  const auto answer =
      post(w, "W1",
           R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"400.00"},)"
           R"({"type":"invoice","no":"I2","at":"2026-03-12","line":"9","amount":"1.00"}])");
  EXPECT_EQ(answer.at("posted"), 0);
  std::string refused;
  for (const auto& one : answer.at("refused").as_array())
    refused += std::string(one.at("what").as_string()) + "\n";
  EXPECT_EQ(refused,
            "invoice I1 line 1 of order W1 is in the ledger with the amount 412.50, not 400.00\n"
            "invoice I2 line 9: order W1 has no line 9\n");
  EXPECT_EQ(w.ledger().size(), 3U) << "two orders and one invoice";
}

TEST(CreditPost, WhatBelongsToAClosedMonthCountsInTheNext) {
  World w;
  deliver_two(w);
  w.command({{"command", "credit close"}, {"period", "2026-03"}});
  const auto answer = post(
      w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])");
  EXPECT_EQ(text(answer.at("flags")), R"(["PRIOR_PERIOD"])");
  EXPECT_THAT(w.ledger().back(), HasSubstr(R"("period":"2026-04")"));
}

TEST(CreditLedger, OfAClosedMonthStaysAsItWasAndTheNextTakesWhatCame) {
  World w;
  deliver_two(w);
  const auto month = [&](const char* from, const char* to) {
    return w.command({{"command", "credit ledger"}, {"rep", "ANA"}, {"from", from}, {"to", to}})
        .at("lines")
        .as_array();
  };
  const auto march = month("2026-03-01", "2026-03-31");
  ASSERT_FALSE(march.empty());
  EXPECT_EQ(march[0].at("customer"), "Hudson Valley");
  EXPECT_EQ(march[0].at("erp"), "SO1");
  w.command({{"command", "credit close"}, {"period", "2026-03"}});
  post(w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])");
  EXPECT_EQ(text(month("2026-03-01", "2026-03-31")), text(march));
  const auto april = month("2026-04-01", "2026-04-30");
  ASSERT_EQ(april.size(), 1U);
  EXPECT_EQ(april[0].at("day"), "2026-03-12");
  EXPECT_EQ(april[0].at("period"), "2026-04");
  EXPECT_EQ(april[0].at("erp"), "SO1") << "the order's number, whoever entered the invoice";
}

TEST(CreditLedger, SaysThatARepIsNobody) {
  World w{"no", kMapping, {{"reps.csv", "rep,name\nANA,Ana\nBEN,Ben\n"}}};
  EXPECT_EQ(w.command({{"command", "credit ledger"}, {"rep", "ANN"}}).at("no_rep"),
            "'ANN', did you mean 'ANA'?");
  EXPECT_EQ(w.command({{"command", "credit ledger"}, {"rep", "ANA"}}).at("no_rep"), "");
}

TEST(CreditPost, FollowsTheSplitOfTheOrdersDayWhateverTheTablesSayLater) {
  World w;
  deliver_two(w);
  auto changed = std::make_shared<flow::Setup>();
  changed->bundle = w.context().setup->bundle;
  changed->routes = w.context().setup->routes;
  changed->erps = w.context().setup->erps;
  w.context().setup = changed;  // no assignments at all any more
  post(w, "W1", R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"412.50"}])");
  EXPECT_THAT(w.ledger().back(), HasSubstr(R"(\"rep\":\"ANA\")"));
}

boost::json::object cost_of_first(World& w, const std::string& who) {
  const auto page =
      w.command({{"command", "credit ledger"}, {"rep", "ANA"}, {"cost", true}, {"who", who}});
  return page.at("lines").as_array().back().as_object();
}

std::string margin_channels() {
  std::string out = kChannels;
  out.replace(out.find("PARTIAL"), 7, "no");
  const std::string before = "inside-sales: ";
  out.insert(out.find(before), "credit-base: margin, cost-readers: \"carol, olga\", ");
  return out;
}

TEST(CreditMargin, AnInvoiceSharesItsMarginOnceItsCostIsKnown) {
  World w{"no", kMapping, {{"channels.yaml", margin_channels()}}};
  deliver_two(w);
  EXPECT_EQ(text(post(w, "W1",
                      R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1",)"
                      R"("amount":"412.50"}])")),
            R"({"order":"W1","posted":1,"entries":0,"flags":["COST_MISSING"]})");
  const auto waiting = w.command({{"command", "credit explain"}, {"key", "W1"}});
  EXPECT_EQ(text(waiting.at(0).at("notes")),
            R"(["invoice I1 waits for its cost: its sales credit is counted then"])");
  EXPECT_EQ(text(post(w, "W1",
                      R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1",)"
                      R"("amount":"412.50","cost":"300.00"}])")),
            R"({"order":"W1","posted":1,"entries":1,"flags":[]})");
  const auto line = cost_of_first(w, "carol (cli)");
  EXPECT_EQ(text(line.at("amount")), R"("112.50")");
  EXPECT_EQ(text(line.at("cost")), R"("300.00")");
  EXPECT_EQ(w.command({{"command", "credit verify"}}).at("companies").at(0).at("finding"), "");
}

TEST(CreditMargin, TheCostIsShownToItsReadersOnly) {
  World w{"no", kMapping, {{"channels.yaml", margin_channels()}}};
  deliver_two(w);
  post(w, "W1",
       R"([{"type":"invoice","no":"I1","at":"2026-03-12","amount":"412.50",)"
       R"("cost":"300.00"}])");
  boost::json::object wish{{"command", "credit ledger"}, {"cost", true}, {"who", "ANA (cli)"}};
  const auto refused = w.run(run_command(w.context(), std::move(wish)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()),
            "'ANA' may not be shown the cost\n  fix: leave --cost away, or add the login to "
            "cost-readers of company acme in channels.yaml");
  const auto shown = [&](const char* who) {
    return text(w.command({{"command", "credit explain"}, {"key", "W1"}, {"who", who}}));
  };
  EXPECT_THAT(shown("olga (cli)"), HasSubstr("300.00"));
  EXPECT_THAT(shown("ANA (cli)"), testing::Not(HasSubstr("300.00")));
  EXPECT_THAT(text(w.command({{"command", "credit ledger"}, {"who", "ANA (cli)"}})),
              testing::Not(HasSubstr("300.00")));
}

}  // namespace credit_commands_test
}  // namespace norekey::flow
