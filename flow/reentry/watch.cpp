#include "flow/reentry/watch.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/reentry/keep.hpp"
#include "flow/reentry/pairs.hpp"
#include "flow/since.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

constexpr std::chrono::hours kWeek{24 * 7};

awaitable<Result<std::optional<ReentryFinding>>> known_finding(Context& context,
                                                               std::string identity) {
  std::string kind = "reentry";
  auto record = co_await context.journal.record(std::move(kind), std::move(identity));
  if (!record) co_return record.error();
  if (!*record) co_return std::optional<ReentryFinding>();
  co_return reentry_finding(**record);
}

awaitable<Result<void>> remember(Context& context, ReentryFinding finding, queue::Effects effects) {
  effects.records.push_back(to_record(finding));
  effects.records.back().history = true;
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

/// Merchandise of what was entered.
Decimal net_of(const std::vector<const adapters::HeldOrder*>& manual,
               const std::set<std::string>& charges) {
  Decimal out;
  for (const adapters::HeldOrder* held : manual) {
    for (const adapters::ErpLine& line : held->order.lines)
      out += charges.contains(line.item) ? Decimal(0) : line.amount;
  }
  return out;
}

/// One pair of the books, as it is remembered.
class Noting {
 public:
  Noting(Context& context, const Books& books, const Route& route)
      : context_(context),
        books_(books),
        route_(route),
        web_(reentry_web_orders(books)),
        manual_(entered_by_people(books)),
        charges_(charge_items(books)) {}

  awaitable<Result<void>> run(Date start) {
    std::vector<credit::ManualOrder> entered;
    for (const adapters::HeldOrder* held : manual_)
      entered.push_back(manual_order(*held, charges_, books_.quotes));
    credit::ReentryFacts facts = books_.facts;
    facts.usual = usual_baskets(web_, entered);
    for (const credit::Reentry& one : credit::watch(web_, entered, facts)) {
      const auto day = date_in_zone(web_[one.web].placed_at, route_.company.zone);
      if (!day || std::chrono::sys_days(*day) < std::chrono::sys_days(start)) continue;
      auto noted = co_await note(one);
      if (!noted) co_return noted.error();
    }
    co_return Result<void>{};
  }

 private:
  awaitable<Result<void>> note(const credit::Reentry& one) {
    ReentryFinding finding = made_of(one);
    std::string identity = finding.identity;
    auto before = co_await known_finding(context_, std::move(identity));
    if (!before) co_return before.error();
    if (*before && settled(**before, finding)) co_return Result<void>{};
    queue::Effects effects;
    if (finding.state == "kept") {
      auto kept = co_await keep_credit(context_, finding, effects);
      if (!kept) co_return kept.error();
    }
    tell(finding);
    co_return co_await remember(context_, std::move(finding), std::move(effects));
  }

  /// A person has decided, or it is known just so. What was open and has been cancelled since is
  /// looked at again.
  static bool settled(const ReentryFinding& before, const ReentryFinding& now) {
    const bool decided = before.state == "same" || before.state == "different";
    return decided || before.booked || (before.state == now.state && before.erp == now.erp);
  }

  ReentryFinding made_of(const credit::Reentry& one) const {
    const credit::WebOrder& web = web_[one.web];
    ReentryFinding out;
    out.identity = books_.channel + "/" + web.no;
    out.channel = books_.channel;
    out.company = route_.company.name;
    out.web = web.no;
    out.state = one.compared.link == credit::Link::rule        ? "kept"
                : one.compared.link == credit::Link::duplicate ? "open"
                                                               : "asked";
    out.why = one.compared.why;
    out.currency = books_.web[one.web].currency;
    out.cancelled_by = web.cancelled_by;
    out.cause = reentry_cause_of(web.reason);
    out.found = books_.now;
    std::vector<const adapters::HeldOrder*> entered;
    for (const std::size_t which : one.manual) {
      entered.push_back(manual_[which]);
      out.erp.push_back(manual_order(*manual_[which], charges_).no);
      out.entered_by = manual_[which]->entered_by;
    }
    out.net = net_of(entered, charges_);
    return out;
  }

  void tell(const ReentryFinding& finding) const {
    const std::vector<Fact> fields = {
        {"channel", finding.channel}, {"order", finding.web}, {"erp", join(finding.erp, ", ")}};
    if (finding.state == "open") {
      context_.log.warning("re-entry",
                           "open on the web and entered again in the ERP as " +
                               join(finding.erp, ", ") + ": cancel one before both are shipped",
                           fields);
    } else if (finding.state == "kept") {
      context_.log.info("re-entry", "re-entered order; the sales credit is unchanged", fields);
    } else {
      context_.log.info("re-entry", "perhaps a re-entered order: a person decides", fields);
    }
  }

  Context& context_;
  const Books& books_;
  const Route& route_;
  const std::vector<credit::WebOrder> web_;
  const std::vector<const adapters::HeldOrder*> manual_;
  const std::set<std::string> charges_;
};

/// Every finding, in no order.
awaitable<Result<std::vector<ReentryFinding>>> all_findings(Context& context) {
  std::string kind = "reentry", everywhere;
  auto records = co_await all_records(context.journal, std::move(kind), std::move(everywhere));
  if (!records) co_return records.error();
  std::vector<ReentryFinding> out;
  for (const queue::Record& record : *records) {
    if (auto finding = reentry_finding(record)) out.push_back(std::move(*finding));
  }
  co_return out;
}

/// Names that the watch has known for long enough.
awaitable<Result<void>> forget_names(Context& context, std::string channel, Instant before) {
  auto all = co_await all_findings(context);
  if (!all) co_return all.error();
  queue::Effects effects;
  for (ReentryFinding& finding : *all) {
    const bool names = !(finding.entered_by + finding.cancelled_by).empty();
    if (!names || finding.channel != channel || finding.found >= before) continue;
    finding.entered_by.clear();
    finding.cancelled_by.clear();
    effects.records.push_back(to_record(finding));
  }
  if (effects.records.empty()) co_return Result<void>{};
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

std::string next_step(const ReentryFinding& finding) {
  const std::string decide = "norekey credit reentry " + finding.web;
  if (finding.state == "open")
    return "cancel one of them before both are shipped; then " + decide + " --same --why \"…\"";
  if (finding.state == "asked") return decide + " --same (or --different) --why \"…\"";
  return "";
}

/// Who it was is for that person and the reviewer.
bool may_see_names(const Context& context, const ReentryFinding& finding, const std::string& who) {
  const Route* route = context.route(finding.channel);
  const std::string login = who.substr(0, who.find(' '));
  const bool reviewer = route != nullptr && !route->company.reentry_reviewer.empty() &&
                        route->company.reentry_reviewer == login;
  return !login.empty() && (reviewer || login == finding.entered_by);
}

json::object finding_shown(const Context& context, const ReentryFinding& finding,
                           const std::string& who) {
  json::object out{{"order", finding.web},
                   {"channel", finding.channel},
                   {"erp", join(finding.erp, ", ")},
                   {"state", reentry_state(finding.state)},
                   {"amount", finding.net.str()},
                   {"currency", finding.currency},
                   {"why", finding.why},
                   {"cause", finding.cause},
                   {"sales_credit_kept", finding.booked},
                   {"found", to_string(finding.found)},
                   {"decided_by", finding.who},
                   {"because", finding.because},
                   {"next", next_step(finding)}};
  if (may_see_names(context, finding, who)) {
    out["entered_by"] = finding.entered_by;
    out["cancelled_by"] = finding.cancelled_by;
  }
  return out;
}

Error usage(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "usage"};
}

awaitable<Result<ReentryFinding>> finding_of(Context& context, std::string key,
                                             std::string channel) {
  auto found = co_await orders_of(context, key, std::move(channel));
  if (!found) co_return found.error();
  for (const std::string& identity : *found) {
    std::string of = identity;
    auto finding = co_await known_finding(context, std::move(of));
    if (!finding) co_return finding.error();
    if (*finding) co_return **finding;
  }
  co_return Error{Fate::reject,
                  "no re-entered order goes by " + shown(key),
                  "norekey credit reentries shows what was found",
                  {},
                  "not found"};
}

}  // namespace

awaitable<Result<void>> note_reentries(Context& context, const Books& books) {
  const Route* found = context.route(books.channel);
  if (found == nullptr || found->company.reentry_from.empty()) co_return Result<void>{};
  const Route route = *found;
  const auto day = parse_date(route.company.reentry_from);
  if (!day) co_return Result<void>{};  // the checker refuses it
  Noting noting(context, books, route);
  auto noted = co_await noting.run(*day);
  if (!noted) co_return noted.error();
  const Instant before =
      context.clock.now() - std::chrono::hours(24) * route.company.reentry_name_days;
  std::string channel = books.channel;
  co_return co_await forget_names(context, std::move(channel), before);
}

awaitable<Answer> credit_reentries(Context& context, const json::object& request) {
  auto found = co_await all_findings(context);
  if (!found) co_return found.error();
  std::sort(found->begin(), found->end(),
            [](const auto& a, const auto& b) { return a.found > b.found; });
  const std::string channel = text_of(request, "channel"), who = text_of(request, "who");
  const bool only_open = flag_of(request, "open");
  json::array out;
  for (const ReentryFinding& one : *found) {
    if (!channel.empty() && one.channel != channel) continue;
    if (only_open && one.state != "asked" && one.state != "open") continue;
    out.push_back(finding_shown(context, one, who));
  }
  if (!out.empty()) co_return out;
  if (auto known = known_channel(context, channel); !known) co_return known.error();
  co_return out;
}

awaitable<Answer> credit_reentry(Context& context, const json::object& request) {
  const std::string why = text_of(request, "why"), cause = text_of(request, "cause");
  if (trim(why).empty()) co_return usage("a decision needs a reason", "give --why \"…\"");
  const auto& causes = reentry_causes();
  if (!cause.empty() && std::find(causes.begin(), causes.end(), cause) == causes.end()) {
    co_return usage("there is no cause " + shown(cause) + did_you_mean(cause, causes),
                    "use one of: " + join(causes, ", "));
  }
  std::string key = text_of(request, "key"), channel = text_of(request, "channel");
  auto found = co_await finding_of(context, std::move(key), std::move(channel));
  if (!found) co_return found.error();
  ReentryFinding finding = std::move(*found);
  const bool is_same = flag_of(request, "same");
  finding.state = is_same ? "same" : "different";
  finding.who = text_of(request, "who");
  finding.because = why;
  if (!cause.empty()) finding.cause = cause;
  queue::Effects effects;
  if (is_same) {
    auto kept = co_await keep_credit(context, finding, effects);
    if (!kept) co_return kept.error();
  } else {
    drop_credit(finding, effects);
  }
  json::object out = finding_shown(context, finding, finding.who);
  auto put = co_await remember(context, std::move(finding), std::move(effects));
  if (!put) co_return put.error();
  co_return out;
}

awaitable<Answer> credit_causes(Context& context, const json::object& request) {
  Instant from = context.clock.now() - kWeek;
  if (const std::string since = text_of(request, "since"); !since.empty()) {
    auto wanted = parse_since(since, context.clock.now());
    if (!wanted) co_return wanted.error();
    from = *wanted;
  }
  auto found = co_await all_findings(context);
  if (!found) co_return found.error();
  struct Sum {
    std::int64_t orders = 0;
    Decimal amount;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;
  for (const ReentryFinding& one : *found) {
    if (one.found < from || one.state == "different") continue;
    Sum& sum = sums[{one.cause, one.channel, one.currency}];
    ++sum.orders;
    sum.amount += one.net;
  }
  json::array out;
  for (const auto& [of, sum] : sums) {
    out.push_back(json::object{{"cause", std::get<0>(of)},
                               {"channel", std::get<1>(of)},
                               {"orders", sum.orders},
                               {"amount", sum.amount.str()},
                               {"currency", std::get<2>(of)}});
  }
  std::stable_sort(out.begin(), out.end(), [](const json::value& a, const json::value& b) {
    return a.at("orders").as_int64() > b.at("orders").as_int64();
  });
  co_return json::object{{"since", to_string(from)}, {"causes", std::move(out)}};
}

}  // namespace norekey::flow
