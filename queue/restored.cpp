#include "queue/restored.hpp"

#include <filesystem>
#include <optional>

#include "core/text.hpp"
#include "queue/counter.hpp"

namespace norekey::queue {
namespace {
namespace fs = std::filesystem;

/// What it says of another store. nullopt: it is of this one, or there is none.
Result<std::optional<CounterFile::Content>> of_another(const std::string& counter_file,
                                                       const std::string& instance) {
  std::optional<CounterFile::Content> other;
  std::error_code absent;
  if (counter_file.empty() || instance.empty() || !fs::exists(counter_file, absent)) return other;
  const auto file = CounterFile::open(counter_file);
  if (!file) return file.error();
  if (file->found() && file->found()->instance != instance) other = file->found();
  return other;
}

}  // namespace

Result<std::string> note_restored(Sql& sql, const std::string& also) {
  const auto began = sql.begin();
  if (!began) return began.error();
  const auto row = sql.run(Statement::store_read, {});
  const auto instance = row.text(0, 0);
  if (!row.empty()) sql.run(Statement::store_restored, {row.number(0, 1), sql.now()});
  if (!also.empty()) sql.script(also);
  if (const auto failed = sql.failure()) {
    sql.rollback();
    return *failed;
  }
  const auto committed = sql.commit();
  if (!committed) return committed.error();
  return instance;
}

Result<void> check_counter(const std::string& counter_file, const std::string& instance,
                           const std::string& copy) {
  const auto other = of_another(counter_file, instance);
  if (!other) return other.error();
  if (!*other || (*other)->intents == 0) return {};
  return Error{.fate = Fate::halt,
               .what = "the copy " + shown(copy) + " is of store " + instance +
                       ", but counter file " + shown(counter_file) + " belongs to store " +
                       (*other)->instance,
               .fix = "name a backup of this store; if the copy is meant to take its place, move " +
                      counter_file + " away first",
               .where = {copy, 0, 0, ""},
               .cause = "store/copy"};
}

void put_counter_aside(const std::string& counter_file, const std::string& instance) {
  const auto other = of_another(counter_file, instance);
  if (!other || !*other) return;
  std::error_code wrong;
  fs::rename(counter_file, counter_file + ".before-restore", wrong);
}

}  // namespace norekey::queue
