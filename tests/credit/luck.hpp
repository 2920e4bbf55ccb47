/// luck: sales, splits and events from one seed, for laws that hold for every sale.
#pragma once
#include <map>
#include <random>

#include "credit/post.hpp"

namespace norekey::credit {

class Luck {
 public:
  explicit Luck(unsigned seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  Decimal cents(int most) { return Decimal::from_minor(1 + below(most), 2); }

  /// One assignment a slot, of one to five reps with any weights; a rep's code begins with its
  /// slot.
  Tables tables(const std::vector<Slot>& slots = {Slot::primary}) {
    std::vector<Assignment> all;
    for (const Slot slot : slots) {
      Assignment& one = all.emplace_back();
      one.id = name_of(slot);
      one.slot = slot;
      one.place = parse_place("account:C1", false).value();
      one.weights = true;
      one.from = parse_date("2026-01-01").value();
      const int seats = 1 + below(5);
      for (int i = 0; i < seats; ++i)
        one.seats.push_back(
            {std::string(name_of(slot)) + static_cast<char>('A' + i), Decimal(1 + below(97))});
    }
    Tables out;
    out.use(accept(std::move(all)));
    return out;
  }

  /// Of one line of C1, up to 1,000.00.
  Sale sale() {
    Sale out;
    out.number = "W1";
    out.account = "C1";
    out.currency = "USD";
    out.placed_at = parse_instant("2026-03-10T15:00:00Z").value();
    SaleLine line;
    line.number = 1;
    line.net = cents(100'000);
    out.lines.push_back(line);
    return out;
  }

 private:
  std::mt19937 random_;
};

/// About the sale's line, so many days after the sale.
inline Event event(EventType type, const std::string& no, int day, const Decimal& amount,
                   const std::string& refers = "", std::optional<Decimal> cost = {}) {
  Event out{type,   no,
            refers, parse_instant("2026-03-11T15:00:00Z").value() + std::chrono::hours(24 * day),
            1,      amount};
  out.cost = std::move(cost);
  return out;
}

inline Posting posted(const Sale& sale, const Tables& tables, const Policy& policy = {}) {
  const Date day = business_date(sale.placed_at, policy);
  return post(sale, decide(sale, tables, policy, day, day), tables, policy, {}, {});
}

/// What each rep has, "booked" or "earned".
inline std::map<std::string, Decimal> sums(const Posting& posting, const std::string& state) {
  std::map<std::string, Decimal> out;
  for (const Entry& one : posting.entries) {
    if (one.state == state) out[one.rep] += one.amount;
  }
  return out;
}

}  // namespace norekey::credit
