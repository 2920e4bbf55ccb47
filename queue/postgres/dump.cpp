#include "queue/postgres/dump.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/text.hpp"
#include "queue/files.hpp"
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

/// The empty file that pg_dump writes into, for its owner only. What a copy cut short left is taken
/// away.
Result<void> make_empty(const std::string& partial, const std::string& copy) {
  std::error_code ignored;
  fs::remove(partial, ignored);
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return copy_failed(
        "the copy " + norekey::shown(copy) + " cannot be written: " + std::strerror(errno),
        "name a file in a directory that the user that norekey runs as may write");
  }
  ::close(file);
  return {};
}

std::optional<std::string> sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int why = errno;
  if (file >= 0) ::close(file);
  if (synced) return std::nullopt;
  return "the copy cannot be synced: " + std::string(std::strerror(why));
}

}  // namespace

/// Written under another name first, so that a copy cut short is never taken for one, and synced.
Result<void> dump(const std::string& url, const std::string& copy) {
  const auto store = norekey::shown(without_password(url));
  if (is_there(copy)) {
    return copy_failed("the copy " + norekey::shown(copy) + " exists already", "name another file");
  }
  const auto target = target_of(url);
  const auto partial = copy + ".partial";
  if (auto made = make_empty(partial, copy); !made) return made;
  auto wrong = run_program({"pg_dump", "--format=custom", "--schema=norekey", "--no-owner",
                            "--file=" + partial, "--dbname=" + target.words},
                           target.password);
  std::error_code renamed;
  if (!wrong) wrong = sync(partial);
  if (!wrong) fs::rename(partial, copy, renamed);
  if (!wrong && !renamed) wrong = sync(fs::absolute(copy).parent_path().string());
  if (!wrong && !renamed) return {};
  fs::remove(partial, renamed);
  return copy_failed("the store " + store + " cannot be copied by pg_dump: " +
                         wrong.value_or("the copy " + copy + " cannot be named"),
                     by_hand(url, copy));
}

}  // namespace norekey::queue::postgres
