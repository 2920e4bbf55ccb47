#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_settle_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(Conformance, DoneMeansEndedWithAllItsEffects) {
  const auto added = add(message("k"));
  const auto leased = lease_one();
  clock_.advance(2s);
  Effects effects;
  effects.messages = {message("notice/1")};
  effects.records = {
      {.kind = "order", .key = "WEB-1", .value = "{\"erp\":\"S1\"}", .who = "daemon"}};
  effects.aliases = {{"acme/shop", "erp", "S1", "acme/shop/WEB-1"}};
  effects.ledger = {{.company = "acme", .identity = "acme/shop/WEB-1", .body = "{\"rep\":7}"}};
  effects.steps = {{.stage = "sent", .text = "sent to the ERP", .detail = "{}"}};
  done(leased.lease, effects);

  const auto ended = row(added.id);
  EXPECT_EQ(ended.state, State::done);
  EXPECT_EQ(ended.ended, clock_.now());
  EXPECT_EQ(ended.due, Instant());
  EXPECT_THAT(keys(lease()), ElementsAre("notice/1"));
  EXPECT_EQ(value(run(journal().record("order", "WEB-1")))->value, "{\"erp\":\"S1\"}");
  EXPECT_THAT(value(run(journal().aliases("S1", ""))), SizeIs(1));
  EXPECT_THAT(value(run(journal().ledger("acme", 0, 10))), SizeIs(1));
  const auto steps = value(run(journal().steps(added.id)));
  ASSERT_THAT(steps, SizeIs(1));
  EXPECT_EQ(steps[0].stage, "sent");
  EXPECT_EQ(steps[0].message, added.id);
  EXPECT_EQ(steps[0].at, clock_.now());
}

TEST_P(Conformance, ARefusedEffectLeavesTheLeaseAndWritesNothing) {
  add(message("k"));
  const auto leased = lease_one();
  Effects effects;
  effects.records = {{.kind = "order", .key = "WEB-1", .value = "{}"}};
  effects.messages = {message("fine"), message("")};
  const auto refused = settle(leased.lease, Outcome{}, effects);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what, "message key '' is empty");
  EXPECT_FALSE(value(run(journal().record("order", "WEB-1"))));
  effects.messages.pop_back();
  done(leased.lease, effects);
  EXPECT_THAT(keys(lease()), ElementsAre("fine"));
}

TEST_P(Conformance, AFollowUpThatIsThereAlreadyIsNotStoredAgain) {
  add(message("k"));
  add(message("follow-up"));
  const auto both = lease();
  Effects effects;
  effects.messages = {message("follow-up")};
  done(both[0].lease, effects);
  EXPECT_THAT(lease(), IsEmpty());
}

TEST_P(Conformance, ALeaseCannotEndAsLeased) {
  const auto added = add(message("k"));
  Outcome outcome;
  outcome.state = State::leased;
  expect_error(settle(lease_one().lease, outcome), Fate::reject,
               "message " + std::to_string(added.id) + " cannot end its lease as leased");
}

TEST_P(Conformance, ARetryKeepsItsErrorAndCountsTheAttempt) {
  const auto added = add(message("k"));
  retry(lease_one().lease, 30s);
  const auto waiting = row(added.id);
  EXPECT_EQ(waiting.state, State::fresh);
  EXPECT_EQ(waiting.attempts, 1);
  EXPECT_EQ(waiting.due, clock_.now() + 30s);
  EXPECT_EQ(waiting.cause, "ERP answered 503");
  EXPECT_EQ(waiting.what, "ERP answered 503");
}

TEST_P(Conformance, AParkedMessageSaysWhyAndHowToMendIt) {
  const auto added = add(message("k"));
  Outcome outcome;
  outcome.state = State::parked;
  outcome.error = Error{Fate::reject,
                        "item 'ABC-1' has no ERP number \xff",
                        "add it to lookups/items",
                        {"lookups/items.csv", 14, 9, "sku"},
                        "items/ABC-1"};
  expect_ok(settle(lease_one().lease, outcome));
  const auto parked = row(added.id);
  EXPECT_EQ(parked.state, State::parked);
  EXPECT_EQ(parked.cause, "items/ABC-1");
  EXPECT_EQ(parked.what, "item 'ABC-1' has no ERP number \xef\xbf\xbd");
  EXPECT_EQ(parked.fix, "add it to lookups/items");
  EXPECT_EQ(parked.where, "lookups/items.csv:14:9: sku");
  EXPECT_EQ(parked.ended, Instant());
  EXPECT_THAT(lease(), IsEmpty());
}

TEST_P(Conformance, AnEndedMessageKeepsItsLastError) {
  const auto added = add(message("k"));
  retry(lease_one().lease, 0s);
  done(lease_one().lease);
  EXPECT_EQ(row(added.id).what, "ERP answered 503");
  EXPECT_EQ(row(added.id).attempts, 1);
}

TEST_P(Conformance, AWorkerMaySettleAsSuperseded) {
  const auto added = add(message("k"));
  Outcome outcome;
  outcome.state = State::superseded;
  expect_ok(settle(lease_one().lease, outcome));
  EXPECT_EQ(state(added.id), State::superseded);
}

TEST_P(Conformance, WakingACauseTakesUpAllThatWereParkedForItAndNoOthers) {
  for (const char* key : {"x1", "x2", "y1"}) {
    add(message(key, "customer-1"));
    park(lease_one().lease, std::string("items/") + key[0]);
  }
  Effects effects;
  effects.wake_causes = {"items/x", "items/nobody"};
  put(effects);
  const auto x1 = lease_one();
  EXPECT_EQ(x1.message.key, "x1");
  EXPECT_EQ(x1.attempts, 0);
  done(x1.lease);
  EXPECT_EQ(lease_one().message.key, "x2");
  EXPECT_EQ(value(run(journal().counts(""))).parked, 1);
}

TEST_P(Conformance, WakingAMessageTakesItUpWhereItIsParkedAndNoOthers) {
  std::vector<std::int64_t> ids;
  for (const char* key : {"a", "b", "c"}) {
    ids.push_back(add(message(key)).id);
    park(lease_one().lease, "items/x");
  }
  add(message("fresh"));
  Effects effects;
  effects.wake = {ids[1], ids[1], 4711};
  put(effects);
  EXPECT_EQ(state(ids[0]), State::parked);
  EXPECT_EQ(state(ids[1]), State::fresh);
  EXPECT_EQ(state(ids[2]), State::parked);
  EXPECT_EQ(value(run(journal().counts(""))).fresh, 2);
}

TEST_P(Conformance, ALongCauseIsFoundAgainByItsWholeText) {
  add(message("k"));
  const std::string cause = std::string(499, 'x') + "äöü and more";
  park(lease_one().lease, cause);
  Effects effects;
  effects.wake_causes = {cause};
  put(effects);
  EXPECT_EQ(lease_one().message.key, "k");
}

TEST_P(Conformance, ReplayStartsTheAttemptsAnew) {
  add(message("k"));
  retry(lease_one().lease, 0s);
  park(lease_one().lease, "c");
  EXPECT_EQ(value(run(store().replay(Selection{}))), 1);
  EXPECT_EQ(lease_one().attempts, 0);
}

struct ReplayCase {
  const char* name;
  Selection selection;
  std::vector<std::string> taken;
};

TEST_P(Conformance, ReplayTakesWhatTheSelectionNames) {
  const auto early = clock_.now();
  auto one = message("1");
  add(one);
  park(lease_one().lease, "items/A");
  clock_.advance(1h);
  const auto late = clock_.now();
  auto two = message("2");
  two.channel = "acme/edi";
  const auto second = add(two);
  park(lease_one().lease, "items/A");
  add(message("3"));
  park(lease_one().lease, "items/B");

  const ReplayCase rows[] = {
      {"by id", {.id = second.id, .cause = "", .channel = "", .since = {}}, {"2"}},
      {"by cause", {.id = 0, .cause = "items/A", .channel = "", .since = {}}, {"1", "2"}},
      {"by channel", {.id = 0, .cause = "", .channel = "acme/shop", .since = {}}, {"1", "3"}},
      {"since", {.id = 0, .cause = "", .channel = "", .since = late}, {"2", "3"}},
      {"since the beginning",
       {.id = 0, .cause = "", .channel = "", .since = early},
       {"1", "2", "3"}},
      {"several", {.id = 0, .cause = "items/A", .channel = "acme/shop", .since = late}, {}},
      {"all", {}, {"1", "2", "3"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(value(run(store().replay(row.selection))), static_cast<int>(row.taken.size()));
    const auto taken = lease();
    EXPECT_EQ(keys(taken), row.taken);
    for (const auto& leased : taken) park(leased.lease, leased.id == 3 ? "items/B" : "items/A");
  }
}

TEST_P(Conformance, ReplayTakesThousandsInChunks) {
  constexpr int kMany = 4'500;
  std::vector<Message> batch;
  for (int i = 0; i < kMany; ++i)
    batch.push_back(message("k" + std::to_string(i), i % 2 == 0 ? "" : "c"));
  value(run(store().add(std::move(batch))));
  std::vector<Leased> leased;
  Outcome parked;
  parked.state = State::parked;
  while (!(leased = lease(1000)).empty()) {
    auto all = [&]() -> boost::asio::awaitable<void> {
      for (const auto& one : leased) {
        Effects none;
        expect_ok(co_await store().settle(one.lease, parked, std::move(none)));
      }
    };
    run(all());
    if (leased.size() < 3) break;  // only the key's own are left: one at a time would take long
  }
  const auto counts = value(run(journal().counts("")));
  EXPECT_GT(counts.parked, kMany / 2);
  EXPECT_EQ(value(run(store().replay(Selection{}))), counts.parked);
}

TEST_P(Conformance, IgnoringEndsAParkedOrWaitingMessageWithWhoAndWhy) {
  const auto parked = add(message("a1", "a"));
  park(lease_one().lease, "c");
  const auto waiting = add(message("a2", "a"));
  add(message("a3", "a"));
  expect_ok(run(store().ignore(parked.id, "ann (cli)", "keyed by hand")));
  expect_ok(run(store().ignore(waiting.id, "ann (cli)", "a test order")));
  EXPECT_EQ(state(parked.id), State::ignored);
  EXPECT_EQ(row(parked.id).what, "parked for c");
  EXPECT_EQ(state(waiting.id), State::ignored);
  const auto steps = value(run(journal().steps(parked.id)));
  ASSERT_THAT(steps, SizeIs(1));
  EXPECT_EQ(steps[0].text, "ignored by ann (cli): keyed by hand");
  EXPECT_EQ(lease_one().message.key, "a3");
}

TEST_P(Conformance, IgnoringRefusesWhatIsNotThereIsWorkedOnOrHasEnded) {
  const auto added = add(message("k"));
  const auto id = std::to_string(added.id);
  const auto leased = lease_one();
  expect_error(
      run(store().ignore(added.id, "ann", "why")), Fate::reject,
      "message " + id +
          " is being worked on\n  fix: try again once it is parked or waits for its retry");
  done(leased.lease);
  expect_error(run(store().ignore(added.id, "ann", "why")), Fate::reject,
               "message " + id + " has ended already\n  fix: look at it: norekey trace " + id);
  expect_error(run(store().ignore(99, "ann", "why")), Fate::reject,
               "message 99 does not exist\n  fix: list the parked ones: norekey parked");
}

TEST_P(Conformance, SupersedingEndsOlderMessagesOfItsKindAndIdentityWithoutAnOpenIntent) {
  const auto order = add(of_order("o1", "WEB-1"));
  const auto event = add(of_order("e1", "WEB-1", "event"));
  const auto other = add(of_order("o2", "WEB-2"));
  const auto part = add(of_order("p1", "WEB-1", "part"));
  const auto sent = add(of_order("p2", "WEB-1", "part"));
  const auto all = lease();
  park(all[3].lease, "items/X");                                     // p1
  expect_ok(run(store().intend(all[4].lease, intent("WEB-1/p2"))));  // p2
  retry(all[4].lease, 1h);
  const auto newer = add(of_order("o3", "WEB-1"));

  Effects effects;
  effects.supersede = {{"order", "WEB-1", newer.id}, {"part", "WEB-1", 0}};
  done(lease_one().lease, effects);
  EXPECT_EQ(state(order.id), State::superseded);  // leased, nothing sent: its worker is told
  EXPECT_EQ(state(part.id), State::superseded);   // parked
  EXPECT_EQ(state(sent.id), State::fresh);        // open intent
  EXPECT_EQ(state(event.id), State::leased);      // no order, no part
  EXPECT_EQ(state(other.id), State::leased);      // another order
  EXPECT_EQ(state(newer.id), State::done);
  const auto id = std::to_string(order.id);
  expect_error(run(store().intend(all[0].lease, intent("WEB-1/place"))), Fate::reject,
               "journal#" + id + ": the lease of message " + id + " is stale: it has ended");
}

TEST_P(Conformance, SupersedingIsDoneBeforeTheFollowUpsOfTheSameKindAreStored) {
  const auto order = add(of_order("o1", "WEB-1"));
  const auto part = add(of_order("p1", "WEB-1", "part"));
  const auto leased = lease();
  park(leased[1].lease, "items/X");
  Effects effects;
  effects.supersede = {{"part", "WEB-1", 0}};
  auto next = of_order("p1", "WEB-1", "part");
  next.body = "the next revision";
  effects.messages = {next};
  done(leased[0].lease, effects);
  EXPECT_EQ(state(order.id), State::done);
  EXPECT_EQ(state(part.id), State::superseded);
  EXPECT_EQ(lease_one().message.body, "the next revision");
}

TEST_P(Conformance, SupersedingReleasesTheKey) {
  auto older = of_order("o1", "WEB-1");
  older.ordering = "customer-1";
  add(older);
  const auto leased = lease_one();
  retry(leased.lease, 1h);
  auto newer = of_order("o2", "WEB-1");
  newer.ordering = "customer-1";
  const auto second = add(newer);
  EXPECT_THAT(lease(), IsEmpty());
  Effects effects;
  effects.supersede = {{"order", "WEB-1", second.id}};
  put(effects);
  EXPECT_EQ(lease_one().message.key, "o2");
}

TEST_P(Conformance, SupersedingWithoutAnIdentityEndsNothing) {
  const auto added = add(of_order("o1", ""));
  Effects effects;
  effects.supersede = {{"order", "", 0}};
  put(effects);
  EXPECT_EQ(state(added.id), State::fresh);
}

TEST_P(Conformance, PutAnswersWhatItsMessagesBecameAndNeedsNoLease) {
  add(message("there"));
  Effects effects;
  effects.messages = {message("there"), message("new")};
  const auto added = put(effects);
  ASSERT_THAT(added, SizeIs(2));
  EXPECT_EQ(added[0].how, Added::duplicate);
  EXPECT_EQ(added[1].how, Added::first);
}

TEST_P(Conformance, PutWritesStepsOfMessagesThatExist) {
  const auto added = add(message("k"));
  Effects effects;
  effects.steps = {{.stage = "normalised", .text = "two lines", .detail = "", .message = added.id},
                   {.stage = "credited", .text = "to rep 7", .detail = "", .message = added.id}};
  put(effects);
  const auto steps = value(run(journal().steps(added.id)));
  ASSERT_THAT(steps, SizeIs(2));
  EXPECT_EQ(steps[1].stage, "credited");
  effects.steps = {{.stage = "sent", .text = "", .detail = "", .message = 4711}};
  expect_error(run(store().put(effects)), Fate::reject,
               "step 'sent' is of message 4711, which does not exist");
}

}  // namespace conformance_settle_test
}  // namespace norekey::queue::test
