#include "flow/outbound/status_text.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <functional>

namespace norekey::flow {
namespace status_text_test {

Date day(const char* text) { return parse_date(text).value(); }

/// Two lines: 5 of item 000A sold as A, 2 boxes of item 000B sold as 200 pieces of B.
PartStanding plain() {
  PartStanding out;
  out.currency = "USD";
  out.delivered.total = "30.00";
  out.delivered.reps = "REP01 100 %";
  out.now.key = "acme/shop/W1/1";
  out.now.number = "SO1";
  out.now.state = "processing";
  out.now.total = Decimal::parse("30.00").value();
  out.now.reps = {{"REP01", 100, true}};
  out.now.ordered = {{"000A", 5}, {"000B", 2}, {"FREIGHT", 1}};
  out.sold = {{"000A", "A", 5, 5}, {"000B", "B", 2, 200}};
  return out;
}

adapters::Shipment shipment(const char* number, std::vector<adapters::ItemCount> lines) {
  return {number, "UPS", "1Z9", day("2026-03-11"), std::move(lines)};
}

/// All that is shown, as lines.
std::string shown_lines(const connectors::StatusRecord& record) {
  std::string out = record.text + (record.cancelled ? " [" + record.reason + "]" : "");
  for (const connectors::ShownShipment& one : record.shipments) {
    out += "\n" + one.number + "/" + one.method + "/" + one.tracking;
    for (const auto& [sku, quantity] : one.lines) out += " " + sku + "=" + quantity.str();
    out += "\n" + one.text;
  }
  for (const std::string& note : record.notes) out += "\n" + note;
  return out;
}

struct StatusCase {
  const char* name;
  std::function<void(PartStanding&)> change;
  const char* want;
};

class StatusText : public testing::TestWithParam<StatusCase> {};

TEST_P(StatusText, SaysWhatBecameOfTheOrder) {
  PartStanding part = plain();
  GetParam().change(part);
  EXPECT_EQ(shown_lines(shown_status(part)), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Flow, StatusText,
    testing::Values(
        StatusCase{"Entered", [](PartStanding&) {}, "in the works"},
        StatusCase{"Promised", [](PartStanding& p) { p.now.promised = day("2026-03-20"); },
                   "in the works, promised for 2026-03-20"},
        StatusCase{"Held", [](PartStanding& p) { p.now.hold = "it waits to be released"; },
                   "on hold: it waits to be released"},
        StatusCase{"ShortBeforeItLeaves",
                   [](PartStanding& p) {
                     p.now.promised = day("2026-03-20");
                     p.now.backorder = {{"000A", 2}};
                   },
                   "in the works; backordered: 2 x A, promised for 2026-03-20"},
        StatusCase{"ShippedInPart",
                   [](PartStanding& p) {
                     p.now.shipments = {shipment("7", {{"000A", 3}, {"000B", 1}})};
                     p.now.backorder = {{"000A", 2}, {"000B", 1}};
                   },
                   "shipped in part; backordered: 2 x A, 100 x B\n"
                   "7/UPS/1Z9 A=3 B=100\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 3 x A, 100 x B"},
        StatusCase{"ShippedAndInvoiced",
                   [](PartStanding& p) {
                     p.now.shipments = {shipment("7", {{"000A", 5}, {"000B", 2}})};
                     p.now.invoices = {{"I1", "posted", Decimal::parse("30.00").value()}};
                   },
                   "shipped on 2026-03-11; invoiced as I1\n"
                   "7/UPS/1Z9 A=5 B=200\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 5 x A, 200 x B\n"
                   "invoice I1 of 30.00 USD"},
        StatusCase{"EditedByStaff",
                   [](PartStanding& p) {
                     p.now.changed_by = "Ann";
                     p.now.total = 24;
                     p.now.ordered[0].quantity = 3;
                     p.now.reps = {{"REP02", 100, true}};
                   },
                   "in the works\n"
                   "changed in ERP by Ann: total 30.00 became 24; quantity of A 5 became 3; rep "
                   "REP01 100 % became REP02 100 %"},
        StatusCase{"TouchedByStaffAndTheSame", [](PartStanding& p) { p.now.changed_by = "Ann"; },
                   "in the works"},
        StatusCase{"ChangedByOurOwnRevisionThatIsNotSettledYet",
                   [](PartStanding& p) { p.now.total = 24; }, "in the works"},
        StatusCase{"TheRestIsStillToComeWhereTheErpSaysNoMoreOfIt",
                   [](PartStanding& p) {
                     p.now.shipments = {shipment("7", {{"000A", 3}, {"000B", 2}})};
                     p.now.to_come = {{"000A", 2}, {"FREIGHT", 1}};
                   },
                   "shipped in part; still to come: 2 x A\n"
                   "7/UPS/1Z9 A=3 B=200\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 3 x A, 200 x B"},
        StatusCase{"FreightNeverLeaves",
                   [](PartStanding& p) {
                     p.now.shipments = {shipment("7", {{"000A", 5}, {"000B", 2}})};
                     p.now.to_come = {{"FREIGHT", 1}};
                   },
                   "shipped on 2026-03-11\n"
                   "7/UPS/1Z9 A=5 B=200\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 5 x A, 200 x B"},
        StatusCase{"ShippedByTheErpsWordAlone", [](PartStanding& p) { p.now.shipped = true; },
                   "shipped"},
        StatusCase{"WhatIsNotSaidIsNoEdit",
                   [](PartStanding& p) {
                     p.now.changed_by = "Ann";
                     p.now.partly = true;
                     p.now.total.reset();
                     p.now.ordered.clear();
                     p.now.reps.clear();
                   },
                   "in the works"},
        StatusCase{"OfWhatIsSaidInPartOnlyThatIsAnEdit",
                   [](PartStanding& p) {
                     p.now.changed_by = "Ann";
                     p.now.partly = true;
                     p.now.total.reset();
                     p.now.ordered = {{"000B", 1}};
                     p.now.reps.clear();
                   },
                   "in the works\n"
                   "changed in ERP by Ann: quantity of B 2 became 1"},
        StatusCase{"AnItemThatStaffTookOut",
                   [](PartStanding& p) {
                     p.now.changed_by = "Ann";
                     p.now.ordered = {{"000B", 2}};
                   },
                   "in the works\n"
                   "changed in ERP by Ann: quantity of A 5 became 0"},
        StatusCase{"CancelledByStaff",
                   [](PartStanding& p) {
                     p.now.cancelled = true;
                     p.now.changed_by = "Ann";
                   },
                   "cancelled in the ERP [cancelled in the ERP by Ann]"},
        StatusCase{"CancelledByTheShopItself",
                   [](PartStanding& p) {
                     p.now.cancelled = true;
                     p.delivered.operation = "cancel";
                   },
                   "cancelled"},
        StatusCase{"MoreThanWasOrderedGoesToTheLastLine",
                   [](PartStanding& p) {
                     p.sold = {{"000A", "A", 2, 2}, {"000A", "A2", 3, 3}};
                     p.now.shipments = {shipment("7", {{"000A", 6}})};
                   },
                   "shipped on 2026-03-11\n"
                   "7/UPS/1Z9 A=2 A2=4\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 2 x A, 4 x A2"},
        StatusCase{"WithoutItsDocumentsItemsStandForSkus",
                   [](PartStanding& p) {
                     p.sold.clear();
                     p.now.shipments = {shipment("7", {{"000A", 5}})};
                   },
                   "shipped on 2026-03-11\n"
                   "7/UPS/1Z9 000A=5\n"
                   "shipment 7 left on 2026-03-11 by UPS, tracking 1Z9: 5 x 000A"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(StatusTextOf, AnOrderInPartsNamesEachAndIsCancelledOnlyAsAWhole) {
  PartStanding first = plain(), second = plain();
  first.now.cancelled = true;
  const auto one = shown_status(first), other = shown_status(second);
  const auto both = together({one, other});
  EXPECT_EQ(both.text, "part 1: cancelled in the ERP; part 2: in the works");
  EXPECT_FALSE(both.cancelled);
  EXPECT_TRUE(together({one, one}).cancelled);
}

TEST(StatusTextOf, ALongOneIsCutBetweenCharacters) {
  PartStanding part = plain();
  part.now.hold = std::string(237, 'x') + "\u00e9\u00e9\u00e9";
  const std::string text = shown_status(part).text;
  EXPECT_EQ(text, "on hold: " + std::string(237, 'x') + "...");
  EXPECT_LE(text.size(), 250u);
}

TEST(StatusTextOf, ARecordIsReadBackAsItWasWritten) {
  PartStanding part = plain();
  part.now.shipments = {shipment("7", {{"000A", 3}})};
  part.now.invoices = {{"I1", "posted", 30}};
  auto record = shown_status(part);
  record.order = "W1";
  const auto read = read_status_record(to_json_object(record));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(to_json_object(*read), to_json_object(record));
  const auto refused = read_status_record({{"order", "W1"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()),
            "the stored status cannot be read\n  fix: norekey sync statuses --all");
}

}  // namespace status_text_test
}  // namespace norekey::flow
