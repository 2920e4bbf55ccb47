#include "queue/postgres/program.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

extern char** environ;

namespace norekey::queue::postgres {
namespace {

constexpr std::size_t kErrorBytes = 100'000, kOutputBytes = 1'000'000;

/// To its end, and closes it.
std::string read_all(int file, std::size_t at_most) {
  std::string text;
  std::array<char, 4096> bytes{};
  for (ssize_t size = 0; (size = ::read(file, bytes.data(), bytes.size())) > 0;) {
    if (text.size() < at_most) text.append(bytes.data(), static_cast<std::size_t>(size));
  }
  ::close(file);
  return text;
}

}  // namespace

Error copy_failed(const std::string& what, std::string fix) {
  return {
      .fate = Fate::halt, .what = what, .fix = std::move(fix), .where = {}, .cause = "store/copy"};
}

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

/// Its standard output goes to memory, so that only one pipe has to be emptied while it runs.
std::optional<std::string> run_program(std::vector<std::string> words, const std::string& password,
                                       std::string* said) {
  std::vector<char*> arguments, environment;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  for (char** one = environ; *one != nullptr; ++one) environment.push_back(*one);
  auto secret = "PGPASSWORD=" + password;
  if (!password.empty()) environment.push_back(secret.data());
  environment.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  const int output = said == nullptr ? -1 : ::memfd_create("norekey", MFD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = 0;
  const int wrong =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  const auto complaint = read_all(ends[0], kErrorBytes);
  int status = 0;
  while (wrong == 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (output >= 0) {
    ::lseek(output, 0, SEEK_SET);
    *said = read_all(output, kOutputBytes);
  }
  if (wrong == ENOENT) return "it is not installed";
  if (wrong != 0) return std::string("it cannot be started: error ") + std::to_string(wrong);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  const auto line = complaint.substr(0, complaint.find('\n'));
  return line.empty() ? "it failed" : line;
}

}  // namespace norekey::queue::postgres
