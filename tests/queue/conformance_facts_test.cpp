#include "conformance.hpp"
#include "core/digest.hpp"

namespace norekey::queue::test {
namespace conformance_facts_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Record fact(const std::string& key, const std::string& text, bool history = false) {
  Record record;
  record.kind = "lookup/items";
  record.key = key;
  record.value = text;
  record.who = "ann (cli)";
  record.why = "new item";
  record.history = history;
  return record;
}

LedgerEntry entry(const std::string& company, const std::string& body) {
  LedgerEntry entry;
  entry.company = company;
  entry.identity = company + "/shop/WEB-1";
  entry.body = body;
  return entry;
}

std::vector<std::string> keys_of(const std::vector<Record>& records) {
  std::vector<std::string> keys;
  for (const auto& record : records) keys.push_back(record.key);
  return keys;
}

TEST_P(Conformance, ARecordIsItsLatestVersion) {
  Effects effects;
  effects.records = {fact("A", "1")};
  put(effects);
  clock_.advance(1s);
  effects.records = {fact("A", "2"), fact("A", "3")};
  put(effects);
  const auto latest = value(run(journal().record("lookup/items", "A")));
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->kind, "lookup/items");
  EXPECT_EQ(latest->key, "A");
  EXPECT_EQ(latest->value, "3");
  EXPECT_EQ(latest->version, 3);
  EXPECT_EQ(latest->who, "ann (cli)");
  EXPECT_EQ(latest->why, "new item");
  EXPECT_EQ(latest->at, clock_.now());
  EXPECT_FALSE(value(run(journal().record("lookup/units", "A"))));
}

TEST_P(Conformance, WithoutHistoryOnlyTheLatestVersionIsKept) {
  Effects effects;
  effects.records = {fact("A", "1"), fact("A", "2")};
  put(effects);
  EXPECT_THAT(value(run(journal().history("lookup/items", "A"))), SizeIs(1));
}

TEST_P(Conformance, WithHistoryEveryVersionIsKeptNewestFirst) {
  Effects effects;
  effects.records = {fact("A", "1", true), fact("A", "2", true), fact("A", "", true),
                     fact("A", "4", true)};
  put(effects);
  const auto history = value(run(journal().history("lookup/items", "A")));
  ASSERT_THAT(history, SizeIs(4));
  EXPECT_EQ(history[0].value, "4");
  EXPECT_EQ(history[0].version, 4);
  EXPECT_EQ(history[1].value, "");
  EXPECT_EQ(history[3].value, "1");
  EXPECT_EQ(history[3].version, 1);
}

TEST_P(Conformance, AWithdrawnRecordIsGoneFromReadingAndStaysInHistory) {
  Effects effects;
  effects.records = {fact("A", "1", true), fact("B", "1", true), fact("A", "", true)};
  put(effects);
  EXPECT_FALSE(value(run(journal().record("lookup/items", "A"))));
  EXPECT_THAT(keys_of(value(run(journal().records("lookup/items", "", 10)))), ElementsAre("B"));
  EXPECT_THAT(value(run(journal().history("lookup/items", "A"))), SizeIs(2));
}

TEST_P(Conformance, RecordsComeInByteOrderOfTheirKeysPageByPage) {
  Effects effects;
  for (const char* key : {"b", "Ä", "a", "B", "a-1", "10", "9"})
    effects.records.push_back(fact(key, "1"));
  put(effects);
  const auto first = value(run(journal().records("lookup/items", "", 3)));
  EXPECT_THAT(keys_of(first), ElementsAre("10", "9", "B"));
  EXPECT_THAT(keys_of(value(run(journal().records("lookup/items", "B", 10)))),
              ElementsAre("a", "a-1", "b", "Ä"));
  EXPECT_THAT(value(run(journal().records("lookup", "", 10))), IsEmpty());
}

TEST_P(Conformance, AnOrdersEntriesInTheLedgerAreFoundByTheOrder) {
  Effects effects;
  effects.ledger = {entry("acme", "{\"rep\":1}"), entry("acme", "{\"rep\":2}"),
                    entry("beta", "{\"rep\":3}")};
  effects.ledger[1].identity = "acme/shop/WEB-2";
  put(effects);
  put(effects);
  const auto mine = value(run(journal().ledger_of("acme/shop/WEB-2")));
  ASSERT_THAT(mine, SizeIs(2));
  EXPECT_EQ(mine[0].number, 2);
  EXPECT_EQ(mine[1].number, 4);
  EXPECT_THAT(value(run(journal().ledger_of("acme/shop/WEB-1"))), SizeIs(2));
  EXPECT_THAT(value(run(journal().ledger_of("acme/shop/WEB"))), IsEmpty());
}

TEST_P(Conformance, AnAliasLeadsToEveryOrderThatHasTheNumber) {
  Effects effects;
  effects.aliases = {{"acme/shop", "po", "4500017", "acme/shop/WEB-1"},
                     {"acme/shop", "po", "4500017", "acme/shop/WEB-2"},
                     {"acme/edi", "po", "4500017", "acme/edi/77"},
                     {"acme/shop", "erp", "4500017", "acme/shop/WEB-3"}};
  put(effects);
  put(effects);  // the same again adds nothing
  EXPECT_THAT(value(run(journal().aliases("4500017", ""))), SizeIs(4));
  const auto of_shop = value(run(journal().aliases("4500017", "acme/shop")));
  ASSERT_THAT(of_shop, SizeIs(3));
  EXPECT_EQ(of_shop[0].kind, "erp");
  EXPECT_EQ(of_shop[0].identity, "acme/shop/WEB-3");
  EXPECT_EQ(of_shop[1].channel, "acme/shop");
  EXPECT_EQ(of_shop[1].value, "4500017");
  EXPECT_EQ(of_shop[1].identity, "acme/shop/WEB-1");
  EXPECT_THAT(value(run(journal().aliases("450001", ""))), IsEmpty());
}

TEST_P(Conformance, AnAliasOfAnyLengthIsFoundByItsWholeText) {
  Effects effects;
  effects.aliases = {{"acme/shop", "po", std::string(3'000, '9') + "\xff", "acme/shop/WEB-1"}};
  put(effects);
  EXPECT_THAT(value(run(journal().aliases(effects.aliases[0].value, ""))), SizeIs(1));
}

TEST_P(Conformance, TheLedgerIsOneHashChainACompany) {
  Effects effects;
  effects.ledger = {entry("acme", "{\"rep\":1}"), entry("beta", "{\"rep\":2}"),
                    entry("acme", "{\"rep\":3}")};
  put(effects);
  reopen();
  effects.ledger = {entry("acme", "{\"rep\":4}")};
  put(effects);

  const auto chain = value(run(journal().ledger("acme", 0, 10)));
  ASSERT_THAT(chain, SizeIs(3));
  std::string previous;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    EXPECT_EQ(chain[i].number, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(chain[i].previous, previous);
    EXPECT_EQ(chain[i].hash, sha256_hex(previous + "\n" + chain[i].body));
    EXPECT_EQ(chain[i].identity, "acme/shop/WEB-1");
    EXPECT_EQ(chain[i].at, clock_.now());
    previous = chain[i].hash;
  }
  EXPECT_EQ(value(run(journal().ledger("acme", 1, 1))).at(0).body, "{\"rep\":3}");
  EXPECT_THAT(value(run(journal().ledger("beta", 0, 10))), SizeIs(1));
  EXPECT_THAT(value(upkeep().check()), IsEmpty());
}

TEST_P(Conformance, RecordsAndLedgerEntriesNeedTheirNames) {
  Effects effects;
  effects.records = {fact("", "1")};
  EXPECT_EQ(run(store().put(effects)).error().what, "record key '' is empty");
  effects.records.clear();
  effects.ledger = {entry("", "{}")};
  EXPECT_EQ(run(store().put(effects)).error().what, "ledger company '' is empty");
}

}  // namespace conformance_facts_test
}  // namespace norekey::queue::test
