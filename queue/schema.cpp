#include "queue/schema.hpp"

#include "core/text.hpp"

namespace norekey::queue {
namespace {

Error refusal(const Upgrade& upgrade, const std::string& what, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the store " + shown(upgrade.store) + " " + what,
          .fix = std::move(fix),
          .where = {upgrade.store, 0, 0, ""},
          .cause = "store/schema"};
}

Result<SchemaVersion> find(Sql& sql, const Upgrade& upgrade) {
  const auto tables = sql.run(Statement::schema_exists, {});
  if (sql.failure()) return *sql.failure();
  if (tables.number(0, 0) == 0) {
    if (tables.number(0, 1) == 0) return SchemaVersion{};
    return refusal(upgrade, "is a database, but not one of norekey's",
                   "name another file or database in the configuration");
  }
  const auto row = sql.run(Statement::schema_read, {});
  if (sql.failure()) return *sql.failure();
  return SchemaVersion{row.number(0, 0), row.number(0, 1)};
}

bool is_too_new(SchemaVersion found, int newest) {
  return found.version > newest && found.oldest_program > newest;
}

Error too_new(const Upgrade& upgrade, std::int64_t version, int known) {
  return refusal(upgrade,
                 "has schema " + std::to_string(version) + ", this program knows schema " +
                     std::to_string(known),
                 "start the newer program again, or go back to the copy made before its upgrade: "
                 "norekey store restore " +
                     upgrade.way_back + std::to_string(version));
}

/// Inside the transaction, so that of two programs that start together one finds the work done.
Result<void> upgrade_within(Sql& sql, const std::vector<Migration>& migrations,
                            const Upgrade& upgrade, Instant now) {
  const int newest = migrations.back().version;
  const auto found = find(sql, upgrade);
  if (!found) return found.error();
  if (is_too_new(*found, newest)) {
    return too_new(upgrade, found->version, newest);
  }
  if (found->version > 0 && found->version < newest) {
    const auto saved = upgrade.save(upgrade.way_back + std::to_string(newest));
    if (!saved) return saved.error();
  }
  for (const auto& migration : migrations) {
    if (migration.version <= found->version) continue;
    sql.script(migration.sql);
    sql.run(Statement::schema_add,
            {migration.version, migration.oldest_program, migration.name, now});
  }
  if (sql.failure()) return *sql.failure();
  return sql.commit();
}

}  // namespace

Result<void> migrate(Sql& sql, const std::vector<Migration>& migrations, const Upgrade& upgrade) {
  const auto began = sql.begin();
  if (!began) return began.error();
  auto upgraded = upgrade_within(sql, migrations, upgrade, sql.now());
  if (!upgraded) sql.rollback();
  return upgraded;
}

Result<void> check_known(const std::string& copy, SchemaVersion found,
                         const std::vector<Migration>& migrations) {
  const int newest = migrations.back().version;
  if (!is_too_new(found, newest)) return {};
  return Error{.fate = Fate::halt,
               .what = "the copy " + shown(copy) + " has schema " + std::to_string(found.version) +
                       ", this program knows schema " + std::to_string(newest),
               .fix = "install the program that made the copy, or take an older copy",
               .where = {copy, 0, 0, ""},
               .cause = "store/copy"};
}

}  // namespace norekey::queue
