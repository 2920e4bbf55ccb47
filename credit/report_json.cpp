#include "credit/report_json.hpp"

#include <boost/json.hpp>

#include "credit/wording.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostUnused = 100;

std::string text_at(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
}

json::array differences(const std::map<RepSlot, Difference>& sums) {
  json::array out;
  for (const auto& [who, amounts] : sums) {
    const auto& [rep, slot, currency] = who;
    out.push_back(json::object{{"rep", rep_for_people(rep)},
                               {"slot", slot},
                               {"now", money_text(amounts.now, currency)},
                               {"then", money_text(amounts.then, currency)},
                               {"difference", money_text(amounts.then - amounts.now, currency)},
                               {"currency", currency}});
  }
  return out;
}

}  // namespace

std::string money_text(const Decimal& amount, const std::string& currency) {
  const int exponent = value_or(currency_exponent(currency), 2);
  return amount.rounded(std::max(exponent, amount.trimmed().scale())).str();
}

json::object to_json(const Statement& in) {
  json::array lines, totals;
  for (const LedgerLine& one : in.lines) {
    lines.push_back(json::object{{"day", one.day},
                                 {"web", one.web},
                                 {"erp", one.erp},
                                 {"customer", one.customer},
                                 {"what", entry_for_people(one.entry, one.document)},
                                 {"document", one.doc},
                                 {"slot", one.slot},
                                 {"rule", rule_for_people(one.rule)},
                                 {"amount", one.amount.str()},
                                 {"currency", one.currency}});
    json::object& line = lines.back().get_object();
    if (!one.period.empty()) line["counts_in"] = one.period;
    if (one.margin) line["base"] = "margin";
    if (one.net) line["net"] = one.net->str();
    if (one.cost) line["cost"] = one.cost->str();
  }
  for (const auto& [what, sum] : totals_of(in))
    totals.push_back(
        json::object{{"what", what.second}, {"currency", what.first}, {"amount", sum.str()}});
  return {{"rep", in.rep}, {"name", in.name},           {"from", in.from},
          {"to", in.to},   {"lines", std::move(lines)}, {"totals", std::move(totals)}};
}

json::object to_json(const WhatIf& sums) {
  json::array unused;
  for (const UnusedRow& one : sums.unused()) {
    if (unused.size() < kMostUnused)
      unused.push_back(json::object{{"rule", one.id}, {"why", one.why}});
  }
  return {{"orders", sums.orders()},
          {"changed", sums.changed()},
          {"reps", differences(sums.sums())},
          {"unused", std::move(unused)}};
}

json::object to_json(const Contest& counted) {
  json::array rows;
  for (const Standing& one : counted.standings()) {
    std::string amounts;
    for (const auto& [currency, amount] : one.amounts)
      amounts += (amounts.empty() ? "" : ", ") + money_text(amount, currency) + " " + currency;
    rows.push_back(json::object{{"rank", one.rank},
                                {"rep", one.rep},
                                {"signed_up", one.signed_up},
                                {"active", one.active},
                                {"helped", one.helped},
                                {"orders", one.orders},
                                {"sales_credit", amounts}});
  }
  return {{"from", to_string(counted.from())},
          {"to", to_string(counted.to())},
          {"reps", std::move(rows)}};
}

json::object to_json(const Adoption& figures) {
  json::array ways, late, fresh;
  for (const WayShare& one : figures.shares()) {
    json::array amounts;
    for (const WayShare::Money& money : one.amounts)
      amounts.push_back(json::object{{"currency", money.currency},
                                     {"amount", money_text(money.amount, money.currency)},
                                     {"share", money.share.str()}});
    ways.push_back(json::object{{"way", one.way},
                                {"orders", one.orders},
                                {"share", one.share.str()},
                                {"amounts", std::move(amounts)}});
  }
  for (const Called& one : figures.overdue())
    late.push_back(json::object{{"account", one.account},
                                {"name", one.by.name},
                                {"reps", one.by.reps},
                                {"days", one.days},
                                {"usual", one.usual}});
  for (const Called& one : figures.newcomers())
    fresh.push_back(json::object{{"account", one.account},
                                 {"name", one.by.name},
                                 {"reps", one.by.reps},
                                 {"days", one.days}});
  return {{"signed_up", figures.signed_up()}, {"active", figures.active()},
          {"helped", figures.helped()},       {"ways", std::move(ways)},
          {"call_list", std::move(late)},     {"new_customers", std::move(fresh)}};
}

json::object to_json(const Audit& in, const std::vector<std::string>& left_out) {
  json::array reps, lines, skipped;
  for (const auto& [who, sums] : in.by_rep) {
    reps.push_back(json::object{{"rep", who.first},
                                {"erp", money_text(sums.now, who.second)},
                                {"assignments", money_text(sums.then, who.second)},
                                {"difference", money_text(sums.then - sums.now, who.second)},
                                {"currency", who.second}});
  }
  for (const AuditLine& one : in.differences) {
    lines.push_back(json::object{{"invoice", one.invoice},
                                 {"order", one.order},
                                 {"erp_rep", one.erp_rep},
                                 {"rep", rep_for_people(one.rep)},
                                 {"amount", money_text(one.amount, one.currency)},
                                 {"currency", one.currency},
                                 {"rule", rule_for_people(one.rule)},
                                 {"why", one.why},
                                 {"explained", one.explained}});
  }
  for (const std::string& one : left_out) skipped.emplace_back(one);
  return {{"invoices", in.invoices},       {"agree", in.agree},
          {"unexplained", in.unexplained}, {"left_out", std::move(skipped)},
          {"reps", std::move(reps)},       {"differences", std::move(lines)}};
}

LedgerLine ledger_line_of(const json::object& in) {
  LedgerLine out;
  out.entry = text_at(in, "entry");
  out.day = text_at(in, "day");
  out.web = text_at(in, "web");
  out.erp = text_at(in, "erp");
  out.doc = text_at(in, "doc");
  out.document = text_at(in, "document");
  out.currency = text_at(in, "currency");
  out.slot = text_at(in, "slot");
  out.rep = text_at(in, "rep");
  out.rule = text_at(in, "rule");
  out.period = text_at(in, "period");
  out.customer = text_at(in, "customer");
  out.amount = value_or(Decimal::parse(text_at(in, "amount")), Decimal(0));
  out.margin = text_at(in, "base") == "margin";
  if (const auto net = Decimal::parse(text_at(in, "net"))) out.net = *net;
  if (const auto cost = Decimal::parse(text_at(in, "cost"))) out.cost = *cost;
  return out;
}

}  // namespace norekey::credit
