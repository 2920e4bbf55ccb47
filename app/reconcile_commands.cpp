#include "app/reconcile_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <iostream>
#include <memory>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

struct ReconcileTyped {
  std::string directory, channel, since;
  bool as_json = false, all = false;
};

/// What is matched, on its way, or changed by staff needs nobody.
bool needs_somebody(const json::value& answer) {
  for (const json::value& channel : answer.at("channels").as_array()) {
    for (const auto& one : channel.at("classes").as_object()) {
      const std::string name(one.key());
      if (name != "matched" && name != "awaiting ERP" && name != "changed in ERP") return true;
    }
  }
  return false;
}

std::string reconcile_text(const json::value& answer) {
  std::string out;
  for (const json::value& channel : answer.at("channels").as_array()) {
    out += text_at(channel, "channel") + " since " + text_at(channel, "from") + ": " +
           text_at(channel, "orders") + " orders, " + text_at(channel, "unexplained") +
           " unexplained\n";
    if (channel.at("by_hand").to_number<std::int64_t>() > 0)
      out += "  entered in the ERP by staff and none of the web's: " + text_at(channel, "by_hand") +
             "\n";
    for (const auto& one : channel.at("classes").as_object())
      out += "  " + std::string(one.key()) + " " + text_at(channel.at("classes"), one.key()) + "\n";
    out += table(channel.at("days"), {{"day", "DAY"},
                                      {"currency", "CURRENCY"},
                                      {"web", "WEB"},
                                      {"web_total", "TOTAL"},
                                      {"erp", "ERP"},
                                      {"erp_total", "TOTAL"},
                                      {"ledger", "LEDGER"},
                                      {"ledger_amount", "SALES CREDIT"}});
    out += table(channel.at("entries"),
                 {{"class", "CLASS"},
                  {"order", "ORDER"},
                  {"erp", "ERP"},
                  {"age", "AGE"},
                  {"what", "WHAT"},
                  {"next", "NEXT STEP"}},
                 90);
    for (const json::value& gap : channel.at("webhook_gaps").as_array())
      out += "no webhooks from " + text_at(gap, "from") + " to " + text_at(gap, "to") + ": " +
             text_at(gap, "orders") + " orders came by polling\n  next: " + text_at(gap, "next") +
             "\n";
  }
  return out;
}

int reconcile(const ReconcileTyped& typed) {
  const json::object request{{"command", "reconcile"},
                             {"who", who()},
                             {"channel", typed.channel},
                             {"since", typed.since},
                             {"all", typed.all}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : reconcile_text(*answer));
  return needs_somebody(*answer) ? 1 : 0;
}

std::string shadow_text(const json::value& answer) {
  std::string out = text_at(answer, "channel") + " since " + text_at(answer, "from") + ": " +
                    text_at(answer, "orders") + " orders, " + text_at(answer, "entered") +
                    " entered by staff, " + text_at(answer, "agree") +
                    " of them as we would have, " + text_at(answer, "differences") +
                    " differences\n";
  if (answer.at("by_hand").to_number<std::int64_t>() == 0 &&
      answer.at("orders").to_number<std::int64_t>() > 0)
    out +=
        "the ERP tells of no order that staff entered\n  fix: let the extract of a files ERP list "
        "them too, with an empty key\n";
  for (const json::value& cause : answer.at("causes").as_array()) {
    out += text_at(cause, "count") + " x " + text_at(cause, "cause") + "\n" +
           table(cause.at("orders"), {{"order", "ORDER"}, {"entered", "ERP"}, {"what", "WHAT"}});
  }
  return out;
}

int report_shadow(const ReconcileTyped& typed) {
  const json::object request{{"command", "shadow report"},
                             {"who", who()},
                             {"channel", typed.channel},
                             {"since", typed.since}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : shadow_text(*answer));
  return answer->at("causes").as_array().empty() ? 0 : 1;
}

void name_folder(ReconcileTyped& typed, CLI::App& app) {
  if (typed.directory.empty()) typed.directory = app.get_option("--config")->as<std::string>();
  if (typed.directory.empty()) typed.directory = "/etc/norekey";
}

void add_shadow(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<ReconcileTyped>();
  CLI::App* shadow = app.add_subcommand("shadow", "channels that only compare");
  shadow->require_subcommand(1);
  CLI::App* report = shadow->add_subcommand(
      "report", "what we would have sent against what staff entered, grouped by cause");
  report->add_option("--channel", typed->channel, "the channel, such as acme/shop")->required();
  report->add_option("--since", typed->since, "orders placed since, such as 14d (default)");
  report->add_flag("--json", typed->as_json, "print JSON");
  report->add_option("--config", typed->directory, "folder of the config");
  report->callback([typed, &app, &exit_code] {
    name_folder(*typed, app);
    exit_code = report_shadow(*typed);
  });
}

}  // namespace

void add_reconcile(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<ReconcileTyped>();
  CLI::App* command = app.add_subcommand(
      "reconcile", "web, ERP and ledger: every difference, its class, its age, the next step");
  command->add_option("--channel", typed->channel, "only this channel, such as acme/shop");
  command->add_option("--since", typed->since,
                      "orders placed since, such as 7d (default) or 2026-11-21T08:00:00Z");
  command->add_flag("--all", typed->all, "orders that match, too");
  command->add_flag("--json", typed->as_json, "print JSON");
  command->add_option("--config", typed->directory, "folder of the config");
  command->callback([typed, &app, &exit_code] {
    name_folder(*typed, app);
    exit_code = reconcile(*typed);
  });
  add_shadow(app, exit_code);
}

}  // namespace norekey::app
