#include "credit/evaluate.hpp"

#include <algorithm>
#include <istream>

#include "core/text.hpp"
#include "credit/reentry_case.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

json::array list(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& one : all) out.emplace_back(one);
  return out;
}

std::string money(const Decimal& amount, int exponent) {
  return amount.rounded(std::max(exponent, amount.trimmed().scale())).str();
}

class Answer {
 public:
  explicit Answer(const Case& asked) : in_(asked) {}

  json::object run() {
    const Date day = business_date(in_.sale.placed_at, in_.policy);
    decided_ = decide(in_.sale, in_.tables, in_.policy, day, day);
    posting_ = post(in_.sale, decided_, in_.tables, in_.policy, in_.books, in_.rulings);
    out_["id"] = in_.id;
    out_["credits"] = credits();
    out_["flags"] = flags();
    out_["explain"] = explain();
    decision_keys();
    posting_keys();
    erp_keys();
    keep_asked();
    return std::move(out_);
  }

 private:
  json::array credits() const {
    json::array out;
    for (const Entry& one : posting_.entries) {
      json::object entry{{"line", one.line},
                         {"slot", name_of(one.slot)},
                         {"rep", one.rep},
                         {"amount", money(one.amount, decided_.exponent)},
                         {"rule", one.rule}};
      const std::pair<const char*, const std::string&> further[] = {
          {"component", one.component},   {"via", one.via},
          {"state", one.state},           {"doc", one.doc},
          {"period", one.period},         {"posted", one.posted},
          {"instead_of", one.instead_of}, {"kind", one.kind}};
      for (const auto& [key, value] : further) {
        if (!value.empty()) entry[key] = value;
      }
      if (one.reverses) entry["reverses"] = "prev";
      if (one.report)
        entry["report_" + lower(posting_.report_currency)] =
            money(*one.report, posting_.report_exponent);
      out.push_back(std::move(entry));
    }
    return out;
  }

  std::vector<std::string> all_flags() const {
    std::vector<std::string> out;
    const auto add = [&](const std::string& flag) {
      if (std::find(out.begin(), out.end(), flag) == out.end()) out.push_back(flag);
    };
    for (const Refusal& one : in_.tables.refused) add(one.flag);
    for (const std::string& one : decided_.flags) add(one);
    for (const std::string& one : posting_.flags) add(one);
    if (rep_differs()) add("ERP_REP_MISMATCH");
    return out;
  }

  json::array flags() const { return list(all_flags()); }

  std::string explain() const {
    std::string out = "Business date " + to_string(decided_.day) + " in " + in_.policy.zone + ". ";
    if (!decided_.account.empty())
      out += "Account " + decided_.account +
             (decided_.account_how.empty() ? "" : " by " + decided_.account_how) + ". ";
    for (const std::string& one : decided_.told) out += one + " ";
    for (const Refusal& one : in_.tables.refused) out += "Refused: " + one.what + ". ";
    for (const auto& [kind, amount] : decided_.excluded)
      out += "Left out: " + kind + " " + amount.str() + ". ";
    if (!decided_.line_discounts.empty()) {
      out += "The discount of the whole order is spread as";
      for (const Decimal& one : decided_.line_discounts) out += " " + one.str();
      out += ". ";
    }
    for (const std::string& one : rounding_told(decided_)) out += "Rounded: " + one + ". ";
    for (const Assignment& one : in_.tables.assignments.all()) out += told_later(one);
    for (const Ruling& one : in_.rulings) out += told(one);
    out += "Policy " + in_.policy.name + ".";
    return out;
  }

  static std::string reps_of(const std::vector<Seat>& seats) {
    std::string out;
    for (const Seat& one : seats) out += (out.empty() ? "" : ", ") + one.rep;
    return out;
  }

  /// "A2, recorded on 2026-03-20 for 2026-03-01 on, approved by MGR1, gives BEN. "
  std::string told_later(const Assignment& one) const {
    const bool later = one.recorded && *one.recorded > decided_.day && one.covers(decided_.day);
    if (!later) return "";
    const std::string recorded = one.id + ", recorded on " + to_string(*one.recorded) + " for " +
                                 to_string(one.from) + " on";
    const bool would = std::any_of(one.seats.begin(), one.seats.end(), [&](const Seat& seat) {
      return posting_.preview.contains(seat.rep);
    });
    if (one.pending && !would) return "";
    if (one.pending) {
      return recorded + ", waits for somebody who approves it: it would give " +
             reps_of(one.seats) + ". ";
    }
    const bool moved =
        std::any_of(posting_.entries.begin(), posting_.entries.end(),
                    [&](const Entry& entry) { return entry.rule == one.id && !entry.reverses; });
    if (!moved) return "";
    return recorded + (one.approved_by.empty() ? "" : ", approved by " + one.approved_by) +
           ", gives " + reps_of(one.seats) + ". ";
  }

  /// "D1, decided later, gives BEN. "
  std::string told(const Ruling& ruling) const {
    if (!ruling.approved) return ruling.id + " was not approved and moves nothing. ";
    const bool moved =
        std::find(posting_.ruled.begin(), posting_.ruled.end(), ruling.id) != posting_.ruled.end();
    if (moved) return ruling.id + ", decided later, gives " + reps_of(ruling.to) + ". ";
    const bool other = !ruling.order.empty() && ruling.order != in_.sale.number;
    if (other) return ruling.id + " is about order " + ruling.order + " and moves nothing. ";
    return ruling.id + " moves nothing" +
           (ruling.flag == "CLAIMED" ? ": an order can be claimed for " +
                                           std::to_string(in_.policy.claim_window_days) + " days"
                                     : "") +
           ". ";
  }

  std::string amount(const Decimal& value) const { return money(value, decided_.exponent); }

  void decision_keys() {
    out_["local_date"] = to_string(decided_.day);
    if (!decided_.account.empty()) out_["account_resolved"] = decided_.account;
    json::array losing;
    for (const Lost& one : decided_.losing) losing.emplace_back(one.rule);
    out_["losing"] = std::move(losing);
    if (!decided_.candidates.empty()) out_["candidates"] = list(decided_.candidates);
    json::object excluded;
    for (const auto& [kind, value] : decided_.excluded) excluded[kind] = amount(value);
    if (!excluded.empty()) out_["excluded"] = std::move(excluded);
    json::array discounts;
    for (const Decimal& one : decided_.line_discounts) discounts.emplace_back(amount(one));
    if (!discounts.empty()) out_["line_discounts"] = std::move(discounts);
    if (decided_.inferred) out_["confirm"] = true;
    if (!decided_.proposed_rep.empty()) {
      out_["proposal"] = {
          {"account", decided_.account}, {"rep", decided_.proposed_rep}, {"status", "pending"}};
    }
    const auto& refused = in_.tables.refused;
    if (refused.size() == 1) out_["assignment_rejected"] = refused.front().id;
    if (refused.size() > 1) {
      json::array ids;
      for (const Refusal& one : refused) ids.emplace_back(one.id);
      out_["assignment_rejected"] = std::move(ids);
    }
    out_["origin"] = in_.sale.channel == "edi"                                  ? "edi"
                     : in_.sale.channel == "erp" || in_.sale.channel == "phone" ? "erp_manual"
                     : in_.sale.impersonator.empty()                            ? "web"
                                                     : "web_rep_assisted";
    out_["blocks_order"] = false;
  }

  void posting_keys() {
    std::map<std::string, Decimal> totals;
    Decimal total;
    const bool earned = std::any_of(posting_.entries.begin(), posting_.entries.end(),
                                    [](const Entry& one) { return one.state == "earned"; });
    Decimal report;
    for (const Entry& one : posting_.entries) {
      if (earned && one.state == "booked") continue;
      totals[one.rep] += one.amount;
      if (one.slot != Slot::primary) continue;
      total += one.amount;
      if (one.report) report += *one.report;
    }
    json::object by_rep;
    for (const auto& [rep, sum] : totals) by_rep[rep] = amount(sum);
    out_["totals"] = std::move(by_rep);
    out_["total"] = amount(total);
    if (posting_.converted_base) {
      out_["converted_base"] = money(*posting_.converted_base, posting_.report_exponent);
      out_["report_total"] = money(report, posting_.report_exponent);
    }
    if (posting_.review) out_["review"] = amount(*posting_.review);
    json::object preview;
    for (const auto& [rep, delta] : posting_.preview) preview[rep] = amount(delta);
    if (!preview.empty()) out_["preview"] = std::move(preview);
  }

  /// The primary rep with the largest base, as the ERP knows it; nobody's goes by the house code.
  std::string header_rep() const {
    std::vector<std::pair<std::string, Decimal>> sums;
    for (const Split& split : decided_.splits) {
      if (split.slot != Slot::primary) continue;
      const auto amounts = amounts_of(split, split.base, decided_.exponent);
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        const std::string code = erp_code(split.holders[i].rep);
        auto at = std::find_if(sums.begin(), sums.end(),
                               [&](const auto& one) { return one.first == code; });
        if (at == sums.end()) at = sums.insert(sums.end(), {code, Decimal(0)});
        at->second += amounts[i].abs();
      }
    }
    std::stable_sort(sums.begin(), sums.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return sums.empty() ? in_.erp.house_code : sums.front().first;
  }

  std::string erp_code(const std::string& rep) const {
    const auto known = in_.erp.code_of.find(rep);
    if (known != in_.erp.code_of.end()) return known->second;
    const bool nobody = rep == "UNASSIGNED" || rep == "HOUSE";
    return (nobody || !in_.erp.code_of.empty()) && !in_.erp.house_code.empty() ? in_.erp.house_code
                                                                               : rep;
  }

  /// What the ERP stored, under any of the names it has there; nullopt = nothing was read back.
  std::optional<std::string> stored_rep() const {
    const json::value* erp = in_.order.if_contains("erp");
    if (erp == nullptr || !erp->is_object()) return std::nullopt;
    for (const char* key : {"header_rep", "rep", "salesrep", "sales_rep", "agent", "rep_code"}) {
      const json::value* found = erp->get_object().if_contains(key);
      if (found == nullptr) continue;
      return found->is_string() ? std::string(found->get_string()) : "";
    }
    return std::nullopt;
  }

  bool rep_differs() const {
    const auto stored = stored_rep();
    return stored && *stored != header_rep() && erp_code(*stored) != header_rep();
  }

  void erp_keys() {
    if (in_.erp.given) {
      json::object out{{"header_rep", header_rep()}};
      if (!in_.erp.house_code.empty()) out["fallback_if_unassigned"] = in_.erp.house_code;
      out_["export"] = std::move(out);
    }
    if (rep_differs())
      out_["alert"] = json::object{{"sent", header_rep()}, {"stored", stored_rep().value_or("")}};
  }

  void keep_asked() {
    if (!in_.has_expect) return;
    static const std::vector<std::string> always = {"id", "credits", "flags", "explain"};
    json::object kept;
    for (const auto& member : out_) {
      const std::string key(member.key());
      const bool wanted = std::find(always.begin(), always.end(), key) != always.end() ||
                          std::find(in_.asked.begin(), in_.asked.end(), key) != in_.asked.end();
      if (wanted) kept[key] = member.value();
    }
    out_ = std::move(kept);
  }

  const Case& in_;
  Decision decided_;
  Posting posting_;
  json::object out_;
};

}  // namespace

Policy policy_p0() {
  Policy out;
  out.zone = "America/Chicago";
  return out;
}

json::object evaluate(const Case& asked) {
  if (asked.order.contains("web") && asked.order.contains("erp")) return evaluate_reentry(asked);
  return Answer(asked).run();
}

void evaluate_lines(std::istream& cases, const std::string& file, const Policy& policy,
                    const std::function<void(const std::string&)>& answer,
                    const std::function<void(const Error&)>& wrong) {
  std::string line;
  for (unsigned number = 1; std::getline(cases, line); ++number) {
    if (trim(line).empty()) continue;
    boost::system::error_code ec;
    const json::value value = json::parse(line, ec);
    Error error;
    if (ec || !value.is_object()) {
      error = {Fate::reject,
               ec ? "this is no JSON: " + ec.message() + ": " + shown(trim(line))
                  : shown(trim(line)) + " is no JSON object",
               "write one case a line: {\"id\": …, \"given\": …, \"order\": …}",
               {},
               ""};
    } else {
      auto read = read_case(value.get_object(), policy);
      try {
        if (read) {
          answer(json::serialize(evaluate(*read)));
          continue;
        }
        error = read.error();
      } catch (const std::overflow_error& e) {  // amounts beyond what Decimal holds
        error = {Fate::reject, e.what(), "write smaller numbers", {}, ""};
      }
    }
    error.where.file = file;
    error.where.line = number;
    wrong(error);
  }
}

}  // namespace norekey::credit
