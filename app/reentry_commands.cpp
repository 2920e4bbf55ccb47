#include "app/reentry_commands.hpp"

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

struct ReentryTyped {
  std::string directory, channel, key, why, cause, since;
  bool as_json = false, open = false, same = false, different = false;
};

std::string reentries_text(const json::value& answer) {
  if (answer.as_array().empty()) return "no order was entered again\n";
  std::string out = table(answer,
                          {{"order", "ORDER"},
                           {"erp", "ERP"},
                           {"state", "STATE"},
                           {"amount", "AMOUNT"},
                           {"currency", ""},
                           {"cause", "CAUSE"},
                           {"why", "WHY"}},
                          90);
  for (const json::value& one : answer.as_array()) {
    if (const std::string next = text_at(one, "next"); !next.empty())
      out += text_at(one, "order") + ": " + next + "\n";
  }
  return out;
}

std::string decided_text(const json::value& answer) {
  const bool kept = answer.at("sales_credit_kept").as_bool();
  return text_at(answer, "order") + " and " + text_at(answer, "erp") + ": " +
         text_at(answer, "state") +
         (kept ? "; the sales credit of " + text_at(answer, "amount") + " " +
                     text_at(answer, "currency") + " stands\n"
               : "\n");
}

std::string causes_of_reentry_text(const json::value& answer) {
  if (answer.at("causes").as_array().empty())
    return "no order was entered again since " + text_at(answer, "since") + "\n";
  return table(answer.at("causes"), {{"cause", "CAUSE"},
                                     {"channel", "CHANNEL"},
                                     {"orders", "ORDERS"},
                                     {"amount", "AMOUNT"},
                                     {"currency", ""}});
}

bool anybody_asked(const json::value& answer) {
  for (const json::value& one : answer.as_array()) {
    if (!text_at(one, "next").empty()) return true;
  }
  return false;
}

int answer_with(const ReentryTyped& typed, json::object request,
                std::string (*text)(const json::value&), bool (*waits)(const json::value&)) {
  request["who"] = who();
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : text(*answer));
  return waits != nullptr && waits(*answer) ? 1 : 0;
}

int decide(const ReentryTyped& typed) {
  if (typed.same == typed.different)
    return fail({Fate::reject,
                 "it is either the same order or another one",
                 "give --same or --different",
                 {},
                 "usage"},
                typed.as_json);
  return answer_with(typed,
                     {{"command", "credit reentry"},
                      {"key", typed.key},
                      {"channel", typed.channel},
                      {"same", typed.same},
                      {"cause", typed.cause},
                      {"why", typed.why}},
                     decided_text, nullptr);
}

int list_reentries(const ReentryTyped& typed) {
  return answer_with(
      typed, {{"command", "credit reentries"}, {"channel", typed.channel}, {"open", typed.open}},
      reentries_text, anybody_asked);
}

int count_causes(const ReentryTyped& typed) {
  return answer_with(typed, {{"command", "credit causes"}, {"since", typed.since}},
                     causes_of_reentry_text, nullptr);
}

}  // namespace

void add_reentries(CLI::App& credit, CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<ReentryTyped>();
  CLI::App* all = subcommand(credit, app, exit_code, typed, "reentries",
                             "web orders that were entered again in the ERP", list_reentries);
  all->add_option("--channel", typed->channel, "only this channel, such as acme/shop");
  all->add_flag("--open", typed->open, "only those that wait for a person");
  CLI::App* one = subcommand(credit, app, exit_code, typed, "reentry",
                             "whether two orders are one, as a person decides it", decide);
  one->add_option("key", typed->key, "web, ERP or PO number")->required();
  one->add_option("--channel", typed->channel, "only this channel");
  one->add_flag("--same", typed->same, "it is the same order: the sales credit stands");
  one->add_flag("--different", typed->different, "it is another order");
  one->add_option("--cause", typed->cause,
                  "why it was entered again: stock-out, price, credit hold, missing PO, ship date, "
                  "other");
  one->add_option("--why", typed->why, "the reason for the decision");
  CLI::App* causes = subcommand(credit, app, exit_code, typed, "causes",
                                "why orders are entered again, without names", count_causes);
  causes->add_option("--since", typed->since, "found within, such as 7d (default)");
}

}  // namespace norekey::app
