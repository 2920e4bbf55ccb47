// Statuses into a shop as Vendure 3.7 takes them; the real one is exercised in
// tests/journeys/status.mjs.
#include "tests/connectors/vendure/fake_shop.hpp"

namespace norekey::connectors::vendure {
namespace status_test {

/// Order 12: 5 of A, of which nothing left; one note.
std::string standing(const std::string& state = "PaymentSettled",
                     const std::string& fulfillments = "", const std::string& fulfilled = "") {
  return R"({"data":{"order":{"id":"12","code":"W1","state":")" + state +
         R"(","lines":[{"id":"31","quantity":5,"productVariant":{"id":"71","sku":"A",)"
         R"("stockLevels":[{"stockLocationId":"1","stockOnHand":2}]},"fulfillmentLines":[)" +
         fulfilled + R"(]}],"fulfillments":[)" + fulfillments +
         R"(],"history":{"items":[{"data":{"note":"told before"}}]}}}})";
}

/// Fulfillment 90, of the ERP's shipment 7.
std::string fulfillment(const std::string& state, const std::string& tracking) {
  return R"x({"id":"90","method":"UPS (7)","state":")x" + state + R"(","trackingCode":")" +
         tracking + R"("})";
}

/// So many pieces of A in it.
std::string pieces(int quantity, const std::string& state) {
  return R"({"quantity":)" + std::to_string(quantity) + R"(,"fulfillment":{"id":"90","state":")" +
         state + R"("}})";
}

std::string shows(const std::string& text) {
  return R"({"data":{"order":{"id":"12","customFields":{"erpStatus":")" + text + R"("}}}})";
}

const char* const kDone = R"({"data":{"done":{"id":"1"}}})";
const char* const kMade = R"({"data":{"addFulfillmentToOrder":{"id":"90"}}})";
const char* const kShortOfStock =
    R"({"data":{"addFulfillmentToOrder":{"errorCode":"INSUFFICIENT_STOCK_ON_HAND_ERROR","message":"2 of A"}}})";

class VendureStatus : public testing::Test {
 protected:
  VendureStatus() {
    shop.order_fields = {"erpOrderNumber", "erpStatus"};
    connector_ = make(channel_of(shop), *client_).value();
    shop.canned["Shown"] = {shows("in the works")};
    for (const char* name : {"Status", "Note", "Ship", "Cancel", "Raise"})
      shop.canned[name] = {kDone, kDone, kDone};
  }

  static StatusRecord record(std::string text) {
    StatusRecord out;
    out.order = "12";
    out.text = std::move(text);
    return out;
  }

  static StatusRecord shipped() {
    StatusRecord out = record("shipped");
    out.shipments.push_back({"7", "UPS", "1Z9", {{"A", 3}}, "shipment 7 left by UPS: 3 x A"});
    return out;
  }

  /// "" where it was taken.
  std::string push(StatusRecord one) {
    Batch batch;
    batch.statuses.push_back(std::move(one));
    const auto pushed = world_.get(connector_->push(std::move(batch)));
    EXPECT_TRUE(pushed) << (pushed ? "" : to_string(pushed.error()));
    return pushed && pushed->front() ? to_string(*pushed->front()) : "";
  }

  /// What was asked after the login.
  std::string asked() const {
    std::string out;
    for (const std::string& one : shop.asked) {
      if (one != "Login" && one != "About") out += (out.empty() ? "" : " ") + one;
    }
    return out;
  }

  net::World world_;
  FakeShop shop{world_};
  std::unique_ptr<net::Client> client_ = net::make_client();
  std::unique_ptr<Connector> connector_;
};

TEST_F(VendureStatus, WritesNothingThatTheShopShowsAlready) {
  shop.canned["Standing"] = {standing()};
  StatusRecord known = record("in the works");
  known.notes = {"told before"};
  EXPECT_EQ(push(known), "");
  EXPECT_EQ(asked(), "Standing Shown");
}

TEST_F(VendureStatus, WritesTheTextAndEachNoteOnce) {
  shop.canned["Standing"] = {standing()};
  StatusRecord one = record("on hold: it waits to be released");
  one.notes = {"told before", "invoice I1 of 5.00 USD", "invoice I1 of 5.00 USD"};
  EXPECT_EQ(push(one), "");
  EXPECT_EQ(asked(), "Standing Shown Status Note");
}

TEST_F(VendureStatus, AShopWithoutTheFieldHasTheTextAsANote) {
  shop.order_fields = {"erpOrderNumber"};
  shop.canned["Standing"] = {standing()};
  EXPECT_EQ(push(record("in the works")), "");
  EXPECT_EQ(asked(), "Standing Note");
}

TEST_F(VendureStatus, AShipmentBecomesAFulfillmentThatHasLeft) {
  shop.canned["Standing"] = {standing()};
  shop.canned["Fulfil"] = {kMade};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status Fulfil Ship");
}

TEST_F(VendureStatus, AShipmentIsFoundAgainByItsNumber) {
  shop.canned["Standing"] = {
      standing("PartiallyShipped", fulfillment("Shipped", "1Z9"), pieces(3, "Shipped"))};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status");
}

TEST_F(VendureStatus, ATrackingCodeThatCameLaterIsTold) {
  shop.canned["Standing"] = {
      standing("PartiallyShipped", fulfillment("Shipped", ""), pieces(3, "Shipped"))};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status Note");
}

TEST_F(VendureStatus, AShipmentThatGrewGetsAFurtherFulfillment) {
  shop.canned["Standing"] = {
      standing("PartiallyShipped", fulfillment("Shipped", "1Z9"), pieces(2, "Shipped"))};
  shop.canned["Fulfil"] = {kMade};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status Fulfil Ship");
}

TEST_F(VendureStatus, AShipmentThatGrewBeyondTheShopsOrderIsToldAsANote) {
  shop.canned["Standing"] = {
      standing("Shipped", fulfillment("Shipped", "1Z9"), pieces(5, "Shipped"))};
  StatusRecord one = shipped();
  one.shipments[0].lines = {{"A", 6}};
  EXPECT_EQ(push(one), "");
  EXPECT_EQ(asked(), "Standing Shown Status Note");
}

TEST_F(VendureStatus, OneThatWasInterruptedIsSetOff) {
  shop.canned["Standing"] = {
      standing("PaymentSettled", fulfillment("Pending", "1Z9"), pieces(3, "Pending"))};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status Ship");
}

TEST_F(VendureStatus, GoodsThatTheShopNoLongerHasInStockLeaveAllTheSame) {
  shop.canned["Standing"] = {standing()};
  shop.canned["Fulfil"] = {kShortOfStock, kMade};
  EXPECT_EQ(push(shipped()), "");
  EXPECT_EQ(asked(), "Standing Shown Status Fulfil Raise Fulfil Ship");
}

TEST_F(VendureStatus, WhatTheShopsOrderHasNoOpenLinesForIsToldAsANote) {
  shop.canned["Standing"] = {standing()};
  StatusRecord one = shipped();
  one.shipments[0].lines = {{"OTHER", 3}};
  EXPECT_EQ(push(one), "");
  EXPECT_EQ(asked(), "Standing Shown Status Note");
}

TEST_F(VendureStatus, WhatIsCancelledInTheErpIsCancelledHereOnce) {
  StatusRecord one = record("cancelled in the ERP");
  one.cancelled = true;
  one.reason = "cancelled in the ERP by Ann";
  shop.canned["Standing"] = {standing(), standing("Cancelled")};
  shop.canned["Shown"] = {shows("cancelled in the ERP"), shows("cancelled in the ERP")};
  EXPECT_EQ(push(one), "");
  EXPECT_EQ(push(one), "");
  EXPECT_EQ(asked(), "Standing Shown Cancel Standing Shown");
}

TEST_F(VendureStatus, ARefusalIsTheRecordsOwn) {
  shop.canned["Standing"] = {standing()};
  shop.canned["Fulfil"] = {
      R"({"data":{"addFulfillmentToOrder":{"errorCode":"ITEMS_ALREADY_FULFILLED_ERROR","message":"already"}}})"};
  EXPECT_EQ(
      push(shipped()),
      "the shop refused: ITEMS_ALREADY_FULFILLED_ERROR 'already'\n  fix: open the order in the "
      "shop's admin page");
}

TEST_F(VendureStatus, AnOrderThatTheShopLacksIsRefusedByName) {
  shop.canned["Standing"] = {R"({"data":{"order":null}})"};
  EXPECT_EQ(push(record("in the works")),
            "the shop has no order '12'\n  fix: look for it in the shop's admin page");
}

TEST_F(VendureStatus, AShopThatIsBusyIsNoRefusal) {
  shop.canned["Standing"] = {
      R"({"errors":[{"message":"connection lost","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]})"};
  Batch batch;
  batch.statuses.push_back(record("in the works"));
  const auto pushed = world_.get(connector_->push(std::move(batch)));
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().fate, Fate::retry);
}

}  // namespace status_test
}  // namespace norekey::connectors::vendure
