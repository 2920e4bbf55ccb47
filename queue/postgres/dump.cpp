#include "queue/postgres/dump.hpp"

#include <filesystem>

#include "core/text.hpp"
#include "queue/postgres/connection.hpp"
#include "queue/postgres/program.hpp"

namespace norekey::queue::postgres {
namespace {
namespace fs = std::filesystem;

std::string by_hand(const std::string& url, const std::string& copy) {
  return "install postgresql-client of the server's version or newer, or make the copy on another "
         "machine: pg_dump --format=custom --schema=norekey --file=" +
         copy + " '" + without_password(url) + "'";
}

}  // namespace

/// Written under another name first, so that a copy cut short is never taken for one.
Result<void> dump(const std::string& url, const std::string& copy) {
  const auto store = norekey::shown(without_password(url));
  if (fs::exists(copy)) {
    return copy_failed("the copy " + norekey::shown(copy) + " exists already", "name another file");
  }
  const auto target = target_of(url);
  const auto partial = copy + ".partial";
  const auto wrong = run_program({"pg_dump", "--format=custom", "--schema=norekey", "--no-owner",
                                  "--file=" + partial, "--dbname=" + target.words},
                                 target.password);
  std::error_code renamed;
  if (!wrong) {
    fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write, renamed);
    fs::rename(partial, copy, renamed);
  }
  if (!wrong && !renamed) return {};
  fs::remove(partial, renamed);
  return copy_failed("the store " + store + " cannot be copied by pg_dump: " +
                         wrong.value_or("the copy " + copy + " cannot be named"),
                     by_hand(url, copy));
}

}  // namespace norekey::queue::postgres
