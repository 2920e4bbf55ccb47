#include "app/alert_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <iostream>
#include <memory>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "app/subcommand.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

struct AlertsTyped {
  std::string directory;
  bool as_json = false;
};

bool is_open(const json::value& alert) { return alert.at("until").is_null(); }

bool any_open(const json::value& answer) {
  for (const json::value& one : answer.as_array()) {
    if (is_open(one)) return true;
  }
  return false;
}

/// "mail ops@acme.example open 2026-…": who was told what, when.
std::string told_text(const json::value& alert) {
  std::string out;
  for (const json::value& one : alert.at("told").as_array())
    out += "    told " + text_at(one, "way") + ": " + text_at(one, "what") + ", " +
           text_at(one, "at") + "\n";
  if (const std::string why = text_at(alert, "untold"); !why.empty())
    out += "    nobody was told: " + why + "\n";
  return out;
}

std::string alerts_text(const json::value& answer) {
  std::string open, over;
  for (const json::value& one : answer.as_array()) {
    std::string& to = is_open(one) ? open : over;
    const std::string since = text_at(one, "since");
    to += text_at(one, "severity") + "  " + text_at(one, "rule") + " " + text_at(one, "on") + "\n" +
          "    " + text_at(one, "text") + "\n" + (since.empty() ? "" : "    since " + since) +
          (is_open(one) ? "" : ", over " + text_at(one, "until")) + (since.empty() ? "" : "\n") +
          told_text(one);
  }
  std::string out = open.empty() ? "nothing is wrong\n" : open;
  if (!over.empty()) out += "\nover, within the last seven days:\n" + over;
  return out;
}

int list_alerts(const AlertsTyped& typed) {
  const json::object request{{"command", "alerts"}, {"who", who()}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : alerts_text(*answer));
  return any_open(*answer) ? 1 : 0;
}

int test_alerts(const AlertsTyped& typed) {
  const json::object request{{"command", "alerts test"}, {"who", who()}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json
                    ? json::serialize(*answer) + "\n"
                    : table(*answer,
                            {{"way", "WAY"}, {"ok", "OK"}, {"text", "ANSWER"}, {"fix", "FIX"}},
                            100));
  for (const json::value& one : answer->as_array()) {
    if (!one.at("ok").as_bool()) return 1;
  }
  return 0;
}

}  // namespace

void add_alerts(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<AlertsTyped>();
  CLI::App* alerts =
      app.add_subcommand("alerts", "what is wrong now and since when, and who was told of it");
  alerts->require_subcommand(0, 1);
  alerts->add_flag("--json", typed->as_json, "print JSON");
  alerts->add_option("--config", typed->directory, "folder of the config");
  subcommand(*alerts, app, exit_code, typed, "test",
             "sends a test through each way and says what each answered", test_alerts);
  alerts->callback([typed, alerts, &app, &exit_code] {
    if (!alerts->get_subcommands().empty()) return;
    if (typed->directory.empty()) typed->directory = app.get_option("--config")->as<std::string>();
    if (typed->directory.empty()) typed->directory = "/etc/norekey";
    exit_code = list_alerts(*typed);
  });
}

}  // namespace norekey::app
