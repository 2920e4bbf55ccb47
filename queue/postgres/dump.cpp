#include "queue/postgres/dump.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include "core/text.hpp"
#include "queue/postgres/connection.hpp"

extern char** environ;

namespace norekey::queue::postgres {
namespace {
namespace fs = std::filesystem;

constexpr const char* kKept = "norekey_before_restore";
constexpr std::chrono::seconds kLastConnections{3};

Error failed(const std::string& what, std::string fix) {
  return {
      .fate = Fate::halt, .what = what, .fix = std::move(fix), .where = {}, .cause = "store/copy"};
}

/// The URL as "key='value' …" without the password, which others could see in a list of processes.
struct Target {
  std::string words, password;
};

Target target_of(const std::string& url) {
  Target target;
  auto* options = PQconninfoParse(url.c_str(), nullptr);
  for (const auto* one = options; one != nullptr && one->keyword != nullptr; ++one) {
    if (one->val == nullptr) continue;
    if (std::string_view(one->keyword) == "password") {
      target.password = one->val;
      continue;
    }
    std::string value;
    for (const char c : std::string_view(one->val)) {
      if (c == '\'' || c == '\\') value += '\\';
      value += c;
    }
    target.words += std::string(one->keyword) + "='" + value + "' ";
  }
  PQconninfoFree(options);
  return target;
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> bytes{};
  for (ssize_t size = 0; (size = ::read(file, bytes.data(), bytes.size())) > 0;) {
    if (text.size() < 100'000) text.append(bytes.data(), static_cast<std::size_t>(size));
  }
  ::close(file);
  return text;
}

/// nullopt: it ended well; else what it said first.
std::optional<std::string> run(std::vector<std::string> words, const std::string& password) {
  std::vector<char*> arguments, environment;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  for (char** one = environ; *one != nullptr; ++one) environment.push_back(*one);
  auto secret = "PGPASSWORD=" + password;
  if (!password.empty()) environment.push_back(secret.data());
  environment.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  pid_t child = 0;
  const int wrong =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  const auto said = read_all(ends[0]);
  if (wrong == ENOENT) return "it is not installed";
  if (wrong != 0) return std::string("it cannot be started: error ") + std::to_string(wrong);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  const auto line = said.substr(0, said.find('\n'));
  return line.empty() ? "it failed" : line;
}

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
    return failed("the copy " + norekey::shown(copy) + " exists already", "name another file");
  }
  const auto target = target_of(url);
  const auto partial = copy + ".partial";
  const auto wrong = run({"pg_dump", "--format=custom", "--schema=norekey", "--no-owner",
                          "--file=" + partial, "--dbname=" + target.words},
                         target.password);
  std::error_code renamed;
  if (!wrong) {
    fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write, renamed);
    fs::rename(partial, copy, renamed);
  }
  if (!wrong && !renamed) return {};
  fs::remove(partial, renamed);
  return failed("the store " + store + " cannot be copied by pg_dump: " +
                    wrong.value_or("the copy " + copy + " cannot be named"),
                by_hand(url, copy));
}

/// Connections of norekey besides this one. Those of a daemon that has just ended are on the server
/// for a moment longer.
std::int64_t others_after_a_while(Connection& sql) {
  const auto until = std::chrono::steady_clock::now() + kLastConnections;
  for (;;) {
    const auto others = sql.script(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'norekey' AND"
        " datname = current_database() AND pid <> pg_backend_pid()");
    if (others.number(0, 0) == 0 || std::chrono::steady_clock::now() >= until)
      return others.number(0, 0);
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

/// The store as it was is renamed, so that a failure puts it back.
Result<std::string> restore(const std::string& url, const std::string& copy) {
  const auto store = norekey::shown(without_password(url));
  if (!fs::exists(copy)) {
    return failed("the copy " + norekey::shown(copy) + " does not exist",
                  "name the file of a backup");
  }
  auto connection = Connection::open(url, Access::flush);
  if (!connection) return connection.error();
  auto& sql = **connection;
  if (const auto others = others_after_a_while(sql); others > 0) {
    return failed("the store " + store + " is in use by " + std::to_string(others) +
                      " connections of norekey",
                  "stop all daemons first: systemctl stop norekey");
  }
  sql.script(std::string("DROP SCHEMA IF EXISTS ") + kKept + " CASCADE");
  sql.script(std::string("DO $$ BEGIN IF to_regnamespace('norekey') IS NOT NULL THEN"
                         " ALTER SCHEMA norekey RENAME TO ") +
             kKept + "; END IF; END $$");
  if (const auto wrong = sql.failure()) return *wrong;
  const auto target = target_of(url);
  const auto wrong = run({"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                          "--dbname=" + target.words, copy},
                         target.password);
  if (!wrong) return std::string("the schema ") + kKept;
  sql.script("DROP SCHEMA IF EXISTS norekey CASCADE");
  sql.script(std::string("ALTER SCHEMA ") + kKept + " RENAME TO norekey");
  return failed("the store " + store + " cannot be restored by pg_restore: " + *wrong,
                "take another copy, or install postgresql-client of the server's version or newer; "
                "the store is as it was");
}

}  // namespace norekey::queue::postgres
