#include "app/store_commands.hpp"

#include <filesystem>
#include <iostream>

#include "config/daemon.hpp"
#include "queue/open.hpp"

namespace norekey::app {

std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

int restore_from(const std::string& directory, const std::string& copy) {
  config::Findings findings;
  const auto config = config::read_daemon(directory, findings);
  for (const Error& e : findings.errors) std::cerr << "norekey: " << to_string(e) << "\n";
  if (!config) return 3;
  auto kept = queue::restore_store(config->store_url(), copy);
  if (!kept) {
    std::cerr << "norekey: " << to_string(kept.error()) << "\n";
    return 3;
  }
  std::cout << "restored from " << copy << "; the store as it was is kept as " << *kept << "\n"
            << "the daemon will look every order up in the ERP before it sends what the copy does "
               "not know of\n";
  return 0;
}

}  // namespace norekey::app
