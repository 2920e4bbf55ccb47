#include "credit/audit.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "core/text.hpp"
#include "credit/csv_table.hpp"
#include "credit/resolve.hpp"
#include "credit/wording.hpp"

namespace norekey::credit {
namespace {

/// Of a row, what has to be the same in each row of its invoice.
constexpr const char* kOfInvoice[] = {"date", "order", "account", "currency", "channel"};

/// What a line is known by: rows that have all of it alike are one line.
constexpr const char* kOfLine[] = {"kind",  "ship_to",      "country", "postal",
                                   "state", "product_line", "contract"};

std::string our_code(const std::function<std::string(const std::string&)>& name,
                     const std::string& theirs) {
  return name && !theirs.empty() ? name(theirs) : theirs;
}

class InvoiceReader {
 public:
  InvoiceReader(const std::string& csv, const ErpWords& words, config::Findings& findings)
      : words_(words),
        findings_(findings),
        table_(csv, "invoices", {"invoice", "date", "order", "account", "rep", "amount"},
               {"currency", "kind", "ship_to", "country", "postal", "state", "product_line",
                "contract", "channel"},
               findings) {}

  ErpInvoices read() {
    CsvTable::Row row;
    while (table_.next(row)) {
      const std::size_t before = findings_.errors.size();
      take(row);
      if (findings_.errors.size() > before) bad_.insert(row["invoice"]);
    }
    ErpInvoices out;
    for (Read& one : read_) {
      if (bad_.contains(one.invoice.number)) {
        out.left_out.push_back(one.invoice.number);
      } else {
        out.all.push_back(std::move(one.invoice));
      }
    }
    return out;
  }

 private:
  struct Read {
    ErpInvoice invoice;
    CsvTable::Row head;                                       ///< its first row
    std::map<std::vector<std::string>, std::size_t> lines{};  ///< by kOfLine
  };

  void take(CsvTable::Row& row) {
    if (row["invoice"].empty())
      table_.wrong("the invoice has no number", "fill in the column invoice", "invoice");
    const auto [at, first] = known_.emplace(row["invoice"], read_.size());
    if (first) read_.push_back({head_of(row), row});
    Read& one = read_[at->second];
    if (!first) compare(row, one.head);
    const auto amount = amount_of(row, one.invoice.sale.currency);
    if (!amount) return;
    one.invoice.reps[our_code(words_.rep, row["rep"])] += *amount;
    std::vector<std::string> by;
    for (const char* column : kOfLine) by.push_back(row[column]);
    std::vector<SaleLine>& lines = one.invoice.sale.lines;
    const auto [line, fresh] = one.lines.emplace(std::move(by), lines.size());
    if (fresh) lines.push_back(line_of(row, static_cast<int>(lines.size()) + 1));
    lines[line->second].net += *amount;
  }

  ErpInvoice head_of(CsvTable::Row& row) {
    ErpInvoice out;
    out.number = row["invoice"];
    out.line = table_.line();
    out.sale.number = row["order"];
    out.sale.account = our_code(words_.account, row["account"]);
    out.sale.channel = row["channel"];
    out.sale.currency = row["currency"].empty() ? words_.currency : row["currency"];
    if (const auto known = currency_exponent(out.sale.currency); !known)
      table_.wrong(known.error().what, known.error().fix, "currency");
    const auto day = parse_date(row["date"]);
    if (day) {
      out.sale.placed_at = Instant{std::chrono::sys_days(*day)} + std::chrono::hours(18);
    } else {
      table_.wrong("date: " + day.error().what, day.error().fix, "date");
    }
    return out;
  }

  void compare(CsvTable::Row& row, CsvTable::Row& head) {
    for (const char* column : kOfInvoice) {
      if (row[column] == head[column]) continue;
      table_.wrong("the rows of invoice " + shown(row["invoice"]) + " disagree in " + column +
                       ": " + shown(head[column]) + " and " + shown(row[column]),
                   "give the same in each of its rows, or another number", column);
    }
  }

  std::optional<Decimal> amount_of(CsvTable::Row& row, const std::string& currency) {
    const auto amount = Decimal::parse(row["amount"]);
    if (!amount) {
      table_.wrong("the amount " + shown(row["amount"]) + " is no number", "write it like 412.50",
                   "amount");
      return std::nullopt;
    }
    const auto exponent = currency_exponent(currency);
    if (exponent && amount->trimmed().scale() > *exponent) {
      table_.wrong("the amount " + shown(row["amount"]) + " has more decimals than " + currency,
                   "give it as it stands in the ERP's invoice", "amount");
      return std::nullopt;
    }
    return *amount;
  }

  static SaleLine line_of(CsvTable::Row& row, int number) {
    SaleLine line;
    line.number = number;
    line.kind = row["kind"];
    line.product_line = row["product_line"];
    line.contract = row["contract"];
    if (!row["ship_to"].empty() || !row["country"].empty())
      line.ship_to =
          Spot{row["ship_to"], row["country"], row["postal"], row["state"], "", "", false};
    return line;
  }

  const ErpWords& words_;
  config::Findings& findings_;
  CsvTable table_;
  std::vector<Read> read_;
  std::map<std::string, std::size_t> known_;
  std::set<std::string> bad_;
};

/// Why nobody has it although a rule covers it; "" = no rule does.
std::string gap_of(const Decision& decided) {
  static constexpr std::string_view gaps[] = {"ASSIGNMENT_GAP", "TERRITORY_OVERLAP",
                                              "COUNTY_AMBIGUOUS", "ASSIGN_OVERLAP", "REP_INACTIVE"};
  for (const std::string_view gap : gaps) {
    const bool there =
        std::find(decided.flags.begin(), decided.flags.end(), gap) != decided.flags.end();
    if (!there) continue;
    const std::string told = flag_for_people(gap);
    return told.empty() ? std::string(gap) : told;
  }
  return "";
}

/// What the assignments give one rep of an invoice, and by which rule.
struct ByRules {
  Decimal amount;
  std::string holder, rule, via;
};

class InvoiceAudit {
 public:
  InvoiceAudit(const ErpInvoice& invoice, const Tables& tables, const Policy& policy)
      : invoice_(invoice), policy_(policy) {
    const Date day = business_date(invoice.sale.placed_at, policy);
    decided_ = decide(invoice.sale, tables, policy, day, kEver);
  }

  void run(Audit& out) {
    const std::string& currency = invoice_.sale.currency;
    ++out.invoices;
    for (const auto& [rep, amount] : invoice_.reps) {
      const std::string who = rep.empty() ? policy_.house_rep : rep;
      out.by_rep[{who, currency}].now += amount;
      open_[who] -= amount;
    }
    split();
    for (const auto& [rep, one] : rules_) {
      out.by_rep[{rep, currency}].then += one.amount;
      open_[rep] += one.amount;
    }
    std::erase_if(open_, [](const auto& one) { return one.second.is_zero(); });
    if (open_.empty()) {
      ++out.agree;
      return;
    }
    const std::size_t from = out.differences.size();
    if (!only_rounded(out)) {
      exclude(out);
      pair_off(out);
    }
    for (std::size_t i = from; i < out.differences.size(); ++i)
      out.unexplained += out.differences[i].explained ? 0 : 1;
  }

 private:
  void split() {
    for (const Split& split : decided_.splits) {
      if (split.slot != Slot::primary) continue;
      const auto amounts = amounts_of(split, split.base, decided_.exponent);
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Holder& holder = split.holders[i];
        const bool nobody = holder.rep == "UNASSIGNED" || holder.rep == "HOUSE";
        ByRules& to = rules_[nobody ? policy_.house_rep : holder.rep];
        to.amount += amounts[i];
        if (to.holder.empty() || holder.rule == "LADDER_END") {
          to.holder = holder.rep;
          to.rule = holder.rule;
          to.via = holder.via;
        }
      }
    }
  }

  AuditLine line(const std::string& from, const std::string& to, const Decimal& amount) const {
    AuditLine out;
    out.invoice = invoice_.number;
    out.order = invoice_.sale.number;
    out.erp_rep = from;
    out.rep = to;
    out.currency = invoice_.sale.currency;
    out.amount = amount;
    return out;
  }

  /// Both sides name the same reps, and not a cent a line differs: shares were rounded otherwise.
  bool only_rounded(Audit& out) const {
    const Decimal most = Decimal::from_minor(static_cast<std::int64_t>(invoice_.sale.lines.size()),
                                             decided_.exponent);
    if (rules_.size() < 2) return false;
    Decimal sum;
    for (const auto& [rep, amount] : open_) {
      const bool both = rules_.contains(rep) && invoice_.reps.contains(rep);
      if (!both || amount.abs() > most) return false;
      sum += amount;
    }
    if (!sum.is_zero()) return false;
    for (const auto& [rep, amount] : open_) {
      if (amount.is_negative()) continue;
      AuditLine made = line(rep, rep, amount);
      made.rule = rules_.at(rep).rule;
      made.why = "shares rounded otherwise in the ERP.";
      out.differences.push_back(std::move(made));
    }
    return true;
  }

  /// Freight and the like: the ERP counts it for the rep, the policy for nobody.
  void exclude(Audit& out) {
    for (const auto& [kind, whole] : decided_.excluded) {
      Decimal left = whole;
      for (auto& [rep, amount] : open_) {
        if (left.is_zero() || amount.is_zero() || amount.is_negative() == left.is_negative())
          continue;
        const Decimal most = std::min(left.abs(), amount.abs());
        const Decimal off = left.is_negative() ? -most : most;
        AuditLine made = line(rep, "", off);
        made.rule = policy_.name;
        made.why = kind + " carries no sales credit.";
        out.differences.push_back(std::move(made));
        left -= off;
        amount += off;
      }
    }
  }

  /// Who has too much in the ERP with who has too little, the largest first.
  void pair_off(Audit& out) {
    std::vector<std::pair<std::string, Decimal>> more, fewer;
    for (const auto& one : open_) {
      if (!one.second.is_zero()) (one.second.is_negative() ? fewer : more).push_back(one);
    }
    for (auto* side : {&more, &fewer}) {
      std::stable_sort(side->begin(), side->end(), [](const auto& a, const auto& b) {
        return a.second.abs() > b.second.abs();
      });
    }
    std::size_t m = 0, l = 0;
    while (m < more.size() && l < fewer.size()) {
      const Decimal moved = std::min(more[m].second, -fewer[l].second);
      out.differences.push_back(moved_line(fewer[l].first, more[m].first, moved));
      more[m].second -= moved;
      fewer[l].second += moved;
      if (more[m].second.is_zero()) ++m;
      if (fewer[l].second.is_zero()) ++l;
    }
    for (; m < more.size(); ++m) out.differences.push_back(left_over("", more[m]));
    for (; l < fewer.size(); ++l)
      out.differences.push_back(left_over(fewer[l].first, {"", -fewer[l].second}));
  }

  /// What no other rep has on the other side: nothing explains it.
  AuditLine left_over(const std::string& from, const std::pair<std::string, Decimal>& to) const {
    AuditLine out = line(from, to.first, to.second);
    out.why = "the sums of both sides differ, and no rule says why.";
    out.explained = false;
    return out;
  }

  AuditLine moved_line(const std::string& from, const std::string& to,
                       const Decimal& amount) const {
    AuditLine out = line(from, to, amount);
    const auto found = rules_.find(to);
    if (found == rules_.end() && rules_.contains(from))  // goods that are taken back
      return moved_line(to, from, -amount);
    if (found == rules_.end()) {
      out.why = "the assignments give " + to + " nothing of this invoice.";
      out.explained = false;
      return out;
    }
    const ByRules& by = found->second;
    out.rep = by.holder;
    out.rule = by.rule;
    out.why = decided_.told.empty() ? "" : decided_.told.front();
    const bool nobody = by.rule == "LADDER_END";
    if (by.holder == "UNASSIGNED" || nobody) {
      const std::string gap =
          nobody || by.via.empty() ? gap_of(decided_) : flag_for_people("REP_INACTIVE");
      out.explained = !gap.empty();
      out.why += " " +
                 (!gap.empty() ? gap
                  : decided_.account.empty()
                      ? "the invoice's row names no account"
                      : "no rule names account " + decided_.account + " on that day") +
                 ".";
    } else {
      tell_rule(by, out);
    }
    return out;
  }

  /// The sentence about the rule that gave it, where the invoice has several.
  void tell_rule(const ByRules& by, AuditLine& out) const {
    for (const std::string& one : decided_.told) {
      if (one.rfind("primary: " + by.rule + " ", 0) != 0) continue;
      out.why = one;
      return;
    }
  }

  const ErpInvoice& invoice_;
  const Policy& policy_;
  Decision decided_;
  std::map<std::string, ByRules> rules_;  ///< by rep as the ERP would have it
  std::map<std::string, Decimal> open_;   ///< by rules less by ERP; what is not yet explained
};

}  // namespace

ErpInvoices read_invoices(const std::string& csv, const ErpWords& words,
                          config::Findings& findings) {
  return InvoiceReader(csv, words, findings).read();
}

Audit audit(const std::vector<ErpInvoice>& invoices, const Tables& tables, const Policy& policy) {
  Audit out;
  for (const ErpInvoice& invoice : invoices) InvoiceAudit(invoice, tables, policy).run(out);
  return out;
}

}  // namespace norekey::credit
