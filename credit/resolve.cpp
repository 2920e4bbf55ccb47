#include "credit/resolve.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "credit/base.hpp"
#include "credit/claims.hpp"
#include "credit/identify.hpp"
#include "credit/ladder.hpp"

namespace norekey::credit {
namespace {

constexpr int kMostSuccessors = 10;

bool left(const Rep* rep, Date day) {
  return rep != nullptr && rep->active_until && *rep->active_until <= day;
}

/// Makes the decision, line by line and slot by slot.
class Decider {
 public:
  Decider(const Sale& sale, const Tables& tables, const Policy& policy, Date on, Date known,
          bool all)
      : sale_(sale), tables_(tables), policy_(policy), on_(on), known_(known), all_(all) {
    out_.exponent = value_or(currency_exponent(sale.currency), 2);
  }

  Decision run() {
    out_.day = on_;
    const Buyer buyer = identify(sale_, tables_);
    out_.account = buyer.account;
    out_.account_how = buyer.how;
    out_.inferred = buyer.inferred;
    const Base base = base_of(sale_, policy_, out_.exponent);
    out_.excluded = base.excluded;
    out_.line_discounts = base.line_discounts;
    out_.base = base.total;
    for (const Share& share : base.shares) {
      if (share.line->drop_ship()) flag("DROP_SHIP");
      for (const Slot slot : kSlots) decide_slot(share, slot);
    }
    if (buyer.account.empty()) flag("GUEST");
    if (buyer.inferred) flag("IDENTITY_INFERRED");
    if (sale_.credit_memo) flag("UNREFERENCED_CREDIT");
    compare_claims();
    std::erase_if(out_.losing, [this](const Lost& one) { return won(one.rule); });
    return std::move(out_);
  }

 private:
  void flag(const std::string& name) {
    if (std::find(out_.flags.begin(), out_.flags.end(), name) == out_.flags.end())
      out_.flags.push_back(name);
  }

  /// Lines that differ in nothing that a rule of the slot looks at have one answer.
  bool same_question(const Share& a, const Share& b, Slot slot) const {
    const Assignments& rules = tables_.assignments;
    const bool by_line = rules.has(slot, Rung::ship_to_line) ||
                         rules.has(slot, Rung::account_line) || rules.has(slot, Rung::product_line);
    return (!by_line || a.product_line == b.product_line) && a.line->ship_to == b.line->ship_to &&
           a.line->contract == b.line->contract && a.line->fulfilment == b.line->fulfilment;
  }

  void decide_slot(const Share& share, Slot slot) {
    Answered& last = answered_[static_cast<std::size_t>(slot)];
    const bool again = last.share != nullptr && same_question(*last.share, share, slot);
    if (!again) {
      const Ask ask{sale_, *share.line, share.product_line, out_.account, slot, on_, known_};
      last = {&share, climb(ask, tables_, policy_, all_)};
    }
    const Climb& found = last.found;
    for (const std::string& name : found.flags) flag(name);
    for (const Assignment* one : found.candidates) {
      if (std::find(out_.candidates.begin(), out_.candidates.end(), one->id) ==
          out_.candidates.end())
        out_.candidates.push_back(one->id);
    }
    Split split{slot, share.line->number, share.component, share.net, 100, {}};
    split.margin = policy_.base_of(slot == Slot::inside) == BaseKind::margin;
    for (const Hit& hit : found.winners) seat(*hit.found.front(), split);
    if (slot == Slot::primary) {
      use_rep_code(found, split);
      if (split.holders.empty()) {
        split.holders.push_back({"UNASSIGNED", 1, "LADDER_END", ""});
        if (!explained(found)) flag("UNASSIGNED");
      }
      use_quote(split);
    } else if (is_pool(slot) && !found.candidates.empty()) {
      split.holders.push_back({"UNASSIGNED", 1, "LADDER_END", ""});
    }
    if (slot == Slot::helper) add_session(split);
    if (!split.holders.empty()) {
      if (all_ && !again) tell(split, found);
      out_.splits.push_back(std::move(split));
    }
    if (again) return;
    for (const Hit& hit : found.losers) lose(hit, slot);
  }

  /// Another flag already says why nobody has it.
  bool explained(const Climb& found) const {
    static constexpr std::string_view reasons[] = {"ASSIGNMENT_GAP", "NO_TERRITORY",
                                                   "TERRITORY_OVERLAP", "COUNTY_AMBIGUOUS",
                                                   "ASSIGN_OVERLAP"};
    const bool flagged =
        std::any_of(found.flags.begin(), found.flags.end(), [](const std::string& one) {
          return std::find(std::begin(reasons), std::end(reasons), one) != std::end(reasons);
        });
    return flagged || std::any_of(tables_.refused.begin(), tables_.refused.end(),
                                  [&](const Refusal& one) { return one.account == out_.account; });
  }

  /// The rep, or who follows a rep that has left.
  std::string in_office(const std::string& rep, std::string& via) {
    const Rep* known = tables_.rep(rep);
    if (!left(known, on_)) return rep;
    flag("REP_INACTIVE");
    const Rep* next = known;
    for (int n = 0; n < kMostSuccessors && next != nullptr && !next->successor.empty(); ++n) {
      const Rep* after = tables_.rep(next->successor);
      if (!left(after, on_)) {
        via = "successor:" + rep;
        return next->successor;
      }
      next = after;
    }
    via = "inactive:" + rep;
    return "UNASSIGNED";
  }

  void seat(const Assignment& winner, Split& split) {
    Decimal sum;
    for (const Seat& one : winner.seats) {
      Holder holder{"", one.share, winner.id, ""};
      holder.rep = in_office(one.rep, holder.via);
      sum += one.share;
      split.holders.push_back(std::move(holder));
    }
    if (winner.seats.empty() && winner.house) split.holders.push_back({"HOUSE", 1, winner.id, ""});
    if (is_pool(split.slot) || winner.weights) return;
    split.percent = split.holders.size() == winner.seats.size() ? sum : split.percent + sum;
  }

  void lose_code(const std::string& rule, const std::string& rep, const std::string& why) {
    out_.losing.push_back({rule, rep, why});
    code_lost_ = "rep code " + sale_.rep_code + " (" + why + ")";
  }

  void use_rep_code(const Climb& found, Split& split) {
    if (sale_.rep_code.empty()) return;
    const std::string rule = "rep_code:" + sale_.rep_code;
    const auto known = tables_.rep_codes.find(sale_.rep_code);
    const std::string rep = known == tables_.rep_codes.end() ? sale_.rep_code : known->second;
    if (tables_.all_reps && tables_.rep(rep) == nullptr) {
      if (all_) lose_code(rule, rep, "no rep has this code");
      return;
    }
    const bool registered =
        found.registered || (!found.winners.empty() && found.winners.front().rung == Rung::parent);
    if (registered) flag("REP_CODE_IGNORED");
    if (!registered && split.holders.empty() && found.candidates.empty()) {
      Holder holder{"", 1, rule, ""};
      holder.rep = in_office(rep, holder.via);
      split.holders.push_back(std::move(holder));
      std::erase(out_.flags, "NO_TERRITORY");
    } else if (all_) {
      lose_code(rule, rep, registered ? "the account has a rep of its own" : "a territory decided");
    }
    if (registered || !policy_.rep_code_registers || !sale_.first_order || out_.account.empty())
      return;
    flag("REGISTRATION_PROPOSED");
    out_.proposed_rep = rep;
  }

  void use_quote(Split& split) {
    const auto found = tables_.quotes.find(sale_.quote);
    if (sale_.quote.empty() || found == tables_.quotes.end()) return;
    const Quote& quote = found->second;
    if (!quote.valid(business_date(sale_.placed_at, policy_))) {
      flag("QUOTE_EXPIRED");
      return;
    }
    const bool alone = split.holders.size() == 1 && split.holders[0].rep == quote.owner;
    if (!policy_.quote_split || alone) return;
    Decimal sum;
    for (const Holder& one : split.holders) sum += one.weight;
    for (Holder& one : split.holders) one.weight = one.weight * policy_.quote_split->account;
    Holder owner{"", sum * policy_.quote_split->owner, "quote:" + sale_.quote, ""};
    owner.rep = in_office(quote.owner, owner.via);
    split.holders.push_back(std::move(owner));
  }

  /// Whoever placed it for the customer has helped; that never makes anybody primary.
  void add_session(Split& split) {
    if (sale_.impersonator.empty()) return;
    if (split.holders.empty()) split.percent = 0;
    split.percent += policy_.helper_percent;
    split.holders.push_back(
        {sale_.impersonator, policy_.helper_percent, policy_.name + ".helper", ""});
  }

  void compare_claims() {
    std::vector<std::string> reps;
    for (const Split& split : out_.splits) {
      if (split.slot != Slot::primary) continue;
      for (const Holder& one : split.holders) reps.push_back(one.rep);
    }
    for (const std::string& name : claim_flags(sale_, tables_, reps)) flag(name);
  }

  bool won(const std::string& rule) const {
    return std::any_of(out_.splits.begin(), out_.splits.end(), [&](const Split& split) {
      return std::any_of(split.holders.begin(), split.holders.end(),
                         [&](const Holder& one) { return one.rule == rule; });
    });
  }

  void lose(const Hit& hit, Slot slot) {
    for (const Assignment* one : hit.found) {
      const bool known = std::any_of(out_.losing.begin(), out_.losing.end(),
                                     [&](const Lost& lost) { return lost.rule == one->id; });
      if (known || slot != Slot::primary) continue;
      out_.losing.push_back({one->id, one->seats.empty() ? "HOUSE" : one->seats.front().rep,
                             hit.where + ": " + hit.why});
    }
  }

  void tell(const Split& split, const Climb& found) {
    std::string text = std::string(name_of(split.slot)) + ": ";
    if (!found.winners.empty()) {
      const Hit& hit = found.winners.front();
      text += hit.found.front()->id + " at " + hit.found.front()->place.key + " gives ";
    } else if (split.holders.front().rule == "LADDER_END") {
      text += "no rep set yet, sales operations decides";
      if (!found.candidates.empty()) text += " between " + ids_of(found.candidates);
      text += ". ";
    } else {
      text += split.holders.front().rule + " gives ";
    }
    if (split.holders.front().rule != "LADDER_END") text += holders_text(split) + ". ";
    if (!found.address.empty()) text += "Address used: " + found.address + ". ";
    std::string lost;
    for (const Hit& hit : found.losers) {
      if (hit.found.front()->slot != split.slot) continue;
      for (const Assignment* one : hit.found)
        lost += (lost.empty() ? "" : ", ") + one->id + " (" + hit.where + ": " + hit.why + ")";
    }
    if (split.slot == Slot::primary && !code_lost_.empty())
      lost += (lost.empty() ? "" : ", ") + code_lost_;
    if (!lost.empty()) text += "Not used: " + lost + ". ";
    text.pop_back();
    if (std::find(out_.told.begin(), out_.told.end(), text) == out_.told.end())
      out_.told.push_back(std::move(text));
  }

  static std::string ids_of(const std::vector<const Assignment*>& all) {
    std::string out;
    for (const Assignment* one : all) out += (out.empty() ? "" : " and ") + one->id;
    return out;
  }

  std::string code_lost_;  ///< the rep code that did not decide, and why; "" = there is none
  const Sale& sale_;
  const Tables& tables_;
  const Policy& policy_;
  const Date on_, known_;
  const bool all_;
  struct Answered {
    const Share* share = nullptr;  ///< the line that was asked for
    Climb found;
  };
  std::array<Answered, kSlots.size()> answered_;
  Decision out_;
};

}  // namespace

bool same_holders(const Split& a, const Split& b) {
  return a.slot == b.slot && a.line == b.line && a.component == b.component &&
         a.percent == b.percent &&
         std::equal(a.holders.begin(), a.holders.end(), b.holders.begin(), b.holders.end(),
                    [](const Holder& x, const Holder& y) {
                      return x.rep == y.rep && x.weight == y.weight;
                    });
}

std::string holders_text(const Split& split) {
  Decimal sum;
  for (const Holder& one : split.holders) sum += one.weight;
  std::string out;
  for (const Holder& one : split.holders) {
    const auto share = Decimal::divide(one.weight * split.percent, sum, 2, Rounding::half_up);
    const std::string rep = one.rep == "UNASSIGNED" ? "nobody yet" : one.rep;
    out += (out.empty() ? "" : ", ") + rep +
           (share ? " " + share->trimmed().str() + " %" : std::string(" 0 %"));
    if (one.via.rfind("successor:", 0) == 0) out += " (follows " + one.via.substr(10) + ")";
    if (one.via.rfind("inactive:", 0) == 0) out += " (" + one.via.substr(9) + " has left)";
  }
  return out;
}

std::vector<Decimal> amounts_of(const Split& split, const Decimal& base, int exponent) {
  const int scale = std::max(exponent, base.trimmed().scale());
  if (split.holders.size() == 1 && split.percent == Decimal(100)) return {base.rounded(scale)};
  const Decimal total =
      split.percent == Decimal(100)
          ? base
          : (base * split.percent * Decimal::from_minor(1, 2)).rounded(scale, Rounding::half_up);
  std::vector<Decimal> weights;
  for (const Holder& one : split.holders) weights.push_back(one.weight);
  auto parts = allocate(total, weights, scale);
  if (parts) return *parts;
  return std::vector<Decimal>(split.holders.size(), Decimal(0).rounded(scale));
}

Date business_date(Instant at, const Policy& policy) {
  return value_or(date_in_zone(at, policy.zone), Date{std::chrono::floor<std::chrono::days>(at)});
}

Decision decide(const Sale& sale, const Tables& tables, const Policy& policy, Date on, Date known,
                bool all) {
  return Decider(sale, tables, policy, on, known, all).run();
}

}  // namespace norekey::credit
