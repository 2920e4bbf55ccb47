#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_index_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class IndexConformance : public Conformance {
 protected:
  Index& index() { return *open_.index; }

  std::int64_t order(const std::string& number, std::vector<std::string> words,
                     const std::string& channel = "acme/shop") {
    auto m = of_order(channel + "/" + number, channel + "/" + number);
    m.channel = channel;
    const auto id = add(m).id;
    Effects effects;
    effects.words.push_back({"order", m.identity, std::move(words)});
    put(std::move(effects));
    return id;
  }

  FoundRows found(Search search) { return value(run(index().search(std::move(search)))); }

  std::vector<std::int64_t> ids(const Search& search) {
    std::vector<std::int64_t> out;
    for (const Row& row : found(search).rows) out.push_back(row.id);
    return out;
  }
};

TEST_P(IndexConformance, AMessageIsFoundByAllOfItsWordsNewestFirst) {
  const auto a = order("1", {"po-9", "pacific", "ele-1181"});
  const auto b = order("2", {"po-8", "pacific", "ele-1182"});
  Search search;
  search.words = {"pacific"};
  EXPECT_THAT(ids(search), ElementsAre(b, a));
  search.words = {"pacific", "po-9"};
  EXPECT_THAT(ids(search), ElementsAre(a));
  search.words = {"pacific", "nothing"};
  EXPECT_THAT(ids(search), IsEmpty());
  search.words = {"Pacific"};
  EXPECT_THAT(ids(search), IsEmpty());
}

TEST_P(IndexConformance, TheLastWordMayBeABeginning) {
  const auto a = order("1", {"po-9", "ele-1181"});
  const auto b = order("2", {"po-9", "ele-1182", "ele-2"});
  Search search;
  search.beginning = "ele-118";
  EXPECT_THAT(ids(search), ElementsAre(b, a));
  search.beginning = "ele-1182";
  EXPECT_THAT(ids(search), ElementsAre(b));
  search.words = {"po-9"};
  search.beginning = "ele-1181";
  EXPECT_THAT(ids(search), ElementsAre(a));
  search.beginning = "zzz";
  EXPECT_THAT(ids(search), IsEmpty());
}

TEST_P(IndexConformance, WordsAreAddedAndBelongToTheNewestOfTheKind) {
  const auto first = order("1", {"old"});
  auto again = of_order("acme/shop/1", "acme/shop/1");
  again.body = "changed";
  const auto second = add(again).id;
  Effects effects;
  effects.words.push_back({"order", "acme/shop/1", {"new", "new", ""}});
  effects.words.push_back({"order", "acme/shop/none", {"new"}});
  effects.words.push_back({"order", "acme/shop/1", {}});
  put(std::move(effects));
  Search search;
  search.words = {"old"};
  EXPECT_THAT(ids(search), ElementsAre(first));
  search.words = {"new"};
  EXPECT_THAT(ids(search), ElementsAre(second));
}

TEST_P(IndexConformance, WordsCommitWithTheSettlementOrNotAtAll) {
  order("1", {});
  const auto leased = lease_one();
  Effects effects;
  effects.words.push_back({"order", "acme/shop/1", {"settled"}});
  Lease stale = leased.lease;
  ++stale.epoch;
  EXPECT_TRUE(settle(stale, {}, effects).has_error());
  Search search;
  search.words = {"settled"};
  EXPECT_THAT(ids(search), IsEmpty());
  done(leased.lease, effects);
  EXPECT_THAT(ids(search), ElementsAre(leased.id));
}

TEST_P(IndexConformance, ASearchIsNarrowedByEverythingAtOnce) {
  const auto a = order("1", {"word"});
  clock_.advance(1h);
  const auto b = order("2", {"word"}, "acme/other");
  clock_.advance(1h);
  const auto c = order("3", {"word"});
  for (const Leased& one : lease()) {
    if (one.id == c) park(one.lease, "items/ELE-1");
    if (one.id == a) done(one.lease);
  }
  for (const bool by_word : {false, true}) {
    SCOPED_TRACE(by_word ? "by word" : "without a word");
    Search search;
    if (by_word) search.words = {"word"};
    EXPECT_THAT(ids(search), ElementsAre(c, b, a));
    Search narrowed = search;
    narrowed.channel = "acme/other";
    EXPECT_THAT(ids(narrowed), ElementsAre(b));
    narrowed = search;
    narrowed.state = State::parked;
    EXPECT_THAT(ids(narrowed), ElementsAre(c));
    narrowed = search;
    narrowed.state = State::done;
    EXPECT_THAT(ids(narrowed), ElementsAre(a));
    narrowed = search;
    narrowed.cause = "items/ELE-1";
    EXPECT_THAT(ids(narrowed), ElementsAre(c));
    narrowed = search;
    narrowed.identity = "acme/shop/1";
    EXPECT_THAT(ids(narrowed), ElementsAre(a));
    narrowed = search;
    narrowed.kind = "event";
    EXPECT_THAT(ids(narrowed), IsEmpty());
    narrowed = search;
    narrowed.since = clock_.now() - 1h;
    EXPECT_THAT(ids(narrowed), ElementsAre(c, b));
    narrowed.until = clock_.now();
    EXPECT_THAT(ids(narrowed), ElementsAre(b));
    narrowed.since = clock_.now() + 1h;
    narrowed.until = Instant::max();
    EXPECT_THAT(ids(narrowed), IsEmpty());
  }
}

TEST_P(IndexConformance, PagesHoldEachMessageOnce) {
  std::vector<std::int64_t> all;
  for (int i = 0; i < 25; ++i) all.insert(all.begin(), order(std::to_string(i), {"word"}));
  for (const bool by_word : {false, true}) {
    Search search;
    if (by_word) search.words = {"word"};
    search.limit = 10;
    std::vector<std::int64_t> seen;
    do {
      const FoundRows page = found(search);
      for (const Row& row : page.rows) seen.push_back(row.id);
      search.before = page.before;
    } while (search.before != 0);
    EXPECT_EQ(seen, all);
  }
}

TEST_P(IndexConformance, WhatCameInEndedAndWasParkedIsCountedByFiveMinutes) {
  add(message("a"));
  add(message("a"));  // known already: it did not come in
  add(message("b"));
  clock_.advance(90s);
  const auto leased = lease();
  ASSERT_THAT(leased, SizeIs(2));
  done(leased[0].lease);
  park(leased[1].lease, "cause");
  const auto pulses = value(run(index().pulses(clock_.now() - 1h)));
  std::map<State, Pulse> by_state;
  std::int64_t came = 0;
  for (const Pulse& one : pulses) {
    EXPECT_EQ(one.channel, "acme/shop");
    EXPECT_EQ(one.kind, "event");
    EXPECT_EQ(one.at.time_since_epoch() % 5min, 0us);
    if (one.what == State::fresh) came += one.count;
    by_state[one.what] = one;
  }
  EXPECT_EQ(came, 2);
  EXPECT_EQ(by_state[State::done].count, 1);
  EXPECT_EQ(by_state[State::done].took, 90s);
  EXPECT_EQ(by_state[State::done].longest, 90s);
  EXPECT_EQ(by_state[State::parked].count, 1);
  EXPECT_THAT(value(run(index().pulses(clock_.now() + 10min))), IsEmpty());
}

TEST_P(IndexConformance, PulsesAreForgottenAfterFiveWeeks) {
  add(message("a"));
  clock_.advance(36 * 24h);
  add(message("b"));
  value(run(store().retire({}, 0)));
  EXPECT_THAT(value(run(index().pulses(Instant{}))), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Every, IndexConformance, testing::ValuesIn(every_backend()), name_of);

}  // namespace conformance_index_test
}  // namespace norekey::queue::test
