/// Orders that people cancelled on the web and entered again in the ERP.
#include "flow/reentry/watch.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "credit/ledger.hpp"
#include "flow/reentry/finding.hpp"
#include "flow/reentry/pairs.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace reentry_test {

namespace json = boost::json;

std::string watching(const std::string& more) {
  std::string out = kChannels;
  out.replace(out.find("PARTIAL"), 7, "no");
  const std::string company = "inside-sales: own-pool";
  return out.replace(out.find(company), company.size(), company + more);
}

/// A web order that is in the ERP as SO1; then staff does things.
class ReEntered : public testing::Test {
 protected:
  World w{"no", kMapping, {{"channels.yaml", watching(", re-entry-from: 2026-03-01" + reviewer_)}}};

  void deliver() {
    w.shop->put("W1", {{"A", "412.50"}}).po_number = "PO-7";
    w.webhook("W1@1");
    w.work();
  }

  void cancel_on_the_web(const std::string& by, const std::string& reason) {
    w.shop->orders["W1"].operation = Operation::cancel;
    w.shop->orders["W1"].state = "Cancelled";
    w.shop->cancelled["W1"] = {w.clock.now(), by, reason};
    w.webhook("W1@2");
    w.work();
  }

  void enter_by_hand(const std::string& amount, const std::string& quantity = "1",
                     const std::string& po = "PO-7") {
    FakeErp::Sale& sale = w.erp->sales.emplace_back();
    const std::string number = std::to_string(w.erp->sales.size());
    sale.order.receipt = {number, "SO" + number, "confirmed", "", true};
    sale.order.customer = "0004117";
    sale.order.po_number = po;
    sale.order.total = Decimal::parse(amount).value();
    const Decimal pieces = Decimal::parse(quantity).value();
    sale.order.lines = {{"000A", "", "EA", pieces, sale.order.total, sale.order.total}};
    sale.by = "ivy";
    sale.entered = w.clock.now() + 12min;
    w.clock.advance(1h);
  }

  void look() { w.command({{"command", "reconcile"}, {"since", "7d"}}); }

  json::object the_one(const std::string& who = "olga (cli)") {
    const json::value all = w.command({{"command", "credit reentries"}, {"who", who}});
    EXPECT_EQ(all.as_array().size(), 1u);
    return all.as_array().empty() ? json::object{} : all.as_array()[0].as_object();
  }

  /// What ANA has in the ledger, by entry: "booked 412.50 SO1; …".
  std::string ledger_of_ana() {
    std::string out;
    for (const auto& entry : w.run(w.context().journal.ledger("acme", 0, 100)).value()) {
      const auto lines = credit::ledger_lines(entry).value();
      for (const credit::LedgerLine& line : lines)
        out += (out.empty() ? "" : "; ") + line.entry + " " + line.amount.str() + " " + line.erp;
    }
    return out;
  }

  json::value decide(bool same, const std::string& why = "asked the branch") {
    return w.command({{"command", "credit reentry"},
                      {"key", "W1"},
                      {"same", same},
                      {"why", why},
                      {"who", "olga (cli)"}});
  }

 private:
  static inline const std::string reviewer_ = ", re-entry-reviewer: olga";
};

TEST_F(ReEntered, CancelledByStaffAndEnteredAgainWithTheSamePoKeepsTheSalesCredit) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "customer was told it is out of stock");
  enter_by_hand("400.00");
  look();
  EXPECT_EQ(ledger_of_ana(), "booked 412.50 SO1; reversed -412.50 SO1; booked 400.00 SO2");
  const json::object one = the_one();
  EXPECT_EQ(one.at("state"), "sales credit kept");
  EXPECT_EQ(one.at("cause"), "stock-out");
  EXPECT_EQ(one.at("amount"), "400.00");
  EXPECT_EQ(one.at("next"), "");
}

TEST_F(ReEntered, ThePoMayHaveOtherBlanksAndCapitalsInTheErp) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50", "1", " po-7 ");
  look();
  EXPECT_EQ(the_one().at("state"), "sales credit kept");
}

TEST_F(ReEntered, LookingAgainEntersNothingTwice) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50");
  look();
  const std::string once = ledger_of_ana();
  look();
  EXPECT_EQ(ledger_of_ana(), once);
}

TEST_F(ReEntered, TheErpsNumberLeadsToTheWebOrder) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50");
  look();
  const json::value told = w.command({{"command", "credit explain"}, {"key", "SO2"}});
  EXPECT_EQ(told.at(0).at("order"), "W1");
}

TEST_F(ReEntered, AnotherQuantityIsAskedAndCountsOnceAPersonSaysSo) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "price was wrong");
  enter_by_hand("370.00", "1.1");
  look();
  EXPECT_EQ(ledger_of_ana(), "booked 412.50 SO1; reversed -412.50 SO1");
  EXPECT_EQ(the_one().at("state"), "is it the same order?");
  EXPECT_EQ(the_one().at("next"), "norekey credit reentry W1 --same (or --different) --why \"…\"");
  const json::value decided = decide(true);
  EXPECT_EQ(decided.at("state"), "the same order");
  EXPECT_EQ(ledger_of_ana(), "booked 412.50 SO1; reversed -412.50 SO1; booked 370.00 SO2");
}

TEST_F(ReEntered, ADecisionMayBeContestedAndTheLedgerFollows) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50");
  look();
  decide(false, "the customer ordered twice");
  EXPECT_EQ(ledger_of_ana(),
            "booked 412.50 SO1; reversed -412.50 SO1; booked 412.50 SO2; reversed -412.50 SO2");
  look();
  EXPECT_EQ(the_one().at("state"), "another order");
  decide(true);
  EXPECT_EQ(the_one().at("sales_credit_kept"), true);
}

TEST_F(ReEntered, BothOpenIsWarnedOfAndTheSalesCreditStandsOnce) {
  deliver();
  enter_by_hand("412.50");
  look();
  EXPECT_EQ(the_one().at("state"), "both open");
  EXPECT_EQ(the_one().at("next"),
            "cancel one of them before both are shipped; then norekey credit reentry W1 --same "
            "--why \"…\"");
  decide(true);
  EXPECT_EQ(ledger_of_ana(), "booked 412.50 SO1");
}

TEST_F(ReEntered, CancelledAfterBothWereOpenKeepsTheSalesCreditThen) {
  deliver();
  enter_by_hand("412.50");
  look();
  cancel_on_the_web("ivy@acme.example", "");
  look();
  EXPECT_EQ(the_one().at("state"), "sales credit kept");
  EXPECT_EQ(ledger_of_ana(), "booked 412.50 SO1; reversed -412.50 SO1; booked 412.50 SO2");
}

TEST_F(ReEntered, WhoItWasIsForThatPersonAndTheReviewer) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50");
  look();
  EXPECT_EQ(the_one("olga (cli)").at("entered_by"), "ivy");
  EXPECT_EQ(the_one("ivy (cli)").at("cancelled_by"), "ivy@acme.example");
  EXPECT_FALSE(the_one("bob (cli)").contains("entered_by"));
  EXPECT_FALSE(the_one("").contains("entered_by"));
}

TEST_F(ReEntered, NamesAreForgottenAfterAMonth) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "");
  enter_by_hand("412.50");
  look();
  w.clock.advance(24h * 31);
  look();
  EXPECT_EQ(the_one("olga (cli)").at("entered_by"), "");
  EXPECT_EQ(the_one("olga (cli)").at("cancelled_by"), "");
}

TEST_F(ReEntered, CausesAreCountedWithoutNames) {
  deliver();
  cancel_on_the_web("ivy@acme.example", "Credit hold");
  enter_by_hand("412.50");
  look();
  const json::value told = w.command({{"command", "credit causes"}});
  EXPECT_EQ(json::serialize(told.at("causes")),
            "[{\"cause\":\"credit hold\",\"channel\":\"acme/shop\",\"orders\":1,"
            "\"amount\":\"412.50\",\"currency\":\"USD\"}]");
  w.clock.advance(24h * 8);
  EXPECT_TRUE(w.command({{"command", "credit causes"}}).at("causes").as_array().empty());
}

TEST_F(ReEntered, ADecisionNeedsAReasonAndAKnownCause) {
  deliver();
  enter_by_hand("412.50");
  look();
  const auto refused = [&](json::object request) {
    auto answer = w.run(run_command(w.context(), std::move(request)));
    return answer ? "" : answer.error().what + " | " + answer.error().fix;
  };
  EXPECT_EQ(refused({{"command", "credit reentry"}, {"key", "W1"}, {"same", true}}),
            "a decision needs a reason | give --why \"…\"");
  EXPECT_EQ(refused({{"command", "credit reentry"},
                     {"key", "W1"},
                     {"same", true},
                     {"why", "x"},
                     {"cause", "prise"}}),
            "there is no cause 'prise', did you mean 'price'? | use one of: stock-out, price, "
            "credit hold, missing PO, ship date, other, not said");
}

TEST(ReEntry, IsWatchedFromTheAnnouncedDayOnOnly) {
  const std::vector<std::pair<const char*, std::size_t>> cases = {
      {", re-entry-from: 2026-03-10", 1}, {", re-entry-from: 2026-03-11", 0}, {"", 0}};
  for (const auto& [setting, found] : cases) {
    World w("no", kMapping, {{"channels.yaml", watching(setting)}});
    w.shop->put("W1", {{"A", "412.50"}}).po_number = "PO-7";
    w.webhook("W1@1");
    w.work();
    FakeErp::Sale& sale = w.erp->sales.emplace_back();
    sale.order = w.erp->sales.front().order;
    sale.order.receipt = {"2", "SO2", "confirmed", "", true};
    sale.by = "ivy";
    w.command({{"command", "reconcile"}, {"since", "7d"}});
    EXPECT_EQ(w.command({{"command", "credit reentries"}}).as_array().size(), found) << setting;
  }
}

TEST(ReEntry, AKnownSubstituteIsAsked) {
  for (const bool known : {true, false}) {
    std::map<std::string, std::string> files = {
        {"channels.yaml", watching(", re-entry-from: 2026-03-01")}};
    if (known) files["substitutes.csv"] = "item,substitute\n000A,000S\n";
    World w("no", kMapping, files);
    w.shop->put("W1", {{"A", "412.50"}}).po_number = "PO-7";
    w.webhook("W1@1");
    w.work();
    w.shop->orders["W1"].operation = Operation::cancel;
    w.shop->orders["W1"].state = "Cancelled";
    w.shop->cancelled["W1"] = {w.clock.now(), "ivy@acme.example", ""};
    w.webhook("W1@2");
    w.work();
    FakeErp::Sale& sale = w.erp->sales.emplace_back();
    sale.order.receipt = {"2", "SO2", "confirmed", "", true};
    sale.order.customer = "0004117";
    sale.order.po_number = "PO-7";
    sale.order.total = Decimal::parse("400.00").value();
    sale.order.lines = {{"000S", "", "EA", Decimal(1), sale.order.total, sale.order.total}};
    sale.by = "ivy";
    sale.entered = w.clock.now() + 12min;
    w.clock.advance(1h);
    w.command({{"command", "reconcile"}, {"since", "7d"}});
    const json::value all = w.command({{"command", "credit reentries"}, {"who", "olga (cli)"}});
    ASSERT_EQ(all.as_array().size(), known ? 1U : 0U);
    if (!known) continue;
    EXPECT_EQ(all.at(0).at("state"), "is it the same order?");
    EXPECT_EQ(all.at(0).at("why"),
              "1 of 1 items the same, 1 by a known substitute, the same PO, 12 min after the web "
              "order was cancelled by staff");
  }
}

TEST(ReEntry, OnASiblingAccountIsFoundByTheErpsNumbers) {
  World w("no", kMapping,
          {{"channels.yaml", watching(", re-entry-from: 2026-03-01")},
           {"accounts.csv", "account,crediting,parent\nC100,,P1\nC200,,P1\n"},
           {"lookups/customers.csv", "account,customer\nC100,0004117\nC200,0004118\n"}});
  w.shop->put("W1", {{"A", "412.50"}}).po_number = "PO-7";
  w.webhook("W1@1");
  w.work();
  w.shop->orders["W1"].operation = Operation::cancel;
  w.shop->orders["W1"].state = "Cancelled";
  w.shop->cancelled["W1"] = {w.clock.now(), "ivy@acme.example", ""};
  w.webhook("W1@2");
  w.work();
  FakeErp::Sale& sale = w.erp->sales.emplace_back();
  sale.order.receipt = {"2", "SO2", "confirmed", "", true};
  sale.order.customer = "0004118";
  sale.order.total = Decimal::parse("412.50").value();
  sale.order.lines = {{"000A", "", "EA", Decimal(1), sale.order.total, sale.order.total}};
  sale.by = "ivy";
  sale.entered = w.clock.now() + 12min;
  w.clock.advance(1h);
  w.command({{"command", "reconcile"}, {"since", "7d"}});
  const json::value all = w.command({{"command", "credit reentries"}, {"who", "olga (cli)"}});
  ASSERT_EQ(all.as_array().size(), 1U);
  EXPECT_EQ(all.at(0).at("state"), "sales credit kept");
}

TEST(ReEntryPairs, CompareMerchandiseWithMerchandise) {
  Books books;
  books.channel = "acme/shop";
  books.web.emplace_back().number = "W1";
  books.web.emplace_back().number = "W2";
  Known& known = books.known["acme/shop/W1"];
  known.net = Decimal(90);
  known.charges = {"FREIGHT"};
  const auto web = reentry_web_orders(books);
  EXPECT_EQ(web.at(0).net, std::optional<Decimal>(Decimal(90)));
  EXPECT_FALSE(web.at(1).net);  // nobody knows it
  adapters::HeldOrder held;
  held.order.lines = {{"V1", "", "EA", Decimal(3), Decimal(30), Decimal(90)},
                      {"FREIGHT", "", "EA", Decimal(1), Decimal(12), Decimal(12)}};
  held.order.total = Decimal(102);
  EXPECT_EQ(manual_order(held, charge_items(books)).net, Decimal(90));
  held.order.lines[0].amount = Decimal(0);  // an extract that does not say
  EXPECT_EQ(manual_order(held, charge_items(books)).net, Decimal(102));
}

TEST(ReEntryPairs, AnOrderThatNamesItsQuoteWasMadeFromIt) {
  const std::set<std::string> quotes = {"Q-100", "Q-1000"};
  const std::pair<const char*, const char*> cases[] = {{"made from Q-1000, thanks", "Q-1000"},
                                                       {"Q-100", "Q-100"},
                                                       {"see XQ-100", ""},
                                                       {"Q-10001", ""},
                                                       {"", ""}};
  for (const auto& [text, want] : cases) {
    adapters::HeldOrder held;
    held.text = text;
    EXPECT_EQ(manual_order(held, {}, quotes).reorder_of, want) << text;
    held.text.clear();
    held.order.receipt.key = text;
    EXPECT_EQ(manual_order(held, {}, quotes).reorder_of, want) << text;
  }
}

TEST(ReEntryPairs, APoIsOneHoweverItIsWritten) {
  EXPECT_EQ(credit::po_spelling(" 45-00123 "), "4500123");
  EXPECT_EQ(credit::po_spelling("450 0123"), "4500123");
  EXPECT_EQ(credit::po_spelling("po-7"), "PO7");
  EXPECT_EQ(credit::po_spelling(" - "), "");
}

struct TypedReason {
  const char *typed, *cause;
};

class ReEntryCause : public testing::TestWithParam<TypedReason> {};

TEST_P(ReEntryCause, IsWhatTheTypedReasonSpeaksOf) {
  EXPECT_EQ(reentry_cause_of(GetParam().typed), GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(Reasons, ReEntryCause,
                         testing::Values(TypedReason{"", "not said"}, TypedReason{"  ", "not said"},
                                         TypedReason{"Out of STOCK", "stock-out"},
                                         TypedReason{"on backorder", "stock-out"},
                                         TypedReason{"wrong pricing", "price"},
                                         TypedReason{"Credit hold", "credit hold"},
                                         TypedReason{"no PO", "missing PO"},
                                         TypedReason{"ship earlier", "ship date"},
                                         TypedReason{"customer changed his mind", "other"}));

}  // namespace reentry_test
}  // namespace norekey::flow
