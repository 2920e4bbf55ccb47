/// What the ERP says of reps, customers and invoices, and what it is told of later decisions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flow/credit_import.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace credit_erp_test {

namespace json = boost::json;
using testing::HasSubstr;

/// The fake ERP, which also tells of reps and invoices and takes other reps on an order.
class TellingErp : public adapters::Adapter {
 public:
  explicit TellingErp(std::shared_ptr<adapters::Adapter> below) : below_(std::move(below)) {}

  adapters::Changes reps, invoices;
  std::string invoiced;  ///< number of an invoice: too late for other reps
  int reassigned = 0;

  adapters::Abilities abilities() const override { return below_->abilities(); }
  awaitable<adapters::Sent> send(mapping::Document document, std::string key, Instant by) override {
    return below_->send(std::move(document), std::move(key), by);
  }
  awaitable<Result<std::vector<adapters::Receipt>>> find(std::string key) override {
    return below_->find(std::move(key));
  }
  awaitable<adapters::Sent> finish(adapters::Receipt receipt) override {
    return below_->finish(std::move(receipt));
  }
  awaitable<Result<adapters::ErpOrder>> read_back(adapters::Receipt receipt) override {
    return below_->read_back(std::move(receipt));
  }
  awaitable<adapters::Sent> change(adapters::Receipt receipt, mapping::Document document,
                                   Instant by, adapters::Extent extent) override {
    if (extent == adapters::Extent::reps) ++reassigned;
    if (extent == adapters::Extent::reps && !invoiced.empty()) return late(std::move(receipt));
    return below_->change(std::move(receipt), std::move(document), by, extent);
  }
  awaitable<adapters::Sent> cancel(adapters::Receipt receipt, Instant by) override {
    return below_->cancel(std::move(receipt), by);
  }
  awaitable<Result<adapters::HeldPage>> orders(Instant since, std::string cursor) override {
    return below_->orders(since, std::move(cursor));
  }
  awaitable<Result<std::string>> greet() override { return below_->greet(); }
  awaitable<Result<adapters::Changes>> watch(adapters::Subject subject,
                                             std::string cursor) override {
    if (subject == adapters::Subject::reps) co_return reps;
    if (subject == adapters::Subject::invoices) co_return invoices;
    co_return co_await below_->watch(subject, std::move(cursor));
  }

 private:
  awaitable<adapters::Sent> late(adapters::Receipt receipt) {
    co_return adapters::Rejected{{Fate::reject,
                                  "sale " + receipt.number + " is already invoiced as " + invoiced,
                                  "have it put right in the ERP",
                                  {},
                                  "too late in ERP"}};
  }

  const std::shared_ptr<adapters::Adapter> below_;
};

class CreditErp : public testing::Test {
 protected:
  World w{"no", kMapping, {{"reps.csv", "rep,name\nANA,Ana\nBEN,Ben\n"}}};
  std::shared_ptr<TellingErp> erp;

  void SetUp() override {
    auto setup = std::const_pointer_cast<flow::Setup>(w.context().setup);
    erp = std::make_shared<TellingErp>(setup->erps.at("erp"));
    setup->erps["erp"] = erp;
    for (auto& one : setup->routes) one.second.adapter = erp;
  }

  void deliver() {
    w.shop->put("W1", {{"A", "400.00"}, {"B", "12.50"}});
    w.webhook("W1@1");
    w.work();
  }

  /// Whether the ERP is told.
  bool uphold(const std::string& to) {
    w.command({{"command", "credit claim"},
               {"key", "W1"},
               {"to", to},
               {"why", "sold it on site"},
               {"who", "ben (cli)"}});
    const auto decided = w.command({{"command", "credit decide"},
                                    {"id", "W1-1"},
                                    {"uphold", true},
                                    {"why", "visit report"},
                                    {"who", "mia (cli)"}});
    w.work();
    return decided.at("erp_is_told").as_bool();
  }

  std::string held() const {
    std::string out;
    for (const DocumentRep& one : w.erp->sales.at(0).order.reps)
      out += (out.empty() ? "" : ", ") + one.rep + " " + one.share.trimmed().str();
    return out;
  }

  void invoice(int place, const std::string& amount, const std::string& rep) {
    if (erp->invoices.invoices.empty()) {
      adapters::PostedInvoice& made = erp->invoices.invoices.emplace_back();
      made.key = w.erp->sales.at(0).key;
      made.number = "7";
      made.day = parse_date("2026-03-12").value();
      erp->invoices.cursor = "1";
    }
    adapters::InvoicedLine& line = erp->invoices.invoices[0].lines.emplace_back();
    line.place = place;
    line.amount = Decimal::parse(amount).value();
    line.rep = rep;
  }

  void asked_every(std::chrono::minutes every) {
    std::const_pointer_cast<flow::Setup>(w.context().setup)->invoices_every["erp"] = every;
  }

  /// As after the years of retention: bodies and steps are gone.
  void retire() {
    w.clock.advance(24h);
    std::int64_t after = 0;
    do {
      auto chunk = w.run(w.context().store.retire({w.clock.now(), w.clock.now()}, after));
      ASSERT_TRUE(chunk) << to_string(chunk.error());
      after = chunk->last;
    } while (after != 0);
  }

  json::value take() {
    return w.command({{"command", "credit erp invoices"}, {"erp", "erp"}, {"who", "mia (cli)"}});
  }
};

TEST_F(CreditErp, IsToldOfARepThatWasDecidedLaterAndReadBack) {
  deliver();
  EXPECT_EQ(held(), "ANA 100");
  EXPECT_TRUE(uphold("BEN"));
  EXPECT_EQ(held(), "BEN 100");
  EXPECT_EQ(erp->reassigned, 1);
  const auto explained = w.command({{"command", "credit explain"}, {"key", "W1"}});
  EXPECT_EQ(json::serialize(explained.at(0).at("erp_reps")), R"(["BEN 100 %"])");
  EXPECT_EQ(explained.at(0).at("sales_credit"), "sales credit BEN 100 %");
  EXPECT_EQ(explained.at(0).at("sales_credit_at_first"), "sales credit ANA 100 %");
  EXPECT_EQ(json::serialize(explained.at(0).at("decided")),
            R"(["primary: A1 at account:C100 gives ANA 100 %.",)"
            R"("primary: claim W1-1, upheld later, gives BEN 100 %."])");
  EXPECT_EQ(w.ledger().size(), 3U) << "the change in the ERP enters nothing again";
}

TEST_F(CreditErp, IsToldOfSharesToo) {
  deliver();
  uphold("ANA 60, BEN 40");
  EXPECT_EQ(held(), "ANA 60, BEN 40");
}

TEST_F(CreditErp, WhereItIsTooLateTheReasonIsToldAndTheLedgerIsRight) {
  deliver();
  erp->invoiced = "7";
  uphold("BEN");
  EXPECT_EQ(held(), "ANA 100");
  queue::Query query;
  query.state = queue::State::parked;
  const auto parked = w.run(w.context().journal.list(query)).value();
  ASSERT_EQ(parked.size(), 1U);
  EXPECT_THAT(parked[0].what, HasSubstr("sale SO1 is already invoiced as 7"));
  EXPECT_THAT(w.ledger().back(), HasSubstr(R"(\"rep\":\"BEN\")"));
}

TEST_F(CreditErp, ItsInvoicesGoIntoTheLedgerOnceAndItsCommissionsAgree) {
  deliver();
  invoice(0, "400.00", "ANA");
  invoice(1, "12.50", "ANA");
  invoice(2, "9.00", "ANA");  // freight
  const auto once = take();
  EXPECT_EQ(json::serialize(once),
            R"({"erp":"erp","invoices":1,"posted":1,"agree":2,"beyond":"9.00","differ":0,)"
            R"("rows":[]})");
  const auto twice = take();
  EXPECT_EQ(twice.at("posted"), 0);
  EXPECT_EQ(twice.at("agree"), 2);
}

TEST_F(CreditErp, ItsInvoicesAreTakenByTheDaemonAsOftenAsTheConfigSays) {
  deliver();
  invoice(0, "400.00", "ANA");
  InvoicesDue due;
  EXPECT_EQ(w.run(take_due_invoices(w.context(), due)), 0) << "nobody said that it should";
  asked_every(15min);
  EXPECT_EQ(w.run(take_due_invoices(w.context(), due)), 1);
  EXPECT_THAT(w.ledger().back(), HasSubstr(R"("entry":"earned")"));
  EXPECT_GT(due.at("erp"), std::chrono::steady_clock::now() + 14min);
  invoice(1, "12.50", "ANA");
  EXPECT_EQ(w.run(take_due_invoices(w.context(), due)), 0) << "not before its time";
  due.clear();
  EXPECT_EQ(w.run(take_due_invoices(w.context(), due)), 1);
}

TEST_F(CreditErp, AnErpThatCannotBeAskedForInvoicesIsAskedAgainWithinAMinute) {
  asked_every(15min);
  InvoicesDue due;
  EXPECT_EQ(w.run(take_due_invoices(w.context(), due)), 0);
  EXPECT_LT(due.at("erp"), std::chrono::steady_clock::now() + 2min);
}

TEST_F(CreditErp, AnInvoiceThatComesAfterTheDocumentsWereRemovedIsPlacedAllTheSame) {
  deliver();
  retire();
  invoice(0, "400.00", "ANA");
  invoice(1, "12.50", "ANA");
  invoice(2, "9.00", "ANA");  // freight
  const auto told = take();
  EXPECT_EQ(told.at("posted"), 1);
  EXPECT_EQ(told.at("agree"), 2);
  EXPECT_EQ(told.at("beyond"), "9.00");
}

TEST_F(CreditErp, ADecisionThatComesAfterTheDocumentsWereRemovedSaysThatTheErpIsNotTold) {
  deliver();
  retire();
  EXPECT_FALSE(uphold("BEN"));
  EXPECT_EQ(held(), "ANA 100");
  EXPECT_THAT(w.ledger().back(), HasSubstr(R"(\"rep\":\"BEN\")"));
}

TEST_F(CreditErp, WhatItPaysToOthersOrOnOtherBasesIsNamedWithBothValues) {
  deliver();
  invoice(0, "400.00", "BEN");
  invoice(1, "12.50", "");
  const auto rows = take().at("rows").as_array();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(json::serialize(rows[0]),
            R"({"order":"W1","erp":"SO1","invoice":"7","line":1,"base":"400.00","rep":"ANA",)"
            R"("erp_base":"400.00","erp_rep":"BEN","why":"the ledger has ANA, the ERP pays BEN"})");
  EXPECT_EQ(rows[1].at("why"), "the ERP made no commission record of this line");
}

TEST_F(CreditErp, ItsRepsAreShownBesideTheAssignmentsInOurCodes) {
  erp->reps.whole = true;
  erp->reps.reps = {{"ANA", "Ana", true}, {"CYD", "Cyd", true}};
  erp->reps.owners = {{"0004117", "BEN", {}, {}}, {"0009999", "ANA", {}, {}}};
  const auto answer = w.command({{"command", "credit import"}, {"erp", "erp"}});
  EXPECT_EQ(json::serialize(answer.at("changes")),
            R"([{"what":"new rep","account":"","rep":"CYD","was":"","why":"Cyd"},)"
            R"({"what":"kept","account":"C100","rep":"BEN","was":"ANA 100 %",)"
            R"("why":"assignment A1 was written by hand; end it to follow the ERP"}])");
  EXPECT_EQ(json::serialize(answer.at("not_on_the_web")), R"(["0009999"])");
}

TEST_F(CreditErp, OneThatTellsNothingIsSaidSo) {
  const auto refusal = [&](const char* command, const char* name) {
    json::object request{{"command", command}, {"erp", name}};
    const auto answer = w.run(run_command(w.context(), std::move(request)));
    return answer ? std::string() : to_string(answer.error());
  };
  EXPECT_EQ(refusal("credit import", "erp"),
            "the ERP tells nothing of reps\n  fix: a files ERP needs  reps-file: /path  of "
            "customer,rep below it in channels.yaml");
  EXPECT_EQ(refusal("credit erp invoices", "erp"),
            "the ERP tells nothing of invoices\n  fix: give them as a file: norekey credit "
            "invoices FILE");
  EXPECT_EQ(refusal("credit import", "erb"),
            "there is no ERP 'erb', did you mean 'erp'?\n  fix: use one of: erp");
}

json::object kept_head(World& w) {
  return w.command({{"command", "credit verify"}}).at("companies").at(0).at("keep").as_object();
}

std::string verified(World& w, json::object head) {
  const auto answer =
      w.command({{"command", "credit verify"}, {"heads", json::array{std::move(head)}}});
  return std::string(answer.at("companies").at(0).at("finding").as_string());
}

TEST_F(CreditErp, AHeadThatWasKeptShowsThatTheEndWasCutOff) {
  deliver();
  json::object head = kept_head(w);
  EXPECT_EQ(verified(w, head), "");
  head["entries"] = head["entries"].as_int64() + 2;
  EXPECT_EQ(verified(w, head), "the end was cut off: on 2026-03-10 it had 3 entries, now it has 1");
}

TEST_F(CreditErp, AHeadOfAnotherChainShowsThatItWasWrittenAnew) {
  deliver();
  json::object head = kept_head(w);
  head["hash"] = "00";
  EXPECT_EQ(verified(w, head),
            "entry 1 is another than on 2026-03-10: the ledger was written anew");
}

TEST_F(CreditErp, AHeadOfBeforeMoreWasEnteredStillHolds) {
  deliver();
  const json::object head = kept_head(w);
  uphold("BEN");
  EXPECT_EQ(verified(w, head), "");
}

}  // namespace credit_erp_test
}  // namespace norekey::flow
