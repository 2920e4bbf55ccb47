#include "app/sync_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

struct SyncTyped {
  std::string directory, channel, approve;
  bool as_json = false, dry_run = false, all = false, accept = false;
};

/// Questions that the look left open: a person has to say something.
bool asks(const json::value& answer) {
  for (const json::value& one : answer.at("channels").as_array()) {
    if (one.at("held").to_number<std::int64_t>() > 0 ||
        one.at("kits_waiting").to_number<std::int64_t>() > 0)
      return true;
  }
  return false;
}

std::string changed_text(const json::value& one) {
  std::string out = text_at(one, "channel") + ": " + text_at(one, "skus") + " SKUs compared, " +
                    text_at(one, "changed") +
                    (one.at("dry_run").as_bool() ? " would change" : " changed") + ", " +
                    text_at(one, "zeroed") + " of them to 0\n";
  if (one.at("held").to_number<std::int64_t>() > 0)
    out += text_at(one, "held") +
           " SKUs would turn to 0: they stay as they are\n  fix: look at "
           "the ERP's stock; where it is right: norekey sync stock --channel " +
           text_at(one, "channel") + " --accept\n";
  if (one.at("vanished").to_number<std::int64_t>() > 0)
    out += text_at(one, "vanished") +
           " SKUs are no longer in the ERP's stock: " + text_at(one, "gone") + "\n";
  if (one.at("kits_waiting").to_number<std::int64_t>() > 0)
    out +=
        text_at(one, "kits_waiting") +
        " kits are not shown, a component is not in the ERP's stock: " + text_at(one, "waiting") +
        "\n  fix: correct the components in stock.csv\n";
  return out + table(one.at("rows"), {{"sku", "SKU"}, {"from", "SHOWN"}, {"to", "NOW"}});
}

std::string sync_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.at("channels").as_array()) out += changed_text(one);
  return out;
}

int sync_stock(const SyncTyped& typed) {
  json::object request{{"command", "sync stock"},  {"who", who()},     {"channel", typed.channel},
                       {"dry_run", typed.dry_run}, {"all", typed.all}, {"accept", typed.accept}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : sync_text(*answer));
  return asks(*answer) ? 1 : 0;
}

std::string statuses_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.at("channels").as_array()) {
    out += text_at(one, "channel") + ": " + text_at(one, "orders") + " orders compared, " +
           text_at(one, "changed") +
           (one.at("dry_run").as_bool() ? " would be shown differently\n"
                                        : " shown differently from now on\n") +
           table(one.at("rows"), {{"order", "ORDER"}, {"from", "SHOWN"}, {"to", "NOW"}});
    if (const std::string count = text_at(one, "strangers"); !count.empty() && count != "0")
      out += count +
             " keys in the ERP's statuses are of no order of ours, the "
             "first '" +
             text_at(one, "stranger") +
             "'\n  fix: let the ERP write the key of the order file, such as " +
             text_at(one, "channel") + "/NUMBER/1\n";
    for (const json::value& refused : one.at("refused").as_array())
      out += "order " + text_at(refused, "order") + " stays as it is: " + text_at(refused, "what") +
             "\n  fix: " + text_at(refused, "fix") + "\n";
  }
  return out;
}

int sync_statuses(const SyncTyped& typed) {
  json::object request{{"command", "sync statuses"},
                       {"who", who()},
                       {"channel", typed.channel},
                       {"dry_run", typed.dry_run},
                       {"all", typed.all}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : statuses_text(*answer));
  for (const json::value& one : answer->at("channels").as_array()) {
    if (!one.at("refused").as_array().empty()) return 1;
  }
  return 0;
}

std::string prices_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.at("channels").as_array()) {
    const bool done = !one.at("dry_run").as_bool() && text_at(one, "held").empty();
    out += text_at(one, "channel") + ": " + text_at(one, "skus") + " SKUs compared, " +
           text_at(one, "changed") + (done ? " prices changed, " : " prices would change, ") +
           text_at(one, "new") + " new\n";
    if (const std::string plan = text_at(one, "plan"); !plan.empty() && !done)
      out += "plan " + plan + "\n";
    if (const std::string held = text_at(one, "held"); !held.empty())
      out += "stopped: " + held + "\n  fix: where it is right: norekey sync prices --channel " +
             text_at(one, "channel") + " --approve " + text_at(one, "plan") + "\n";
    if (one.at("worthless").to_number<std::int64_t>() > 0)
      out += text_at(one, "worthless") + " prices of 0 or less are not shown\n";
    if (one.at("foreign").to_number<std::int64_t>() > 0)
      out += text_at(one, "foreign") + " prices are not in " + text_at(one, "currency") +
             " and are not shown: " + text_at(one, "foreign_of") + "\n";
    if (one.at("breaks").to_number<std::int64_t>() > 0)
      out += text_at(one, "breaks") + " quantity breaks have no place in the shop\n";
    if (one.at("more").as_bool())
      out += "more than one look hands over: the rest follows with the next\n";
    out += table(one.at("rows"), {{"sku", "SKU"},
                                  {"what", "PRICE"},
                                  {"from", "SHOWN"},
                                  {"to", "NOW"},
                                  {"percent", "PERCENT"}});
  }
  return out;
}

int sync_prices(const SyncTyped& typed) {
  json::object request{{"command", "sync prices"}, {"who", who()},     {"channel", typed.channel},
                       {"dry_run", typed.dry_run}, {"all", typed.all}, {"approve", typed.approve},
                       {"accept", typed.accept}};
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : prices_text(*answer));
  for (const json::value& one : answer->at("channels").as_array()) {
    if (!text_at(one, "held").empty() || one.at("foreign").to_number<std::int64_t>() > 0) return 1;
  }
  return 0;
}

/// What every subject of `sync` takes.
CLI::App* add_subject(CLI::App& app, CLI::App& sync, const char* name, const char* help,
                      const std::shared_ptr<SyncTyped>& typed, int& exit_code,
                      int (*run)(const SyncTyped&)) {
  CLI::App* out = sync.add_subcommand(name, help);
  out->add_option("--channel", typed->channel, "only this channel, such as acme/shop");
  out->add_flag("--dry-run", typed->dry_run, "say what would change, push nothing");
  out->add_flag("--all", typed->all, "push what is shown already, too");
  out->add_flag("--json", typed->as_json, "print JSON");
  out->add_option("--config", typed->directory, "folder of the config");
  out->callback([typed, &app, &exit_code, run] {
    if (typed->directory.empty()) typed->directory = app.get_option("--config")->as<std::string>();
    if (typed->directory.empty()) typed->directory = "/etc/norekey";
    exit_code = run(*typed);
  });
  return out;
}

}  // namespace

void add_sync(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<SyncTyped>();
  CLI::App* sync = app.add_subcommand("sync", "what goes from the ERP back to the shop");
  sync->require_subcommand(1);
  CLI::App* stock = add_subject(app, *sync, "stock", "looks at all of the ERP's stock now", typed,
                                exit_code, sync_stock);
  stock->add_flag("--accept", typed->accept,
                  "however many SKUs turn to 0, however short a file is");
  add_subject(app, *sync, "statuses", "looks at all of our orders in the ERP now", typed, exit_code,
              sync_statuses);
  CLI::App* prices = add_subject(app, *sync, "prices", "looks at all of the ERP's prices now",
                                 typed, exit_code, sync_prices);
  prices->add_flag("--accept", typed->accept, "however short a file is");
  prices->add_option("--approve", typed->approve, "carries out this plan, whatever it changes");
}

}  // namespace norekey::app
