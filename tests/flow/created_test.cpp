/// Codes that a mapping makes by rule: kept with the plan that sends them, or not at all, and never
/// made twice.
#include "flow/created.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <algorithm>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace created_test {

namespace json = boost::json;

constexpr const char* kCreating = R"(mapping: test
from: order
parts: { by: sku }
fields:
  customer:
    first:
      - { from: buyer/account, lookup: none }
      - { create: { lookup: none, key: [buyer/account], code: "W{number}" } }
  is_new: { when: $created.none, value: "yes" }
  total: total
reps: { each: rep, as: rep, fields: { code: code, share: share, primary: "@primary" } }
lines:
  each: line
  as: line
  fields: { item: { from: sku, lookup: items }, quantity: quantity, price: price }
)";

class Creating : public testing::Test {
 protected:
  World w{"no", kCreating, {{"lookups/none.csv", "account,customer\n"}}};

  void order(const std::string& number, std::vector<std::pair<std::string, std::string>> lines) {
    w.shop->put(number, std::move(lines), "C10030");
    w.webhook(number + "@1");
    w.work();
  }

  std::string rows() {
    return json::serialize(w.command({{"command", "lookups list"}, {"lookup", "none"}}));
  }

  std::string history() {
    return json::serialize(
        w.command({{"command", "lookups history"}, {"lookup", "none"}, {"key", "C10030"}}));
  }

  /// "WONE new, WONE": the customer of each part of an order, and whether the ERP is told to make
  /// it.
  std::string sent(const std::string& number) {
    queue::Query query;
    query.kind = "part";
    query.identity = "acme/shop/" + number;
    auto parts = w.run(w.context().journal.list(query)).value();
    std::reverse(parts.begin(), parts.end());
    std::string out;
    for (const queue::Row& part : parts) {
      const auto body = w.run(w.context().journal.message(part.id)).value().second.body;
      const auto document = mapping::from_xml(body).value();
      const pugi::xml_node root = document.root();
      out += (out.empty() ? "" : ", ") + std::string(root.child("customer").text().get()) +
             (root.child("is_new") ? " new" : "");
    }
    return out;
  }
};

TEST_F(Creating, ACodeOfAnOrderThatIsParkedIsNoRowAndTheNextOrderMakesItsOwn) {
  order("ONE", {{"A", "10.00"}, {"MISSING", "2.00"}});
  EXPECT_EQ(w.newest("order"), "parked: sku 'MISSING' has no item in lookups/items");
  EXPECT_EQ(rows(), "[]");
  EXPECT_EQ(history(), "[]");

  order("TWO", {{"A", "10.00"}});
  EXPECT_EQ(sent("TWO"), "WTWO new");
  EXPECT_EQ(rows(), R"([{"account":"C10030","customer":"WTWO"}])");
  EXPECT_NE(history().find("created for order TWO"), std::string::npos) << history();

  w.restart();
  order("THREE", {{"A", "10.00"}});
  EXPECT_EQ(sent("THREE"), "WTWO");

  w.command(
      {{"command", "lookups set"}, {"lookup", "items"}, {"rows", json::object{{"MISSING", "9"}}}});
  w.work();
  EXPECT_EQ(sent("ONE"), "WTWO, WTWO");
}

TEST_F(Creating, TheNextPartOfAnOrderFindsTheCodeThatTheOneBeforeMade) {
  order("ONE", {{"A", "10.00"}, {"B", "2.00"}});
  EXPECT_EQ(sent("ONE"), "WONE new, WONE");
  EXPECT_EQ(rows(), R"([{"account":"C10030","customer":"WONE"}])");
}

TEST(CreatingLate, ACodeThatAPartedLineNeedsIsKeptOnceItIsDelivered) {
  std::string mapping = kCreating;
  mapping.replace(mapping.find("parts: { by: sku }\n"), 19, "");
  const std::string late =
      "  late: { when: line/sku = 'MISSING', create: { lookup: late, key: "
      "[buyer/account], code: \"L{number}\" } }\n";
  mapping.insert(mapping.find("  total: total"), late);
  World w{"yes",
          mapping,
          {{"lookups/none.csv", "account,customer\n"}, {"lookups/late.csv", "account,code\n"}}};
  w.shop->put("ONE", {{"A", "10.00"}, {"MISSING", "2.00"}}, "C10030");
  w.webhook("ONE@1");
  w.work();
  ASSERT_EQ(w.erp->sales.size(), 1U);
  EXPECT_TRUE(w.context().lookups.tables.at("late").rows.empty());
  w.command(
      {{"command", "lookups set"}, {"lookup", "items"}, {"rows", json::object{{"MISSING", "9"}}}});
  w.work();
  ASSERT_EQ(w.erp->sales.size(), 2U);
  EXPECT_EQ(w.context().lookups.tables.at("late").rows.value("C10030"), "LONE");
  EXPECT_EQ(w.context().lookups.tables.at("none").rows.value("C10030"), "WONE");
}

TEST_F(Creating, ASettlementThatIsLostLeavesNoRow) {
  w.shop->put("ONE", {{"A", "10.00"}}, "C10030");
  w.webhook("ONE@1");
  const auto event = w.run(w.context().store.lease(1, 60s, {})).value();
  auto fetched = w.run(take_step(w.context(), event.at(0))).value();
  ASSERT_TRUE(w.run(w.context().store.settle(event.at(0).lease, fetched.outcome, fetched.effects)));
  const auto revision = w.run(w.context().store.lease(1, 60s, {})).value();
  {
    const auto planned = w.run(take_step(w.context(), revision.at(0)));
    ASSERT_TRUE(planned);
    ASSERT_EQ(planned->created.size(), 1U);
  }
  EXPECT_EQ(rows(), "[]");
  w.clock.advance(61s);
  w.work();
  EXPECT_EQ(sent("ONE"), "WONE new");
}

TEST_F(Creating, ARowThatAnotherDaemonMadeIsFoundAndNotMadeAgain) {
  Context other = w.context();
  order("ONE", {{"A", "10.00"}});
  ASSERT_FALSE(other.lookups.tables.at("none").rows.contains("C10030"));

  w.shop->put("TWO", {{"A", "10.00"}}, "C10030");
  w.webhook("TWO@1");
  const auto event = w.run(w.context().store.lease(1, 60s, {})).value();
  auto fetched = w.run(take_step(other, event.at(0))).value();
  ASSERT_TRUE(w.run(w.context().store.settle(event.at(0).lease, fetched.outcome, fetched.effects)));
  const auto revision = w.run(w.context().store.lease(1, 60s, {})).value();
  const auto planned = w.run(take_step(other, revision.at(0)));
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->created.empty());
  EXPECT_NE(planned->effects.messages.at(0).body.find("<customer>WONE</customer>"),
            std::string::npos);
  EXPECT_EQ(other.lookups.tables.at("none").rows.at("C10030"), "WONE");
}

TEST_F(Creating, OfTwoPlansUnderWayOnlyOneMakesACode) {
  const std::vector<mapping::Created> codes{{"none", "C1", "W1"}};
  const std::vector<mapping::Created> others{{"none", "C2", "W2"}};
  auto first = begin_making(w.context(), codes);
  EXPECT_NE(first, nullptr);
  EXPECT_EQ(begin_making(w.context(), codes), nullptr);
  EXPECT_NE(begin_making(w.context(), others), nullptr);
  first.reset();
  EXPECT_NE(begin_making(w.context(), codes), nullptr);
}

}  // namespace created_test
}  // namespace norekey::flow
