#include "queue/postgres/restore.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include "core/text.hpp"
#include "queue/files.hpp"
#include "queue/postgres/connection.hpp"
#include "queue/postgres/program.hpp"
#include "queue/restored.hpp"
#include "queue/schema.hpp"

namespace norekey::queue::postgres {
namespace {
namespace fs = std::filesystem;

constexpr const char* kFirstKept = "norekey_before_restore";
constexpr const char* kReadable = "put it where the user that norekey runs as may read it";
constexpr std::chrono::seconds kLastConnections{3};
/// The schema's comment while it is not whole; the kept schema's name follows.
constexpr std::string_view kUnfinished = "norekey: a restore is under way; the store as it was: ";

/// Off the front of `text`. false: none stands there.
bool take_number(std::string_view& text, std::int64_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return true;
}

/// "6\t1\tconsole\t0" as COPY writes a row, "(6, 1, 'console', 0)" as an INSERT does.
SchemaVersion version_in(std::string_view line) {
  if (const auto values = line.find("VALUES ("); values != line.npos) {
    line.remove_prefix(values + 8);
  } else if (line.starts_with("\t(")) {
    line.remove_prefix(2);
  }
  SchemaVersion found;
  if (!take_number(line, found.version)) return {};
  const auto gap = line.find_first_not_of("\t, ");
  line.remove_prefix(std::min(gap, line.size()));
  return gap != 0 && take_number(line, found.oldest_program) ? found : SchemaVersion{};
}

/// Of the rows of schema_version in a dump. 0: there are none.
SchemaVersion newest_in(std::string_view rows) {
  SchemaVersion newest;
  while (!rows.empty()) {
    const auto line = rows.substr(0, rows.find('\n'));
    rows.remove_prefix(std::min(line.size() + 1, rows.size()));
    const auto found = version_in(line);
    if (found.version > newest.version) newest = found;
  }
  return newest;
}

/// Before anything is touched.
Result<void> check_dump(const std::string& copy) {
  const auto name = "the copy " + norekey::shown(copy);
  if (const auto why = why_hidden(copy); !why.empty())
    return copy_failed(name + " cannot be read: " + why, kReadable);
  if (!is_there(copy)) return copy_failed(name + " does not exist", "name the file of a backup");
  std::string rows;
  const auto wrong = run_program(
      {"pg_restore", "--data-only", "--schema=norekey", "--table=schema_version", "--file=-", copy},
      "", &rows);
  if (wrong) {
    return copy_failed(name + " cannot be read by pg_restore: " + *wrong,
                       "take another copy, or install postgresql-client of the server's version or "
                       "newer");
  }
  const auto newest = newest_in(rows);
  if (newest.version == 0) {
    return copy_failed(name + " is a dump, but holds no store of norekey's",
                       "name a file that norekey store backup has made");
  }
  return check_known(copy, newest, postgres_migrations());
}

constexpr const char* kOthers =
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'norekey' AND"
    " datname = current_database() AND pid <> pg_backend_pid()";

/// A pooler keeps the connections of daemons that have ended. Those that run ask every second; as
/// long as this transaction lasts they have to use another connection than it.
std::int64_t others_behind_pooler(Connection& sql) {
  sql.script("BEGIN");
  sql.script("SELECT pg_sleep(4)");
  const auto others = sql.script(
      std::string(kOthers) +
      " AND NOT coalesce(state = 'idle' AND state_change < transaction_timestamp(), false)");
  sql.script("COMMIT");
  return others.number(0, 0);
}

/// Connections of norekey besides this one. Those of a daemon that has just ended are on the server
/// for a moment longer.
std::int64_t others_after_a_while(Connection& sql) {
  if (sql.pooled()) return others_behind_pooler(sql);
  const auto until = std::chrono::steady_clock::now() + kLastConnections;
  for (;;) {
    const auto others = sql.script(kOthers);
    if (others.number(0, 0) == 0 || std::chrono::steady_clock::now() >= until)
      return others.number(0, 0);
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

/// The schemas of norekey's: the store, and what was kept of it.
std::set<std::string> schemas(Connection& sql) {
  const auto rows = sql.script("SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^norekey'");
  std::set<std::string> all;
  for (std::size_t row = 0; row < rows.size(); ++row) all.insert(rows.text(row, 0));
  return all;
}

std::string free_name(const std::set<std::string>& all) {
  std::string name = kFirstKept;
  for (int number = 2; all.contains(name); ++number) {
    name = kFirstKept + ("_" + std::to_string(number));
  }
  return name;
}

/// Renames the store and makes an empty schema in its place, which those may use who might use the
/// store, and which says that it is not whole. pg_restore makes none where it is asked for one
/// schema only. Script of one transaction.
std::string exchange(const std::string& kept) {
  auto fresh = "CREATE SCHEMA norekey; COMMENT ON SCHEMA norekey IS '" + std::string(kUnfinished) +
               kept + "'";
  if (kept.empty()) return fresh;
  return "ALTER SCHEMA norekey RENAME TO " + kept + "; " + fresh +
         "; DO $$ DECLARE told text; BEGIN FOR told IN"
         " SELECT format('GRANT %s ON SCHEMA norekey TO %s', a.privilege_type,"
         " CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)"
         " FROM pg_namespace n, aclexplode(n.nspacl) a"
         " WHERE n.nspname = '" +
         kept + "' AND a.grantee <> n.nspowner LOOP EXECUTE told; END LOOP; END $$";
}

std::string exchange_back(const std::string& kept) {
  const std::string drop = "DROP SCHEMA IF EXISTS norekey CASCADE";
  return kept.empty() ? drop : drop + "; ALTER SCHEMA " + kept + " RENAME TO norekey";
}

/// What a restore that was cut short has kept is the store again.
Result<void> undo_unfinished(Connection& sql) {
  const auto unfinished = unfinished_restore(sql);
  if (sql.failure()) return *sql.failure();
  if (!unfinished) return {};
  const auto all = schemas(sql);
  sql.script(exchange_back(all.contains(*unfinished) ? *unfinished : std::string()));
  if (sql.failure()) return *sql.failure();
  return {};
}

Result<void> take_dump(const std::string& url, const std::string& copy) {
  const auto target = target_of(url);
  const auto wrong =
      run_program({"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                   "--schema=norekey", "--dbname=" + target.words, copy},
                  target.password);
  if (!wrong) return {};
  return copy_failed("the store " + norekey::shown(without_password(url)) +
                         " cannot be restored by pg_restore: " + *wrong,
                     "take another copy, or install postgresql-client of the server's version or "
                     "newer");
}

/// The dump in the empty schema, marked as restored; whole from then on. Answers its instance.
Result<std::string> fill(const std::string& url, const std::string& copy,
                         const std::string& counter_file) {
  if (auto taken = take_dump(url, copy); !taken) return taken.error();
  auto opened = Connection::open(url, Access::read);
  if (!opened) return opened.error();
  if (const auto began = (*opened)->begin(); !began) return began.error();
  const auto instance = (*opened)->run(Statement::store_read, {}).text(0, 0);
  const auto failed = (*opened)->failure();
  (*opened)->rollback();
  if (failed) return *failed;
  if (auto ours = check_counter(counter_file, instance, copy); !ours) return ours.error();
  auto marking = Connection::open(url, Access::write);
  if (!marking) return marking.error();
  return note_restored(**marking, "COMMENT ON SCHEMA norekey IS NULL");
}

}  // namespace

std::optional<std::string> unfinished_restore(Sql& sql) {
  const auto rows = sql.script(
      "SELECT coalesce(obj_description(oid, 'pg_namespace'), '')::text FROM pg_namespace"
      " WHERE nspname = 'norekey'");
  const auto said = rows.text(0, 0);
  if (!said.starts_with(kUnfinished)) return std::nullopt;
  return said.substr(kUnfinished.size());
}

/// The store as it was is renamed, so that a failure puts it back.
Result<Restored> restore(const std::string& url, const std::string& copy,
                         const std::string& counter_file) {
  const auto store = norekey::shown(without_password(url));
  if (auto good = check_dump(copy); !good) return good.error();
  auto connection = Connection::open(url, Access::flush);
  if (!connection) return connection.error();
  auto& sql = **connection;
  const auto others = others_after_a_while(sql);
  if (sql.failure()) return *sql.failure();
  if (others > 0) {
    return copy_failed("the store " + store + " is in use by " + std::to_string(others) +
                           " connections of norekey",
                       "stop all daemons first: systemctl stop norekey");
  }
  if (auto undone = undo_unfinished(sql); !undone) return undone.error();
  const auto all = schemas(sql);
  const auto kept = all.contains("norekey") ? free_name(all) : std::string();
  sql.script(exchange(kept));
  if (const auto wrong = sql.failure()) return *wrong;
  const auto filled = fill(url, copy, counter_file);
  if (filled) {
    put_counter_aside(counter_file, *filled);
    Restored restored;
    if (!kept.empty()) restored.kept = "the schema " + kept;
    if (all.contains(kFirstKept)) restored.first = std::string("the schema ") + kFirstKept;
    return restored;
  }
  const auto back = exchange_back(kept);
  sql.script(back);
  auto error = filled.error();
  error.fate = Fate::halt;
  if (sql.failure()) {
    error.fix = "put the store as it was back by psql: " + back;
  } else {
    error.fix += "; the store is as it was";
  }
  return error;
}

}  // namespace norekey::queue::postgres
