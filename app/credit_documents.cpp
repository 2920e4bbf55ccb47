/// `credit invoices`: the ERP's documents into the ledger, from a file or as the ERP tells them.
#include <boost/json.hpp>

#include <iostream>
#include <map>

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

/// What needs nobody, in a few words; JSON has the codes.
std::string notice_of(const std::string& flag) {
  static const std::map<std::string_view, std::string_view> words = {
      {"PRIOR_PERIOD", "belongs to a closed month, counts in the open one"},
      {"BACKDATED", "decided again by an assignment that was approved later"},
      {"BACKDATE_PENDING_APPROVAL", "an assignment that waits for approval would change it"},
      {"REP_CHANGED_BEFORE_EARNED", "the rep changed between order and invoice"},
      {"ROUNDING_TRUE_UP", "a cent of rounding went the other way"},
      {"CLAWBACK_ABSORBED", "the return of a rep who has left stays with the house"}};
  const auto found = words.find(flag);
  return found == words.end() ? flag : std::string(found->second);
}

std::string counted(std::int64_t n, const char* noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

/// What a file of documents came to: told to people as it goes, to scripts at the end.
class PostedFile {
 public:
  PostedFile(std::string file, bool as_json) : file_(std::move(file)), as_json_(as_json) {}

  void finding(Error e) {
    e.where.file = file_;
    if (!as_json_) std::cerr << to_string(e) << "\n";
    add("", e.what, e.fix, e.where.line);
  }

  void refused(const std::string& order, const Error& e) {
    if (!as_json_) std::cerr << "norekey: " << to_string(e) << "\n";
    add(order, e.what, e.fix, 0);
  }

  /// One order's answer: what was not taken, and what was noticed.
  void take(const json::value& answer, const std::string& order) {
    ++orders_;
    posted_ += answer.get_object().at("posted").to_number<std::int64_t>();
    if (const json::value* refused = answer.get_object().if_contains("refused")) {
      for (const json::value& one : refused->get_array())
        tell(order, text_at(one, "what"), text_at(one, "fix"));
    }
    std::vector<std::string> noticed;
    for (const json::value& flag : answer.get_object().at("flags").get_array()) {
      const std::string name(flag.get_string());
      const auto [what, fix] = credit::document_flag_for_people(name, order);
      if (what.empty()) {
        noticed.push_back(notice_of(name));
        noticed_.push_back(json::object{{"order", order}, {"flag", name}});
      } else {
        tell(order, what, fix);
      }
    }
    if (!noticed.empty() && !as_json_)
      std::cout << "order " << order << ": " << join(noticed, "; ") << "\n";
  }

  /// The exit code.
  int end() {
    const int code = findings_.empty() ? 0 : 1;
    if (as_json_) {
      std::cout << json::serialize(json::object{{"posted", posted_},
                                                {"orders", orders_},
                                                {"findings", std::move(findings_)},
                                                {"noticed", std::move(noticed_)}})
                << "\n";
    } else {
      std::cout << counted(posted_, "document") << " posted for " << counted(orders_, "order")
                << "\n";
    }
    return code;
  }

 private:
  void tell(const std::string& order, const std::string& what, const std::string& fix) {
    if (!as_json_) std::cerr << "norekey: " << what << "\n  fix: " << fix << "\n";
    add(order, what, fix, 0);
  }

  void add(const std::string& order, const std::string& what, const std::string& fix,
           unsigned line) {
    findings_.push_back(
        json::object{{"order", order}, {"line", line}, {"what", what}, {"fix", fix}});
  }

  const std::string file_;
  const bool as_json_;
  std::int64_t posted_ = 0, orders_ = 0;
  json::array findings_, noticed_;
};

}  // namespace

int post_documents(const std::string& directory, const std::string& file, bool as_json) {
  if (file.empty())
    return fail({Fate::reject,
                 "neither a file nor an ERP is given",
                 "give a CSV file, or --from with the ERP's name in channels.yaml",
                 {},
                 "usage"},
                as_json);
  auto text = config::read_text_file(file);
  if (!text) return fail(text.error(), as_json);
  config::Findings findings;
  const auto orders = credit::read_documents(*text, findings);
  PostedFile out(file, as_json);
  for (Error& e : findings.errors) out.finding(std::move(e));
  for (const auto& [order, events] : orders) {
    auto answer =
        ask(directory,
            {{"command", "credit post"}, {"key", order}, {"events", events}, {"who", who()}});
    if (answer) {
      out.take(*answer, order);
    } else if (answer.error().fate == Fate::reject) {
      out.refused(order, answer.error());
    } else {
      return fail(answer.error(), as_json);
    }
  }
  return out.end();
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
