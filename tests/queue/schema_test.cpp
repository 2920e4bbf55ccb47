#include "queue/schema.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "queue/sqlite/connection.hpp"
#include "queue/sqlite/upkeep.hpp"
#include "run.hpp"

namespace norekey::queue::test {
namespace schema_test {

const std::vector<Migration> kOne = {sqlite_migrations().front()};

std::vector<Migration> two(const char* sql) {
  auto both = kOne;
  both.push_back({2, 1, "second", sql});
  return both;
}

class Schema : public testing::Test {
 protected:
  Schema() { std::ofstream(path()).flush(); }

  std::string path() const { return directory_.file("store.db"); }
  Result<void> migrate_to(const std::vector<Migration>& migrations) {
    auto sql = sqlite::Connection::open(path(), sqlite::Access::write).value();
    const Upgrade upgrade{path(), path() + ".before-schema-", [this](const std::string& copy) {
                            return sqlite::copy_store(path(), copy);
                          }};
    return migrate(*sql, migrations, upgrade);
  }
  std::int64_t number(const std::string& path, const std::string& text) {
    auto sql = sqlite::Connection::open(path, sqlite::Access::read).value();
    const auto rows = sql->script(text);
    return sql->failure() ? -1 : rows.number(0, 0);
  }

  TemporaryDirectory directory_;
};

TEST_F(Schema, AnEmptyFileGetsEveryMigrationAndNoCopy) {
  ASSERT_TRUE(migrate_to(two("CREATE TABLE later (id INTEGER)")).has_value());
  EXPECT_EQ(number(path(), "SELECT max(version) FROM schema_version"), 2);
  EXPECT_EQ(number(path(), "SELECT count(*) FROM later"), 0);
  EXPECT_FALSE(std::filesystem::exists(path() + ".before-schema-2"));
}

TEST_F(Schema, AnOlderStoreIsCopiedFirstAndThenUpgraded) {
  ASSERT_TRUE(migrate_to(kOne).has_value());
  ASSERT_TRUE(migrate_to(two("CREATE TABLE later (id INTEGER)")).has_value());
  EXPECT_EQ(number(path(), "SELECT max(version) FROM schema_version"), 2);
  const auto copy = path() + ".before-schema-2";
  EXPECT_EQ(number(copy, "SELECT max(version) FROM schema_version"), 1);
  EXPECT_EQ(number(copy, "SELECT count(*) FROM later"), -1);
}

TEST_F(Schema, AMigrationThatFailsChangesNothing) {
  ASSERT_TRUE(migrate_to(kOne).has_value());
  const auto failed =
      migrate_to(two("CREATE TABLE half (id INTEGER); INSERT INTO missing VALUES (1)"));
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().what, "the store refused a statement: no such table: missing");
  EXPECT_EQ(number(path(), "SELECT max(version) FROM schema_version"), 1);
  EXPECT_EQ(number(path(), "SELECT count(*) FROM half"), -1);
}

TEST_F(Schema, WithoutRoomForTheCopyNothingIsUpgraded) {
  ASSERT_TRUE(migrate_to(kOne).has_value());
  std::ofstream(path() + ".before-schema-2") << "in the way";
  const auto failed = migrate_to(two("CREATE TABLE later (id INTEGER)"));
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(number(path(), "SELECT max(version) FROM schema_version"), 1);
}

TEST_F(Schema, TheNewestIsLeftAlone) {
  ASSERT_TRUE(migrate_to(kOne).has_value());
  ASSERT_TRUE(migrate_to(kOne).has_value());
  EXPECT_EQ(number(path(), "SELECT count(*) FROM schema_version"), 1);
}

}  // namespace schema_test
}  // namespace norekey::queue::test
