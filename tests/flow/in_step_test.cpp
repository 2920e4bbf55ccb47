/// Two daemons on one store: what one changes for all, the other takes over.
#include "flow/in_step.hpp"

#include <gtest/gtest.h>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace in_step_test {

TEST(InStep, RowsThatAnotherDaemonSetAreTakenOver) {
  World w;
  Context other = w.context();
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"Z", "000Z"}}}});
  EXPECT_FALSE(other.lookups.tables.at("items").rows.contains("Z"));
  EXPECT_TRUE(w.run(catch_up(other)).value());
  EXPECT_EQ(other.lookups.tables.at("items").rows.at("Z"), "000Z");
  EXPECT_FALSE(w.run(catch_up(other)).value());
}

TEST(InStep, ARowThatAnotherDaemonSetIsNotOverwrittenByWhoDidNotSeeIt) {
  World w;
  Context other = w.context();
  boost::json::object set{{"command", "lookups set"},
                          {"lookup", "items"},
                          {"rows", boost::json::object{{"Z", "000Z"}}},
                          {"was", boost::json::object{{"Z", ""}}}};
  boost::json::object first = set, second = set;
  ASSERT_TRUE(w.run(run_command(w.context(), std::move(first))));
  const auto refused = w.run(run_command(other, std::move(second)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()),
            "the row is '000Z' by now, not ''\n  fix: look at it again");
  EXPECT_EQ(refused.error().cause, "changed");
}

TEST(InStep, ABundleThatAnotherDaemonActivatedIsTakenOver) {
  World w;
  Context other = w.context();
  const std::string before = other.setup->bundle;
  w.use({{"lookups/items.csv", "sku,item\nA,000A\nB,000B\nC,000C\n"}});
  EXPECT_TRUE(w.run(catch_up(other)).value());
  EXPECT_NE(other.setup->bundle, before);
  EXPECT_EQ(other.setup->bundle, w.context().setup->bundle);
  EXPECT_EQ(other.lookups.tables.at("items").rows.at("C"), "000C");
}

TEST(InStep, ADaemonsOwnChangesAreNoNews) {
  World w;
  w.command({{"command", "lookups set"},
             {"lookup", "items"},
             {"rows", boost::json::object{{"Z", "000Z"}}}});
  EXPECT_FALSE(w.run(catch_up(w.context())).value());
}

}  // namespace in_step_test
}  // namespace norekey::flow
