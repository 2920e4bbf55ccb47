#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_intake_test {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(Conformance, AMessageComesOutAsItWentIn) {
  Message m = message("acme/shop/event/1", "acme/shop/WEB-1");
  m.identity = "acme/shop/WEB-1";
  m.meta = R"({"event":"OrderPlaced"})";
  m.media_type = "application/json; charset=iso-8859-1";
  m.body = std::string("{\"a\":1}\0\xff\x80 raw", 15);
  const auto added = add(m);
  EXPECT_EQ(added.how, Added::first);
  EXPECT_EQ(added.revision, 1);

  const auto leased = lease_one();
  EXPECT_EQ(leased.id, added.id);
  EXPECT_EQ(leased.lease.delivery, added.id);
  EXPECT_EQ(leased.revision, 1);
  EXPECT_EQ(leased.attempts, 0);
  EXPECT_EQ(leased.received, clock_.now());
  EXPECT_FALSE(leased.intent);
  EXPECT_EQ(leased.message.key, m.key);
  EXPECT_EQ(leased.message.kind, m.kind);
  EXPECT_EQ(leased.message.channel, m.channel);
  EXPECT_EQ(leased.message.identity, m.identity);
  EXPECT_EQ(leased.message.ordering, m.ordering);
  EXPECT_EQ(leased.message.destination, m.destination);
  EXPECT_EQ(leased.message.media_type, m.media_type);
  EXPECT_EQ(leased.message.meta, m.meta);
  EXPECT_EQ(leased.message.body, m.body);
}

TEST_P(Conformance, AnEmptyBodyAndABodyOfEightMegabytesAreKept) {
  auto empty = message("empty");
  empty.body.clear();
  auto large = message("large");
  large.body.resize(8u << 20);
  for (std::size_t i = 0; i < large.body.size(); ++i)
    large.body[i] = static_cast<char>(i * 31 + i / 256);
  add(empty);
  add(large);
  const auto leased = lease();
  ASSERT_EQ(leased.size(), 2u);
  EXPECT_EQ(leased[0].message.body, "");
  EXPECT_TRUE(leased[1].message.body == large.body);
}

TEST_P(Conformance, TheSameKeyWithTheSameBytesIsStoredOnce) {
  const auto first = add(message("k"));
  const auto again = add(message("k"));
  EXPECT_EQ(again.how, Added::duplicate);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.revision, 1);
  EXPECT_EQ(lease().size(), 1u);
}

TEST_P(Conformance, ADuplicateIsKnownAfterItsMessageEndedAndAfterReopening) {
  const auto first = add(message("k"));
  done(lease_one().lease);
  reopen();
  const auto again = add(message("k"));
  EXPECT_EQ(again.how, Added::duplicate);
  EXPECT_EQ(again.id, first.id);
  EXPECT_THAT(lease(), IsEmpty());
}

TEST_P(Conformance, OtherBytesUnderTheSameKeyAreTheNextRevisionEvenWhenTheyReturn) {
  auto m = message("k");
  std::vector<int> revisions;
  std::vector<Added> hows;
  for (const char* body : {"A", "B", "B", "A"}) {
    m.body = body;
    const auto added = add(m);
    revisions.push_back(added.revision);
    hows.push_back(added.how);
  }
  EXPECT_THAT(revisions, ElementsAre(1, 2, 2, 3));
  EXPECT_THAT(hows, ElementsAre(Added::first, Added::conflict, Added::duplicate, Added::conflict));
  const auto leased = lease();
  ASSERT_EQ(leased.size(), 3u);
  EXPECT_EQ(leased[2].revision, 3);
  EXPECT_EQ(leased[2].message.body, "A");
}

TEST_P(Conformance, AGivenDigestDecidesWhatIsTheSame) {
  auto m = message("k");
  m.digest = "content-1";
  add(m);
  m.body = "the same content, written otherwise";
  EXPECT_EQ(add(m).how, Added::duplicate);
  m.digest = "content-2";
  EXPECT_EQ(add(m).how, Added::conflict);
}

TEST_P(Conformance, OneBatchMayHoldAKeyTwice) {
  auto other = message("k");
  other.body = "other";
  const auto added = value(run(store().add({message("k"), message("k"), other})));
  ASSERT_EQ(added.size(), 3u);
  EXPECT_EQ(added[0].how, Added::first);
  EXPECT_EQ(added[1].how, Added::duplicate);
  EXPECT_EQ(added[1].id, added[0].id);
  EXPECT_EQ(added[2].how, Added::conflict);
  EXPECT_EQ(added[2].revision, 2);
}

TEST_P(Conformance, AnEmptyBatchIsFine) { EXPECT_THAT(value(run(store().add({}))), IsEmpty()); }

struct BadName {
  const char* name;
  void (*spoil)(Message&);
  const char* text;
};

TEST_P(Conformance, AWrongNameRefusesItsWholeBatchAndNothingElse) {
  static const BadName rows[] = {
      {"no key", [](Message& m) { m.key.clear(); }, "message key '' is empty"},
      {"no kind", [](Message& m) { m.kind.clear(); }, "message kind '' is empty"},
      {"zero byte", [](Message& m) { m.identity = std::string("a\0b", 3); },
       "identity 'a\\x00b' has a zero byte"},
      {"not UTF-8", [](Message& m) { m.channel = "caf\xe9"; },
       "channel 'caf\\xe9' is not UTF-8 at byte 4"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    auto wrong = message("wrong");
    row.spoil(wrong);
    expect_error(run(store().add({message("neighbour"), wrong})), Fate::reject,
                 std::string(row.text) +
                     "\n  fix: look at what sends it: names are UTF-8 text of at most 500 bytes");
  }
  EXPECT_THAT(lease(), IsEmpty());
  EXPECT_EQ(add(message("neighbour")).how, Added::first);
}

TEST_P(Conformance, ANameOfFiveHundredBytesIsKeptAndALongerOneRefused) {
  const std::string longest(500, 'x');
  auto m = message(longest, longest);
  m.identity = m.destination = m.channel = longest;
  add(m);
  EXPECT_EQ(lease_one().message.ordering, longest);
  const auto refused = run(store().add({message(longest + "x")}));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what,
            "message key " + norekey::shown(longest + "x") + " is 501 bytes long");
}

TEST_P(Conformance, TextThatIsNotUtf8IsMendedAndNotRefused) {
  auto m = message("k");
  m.media_type = "text/\xff";
  m.meta = std::string("{\"a\0\":1}", 8);
  add(m);
  const auto leased = lease_one();
  EXPECT_EQ(leased.message.media_type, "text/\xef\xbf\xbd");
  EXPECT_EQ(leased.message.meta, "{\"a\xef\xbf\xbd\":1}");
}

TEST_P(Conformance, AMessageWithADueTimeWaitsForIt) {
  auto later = message("later");
  later.due = clock_.now() + 10s;
  add(later);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(10s - 1us);
  EXPECT_THAT(lease(), IsEmpty());
  clock_.advance(1us);
  EXPECT_THAT(keys(lease()), ElementsAre("later"));
}

}  // namespace conformance_intake_test
}  // namespace norekey::queue::test
