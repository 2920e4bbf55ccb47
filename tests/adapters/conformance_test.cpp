#include <map>
#include <set>

#include "tests/adapters/conformance.hpp"

namespace norekey::adapters {
namespace conformance_test {

TEST_P(AdapterConformance, WhatWasSentIsFoundUnderItsKeyOnce) {
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  EXPECT_EQ(receipt.key, key);
  const auto found = find(key);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].key, key);
  if (!receipt.confirmed) return;
  EXPECT_EQ(found[0].id, receipt.id);
  EXPECT_EQ(found[0].number, receipt.number);
}

TEST_P(AdapterConformance, NothingIsFoundUnderAnotherKey) {
  const std::string key = fresh_key();
  sent(document_xml(), key);
  EXPECT_TRUE(find(key + "0").empty());
  EXPECT_TRUE(find(key.substr(0, key.size() - 1)).empty());
  EXPECT_TRUE(find("%").empty());
  EXPECT_TRUE(find("").empty());
}

TEST_P(AdapterConformance, ReadBackShowsWhatWasSentOnceTheERPHasConfirmedIt) {
  const std::string xml = document_xml();
  const Receipt receipt = sent(xml, fresh_key());
  const ErpOrder held = read_back(receipt);
  EXPECT_EQ(held.receipt.key, receipt.key);
  if (!held.receipt.confirmed) {
    EXPECT_EQ(held.receipt.number, "") << "nothing confirmed it, so nothing has numbered it";
    return;
  }
  const ErpOrder want = *expected(document_of(xml));
  EXPECT_EQ(held.customer, want.customer);
  EXPECT_EQ(held.total, want.total);
  ASSERT_EQ(held.reps.size(), 1u);
  EXPECT_EQ(held.reps[0].rep, want.reps[0].rep);
  if (!bench_->shows_lines()) return;
  EXPECT_EQ(held.ship_to, want.ship_to);
  EXPECT_EQ(held.po_number, want.po_number);
  ASSERT_GE(held.lines.size(), want.lines.size());
  for (std::size_t i = 0; i < want.lines.size(); ++i) {
    EXPECT_EQ(held.lines[i].item, want.lines[i].item);
    EXPECT_EQ(held.lines[i].uom, want.lines[i].uom);
    EXPECT_EQ(held.lines[i].quantity, want.lines[i].quantity);
    EXPECT_EQ(held.lines[i].price, want.lines[i].price);
  }
}

TEST_P(AdapterConformance, AfterTheDeadlineNothingIsWritten) {
  const std::string key = fresh_key();
  const Instant past = system_clock().now() - std::chrono::seconds(1);
  const Sent late = bench_->get(bench_->adapter().send(document_of(document_xml()), key, past));
  EXPECT_TRUE(std::holds_alternative<Retry>(late));
  EXPECT_TRUE(find(key).empty());
}

TEST_P(AdapterConformance, AnUnknownCustomerIsRejectedAndNothingIsWritten) {
  const std::string key = fresh_key();
  const Sent refused = send(document_xml("", "7654321"), key);
  if (!bench_->checks_customers()) {
    EXPECT_FALSE(taken(refused).confirmed) << "who checks later has confirmed nothing yet";
    return;
  }
  EXPECT_TRUE(std::holds_alternative<Rejected>(refused));
  EXPECT_NE(why(refused).what.find("'7654321'"), std::string::npos) << to_string(why(refused));
  EXPECT_NE(why(refused).fix, "");
  EXPECT_TRUE(find(key).empty());
}

TEST_P(AdapterConformance, FinishCanBeRepeated) {
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  const Receipt once = taken(bench_->get(bench_->adapter().finish(receipt)));
  const Receipt twice = taken(bench_->get(bench_->adapter().finish(once)));
  EXPECT_EQ(twice.id, receipt.id);
  EXPECT_EQ(twice.state, receipt.state);
  EXPECT_EQ(find(key).size(), 1u);
}

TEST_P(AdapterConformance, SendingAgainUnderAUniqueKeyMakesNoSecondOrder) {
  if (!bench_->adapter().abilities().unique_key) return;
  const std::string key = fresh_key();
  sent(document_xml(), key);
  sent(document_xml(), key);
  EXPECT_EQ(find(key).size(), 1u);
}

TEST_P(AdapterConformance, WhatCannotBeChangedFromHereIsSaidToBeDoneByHand) {
  if (bench_->adapter().abilities().changes) return;
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  const Sent changed = bench_->get(
      bench_->adapter().change(receipt, document_of(document_xml()), soon(), Extent::whole));
  EXPECT_EQ(why(changed).what,
            "this ERP takes no changes by file: change " + key + " there by hand");
  EXPECT_EQ(why(changed).fix, "change the order in the ERP, then ignore this message");
  EXPECT_EQ(why(bench_->get(bench_->adapter().cancel(receipt, soon()))).cause, "change by hand");
  EXPECT_EQ(find(key).size(), 1u);
}

TEST_P(AdapterConformance, AChangeMakesTheOrderEqualToTheDocument) {
  if (!bench_->adapter().abilities().changes) return;
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  const std::string other =
      "<document><customer>0004117</customer><ship_to>SHIP-TO "
      "02</ship_to><po_number>PO-2</po_number>"
      "<rep><code>REP02</code></rep><line><item>FST001000</item><quantity>1</quantity><uom>EA</uom>"
      "<price>3.42</price></line><total>3.42</total></document>";
  for (int times = 0; times < 2; ++times) {
    taken(
        bench_->get(bench_->adapter().change(receipt, document_of(other), soon(), Extent::whole)));
    const ErpOrder held = read_back(receipt);
    EXPECT_EQ(held.receipt.number, receipt.number);
    EXPECT_EQ(held.receipt.state, receipt.state);
    EXPECT_EQ(held.receipt.key, key);
    EXPECT_EQ(held.ship_to, "SHIP-TO 02");
    EXPECT_EQ(held.reps[0].rep, "REP02");
    EXPECT_EQ(held.lines.size(), 1u);
    EXPECT_EQ(held.total.str(), "3.42");
  }
}

TEST_P(AdapterConformance, ACancelledOrderStaysFoundAndCanBeCancelledAgain) {
  if (!bench_->adapter().abilities().changes) return;
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  taken(bench_->get(bench_->adapter().cancel(receipt, soon())));
  const Receipt again = taken(bench_->get(bench_->adapter().cancel(receipt, soon())));
  const auto found = find(key);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].state, again.state);
  EXPECT_FALSE(read_back(receipt).changeable);
}

TEST_P(AdapterConformance, WhatIsPickedIsNeitherChangedNorCancelled) {
  if (!bench_->adapter().abilities().changes) return;
  const Receipt receipt = sent(document_xml(), fresh_key());
  bench_->pick(receipt);
  const Decimal total = read_back(receipt).total;
  const Sent changed = bench_->get(bench_->adapter().change(
      receipt, document_of(document_xml("", "0004117", "351.06")), soon(), Extent::whole));
  EXPECT_TRUE(std::holds_alternative<Rejected>(changed));
  const Sent cancelled = bench_->get(bench_->adapter().cancel(receipt, soon()));
  EXPECT_TRUE(std::holds_alternative<Rejected>(cancelled));
  EXPECT_EQ(why(cancelled).cause, "too late in ERP");
  EXPECT_EQ(read_back(receipt).total, total);
  EXPECT_FALSE(read_back(receipt).changeable);
}

TEST_P(AdapterConformance, TellsOfAllItsStockPageByPageAndThenOfWhatChanges) {
  if (!bench_->adapter().abilities().watches) return;
  std::map<std::string, std::set<std::string>> houses;
  std::string cursor;
  bool more = true;
  for (int page = 0; more && page < 100; ++page) {
    auto seen = bench_->get(bench_->adapter().watch(Subject::stock, cursor));
    ASSERT_TRUE(seen) << to_string(seen.error());
    EXPECT_TRUE(seen->whole);
    std::set<std::string> here;
    for (const StockLevel& one : seen->stock) {
      if (here.insert(one.item).second) {
        EXPECT_FALSE(houses.contains(one.item)) << one.item << " stands in two pages";
      }
      houses[one.item].insert(one.warehouse);
    }
    cursor = seen->cursor;
    more = seen->more;
  }
  EXPECT_FALSE(more);
  EXPECT_EQ(houses["FST001000"], (std::set<std::string>{"WH", "WH2"}));
  auto later = bench_->get(bench_->adapter().watch(Subject::stock, cursor));
  ASSERT_TRUE(later) << to_string(later.error());
  EXPECT_FALSE(later->whole);
}

TEST_P(AdapterConformance, SaysWhatItIs) {
  auto said = bench_->get(bench_->adapter().greet());
  ASSERT_TRUE(said) << to_string(said.error());
  EXPECT_NE(*said, "");
}

TEST_P(AdapterConformance, WhatIsLeftForReleaseIsReleasedAndSafelyAgain) {
  if (!bench_->adapter().abilities().releases) return;
  const Receipt left = sent(document_xml(), fresh_key());
  const Receipt once = taken(bench_->get(bench_->adapter().release(left, soon())));
  EXPECT_NE(once.state, left.state);
  EXPECT_EQ(once.number.empty(), false);
  const Receipt twice = taken(bench_->get(bench_->adapter().release(once, soon())));
  EXPECT_EQ(twice.id, left.id);
  EXPECT_NE(twice.state, left.state);
}

}  // namespace conformance_test
}  // namespace norekey::adapters
