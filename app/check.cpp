#include "app/check.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <iostream>
#include <tuple>

#include "app/registry.hpp"
#include "config/daemon.hpp"
#include "config/findings_json.hpp"
#include "flow/setup.hpp"

namespace norekey::app {
namespace {

void in_the_order_of_the_files(std::vector<Error>& findings) {
  const auto place = [](const Error& e) {
    return std::tie(e.where.file, e.where.line, e.where.column);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [place](const Error& a, const Error& b) { return place(a) < place(b); });
}

}  // namespace

int check_drafts(const std::string& directory, bool as_json) {
  config::Findings findings;
  config::read_daemon(directory, findings);
  const config::Bundle bundle = config::read_drafts(directory, findings);
  boost::asio::io_context io;
  const auto client = net::make_client();
  const flow::Surroundings surroundings{*client, system_clock(), io.get_executor()};
  if (bundle.files.contains("channels.yaml"))
    flow::make_setup(bundle, directory, kinds(), surroundings, findings);
  in_the_order_of_the_files(findings.errors);
  in_the_order_of_the_files(findings.warnings);
  if (as_json) {
    std::cout << boost::json::serialize(
                     boost::json::object{{"findings", config::to_json(findings)}})
              << "\n";
  } else {
    for (const Error& e : findings.errors) std::cout << to_string(e) << "\n";
    for (const Error& e : findings.warnings) std::cout << "warning: " << to_string(e) << "\n";
    std::cout << (findings.ok() ? "the config is fine"
                                : std::to_string(findings.errors.size()) +
                                      (findings.errors.size() == 1 ? " error" : " errors"))
              << ": " << bundle.files.size() << " files\n";
  }
  return findings.ok() ? 0 : 1;
}

}  // namespace norekey::app
