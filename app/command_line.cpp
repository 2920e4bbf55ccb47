#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "app/alert_commands.hpp"
#include "app/ask.hpp"
#include "app/check.hpp"
#include "app/claim_commands.hpp"
#include "app/credit_commands.hpp"
#include "app/edi_commands.hpp"
#include "app/fail.hpp"
#include "app/import_command.hpp"
#include "app/lookup_files.hpp"
#include "app/map_commands.hpp"
#include "app/mistyped.hpp"
#include "app/print.hpp"
#include "app/receipt_commands.hpp"
#include "app/reconcile_commands.hpp"
#include "app/reentry_commands.hpp"
#include "app/serve.hpp"
#include "app/store_commands.hpp"
#include "app/sync_commands.hpp"
#include "app/user_commands.hpp"
#include "app/verify_command.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;
using Printer = std::string (*)(const json::value&);

/// What was typed, filled in by CLI11.
struct Typed {
  std::string directory = "/etc/norekey";
  bool as_json = false, dry_run = false, documents = false, all = false, with_cost = false,
       accept = false;
  std::string key, channel, since, cause, lookup, lookup_key, lookup_value, path, why, url, policy,
      rep, from, to, company, period, explain, of;
  std::string format = "text";
  std::int64_t id = 0;
  int limit = 100;
  int exit_code = 0;
};

/// Asks and prints; `findings` says from the answer whether the exit code is 1.
int show(const Typed& typed, json::object request, Printer print,
         bool (*findings)(const json::value&) = nullptr) {
  request["who"] = who();
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : print(*answer));
  return findings != nullptr && findings(*answer) ? 1 : 0;
}

/// The same, with a path below `key`, as the daemon sees it.
int show_path(const Typed& typed, const char* key, const std::string& path, json::object request,
              Printer print, bool (*findings)(const json::value&) = nullptr) {
  const auto whole = absolute(path);
  if (!whole) return fail(whole.error(), typed.as_json);
  request[key] = *whole;
  return show(typed, std::move(request), print, findings);
}

bool any_finding(const json::value& answer) {
  const json::value* all = answer.get_object().if_contains("findings");
  if (all == nullptr || !all->is_array()) return false;
  for (const json::value& one : all->get_array()) {
    if (!one.is_object() || text_at(one, "kind") != "warning") return true;
  }
  return false;
}

bool any_failure(const json::value& answer) {
  for (const json::value& one : answer.get_array()) {
    if (text_at(one, "ok") != "yes") return true;
  }
  return false;
}

bool any(const json::value& answer) { return answer.is_array() && !answer.get_array().empty(); }

bool several(const json::value& answer) {
  return answer.is_array() && answer.get_array().size() > 1;
}

std::string lookup_rows_text(const json::value& rows) {
  if (!rows.is_array() || rows.get_array().empty()) return "no rows\n";
  std::vector<Column> columns;
  for (const auto& member : rows.get_array().front().get_object())
    columns.emplace_back(member.key(), upper(member.key()));
  return table(rows, columns);
}

/// Of one channel or time: that it has none does not say that there are none.
std::string chosen_orders_text(const json::value& orders) {
  return any(orders) ? orders_text(orders) : "no orders there\n";
}

std::string count_text(const json::value& answer) {
  std::string out;
  for (const auto& member : answer.get_object())
    out += std::string(member.key()) + " " + text_at(answer, member.key()) + "\n";
  return out;
}

std::string pause_text(const json::value& answer) {
  const std::string until = text_at(answer, "until"), under_way = text_at(answer, "under_way");
  std::string out = text_at(answer, "destination") + " is paused ";
  out += until.empty() ? "until norekey resume" : "until " + until;
  out += ": nothing more is taken up, what comes in is kept";
  if (under_way != "0") out += "; " + under_way + " under way will be finished";
  return out + "\n";
}

std::string resume_text(const json::value& answer) {
  const bool was = text_at(answer, "was_paused") == "yes";
  return text_at(answer, "destination") + (was ? " goes on\n" : " was not paused\n");
}

std::string check_text(const json::value& answer) {
  const json::value& all = answer.get_object().at("findings");
  std::string out;
  for (const json::value& one : all.get_array()) out += std::string(one.get_string()) + "\n";
  return out.empty() ? "the store is sound\n" : out;
}

CLI::App* command(CLI::App& app, Typed& typed, const char* name, const char* help) {
  CLI::App* out = app.add_subcommand(name, help);
  out->add_flag("--json", typed.as_json, "print JSON");
  out->add_option("--config", typed.directory, "folder of the config");
  return out;
}

void add_reading(CLI::App& app, Typed& t) {
  CLI::App* orders =
      command(app, t, "orders", "orders, newest first: state, ERP number, sales credit");
  orders->add_option("--channel", t.channel, "only this channel, such as acme/shop");
  orders->add_option("--since", t.since, "received within, such as 7d");
  orders->add_option("--limit", t.limit, "at most so many")->check(CLI::Range(1, 100000));
  orders->callback([&t] {
    const bool all = t.channel.empty() && t.since.empty();
    t.exit_code = show(
        t, {{"command", "orders"}, {"channel", t.channel}, {"since", t.since}, {"limit", t.limit}},
        all ? orders_text : chosen_orders_text);
  });

  CLI::App* parked = command(app, t, "parked", "what waits for a person, by cause, with the fix");
  parked->add_option("--channel", t.channel, "only this channel");
  parked->callback([&t] {
    t.exit_code = show(
        t, {{"command", t.as_json ? "parked" : "causes"}, {"channel", t.channel}, {"orders", true}},
        parked_text, any);
  });

  CLI::App* trace = command(app, t, "trace", "one order's whole journey");
  trace->add_option("key", t.key, "web, ERP or PO number, or message id")->required();
  trace->add_option("--channel", t.channel, "only this channel");
  trace->add_flag("--documents", t.documents, "every stage's document too");
  trace->add_option("--explain", t.explain, "where this field of the ERP's document came from");
  trace->callback([&t] {
    if (!t.explain.empty()) {
      t.exit_code = explain_field(t.directory, t.key, t.channel, t.explain, t.as_json);
      return;
    }
    t.exit_code = show(
        t,
        {{"command", "trace"}, {"key", t.key}, {"channel", t.channel}, {"documents", t.documents}},
        trace_text, several);
  });

  CLI::App* doctor = command(app, t, "doctor", "reaches every shop, ERP and the store");
  doctor->callback([&t] {
    t.exit_code = show(t, {{"command", "doctor"}}, doctor_text, any_failure);
  });

  CLI::App* status = command(app, t, "status", "counts of the queue and the active bundle");
  status->callback([&t] { t.exit_code = show(t, {{"command", "status"}}, count_text); });
}

void add_acting(CLI::App& app, Typed& t) {
  CLI::App* replay = command(app, t, "replay", "takes parked messages up again");
  CLI::Option* id = replay->add_option("--id", t.id, "this message");
  replay->add_flag("--send-again", t.all, "it is not in the ERP: you have looked")->needs(id);
  replay->add_option("--cause", t.cause, "all that are parked for this cause");
  replay->add_option("--channel", t.channel, "all of this channel");
  replay->add_option("--since", t.since, "received since, such as 2h or 2026-11-21T08:00:00Z");
  replay->callback([&t] {
    t.exit_code = show(t,
                       {{"command", "replay"},
                        {"id", t.id},
                        {"cause", t.cause},
                        {"channel", t.channel},
                        {"since", t.since},
                        {"send_again", t.all}},
                       count_text);
  });

  CLI::App* ignore = command(app, t, "ignore", "ends a parked message, with a reason");
  ignore->add_option("--id", t.id, "the message")->required();
  ignore->add_option("--why", t.why, "the reason")->required();
  ignore->callback([&t] {
    t.exit_code = show(t, {{"command", "ignore"}, {"id", t.id}, {"why", t.why}}, count_text);
  });

  CLI::App* apply = command(app, t, "apply", "checks the drafts, shows the difference, activates");
  apply->add_flag("--dry-run", t.dry_run, "stop before activating");
  apply->add_option("--why", t.why, "the reason, for the audit log");
  apply->callback([&t] {
    t.exit_code = show_path(t, "directory", t.directory,
                            {{"command", "apply"}, {"dry_run", t.dry_run}, {"why", t.why}},
                            apply_text, any_finding);
  });
}

/// What holds an ERP or a shop.
void add_pausing(CLI::App& app, Typed& t) {
  CLI::App* pause =
      command(app, t, "pause", "calls an ERP or a shop no more; what comes in is kept");
  pause->add_option("destination", t.key, "as doctor names it, such as erp/acme")->required();
  pause->add_option("--for", t.since, "goes on by itself after that, such as 90min");
  pause->add_option("--why,--reason", t.why, "the reason, for doctor and the audit log");
  pause->callback([&t] {
    t.exit_code =
        show(t, {{"command", "pause"}, {"destination", t.key}, {"for", t.since}, {"why", t.why}},
             pause_text);
  });

  CLI::App* resume = command(app, t, "resume", "ends a pause");
  resume->add_option("destination", t.key, "as doctor names it, such as erp/acme")->required();
  resume->add_option("--why,--reason", t.why, "the reason, for the audit log");
  resume->callback([&t] {
    t.exit_code =
        show(t, {{"command", "resume"}, {"destination", t.key}, {"why", t.why}}, resume_text);
  });
}

int import_rows(const Typed& t) {
  auto read = read_rows(t.path, {t.lookup_key, t.lookup_value});
  if (!read) return fail(read.error(), t.as_json);
  if (read->left_out > 0) {
    std::fprintf(stderr, "%d rows without %s or %s are left out\n", read->left_out,
                 t.lookup_key.c_str(), t.lookup_value.c_str());
  }
  return show(
      t, {{"command", "lookups set"}, {"lookup", t.lookup}, {"rows", read->rows}, {"why", t.why}},
      count_text);
}

void add_lookups(CLI::App& app, Typed& t) {
  CLI::App* lookups = app.add_subcommand("lookups", "tables from the shop's codes to the ERP's");
  lookups->require_subcommand(1);
  CLI::App* list = command(*lookups, t, "list", "all lookups, or one's rows");
  list->add_option("lookup", t.lookup, "its name");
  list->callback([&t] {
    t.exit_code = show(t, {{"command", "lookups list"}, {"lookup", t.lookup}}, lookup_rows_text);
  });

  CLI::App* set = command(*lookups, t, "set", "sets one row; what was parked for it goes on");
  set->add_option("lookup", t.lookup, "its name")->required();
  set->add_option("key", t.lookup_key, "the shop's code")->required();
  set->add_option("value", t.lookup_value, "the ERP's code; \"\" takes the row away")->required();
  set->add_option("--why", t.why, "the reason, for the audit log");
  set->callback([&t] {
    t.exit_code = show(t,
                       {{"command", "lookups set"},
                        {"lookup", t.lookup},
                        {"rows", json::object{{t.lookup_key, t.lookup_value}}},
                        {"why", t.why}},
                       count_text);
  });

  CLI::App* history = command(*lookups, t, "history", "who set one row, when and why");
  history->add_option("lookup", t.lookup, "its name")->required();
  history->add_option("key", t.lookup_key, "the shop's code")->required();
  history->callback([&t] {
    t.exit_code =
        show(t, {{"command", "lookups history"}, {"lookup", t.lookup}, {"key", t.lookup_key}},
             lookup_rows_text);
  });

  CLI::App* taking = command(*lookups, t, "import", "sets all rows of a CSV file");
  taking->add_option("lookup", t.lookup, "its name")->required();
  taking->add_option("file", t.path, "CSV: a header, then key,value")->required();
  CLI::Option* key =
      taking->add_option("--key", t.lookup_key, "of a wider table: the key's column");
  CLI::Option* value = taking->add_option("--value", t.lookup_value, "the value's column");
  key->needs(value);
  value->needs(key);
  taking->add_option("--why", t.why, "the reason, for the audit log");
  taking->callback([&t] { t.exit_code = import_rows(t); });

  CLI::App* save = command(*lookups, t, "export", "one lookup's rows as CSV");
  save->add_option("lookup", t.lookup, "its name")->required();
  save->callback([&t] {
    t.exit_code = show(
        t, {{"command", "lookups list"}, {"lookup", t.lookup}, {"form", t.as_json ? "" : "csv"}},
        csv_text);
  });
}

void add_store(CLI::App& app, Typed& t) {
  CLI::App* store = app.add_subcommand("store", "the store as a whole");
  store->require_subcommand(1);
  CLI::App* backup = command(*store, t, "backup", "a consistent copy while the daemon runs");
  backup->add_option("path", t.path, "the copy's file")->required();
  backup->callback([&t] {
    t.exit_code = show_path(t, "path", t.path, {{"command", "store backup"}}, count_text);
  });
  CLI::App* restore =
      command(*store, t, "restore", "puts a copy in the store's place; the daemon must be down");
  restore->add_option("path", t.path, "the copy")->required();
  restore->callback([&t] { t.exit_code = restore_from(t.directory, t.path); });
  CLI::App* check = command(*store, t, "check", "every finding about the store");
  check->callback([&t] {
    t.exit_code = show(t, {{"command", "store check"}}, check_text, any_finding);
  });
}

/// What the store knows of sales credit.
void add_credit_reading(CLI::App& credit, Typed& t) {
  CLI::App* explain =
      command(credit, t, "explain", "one order: who has it, by which rule, and why");
  explain->add_option("key", t.key, "web, ERP or PO number, or message id")->required();
  explain->add_option("--channel", t.channel, "only this channel");
  explain->callback([&t] {
    t.exit_code = show(
        t, {{"command", "credit explain"}, {"key", t.key}, {"channel", t.channel}, {"who", who()}},
        explain_text, several);
  });

  CLI::App* verify =
      command(credit, t, "verify", "the ledger's chain, entry by entry; or one receipt");
  CLI::Option* receipt =
      verify->add_option("--receipt", t.path, "a receipt's mail, saved; - for standard input");
  verify->add_option("--heads", t.key, "the heads kept so far (default: in the state directory)");
  verify->add_option("--key", t.policy, "the public key's PEM file (default: the daemon's)")
      ->needs(receipt);
  verify->add_option("--company", t.company, "whose key, where there are several")->needs(receipt);
  verify->callback([&t, receipt] {
    t.exit_code = receipt->count() == 0
                      ? verify_ledger(t.directory, t.key, t.as_json)
                      : verify_receipt(t.directory, {t.path, t.policy, t.company}, t.as_json);
  });

  CLI::App* receipts = command(credit, t, "receipts", "what the reps were told of one order");
  receipts->add_option("key", t.key, "web, ERP or PO number, or message id")->required();
  receipts->add_option("--channel", t.channel, "only this channel");
  receipts->callback([&t] {
    t.exit_code = show(t, {{"command", "credit receipts"}, {"key", t.key}, {"channel", t.channel}},
                       receipts_text);
  });

  CLI::App* key =
      command(credit, t, "receipt-key", "the public key that receipts are checked with");
  key->add_option("--company", t.company, "where there are several");
  key->callback([&t] {
    t.exit_code =
        show(t, {{"command", "credit receipt-key"}, {"company", t.company}}, receipt_key_text);
  });

  CLI::App* digest = command(credit, t, "digest", "what each rep would be mailed of the day, now");
  digest->add_option("--rep", t.rep, "only this one");
  digest->add_option("--company", t.company, "where there are several");
  digest->callback([&t] {
    t.exit_code = show(t, {{"command", "credit digest"}, {"company", t.company}, {"rep", t.rep}},
                       digests_text);
  });

  CLI::App* statement = command(credit, t, "statement", "one rep's sales credit");
  statement->add_option("--rep", t.rep, "the rep's code")->required();
  statement->add_option("--from", t.from, "first day, such as 2026-03-01")->required();
  statement->add_option("--to", t.to, "last day")->required();
  statement->add_option("--format", t.format, "text, csv or html")
      ->check(CLI::IsMember({"text", "csv", "html"}));
  statement->add_option("--company", t.company, "where there are several");
  statement->add_flag("--cost", t.with_cost, "net, cost and margin too, for cost-readers");
  statement->callback([&t] {
    t.exit_code = print_statement(t.directory, t.rep, t.from, t.to, t.as_json ? "json" : t.format,
                                  t.company, t.with_cost);
  });
}

bool any_overdue(const json::value& answer) {
  for (const json::value& one : answer.get_array()) {
    if (text_at(one, "overdue") == "yes") return true;
  }
  return false;
}

std::string due_text(const json::value& rows) {
  if (rows.get_array().empty()) return "nothing is due\n";
  return table(rows, {{"until", "UNTIL"},
                      {"overdue", "OVERDUE"},
                      {"partner", "PARTNER"},
                      {"what", "WHAT"},
                      {"about", "ABOUT"},
                      {"by", "BY"},
                      {"state", "STATE"}});
}

/// What partners and we owe each other.
void add_due(CLI::App& edi, Typed& t) {
  CLI::App* due = command(edi, t, "due", "answers that partners or we still owe, and until when");
  due->add_flag("--all", t.all, "what is settled too");
  CLI::App* send = command(edi, t, "send", "a document in our terms to a partner");
  send->add_option("file", t.path, "the document, XML as docs/edi.md shows it")->required();
  send->add_option("--partner", t.channel, "such as acme/northwind")->required();
  send->add_option("--mapping", t.lookup, "its mapping, such as edi-810")->required();
  send->callback([&t] {
    auto text = config::read_text_file(t.path);
    t.exit_code = !text ? fail(text.error(), t.as_json)
                        : show(t,
                               {{"command", "edi send"},
                                {"partner", t.channel},
                                {"mapping", t.lookup},
                                {"document", *text}},
                               count_text);
  });
  due->callback([&t] {
    t.exit_code = show(t, {{"command", "edi due"}, {"all", t.all}}, due_text, any_overdue);
  });
}

void add_format(CLI::App& command, Typed& t) {
  command.add_option("--format", t.format, "text or csv")->check(CLI::IsMember({"text", "csv"}));
}

CLI::App* add_credit(CLI::App& app, Typed& t) {
  CLI::App* credit = app.add_subcommand("credit", "whose sales credit it is, and why");
  credit->require_subcommand(1);
  CLI::App* eval = command(*credit, t, "eval", "answers cases, one JSON object a line");
  eval->add_option("cases", t.path, "the file of cases; - for standard input")->required();
  eval->add_option("--policy", t.policy, "JSON file of the policy (default: P0)");
  eval->callback([&t] { t.exit_code = eval_cases(t.path, t.policy); });
  add_credit_reading(*credit, t);

  CLI::App* draft = command(*credit, t, "what-if", "stored orders by draft assignments, per rep");
  draft->add_option("--assignments", t.path, "the draft, as assignments.csv")->required();
  draft->add_option("--since", t.since, "orders placed since, such as 90d or 2026-01-31");
  add_format(*draft, t);
  draft->callback(
      [&t] { t.exit_code = what_if(t.directory, t.path, t.since, t.as_json ? "json" : t.format); });

  CLI::App* audit =
      command(*credit, t, "audit", "the ERP's invoices through the assignments; needs no daemon");
  audit->add_option("--invoices", t.path, "CSV: invoice,date,order,account,rep,amount,…")
      ->required();
  audit->add_option("--accounts", t.lookup,
                    "lookup from account to the ERP's customer (customers)");
  audit->add_option("--reps", t.rep, "lookup from our rep codes to the ERP's (reps)");
  add_format(*audit, t);
  audit->add_option("--of", t.of, "as csv: differences, or reps with their sums")
      ->check(CLI::IsMember({"differences", "reps"}));
  audit->callback([&t] {
    t.exit_code =
        audit_invoices(t.directory, {t.path, t.rep, t.lookup, t.as_json ? "json" : t.format, t.of});
  });

  CLI::App* documents =
      command(*credit, t, "invoices", "the ERP's invoices and returns into the ledger");
  CLI::Option* file =
      documents->add_option("file", t.path, "CSV: order,type,no,date,line,amount,refers,cost");
  CLI::Option* from =
      documents->add_option("--from", t.from, "an ERP that tells of them itself, by its name")
          ->excludes(file);
  documents->add_option("--reps", t.lookup, "lookup from our rep codes to the ERP's (reps)")
      ->needs(from);
  documents->add_flag("--all", t.all, "all there are, not only those since the last time")
      ->needs(from);
  documents->callback([&t, from] {
    t.exit_code = from->count() > 0 ? post_from_erp(t.directory, t.from, t.lookup, t.all, t.as_json)
                                    : post_documents(t.directory, t.path, t.as_json);
  });

  CLI::App* taking =
      command(*credit, t, "import", "whose customers the ERP says they are, into the tables");
  taking->add_option("--from", t.from, "the ERP, by its name in channels.yaml")->required();
  taking->add_option("--accounts", t.lookup,
                     "lookup from account to the ERP's customer (customers)");
  taking->add_option("--reps", t.rep, "lookup from our rep codes to the ERP's (reps)");
  taking->add_option("--why", t.why, "the reason, for the audit log");
  taking->add_flag("--dry-run", t.dry_run, "only show what would change");
  taking->add_flag("--accept", t.accept, "also where many accounts would have nobody any more");
  taking->callback([&t] {
    t.exit_code = import_owners(t.directory,
                                {t.from, t.lookup, t.rep, t.why, t.dry_run, t.as_json, t.accept});
  });

  CLI::App* close =
      command(*credit, t, "close", "closes a month: what comes later counts in the next");
  close->add_option("--period", t.period, "such as 2026-03")->required();
  close->add_option("--company", t.company, "where there are several");
  close->callback([&t] {
    t.exit_code = show(
        t, {{"command", "credit close"}, {"period", t.period}, {"company", t.company}}, count_text);
  });

  CLI::App* counted = command(*credit, t, "contest", "who brought customers to the web");
  counted->add_option("--from", t.from, "first day, such as 2026-03-01")->required();
  counted->add_option("--to", t.to, "last day")->required();
  add_format(*counted, t);
  counted->callback(
      [&t] { t.exit_code = contest(t.directory, t.from, t.to, t.as_json ? "json" : t.format); });

  CLI::App* web = command(*credit, t, "adoption", "who orders on the web, how, and whom to call");
  add_format(*web, t);
  web->add_option("--of", t.of, "as csv: call-list, or ways with their shares")
      ->check(CLI::IsMember({"call-list", "ways"}));
  web->callback([&t] { t.exit_code = adoption(t.directory, t.as_json ? "json" : t.format, t.of); });
  return credit;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app{
      "Norekey carries web and EDI orders into the ERP, with the sales rep's credit on them."};
  Typed typed;
  app.require_subcommand(1);
  app.add_option("--config", typed.directory, "folder of the config (default /etc/norekey)");
  app.set_version_flag("--version", std::string("norekey ") + NOREKEY_VERSION);
  CLI::App* daemon = app.add_subcommand("serve", "the daemon");
  daemon->add_option("--config", typed.directory, "folder of the config");
  daemon->callback([&typed] { typed.exit_code = serve(typed.directory); });
  CLI::App* check =
      command(app, typed, "check", "every finding about the drafts in the config folder");
  check->callback([&typed] { typed.exit_code = check_drafts(typed.directory, typed.as_json); });
  add_reading(app, typed);
  add_acting(app, typed);
  add_pausing(app, typed);
  add_lookups(app, typed);
  add_store(app, typed);
  CLI::App* credit = add_credit(app, typed);
  add_claims(*credit, app, typed.exit_code);
  add_reentries(*credit, app, typed.exit_code);
  add_due(*add_edi(app, typed.exit_code), typed);
  add_sync(app, typed.exit_code);
  add_alerts(app, typed.exit_code);
  add_reconcile(app, typed.exit_code);
  add_map(app, typed.exit_code);
  add_users(app, typed.exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() != 0) return mistyped(app, e, argc, argv);
    return printed(app.exit(e));
  }
  return printed(typed.exit_code);
}

}  // namespace norekey::app
