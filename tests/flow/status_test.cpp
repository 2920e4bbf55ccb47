// Statuses on their way back: the real store and flow, an ERP and a shop that are played.
#include "flow/outbound/status.hpp"

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace status_test {

class StatusWorld : public testing::Test {
 protected:
  static std::map<std::string, std::string> files(const std::string& outbound) {
    std::string channels = kChannels;
    channels.replace(channels.find("PARTIAL"), 7, "no, outbound: { " + outbound + " }");
    return {{"channels.yaml", channels}};
  }

  explicit StatusWorld(const std::string& outbound = "statuses: yes")
      : world("no", kMapping, files(outbound)) {}

  void deliver(const std::string& number, std::vector<std::pair<std::string, std::string>> lines) {
    world.shop->put(number, std::move(lines));
    world.webhook(number + "@1");
    world.work();
  }

  StatusReport look(StatusWish wish = {}) {
    auto report = world.run(sync_statuses(world.context(), "acme/shop", wish));
    EXPECT_TRUE(report) << (report ? "" : to_string(report.error()));
    world.work();
    return report ? *report : StatusReport{};
  }

  std::string text(const std::string& number) { return world.shop->board[number].text; }

  static std::function<void(adapters::OrderStatus&)> shipped(const std::string& number) {
    return [number](adapters::OrderStatus& one) {
      one.shipments.push_back(
          {number, "UPS", "1Z" + number, parse_date("2026-03-11").value(), one.ordered});
    };
  }

  World world;
};

TEST_F(StatusWorld, AnOrderShowsWhatBecameOfItAndIsToldOnce) {
  deliver("W1", {{"A", "1.00"}, {"B", "2.00"}});
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(text("W1"), "in the works");
  EXPECT_EQ(look().changed, 0);
  world.erp->became["SO1"] = shipped("7");
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(text("W1"), "shipped on 2026-03-11");
  ASSERT_EQ(world.shop->board["W1"].shipments.size(), 1u);
  const auto& parcel = world.shop->board["W1"].shipments[0];
  EXPECT_EQ(parcel.text, "shipment 7 left on 2026-03-11 by UPS, tracking 1Z7: 1 x A, 1 x B");
  EXPECT_EQ(world.shop->told, 2);
}

TEST_F(StatusWorld, WhatIsShownIsKnownAfterARestart) {
  deliver("W1", {{"A", "1.00"}});
  look();
  world.restart();
  EXPECT_EQ(look().changed, 0);
}

TEST_F(StatusWorld, ADryRunSaysWhatWouldBeShownAndShowsNothing) {
  deliver("W1", {{"A", "1.00"}});
  StatusWish wish;
  wish.dry_run = true;
  const StatusReport report = look(wish);
  EXPECT_EQ(report.changed, 1);
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].order + ": '" + report.rows[0].from + "' -> " + report.rows[0].to,
            "W1: '' -> in the works");
  EXPECT_EQ(world.shop->told, 0);
  EXPECT_EQ(look().changed, 1);
}

TEST_F(StatusWorld, OfSeveralChangesOnlyTheLastIsTold) {
  deliver("W1", {{"A", "1.00"}});
  world.run(sync_statuses(world.context(), "acme/shop", {}));
  world.erp->became["SO1"] = shipped("7");
  look();
  EXPECT_EQ(world.shop->told, 1);
  EXPECT_EQ(text("W1"), "shipped on 2026-03-11");
}

TEST_F(StatusWorld, WhatTheShopRefusesIsParkedAloneAndItsOrderIsNotHeld) {
  deliver("W1", {{"A", "1.00"}});
  deliver("W2", {{"A", "1.00"}});
  world.shop->refuses.insert("W1");
  look();
  EXPECT_EQ(text("W2"), "in the works");
  queue::Query query;
  query.state = queue::State::parked;
  const auto rows = world.run(world.context().journal.list(query)).value();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].kind + " " + rows[0].identity + ": " + rows[0].what,
            "status acme/shop/W1: no order W1");
  const auto answer = world.command({{"command", "reconcile"}, {"all", true}});
  for (const auto& entry : answer.at("channels").at(0).at("entries").as_array())
    EXPECT_EQ(entry.at("class"), "matched") << entry;
  world.shop->refuses.clear();
  world.erp->became["SO1"] = shipped("7");
  look();
  EXPECT_TRUE(world.run(world.context().journal.list(query)).value().empty());
}

/// The ERP has cancelled it for us, and its answer was lost: nobody cancelled it there.
TEST_F(StatusWorld, AnOrderWhoseDeliveryIsUnderWayIsTakenOnceItIsSettled) {
  deliver("W1", {{"A", "1.00"}});
  look();
  world.erp->silent_changes = 1;
  world.shop->orders["W1"].operation = Operation::cancel;
  world.webhook("W1@2");
  world.work();
  ASSERT_TRUE(world.erp->sales[0].cancelled);
  EXPECT_EQ(look().changed, 0);
  EXPECT_EQ(text("W1"), "in the works");
  world.clock.advance(5min);
  world.work();
  EXPECT_EQ(world.newest("part"), "done");
  world.erp->quiet_orders = true;  // it was told, and is remembered
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(text("W1"), "cancelled");
  EXPECT_EQ(look().changed, 0);
}

TEST_F(StatusWorld, AnErpThatIsAwayChangesNothing) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->blind_to_stock = Error{Fate::retry, "the ERP is away", "", {}, ""};
  const auto report = world.run(sync_statuses(world.context(), "acme/shop", {}));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().what, "the ERP is away");
  EXPECT_EQ(world.shop->told, 0);
}

TEST_F(StatusWorld, AShopThatIsBusyParksNothing) {
  deliver("W1", {{"A", "1.00"}});
  world.shop->busy = Error{Fate::retry, "the shop answered with HTTP status 429", "", {}, ""};
  look();
  EXPECT_EQ(world.newest("status"), "new: the shop answered with HTTP status 429");
  world.shop->busy.reset();
  world.clock.advance(10min);
  world.work();
  EXPECT_EQ(text("W1"), "in the works");
}

TEST_F(StatusWorld, ASaleThatStaffCancelIsCancelledInTheShop) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->sales[0].cancelled = true;
  world.erp->sales[0].changed_by = "Ann";
  look();
  EXPECT_TRUE(world.shop->board["W1"].cancelled);
  EXPECT_EQ(world.shop->board["W1"].reason, "cancelled in the ERP by Ann");
}

/// The shop's cancellation comes back as a revision, which finds nothing left to cancel.
TEST_F(StatusWorld, ASaleThatStaffCancelStaysSoWhenTheShopHasFollowed) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->sales[0].cancelled = true;
  world.erp->sales[0].changed_by = "Ann";
  look();
  world.shop->orders["W1"].operation = Operation::cancel;
  world.webhook("W1@2");
  world.work();
  EXPECT_EQ(world.newest("part"), "done");
  EXPECT_EQ(look().changed, 0);
  EXPECT_EQ(text("W1"), "cancelled in the ERP");
}

/// Staff cancel a web order and enter it once more: for its customer it goes on.
TEST_F(StatusWorld, ASaleThatStaffEnterOnceMoreIsNotCancelledInTheShop) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->sales[0].cancelled = true;
  world.erp->sales[0].changed_by = "Ann";
  FakeErp::Sale again = world.erp->sales[0];
  again.key = "W1";
  again.cancelled = false;
  again.by = "Ann";
  again.order.receipt = {"2", "SO2", "confirmed", "W1", true};
  world.erp->sales.push_back(again);
  look();
  EXPECT_FALSE(world.shop->board["W1"].cancelled);
  EXPECT_EQ(text("W1"), "with our staff");
}

TEST_F(StatusWorld, AnEditByStaffIsTold) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->sales[0].changed_by = "Ann";
  world.erp->sales[0].order.total = 3;
  look();
  ASSERT_EQ(world.shop->board["W1"].notes.size(), 1u);
  EXPECT_EQ(world.shop->board["W1"].notes[0], "changed in ERP by Ann: total 1.00 became 3");
}

TEST_F(StatusWorld, APlanNamesTheNotesThatAreToCome) {
  deliver("W1", {{"A", "1.00"}});
  look();
  world.erp->sales[0].changed_by = "Ann";
  world.erp->sales[0].order.total = 3;
  StatusWish wish;
  wish.dry_run = true;
  const StatusReport plan = look(wish);
  ASSERT_EQ(plan.rows.size(), 1u);
  EXPECT_EQ(plan.rows[0].to, "in the works; note: changed in ERP by Ann: total 1.00 became 3");
}

TEST_F(StatusWorld, KeysThatAreOfNoOrderOfOursAreCounted) {
  deliver("W1", {{"A", "1.00"}});
  FakeErp::Sale other = world.erp->sales[0];
  for (const char* key : {"SO77", "acme/shop/W9/1", ""}) {
    other.key = key;
    other.order.receipt.number = "SO77";
    world.erp->sales.push_back(other);
  }
  StatusWish wish;
  wish.dry_run = true;
  const StatusReport report = look(wish);
  EXPECT_EQ(report.strangers, 2);
  EXPECT_EQ(report.stranger, "SO77");
  EXPECT_EQ(report.orders, 1);
}

TEST_F(StatusWorld, ASaleWithOurKeyThatWeDidNotMakeIsNotShown) {
  deliver("W1", {{"A", "1.00"}});
  look();
  FakeErp::Sale copy = world.erp->sales[0];
  copy.order.receipt.number = "SO9";
  copy.order.total = 99;
  world.erp->sales.push_back(copy);
  EXPECT_EQ(look().changed, 0);
}

/// Until the delivery is settled nobody knows which of two sales with its key is ours.
TEST_F(StatusWorld, ASaleWithOurKeySeenDuringTheDeliveryDoesNotHideOurs) {
  world.erp->faults = {Fault::commits_then_is_silent};
  deliver("W1", {{"A", "1.00"}});
  FakeErp::Sale copy = world.erp->sales.at(0);
  copy.order.receipt.number = "SO9";
  world.erp->sales.push_back(copy);
  EXPECT_EQ(look().changed, 0);
  world.erp->sales.pop_back();
  world.clock.advance(5min);
  world.work();
  EXPECT_EQ(world.newest("part"), "done");
  world.erp->quiet_orders = true;
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(text("W1"), "in the works");
  EXPECT_TRUE(world.context().status_boxes.at("acme/shop")->unsettled.empty());
}

TEST_F(StatusWorld, TheCommandSaysWhatChanged) {
  deliver("W1", {{"A", "1.00"}});
  EXPECT_EQ(boost::json::serialize(world.command(
                {{"command", "sync statuses"}, {"channel", "acme/shop"}, {"dry_run", true}})),
            R"({"channels":[{"channel":"acme/shop","dry_run":true,"orders":1,"changed":1,)"
            R"("strangers":0,"stranger":"","refused":[],)"
            R"("rows":[{"order":"W1","from":"","to":"in the works"}]}]})");
  const auto unknown = world.run(
      run_command(world.context(), {{"command", "sync statuses"}, {"channel", "acme/shopp"}}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(to_string(unknown.error()),
            "there is no channel 'acme/shopp', did you mean 'acme/shop'?\n  fix: use one of: "
            "acme/shop");
}

class StatusesNotWanted : public StatusWorld {
 protected:
  StatusesNotWanted() : StatusWorld("stock: off") {}
};

TEST_F(StatusesNotWanted, TheCommandSaysHowToSwitchThemOn) {
  const auto off = world.run(run_command(world.context(), {{"command", "sync statuses"}}));
  ASSERT_FALSE(off);
  EXPECT_EQ(to_string(off.error()),
            "channel 'acme/shop' shows no statuses of the ERP\n  fix: write  outbound: { statuses: "
            "yes }  below it in channels.yaml, then: norekey apply");
}

class CancelsNotCarried : public StatusWorld {
 protected:
  CancelsNotCarried() : StatusWorld("statuses: yes, cancels: no") {}
};

TEST_F(CancelsNotCarried, ACancellationInTheErpIsOnlyTold) {
  deliver("W1", {{"A", "1.00"}});
  world.erp->sales[0].cancelled = true;
  look();
  EXPECT_FALSE(world.shop->board["W1"].cancelled);
  EXPECT_EQ(world.shop->board["W1"].notes, std::vector<std::string>{"cancelled in the ERP"});
}

class StatusBesideStock : public StatusWorld {
 protected:
  StatusBesideStock() : StatusWorld("statuses: yes, stock: on-hand, stock-every: 10 s") {}
};

/// A fulfillment takes its goods off what the shop shows, although the ERP's number is there
/// already.
TEST_F(StatusBesideStock, WhatAShipmentTookOffIsMadeRightAgain) {
  world.erp->stock["000A MAIN"] = "7";
  deliver("W1", {{"A", "1.00"}});
  world.run(sync_stock(world.context(), "acme/shop", {}));
  world.work();
  EXPECT_EQ(world.shop->shelf["A"], "MAIN=7");
  world.erp->became["SO1"] = shipped("7");
  look();
  world.shop->shelf["A"] = "MAIN=6";
  world.work();
  EXPECT_EQ(world.shop->shelf["A"], "MAIN=6");
  world.clock.advance(20s);
  world.work();
  EXPECT_EQ(world.shop->shelf["A"], "MAIN=7");
}

}  // namespace status_test
}  // namespace norekey::flow
