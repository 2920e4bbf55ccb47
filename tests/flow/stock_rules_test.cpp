#include "flow/outbound/stock_rules.hpp"

#include <gtest/gtest.h>

namespace norekey::flow {
namespace stock_rules_test {

Decimal number(const std::string& text) { return Decimal::parse(text).value(); }

adapters::StockLevel level(const std::string& item, const std::string& warehouse,
                           const std::string& on_hand, const std::string& committed = "0",
                           const std::string& of_web = "0") {
  return {item, warehouse, number(on_hand), number(committed), number(of_web)};
}

mapping::Lookups lookups() {
  mapping::Lookups out;
  out.tables["items"].rows = {{"A", "000A"}, {"A-OLD", "000A"}, {"B", "000B"}, {"KIT", "IGNORED"}};
  out.tables["places"].rows = {{"W1", "EAST"}, {"W1B", "EAST"}, {"W2", "WEST"}};
  return out;
}

struct ShownCase {
  const char* name;
  const char* stock;   ///< on-hand, available
  int safety, buffer;  ///< of the channel
  const char* table;   ///< stock.csv
  std::vector<adapters::StockLevel> levels;
  const char* want;  ///< "SKU: text; …"
};

class StockShown : public testing::TestWithParam<ShownCase> {};

TEST_P(StockShown, IsWhatTheRulesLeave) {
  config::Outbound config;
  config.stock = GetParam().stock;
  config.locations = "places";
  config.safety_stock = GetParam().safety;
  config.buffer_percent = GetParam().buffer;
  config::Findings findings;
  const StockTable table = read_stock_table(GetParam().table, findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  auto rules = StockRules::make(config, table, lookups()).value();
  std::string out;
  for (const auto& [sku, record] : rules.shown(GetParam().levels))
    out += (out.empty() ? "" : "; ") + sku + ": " + stock_text(record);
  EXPECT_EQ(out, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Flow, StockShown,
    testing::Values(
        ShownCase{"on_hand_in_each_location",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "12"), level("000B", "W2", "3")},
                  "B: EAST=12 WEST=3"},
        ShownCase{"every_sku_of_an_item",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000A", "W1", "7")},
                  "A: EAST=7; A-OLD: EAST=7"},
        ShownCase{"warehouses_of_one_location_are_added",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "5"), level("000B", "W1B", "6")},
                  "B: EAST=11"},
        ShownCase{"a_warehouse_below_nothing_takes_from_its_location",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "-5"), level("000B", "W1B", "6")},
                  "B: EAST=1"},
        ShownCase{"below_nothing_is_0",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "-5"), level("000B", "W2", "4")},
                  "B: EAST=0 WEST=4"},
        ShownCase{"a_warehouse_that_is_not_for_the_web",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "2"), level("000B", "RETURNS", "90")},
                  "B: EAST=2"},
        ShownCase{"an_item_that_the_shop_does_not_sell",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000Z", "W1", "2")},
                  ""},
        ShownCase{"parts_of_a_unit_cannot_be_sold",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "2.99")},
                  "B: EAST=2"},
        ShownCase{"on_hand_says_nothing_of_other_orders",
                  "on-hand",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "10", "4", "1")},
                  "B: EAST=10"},
        ShownCase{"available_leaves_out_what_others_wait_for",
                  "available",
                  0,
                  0,
                  "",
                  {level("000B", "W1", "10", "4", "1")},
                  "B: EAST=7"},
        ShownCase{"safety_stock_then_buffer",
                  "on-hand",
                  2,
                  10,
                  "",
                  {level("000B", "W1", "12")},
                  "B: EAST=9"},
        ShownCase{"the_table_goes_before_the_channel",
                  "on-hand",
                  2,
                  10,
                  "sku,safety,buffer\nB,0,50\n",
                  {level("000B", "W1", "9")},
                  "B: EAST=4"},
        ShownCase{"backorders",
                  "on-hand",
                  0,
                  0,
                  "sku,backorder\nB,100\n",
                  {level("000B", "W1", "0")},
                  "B: EAST=0 backorder=100"},
        ShownCase{"a_kit_is_as_many_as_its_scarcest_component",
                  "on-hand",
                  0,
                  0,
                  "sku,components\nKIT,000A:2;000B:1\n",
                  {level("000A", "W1", "9"), level("000A", "W2", "1"), level("000B", "W1", "3"),
                   level("000B", "W2", "8")},
                  "A: EAST=9 WEST=1; A-OLD: EAST=9 WEST=1; B: EAST=3 WEST=8; KIT: EAST=3 WEST=0"},
        ShownCase{"a_component_that_is_named_twice_counts_as_often_as_both_say",
                  "on-hand",
                  0,
                  0,
                  "sku,components\nKIT,000A:2;000B:1;000A:3\n",
                  {level("000A", "W1", "72"), level("000B", "W1", "90")},
                  "A: EAST=72; A-OLD: EAST=72; B: EAST=90; KIT: EAST=14"},
        ShownCase{"a_kit_of_which_a_component_is_unknown_is_not_shown",
                  "on-hand",
                  0,
                  0,
                  "sku,components\nKIT,000A:2;000Q:1\n",
                  {level("000A", "W1", "9")},
                  "A: EAST=9; A-OLD: EAST=9"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(StockRules, AKitFollowsAComponentThatChangesAlone) {
  config::Outbound config;
  config.stock = "on-hand";
  config.locations = "places";
  config::Findings findings;
  const StockTable table = read_stock_table("sku,components\nKIT,000A:2;000B:1\n", findings);
  auto rules = StockRules::make(config, table, lookups()).value();
  rules.shown({level("000A", "W1", "9"), level("000B", "W1", "3")});
  const auto after = rules.shown({level("000A", "W1", "4")});
  EXPECT_EQ(stock_text(after.at("KIT")), "EAST=2");
}

TEST(StockRules, NameTheKitsThatWaitForAComponent) {
  config::Outbound config;
  config.stock = "on-hand";
  config.locations = "places";
  config::Findings findings;
  const StockTable table =
      read_stock_table("sku,components\nKIT,000A:2;000Q:1\nBOX,000A:1\n", findings);
  auto rules = StockRules::make(config, table, lookups()).value();
  rules.shown({level("000A", "W1", "9")});
  EXPECT_EQ(rules.waiting_kits(), (std::map<std::string, std::string>{{"KIT", "000Q"}}));
  rules.shown({level("000Q", "W1", "9")});
  EXPECT_TRUE(rules.waiting_kits().empty());
}

TEST(StockRules, SaysWhichLookupIsMissing) {
  config::Outbound config;
  config.items = "itemz";
  const auto made = StockRules::make(config, {}, lookups());
  ASSERT_FALSE(made);
  EXPECT_EQ(
      to_string(made.error()),
      "there is no lookup 'itemz'\n  fix: add the file lookups/itemz.csv, then: norekey apply");
}

TEST(StockTable, NamesEveryRowThatIsWrong) {
  config::Findings findings;
  read_stock_table("sku,safty,buffer,components\nA,1,101,\nB,,-1,X\n,1,1,\nA,,,\nC,1\n", findings);
  std::string all;
  for (const Error& e : findings.errors) all += to_string(e) + "\n";
  EXPECT_EQ(all,
            "stock.csv:1: unknown column 'safty', did you mean 'safety'?\n"
            "  fix: use  sku,safety,buffer,components,backorder\n"
            "stock.csv:2: buffer: '101' is no number from 0 to 100\n"
            "  fix: correct it, or leave it empty\n"
            "stock.csv:3: buffer: '-1' is no number from 0 to 100\n"
            "  fix: correct it, or leave it empty\n"
            "stock.csv:3: components: 'X' is no component and its number\n"
            "  fix: write the ERP's item and how many a kit has, such as FST001000:2;PLB001002:1\n"
            "stock.csv:4: the sku is empty\n"
            "  fix: write one field for each column\n"
            "stock.csv:5: the sku 'A' is there twice\n"
            "  fix: keep one of the rows\n"
            "stock.csv:6: expected 4 fields, found 2\n"
            "  fix: write one field for each column\n");
}

}  // namespace stock_rules_test
}  // namespace norekey::flow
