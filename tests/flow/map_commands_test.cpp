/// Change without fear: a new mapping over stored orders, where a field came from, and the way
/// back.
#include "flow/map_commands.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace map_commands_test {

namespace json = boost::json;

class MapCommands : public testing::Test {
 protected:
  World w;

  void deliver() {
    w.shop->put("W1", {{"A", "10.00"}});
    w.shop->put("W2", {{"A", "1.00"}, {"B", "2.00"}});
    w.webhook("W1@1");
    w.webhook("W2@1");
    w.work();
  }

  /// The active mapping with one line replaced.
  static std::string with(const std::string& line, const std::string& by) {
    std::string out = kMapping;
    return out.replace(out.find(line), line.size(), by);
  }

  json::value diff(const std::string& text) {
    return w.command(
        {{"command", "map diff"}, {"mapping", "m"}, {"text", text}, {"file", "new.yaml"}});
  }

  std::string refused(json::object request) {
    auto answer = w.run(run_command(w.context(), std::move(request)));
    return answer ? "" : answer.error().what + " | " + answer.error().fix;
  }
};

constexpr const char* kCustomer = "customer: { from: buyer/account, lookup: customers }";

TEST_F(MapCommands, TheSameMappingChangesNothing) {
  deliver();
  const json::value told = diff(kMapping);
  EXPECT_EQ(told.at("orders"), 2);
  EXPECT_EQ(told.at("changed"), 0);
  EXPECT_TRUE(told.at("causes").as_array().empty());
}

TEST_F(MapCommands, WhatChangesIsGroupedByFieldWithCounts) {
  deliver();
  const json::value told = diff(with(kCustomer, "customer: { text: \"X{buyer/account}\" }"));
  EXPECT_EQ(told.at("orders"), 2);
  EXPECT_EQ(told.at("changed"), 2);
  ASSERT_EQ(told.at("causes").as_array().size(), 1U);
  EXPECT_EQ(told.at("causes").at(0).at("field"), "customer");
  EXPECT_EQ(told.at("causes").at(0).at("orders"), 2);
}

TEST_F(MapCommands, AmountsDifferToTheCent) {
  deliver();
  const json::value told =
      diff(with("price: price }", "price: { from: price, times: 2, round: 2 } }"));
  ASSERT_EQ(told.at("causes").as_array().size(), 1U) << json::serialize(told);
  EXPECT_EQ(told.at("causes").at(0).at("orders"), 2);
  EXPECT_EQ(told.at("causes").at(0).at("values"), 3);
  EXPECT_EQ(told.at("causes").at(0).at("difference"), "13.00");
}

TEST_F(MapCommands, AFileOfGroupsThatIsSentWithTheMappingCountsBeforeTheActiveBundles) {
  const std::string mapping =
      with("fields: { item: { from: sku, lookup: items }, quantity: quantity, price: price }",
           "use: wares\ninclude: common.yaml");
  const std::string group = "item: { from: sku, lookup: items }, quantity: quantity";
  const std::string before = "shared: wares\ngroups: { wares: { " + group + ", price: price } }\n";
  const std::string after = "shared: wares\ngroups: { wares: { " + group +
                            ", price: { from: price, times: 2, round: 2 } } }\n";
  w.use({{"mappings/m.yaml", mapping}, {"mappings/common.yaml", before}});
  deliver();
  EXPECT_EQ(diff(mapping).at("changed"), 0);
  const json::value told = w.command({{"command", "map diff"},
                                      {"mapping", "m"},
                                      {"text", mapping},
                                      {"beside", {{"common.yaml", after}}}});
  EXPECT_EQ(told.at("changed"), 2);
  EXPECT_EQ(told.at("causes").at(0).at("difference"), "13.00");
  const std::string other = std::string(mapping).replace(mapping.find("common"), 6, "extra_");
  const json::value fresh = w.command({{"command", "map diff"},
                                       {"mapping", "m"},
                                       {"text", other},
                                       {"beside", {{"extra_.yaml", after}}}});
  EXPECT_EQ(fresh.at("changed"), 2);
}

TEST_F(MapCommands, NothingIsWrittenByADiff) {
  deliver();
  const std::string before = w.context().setup->bundle;
  diff(with(kCustomer, "customer: { text: \"X{buyer/account}\" }"));
  EXPECT_EQ(w.context().setup->bundle, before);
  EXPECT_EQ(w.erp->sends, 2);
}

TEST_F(MapCommands, AMappingWithFindingsIsNotTried) {
  deliver();
  const json::value told =
      diff(with(kCustomer, "customer: { from: buyer/account, lookup: custmers }"));
  EXPECT_FALSE(told.as_object().contains("orders"));
  EXPECT_EQ(told.at("findings").at(0).at("text"),
            "there is no lookup 'custmers', did you mean 'customers'?");
}

TEST_F(MapCommands, AMappingThatNoChannelUsesIsNamed) {
  EXPECT_EQ(refused({{"command", "map diff"}, {"mapping", "n"}, {"text", kMapping}}),
            "no channel uses a mapping 'n', did you mean 'm'? | name the file as the mapping it "
            "replaces (m), or give "
            "--channel");
}

TEST_F(MapCommands, AFieldTellsItsMappingLineItsSourceAndItsRow) {
  deliver();
  const json::value told =
      w.command({{"command", "explain"}, {"key", "W1"}, {"field", "line/item"}});
  const json::value& field = told.at(0).at("fields").at(0);
  EXPECT_EQ(field.at("value"), "000A");
  EXPECT_NE(json::serialize(field.at("mapping")).find("mappings/m.yaml:"), std::string::npos);
  EXPECT_EQ(field.at("values").at(0).at("value"), "A");
}

TEST(MapParts, AFieldOfAnOrderInPartsIsToldOnceAPartWithThePlaceOfItsOwnLine) {
  std::string mapping = kMapping;
  mapping.insert(mapping.find("fields:"), "parts: warehouse\n");
  World w("no", mapping);
  Order& order = w.shop->put("W1", {{"A", "10.00"}, {"B", "2.00"}, {"A", "3.50"}});
  order.lines[0].warehouse = order.lines[2].warehouse = "EAST";
  order.lines[1].warehouse = "WEST";
  w.webhook("W1@1");
  w.work();
  ASSERT_EQ(w.erp->sales.size(), 2U);
  const json::value told =
      w.command({{"command", "explain"}, {"key", "W1"}, {"field", "line/price"}});
  const queue::Query all{.kind = "order"};
  const auto rows = w.run(w.context().journal.list(all)).value();
  const std::string body = w.run(w.context().journal.message(rows.at(0).id)).value().second.body;
  std::string said;
  for (const json::value& part : told.as_array()) {
    said += "part " + std::to_string(part.at("part").as_int64()) + ":";
    for (const json::value& field : part.at("fields").as_array()) {
      const json::value& value = field.at("values").at(0);
      said += " " + std::string(field.at("value").as_string());
      EXPECT_EQ(field.as_object().contains("note"), false) << "as it was sent";
      const auto from = value.at("from").to_number<std::size_t>();
      said += "=" + body.substr(from, value.at("to").to_number<std::size_t>() - from);
    }
    said += "\n";
  }
  EXPECT_EQ(said, "part 1: 10.00=10.00 3.50=3.50\npart 2: 2.00=2.00\n");
}

TEST_F(MapCommands, AFieldThatIsNotThereIsNamed) {
  deliver();
  EXPECT_EQ(refused({{"command", "explain"}, {"key", "W1"}, {"field", "colour"}}),
            "the order's document has no field 'colour' | there are: customer, total, rep/code, "
            "rep/share, "
            "rep/primary, line/item, line/quantity, line/price");
  const std::string near = refused({{"command", "explain"}, {"key", "W1"}, {"field", "customr"}});
  EXPECT_EQ(near.substr(0, near.find(" |")),
            "the order's document has no field 'customr', did you mean 'customer'?");
}

TEST_F(MapCommands, AFieldThatTheOrderLeftEmptyIsNamedAmongThoseThereAre) {
  World other("no", with("  total: total\n", "  total: total\n  po: po_number\n"));
  other.shop->put("W1", {{"A", "10.00"}});
  other.webhook("W1@1");
  other.work();
  const auto answer = other.run(
      run_command(other.context(), {{"command", "explain"}, {"key", "W1"}, {"field", "colour"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fix,
            "there are: customer, total, po, rep/code, rep/share, rep/primary, line/item, "
            "line/quantity, line/price");
}

TEST_F(MapCommands, TheWayBackIsOneCommandAndInTheAuditLog) {
  const std::string first = w.context().setup->bundle;
  w.use({{"lookups/items.csv", "sku,item\nA,000X\nB,000B\n"}});
  ASSERT_NE(w.context().setup->bundle, first);
  EXPECT_EQ(w.context().lookups.tables.at("items").rows.at("A"), "000X");
  const json::value back =
      w.command({{"command", "rollback"}, {"why", "wrong items"}, {"who", "olga (cli)"}});
  EXPECT_EQ(back.at("activated"), true);
  EXPECT_EQ(w.context().setup->bundle, first);
  EXPECT_EQ(w.context().lookups.tables.at("items").rows.at("A"), "000A");
  const json::value all = w.command({{"command", "bundles"}});
  ASSERT_EQ(all.as_array().size(), 3U);
  EXPECT_EQ(all.at(0).at("bundle"), json::value(first));
  EXPECT_EQ(all.at(0).at("who"), "olga (cli)");
  EXPECT_EQ(all.at(0).at("why"), "rollback: wrong items");
  EXPECT_EQ(json::serialize(all.at(0).at("files")), "[\"~ lookups/items.csv\"]");
}

TEST_F(MapCommands, WithoutAnEarlierBundleThereIsNoWayBack) {
  EXPECT_EQ(refused({{"command", "rollback"}}),
            "no bundle was active before this one | see them with: norekey bundles");
  EXPECT_EQ(refused({{"command", "rollback"}, {"to", "abc"}}),
            "no earlier bundle begins with 'abc' | see them with: norekey bundles");
}

TEST_F(MapCommands, ARowTellsWhoChangedIt) {
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", json::object{{"A", "000Y"}}},
             {"who", "olga (cli)"}});
  const json::value told =
      w.command({{"command", "lookups history"}, {"lookup", "items"}, {"key", "A"}});
  ASSERT_EQ(told.as_array().size(), 2U) << json::serialize(told);
  EXPECT_EQ(told.at(0).at("value"), "000Y");
  EXPECT_EQ(told.at(0).at("who"), "olga (cli)");
}

}  // namespace map_commands_test
}  // namespace norekey::flow
