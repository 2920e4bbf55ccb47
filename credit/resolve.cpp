#include "credit/resolve.hpp"

#include <algorithm>
#include <array>

namespace norekey::credit {
namespace {

constexpr std::array<const char*, 2> kSlots = {"primary", "inside"};

/// Net merchandise: freight, tax, fees and core deposits carry no sales credit.
bool carries_credit(const Line& line) {
  return line.kind != "fee" && line.kind != "core_deposit" && line.kind != "freight";
}

/// The places that can be assigned for a line, nearest first.
std::vector<std::string> ladder(const Order& order, const Line& line) {
  std::vector<std::string> out;
  if (order.buyer.account.empty()) return out;
  const std::string& ship_to = line.ship_to ? line.ship_to->code : order.ship_to.code;
  if (!ship_to.empty()) out.push_back("shipto:" + order.buyer.account + "/" + ship_to);
  out.push_back("account:" + order.buyer.account);
  return out;
}

class Resolver {
 public:
  Resolver(const Order& order, const Assignments& assignments, const Policy& policy)
      : order_(order), assignments_(assignments), policy_(policy) {
    day_ = value_or(date_in_zone(order.placed_at, policy.zone),
                    Date{std::chrono::floor<std::chrono::days>(order.placed_at)});
    exponent_ = value_or(currency_exponent(order.currency), 2);
  }

  Resolution run() {
    for (const Line& line : order_.lines) {
      if (!carries_credit(line)) continue;
      out_.base += line.amount;
      for (const char* slot : kSlots) credit_line(line, slot);
    }
    if (order_.buyer.account.empty()) flag("GUEST");
    document_reps();
    out_.explain = "business date " + to_string(day_) + " (" + policy_.zone + "). " + explain_;
    return std::move(out_);
  }

 private:
  void credit_line(const Line& line, const std::string& slot) {
    const Assignment* winner = nullptr;
    bool mentioned = false;
    std::string losers;
    for (const std::string& place : ladder(order_, line)) {
      if (winner != nullptr) {
        if (assignments_.find(place, slot, day_) != nullptr)
          losers += place + ": a nearer rule won; ";
        continue;
      }
      winner = assignments_.find(place, slot, day_);
      mentioned = mentioned || assignments_.mentions(place, slot);
      if (winner == nullptr)
        losers +=
            place + (assignments_.mentions(place, slot) ? ": none on that date; " : ": none; ");
    }
    if (winner != nullptr) {
      give(line, slot, *winner);
      say(slot, winner->id + " at " + winner->at + " gives " + seats_text(*winner), losers);
    } else if (slot == "primary") {
      out_.credits.push_back(
          {slot, line.number, "UNASSIGNED", 100, line.amount.rounded(exponent_), "LADDER_END"});
      flag("UNASSIGNED");
      if (mentioned) flag("ASSIGNMENT_GAP");
      say(slot, "no rule decides: sales operations sets the rep", losers);
    }
  }

  void give(const Line& line, const std::string& slot, const Assignment& winner) {
    std::vector<Decimal> weights;
    for (const Seat& seat : winner.seats) weights.push_back(seat.share);
    const auto amounts = allocate(line.amount, weights, exponent_);
    const auto shares =
        winner.weights ? allocate(100, weights, 2) : Result<std::vector<Decimal>>(weights);
    for (std::size_t i = 0; i < winner.seats.size(); ++i) {
      const Rep* rep = assignments_.rep(winner.seats[i].rep);
      const bool left = rep != nullptr && rep->active_until && *rep->active_until <= day_;
      if (left) flag("REP_INACTIVE");
      out_.credits.push_back({slot, line.number, left ? "UNASSIGNED" : winner.seats[i].rep,
                              (*shares)[i], amounts ? (*amounts)[i] : Decimal(0), winner.id});
    }
  }

  /// Sums by rep in seat order; the largest first, ties in seat order.
  std::vector<std::pair<std::string, Decimal>> by_rep(const std::string& slot) const {
    std::vector<std::pair<std::string, Decimal>> out;
    for (const SalesCredit& credit : out_.credits) {
      if (credit.slot != slot) continue;
      const std::string rep =
          credit.rep == "UNASSIGNED" || credit.rep == "HOUSE" ? policy_.house_rep : credit.rep;
      auto at =
          std::find_if(out.begin(), out.end(), [&](const auto& one) { return one.first == rep; });
      if (at == out.end()) at = out.insert(out.end(), {rep, Decimal(0)});
      at->second += credit.amount.abs();
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return out;
  }

  void document_reps() {
    auto primary = by_rep("primary");
    if (primary.empty()) primary.emplace_back(policy_.house_rep, Decimal(0));
    std::vector<Decimal> weights;
    Decimal sum;
    for (const auto& one : primary) sum += one.second;
    for (const auto& one : primary) weights.push_back(sum.is_zero() ? Decimal(1) : one.second);
    const auto shares = allocate(100, weights, 2);
    for (std::size_t i = 0; i < primary.size(); ++i) {
      out_.reps.push_back(
          {primary[i].first, shares ? (*shares)[i].trimmed() : Decimal(100), i == 0});
    }
    const auto inside = by_rep("inside");
    if (!inside.empty()) out_.inside = inside.front().first;
  }

  static std::string seats_text(const Assignment& a) {
    std::string out;
    for (const Seat& seat : a.seats)
      out += (out.empty() ? "" : ", ") + seat.rep + " " + seat.share.str() +
             (a.weights ? " parts" : " %");
    return out;
  }

  void say(const std::string& slot, const std::string& what, const std::string& losers) {
    const std::string text =
        slot + ": " + what +
        (losers.empty() ? "" : " (" + losers.substr(0, losers.size() - 2) + ")") + ". ";
    if (explain_.find(text) == std::string::npos) explain_ += text;
  }

  void flag(const std::string& name) {
    if (std::find(out_.flags.begin(), out_.flags.end(), name) == out_.flags.end())
      out_.flags.push_back(name);
  }

  const Order& order_;
  const Assignments& assignments_;
  const Policy& policy_;
  Date day_{};
  int exponent_ = 2;
  std::string explain_;
  Resolution out_;
};

}  // namespace

Resolution resolve(const Order& order, const Assignments& assignments, const Policy& policy) {
  return Resolver(order, assignments, policy).run();
}

std::string note_of(const Resolution& resolution) {
  std::string out = "sales credit ";
  for (std::size_t i = 0; i < resolution.reps.size(); ++i) {
    out +=
        (i == 0 ? "" : ", ") + resolution.reps[i].rep + " " + resolution.reps[i].share.str() + " %";
  }
  return out + (resolution.inside.empty() ? "" : ", inside " + resolution.inside);
}

}  // namespace norekey::credit
