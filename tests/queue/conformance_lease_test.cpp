#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_lease_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(Conformance, LeasesAreOldestFirstAndAtMostAsManyAsAsked) {
  for (const char* key : {"a", "b", "c"}) add(message(key));
  EXPECT_THAT(keys(lease(2)), ElementsAre("a", "b"));
  EXPECT_THAT(keys(lease(2)), ElementsAre("c"));
  EXPECT_THAT(lease(2), IsEmpty());
  EXPECT_THAT(lease(0), IsEmpty());
}

TEST_P(Conformance, OldestFirstHoldsOverDestinations) {
  for (const char* key : {"a", "b", "c", "d"}) {
    auto m = message(key);
    m.destination = *key % 2 == 0 ? "erp/acme" : "shop/acme";
    add(m);
  }
  EXPECT_THAT(keys(lease(3)), ElementsAre("a", "b", "c"));
}

TEST_P(Conformance, PausedDestinationsAreSkippedAndOthersGoOn) {
  for (const char* key : {"a", "b", "c"}) {
    auto m = message(key);
    m.destination = *key == 'b' ? "shop/acme" : *key == 'c' ? "" : "erp/acme";
    add(m);
  }
  EXPECT_THAT(keys(lease(10, {{"erp/acme", 0}, {"nobody", 0}})), ElementsAre("b", "c"));
  EXPECT_THAT(keys(lease()), ElementsAre("a"));
}

TEST_P(Conformance, OfADestinationAtMostAsManyAreLeasedAsItMayHave) {
  for (const char* key : {"a", "b", "c", "d"}) {
    auto m = message(key);
    if (*key == 'd') m.destination = "shop/acme";
    add(m);
  }
  EXPECT_THAT(keys(lease(10, {{"erp/acme", 2}})), ElementsAre("a", "b", "d"));
  EXPECT_THAT(keys(lease()), ElementsAre("c"));
}

TEST_P(Conformance, OfOneOrderingKeyOnlyTheEarliestIsLeased) {
  for (const char* key : {"a1", "b1", "a2", "free", "a3"}) {
    add(message(key, *key == 'f' ? "" : std::string(1, *key)));
  }
  const auto first = lease();
  EXPECT_THAT(keys(first), ElementsAre("a1", "b1", "free"));
  done(first[0].lease);
  const auto second = lease();
  EXPECT_THAT(keys(second), ElementsAre("a2"));
  EXPECT_THAT(lease(), IsEmpty());
  done(second[0].lease);
  EXPECT_THAT(keys(lease()), ElementsAre("a3"));
}

TEST_P(Conformance, AKeyWhoseEarliestWaitsForItsRetryIsPassedOver) {
  add(message("a1", "a"));
  add(message("a2", "a"));
  add(message("b1", "b"));
  const auto first = lease();
  retry(first[0].lease, 30s);
  done(first[1].lease);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(30s);
  const auto again = lease_one();
  EXPECT_EQ(again.message.key, "a1");
  EXPECT_EQ(again.attempts, 1);
  done(again.lease);
  EXPECT_THAT(keys(lease()), ElementsAre("a2"));
}

TEST_P(Conformance, AKeyWhoseEarliestIsNotDueYetIsPassedOver) {
  auto later = message("a1", "a");
  later.due = clock_.now() + 30s;
  add(later);
  add(message("a2", "a"));
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(30s);
  EXPECT_THAT(keys(lease()), ElementsAre("a1"));
}

TEST_P(Conformance, OneBehindWithADueTimeWaitsForBoth) {
  auto later = message("a2", "a");
  later.due = clock_.now() + 30s;
  add(message("a1", "a"));
  add(later);
  done(lease_one().lease);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(30s);
  EXPECT_THAT(keys(lease()), ElementsAre("a2"));
}

TEST_P(Conformance, ParkingReleasesTheKey) {
  add(message("a1", "a"));
  add(message("a2", "a"));
  park(lease_one().lease, "items/X");
  EXPECT_THAT(keys(lease()), ElementsAre("a2"));
}

TEST_P(Conformance, AReplayedOneGoesBeforeTheLaterOnesOfItsKey) {
  const auto a1 = add(message("a1", "a"));
  add(message("a2", "a"));
  add(message("a3", "a"));
  park(lease_one().lease, "items/X");
  Selection selection;
  selection.id = a1.id;
  EXPECT_EQ(value(run(store().replay(selection))), 1);
  std::vector<std::string> order;
  for (int i = 0; i < 3; ++i) {
    const auto next = lease_one();
    order.push_back(next.message.key);
    done(next.lease);
  }
  EXPECT_THAT(order, ElementsAre("a1", "a2", "a3"));
}

TEST_P(Conformance, AReplayedOneWaitsForTheLaterOneThatIsBeingWorkedOn) {
  add(message("a1", "a"));
  add(message("a2", "a"));
  add(message("a3", "a"));
  park(lease_one().lease, "items/X");
  const auto a2 = lease_one();
  EXPECT_EQ(value(run(store().replay(Selection{}))), 1);
  EXPECT_THAT(lease(), IsEmpty());
  retry(a2.lease, 0s);
  EXPECT_THAT(keys(lease()), ElementsAre("a1"));
}

TEST_P(Conformance, ALeaseThatRunsOutIsTakenOverUnderAHigherEpoch) {
  add(message("k"));
  const auto lost = lease_one();
  clock_.advance(60s - 1us);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(1us);
  const auto taken = lease_one();
  EXPECT_GT(taken.lease.epoch, lost.lease.epoch);
  EXPECT_EQ(taken.attempts, 1);
  const auto id = std::to_string(lost.id);
  expect_error(
      settle(lost.lease, Outcome{}), Fate::reject,
      "journal#" + id + ": the lease of message " + id + " is stale: its epoch is 2, not 1");
  expect_error(
      run(store().intend(lost.lease, intent("k/place"))), Fate::reject,
      "journal#" + id + ": the lease of message " + id + " is stale: its epoch is 2, not 1");
  EXPECT_FALSE(value(run(journal().intent("k/place"))));
  done(taken.lease);
  expect_error(settle(taken.lease, Outcome{}), Fate::reject,
               "journal#" + id + ": the lease of message " + id + " is stale: it has ended");
}

TEST_P(Conformance, AStaleSettlementWritesNothing) {
  add(message("k"));
  const auto lost = lease_one();
  retry(lost.lease, 0s);
  Effects effects;
  effects.messages.push_back(message("follow-up"));
  effects.records.push_back({.kind = "order", .key = "WEB-1", .value = "{}"});
  const auto id = std::to_string(lost.id);
  expect_error(settle(lost.lease, Outcome{}, effects), Fate::reject,
               "journal#" + id + ": the lease of message " + id + " is stale: it is not leased");
  EXPECT_THAT(keys(lease()), ElementsAre("k"));
  EXPECT_FALSE(value(run(journal().record("order", "WEB-1"))));
}

TEST_P(Conformance, RenewingProlongsWhatIsOursAndNamesWhatIsNot) {
  add(message("a"));
  add(message("b"));
  const auto both = lease();
  ASSERT_THAT(both, SizeIs(2));
  done(both[1].lease);
  clock_.advance(50s);
  const auto lost = value(run(store().renew({both[0].lease, both[1].lease}, 60s)));
  ASSERT_THAT(lost, SizeIs(1));
  EXPECT_EQ(lost[0].delivery, both[1].id);
  clock_.advance(59s);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(1s);
  EXPECT_THAT(keys(lease()), ElementsAre("a"));
}

TEST_P(Conformance, AnOldEpochCannotRenew) {
  add(message("a"));
  const auto old = lease_one();
  clock_.advance(60s);
  lease_one();
  EXPECT_THAT(value(run(store().renew({old.lease}, 60s))), SizeIs(1));
}

TEST_P(Conformance, AnIntentSurvivesAndIsShownToTheSuccessorUntilItsOutcomeIsKnown) {
  add(message("k"));
  const auto first = lease_one();
  const auto written = intent("acme/shop/WEB-1/place");
  expect_ok(run(store().intend(first.lease, written)));
  reopen();
  clock_.advance(60s);
  auto second = lease_one();
  ASSERT_TRUE(second.intent);
  EXPECT_EQ(second.intent->key, written.key);
  EXPECT_EQ(second.intent->send_by, written.send_by);
  EXPECT_EQ(second.intent->look_from, written.look_from);

  Outcome looked;
  looked.state = State::fresh;
  looked.intent_settled = true;
  expect_ok(settle(second.lease, looked));
  EXPECT_FALSE(lease_one().intent);
  const auto known = value(run(journal().intent(written.key)));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->send_by, written.send_by);
}

TEST_P(Conformance, AnIntentWrittenAgainReplacesTheEarlierOne) {
  add(message("k"));
  const auto first = lease_one();
  expect_ok(run(store().intend(first.lease, intent("order/place"))));
  retry(first.lease, 0s);
  clock_.advance(100s);
  const auto second = lease_one();
  const auto later = intent("order/place");
  expect_ok(run(store().intend(second.lease, later)));
  EXPECT_EQ(value(run(journal().intent("order/place")))->send_by, later.send_by);
  EXPECT_FALSE(value(run(journal().intent("another"))));
}

TEST_P(Conformance, AParkedMessageKeepsItsOpenIntent) {
  const auto added = add(message("k"));
  const auto first = lease_one();
  expect_ok(run(store().intend(first.lease, intent("order/place"))));
  park(first.lease, "outcome unknown");
  Selection selection;
  selection.id = added.id;
  EXPECT_EQ(value(run(store().replay(selection))), 1);
  EXPECT_TRUE(lease_one().intent);
}

TEST_P(Conformance, AnIntentThatSomebodySaysNeverCameAboutIsSettledByReplay) {
  const auto older = add(message("older")), newer = add(message("newer")),
             other = add(message("x"));
  for (const auto& leased : lease(3)) {
    const bool same = leased.id != other.id;
    if (leased.id != newer.id)
      expect_ok(run(store().intend(leased.lease, intent(same ? "order/place" : "x/place"))));
    park(leased.lease, "outcome unknown");
  }
  Selection selection;
  selection.id = newer.id;
  selection.never_came = "order/place";
  selection.who = "ann (cli)";
  EXPECT_EQ(value(run(store().replay(selection))), 1);
  EXPECT_TRUE(value(run(journal().intent("order/place")))->settled);
  EXPECT_FALSE(value(run(journal().intent("x/place")))->settled);
  EXPECT_EQ(value(run(journal().steps(newer.id))).back().text,
            "order/place is not there, says ann (cli): sent again");
  selection.id = older.id;
  EXPECT_EQ(value(run(store().replay(selection))), 1);
  for (const auto& leased : lease()) EXPECT_FALSE(leased.intent);
}

TEST_P(Conformance, AnIntentThatIsBeingWorkedOnIsNotSettledBySomebodysWord) {
  const auto parked = add(message("parked"));
  park(lease_one().lease, "outcome unknown");
  add(message("working"));
  const auto working = lease_one();
  expect_ok(run(store().intend(working.lease, intent("order/place"))));
  Selection selection;
  selection.id = parked.id;
  selection.never_came = "order/place";
  EXPECT_EQ(value(run(store().replay(selection))), 1);
  EXPECT_FALSE(value(run(journal().intent("order/place")))->settled);
}

TEST_P(Conformance, ADutyIsClaimedAgainByItsOwnerAndFreeOnceItsTimeIsOver) {
  EXPECT_TRUE(value(run(store().claim("poll/acme/shop", 10s))));
  clock_.advance(5s);
  EXPECT_TRUE(value(run(store().claim("poll/acme/shop", 10s))));
  EXPECT_TRUE(value(run(store().claim("poll/acme/other", 10s))));
  expect_error(run(store().claim("", 10s)), Fate::reject,
               "duty '' is empty\n  fix: look at what sends it: names are UTF-8 text of at most "
               "500 bytes");
}

}  // namespace conformance_lease_test
}  // namespace norekey::queue::test
