// Prices into a shop as Vendure 3.7 takes them; the real one is exercised in
// tests/journeys/stock.mjs.
#include "tests/connectors/vendure/fake_shop.hpp"

namespace norekey::connectors::vendure {
namespace prices_test {

const char* const kPriced =
    R"x({"data":{"productVariants":{"items":[{"id":"71","sku":"A","prices":[{"currencyCode":"USD","price":1000}],"customFields":{"groupPrices":"{\"GOLD\":850,\"OTHER\":1}"}}]},"activeChannel":{"availableCurrencyCodes":["USD","CAD"]},"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}}}})x";
const char* const kWritten = R"({"data":{"updateProductVariants":[{"id":"71"}]}})";

class VendurePrices : public testing::Test {
 protected:
  VendurePrices() {
    connector_ = make(channel_of(shop), *client_).value();
    shop.canned["About"] = {
        R"x({"data":{"activeChannel":{"code":"us"},"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2,"entityCustomFields":[{"entityName":"ProductVariant","customFields":[{"name":"groupPrices","type":"text","list":false}]}]}}}})x"};
    shop.canned["Priced"] = {kPriced};
    shop.canned["Price"] = {kWritten};
  }

  static PriceRecord record(const char* list, const char* gold) {
    return {"A", "USD", Decimal::parse(list).value(), {{"GOLD", Decimal::parse(gold).value()}}};
  }

  Result<std::vector<Pushed>> push(PriceRecord one) {
    Batch batch;
    batch.prices.push_back(std::move(one));
    return world_.get(connector_->push(std::move(batch)));
  }

  /// "" where it was taken.
  std::string refusal(PriceRecord one) {
    const auto pushed = push(std::move(one));
    if (!pushed) return to_string(pushed.error());
    return pushed->front() ? to_string(*pushed->front()) : "";
  }

  bool wrote() const {
    return std::find(shop.asked.begin(), shop.asked.end(), "Price") != shop.asked.end();
  }

  net::World world_;
  FakeShop shop{world_};
  std::unique_ptr<net::Client> client_ = net::make_client();
  std::unique_ptr<Connector> connector_;
};

TEST_F(VendurePrices, WhatTheShopShowsAlreadyIsNotWritten) {
  EXPECT_EQ(refusal(record("10.0000", "8.499999")), "");
  EXPECT_FALSE(wrote());
}

TEST_F(VendurePrices, AnotherPriceIsWrittenRoundedToTheShopsDigits) {
  EXPECT_EQ(refusal(record("10.005", "8.50")), "");
  EXPECT_TRUE(wrote());
}

TEST_F(VendurePrices, AnotherGroupPriceIsWritten) {
  EXPECT_EQ(refusal(record("10.00", "8.51")), "");
  EXPECT_TRUE(wrote());
}

TEST_F(VendurePrices, AGroupThatHasNoPriceAnyMoreIsTakenOut) {
  PriceRecord one = record("10.00", "8.50");
  one.groups.clear();
  one.gone = {"GOLD", "NEVER"};
  EXPECT_EQ(refusal(one), "");
  EXPECT_TRUE(wrote());
}

TEST_F(VendurePrices, AGroupThatHasNoPriceInTheShopEitherIsNotWritten) {
  PriceRecord one = record("10.00", "8.50");
  one.gone = {"NEVER"};
  EXPECT_EQ(refusal(one), "");
  EXPECT_FALSE(wrote());
}

TEST_F(VendurePrices, ASkuThatTheShopLacksIsRefusedAlone) {
  PriceRecord one = record("10.00", "8.50");
  one.sku = "GONE";
  EXPECT_EQ(refusal(one),
            "the shop has no SKU 'GONE'\n  fix: add it to the shop, or take it out of "
            "lookups/items");
}

TEST_F(VendurePrices, APriceThatDoesNotFitIsRefusedAlone) {
  EXPECT_EQ(
      refusal(record("21474836.48", "8.50")),
      "the shop cannot hold a price over 21474836.47 for SKU 'A'\n  fix: correct the price in "
      "the ERP");
}

TEST_F(VendurePrices, ACurrencyThatTheShopLacksIsRefusedAlone) {
  PriceRecord euros = record("10.00", "8.50");
  euros.currency = "EUR";
  Batch batch;
  batch.prices = {euros, record("11.00", "8.50")};
  const auto pushed = world_.get(connector_->push(std::move(batch)));
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  ASSERT_TRUE(pushed->at(0));
  EXPECT_EQ(pushed->at(0)->fate, Fate::reject);
  EXPECT_EQ(pushed->at(0)->cause, "shop/NO_CURRENCY");
  EXPECT_EQ(to_string(*pushed->at(0)),
            "the shop's channel does not sell in EUR: the price of SKU 'A' stays as it is\n  fix: "
            "correct the currency in the ERP; or add it to the shop's channel, which has USD, CAD, "
            "then: norekey replay --cause shop/NO_CURRENCY");
  EXPECT_FALSE(pushed->at(1));
  EXPECT_TRUE(wrote());
}

}  // namespace prices_test
}  // namespace norekey::connectors::vendure
