#include "credit/replay.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "credit/csv_table.hpp"
#include "credit/resolve.hpp"
#include "credit/wording.hpp"

namespace norekey::credit {
namespace {

using SlotSums = std::map<std::pair<std::string, Slot>, Decimal>;

SlotSums sums_of(const Decision& decided) {
  SlotSums out;
  for (const Split& split : decided.splits) {
    const auto amounts = amounts_of(split, split.base, decided.exponent);
    for (std::size_t i = 0; i < amounts.size(); ++i)
      out[{split.holders[i].rep, split.slot}] += amounts[i];
  }
  return out;
}

bool same_splits(const Decision& a, const Decision& b) {
  return std::equal(a.splits.begin(), a.splits.end(), b.splits.begin(), b.splits.end(),
                    same_holders);
}

SaleLine invoice_line(CsvTable& table, CsvTable::Row& row, int number) {
  SaleLine line;
  line.number = number;
  const auto amount = Decimal::parse(row["amount"]);
  if (amount) {
    line.net = *amount;
  } else {
    table.wrong("the amount " + shown(row["amount"]) + " is no number", "write it like 412.50",
                "amount");
  }
  line.product_line = row["product_line"];
  line.contract = row["contract"];
  if (!row["ship_to"].empty() || !row["country"].empty())
    line.ship_to = Spot{row["ship_to"], row["country"], row["postal"], row["state"], "", "", false};
  return line;
}

ErpInvoice invoice_head(CsvTable& table, CsvTable::Row& row) {
  ErpInvoice out;
  out.number = row["invoice"];
  out.rep = row["rep"];
  out.line = table.line();
  out.sale.number = row["order"];
  out.sale.account = row["account"];
  out.sale.channel = row["channel"];
  out.sale.currency = row["currency"].empty() ? "USD" : row["currency"];
  const auto day = parse_date(row["date"]);
  if (day) {
    out.sale.placed_at = Instant{std::chrono::sys_days(*day)} + std::chrono::hours(18);
  } else {
    table.wrong("date: " + day.error().what, day.error().fix, "date");
  }
  return out;
}

}  // namespace

void WhatIf::add(const Sale& sale) {
  ++orders_;
  const Date day = business_date(sale.placed_at, policy_);
  const Decision now = decide(sale, now_, policy_, day, day, false);
  const Decision then = decide(sale, then_, policy_, day, day, false);
  if (same_splits(now, then)) return;
  ++changed_;
  for (const auto& [who, amount] : sums_of(now))
    sums_[{who.first, name_of(who.second), sale.currency}].now += amount;
  for (const auto& [who, amount] : sums_of(then))
    sums_[{who.first, name_of(who.second), sale.currency}].then += amount;
}

std::vector<ErpInvoice> read_invoices(const std::string& csv, config::Findings& findings) {
  CsvTable table(
      csv, "invoices", {"invoice", "date", "order", "account", "rep", "amount"},
      {"currency", "ship_to", "country", "postal", "state", "product_line", "contract", "channel"},
      findings);
  std::vector<ErpInvoice> out;
  std::map<std::string, std::size_t> known;
  CsvTable::Row row;
  while (table.next(row)) {
    const auto [at, first] = known.emplace(row["invoice"], out.size());
    if (first) out.push_back(invoice_head(table, row));
    Sale& sale = out[at->second].sale;
    sale.lines.push_back(invoice_line(table, row, static_cast<int>(sale.lines.size()) + 1));
  }
  return out;
}

std::vector<std::pair<std::string, boost::json::array>> read_documents(const std::string& csv,
                                                                       config::Findings& findings) {
  CsvTable table(csv, "documents", {"order", "type", "no", "date"},
                 {"line", "amount", "refers", "cost"}, findings);
  std::vector<std::pair<std::string, boost::json::array>> out;
  std::map<std::string, std::size_t> known;
  CsvTable::Row row;
  while (table.next(row)) {
    const std::size_t before = findings.errors.size();
    if (!parse_date(row["date"]) && !parse_instant(row["date"]))
      table.wrong("date: " + shown(row["date"]) + " is neither a date nor a moment",
                  "write it like 2026-11-21", "date");
    if (!row["amount"].empty() && !Decimal::parse(row["amount"]))
      table.wrong("the amount " + shown(row["amount"]) + " is no number", "write it like 412.50",
                  "amount");
    if (!row["cost"].empty() && !Decimal::parse(row["cost"]))
      table.wrong("the cost " + shown(row["cost"]) + " is no number", "write it like 287.10",
                  "cost");
    static const std::vector<std::string> types = {"invoice", "return", "cancel", "rebill"};
    if (std::find(types.begin(), types.end(), row["type"]) == types.end())
      table.wrong("unknown type " + shown(row["type"]) + did_you_mean(row["type"], types),
                  "use one of: " + join(types, ", "), "type");
    if (findings.errors.size() > before) continue;
    boost::json::object event{{"type", row["type"]}, {"no", row["no"]}, {"at", row["date"]}};
    for (const char* key : {"line", "amount", "refers", "cost"}) {
      if (!row[key].empty()) event[key] = row[key];
    }
    const auto [at, first] = known.emplace(row["order"], out.size());
    if (first) out.emplace_back(row["order"], boost::json::array{});
    out[at->second].second.push_back(std::move(event));
  }
  return out;
}

/// The rule that decided, and what was noticed on the way.
static std::string audit_reason(const Decision& decided) {
  std::string out = decided.told.empty() ? "" : decided.told.front();
  for (const std::string& flag : decided.flags) {
    const std::string note = flag == "UNASSIGNED"
                                 ? "no rule names account " + decided.account + " on that day"
                                 : flag_for_people(flag);
    if (!note.empty()) out += " " + note + ".";
  }
  return out;
}

Audit audit(const std::vector<ErpInvoice>& invoices, const Tables& tables, const Policy& policy) {
  Audit out;
  for (const ErpInvoice& invoice : invoices) {
    ++out.invoices;
    const Date day = business_date(invoice.sale.placed_at, policy);
    const Decision decided = decide(invoice.sale, tables, policy, day, day);
    out.by_rep[{invoice.rep, invoice.sale.currency}].now += decided.base;
    bool agrees = true;
    for (const Split& split : decided.splits) {
      if (split.slot != Slot::primary) continue;
      const auto amounts = amounts_of(split, split.base, decided.exponent);
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Holder& holder = split.holders[i];
        const bool nobody = holder.rep == "UNASSIGNED" || holder.rep == "HOUSE";
        const std::string rep = nobody ? policy.house_rep : holder.rep;
        out.by_rep[{rep, invoice.sale.currency}].then += amounts[i];
        if (rep == invoice.rep) continue;
        agrees = false;
        std::string why = audit_reason(decided);
        out.differences.push_back({invoice.number, invoice.sale.number, invoice.rep, holder.rep,
                                   holder.rule, std::move(why), amounts[i]});
        if (out.differences.back().why.empty()) ++out.unexplained;
      }
    }
    if (agrees) ++out.agree;
  }
  return out;
}

void Adoption::add(const Sale& sale, const Policy& policy) {
  const Date day = business_date(sale.placed_at, policy);
  if (!sale.account.empty()) days_[sale.account].push_back(day);
  if (!sale.account.empty() && !sale.by_edi) web_days_[sale.account].push_back(day);
  if (!sale.impersonator.empty()) ++helped_;
  const char* way = sale.by_edi                  ? "EDI"
                    : !sale.impersonator.empty() ? "assisted"
                    : !sale.quote.empty()        ? "quoted"
                                                 : "self-service";
  ++ways_[way];
}

std::int64_t Adoption::active() const {
  const auto since = std::chrono::sys_days(today_) - std::chrono::days(30);
  return std::count_if(web_days_.begin(), web_days_.end(), [&](const auto& one) {
    return std::count_if(one.second.begin(), one.second.end(),
                         [&](Date day) { return std::chrono::sys_days(day) > since; }) >= 2;
  });
}

std::vector<std::tuple<std::string, int, int>> Adoption::overdue() const {
  std::vector<std::tuple<std::string, int, int>> out;
  for (auto [account, days] : days_) {
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (days.size() < 3) continue;
    std::vector<int> gaps;
    for (std::size_t i = 1; i < days.size(); ++i)
      gaps.push_back(static_cast<int>(
          (std::chrono::sys_days(days[i]) - std::chrono::sys_days(days[i - 1])).count()));
    std::sort(gaps.begin(), gaps.end());
    const int usual = gaps[gaps.size() / 2];
    const int since = static_cast<int>(
        (std::chrono::sys_days(today_) - std::chrono::sys_days(days.back())).count());
    if (since * 2 > usual * 3) out.emplace_back(account, since, usual);
  }
  return out;
}

std::vector<std::pair<std::string, int>> Adoption::newcomers() const {
  std::vector<std::pair<std::string, int>> out;
  for (const auto& [account, days] : web_days_) {
    const Date first = *std::min_element(days.begin(), days.end());
    const auto age = (std::chrono::sys_days(today_) - std::chrono::sys_days(first)).count();
    if (age <= 30) out.emplace_back(account, static_cast<int>(age));
  }
  return out;
}

}  // namespace norekey::credit
