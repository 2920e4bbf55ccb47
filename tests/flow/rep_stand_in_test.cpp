/// A rep that the ERP does not know never keeps an order: the house code goes, the ledger keeps the
/// rep.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace rep_stand_in_test {

using testing::HasSubstr;
using testing::SizeIs;

/// REPS goes through a lookup, as in the shipped configs.
const std::string kLookedUp = [] {
  std::string out = kMapping;
  const std::string plain = "code: code";
  return out.replace(out.find(plain), plain.size(), "code: { from: code, lookup: reps }");
}();

TEST(RepStandIn, ARepTheErpDoesNotKnowGoesByTheHouseCode) {
  World w;
  w.erp->unknown_reps = {"ANA"};
  w.shop->put("W1", {{"A", "412.50"}});
  w.webhook("W1@1");
  w.work();
  EXPECT_EQ(w.newest("part"), "done");
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.reps[0].rep, "REP99");
  ASSERT_THAT(w.ledger(), SizeIs(1));
  EXPECT_THAT(w.ledger()[0], HasSubstr(R"(\"rep\":\"ANA\")"));
  ASSERT_THAT(w.shop->notices, SizeIs(1));
  EXPECT_EQ(w.shop->notices[0].text, "sales credit ANA 100 %");
  const std::string trace =
      boost::json::serialize(w.command({{"command", "trace"}, {"key", "W1"}}));
  EXPECT_THAT(trace, HasSubstr("the ERP has no rep 'ANA' in use: 'REP99' stands in the order, the "
                               "sales credit stays ANA's"));
  EXPECT_THAT(trace, HasSubstr("the ERP holds REP99 100 %, total 412.50: as sent"));
}

TEST(RepStandIn, AChangedOrderKeepsTheHouseCode) {
  World w;
  w.erp->unknown_reps = {"ANA"};
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  w.shop->put("W1", {{"A", "1.00"}, {"B", "2.00"}});
  w.webhook("W1@2");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_THAT(w.erp->sales[0].order.lines, SizeIs(2));
  EXPECT_EQ(w.erp->sales[0].order.reps[0].rep, "REP99");
  EXPECT_EQ(w.newest("part"), "done");
}

TEST(RepStandIn, ARepWithoutALookupRowGoesByTheHouseCode) {
  World w("no", kLookedUp, {{"lookups/reps.csv", "rep,agent\nREP99,HB01\n"}});
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.reps[0].rep, "HB01");
  EXPECT_THAT(w.ledger()[0], HasSubstr(R"(\"rep\":\"ANA\")"));
}

TEST(RepStandIn, TheHouseCodeGoesByItsLookupToo) {
  World w("no", kLookedUp, {{"lookups/reps.csv", "rep,agent\nREP99,HB01\nANA,A1\n"}});
  w.erp->unknown_reps = {"A1"};
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_EQ(w.erp->sales[0].order.reps[0].rep, "HB01");
}

TEST(RepStandIn, WhereTheErpDoesNotKnowTheHouseCodeEitherTheOrderGoesWithoutARep) {
  World w;
  w.erp->unknown_reps = {"ANA", "REP99"};
  w.shop->put("W1", {{"A", "1.00"}});
  w.webhook("W1@1");
  w.work();
  EXPECT_EQ(w.newest("part"), "done");
  ASSERT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_THAT(w.erp->sales[0].order.reps, SizeIs(0));
  EXPECT_THAT(w.ledger()[0], HasSubstr(R"(\"rep\":\"ANA\")"));
  EXPECT_THAT(boost::json::serialize(w.command({{"command", "trace"}, {"key", "W1"}})),
              HasSubstr("the ERP has no rep 'REP99' in use: no rep stands in the order; add the "
                        "house code to the ERP, or name another one"));
  EXPECT_THAT(boost::json::serialize(w.command({{"command", "trace"}, {"key", "W1"}})),
              HasSubstr("the ERP holds no rep, total 1.00: as sent"));
}

}  // namespace rep_stand_in_test
}  // namespace norekey::flow
