/// The journey of an order through the real flow and the real store, with a shop and an ERP that
/// fail on purpose.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace delivery_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Delivery, AWebhookBecomesOneErpOrderWithItsRepAndTheShopIsTold) {
  World w;
  w.shop->put("W1", {{"A", "412.50"}});
  EXPECT_EQ(w.webhook("W1@1"), 200);
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].key, "acme/shop/W1/1");
  EXPECT_EQ(w.erp->sales[0].order.customer, "0004117");
  EXPECT_EQ(w.erp->sales[0].order.reps[0].rep, "ANA");
  ASSERT_THAT(w.shop->notices, SizeIs(1));
  EXPECT_EQ(w.shop->notices[0].erp_number, "SO1");
  EXPECT_EQ(w.shop->notices[0].text, "sales credit ANA 100 %");
  ASSERT_THAT(w.ledger(), SizeIs(1));
  EXPECT_THAT(w.ledger()[0], HasSubstr(R"("entry":"booked","order":"acme/shop/W1")"));
}

TEST(Delivery, TheSameOrderByWebhookTwiceAndByPollIsSentOnce) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.webhook("W1@1");
  w.webhook("W1@2");
  EXPECT_TRUE(w.run(poll_once(w.context(), "acme/shop")));
  w.work();
  w.webhook("W1@3");
  w.work();
  EXPECT_EQ(w.erp->sends, 1);
  EXPECT_THAT(w.shop->notices, SizeIs(1));
}

TEST(Delivery, AnOrderReadWhileTheShopWritesItIsReadAgain) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.shop->torn = 2;
  w.webhook("W1@1");
  for (int times = 0; times < 3; ++times) {
    w.work();
    w.clock.advance(600s);
  }
  EXPECT_EQ(w.newest("event"), "done");
  EXPECT_THAT(w.erp->sales, SizeIs(1));
}

TEST(Delivery, AnOrderThatNeverFitsTogetherIsParked) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.shop->torn = 100;
  w.webhook("W1@1");
  for (int times = 0; times < 5; ++times) {
    w.work();
    w.clock.advance(600s);
  }
  EXPECT_EQ(w.newest("event"), "parked: lines 0.00, but the shop's subTotal is 3.01");
  EXPECT_THAT(w.erp->sales, SizeIs(0));
}

struct IntakeCase {
  const char *name, *body, *path;
  int status;
};

class Intake : public testing::TestWithParam<IntakeCase> {};

TEST_P(Intake, AnswersWithTheRightStatusAndJournalsNothingThatIsNotAuthentic) {
  World w;
  EXPECT_EQ(w.webhook(GetParam().body, GetParam().path), GetParam().status);
  EXPECT_EQ(w.run(w.context().journal.counts("")).value().fresh, GetParam().status == 200 ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Flow, Intake,
                         testing::Values(IntakeCase{"authentic", "W1@1", "/hooks/acme/shop", 200},
                                         IntakeCase{"forged", "", "/hooks/acme/shop", 401},
                                         IntakeCase{"not_understood", "?", "/hooks/acme/shop", 400},
                                         IntakeCase{"no_such_channel", "W1@1", "/hooks/acme/other",
                                                    404},
                                         IntakeCase{"no_channel_at_all", "W1@1", "/hooks/", 404}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(ExactlyOnce, AnErpThatCommitsAndIsSilentIsLookedAtBeforeASecondSend) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::commits_then_is_silent};
  w.webhook("W1@1");
  w.work();
  EXPECT_THAT(w.newest("part"), HasSubstr("new: nobody knows whether the ERP took it (no answer); "
                                          "it is looked for from 2026-03-10T15:00:15"));
  w.clock.advance(14s);  // send window 5 s + longest request 10 s are not over
  w.work();
  EXPECT_EQ(w.erp->finds, 0);
  w.clock.advance(2s);
  w.work();
  EXPECT_EQ(w.erp->sends, 1);
  EXPECT_EQ(w.erp->finds, 1);
  EXPECT_EQ(w.newest("part"), "done");
  EXPECT_THAT(w.erp->sales, SizeIs(1));
}

TEST(ExactlyOnce, AnErpThatNeverTookItGetsItAgainAfterTheLook) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::is_silent};
  w.webhook("W1@1");
  w.work();
  w.clock.advance(16s);
  w.work();
  EXPECT_EQ(w.erp->sends, 2);
  EXPECT_THAT(w.erp->sales, SizeIs(1));
}

TEST(ExactlyOnce, ADaemonThatDiesBetweenIntentAndAnswerLooksFirst) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  for (const char* kind : {"event", "order"}) {
    auto leased = w.run(w.context().store.lease(1, 60s, {})).value();
    ASSERT_EQ(leased.at(0).message.kind, kind);
    auto settlement = w.run(take_step(w.context(), leased[0])).value();
    ASSERT_TRUE(
        w.run(w.context().store.settle(leased[0].lease, settlement.outcome, settlement.effects)));
  }
  auto part = w.run(w.context().store.lease(1, 60s, {})).value();
  ASSERT_TRUE(w.run(take_step(
      w.context(), part.at(0))));  // the ERP has it; the settlement is lost with the process
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  w.restart();
  w.work();
  w.clock.advance(16s);
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.newest("part"), "done");
}

TEST(ExactlyOnce, AnErpThatIsLostAfterItTookTheOrderIsLookedAtAndNotSentToAgain) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->blind = 1;
  w.webhook("W1@1");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  w.clock.advance(600s);
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.newest("part"), "done");
  EXPECT_THAT(w.ledger(), SizeIs(1));
}

TEST(ExactlyOnce, TwoOrdersUnderOneKeyInTheErpAreParkedForAPerson) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::commits_then_is_silent};
  w.webhook("W1@1");
  w.work();
  w.erp->sales.push_back(w.erp->sales[0]);
  w.clock.advance(16s);
  w.work();
  EXPECT_EQ(w.newest("part"), "parked: the ERP has 2 orders for acme/shop/W1/1: SO1 and SO1");
}

TEST(Restore, AStoreFromBeforeTheOrdersSendsNothingTwiceAndMissesNothing) {
  World w;
  std::filesystem::path copy = w.store_file() + ".copy";
  w.restart([&] { std::filesystem::copy_file(w.store_file(), copy); });
  for (int i = 0; i < 10; ++i) {
    const std::string number = "W" + std::to_string(i);
    w.shop->put(number, {{"A", "1.00"}});
    w.webhook(number + "@1");
  }
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(10));
  w.restart([&] {
    std::filesystem::remove(w.store_file() + "-wal");
    std::filesystem::remove(w.store_file() + "-shm");
    std::filesystem::rename(copy, w.store_file());
  });
  EXPECT_TRUE(w.context().upkeep.restored());
  w.shop->put("W10", {{"A", "1.00"}});
  EXPECT_TRUE(w.run(poll_once(w.context(), "acme/shop")));
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(11));
  EXPECT_EQ(w.erp->sends, 1);
  EXPECT_THAT(w.ledger(), SizeIs(11));
}

TEST(Revisions, AnUndeliveredRevisionIsSuperseded) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::retries};
  w.webhook("W1@1");
  w.work();
  w.shop->put("W1", {{"A", "1.00"}, {"B", "2.00"}});
  w.webhook("W1@2");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "3.00");
  EXPECT_EQ(w.erp->changes, 0);  // the older one was never sent
  w.clock.advance(600s);
  w.work();
  EXPECT_EQ(w.erp->sends, 2);
}

TEST(Revisions, AChangeAfterDeliveryChangesTheErpOrderAndRebooksTheCredit) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.shop->put("W1", {{"A", "1.00"}, {"B", "2.00"}});
  w.webhook("W1@2");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->changes, 1);
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "3.00");
  const auto ledger = w.ledger();
  ASSERT_THAT(ledger, SizeIs(3));
  EXPECT_THAT(ledger[1], HasSubstr("reversed"));
  EXPECT_THAT(ledger[2], HasSubstr("booked"));
}

TEST(Revisions, AChangeWhoseOutcomeNobodyKnowsGivesWayToANewerOneAfterItsTime) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.erp->silent_changes = 1;
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  w.shop->put("W1", {{"A", "3.00"}});
  w.webhook("W1@3");
  w.work();
  EXPECT_EQ(w.erp->changes, 1);  // the older one may still be under way
  w.clock.advance(60s);
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "3.00");
  EXPECT_EQ(w.erp->changes, 2);
}

TEST(Revisions, AnEditThatIsTakenBackIsARevisionOfItsOwn) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@3");
  w.work();
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "1.00");
  EXPECT_EQ(w.erp->changes, 2);
}

TEST(Revisions, AChangeThatComesTooLateIsParkedAndNeverSentAsNew) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.erp->too_late = true;
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(w.newest("part"),
            "parked: SO1 is picked already: it can no longer be changed; the change was: price of "
            "000A 1.00 became 2.00; total 1.00 became 2.00");
  EXPECT_EQ(w.erp->sends, 1);
  ASSERT_EQ(w.shop->notices.size(), 2u);
  EXPECT_EQ(w.shop->notices[1].text,
            "the change was not made in the ERP: SO1 is picked already: it can no longer be "
            "changed");
  EXPECT_EQ(w.shop->notices[1].erp_number, "");
}

TEST(Revisions, WhatIsParkedAfterDeliveryIsParkedInTheListAndInTheTrace) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  const auto state = [&] {
    const auto list = w.command({{"command", "orders"}});
    const auto trace = w.command({{"command", "trace"}, {"key", "W1"}});
    return boost::json::serialize(list.at(0).at("state")) + " " +
           boost::json::serialize(trace.at(0).at("order").at("state"));
  };
  EXPECT_EQ(state(), R"("delivered" "delivered")");
  w.erp->too_late = true;
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(state(), R"("parked" "parked")");
}

TEST(Revisions, ACancellationThatComesTooLateIsParkedAndTheShopIsToldWhy) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.erp->too_late = true;
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(w.newest("part"),
            "parked: SO1 is picked already: it can no longer be cancelled; the change was: cancel");
  ASSERT_EQ(w.shop->notices.size(), 2u);
  EXPECT_EQ(w.shop->notices[1].text,
            "the order was not cancelled in the ERP: SO1 is picked already: it can no longer be "
            "cancelled");
}

TEST(Revisions, AStateThatMovesByItselfIsNoRevision) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.shop->orders["W1"].state = "Shipped";
  w.shop->orders["W1"].changed_at = w.clock.now();
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(w.erp->changes, 0);
}

TEST(Cancelling, BeforeDeliverySendsNothing) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::retries};
  w.webhook("W1@1");
  w.work();
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@2");
  w.work();
  w.clock.advance(600s);
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(0));
  EXPECT_EQ(w.command({{"command", "orders"}}).at(0).at("state"), "cancelled");
}

TEST(Cancelling, AfterDeliveryCancelsInTheErpAndReversesTheCredit) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@2");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_TRUE(w.erp->sales[0].cancelled);
  EXPECT_THAT(w.ledger(), SizeIs(2));
}

TEST(Cancelling, AnUnknownOutcomeIsLookedAtAndThenCancelled) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::commits_then_is_silent};
  w.webhook("W1@1");
  w.work();
  w.shop->orders["W1"].operation = Operation::cancel;
  w.webhook("W1@2");
  w.clock.advance(60s);
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_TRUE(w.erp->sales[0].cancelled);
}

TEST(Parking, AMissingLookupParksAndTheRowSetsItFree) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}, {"NEW", "1.00"}});
  w.shop->put("W2", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.webhook("W2@1");
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(1));  // one bad record never blocks its neighbours
  const auto parked = w.command({{"command", "parked"}});
  ASSERT_THAT(parked.as_array(), SizeIs(1));
  EXPECT_EQ(parked.at(0).at("cause"), "items/NEW");
  EXPECT_EQ(parked.at(0).at("order"), "W1");
  EXPECT_EQ(parked.at(0).at("what"), "sku 'NEW' has no item in lookups/items");
  EXPECT_EQ(parked.at(0).at("fix"), "norekey lookups set items 'NEW' <item>");
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"NEW", "000N"}}}});
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(2));
  EXPECT_THAT(w.command({{"command", "parked"}}).as_array(), SizeIs(0));
}

TEST(Parking, ARowThatWasSetOutlivesARestartAndTheFileThatLacksIt) {
  World w;
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"NEW", "000N"}}}});
  w.restart();
  EXPECT_EQ(w.context().lookups.find("items", "NEW").value(), "000N");
}

TEST(Parking, ARefusalOfTheErpParksWithItsWordsAndReplayTakesItUp) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {Fault::rejects};
  w.webhook("W1@1");
  w.work();
  EXPECT_EQ(w.newest("part"), "parked: the customer is blocked");
  EXPECT_EQ(w.command({{"command", "replay"}, {"cause", "blocked"}}).at("replayed"), 1);
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(1));
}

TEST(Parking, WhatCannotBeReplayedIsSaid) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  for (const auto& [key, value, wanted] :
       std::vector<std::tuple<std::string, boost::json::value, std::string>>{
           {"id", 1, "message 1 is not parked\n  fix: see what became of it: norekey trace 1"},
           {"id", 99, "message 99 does not exist\n  fix: list the newest: norekey orders"},
           {"cause", "blockd",
            "nothing is parked for 'blockd'\n  fix: take a cause that norekey parked shows"},
           {"channel", "acme/shp",
            "there is no channel 'acme/shp', did you mean 'acme/shop'?\n  fix: use one of: "
            "acme/shop"}}) {
    const auto answer = w.run(run_command(w.context(), {{"command", "replay"}, {key, value}}));
    ASSERT_FALSE(answer) << key;
    EXPECT_EQ(to_string(answer.error()), wanted);
  }
  EXPECT_EQ(w.command({{"command", "replay"}, {"channel", "acme/shop"}}).at("replayed"), 0);
  for (const char* command : {"orders", "parked", "causes"}) {
    const auto answer =
        w.run(run_command(w.context(), {{"command", command}, {"channel", "acme/shp"}}));
    ASSERT_FALSE(answer) << command;
    EXPECT_EQ(answer.error().what, "there is no channel 'acme/shp', did you mean 'acme/shop'?");
  }
}

TEST(Parking, AnOrderThatDoesNotAddUpIsNotSent) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}}).total = Decimal::parse("1.01").value();
  w.shop->orders["W1"].total = Decimal::parse("1.01").value();
  w.webhook("W1@1");
  w.work();
  EXPECT_EQ(w.newest("order"),
            "parked: lines 1.00 + charges 0 + tax 0 = 1.00, but the total is 1.01");
  EXPECT_EQ(w.erp->sends, 0);
}

TEST(Partial, GoodLinesGoAndTheRestIsAParkedPart) {
  World w("yes");
  w.shop->put("W1", {{"A", "1.00"}, {"NEW", "2.00"}});
  w.webhook("W1@1");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "1.00");
  EXPECT_THAT(w.newest("part"), HasSubstr("parked: sku 'NEW' has no item"));
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"NEW", "000N"}}}});
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(2));
  EXPECT_EQ(w.erp->sales[1].key, "acme/shop/W1/2");
  EXPECT_EQ(w.erp->sales[1].order.total.str(), "2.00");
}

TEST(ReadBack, ARepOtherThanSentIsNamedWithBothValues) {
  World w;
  w.erp->other_rep = "WEB";
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  const auto text = boost::json::serialize(w.command({{"command", "trace"}, {"key", "W1"}}));
  EXPECT_THAT(text, HasSubstr("reps: sent ANA 100 %, the ERP holds WEB 100 %"));
}

TEST(Trace, FindsAnOrderByEachOfItsNumbers) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}}).po_number = "PO-7";
  w.shop->orders["W1"].po_number = "PO-7";
  w.webhook("W1@1");
  w.work();
  for (const char* key : {"W1", "SO1", "PO-7"}) {
    const auto answer = w.command({{"command", "trace"}, {"key", key}});
    ASSERT_THAT(answer.as_array(), SizeIs(1)) << key;
    EXPECT_EQ(answer.at(0).at("identity"), "acme/shop/W1");
  }
  auto nothing = w.run(run_command(w.context(), {{"command", "trace"}, {"key", "W9"}}));
  EXPECT_EQ(to_string(nothing.error()),
            "nothing goes by 'W9'\n  fix: give a web, ERP or PO number as the shop or the ERP "
            "shows it, or a message id");
}

struct FateCase {
  const char* name;
  Fate fate;
  int attempts;
  queue::State state;
  std::chrono::milliseconds wait;
};

class Outcomes : public testing::TestWithParam<FateCase> {};

TEST_P(Outcomes, FollowTheFateOfTheError) {
  const Instant now = parse_instant("2026-03-10T15:00:00Z").value();
  const auto out =
      outcome_of({GetParam().fate, "x", "", {}, ""}, GetParam().attempts, now, {}, 1000);
  EXPECT_EQ(out.state, GetParam().state);
  if (out.state == queue::State::fresh) {
    EXPECT_EQ(out.due - now, GetParam().wait);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Flow, Outcomes,
    testing::Values(FateCase{"reject_parks", Fate::reject, 0, queue::State::parked, 0ms},
                    FateCase{"first_retry", Fate::retry, 0, queue::State::fresh, 1000ms},
                    FateCase{"third_retry", Fate::retry, 2, queue::State::fresh, 4000ms},
                    FateCase{"never_over_five_minutes", Fate::retry, 50, queue::State::fresh,
                             300000ms},
                    FateCase{"halt_waits_longer", Fate::halt, 0, queue::State::fresh, 15000ms}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace delivery_test
}  // namespace norekey::flow
