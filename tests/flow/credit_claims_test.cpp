/// Claims that a manager decides, and assignments that are approved later: the ledger follows.
#include "flow/credit_claims.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "credit/ledger.hpp"
#include "flow/credit_repost.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace credit_claims_test {

namespace json = boost::json;

constexpr const char* kReps = "rep,name\nANA,Ana\nBEN,Ben\nCYD,Cyd\n";

class Claims : public testing::Test {
 protected:
  World w{"no", kMapping, {{"reps.csv", kReps}}};

  void deliver(const std::string& account = "C100") {
    w.shop->put("W1", {{"A", "400.00"}, {"B", "12.50"}}, account);
    w.webhook("W1@1");
    w.work();
  }

  std::string ledger_lines_told() {
    std::string out;
    for (const auto& entry : w.run(w.context().journal.ledger("acme", 0, 100)).value()) {
      const auto lines = credit::ledger_lines(entry).value();
      for (const credit::LedgerLine& line : lines)
        out += (out.empty() ? "" : "; ") + line.entry + (line.doc.empty() ? "" : " " + line.doc) +
               " " + std::to_string(line.line) + " " + line.rep + " " + line.amount.str();
    }
    return out;
  }

  json::value claim(const std::string& to, int line = 0) {
    return w.command({{"command", "credit claim"},
                      {"key", "W1"},
                      {"to", to},
                      {"line", line},
                      {"why", "sold it on site"},
                      {"who", "ben (cli)"}});
  }

  json::value decide(const std::string& id, bool uphold) {
    return w.command({{"command", "credit decide"},
                      {"id", id},
                      {"uphold", uphold},
                      {"why", "visit report"},
                      {"who", "mia (cli)"}});
  }

  std::string refused(json::object request) {
    auto answer = w.run(run_command(w.context(), std::move(request)));
    return answer ? "" : answer.error().what + " | " + answer.error().fix;
  }
};

TEST_F(Claims, AnUpheldOneIsReversedAndBookedAgain) {
  deliver();
  EXPECT_EQ(claim("BEN").at("id"), "W1-1");
  EXPECT_EQ(ledger_lines_told(), "booked 1 ANA 400.00; booked 2 ANA 12.50");
  EXPECT_EQ(decide("W1-1", true).at("entered"), true);
  EXPECT_EQ(ledger_lines_told(),
            "booked 1 ANA 400.00; booked 2 ANA 12.50; reversed 1 ANA -400.00; "
            "reversed 2 ANA -12.50; booked 1 BEN 400.00; booked 2 BEN 12.50");
}

TEST_F(Claims, OrdersAndTraceSayWhoseItIsNow) {
  deliver();
  const auto said = [this] {
    const json::value orders = w.command({{"command", "orders"}});
    const json::value trace = w.command({{"command", "trace"}, {"key", "W1"}});
    return std::string(orders.at(0).at("sales_credit").as_string()) + "; " +
           std::string(trace.at(0).at("order").at("sales_credit").as_string());
  };
  EXPECT_EQ(said(), "sales credit ANA 100 %; sales credit ANA 100 %");
  claim("BEN");
  decide("W1-1", true);
  EXPECT_EQ(said(), "sales credit BEN 100 %; sales credit BEN 100 %");
}

TEST_F(Claims, OneLineAndSharesAreDecidedToTheCent) {
  deliver();
  claim("ANA 33.33, BEN 66.67", 2);
  decide("W1-1", true);
  EXPECT_EQ(ledger_lines_told(),
            "booked 1 ANA 400.00; booked 2 ANA 12.50; reversed 1 ANA -400.00; "
            "reversed 2 ANA -12.50; booked 1 ANA 400.00; booked 2 ANA 4.17; booked 2 BEN 8.33");
}

TEST_F(Claims, ADeniedOneChangesNothing) {
  deliver();
  claim("BEN");
  EXPECT_EQ(decide("W1-1", false).at("entered"), false);
  EXPECT_EQ(ledger_lines_told(), "booked 1 ANA 400.00; booked 2 ANA 12.50");
  EXPECT_EQ(w.command({{"command", "credit claims"}}).at(0).at("state"), "denied");
  EXPECT_TRUE(w.command({{"command", "credit claims"}, {"open", true}}).as_array().empty());
}

TEST_F(Claims, ACancellationAfterwardsTakesBackWhatStands) {
  deliver();
  claim("BEN", 1);
  decide("W1-1", true);
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(ledger_lines_told(),
            "booked 1 ANA 400.00; booked 2 ANA 12.50; reversed 1 ANA -400.00; "
            "reversed 2 ANA -12.50; booked 1 BEN 400.00; booked 2 ANA 12.50; "
            "reversed 1 BEN -400.00; reversed 2 ANA -12.50");
}

TEST_F(Claims, InvoicesBeforeAndAfterFollowTheRuling) {
  deliver();
  const auto invoice = [&](const char* no, const char* amount) {
    w.command({{"command", "credit post"},
               {"key", "W1"},
               {"events", json::array{json::object{{"type", "invoice"},
                                                   {"no", no},
                                                   {"at", "2026-03-11T15:00:00Z"},
                                                   {"line", 1},
                                                   {"amount", amount}}}}});
  };
  invoice("I1", "100.00");
  w.clock.advance(24h * 3);
  claim("BEN", 1);
  decide("W1-1", true);
  w.command({{"command", "credit post"},
             {"key", "W1"},
             {"events", json::array{json::object{{"type", "invoice"},
                                                 {"no", "I2"},
                                                 {"at", "2026-03-16T15:00:00Z"},
                                                 {"line", 1},
                                                 {"amount", "300.00"}}}}});
  std::map<std::string, Decimal> earned;
  for (const auto& entry : w.run(w.context().journal.ledger("acme", 0, 100)).value()) {
    const auto lines = credit::ledger_lines(entry).value();
    for (const credit::LedgerLine& line : lines) {
      if (line.entry == "earned") earned[line.rep] += line.amount;
    }
  }
  EXPECT_EQ(earned["ANA"], Decimal(0));
  EXPECT_EQ(earned["BEN"].str(), "400.00");
}

TEST_F(Claims, AreRefusedWithTheReason) {
  deliver();
  const auto claiming = [&](json::object more) {
    json::object request{
        {"command", "credit claim"}, {"key", "W1"}, {"to", "BEN"}, {"line", 0}, {"why", "x"},
        {"who", "ben (cli)"}};
    for (const auto& one : more) request[one.key()] = one.value();
    return refused(std::move(request));
  };
  EXPECT_EQ(claiming({{"why", ""}}), "a claim needs a reason | give --why \"…\"");
  EXPECT_EQ(claiming({{"why", " "}}), "a claim needs a reason | give --why \"…\"");
  EXPECT_EQ(claiming({{"to", "BAN"}}),
            "there is no rep 'BAN', did you mean 'BEN'? | use a code of reps.csv");
  EXPECT_EQ(claiming({{"to", "ANA 60, BEN 30"}}),
            "the shares of 'ANA 60, BEN 30' add up to 90, not to 100 | write shares that are 100 "
            "together");
  EXPECT_EQ(claiming({{"to", "ANA 60, "}}),
            "' ' is no rep with a share | write --to \"ANA 60, BEN 40\"");
  EXPECT_EQ(claiming({{"line", 7}}),
            "order W1 has no line 7 with sales credit | norekey credit explain W1 shows its lines");
  claim("BEN");
  EXPECT_EQ(claiming({}),
            "the claim W1-1 says the same, and waits for a decision | norekey credit claims shows "
            "it");
  EXPECT_EQ(refused({{"command", "credit decide"},
                     {"id", "W1-1"},
                     {"uphold", true},
                     {"why", "mine"},
                     {"who", "ben (cli)"}}),
            "ben (cli) made the claim W1-1 | somebody else has to decide it");
  decide("W1-1", true);
  EXPECT_EQ(refused({{"command", "credit decide"},
                     {"id", "W1-1"},
                     {"uphold", false},
                     {"why", "no"},
                     {"who", "mia (cli)"}}),
            "claim W1-1 was upheld by mia (cli) | make another claim where there is something new");
  EXPECT_EQ(refused({{"command", "credit decide"}, {"id", "W9-1"}, {"why", "no"}, {"who", "m"}}),
            "there is no claim 'W9-1' | norekey credit claims shows what was claimed");
}

TEST_F(Claims, AnOrderThatIsNobodysCanBeClaimedForClaimDays) {
  w.use({{"lookups/customers.csv", "account,customer\nC200,0004118\n"}});
  deliver("C200");
  EXPECT_EQ(ledger_lines_told(), "booked 1 UNASSIGNED 400.00; booked 2 UNASSIGNED 12.50");
  w.clock.advance(24h * 31);
  EXPECT_EQ(refused({{"command", "credit claim"},
                     {"key", "W1"},
                     {"to", "BEN"},
                     {"why", "x"},
                     {"who", "ben (cli)"}}),
            "order W1 was placed 31 days ago: it could be claimed for 30 days | ask the sales "
            "manager for an assignment with an approver instead");
}

constexpr const char* kTransfer =
    "id,at,slot,rep,share,from,until,recorded_at,approved_by,supersedes\n"
    "A1,account:C100,primary,ANA,100,2026-01-01,,,,\n"
    "A2,account:C100,primary,BEN,100,2026-03-01,,2026-03-20,MGR1,A1\n";

TEST_F(Claims, ATransferThatWasApprovedLaterIsBookedAgain) {
  deliver();
  w.clock.advance(24h * 11);
  w.use({{"assignments.csv", kTransfer}});
  const json::object request{{"command", "credit rebook"}, {"since", "2026-03-01"}};
  json::object dry = request;
  dry["dry_run"] = true;
  const json::value plan = w.command(dry);
  EXPECT_EQ(json::serialize(plan.at("changed").at(0).at("moves")),
            "[{\"rep\":\"ANA\",\"amount\":\"-412.50\"},{\"rep\":\"BEN\",\"amount\":\"412.50\"}]");
  EXPECT_EQ(ledger_lines_told(), "booked 1 ANA 400.00; booked 2 ANA 12.50");
  w.command(request);
  EXPECT_EQ(ledger_lines_told(),
            "booked 1 ANA 400.00; booked 2 ANA 12.50; reversed 1 ANA -400.00; "
            "reversed 2 ANA -12.50; booked 1 BEN 400.00; booked 2 BEN 12.50");
  EXPECT_TRUE(w.command(request).at("changed").as_array().empty());
}

TEST_F(Claims, WhatBelongsToAClosedMonthCountsInTheOpenOne) {
  deliver();
  w.command({{"command", "credit close"}, {"period", "2026-03"}});
  w.clock.advance(24h * 30);
  w.use({{"assignments.csv", kTransfer}});
  w.command({{"command", "credit rebook"}});
  const auto entries = w.run(w.context().journal.ledger("acme", 0, 100)).value();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_NE(entries[2].body.find("\"period\":\"2026-04\""), std::string::npos) << entries[2].body;
}

}  // namespace credit_claims_test
}  // namespace norekey::flow
