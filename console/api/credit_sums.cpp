#include <boost/json.hpp>

#include <algorithm>
#include <functional>

#include "config/business.hpp"
#include "console/answer.hpp"
#include "console/api/handlers.hpp"
#include "core/text.hpp"
#include "credit/report_json.hpp"
#include "credit/sale_json.hpp"
#include "flow/commands.hpp"
#include "flow/facts.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::text_of;

/// The tables and the policy of the first company, as the commands of the command line take them.
const config::Company* first_company(const Call& call) {
  const auto& routes = call.flow.setup->routes;
  return routes.empty() ? nullptr : &routes.begin()->second.company;
}

Error no_company() {
  return {Fate::reject, "the active bundle has no channel", "activate one", {}, "not found"};
}

Result<Date> day_of(const Call& call, const char* name) {
  auto day = parse_date(call.text(name));
  if (!day) return wanted(std::string(name) + ": " + day.error().what, "write it like 2026-01-31");
  return *day;
}

/// What is kept of every sale, a page at a time: other work goes on in between.
class KeptSales {
 public:
  KeptSales(Call& call, std::string since) : call_(call), since_(std::move(since)) {}

  /// Empty = there are no more.
  awaitable<Result<json::array>> next() {
    while (!ended_) {
      json::object request{{"command", "credit sales"}, {"after", after_}, {"since", since_}};
      auto page = co_await flow::run_command(call_.flow, std::move(request));
      if (!page) co_return page.error();
      after_ = text_of(page->get_object(), "next");
      ended_ = after_.empty();
      json::array sales = std::move(page->get_object().at("sales").as_array());
      if (!sales.empty()) co_return sales;
    }
    co_return json::array{};
  }

 private:
  Call& call_;
  const std::string since_;
  std::string after_;
  bool ended_ = false;
};

awaitable<Result<void>> each_kept(Call& call, std::string since,
                                  std::function<void(const json::object&)> use) {
  KeptSales kept(call, std::move(since));
  for (;;) {
    auto page = co_await kept.next();
    if (!page) co_return page.error();
    if (page->empty()) co_return Result<void>{};
    for (const json::value& one : *page) use(one.as_object());
  }
}

/// What stands of some orders in the ledger.
awaitable<Result<void>> each_standing(Call& call, std::vector<std::string> orders,
                                      std::function<void(const json::object&)> use) {
  constexpr std::size_t kAtOnce = 500;
  for (std::size_t from = 0; from < orders.size(); from += kAtOnce) {
    json::array some;
    for (std::size_t i = from; i < orders.size() && i < from + kAtOnce; ++i)
      some.emplace_back(orders[i]);
    json::object request{{"command", "credit standing"}, {"orders", std::move(some)}};
    auto answer = co_await flow::run_command(call.flow, std::move(request));
    if (!answer) co_return answer.error();
    const json::array& all = answer->get_object().at("orders").as_array();
    for (const json::value& one : all) use(one.as_object());
  }
  co_return Result<void>{};
}

/// Orders within the contest's time count as they stand in the ledger now.
awaitable<Result<void>> count_page(Call& call, json::array page, const credit::Policy& policy,
                                   credit::Contest& counted) {
  std::map<std::string, credit::Frozen> within;
  std::vector<std::string> wanted;
  for (const json::value& one : page) {
    auto frozen = credit::thaw(one.as_object(), {}, policy);
    if (!frozen) continue;
    if (!counted.within(*frozen)) {
      counted.add(*frozen);
      continue;
    }
    wanted.push_back(text_of(one.as_object(), "identity"));
    within.emplace(wanted.back(), std::move(*frozen));
  }
  std::function<void(const json::object&)> add = [&](const json::object& answer) {
    const auto found = within.find(text_of(answer, "order"));
    if (found != within.end()) counted.add(found->second, credit::held_of(answer));
  };
  co_return co_await each_standing(call, std::move(wanted), std::move(add));
}

Result<std::string> since_text(const Call& call, const std::string& typed) {
  if (typed.empty() || parse_date(typed)) return typed;
  const auto ago = parse_duration(typed);
  if (!ago)
    return wanted(shown(typed) + " is neither a date nor a time back", "write 2026-01-31 or 90d");
  return norekey::to_string(call.flow.clock.now() - *ago);
}

bool may_see_cost(const Call& call, const std::string& company) {
  if (call.caller.is_rep() || call.caller.by == "token") return false;
  for (const auto& one : call.flow.setup->routes) {
    const config::Company& in = one.second.company;
    if (!company.empty() && in.name != company) continue;
    for (const std::string& reader : split(in.cost_readers, ',')) {
      if (folded(trim(reader)) == call.caller.user) return true;  // as users are kept
    }
    return false;
  }
  return false;
}

awaitable<Result<credit::Statement>> read_statement(Call& call, json::object request) {
  credit::Statement out;
  std::int64_t after = 0;
  do {
    request["after"] = after;
    json::object copy = request;
    auto page = co_await flow::run_command(call.flow, std::move(copy));
    if (!page) co_return page.error();
    const json::object& in = page->get_object();
    out.name = text_of(in, "name");
    for (const json::value& one : in.at("lines").as_array())
      out.lines.push_back(credit::ledger_line_of(one.as_object()));
    after = in.at("next").to_number<std::int64_t>();
    if (after == 0 && out.lines.empty() && !text_of(in, "no_rep").empty())
      co_return Error{Fate::reject,
                      "there is no rep " + text_of(in, "no_rep"),
                      "use a code of reps.csv",
                      {},
                      "not found"};
  } while (after != 0);
  co_return out;
}

/// A rep sees their own place, and among how many it is.
void keep_to_own_place(json::object& contest, const std::string& rep) {
  json::array& all = contest.at("reps").as_array();
  json::array own;
  for (json::value& one : all) {
    if (text_of(one.as_object(), "rep") == rep) own.push_back(std::move(one));
  }
  contest["of"] = all.size();
  contest["reps"] = std::move(own);
}

Result<void> check_format(const std::string& typed) {
  static const std::vector<std::string> known{"json", "csv", "html", "text"};
  if (typed.empty() || std::find(known.begin(), known.end(), typed) != known.end()) return {};
  return wanted("there is no format " + shown(typed) + did_you_mean(typed, known),
                "use one of: " + join(known, ", "));
}

Reply statement_reply(const Call& call, const credit::Statement& in) {
  const std::string format = call.text("format");
  const std::string name = "statement-" + in.rep + "-" + in.from + "-" + in.to;
  Reply out;
  if (format == "csv") {
    out.raw = file_answer(credit::statement_csv(in), "text/csv; charset=utf-8", name + ".csv");
  } else if (format == "html") {
    out.raw = file_answer(credit::statement_html(in), "text/html; charset=utf-8", name + ".html");
  } else if (format == "text") {
    out.raw = file_answer(credit::statement_text(in), "text/plain; charset=utf-8", name + ".txt");
  } else {
    out.body = credit::to_json(in);
  }
  return out;
}

}  // namespace

awaitable<Result<Reply>> credit_statement(Call& call) {
  const std::string rep = call.caller.is_rep() ? call.caller.rep : call.text("rep");
  if (rep.empty()) co_return wanted("rep is missing", "give a code of reps.csv");
  for (const char* day : {"from", "to"}) {
    if (auto read = day_of(call, day); !read) co_return read.error();
  }
  if (*day_of(call, "to") < *day_of(call, "from"))
    co_return wanted("from " + call.text("from") + " is after to " + call.text("to"),
                     "give the earlier day first");
  if (auto known = check_format(call.text("format")); !known) co_return known.error();
  const std::string company = call.text("company");
  const bool cost = may_see_cost(call, company);
  json::object request{{"command", "credit ledger"}, {"rep", rep},
                       {"from", call.text("from")},  {"to", call.text("to")},
                       {"company", company},         {"cost", cost},
                       {"who", call.caller.who()}};
  auto read = co_await read_statement(call, std::move(request));
  if (!read) co_return read.error();
  read->with_cost = cost;
  read->rep = rep;
  read->from = call.text("from");
  read->to = call.text("to");
  co_return statement_reply(call, *read);
}

awaitable<Result<Reply>> credit_what_if(Call& call) {
  const config::Company* company = first_company(call);
  if (company == nullptr) co_return no_company();
  if (trim(call.in_body("assignments")).empty())
    co_return wanted("assignments is missing", "give the whole table, as assignments.csv has it");
  auto since = since_text(call, call.in_body("since"));
  if (!since) co_return since.error();
  json::object request{{"command", "credit tables"}};
  auto files = co_await flow::run_command(call.flow, std::move(request));
  if (!files) co_return files.error();
  const json::object& in = files->get_object();
  const credit::Policy policy = flow::policy_of(*company);
  config::Findings findings;
  std::map<std::string, std::string> texts;
  for (const auto& one : in) texts[std::string(one.key())] = std::string(one.value().as_string());
  const auto tables_of = [&](const std::string& assignments) {
    credit::Tables out = credit::Tables::load(assignments, text_of(in, "reps.csv"),
                                              text_of(in, "accounts.csv"), policy.zone, findings);
    out.learn(texts, findings);
    return out;
  };
  const credit::Tables now = tables_of(text_of(in, "assignments.csv"));
  const credit::Tables then = tables_of(call.in_body("assignments"));
  if (!findings.ok()) {
    Error all = findings.errors.front();
    all.fate = Fate::reject;
    for (std::size_t i = 1; i < findings.errors.size() && i < 20; ++i)
      all.fix += "\n" + norekey::to_string(findings.errors[i]);
    co_return all;
  }
  credit::WhatIf sums(now, then, policy);
  std::function<void(const json::object&)> add = [&sums](const json::object& one) {
    std::optional<Error> wrong;
    const credit::Sale sale = credit::read_sale(credit::Fields(one, "sale", wrong));
    if (!wrong) sums.add(sale);
  };
  std::string from = *since;
  auto done = co_await each_kept(call, std::move(from), std::move(add));
  if (!done) co_return done.error();
  Reply out;
  out.body = credit::to_json(sums);
  out.on = "draft assignments";
  co_return out;
}

awaitable<Result<Reply>> credit_contest(Call& call) {
  const config::Company* company = first_company(call);
  if (company == nullptr) co_return no_company();
  auto from = day_of(call, "from"), to = day_of(call, "to");
  if (!from) co_return from.error();
  if (!to) co_return to.error();
  if (*to < *from)
    co_return wanted("from " + call.text("from") + " is after to " + call.text("to"),
                     "give the earlier day first");
  const credit::Policy policy = flow::policy_of(*company);
  credit::Contest counted(*from, *to);
  std::string all;
  KeptSales kept(call, std::move(all));
  for (;;) {
    auto page = co_await kept.next();
    if (!page) co_return page.error();
    if (page->empty()) break;
    json::array sales = std::move(*page);
    auto done = co_await count_page(call, std::move(sales), policy, counted);
    if (!done) co_return done.error();
  }
  Reply out;
  json::object all_reps = credit::to_json(counted);
  if (call.caller.is_rep()) keep_to_own_place(all_reps, call.caller.rep);
  out.body = std::move(all_reps);
  co_return out;
}

awaitable<Result<Reply>> credit_adoption(Call& call) {
  const config::Company* company = first_company(call);
  if (company == nullptr) co_return no_company();
  const credit::Policy policy = flow::policy_of(*company);
  credit::Adoption figures(credit::business_date(call.flow.clock.now(), policy));
  std::function<void(const json::object&)> add = [&](const json::object& one) {
    std::optional<Error> wrong;
    const credit::Sale sale = credit::read_sale(credit::Fields(one, "sale", wrong));
    if (!wrong) figures.add(sale, policy, text_of(one, "identity"));
  };
  std::string all;
  auto done = co_await each_kept(call, std::move(all), std::move(add));
  if (!done) co_return done.error();
  std::function<void(const json::object&)> know = [&](const json::object& answer) {
    figures.know(text_of(answer, "order"), credit::ordered_by(answer));
  };
  std::vector<std::string> wanted = figures.wanted();
  auto named = co_await each_standing(call, std::move(wanted), std::move(know));
  if (!named) co_return named.error();
  Reply out;
  out.body = credit::to_json(figures);
  co_return out;
}

}  // namespace norekey::console::api
