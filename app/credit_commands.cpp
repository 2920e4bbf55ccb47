#include "app/credit_commands.hpp"

#include <boost/json.hpp>

#include <functional>
#include <iostream>
#include <optional>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "credit/contest.hpp"
#include "credit/replay.hpp"
#include "credit/report_json.hpp"
#include "credit/sale_json.hpp"
#include "credit/statement.hpp"
#include "credit/wording.hpp"
#include "flow/setup.hpp"
#include "mapping/csv.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

/// "90d" back from now, or a date, as the instant text that sales are kept with.
Result<std::string> since_text(const std::string& since) {
  if (since.empty()) return std::string();
  if (const auto day = parse_date(since)) return since;
  const auto ago = parse_duration(since);
  if (!ago)
    return Error{Fate::reject,
                 shown(since) + " is neither a date nor a time back",
                 "write it like 2026-01-31 or 90d",
                 {},
                 "usage"};
  return to_string(system_clock().now() - *ago);
}

/// What is kept of every sale, a page at a time.
Result<void> each_kept(const std::string& directory, const std::string& since,
                       const std::function<void(const json::object&)>& use) {
  std::string after;
  for (;;) {
    auto page = ask(directory, {{"command", "credit sales"}, {"after", after}, {"since", since}});
    if (!page) return page.error();
    for (const json::value& one : page->get_object().at("sales").get_array()) use(one.get_object());
    after = text_at(*page, "next");
    if (after.empty()) return {};
  }
}

Result<void> each_sale(const std::string& directory, const std::string& since,
                       const std::function<void(const credit::Sale&)>& use) {
  return each_kept(directory, since, [&](const json::object& one) {
    std::optional<Error> wrong;
    const credit::Sale sale = credit::read_sale(credit::Fields(one, "sale", wrong));
    if (!wrong) use(sale);
  });
}

/// Tables and policy as config files say them.
struct Decided {
  std::string assignments, reps, accounts;
  std::map<std::string, std::string> files;  ///< all of the above and what else is known
  credit::Policy policy;
};

Result<Decided> of_files(const std::map<std::string, std::string>& files,
                         const std::string& directory) {
  const auto text = [&](const char* name) {
    const auto found = files.find(name);
    return found == files.end() ? std::string() : found->second;
  };
  Decided out{text("assignments.csv"), text("reps.csv"), text("accounts.csv"), files, {}};
  config::Findings findings;
  const config::Business business =
      config::read_business(text("channels.yaml"), "channels.yaml", directory, findings);
  if (business.companies.empty())
    return Error{Fate::halt, "channels.yaml names no company", "add  company:", {}, ""};
  out.policy = flow::policy_of(business.companies.begin()->second);
  return out;
}

/// All findings as one error; the tables otherwise.
Result<credit::Tables> tables_of(const Decided& in, const std::string& assignments) {
  config::Findings findings;
  credit::Tables out =
      credit::Tables::load(assignments, in.reps, in.accounts, in.policy.zone, findings);
  out.learn(in.files, findings);
  if (findings.ok()) return out;
  if (findings.errors.size() == 1) return findings.errors.front();
  Error all;  // each with its own place and fix
  for (const Error& one : findings.errors)
    all.what += (all.what.empty() ? "" : "\n") + to_string(one);
  return all;
}

Result<Decided> active(const std::string& directory) {
  auto files = ask(directory, {{"command", "credit tables"}});
  if (!files) return files.error();
  std::map<std::string, std::string> texts;
  for (const auto& one : files->get_object())
    texts[std::string(one.key())] = std::string(one.value().get_string());
  return of_files(texts, directory);
}

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

json::object audit_json(const credit::Audit& in) {
  json::array reps, lines;
  for (const auto& [who, sums] : in.by_rep) {
    reps.push_back(
        json::object{{"rep", who.first},
                     {"erp", credit::money_text(sums.now, who.second)},
                     {"assignments", credit::money_text(sums.then, who.second)},
                     {"difference", credit::money_text(sums.then - sums.now, who.second)},
                     {"currency", who.second}});
  }
  for (const credit::AuditLine& one : in.differences) {
    lines.push_back(json::object{{"invoice", one.invoice},
                                 {"order", one.order},
                                 {"erp_rep", one.erp_rep},
                                 {"rep", credit::rep_for_people(one.rep)},
                                 {"amount", one.amount.str()},
                                 {"rule", credit::rule_for_people(one.rule)},
                                 {"why", one.why}});
  }
  return {{"invoices", in.invoices},
          {"agree", in.agree},
          {"unexplained", in.unexplained},
          {"reps", std::move(reps)},
          {"differences", std::move(lines)}};
}

/// The ledger's lines in the words that a rep reads.
json::value for_people(json::value ledger) {
  for (json::value& one : ledger.get_array()) {
    json::object& line = one.get_object();
    line["entry"] = credit::entry_for_people(text_at(one, "entry"));
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
    out += "order " + text_at(one, "order") + ": " + (credit.empty() ? "no rep set yet" : credit) +
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
    if (const std::string bundle = text_at(one, "bundle"); !bundle.empty())
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
           (finding.empty() ? text_at(one, "entries") + " entries, unaltered; the last is " +
                                  text_at(one, "head").substr(0, 16)
                            : finding) +
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

int what_if(const std::string& directory, const std::string& assignments, const std::string& since,
            bool as_json) {
  auto from = since_text(since);
  if (!from) return fail(from.error());
  auto draft = config::read_text_file(assignments);
  if (!draft) return fail(draft.error());
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error());
  auto now = tables_of(*in_force, in_force->assignments);
  if (!now) return fail(now.error());
  auto then = tables_of(*in_force, *draft);
  if (!then) return fail(then.error());
  credit::WhatIf sums(*now, *then, in_force->policy);
  auto done = each_sale(directory, *from, [&](const credit::Sale& sale) { sums.add(sale); });
  if (!done) return fail(done.error());
  const json::object all = credit::to_json(sums);
  const json::value& rows = all.at("reps");
  if (as_json) {
    std::cout << json::serialize(all) << "\n";
    return 0;
  }
  std::cout << sums.orders() << " orders, " << sums.changed() << " would change\n"
            << table(rows, {{"rep", "REP"},
                            {"slot", "SLOT"},
                            {"now", "NOW"},
                            {"then", "THEN"},
                            {"difference", "DIFFERENCE"},
                            {"currency", ""}});
  return 0;
}

int audit_invoices(const std::string& directory, const std::string& invoices, bool as_json) {
  config::Findings findings;
  const config::Bundle drafts = config::read_drafts(directory, findings);
  if (!findings.ok()) return fail(findings.errors.front());
  auto decided = of_files(drafts.files, directory);
  if (!decided) return fail(decided.error());
  auto tables = tables_of(*decided, decided->assignments);
  if (!tables) return fail(tables.error());
  auto text = config::read_text_file(invoices);
  if (!text) return fail(text.error());
  const auto read = credit::read_invoices(*text, findings);
  for (Error& e : findings.errors) {
    e.where.file = invoices;
    std::cerr << to_string(e) << "\n";
  }
  const credit::Audit made = credit::audit(read, *tables, decided->policy);
  const json::object out = audit_json(made);
  if (as_json) {
    std::cout << json::serialize(out) << "\n";
  } else {
    std::cout << made.invoices << " invoices, " << made.agree << " agree, " << made.unexplained
              << " unexplained\n"
              << table(out.at("reps"), {{"rep", "REP"},
                                        {"erp", "ERP"},
                                        {"assignments", "BY ASSIGNMENTS"},
                                        {"difference", "DIFFERENCE"},
                                        {"currency", ""}})
              << "\n"
              << table(out.at("differences"),
                       {{"invoice", "INVOICE"},
                        {"order", "ORDER"},
                        {"erp_rep", "IN ERP"},
                        {"rep", "BY ASSIGNMENTS"},
                        {"amount", "AMOUNT"},
                        {"why", "WHY"}},
                       100);
  }
  return !findings.ok() || !made.differences.empty() ? 1 : 0;
}

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
    for (const json::value& flag : answer->get_object().at("flags").get_array()) {
      if (flag != "COST_MISSING") continue;
      wrong = true;
      std::cerr << "norekey: order " << order
                << " is shared by its margin, and an invoice of it has no cost\n"
                << "  fix: give its rows a cost and enter them again; norekey credit explain "
                << order << " names it\n";
    }
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

int contest(const std::string& directory, const std::string& from, const std::string& to,
            const std::string& format) {
  const auto first = parse_date(from), last = parse_date(to);
  for (const auto* day : {&first, &last}) {
    if (*day) continue;
    Error error = day->error();
    error.cause = "usage";
    return fail(error, format == "json");
  }
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error(), format == "json");
  credit::Contest counted(*first, *last);
  auto done = each_kept(directory, "", [&](const json::object& kept) {
    if (auto frozen = credit::thaw(kept, {}, in_force->policy)) counted.add(*frozen);
  });
  if (!done) return fail(done.error(), format == "json");
  const json::object out = credit::to_json(counted);
  const json::array& rows = out.at("reps").get_array();
  if (format == "json") {
    std::cout << json::serialize(out) << "\n";
  } else if (format == "csv") {
    const std::vector<std::string> head = {"rank",   "rep",    "signed_up",   "active",
                                           "helped", "orders", "sales_credit"};
    std::cout << mapping::csv_record(head);
    for (const json::value& one : rows) {
      std::vector<std::string> row;
      for (const std::string& column : head) row.push_back(text_at(one, column));
      std::cout << mapping::csv_record(row);
    }
  } else {
    std::cout << (rows.empty() ? "no web orders with sales credit from " + from + " to " + to + "\n"
                               : table(rows, {{"rank", "RANK"},
                                              {"rep", "REP"},
                                              {"signed_up", "SIGNED UP"},
                                              {"active", "ACTIVE"},
                                              {"helped", "HELPED"},
                                              {"orders", "ORDERS"},
                                              {"sales_credit", "SALES CREDIT"}}));
  }
  return 0;
}

int adoption(const std::string& directory, const std::string& format) {
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error());
  credit::Adoption figures(credit::business_date(system_clock().now(), in_force->policy));
  auto done = each_sale(directory, "",
                        [&](const credit::Sale& sale) { figures.add(sale, in_force->policy); });
  if (!done) return fail(done.error());
  const json::object out = credit::to_json(figures);
  if (format == "json") {
    std::cout << json::serialize(out) << "\n";
    return 0;
  }
  if (format == "csv") {
    std::cout << mapping::csv_record({"account", "reason", "days since the last order",
                                      "usual days between orders", "days since the first order"});
    for (const auto& [account, days, usual] : figures.overdue())
      std::cout << mapping::csv_record(
          {account, "overdue", std::to_string(days), std::to_string(usual), ""});
    for (const auto& [account, days] : figures.newcomers())
      std::cout << mapping::csv_record({account, "new on the web", "", "", std::to_string(days)});
    return 0;
  }
  std::cout << figures.signed_up() << " customers have ordered on the web, " << figures.active()
            << " at least twice in the last 30 days; " << figures.helped()
            << " orders were placed for the customer by sales\n"
            << table(out.at("ways"), {{"way", "WAY"}, {"orders", "ORDERS"}})
            << "\nto call: longer without "
            << "an order than usual\n"
            << table(out.at("call_list"),
                     {{"account", "ACCOUNT"}, {"days", "DAYS"}, {"usual", "USUAL"}})
            << "\nto call: new on the web\n"
            << table(out.at("new_customers"),
                     {{"account", "ACCOUNT"}, {"days", "DAYS SINCE THE FIRST ORDER"}});
  return 0;
}

}  // namespace norekey::app
