#include "flow/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace norekey::flow {
namespace words_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

TEST(WordsOf, ATextAreCutAtBlanksAndLoseWhatStandsAroundThem) {
  EXPECT_THAT(words_of("Smith & Co., ELE-1181"), ElementsAre("smith", "co", "ele-1181"));
  EXPECT_THAT(words_of("acme/shop/WEB-1;PO#77"), ElementsAre("acme", "shop", "web-1", "po#77"));
  EXPECT_THAT(words_of("Müller"), ElementsAre("müller"));
  EXPECT_THAT(words_of("MÜLLER ÖSTERREICH"), ElementsAre("müller", "österreich"));
  EXPECT_THAT(words_of(" ,;-- "), IsEmpty());
  EXPECT_THAT(words_of(""), IsEmpty());
  EXPECT_EQ(words_of(std::string(1000, 'x')).at(0).size(), 64u);
}

TEST(WordsOf, ARepCannotBeTyped) {
  EXPECT_EQ(word_of_rep("REP02"), "rep:rep02");
  EXPECT_THAT(words_of("rep:REP02"), ElementsAre("rep", "rep02"));
}

TEST(WordsOf, AnOrderAreItsNumbersItsCustomerItsItemsAndItsReps) {
  OrderFacts facts;
  facts.identity = "acme/shop/WEB-1";
  facts.number = "WEB-1";
  facts.po_number = "PO-9";
  facts.account = "C100";
  facts.buyer = "Pacific Coast Contractors LLC";
  Order order;
  order.lines.resize(2);
  order.lines[0].sku = "ELE-1181";
  order.lines[1].sku = "TOOL 7";
  order.lines[1].customer_sku = "THEIRS-1";
  const std::vector<SalesCredit> credits{{"primary", 0, "REP02", {}, {}, ""}};
  const queue::Words words = words_of_order(facts, order, credits);
  EXPECT_EQ(words.kind, "order");
  EXPECT_EQ(words.identity, "acme/shop/WEB-1");
  EXPECT_THAT(words.words, IsSupersetOf({"web-1", "po-9", "c100", "pacific", "llc", "ele-1181",
                                         "tool", "7", "theirs-1", "rep:rep02", "rep02"}));
}

TEST(WordsOf, AnOrderAreAlsoWhatPeopleRememberOfIt) {
  Order order;
  order.contact.name = "Dana O'Neill";
  order.ordered_by.email = "dana@pacific.example";
  order.ship_to.city = "San José";
  order.job = "J-4711";
  order.delivery_note = "Ring at gate B, ask for Luis";
  order.lines.resize(1);
  order.lines[0].sku = "ELE-1181";
  order.lines[0].description = "Ball valve 3/4\" brass";
  const auto words = words_of_order({}, order, {}).words;
  EXPECT_THAT(words, IsSupersetOf({"dana", "o'neill", "dana@pacific.example", "josé", "j-4711",
                                   "ring", "gate", "luis", "ball", "valve", "brass"}));
  EXPECT_THAT(words, Not(Contains("b")));
  EXPECT_EQ(std::count(words.begin(), words.end(), "dana"), 1);
}

TEST(WordsOf, AnOrderOfManyLinesAreBounded) {
  Order order;
  order.lines.resize(5000);
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    order.lines[i].sku = "S" + std::to_string(i);
    order.lines[i].description = "thing " + std::to_string(10'000 + i);
  }
  EXPECT_LE(words_of_order({}, order, {}).words.size(), 570u);
}

TEST(AddEntry, LetsWhoeverItNamesFindTheOrder) {
  queue::Effects effects;
  queue::LedgerEntry entry;
  entry.company = "acme";
  entry.identity = "acme/shop/WEB-1";
  entry.body = "not a ledger body";
  add_entry(effects, entry);
  ASSERT_EQ(effects.ledger.size(), 1u);
  EXPECT_THAT(effects.words.at(0).words, IsEmpty());
}

}  // namespace words_test
}  // namespace norekey::flow
