#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_journal_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> keys_of(const std::vector<Row>& rows) {
  std::vector<std::string> keys;
  for (const auto& row : rows) keys.push_back(row.key);
  return keys;
}

TEST_P(Conformance, AMessageIsReadWithItsBodyInEveryState) {
  auto m = of_order("k", "acme/shop/WEB-1");
  m.ordering = "customer-1";
  m.meta = "{}";
  m.body = std::string("\0\1\xff", 3);
  const auto added = add(m);
  for (const bool ended : {false, true}) {
    SCOPED_TRACE(ended ? "ended" : "live");
    if (ended) done(lease_one().lease);
    const auto [row, read] = value(run(journal().message(added.id)));
    EXPECT_EQ(row.id, added.id);
    EXPECT_EQ(row.received, clock_.now());
    EXPECT_EQ(read.key, "k");
    EXPECT_EQ(read.kind, "order");
    EXPECT_EQ(read.channel, "acme/shop");
    EXPECT_EQ(read.identity, "acme/shop/WEB-1");
    EXPECT_EQ(read.ordering, "customer-1");
    EXPECT_EQ(read.destination, "erp/acme");
    EXPECT_EQ(read.media_type, "application/json");
    EXPECT_EQ(read.meta, "{}");
    EXPECT_EQ(read.digest.size(), 64u);
    EXPECT_EQ(read.body, m.body);
  }
}

TEST_P(Conformance, AMessageThatIsNotThereIsRefused) {
  expect_error(run(journal().message(4711)), Fate::reject,
               "message 4711 does not exist\n  fix: list the newest: norekey orders");
}

struct ListCase {
  const char* name;
  Query query;
  std::vector<std::string> keys;
};

TEST_P(Conformance, ListsAnswerTheirQueryNewestFirst) {
  auto add_one = [this](const char* key, const char* channel, const char* identity) {
    auto m = of_order(key, identity, *key == 'e' ? "event" : "order");
    m.channel = channel;
    return add(m).id;
  };
  const auto start = clock_.now();
  add_one("e1", "acme/shop", "WEB-1");
  done(lease_one().lease);
  clock_.advance(1h);
  const auto o1 = add_one("o1", "acme/shop", "WEB-1");
  park(lease_one().lease, "items/A");
  add_one("e2", "acme/edi", "77");
  const auto leased = lease_one();
  clock_.advance(1h);
  add_one("o2", "acme/edi", "77");

  const ListCase rows[] = {
      {"all", {}, {"o2", "e2", "o1", "e1"}},
      {"channel", {.channel = "acme/edi"}, {"o2", "e2"}},
      {"identity", {.identity = "WEB-1"}, {"o1", "e1"}},
      {"kind", {.kind = "event"}, {"e2", "e1"}},
      {"channel and kind", {.channel = "acme/shop", .kind = "event"}, {"e1"}},
      {"cause", {.cause = "items/A"}, {"o1"}},
      {"fresh", {.state = State::fresh}, {"o2"}},
      {"leased", {.state = State::leased}, {"e2"}},
      {"parked", {.state = State::parked}, {"o1"}},
      {"parked elsewhere", {.channel = "acme/edi", .state = State::parked}, {}},
      {"done", {.state = State::done}, {"e1"}},
      {"done of an identity", {.identity = "WEB-1", .state = State::done}, {"e1"}},
      {"ignored", {.state = State::ignored}, {}},
      {"since", {.since = start + 1h}, {"o2", "e2", "o1"}},
      {"until", {.until = start + 1h}, {"e1"}},
      {"limit", {.limit = 2}, {"o2", "e2"}},
      {"next page", {.before = o1}, {"e1"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(keys_of(value(run(journal().list(row.query)))), row.keys);
  }
}

TEST_P(Conformance, EveryRevisionIsARowOfItsOwn) {
  auto m = message("k");
  add(m);
  m.body = "other";
  add(m);
  const auto rows = value(run(journal().list(Query{})));
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].revision, 2);
  EXPECT_EQ(rows[1].revision, 1);
}

TEST_P(Conformance, CausesAreCountedMostFirst) {
  const auto first = clock_.now();
  for (const char* key : {"x1", "y1", "x2"}) {
    auto m = message(key);
    if (*key == 'y') m.channel = "acme/edi";
    add(m);
    park(lease_one().lease, std::string("items/") + *key);
    clock_.advance(1s);
  }
  const auto all = value(run(journal().causes("")));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].cause, "items/x");
  EXPECT_EQ(all[0].what, "parked for items/x");
  EXPECT_EQ(all[0].fix, "mend items/x");
  EXPECT_EQ(all[0].count, 2);
  EXPECT_EQ(all[0].oldest, first);
  const auto of_edi = value(run(journal().causes("acme/edi")));
  ASSERT_THAT(of_edi, SizeIs(1));
  EXPECT_EQ(of_edi[0].cause, "items/y");
}

TEST_P(Conformance, CountsFollowEveryState) {
  const auto none = value(run(journal().counts("")));
  EXPECT_EQ(none.fresh + none.leased + none.parked + none.done + none.superseded + none.ignored, 0);
  EXPECT_EQ(none.oldest_waiting, Instant());

  for (int i = 0; i < 6; ++i) {
    add(message("k" + std::to_string(i), i > 3 ? "customer-1" : ""));
    clock_.advance(1s);
  }
  const auto leased = lease();  // 0..4; 5 is behind 4
  ASSERT_THAT(leased, SizeIs(5));
  done(leased[0].lease);
  park(leased[1].lease, "c");
  Outcome superseded;
  superseded.state = State::superseded;
  expect_ok(settle(leased[2].lease, superseded));
  retry(leased[3].lease, 1h);
  auto ignored = message("ignored");
  ignored.channel = "acme/edi";
  expect_ok(run(store().ignore(add(ignored).id, "ann", "why")));

  const auto counts = value(run(journal().counts("")));
  EXPECT_EQ(counts.fresh, 2);
  EXPECT_EQ(counts.leased, 1);
  EXPECT_EQ(counts.parked, 1);
  EXPECT_EQ(counts.done, 1);
  EXPECT_EQ(counts.superseded, 1);
  EXPECT_EQ(counts.ignored, 1);
  EXPECT_EQ(counts.oldest_waiting, leased[3].received);
  const auto of_shop = value(run(journal().counts("acme/shop")));
  EXPECT_EQ(of_shop.done, 1);
  EXPECT_EQ(of_shop.ignored, 0);
  EXPECT_EQ(of_shop.fresh, 2);
  EXPECT_EQ(value(run(journal().counts("acme/edi"))).ignored, 1);
  EXPECT_THAT(value(upkeep().check()), IsEmpty());
}

TEST_P(Conformance, AStoreThatWasWorkedOnIsSound) {
  for (int i = 0; i < 20; ++i) add(message("k" + std::to_string(i), std::string(1, 'a' + i % 3)));
  for (auto leased = lease(); !leased.empty(); leased = lease()) {
    for (const auto& one : leased) {
      if (one.id % 5 == 0) {
        park(one.lease, "c");
      } else {
        done(one.lease);
      }
    }
  }
  EXPECT_THAT(value(upkeep().check()), IsEmpty());
  reopen();
  EXPECT_THAT(value(upkeep().check()), IsEmpty());
  EXPECT_EQ(value(run(journal().counts(""))).parked, 4);
}

}  // namespace conformance_journal_test
}  // namespace norekey::queue::test
