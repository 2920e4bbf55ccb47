// What a sale's records say of it. How they are found is exercised on the real Tryton, in
// tests/journeys/status.mjs.
#include "adapters/tryton/status.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <deque>

namespace norekey::adapters::tryton {
namespace tryton_status_test {

namespace json = boost::json;

constexpr std::int64_t kUs = 2, kAnn = 9;

/// The records of one sale, as search_read gives them.
class Records {
 public:
  Records() {
    sale_ = parse(R"({"id":1,"number":"SO1","state":"processing","reference":"acme/web/W1/1",
      "description":null,"total_amount":{"__class__":"Decimal","decimal":"24.00"},"comment":null,
      "shipment_state":"waiting","invoice_state":"none","party.":{"code":"0004117"},
      "agent.":{"party.":{"code":"REP01"}},"create_uid":2,"write_uid":2,
      "create_uid.":{"name":"Integration"},"write_uid.":{"name":"Integration"}})");
    line(11, "000A", 5);
    line(12, "000B", 2);
  }

  json::object& sale() { return sale_; }

  void line(int id, const char* item, int quantity) {
    json::object one = parse(R"({"type":"line","description":"","unit.":{"symbol":"EA"},
      "unit_price":{"__class__":"Decimal","decimal":"3.00"},
      "amount":{"__class__":"Decimal","decimal":"3.00"},"write_uid":null})");
    one["id"] = id;
    one["quantity"] = quantity;
    one["product."] = json::object{{"code", item}};
    keep(one, in_.lines);
  }

  void shipment(int id, const char* state, const char* more = "{}") {
    json::object one = parse(R"({"reference":null,"partially_assigned":false,
      "planned_date":{"__class__":"date","year":2026,"month":3,"day":20},
      "effective_date":{"__class__":"date","year":2026,"month":3,"day":11},"carrier.":null})");
    one["id"] = id;
    one["number"] = std::to_string(id + 100);
    one["state"] = state;
    for (const auto& member : parse(more)) one[member.key()] = member.value();
    keep(one, in_.shipments);
  }

  void move(int line, int shipment, int quantity, const char* state) {
    keep({{"origin", "sale.line," + std::to_string(line)},
          {"shipment", "stock.shipment.out," + std::to_string(shipment)},
          {"quantity", quantity},
          {"state", state}},
         in_.moves);
  }

  void invoice(const char* number, const char* state) {
    keep({{"number", number},
          {"state", state},
          {"total_amount", json::object{{"__class__", "Decimal"}, {"decimal", "24.00"}}}},
         in_.invoices);
  }

  /// One line of text of all that counts.
  std::string told() {
    in_.sale = &sale_;
    const OrderStatus s = status_of(in_, kUs);
    std::string out = s.number + " " + s.state + (s.cancelled ? " cancelled" : "");
    if (!s.hold.empty()) out += "; held: " + s.hold;
    if (s.promised) out += "; promised " + to_string(*s.promised);
    const auto counts = [&](const std::vector<ItemCount>& all) {
      for (const ItemCount& one : all) out += " " + one.item + "=" + one.quantity.str();
    };
    for (const Shipment& one : s.shipments) {
      out += "; left " + one.number + " " + one.carrier + " " + one.tracking + " " +
             to_string(*one.left);
      counts(one.lines);
    }
    if (!s.backorder.empty()) out += "; behind";
    counts(s.backorder);
    for (const ErpInvoice& one : s.invoices) out += "; " + one.number + " " + one.total.str();
    return out + (s.changed_by.empty() ? "" : "; by " + s.changed_by);
  }

 private:
  static json::object parse(const char* text) { return json::parse(text).as_object(); }
  void keep(json::object one, std::vector<const json::object*>& into) {
    all_.push_back(std::move(one));
    into.push_back(&all_.back());
  }

  json::object sale_;
  std::deque<json::object> all_;
  SaleRecords in_;
};

TEST(TrytonStatus, ASaleThatWaitsForItsGoodsHasAPromise) {
  Records r;
  r.shipment(1, "waiting");
  r.move(11, 1, 5, "draft");
  r.move(12, 1, 2, "draft");
  EXPECT_EQ(r.told(), "SO1 processing; promised 2026-03-20");
}

TEST(TrytonStatus, WhatDidNotLeaveWithTheRestIsBehind) {
  Records r;
  r.shipment(1, "done", R"({"reference":"1Z9","carrier.":{"party.":{"name":"UPS"}}})");
  r.shipment(2, "waiting");
  r.move(11, 1, 3, "done");
  r.move(12, 1, 2, "done");
  r.move(11, 2, 2, "draft");
  EXPECT_EQ(r.told(),
            "SO1 processing; promised 2026-03-20; left 101 UPS 1Z9 2026-03-11 000A=3 000B=2; "
            "behind 000A=2");
}

TEST(TrytonStatus, WhatTheWarehouseCouldNotAssignIsBehindBeforeAnythingLeaves) {
  Records r;
  r.shipment(1, "waiting", R"({"partially_assigned":true})");
  r.move(11, 1, 5, "draft");
  EXPECT_EQ(r.told(), "SO1 processing; promised 2026-03-20; behind 000A=5");
}

TEST(TrytonStatus, ACancelledShipmentAndItsMovesCountForNothing) {
  Records r;
  r.shipment(1, "cancelled");
  r.move(11, 1, 5, "cancelled");
  EXPECT_EQ(r.told(), "SO1 processing");
}

TEST(TrytonStatus, OnlyInvoicesThatArePostedAreTold) {
  Records r;
  r.invoice("", "draft");
  r.invoice("I1", "posted");
  r.invoice("I2", "paid");
  EXPECT_EQ(r.told(), "SO1 processing; I1 24.00; I2 24.00");
}

TEST(TrytonStatus, SaysWhyItWaits) {
  for (const auto& [field, value, want] :
       {std::tuple{"state", "draft", "SO1 draft; held: it waits to be checked"},
        {"state", "quotation", "SO1 quotation; held: it waits to be released"},
        {"shipment_state", "exception",
         "SO1 processing; held: a question about its delivery is open"},
        {"invoice_state", "exception",
         "SO1 processing; held: a question about its invoice is open"},
        {"state", "cancelled", "SO1 cancelled cancelled"}}) {
    Records r;
    r.sale()[field] = value;
    EXPECT_EQ(r.told(), want);
  }
}

TEST(TrytonStatus, NamesWhoWroteLastWhereItWasNotUs) {
  Records r;
  r.sale()["write_uid"] = kAnn;
  r.sale()["write_uid."] = json::object{{"name", "Ann"}};
  EXPECT_EQ(r.told(), "SO1 processing; by Ann");
}

}  // namespace tryton_status_test
}  // namespace norekey::adapters::tryton
