#include "app/claim_commands.hpp"

#include <boost/json.hpp>

#include <iostream>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "app/subcommand.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

struct ClaimTyped {
  std::string directory, channel, key, to, why, since;
  std::int64_t line = 0;
  bool as_json = false, open = false, uphold = false, deny = false, dry_run = false;
};

int wrong_usage(const ClaimTyped& typed, std::string what, std::string fix) {
  return fail({Fate::reject, std::move(what), std::move(fix), {}, "usage"}, typed.as_json);
}

void print_answer(const ClaimTyped& typed, const json::value& answer, const std::string& text) {
  std::cout << (typed.as_json ? json::serialize(answer) + "\n" : text);
}

int make_claim(const ClaimTyped& typed) {
  auto answer = ask(typed.directory, {{"command", "credit claim"},
                                      {"who", who()},
                                      {"key", typed.key},
                                      {"channel", typed.channel},
                                      {"to", typed.to},
                                      {"line", typed.line},
                                      {"why", typed.why}});
  if (!answer) return fail(answer.error(), typed.as_json);
  print_answer(typed, *answer,
               "claim " + text_at(*answer, "id") + " for " + text_at(*answer, "for") +
                   " waits; somebody else decides it: norekey credit decide " +
                   text_at(*answer, "id") + " --uphold (or --deny) --why \"…\"\n");
  return 0;
}

/// Line 0 is the whole order.
json::array claims_for_people(const json::value& claims) {
  json::array out;
  for (const json::value& one : claims.as_array()) {
    json::object row = one.as_object();
    if (text_at(one, "line") == "0") row["line"] = "all";
    out.push_back(std::move(row));
  }
  return out;
}

int list_claims(const ClaimTyped& typed) {
  auto answer = ask(typed.directory, {{"command", "credit claims"}, {"open", typed.open}});
  if (!answer) return fail(answer.error(), typed.as_json);
  const std::string rows = table(claims_for_people(*answer), {{"id", "CLAIM"},
                                                              {"state", "STATE"},
                                                              {"order", "ORDER"},
                                                              {"line", "LINE"},
                                                              {"for", "FOR"},
                                                              {"by", "BY"},
                                                              {"why", "WHY"},
                                                              {"decided_by", "DECIDED BY"},
                                                              {"because", "BECAUSE"}});
  print_answer(typed, *answer, rows.empty() ? "nothing is claimed\n" : rows);
  for (const json::value& one : answer->as_array()) {
    if (text_at(one, "state") == "waiting") return 1;
  }
  return 0;
}

int decide_claim(const ClaimTyped& typed) {
  if (typed.uphold == typed.deny)
    return wrong_usage(typed, "a claim is either upheld or denied", "give --uphold or --deny");
  auto answer = ask(typed.directory, {{"command", "credit decide"},
                                      {"who", who()},
                                      {"id", typed.key},
                                      {"uphold", typed.uphold},
                                      {"why", typed.why}});
  if (!answer) return fail(answer.error(), typed.as_json);
  const bool entered = answer->at("entered").as_bool();
  print_answer(
      typed, *answer,
      "claim " + text_at(*answer, "id") + " " + text_at(*answer, "state") +
          (entered ? ": the sales credit of order " + text_at(*answer, "order") + " is " +
                         text_at(*answer, "for") + "\n" +
                         (answer->at("erp_is_told").as_bool()
                              ? "the ERP is told: norekey trace " + text_at(*answer, "order") + "\n"
                              : "")
                   : ": the sales credit stays as it is\n"));
  return 0;
}

std::string moved_text(const json::value& one) {
  std::string out;
  for (const json::value& move : one.at("moves").as_array())
    out += (out.empty() ? "" : ", ") + text_at(move, "rep") + " " + text_at(move, "amount");
  return out;
}

/// Every page; null: an error, which was printed.
std::optional<json::object> rebook_all(const ClaimTyped& typed, const std::string& since) {
  json::array changed;
  std::int64_t orders = 0, waiting = 0;
  std::string after;
  do {
    auto page = ask(typed.directory, {{"command", "credit rebook"},
                                      {"who", who()},
                                      {"since", since},
                                      {"after", after},
                                      {"dry_run", typed.dry_run}});
    if (!page) {
      fail(page.error(), typed.as_json);
      return std::nullopt;
    }
    orders += page->at("orders").to_number<std::int64_t>();
    waiting += page->at("waiting").to_number<std::int64_t>();
    for (const json::value& one : page->at("changed").as_array()) changed.push_back(one);
    after = text_at(*page, "next");
  } while (!after.empty());
  return json::object{{"orders", orders}, {"waiting", waiting}, {"changed", std::move(changed)}};
}

int rebook(const ClaimTyped& typed) {
  std::string since;
  if (!typed.since.empty()) {
    const auto ago = parse_duration(typed.since);
    if (!ago && !parse_date(typed.since))
      return wrong_usage(typed, shown(typed.since) + " is neither a date nor a time back",
                         "write it like 2026-01-31 or 90d");
    since = ago ? to_string(system_clock().now() - *ago) : typed.since;
  }
  const auto answer = rebook_all(typed, since);
  if (!answer) return 3;
  std::string text = text_at(*answer, "orders") + " orders, " +
                     std::to_string(answer->at("changed").as_array().size()) +
                     (typed.dry_run ? " would change\n" : " changed\n");
  for (const json::value& one : answer->at("changed").as_array())
    text += "  " + text_at(one, "order") + ": " + moved_text(one) + " " + text_at(one, "currency") +
            "\n";
  if (answer->at("waiting").as_int64() > 0)
    text += text_at(*answer, "waiting") + " are on their way: run it again later\n";
  print_answer(typed, *answer, text);
  return answer->at("waiting").as_int64() > 0 ? 1 : 0;
}

}  // namespace

void add_claims(CLI::App& credit, CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<ClaimTyped>();
  CLI::App* claim = subcommand(credit, app, exit_code, typed, "claim",
                               "says that an order's sales credit is somebody's", make_claim);
  claim->add_option("key", typed->key, "web, ERP or PO number")->required();
  claim->add_option("--to", typed->to, "a rep, or several: \"ANA 60, BEN 40\"")->required();
  claim->add_option("--line", typed->line, "only this line");
  claim->add_option("--channel", typed->channel, "only this channel");
  claim->add_option("--why", typed->why, "the reason");
  CLI::App* claims = subcommand(credit, app, exit_code, typed, "claims",
                                "what was claimed, and what became of it", list_claims);
  claims->add_flag("--open", typed->open, "only those that wait");
  CLI::App* decide = subcommand(credit, app, exit_code, typed, "decide",
                                "a manager's decision on a claim", decide_claim);
  decide->add_option("id", typed->key, "the claim, such as W1042-1")->required();
  decide->add_flag("--uphold", typed->uphold, "it is theirs: reversed and booked again");
  decide->add_flag("--deny", typed->deny, "it stays as it is");
  decide->add_option("--why", typed->why, "the reason");
  CLI::App* again =
      subcommand(credit, app, exit_code, typed, "rebook",
                 "assignments that were approved later: reversed and booked again", rebook);
  again->add_option("--since", typed->since, "orders placed since, such as 90d or 2026-01-31");
  again->add_flag("--dry-run", typed->dry_run, "say what would change, change nothing");
}

}  // namespace norekey::app
