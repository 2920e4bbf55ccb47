// Stock into a shop as Vendure 3.7 takes it; the real one is exercised in tests/journeys/stock.mjs.
#include "tests/connectors/vendure/fake_shop.hpp"

namespace norekey::connectors::vendure {
namespace push_test {

class VendurePush : public testing::Test {
 protected:
  VendurePush() { connector_ = make(channel_of(shop), *client_).value(); }

  Result<std::vector<Pushed>> push(std::vector<StockRecord> records) {
    Batch batch;
    batch.stock = std::move(records);
    return world_.get(connector_->push(std::move(batch)));
  }

  /// "" where it was taken.
  static std::string text(const Pushed& one) { return one ? to_string(*one) : ""; }

  net::World world_;
  FakeShop shop{world_};
  std::unique_ptr<net::Client> client_ = net::make_client();
  std::unique_ptr<Connector> connector_;
};

TEST_F(VendurePush, RefusesOnlyWhatItCannotShow) {
  shop.shelf["A"];
  shop.shelf["MANY"];
  const auto pushed = push({{"A", {{"EAST", 12}}, {}},
                            {"GONE", {{"EAST", 1}}, {}},
                            {"MANY", {{"EAST", 2147483648}}, {}}});
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  EXPECT_EQ(text(pushed->at(0)), "");
  EXPECT_EQ(
      text(pushed->at(1)),
      "the shop has no SKU 'GONE'\n  fix: add it to the shop, or take it out of lookups/items");
  EXPECT_EQ(
      text(pushed->at(2)),
      "the shop cannot show 2147483648 of SKU 'MANY'\n  fix: correct the quantity in the ERP: "
      "more than 2147483647 do not fit");
  EXPECT_EQ(shop.shelf["A"]["1"], 12);
}

TEST_F(VendurePush, DoesNotWriteWhatTheShopShowsAlready) {
  shop.shelf["A"] = {{"1", 12}};
  EXPECT_TRUE(push({{"A", {{"EAST", 12}}, {}}}));
  EXPECT_EQ(shop.asked, (std::vector<std::string>{"Login", "Locations", "Variants"}));
}

TEST_F(VendurePush, OneBadRecordFailsTheBatchAndNothingIsWritten) {
  shop.shelf["A"];
  shop.shelf["BAD"];
  shop.poisoned = "BAD";
  const auto pushed = push({{"A", {{"EAST", 12}}, {}}, {"BAD", {{"EAST", 1}}, {}}});
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().fate, Fate::reject);
  EXPECT_TRUE(shop.shelf["A"].empty());
}

TEST_F(VendurePush, ALocationThatTheShopLacksIsRefusedAloneWhereAnythingLiesThere) {
  for (const char* sku : {"A", "B", "C"}) shop.shelf[sku];
  const auto pushed = push(
      {{"A", {{"EST", 12}}, {}}, {"B", {{"EAST", 3}}, {}}, {"C", {{"EAST", 4}, {"EST", 0}}, {}}});
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  ASSERT_TRUE(pushed->at(0));
  EXPECT_EQ(pushed->at(0)->fate, Fate::reject);
  EXPECT_EQ(pushed->at(0)->cause, "shop/NO_LOCATION");
  EXPECT_EQ(text(pushed->at(0)),
            "the shop has no stock location 'EST' for SKU 'A', did you mean 'EAST'?\n  fix: name "
            "one of these in the lookup of locations: EAST, WEST; or add it to the shop, "
            "then: norekey replay --cause shop/NO_LOCATION");
  EXPECT_EQ(text(pushed->at(1)), "");
  EXPECT_EQ(text(pushed->at(2)), "");
  EXPECT_EQ(shop.shelf["B"]["1"], 3);
  EXPECT_EQ(shop.shelf["C"]["1"], 4);
}

}  // namespace push_test
}  // namespace norekey::connectors::vendure
