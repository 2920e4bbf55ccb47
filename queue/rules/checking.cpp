#include "queue/rules/checking.hpp"

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::queue {
namespace {

constexpr std::int64_t kLedgerPage = 10'000;

void check_chain(Sql& sql, const std::string& company, std::vector<std::string>& findings) {
  std::string previous;
  std::int64_t number = 0;
  for (;;) {
    const auto page = sql.run(Statement::ledger_list, {company, number, kLedgerPage});
    for (std::size_t at = 0; at < page.size(); ++at) {
      const auto entry =
          "ledger of " + shown(company) + ", entry " + std::to_string(page.number(at, 1));
      if (page.number(at, 1) != number + 1) {
        findings.push_back(entry + ": comes after entry " + std::to_string(number));
      }
      if (page.text(at, 4) != previous)
        findings.push_back(entry + ": does not follow its predecessor");
      if (page.text(at, 5) != sha256_hex(page.text(at, 4) + "\n" + page.text(at, 3))) {
        findings.push_back(entry + ": was changed after it was written");
      }
      number = page.number(at, 1);
      previous = page.text(at, 5);
    }
    if (page.size() < static_cast<std::size_t>(kLedgerPage)) return;
  }
}

struct Question {
  Statement statement;
  const char* what;  ///< said of each message that it finds
};

constexpr Question kQuestions[] = {
    {Statement::check_lost, "is neither live nor ended"},
    {Statement::check_twice, "is both live and ended"},
    {Statement::check_live_without_body, "has not ended and has no body"},
    {Statement::check_unknown_key, "has a key that is not known, or known with an older revision"},
    {Statement::check_stuck, "is behind others of its ordering key, of which there are none"},
};

}  // namespace

std::vector<std::string> check_rules(Sql& sql) {
  std::vector<std::string> findings;
  const auto orphans = sql.run(Statement::check_orphans, {});
  for (std::size_t at = 0; at < orphans.size(); ++at) {
    findings.push_back("a row of " + orphans.text(at, 0) + " belongs to message " +
                       std::to_string(orphans.number(at, 1)) + ", which does not exist");
  }
  for (const auto& question : kQuestions) {
    const auto found = sql.run(question.statement, {});
    for (std::size_t at = 0; at < found.size(); ++at) {
      findings.push_back("message " + std::to_string(found.number(at, 0)) + " " + question.what);
    }
  }
  const auto counts = sql.run(Statement::check_tally, {});
  for (std::size_t at = 0; at < counts.size(); ++at) {
    findings.push_back("channel " + shown(counts.text(at, 0)) + " has " +
                       std::to_string(counts.number(at, 2)) + " ended messages of state " +
                       std::to_string(counts.number(at, 1)) + ", its count says " +
                       std::to_string(counts.number(at, 3)));
  }
  const auto companies = sql.run(Statement::ledger_companies, {});
  for (std::size_t at = 0; at < companies.size(); ++at) {
    check_chain(sql, companies.text(at, 0), findings);
  }
  return findings;
}

}  // namespace norekey::queue
