#include "app/store_commands.hpp"

#include <filesystem>
#include <iostream>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "config/daemon.hpp"
#include "core/text.hpp"
#include "queue/open.hpp"

namespace norekey::app {

Result<std::string> absolute(const std::string& path) {
  if (path.empty()) {
    return Error{Fate::reject, "'' names no file", "give its path", {}, "usage"};
  }
  std::error_code wrong;
  const auto whole = std::filesystem::absolute(path, wrong);
  if (!wrong) return whole.lexically_normal().string();
  return Error{Fate::halt,
               "where " + shown(path) + " is cannot be told: " + wrong.message(),
               "give its whole path, from / on",
               {},
               ""};
}

int restore_from(const std::string& directory, const std::string& copy) {
  if (const auto named = absolute(copy); !named) return fail(named.error());
  config::Findings findings;
  const auto config = config::read_daemon(directory, findings);
  for (const Error& e : findings.errors) std::cerr << "norekey: " << to_string(e) << "\n";
  if (!config) return 3;
  // A file is given to its owner when it is in its place: the copy may be one that only root reads.
  if (!config->store_is_sqlite()) become_owner_of(config->state_dir);
  const auto restored = queue::restore_store(config->store_url(), copy, config->counter_file());
  if (!restored) {
    std::cerr << "norekey: " << to_string(restored.error()) << "\n";
    return 3;
  }
  std::cout << "restored from " << copy;
  if (!restored->kept.empty()) std::cout << "; the store as it was is kept as " << restored->kept;
  if (!restored->first.empty()) {
    std::cout << "\nwhat an earlier restore has kept is still " << restored->first
              << ": remove it when nobody needs it";
  }
  std::cout
      << "\nthe daemon will look every order up in the ERP before it sends what the copy does "
         "not know of\n";
  return 0;
}

}  // namespace norekey::app
