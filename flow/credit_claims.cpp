#include "flow/credit_claims.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/text.hpp"
#include "flow/credit_repost.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

Error bad_claim(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "usage"};
}

Result<json::object> read_claim(const queue::Record& record) {
  boost::system::error_code ec;
  json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object())
    return Error{Fate::reject, "the claim " + record.key + " cannot be read", "", {}, ""};
  return std::move(value.get_object());
}

/// "ANA 60, BEN 40", or "ANA" for all of it.
Result<json::array> read_seats(const std::string& text, const credit::Tables& tables) {
  json::array out;
  Decimal sum;
  const std::vector<std::string> all = split(text, ',');
  for (const std::string& one : all) {
    const std::string_view seat = trim(one);
    const std::size_t space = seat.rfind(' ');
    const std::string rep(trim(seat.substr(0, space)));
    auto share = space == std::string_view::npos ? Result<Decimal>(Decimal(100))
                                                 : Decimal::parse(seat.substr(space + 1));
    if (rep.empty() || !share || *share <= Decimal(0))
      return bad_claim(shown(one) + " is no rep with a share", "write --to \"ANA 60, BEN 40\"");
    if (!tables.reps.empty() && tables.rep(rep) == nullptr) {
      std::vector<std::string> codes;
      for (const auto& known : tables.reps) codes.push_back(known.first);
      return bad_claim("there is no rep " + shown(rep) + did_you_mean(rep, codes),
                       "use a code of reps.csv");
    }
    sum += *share;
    out.push_back(json::object{{"rep", rep}, {"share", share->str()}});
  }
  if (sum != Decimal(100))
    return bad_claim("the shares of " + shown(text) + " add up to " + sum.str() + ", not to 100",
                     "write shares that are 100 together");
  return out;
}

std::string seats_text(const json::object& claim) {
  std::string out;
  for (const json::value& one : claim.at("to").as_array())
    out += (out.empty() ? "" : ", ") + text_of(one.as_object(), "rep") + " " +
           text_of(one.as_object(), "share") + " %";
  return out;
}

json::object claim_shown(const json::object& claim) {
  json::object out = claim;
  out["for"] = seats_text(claim);
  out.erase("to");
  out.erase("identity");
  return out;
}

/// The claims of one order, in the order in which they were made.
awaitable<Result<std::vector<json::object>>> claims_of(Context& context, std::string identity) {
  std::string kind = "claim", below = identity + "/";
  auto records = co_await all_records(context.journal, std::move(kind), std::move(below));
  if (!records) co_return records.error();
  std::vector<json::object> out;
  for (const queue::Record& record : *records) {
    auto claim = read_claim(record);
    if (!claim) co_return claim.error();
    out.push_back(std::move(*claim));
  }
  co_return out;
}

queue::Record claim_record(const json::object& claim, const std::string& key,
                           const std::string& who, const std::string& why) {
  queue::Record out;
  out.kind = "claim";
  out.key = key;
  out.value = json::serialize(claim);
  out.who = who;
  out.why = why;
  out.history = true;
  return out;
}

bool is_nobodys(const json::object& sale) {
  for (const json::value& split : sale.at("splits").as_array()) {
    if (split.at("slot").as_string() != "primary") continue;
    for (const json::value& holder : split.at("holders").as_array()) {
      if (holder.at("rep").as_string() == "UNASSIGNED") return true;
    }
  }
  return false;
}

/// Whether the time for claims is over: an order that is nobody's waits claim-days for one.
Result<void> in_time(const Kept& kept, const Route& route, Instant now) {
  if (!is_nobodys(kept.sale)) return {};
  const Date placed = credit::business_date(kept.facts.placed, route.policy),
             today = credit::business_date(now, route.policy);
  const auto days = (std::chrono::sys_days(today) - std::chrono::sys_days(placed)).count();
  if (days <= route.policy.claim_window_days) return {};
  return bad_claim("order " + kept.facts.number + " was placed " + std::to_string(days) +
                       " days ago: it could be claimed for " +
                       std::to_string(route.policy.claim_window_days) + " days",
                   "ask the sales manager for an assignment with an approver instead");
}

Result<void> has_line(const Kept& kept, std::int64_t line) {
  if (line == 0) return {};
  for (const json::value& split : kept.sale.at("splits").as_array()) {
    if (split.at("line").as_int64() == line) return {};
  }
  return bad_claim(
      "order " + kept.facts.number + " has no line " + std::to_string(line) + " with sales credit",
      "norekey credit explain " + kept.facts.number + " shows its lines");
}

/// The claim that goes by its id, with its record's key.
awaitable<Result<std::pair<std::string, json::object>>> claim_by_id(Context& context,
                                                                    std::string id) {
  std::string kind = "claim";
  std::string everywhere;
  auto records = co_await all_records(context.journal, std::move(kind), std::move(everywhere));
  if (!records) co_return records.error();
  for (const queue::Record& record : *records) {
    auto claim = read_claim(record);
    if (!claim) co_return claim.error();
    if (text_of(*claim, "id") == id) co_return std::pair(record.key, std::move(*claim));
  }
  co_return Error{Fate::reject,
                  "there is no claim " + shown(id),
                  "norekey credit claims shows what was claimed",
                  {},
                  "not found"};
}

credit::Ruling ruling_from(const json::object& claim) {
  credit::Ruling out;
  out.id = text_of(claim, "id");
  out.flag = text_of(claim, "flag");
  for (const json::value& one : claim.at("to").as_array())
    out.to.push_back({text_of(one.as_object(), "rep"),
                      value_or(Decimal::parse(text_of(one.as_object(), "share")), Decimal(0))});
  if (auto made = parse_instant(text_of(claim, "made"))) out.made = *made;
  if (auto decided = parse_instant(text_of(claim, "decided"))) out.decided = *decided;
  out.line = static_cast<int>(claim.at("line").to_number<std::int64_t>());
  out.approved = text_of(claim, "state") == "upheld";
  return out;
}

/// Who asks twice is told where the first one stands.
Result<void> check_fresh(const std::vector<json::object>& before, const json::array& seats,
                         std::int64_t line) {
  for (const json::object& one : before) {
    const bool same = one.at("to") == json::value(seats) && one.at("line") == json::value(line);
    if (same && text_of(one, "state") == "waiting")
      return bad_claim(
          "the claim " + text_of(one, "id") + " says the same, and waits for a decision",
          "norekey credit claims shows it");
  }
  return {};
}

}  // namespace

awaitable<Result<std::vector<credit::Ruling>>> rulings_of(Context& context, std::string identity) {
  auto claims = co_await claims_of(context, std::move(identity));
  if (!claims) co_return claims.error();
  std::vector<credit::Ruling> out;
  for (const json::object& one : *claims) {
    if (text_of(one, "state") == "upheld") out.push_back(ruling_from(one));
  }
  co_return out;
}

awaitable<Answer> credit_claim(Context& context, const json::object& request) {
  const std::string why = text_of(request, "why"), who = text_of(request, "who");
  if (trim(why).empty()) co_return bad_claim("a claim needs a reason", "give --why \"…\"");
  auto seats = read_seats(text_of(request, "to"), context.setup->sales_credit);
  if (!seats) co_return seats.error();
  std::string key = text_of(request, "key"), channel = text_of(request, "channel");
  auto kept = co_await kept_sale(context, std::move(key), std::move(channel));
  if (!kept) co_return kept.error();
  const Route* route = context.route(kept->facts.channel);
  const json::value* line = request.if_contains("line");
  const std::int64_t number = line != nullptr && line->is_int64() ? line->get_int64() : 0;
  if (auto known = has_line(*kept, number); !known) co_return known.error();
  if (auto open = in_time(*kept, *route, context.clock.now()); !open) co_return open.error();
  std::string identity = kept->identity;
  auto before = co_await claims_of(context, std::move(identity));
  if (!before) co_return before.error();
  if (auto fresh = check_fresh(*before, *seats, number); !fresh) co_return fresh.error();
  const std::string nth = std::to_string(before->size() + 1);
  json::object claim{{"id", kept->facts.number + "-" + nth},
                     {"identity", kept->identity},
                     {"order", kept->facts.number},
                     {"channel", kept->facts.channel},
                     {"to", std::move(*seats)},
                     {"line", number},
                     {"flag", is_nobodys(kept->sale) ? "CLAIMED" : "DISPUTE_UPHELD"},
                     {"state", "waiting"},
                     {"made", to_string(context.clock.now())},
                     {"by", who},
                     {"why", why}};
  queue::Effects effects;
  // Keys sort by number: 0001 before 0010.
  const std::string order_key =
      kept->identity + "/" + std::string(4 - std::min<std::size_t>(4, nth.size()), '0') + nth;
  effects.records.push_back(claim_record(claim, order_key, who, why));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return claim_shown(claim);
}

awaitable<Answer> credit_claims(Context& context, const json::object& request) {
  const bool only_open = flag_of(request, "open");
  std::string kind = "claim", everywhere;
  auto records = co_await all_records(context.journal, std::move(kind), std::move(everywhere));
  if (!records) co_return records.error();
  std::vector<json::object> all;
  for (const queue::Record& record : *records) {
    auto claim = read_claim(record);
    if (!claim) co_return claim.error();
    if (!only_open || text_of(*claim, "state") == "waiting") all.push_back(std::move(*claim));
  }
  std::stable_sort(all.begin(), all.end(), [](const json::object& a, const json::object& b) {
    return text_of(a, "made") > text_of(b, "made");
  });
  json::array out;
  for (const json::object& one : all) out.push_back(claim_shown(one));
  co_return out;
}

awaitable<Answer> credit_decide(Context& context, const json::object& request) {
  const std::string why = text_of(request, "why"), who = text_of(request, "who");
  if (trim(why).empty()) co_return bad_claim("a decision needs a reason", "give --why \"…\"");
  std::string id = text_of(request, "id");
  auto found = co_await claim_by_id(context, std::move(id));
  if (!found) co_return found.error();
  const std::string key = found->first;
  json::object claim = std::move(found->second);
  if (text_of(claim, "state") != "waiting")
    co_return bad_claim("claim " + text_of(claim, "id") + " was " + text_of(claim, "state") +
                            " by " + text_of(claim, "decided_by"),
                        "make another claim where there is something new");
  if (text_of(claim, "by") == who)
    co_return bad_claim(who + " made the claim " + text_of(claim, "id"),
                        "somebody else has to decide it");
  claim["state"] = flag_of(request, "uphold") ? "upheld" : "denied";
  claim["decided"] = to_string(context.clock.now());
  claim["decided_by"] = who;
  claim["because"] = why;
  json::object out = claim_shown(claim);
  const credit::Ruling ruling = ruling_from(claim);
  std::string identity = text_of(claim, "identity");
  auto kept = co_await kept_sale_of(context, identity);
  if (!kept) co_return kept.error();
  std::string kind = "sale-events";
  auto events = co_await kept_list(context, std::move(kind), std::move(identity));
  if (!events) co_return events.error();
  queue::Effects effects;
  const credit::Ruling* upheld = ruling.approved ? &ruling : nullptr;
  auto reposted = co_await repost(context, *kept, *events, *events, effects, upheld);
  if (!reposted) co_return reposted.error();
  effects.records.push_back(claim_record(claim, key, who, why));
  std::vector<MovedPart> moved = reposted->parts;
  auto told = co_await reassign(context, *kept, std::move(moved), effects);
  if (!told) co_return told.error();
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  out["entered"] = reposted->changed;
  out["erp_is_told"] = *told > 0;
  co_return out;
}

}  // namespace norekey::flow
