#include "app/credit_commands.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/fail.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "credit/evaluate.hpp"

namespace norekey::app {
namespace {

Result<credit::Policy> policy_in(const std::string& path) {
  if (path.empty()) return credit::policy_p0();
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  boost::system::error_code ec;
  const boost::json::value value = boost::json::parse(*text, ec);
  if (ec || !value.is_object())
    return Error{Fate::halt,
                 "the policy is no JSON object" + (ec ? ": " + ec.message() : ""),
                 "write it like policy-P0.json",
                 {path, 0, 0, ""},
                 ""};
  auto policy = credit::read_policy(value.get_object(), credit::policy_p0(), "");
  if (!policy) {
    Error error = policy.error();
    error.fate = Fate::halt;
    error.where.file = path;
    return error;
  }
  return policy;
}

}  // namespace

int eval_cases(const std::string& cases, const std::string& policy_file) {
  auto policy = policy_in(policy_file);
  if (!policy) return fail(policy.error());
  std::ifstream file;
  if (cases != "-") {
    std::error_code ec;
    file.open(cases);
    if (!file || std::filesystem::is_directory(cases, ec))
      return fail({Fate::halt,
                   "the file " + shown(cases) + " cannot be opened",
                   "give a file of cases, one JSON object a line, or - for standard input",
                   {},
                   ""});
  }
  bool wrong = false;
  credit::evaluate_lines(
      cases == "-" ? std::cin : file, cases, *policy,
      [](const std::string& line) { std::cout << line << "\n"; },
      [&wrong](const Error& e) {
        wrong = true;
        std::cerr << to_string(e) << "\n";
      });
  std::cout.flush();
  return wrong ? 1 : 0;
}

}  // namespace norekey::app
