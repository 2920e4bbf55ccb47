// Statements are planned once a session, maybe while tables are empty. Those of the hot table are
// found by number all the same: a plan that walks over all that is ready took seconds for 10,000.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend.hpp"
#include "queue/postgres/connection.hpp"

namespace norekey::queue::test {
namespace plans_test {

using testing::HasSubstr;
using testing::Not;

struct PlanCase {
  Statement statement;
  const char* types;
  const char* values;
};

class Plan : public testing::TestWithParam<PlanCase> {};

TEST_P(Plan, MadeOfAnEmptyHotTableLooksUpByNumber) {
  const auto& [statement, types, values] = GetParam();
  PostgresBackend backend;
  OpenOptions options;
  options.url = backend.url();
  ASSERT_TRUE(open_store(options).has_value());
  auto sql = postgres::Connection::open(backend.url(), postgres::Access::write).value();
  ASSERT_TRUE(sql->begin().has_value());
  const auto rows = sql->script(
      "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_hashjoin = off;"
      "SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off; PREPARE p (" +
      std::string(types) + ") AS " + postgres_text(statement) + " EXPLAIN EXECUTE p (" + values +
      ")");
  ASSERT_FALSE(sql->failure()) << to_string(*sql->failure());
  std::string plan;
  for (std::size_t row = 0; row < rows.size(); ++row) plan += rows.text(row, 0) + "\n";
  sql->rollback();
  EXPECT_THAT(plan, HasSubstr("live_pkey"));
  EXPECT_THAT(plan, Not(HasSubstr("live_ready")));
  EXPECT_THAT(plan, Not(HasSubstr("Join Filter")));
}

INSTANTIATE_TEST_SUITE_P(
    Postgres, Plan,
    testing::Values(PlanCase{Statement::live_lease, "bigint[], bigint[]", "'{1}', '{1}'"},
                    PlanCase{Statement::lane_set, "bigint[], bigint[]", "'{1}', '{1}'"},
                    PlanCase{Statement::live_find, "bigint[]", "'{1}'"},
                    PlanCase{Statement::live_held, "bigint[]", "'{1}'"},
                    PlanCase{Statement::live_delete, "bigint[]", "'{1}'"},
                    PlanCase{Statement::leased_message, "bigint[]", "'{1}'"}),
    [](const auto& info) { return std::string(to_string(info.param.statement)); });

}  // namespace plans_test
}  // namespace norekey::queue::test
