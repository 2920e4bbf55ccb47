/// `credit invoices`: the ERP's documents into the ledger, from a file or as the ERP tells them.
#include <boost/json.hpp>

#include <iostream>

#include "app/ask.hpp"
#include "app/credit_commands.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "credit/documents.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

/// What one order's answer has for people: what was not taken, and what was noticed. False: nothing
/// of it needs anybody.
bool tell_documents(const json::value& answer, const std::string& order) {
  bool wanted = false;
  if (const json::value* refused = answer.get_object().if_contains("refused")) {
    for (const json::value& one : refused->get_array()) {
      wanted = true;
      std::cerr << "norekey: " << text_at(one, "what") << "\n  fix: " << text_at(one, "fix")
                << "\n";
    }
  }
  std::vector<std::string> noticed;
  for (const json::value& flag : answer.get_object().at("flags").get_array()) {
    const std::string name(flag.get_string());
    const auto [what, fix] = credit::document_flag_for_people(name, order);
    if (what.empty()) {
      noticed.push_back(name);
      continue;
    }
    wanted = true;
    std::cerr << "norekey: " << what << "\n  fix: " << fix << "\n";
  }
  if (!noticed.empty()) std::cout << "order " << order << ": " << join(noticed, ", ") << "\n";
  return wanted;
}

}  // namespace

int post_documents(const std::string& directory, const std::string& file) {
  if (file.empty())
    return fail({Fate::reject,
                 "neither a file nor an ERP is given",
                 "give a CSV file, or --from with the ERP's name in channels.yaml",
                 {},
                 "usage"});
  auto text = config::read_text_file(file);
  if (!text) return fail(text.error());
  config::Findings findings;
  const auto orders = credit::read_documents(*text, findings);
  bool wrong = !findings.ok();
  for (Error& e : findings.errors) {
    e.where.file = file;
    std::cerr << to_string(e) << "\n";
  }
  std::int64_t posted = 0, taken = 0;
  for (const auto& [order, events] : orders) {
    auto answer =
        ask(directory,
            {{"command", "credit post"}, {"key", order}, {"events", events}, {"who", who()}});
    if (!answer) {
      wrong = true;
      std::cerr << "norekey: " << to_string(answer.error()) << "\n";
      if (answer.error().fate != Fate::reject) return 3;
      continue;
    }
    ++taken;
    posted += answer->get_object().at("posted").to_number<std::int64_t>();
    wrong = tell_documents(*answer, order) || wrong;
  }
  std::cout << posted << " documents posted for " << taken << " orders\n";
  return wrong ? 1 : 0;
}

int post_from_erp(const std::string& directory, const std::string& erp, const std::string& reps,
                  bool all, bool as_json) {
  json::object request{
      {"command", "credit erp invoices"}, {"erp", erp}, {"all", all}, {"who", who()}};
  if (!reps.empty()) request["reps"] = reps;
  auto answer = ask(directory, request);
  if (!answer) return fail(answer.error(), as_json);
  const bool differ = answer->at("differ").to_number<std::int64_t>() > 0;
  if (as_json) {
    std::cout << json::serialize(*answer) << "\n";
    return differ ? 1 : 0;
  }
  std::cout << text_at(*answer, "invoices") << " invoices of the ERP, "
            << text_at(*answer, "posted")
            << " new in the ledger; commission records: " << text_at(*answer, "agree")
            << " lines agree, " << text_at(*answer, "differ") << " differ\n";
  if (text_at(*answer, "beyond") != "0")
    std::cout << "the ERP also pays on " << text_at(*answer, "beyond")
              << " of freight, tax and fees, which carry no sales credit\n";
  if (differ)
    std::cout << table(answer->at("rows"), {{"order", "ORDER"},
                                            {"erp", "ERP"},
                                            {"invoice", "INVOICE"},
                                            {"line", "LINE"},
                                            {"base", "LEDGER"},
                                            {"rep", "REP"},
                                            {"erp_base", "IN ERP"},
                                            {"erp_rep", "ERP'S REP"},
                                            {"why", "WHY"}});
  return differ ? 1 : 0;
}

}  // namespace norekey::app
