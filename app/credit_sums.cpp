/// Sums over many orders: what-if, audit, contest, adoption. They are made here and not by the
/// daemon, which is asked a page at a time.
#include <boost/json.hpp>

#include <functional>
#include <iostream>
#include <map>
#include <optional>

#include "app/ask.hpp"
#include "app/credit_commands.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "credit/contest.hpp"
#include "credit/replay.hpp"
#include "credit/report_json.hpp"
#include "credit/sale_json.hpp"
#include "flow/setup.hpp"
#include "mapping/csv.hpp"
#include "mapping/lookups.hpp"

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
Result<void> each_page(const std::string& directory, const std::string& since,
                       const std::function<Result<void>(const json::array&)>& use) {
  std::string after;
  for (;;) {
    auto page = ask(directory, {{"command", "credit sales"}, {"after", after}, {"since", since}});
    if (!page) return page.error();
    auto used = use(page->get_object().at("sales").get_array());
    if (!used) return used.error();
    after = text_at(*page, "next");
    if (after.empty()) return {};
  }
}

Result<void> each_sale(const std::string& directory, const std::string& since,
                       const std::function<void(const credit::Sale&, const std::string&)>& use) {
  return each_page(directory, since, [&](const json::array& page) -> Result<void> {
    for (const json::value& one : page) {
      std::optional<Error> wrong;
      const credit::Sale sale = credit::read_sale(credit::Fields(one.get_object(), "sale", wrong));
      if (!wrong) use(sale, text_at(one, "identity"));
    }
    return {};
  });
}

/// What stands of some orders in the ledger, so many at a time as the daemon answers.
Result<void> each_standing(const std::string& directory, const std::vector<std::string>& orders,
                           const std::function<void(const json::object&)>& use) {
  constexpr std::size_t kAtOnce = 500;
  for (std::size_t from = 0; from < orders.size(); from += kAtOnce) {
    json::array some;
    for (std::size_t i = from; i < orders.size() && i < from + kAtOnce; ++i)
      some.emplace_back(orders[i]);
    auto answer = ask(directory, {{"command", "credit standing"}, {"orders", std::move(some)}});
    if (!answer) return answer.error();
    for (const json::value& one : answer->get_object().at("orders").get_array())
      use(one.get_object());
  }
  return {};
}

/// Tables and policy as config files say them.
struct Decided {
  std::string assignments, reps, accounts;
  std::map<std::string, std::string> files;  ///< all of the above and what else is known
  credit::Policy policy;
  std::string currency;  ///< the company's own
};

Result<Decided> of_files(const std::map<std::string, std::string>& files,
                         const std::string& directory) {
  const auto text = [&](const char* name) {
    const auto found = files.find(name);
    return found == files.end() ? std::string() : found->second;
  };
  Decided out{text("assignments.csv"), text("reps.csv"), text("accounts.csv"), files, {}, ""};
  config::Findings findings;
  const config::Business business =
      config::read_business(text("channels.yaml"), "channels.yaml", directory, findings);
  if (business.companies.empty())
    return Error{Fate::halt, "channels.yaml names no company", "add  company:", {}, ""};
  out.policy = flow::policy_of(business.companies.begin()->second);
  out.currency = business.companies.begin()->second.currency;
  return out;
}

/// All findings as one error; the tables otherwise. `file`: what the assignments were read from.
Result<credit::Tables> tables_of(const Decided& in, const std::string& assignments,
                                 const std::string& file = "assignments.csv") {
  config::Findings findings;
  credit::Tables out =
      credit::Tables::load(assignments, in.reps, in.accounts, in.policy.zone, findings);
  out.learn(in.files, findings);
  if (findings.ok()) return out;
  for (Error& one : findings.errors) {
    if (one.where.file == "assignments.csv") one.where.file = file;
  }
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

/// Orders within the contest's time count as they stand in the ledger now.
Result<void> count_page(const std::string& directory, const json::array& page,
                        const credit::Policy& policy, credit::Contest& counted) {
  std::map<std::string, credit::Frozen> within;
  for (const json::value& one : page) {
    auto frozen = credit::thaw(one.get_object(), {}, policy);
    if (!frozen) continue;
    if (counted.within(*frozen)) {
      within.emplace(text_at(one, "identity"), std::move(*frozen));
    } else {
      counted.add(*frozen);
    }
  }
  std::vector<std::string> wanted;
  for (const auto& one : within) wanted.push_back(one.first);
  return each_standing(directory, wanted, [&](const json::object& answer) {
    const auto found = within.find(text_at(answer, "order"));
    if (found != within.end()) counted.add(found->second, credit::held_of(answer));
  });
}

/// From the ERP's codes to ours: a lookup of the drafts turned round. Without such a lookup both
/// have one name; of several of ours the first in the alphabet stands for all.
Result<std::function<std::string(const std::string&)>> turned_round(
    const std::map<std::string, std::string>& files, const std::string& named,
    const std::string& usual) {
  const std::string name = named.empty() ? usual : named;
  const auto file = files.find("lookups/" + name + ".csv");
  std::map<std::string, std::string> ours;
  if (file == files.end() && !named.empty())
    return Error{Fate::reject,
                 "there is no lookup " + shown(name),
                 "name one of the folder lookups",
                 {},
                 "usage"};
  if (file != files.end()) {
    config::Findings findings;
    mapping::Lookup table;
    table.name = name;
    for (const auto& row : mapping::read_lookup_csv(file->second, file->first, table, findings)) {
      const std::string key = row.key.substr(0, row.key.find(" @"));
      const auto [at, fresh] = ours.emplace(row.value.substr(0, row.value.find(" @")), key);
      if (!fresh && key < at->second) at->second = key;
    }
    if (!findings.ok()) return findings.errors.front();
  }
  return std::function<std::string(const std::string&)>(
      [ours = std::move(ours)](const std::string& theirs) {
        const auto found = ours.find(theirs);
        return found == ours.end() ? theirs : found->second;
      });
}

/// A row a way and currency.
json::array way_rows(const credit::Adoption& figures) {
  json::array out;
  for (const credit::WayShare& one : figures.shares()) {
    for (const credit::WayShare::Money& money : one.amounts)
      out.push_back(json::object{{"way", one.way},
                                 {"orders", one.orders},
                                 {"share", one.share.str()},
                                 {"amount", credit::money_text(money.amount, money.currency)},
                                 {"currency", money.currency},
                                 {"amount_share", money.share.str()}});
  }
  return out;
}

void print_audit(const credit::Audit& made, const json::object& out) {
  const json::array& left_out = out.at("left_out").get_array();
  std::cout << made.invoices << " invoices, " << made.agree << " agree, " << made.unexplained
            << " differences unexplained";
  if (!left_out.empty()) std::cout << "; " << left_out.size() << " left out, see above";
  std::cout << "\n"
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
                      {"currency", ""},
                      {"explained", "EXPLAINED"},
                      {"why", "WHY"}},
                     100);
}

std::string to_call(const std::string& whom, const json::value& rows,
                    const std::vector<Column>& columns) {
  const std::string all = table(rows, columns);
  return "\nto call: " + whom + (all.empty() ? ": nobody\n" : "\n" + all);
}

}  // namespace

int what_if(const std::string& directory, const std::string& assignments, const std::string& since,
            const std::string& format) {
  const bool as_json = format == "json";
  auto from = since_text(since);
  if (!from) return fail(from.error(), as_json);
  auto draft = config::read_text_file(assignments);
  if (!draft) return fail(draft.error(), as_json);
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error(), as_json);
  auto now = tables_of(*in_force, in_force->assignments);
  if (!now) return fail(now.error(), as_json);
  auto then = tables_of(*in_force, *draft, assignments);
  if (!then) return fail(then.error(), as_json);
  credit::WhatIf sums(*now, *then, in_force->policy);
  auto done = each_sale(directory, *from,
                        [&](const credit::Sale& sale, const std::string&) { sums.add(sale); });
  if (!done) return fail(done.error(), as_json);
  const json::object all = credit::to_json(sums);
  const json::value& rows = all.at("reps");
  if (as_json) {
    std::cout << json::serialize(all) << "\n";
    return 0;
  }
  if (format == "csv") {
    std::cout << credit::what_if_csv(sums);
    return 0;
  }
  std::cout << sums.orders() << " orders, " << sums.changed() << " would change\n"
            << table(rows, {{"rep", "REP"},
                            {"slot", "SLOT"},
                            {"now", "NOW"},
                            {"then", "THEN"},
                            {"difference", "DIFFERENCE"},
                            {"currency", ""}});
  for (const json::value& one : all.at("unused").get_array())
    std::cout << "row " << text_at(one, "rule")
              << " of the draft decides none of these orders: " << text_at(one, "why") << "\n";
  return 0;
}

int audit_invoices(const std::string& directory, const AuditWish& wish) {
  const bool as_json = wish.format == "json";
  config::Findings findings;
  const config::Bundle drafts = config::read_drafts(directory, findings);
  if (!findings.ok()) return fail(findings.errors.front(), as_json);
  auto decided = of_files(drafts.files, directory);
  if (!decided) return fail(decided.error(), as_json);
  auto tables = tables_of(*decided, decided->assignments);
  if (!tables) return fail(tables.error(), as_json);
  auto reps = turned_round(drafts.files, wish.reps, "reps");
  if (!reps) return fail(reps.error(), as_json);
  auto accounts = turned_round(drafts.files, wish.accounts, "customers");
  if (!accounts) return fail(accounts.error(), as_json);
  auto text = config::read_text_file(wish.invoices);
  if (!text) return fail(text.error(), as_json);
  const credit::ErpWords words{*reps, *accounts, decided->currency};
  const credit::ErpInvoices read = credit::read_invoices(*text, words, findings);
  for (Error& e : findings.errors) {
    e.where.file = wish.invoices;
    std::cerr << to_string(e) << "\n";
  }
  for (const std::string& one : read.left_out)
    std::cerr << "norekey: invoice " << shown(one)
              << " is left out: not all of its rows can be used\n";
  const credit::Audit made = credit::audit(read.all, *tables, decided->policy);
  const json::object out = credit::to_json(made, read.left_out);
  if (as_json) {
    std::cout << json::serialize(out) << "\n";
  } else if (wish.format == "csv") {
    std::cout << (wish.of == "reps" ? credit::audit_reps_csv(made)
                                    : credit::audit_orders_csv(made));
  } else {
    print_audit(made, out);
  }
  return !findings.ok() || !made.differences.empty() ? 1 : 0;
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
  if (*last < *first)
    return fail({Fate::reject,
                 "--from " + from + " is after --to " + to,
                 "give the earlier day first",
                 {},
                 "usage"},
                format == "json");
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error(), format == "json");
  credit::Contest counted(*first, *last);
  auto done = each_page(directory, "", [&](const json::array& page) {
    return count_page(directory, page, in_force->policy, counted);
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

int adoption(const std::string& directory, const std::string& format, const std::string& of) {
  const bool as_json = format == "json";
  auto in_force = active(directory);
  if (!in_force) return fail(in_force.error(), as_json);
  credit::Adoption figures(credit::business_date(system_clock().now(), in_force->policy));
  auto done = each_sale(directory, "", [&](const credit::Sale& sale, const std::string& identity) {
    figures.add(sale, in_force->policy, identity);
  });
  if (!done) return fail(done.error(), as_json);
  auto named = each_standing(directory, figures.wanted(), [&](const json::object& answer) {
    figures.know(text_at(answer, "order"), credit::ordered_by(answer));
  });
  if (!named) return fail(named.error(), as_json);
  const json::object out = credit::to_json(figures);
  if (as_json) {
    std::cout << json::serialize(out) << "\n";
    return 0;
  }
  if (format == "csv") {
    std::cout << (of == "ways" ? credit::ways_csv(figures) : credit::call_list_csv(figures));
    return 0;
  }
  std::cout << figures.signed_up() << " customers have ordered on the web, " << figures.active()
            << " at least twice in the last 30 days; " << figures.helped()
            << " orders were placed for the customer by sales\n"
            << table(way_rows(figures), {{"way", "WAY"},
                                         {"orders", "ORDERS"},
                                         {"share", "% OF ORDERS"},
                                         {"amount", "AMOUNT"},
                                         {"currency", ""},
                                         {"amount_share", "% OF AMOUNT"}})
            << to_call("longer without an order than usual", out.at("call_list"),
                       {{"account", "ACCOUNT"},
                        {"name", "NAME"},
                        {"reps", "REP"},
                        {"days", "DAYS"},
                        {"usual", "USUAL"}})
            << to_call("new on the web", out.at("new_customers"),
                       {{"account", "ACCOUNT"},
                        {"name", "NAME"},
                        {"reps", "REP"},
                        {"days", "DAYS SINCE THE FIRST ORDER"}});
  return 0;
}

}  // namespace norekey::app
