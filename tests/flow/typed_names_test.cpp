/// Names as people type them: a channel without its company, a code with blanks around it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flow/commands.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace typed_names_test {

using testing::SizeIs;

void park_one(World& w) {
  w.shop->put("W1", {{"A", "1.00"}, {"NEW", "1.00"}});
  w.webhook("W1@1");
  w.work();
}

TEST(TypedNames, AChannelIsKnownWithoutItsCompany) {
  World w;
  park_one(w);
  for (const char* command : {"orders", "parked", "causes"}) {
    EXPECT_THAT(w.command({{"command", command}, {"channel", "shop"}}).as_array(), SizeIs(1))
        << command;
  }
  EXPECT_THAT(w.command({{"command", "trace"}, {"key", "W1"}, {"channel", "shop"}}).as_array(),
              SizeIs(1));
  EXPECT_EQ(w.command({{"command", "replay"}, {"channel", "shop"}}).at("replayed"), 1);
}

TEST(TypedNames, ACauseNamesItsOrdersWhereItIsAsked) {
  World w;
  park_one(w);
  const auto causes = w.command({{"command", "causes"}, {"channel", "shop"}, {"orders", true}});
  EXPECT_EQ(boost::json::serialize(causes.at(0).at("orders")), R"(["W1"])");
  EXPECT_FALSE(w.command({{"command", "causes"}}).at(0).as_object().contains("orders"));
}

/// The customer wrote it small, the ERP shows it in capitals, and a person types either.
TEST(TypedNames, ANumberIsFoundInCapitalsAndInSmallLetters) {
  World w;
  w.shop->put("W1", {{"A", "1.00"}}).po_number = "po-7 b";
  w.webhook("W1@1");
  w.work();
  for (const char* key : {"po-7 b", "PO-7 B", "so1", "SO1", "w1"}) {
    const auto answer = w.run(run_command(w.context(), {{"command", "trace"}, {"key", key}}));
    ASSERT_TRUE(answer) << key << ": " << to_string(answer.error());
    EXPECT_EQ(answer->at(0).at("identity"), "acme/shop/W1") << key;
  }
}

/// A trigger is of no order; what became of it is told all the same.
TEST(TypedNames, ANumberIsFoundAsItIsCopiedFromAMailOrFromTrace) {
  World w;
  park_one(w);
  const auto by = [&w](const std::string& key) {
    return w.command({{"command", "trace"}, {"key", key}}).at(0);
  };
  const auto order = by("W1");
  for (const boost::json::value& message : order.at("messages").as_array())
    EXPECT_EQ(by("#" + boost::json::serialize(message.at("id"))), order);
  EXPECT_EQ(by(" W1 "), order);
  EXPECT_EQ(by("w1\t"), order);
}

TEST(TypedNames, AMessageIsFoundByItsIdAlsoWhereItIsOfNoOrder) {
  World w;
  park_one(w);
  const auto answer = w.command({{"command", "trace"}, {"key", "1"}});
  ASSERT_THAT(answer.as_array(), SizeIs(1));
  EXPECT_EQ(answer.at(0).at("identity"), "");
  EXPECT_EQ(answer.at(0).at("about"), "W1");
  EXPECT_EQ(answer.at(0).at("messages").at(0).at("kind"), "event");
  EXPECT_EQ(answer.at(0).at("messages").at(0).at("steps").at(0).at("stage"), "fetched");
}

/// Else a slip in the name reads as if all were well.
TEST(TypedNames, AChannelThatIsNotThereIsSaidWhereNothingIsFound) {
  World w;
  park_one(w);
  for (const boost::json::object& request : std::vector<boost::json::object>{
           {{"command", "causes"}, {"channel", "shp"}},
           {{"command", "trace"}, {"key", "W1"}, {"channel", "shp"}},
           {{"command", "credit explain"}, {"key", "W1"}, {"channel", "shp"}},
           {{"command", "credit reentries"}, {"channel", "shp"}}}) {
    const auto answer = w.run(run_command(w.context(), request));
    ASSERT_FALSE(answer) << request.at("command");
    EXPECT_EQ(to_string(answer.error()), "there is no channel 'shp'\n  fix: use one of: acme/shop");
  }
}

TEST(TypedNames, BlanksAroundACodeAreNoPartOfIt) {
  World w;
  park_one(w);
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{" NEW ", "000N"}}}});
  EXPECT_EQ(w.context().lookups.find("items", "NEW").value(), "000N");
  w.work();
  EXPECT_THAT(w.erp->sales, SizeIs(1));
  EXPECT_THAT(w.command({{"command", "parked"}}).as_array(), SizeIs(0));
}

TEST(TypedNames, AValueOfBlanksAloneIsRefused) {
  World w;
  const auto answer =
      w.run(run_command(w.context(), {{"command", "lookups set"},
                                      {"lookup", "items"},
                                      {"rows", boost::json::object{{"NEW", "  "}}}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(
      to_string(answer.error()),
      "the value of 'NEW' is blank\n  fix: write the ERP's code, or \"\" to take the row away "
      "from lookups/items");
  EXPECT_FALSE(w.context().lookups.tables.at("items").rows.contains("NEW"));
}

TEST(TypedNames, ACodeOrAValueOfTwoLinesIsRefusedAndARowOfOldIsTakenAway) {
  World w;
  const auto set = [&w](const std::string& code, const std::string& value) {
    const auto answer =
        w.run(run_command(w.context(), {{"command", "lookups set"},
                                        {"lookup", "items"},
                                        {"rows", boost::json::object{{code, value}}}}));
    return answer ? "" : to_string(answer.error());
  };
  const std::string fix =
      " is not one line of what can be seen\n  fix: type it anew, without line breaks, tabs and "
      "the "
      "like";
  EXPECT_EQ(set("N\nM", "1"), "'N\\nM'" + fix);
  EXPECT_EQ(set("NEW", "1\t"), "'1\\t'" + fix);
  EXPECT_EQ(set("NEW\n", "1"), "");  // blanks around it
  EXPECT_EQ(set("N\nM", ""), "");
}

TEST(TypedNames, ARowThatWasSeenIsFoundWhateverBlanksItsCodeIsTypedWith) {
  World w;
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"NEW", "1"}}}});
  const auto answer = w.run(run_command(w.context(), {{"command", "lookups set"},
                                                      {"lookup", "items"},
                                                      {"rows", boost::json::object{{" NEW", "2"}}},
                                                      {"was", boost::json::object{{" NEW", ""}}}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()), "the row is '1' by now, not ''\n  fix: look at it again");
}

}  // namespace typed_names_test
}  // namespace norekey::flow
