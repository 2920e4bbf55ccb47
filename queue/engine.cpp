#include "queue/engine.hpp"

#include <random>

#include "core/text.hpp"

namespace norekey::queue {
namespace {

Error wrong_counter(const OpenOptions& options, const std::string& name, const std::string& found,
                    const std::string& instance) {
  return {.fate = Fate::halt,
          .what = "counter file " + shown(options.counter_file) + " belongs to store " + found +
                  ", but " + shown(name) + " is store " + instance,
          .fix =
              "put back the store or a backup of it: norekey store restore FILE; if the store is "
              "meant to begin anew, move the counter file away",
          .where = {options.counter_file, 0, 0, ""},
          .cause = "store/counter"};
}

Result<Opened> read(Sql& sql, CounterFile& counter, const OpenOptions& options,
                    const std::string& name, Daemons daemons, Instant now) {
  auto row = sql.run(Statement::store_read, {});
  if (row.empty() && !sql.failure()) {
    sql.run(Statement::store_create, {random_name()});
    row = sql.run(Statement::store_read, {});
  }
  Opened opened{row.text(0, 0), row.instant(0, 2), now};
  auto intents = row.number(0, 1);
  if (sql.failure()) return *sql.failure();
  const auto& outside = counter.found();
  if (outside && outside->instance != opened.instance) {
    return wrong_counter(options, name, outside->instance, opened.instance);
  }
  const bool ahead = outside && outside->intents > intents;
  const bool lost = !outside && !options.counter_file.empty() && daemons == Daemons::one;
  if (ahead || (lost && intents > 0)) {
    if (ahead) intents = outside->intents;
    opened.restored_at = now;
    sql.run(Statement::store_restored, {intents, now});
  }
  opened.intents = intents;
  const auto committed = sql.commit();
  if (!committed) return committed.error();
  counter.write(opened.instance, intents);
  counter.sync();
  return opened;
}

}  // namespace

std::string random_name() {
  std::random_device random;
  std::string hex;
  while (hex.size() < 32) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[random() % kDigits.size()];
  }
  return hex;
}

Result<Opened> introduce(Sql& sql, CounterFile& counter, const OpenOptions& options,
                         const std::string& name, Daemons daemons) {
  const auto began = sql.begin();
  if (!began) return began.error();
  auto opened = read(sql, counter, options, name, daemons,
                     options.clock == nullptr ? sql.now() : options.clock->now());
  if (!opened) sql.rollback();
  return opened;
}

}  // namespace norekey::queue
