#include <gmock/gmock.h>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace late_erp_test {

using testing::SizeIs;

/// An ERP that may take an order after any wait.
std::map<std::string, std::string> patient_channels() {
  std::string channels = kChannels;
  channels.replace(channels.find("PARTIAL"), 7, "no");
  channels.replace(channels.find("adapter: fake"), 13, "adapter: fake, may-commit-late: yes");
  return {{"channels.yaml", channels}};
}

std::int64_t newest_part(World& w) {
  queue::Query query;
  query.kind = "part";
  query.limit = 1;
  return w.run(w.context().journal.list(query)).value().at(0).id;
}

boost::json::object replay(World& w, bool send_again) {
  return {{"command", "replay"},
          {"id", newest_part(w)},
          {"send_again", send_again},
          {"who", "ann (cli)"}};
}

/// One order, sent and not answered, and its time is over.
void send_into_the_dark(World& w, Fault fault) {
  w.shop->put("W1", {{"A", "1.00"}});
  w.erp->faults = {fault};
  w.webhook("W1@1");
  w.work();
  w.clock.advance(16s);  // send window 5 s + longest request 10 s
  w.work();
}

TEST(LateErp, WhatItMayTakeAfterItsTimeIsParkedAndFoundOnceItIsThere) {
  World w("no", kMapping, patient_channels());
  send_into_the_dark(w, Fault::commits_late);
  EXPECT_EQ(w.newest("part"),
            "parked: outcome unknown: the ERP does not show it, and may take it late");
  const auto parked = w.command({{"command", "causes"}});
  const std::string id = std::to_string(newest_part(w));
  EXPECT_EQ(parked.at(0).at("cause"), "outcome unknown");
  EXPECT_EQ(std::string(parked.at(0).at("fix").as_string()),
            "look in the ERP for acme/shop/W1/1; where it is not and will not be there: norekey "
            "replay --id " +
                id + " --send-again; where it is: norekey replay --id " + id);
  w.erp->sales = w.erp->late;  // at last
  w.command(replay(w, false));
  w.work();
  EXPECT_EQ(w.newest("part"), "done");
  EXPECT_EQ(w.erp->sends, 1);
  EXPECT_THAT(w.ledger(), SizeIs(1));
}

TEST(LateErp, ReplayLooksAgainAndNeverSendsByItself) {
  World w("no", kMapping, patient_channels());
  send_into_the_dark(w, Fault::is_silent);
  w.command(replay(w, false));
  w.work();
  EXPECT_EQ(w.newest("part"),
            "parked: outcome unknown: the ERP does not show it, and may take it late");
  EXPECT_EQ(w.erp->sends, 1);
}

TEST(LateErp, OnAPersonsWordThatItIsNotThereItIsSentAgain) {
  World w("no", kMapping, patient_channels());
  send_into_the_dark(w, Fault::is_silent);
  w.command(replay(w, true));
  w.work();
  EXPECT_EQ(w.newest("part"), "done");
  EXPECT_EQ(w.erp->sends, 2);
  EXPECT_THAT(w.erp->sales, SizeIs(1));
}

TEST(LateErp, ANewerRevisionWaitsForWhatMayStillCome) {
  World w("no", kMapping, patient_channels());
  send_into_the_dark(w, Fault::commits_late);
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  EXPECT_EQ(w.newest("part"),
            "parked: outcome unknown: an older revision of the order may still take effect");
  EXPECT_EQ(w.erp->sends, 1);
  w.erp->sales = w.erp->late;
  w.command({{"command", "replay"}, {"cause", "outcome unknown"}});
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "2.00");
  EXPECT_EQ(w.erp->sends, 1);
}

TEST(LateErp, AChangeThatMayStillComeIsNotMadeTwiceNorOvertaken) {
  World w("no", kMapping, patient_channels());
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.erp->silent_changes = 1;
  w.shop->put("W1", {{"A", "2.00"}});
  w.webhook("W1@2");
  w.work();
  w.clock.advance(16s);
  w.work();
  EXPECT_EQ(
      w.newest("part"),
      "parked: outcome unknown: an earlier change may still take effect; the change was: price of "
      "000A 1.00 became 2.00; total 1.00 became 2.00");
  const auto older = newest_part(w);
  w.shop->put("W1", {{"A", "3.00"}});
  w.webhook("W1@3");
  w.work();
  EXPECT_EQ(w.newest("part"),
            "parked: outcome unknown: an older revision of the order may still take effect");
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "2.00");
  w.command({{"command", "replay"}, {"id", older}, {"send_again", true}});
  w.work();
  w.command(replay(w, false));
  w.work();
  EXPECT_EQ(w.newest("part"), "done");
  EXPECT_EQ(w.erp->sales[0].order.total.str(), "3.00");
  EXPECT_EQ(w.erp->changes, 2);
}

TEST(LateErp, OnlyWhatIsParkedAsUnknownIsSentAgainOnSomebodysWord) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  const auto answer = w.run(run_command(w.context(), replay(w, true)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "message " + std::to_string(newest_part(w)) +
                " is not parked as outcome unknown\n  fix: take it up again without --send-again; "
                "norekey parked shows what waits");
}

}  // namespace late_erp_test
}  // namespace norekey::flow
