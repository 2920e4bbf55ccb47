#include "app/credit_commands.hpp"

#include <boost/json.hpp>

#include <iostream>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "core/time.hpp"
#include "credit/report_json.hpp"
#include "credit/statement.hpp"
#include "credit/wording.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

Result<credit::Statement> read_statement(const std::string& directory, const json::object& query) {
  credit::Statement out;
  std::int64_t after = 0;
  do {
    json::object request = query;
    request["command"] = "credit ledger";
    request["after"] = after;
    auto page = ask(directory, request);
    if (!page) return page.error();
    out.name = text_at(*page, "name");
    const std::string no_rep = text_at(*page, "no_rep");
    for (const json::value& one : page->get_object().at("lines").get_array())
      out.lines.push_back(credit::ledger_line_of(one.get_object()));
    after = page->get_object().at("next").to_number<std::int64_t>();
    if (after == 0 && !no_rep.empty() && out.lines.empty())
      return Error{
          Fate::reject, "there is no rep " + no_rep, "use a code of reps.csv", {}, "usage"};
  } while (after != 0);
  return out;
}

/// The ledger's lines in the words that a rep reads.
json::value for_people(json::value ledger) {
  for (json::value& one : ledger.get_array()) {
    json::object& line = one.get_object();
    line["entry"] = credit::entry_for_people(text_at(one, "entry"), text_at(one, "document"));
    line["rep"] = credit::rep_for_people(text_at(one, "rep"));
    line["rule"] = credit::rule_for_people(text_at(one, "rule"));
  }
  return ledger;
}

}  // namespace

std::string explain_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.get_array()) {
    const std::string credit = text_at(one, "sales_credit");
    const std::string expected = text_at(one, "expected");
    if (credit.empty() && text_at(one, "state") == "cancelled") {
      out += "order " + text_at(one, "order") +
             ": cancelled before anything went to the ERP, so there is no sales credit\n";
      continue;
    }
    out += "order " + text_at(one, "order") + ": " +
           (!credit.empty()     ? credit
            : !expected.empty() ? "not decided yet; by the tables in force: " + expected
                                : "no rep set yet") +
           "\n";
    if (const std::string erp = text_at(one, "erp"); !erp.empty()) {
      const std::string reps = text_at(one, "erp_reps");
      out += "in the ERP as " + erp + ", which holds " + (reps.empty() ? "no rep" : reps) + "\n";
    }
    const std::string day = text_at(one, "business_date");
    out += day.empty() ? "nothing was decided yet: norekey trace " + text_at(one, "order") + "\n"
                       : "business date " + day + " in " + text_at(one, "zone") + "\n";
    for (const char* list : {"decided", "notes"}) {
      const json::value* all = one.get_object().if_contains(list);
      if (all == nullptr) continue;
      for (const json::value& line : all->get_array())
        out += "  " + std::string(line.get_string()) + "\n";
    }
    if (const std::string first = text_at(one, "sales_credit_at_first"); !first.empty())
      out += "  at first: " + first + "\n";
    if (const json::value* rounding = one.get_object().if_contains("rounding")) {
      for (const json::value& line : rounding->get_array())
        out += "  rounded to the cent: " + std::string(line.get_string()) + "\n";
    }
    if (const json::value* kinds = one.get_object().if_contains("excluded")) {
      for (const auto& kind : kinds->get_object())
        out += "  not counted: " + std::string(kind.key()) + " " +
               std::string(kind.value().get_string()) + "\n";
    }
    if (const std::string bundle = text_at(one, "bundle"); !bundle.empty() && expected.empty())
      out += "  decided with version " + bundle.substr(0, 12) + " of the settings\n";
    if (const json::value* ledger = one.get_object().if_contains("ledger"))
      out += table(for_people(*ledger), {{"number", "ENTRY"},
                                         {"day", "DAY"},
                                         {"entry", "WHAT"},
                                         {"line", "LINE"},
                                         {"slot", "SLOT"},
                                         {"rep", "REP"},
                                         {"amount", "AMOUNT"},
                                         {"currency", ""},
                                         {"rule", "RULE"}});
  }
  return out;
}

std::string verify_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.get_object().at("companies").get_array()) {
    const std::string finding = text_at(one, "finding");
    out += text_at(one, "company") + ": " +
           (!finding.empty() ? finding
            : text_at(one, "entries") == "0"
                ? "no entries yet"
                : text_at(one, "entries") + " entries, unaltered; the last is " +
                      text_at(one, "head").substr(0, 16)) +
           "\n";
  }
  return out;
}

int print_statement(const std::string& directory, const std::string& rep, const std::string& from,
                    const std::string& to, const std::string& format, const std::string& company,
                    bool with_cost) {
  for (const std::string& day : {from, to}) {
    if (const auto read = parse_date(day); !read) {
      Error error = read.error();
      error.cause = "usage";
      return fail(error, format == "json");
    }
  }
  if (*parse_date(to) < *parse_date(from))
    return fail({Fate::reject,
                 "--from " + from + " is after --to " + to,
                 "give the earlier day first",
                 {},
                 "usage"},
                format == "json");
  auto read = read_statement(directory, {{"rep", rep},
                                         {"from", from},
                                         {"to", to},
                                         {"company", company},
                                         {"cost", with_cost},
                                         {"who", who()}});
  if (!read) return fail(read.error(), format == "json");
  read->with_cost = with_cost;
  read->rep = rep;
  read->from = from;
  read->to = to;
  std::cout << (format == "csv"    ? credit::statement_csv(*read)
                : format == "html" ? credit::statement_html(*read)
                : format == "json" ? json::serialize(credit::to_json(*read)) + "\n"
                                   : credit::statement_text(*read));
  return 0;
}

}  // namespace norekey::app
