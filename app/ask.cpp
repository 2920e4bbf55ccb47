#include "app/ask.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <exception>
#include <filesystem>
#include <optional>

#include "app/control.hpp"
#include "app/daemon.hpp"
#include "console/console.hpp"
#include "console/noted.hpp"
#include "core/text.hpp"

namespace norekey::app {
namespace {

constexpr int kWaitSeconds = 300;
constexpr int kWaitForWholeStore = 6 * 3600;  // a copy or a check of it takes as long as it takes

boost::asio::awaitable<void> answer_here(Daemon& daemon, boost::json::object request,
                                         std::optional<Result<boost::json::value>>& out) {
  config::Findings findings;
  const boost::json::value* command = request.if_contains("command");
  const bool applies = command != nullptr && *command == "apply";
  const bool repairs =
      applies || (command != nullptr && (*command == "store check" || *command == "store backup"));
  auto loaded = co_await daemon.load_bundle(findings, !applies);
  if (!loaded && !repairs) {
    out = loaded.error();
    co_return;
  }
  if (console::Console::is_command(request)) {
    out = co_await console::Console::run_command(daemon.context(), std::move(request));
  } else {
    out = co_await console::run_noted(daemon.context(), std::move(request));
  }
}

/// A text of the request that is not UTF-8: typed in a terminal of another character set.
std::optional<std::string> not_utf8(const boost::json::value& value) {
  if (value.is_string() && invalid_utf8(value.get_string()) != std::string::npos)
    return std::string(value.get_string());
  if (!value.is_object()) return std::nullopt;
  for (const auto& pair : value.get_object()) {
    if (invalid_utf8(pair.key()) != std::string::npos) return std::string(pair.key());
    if (auto found = not_utf8(pair.value())) return found;
  }
  return std::nullopt;
}

Error broken_by(const std::exception_ptr& broken) {
  std::string what;
  try {
    std::rethrow_exception(broken);
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "for no reason that it names";
  }
  return {Fate::halt,
          "the command failed: " + what,
          "report this with the command as it was typed",
          {},
          "fault"};
}

}  // namespace

void become_owner_of(const std::string& state_dir) {
  struct stat info {};
  if (::geteuid() != 0 || ::stat(state_dir.c_str(), &info) != 0 || info.st_uid == 0) return;
  if (::setegid(info.st_gid) != 0 || ::seteuid(info.st_uid) != 0) return;
}

std::string who() {
  const char* sudo = std::getenv("SUDO_USER");
  const passwd* user = ::getpwuid(::getuid());
  return std::string(sudo != nullptr   ? sudo
                     : user != nullptr ? user->pw_name
                                       : "unknown") +
         " (cli)";
}

Result<boost::json::value> ask(const std::string& directory, const boost::json::object& request) {
  if (const auto typed = not_utf8(request)) {
    return Error{Fate::reject,
                 shown(*typed) + " is not UTF-8",
                 "type it in a terminal whose character set is UTF-8",
                 {},
                 "usage"};
  }
  config::Findings findings;
  const auto config = config::read_daemon(directory, findings);
  if (!config) {
    Error all = findings.errors.front();
    for (std::size_t i = 1; i < findings.errors.size(); ++i)
      all.what += "\n" + to_string(findings.errors[i]);
    return all;
  }
  boost::json::object asked = request;
  asked["config"] = std::filesystem::weakly_canonical(directory).string();
  const boost::json::value* command = asked.if_contains("command");
  const bool whole =
      command != nullptr && (*command == "store backup" || *command == "store check");
  auto answered =
      ask_daemon(config->socket_path(), asked, whole ? kWaitForWholeStore : kWaitSeconds);
  if (!answered) return answered.error();
  if (*answered) return **answered;
  std::error_code ec;
  std::filesystem::create_directories(config->state_dir, ec);
  become_owner_of(config->state_dir);
  auto daemon = Daemon::open(*config, flow::silent_log(), true);
  if (!daemon) return daemon.error();
  std::optional<Result<boost::json::value>> out;
  boost::asio::co_spawn((*daemon)->io(), answer_here(**daemon, request, out),
                        [&](std::exception_ptr broken) {
                          if (broken) out = broken_by(broken);
                          (*daemon)->io().stop();
                        });
  (*daemon)->io().run();
  if (!out)
    return Error{Fate::halt,
                 "the command gave no answer",
                 "look at the store with: norekey store check",
                 {},
                 ""};
  return *out;
}

}  // namespace norekey::app
