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
  std::string directory, channel;
  bool as_json = false, dry_run = false, all = false, accept = false;
};

/// Questions that the look left open: a person has to say something.
bool asks(const json::value& answer) {
  for (const json::value& one : answer.at("channels").as_array()) {
    if (one.at("held").to_number<std::int64_t>() > 0) return true;
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

}  // namespace

void add_sync(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<SyncTyped>();
  CLI::App* sync = app.add_subcommand("sync", "what goes from the ERP back to the shop");
  sync->require_subcommand(1);
  CLI::App* stock = sync->add_subcommand("stock", "looks at all of the ERP's stock now");
  stock->add_option("--channel", typed->channel, "only this channel, such as acme/shop");
  stock->add_flag("--dry-run", typed->dry_run, "say what would change, push nothing");
  stock->add_flag("--all", typed->all, "push what is shown already, too");
  stock->add_flag("--accept", typed->accept, "however many SKUs turn to 0");
  stock->add_flag("--json", typed->as_json, "print JSON");
  stock->add_option("--config", typed->directory, "folder of the config");
  stock->callback([typed, &app, &exit_code] {
    if (typed->directory.empty()) typed->directory = app.get_option("--config")->as<std::string>();
    if (typed->directory.empty()) typed->directory = "/etc/norekey";
    exit_code = sync_stock(*typed);
  });
}

}  // namespace norekey::app
