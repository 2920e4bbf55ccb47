/// Setting the row that a message misses takes it up again, whichever of several rows it is and
/// however it is spelled; messages that wait for something else stay parked.
#include "flow/waits.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace waits_test {

namespace json = boost::json;

constexpr const char* kChained = R"(mapping: test
from: order
fields:
  customer: { from: buyer/account, lookup: { in: customers, spelling: codes } }
  total: total
reps: { each: rep, as: rep, fields: { code: code, share: share, primary: "@primary" } }
lines:
  each: line
  as: line
  fields:
    item:
      first: [ { from: sku, lookup: items }, { from: sku, lookup: { in: old, spelling: codes } } ]
    quantity: { from: quantity, convert: { by: units, unit: uom, item: sku } }
    price: price
)";

struct WaitCase {
  const char *name, *account, *sku, *uom;
  const char *what, *cause;                ///< it is parked with
  const char *lookup, *key, *other_value;  ///< the row that sets it free
  const char* not_by;                      ///< a key of that lookup that does not
};

class Waits : public testing::TestWithParam<WaitCase> {
 protected:
  World w{
      "no",
      kChained,
      {{"lookups/old.csv", "old,item\nO-1,000O\n"}, {"lookups/units.csv", "unit,factor\nEA,1\n"}}};

  std::string parked() {
    std::string out;
    const json::value all = w.command({{"command", "parked"}});
    for (const json::value& one : all.as_array())
      out +=
          std::string(one.at("cause").as_string()) + ": " + std::string(one.at("what").as_string());
    return out;
  }

  void order() {
    const WaitCase& c = GetParam();
    Order& made = w.shop->put("W1", {{c.sku, "10.00"}}, c.account);
    made.lines[0].uom = c.uom;
    w.webhook("W1@1");
    w.work();
    ASSERT_EQ(parked(), std::string(c.cause) + ": " + c.what);
  }

  void set(const std::string& key) {
    w.command({{"command", "lookups set"},
               {"lookup", GetParam().lookup},
               {"rows", json::object{{key, GetParam().other_value}}}});
    w.work();
  }
};

TEST_P(Waits, TheRowSetsTheMessageFreeAndAnotherDoesNot) {
  order();
  set(GetParam().not_by);
  EXPECT_NE(parked(), "");
  set(GetParam().key);
  EXPECT_EQ(parked(), "");
  EXPECT_EQ(w.erp->sales.size(), 1U);
}

TEST_P(Waits, TheRowOfABundleSetsTheMessageFree) {
  order();
  const WaitCase& c = GetParam();
  const std::string file = std::string("lookups/") + c.lookup + ".csv";
  static const std::map<std::string, std::string> before{
      {"lookups/items.csv", "sku,item\nA,000A\nB,000B\n"},
      {"lookups/customers.csv", "account,customer\nC100,0004117\n"},
      {"lookups/old.csv", "old,item\nO-1,000O\n"},
      {"lookups/units.csv", "unit,factor\nEA,1\n"}};
  const auto orders = w.shop->orders;
  w.use({{file, before.at(file) + c.key + "," + c.other_value + "\n"}});
  w.shop->orders = orders;
  w.work();
  EXPECT_EQ(parked(), "");
  EXPECT_EQ(w.erp->sales.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Waits,
    testing::Values(
        WaitCase{"the_second_of_a_chain", "C100", "SAF-1033-L", "EA",
                 "sku 'SAF-1033-L' has no item in lookups/items (nor is there old/SAF-1033-L)",
                 "items/SAF-1033-L", "old", "SAF-1033-L", "4711", "SAF-1033"},
        WaitCase{"the_first_of_a_chain", "C100", "SAF-1033-L", "EA",
                 "sku 'SAF-1033-L' has no item in lookups/items (nor is there old/SAF-1033-L)",
                 "items/SAF-1033-L", "items", "SAF-1033-L", "4711", "SAF-1033"},
        WaitCase{"the_second_of_a_chain_in_another_spelling", "C100", "SAF-1033-L", "EA",
                 "sku 'SAF-1033-L' has no item in lookups/items (nor is there old/SAF-1033-L)",
                 "items/SAF-1033-L", "old", "saf 1033 l", "4711", "saf 1033"},
        WaitCase{"another_spelling", "C10020", "A", "EA",
                 "account 'C10020' has no customer in lookups/customers", "customers/C10020",
                 "customers", "c10020", "0007", "c10021"},
        WaitCase{"the_factor_of_the_item", "C100", "A", "CS",
                 "unit 'CS' has no factor in lookups/units", "units/CS", "units", "A/CS", "12",
                 "B/CS"},
        WaitCase{"the_factor_of_the_unit", "C100", "A", "CS",
                 "unit 'CS' has no factor in lookups/units", "units/CS", "units", "CS", "12",
                 "BX"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(WaitsForSeveral, AMessageThatWentOnSinceIsNotWokenByTheRowItOnceWaitedFor) {
  World w(
      "no", kChained,
      {{"lookups/old.csv", "old,item\nO-1,000O\n"}, {"lookups/units.csv", "unit,factor\nEA,1\n"}});
  w.shop->put("W1", {{"NEW", "10.00"}}, "C100").lines[0].uom = "EA";
  w.webhook("W1@1");
  w.work();
  w.command(
      {{"command", "lookups set"}, {"lookup", "items"}, {"rows", json::object{{"NEW", "1"}}}});
  w.work();
  ASSERT_EQ(w.erp->sales.size(), 1U);
  queue::Effects effects;
  const auto asked = w.run(wake_waiting(w.context(), "old", {"NEW"}, effects));
  ASSERT_TRUE(asked);
  EXPECT_TRUE(effects.wake.empty());
  ASSERT_FALSE(effects.records.empty());
  for (const queue::Record& one : effects.records)
    EXPECT_EQ(one.value, "") << "what is remembered of it is taken back";
}

}  // namespace waits_test
}  // namespace norekey::flow
