/// How many orders a second one core decides against 1 million assignments and 50,000 postal rules,
/// and how long a what-if over 1 million stored orders takes. Prints figures, asserts nothing.
#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <random>

#include "credit/replay.hpp"
#include "credit/resolve.hpp"
#include "credit/sale_json.hpp"

namespace {

using namespace norekey;
using namespace norekey::credit;

constexpr int kAccounts = 850'000, kShipTos = 100'000, kPostal = 50'000;
constexpr int kSales = 100'000, kStored = 1'000'000;

std::mt19937 luck(7);

int below(int n) { return static_cast<int>(luck() % static_cast<unsigned>(n)); }

std::string rep() { return "REP" + std::to_string(below(500)); }

std::string zip(int number) {
  char out[16];
  std::snprintf(out, sizeof out, "%05d", number % 100'000);
  return out;
}

Assignment assignment(const std::string& id, const std::string& at, Slot slot) {
  Assignment out;
  out.id = id;
  out.place = parse_place(at, false).value();
  out.slot = slot;
  out.seats.push_back({rep(), 100});
  if (below(10) == 0) {
    out.seats[0].share = 60;
    out.seats.push_back({rep(), 40});
  }
  out.from = parse_date("2026-01-01").value();
  return out;
}

/// Accounts, ship-tos and postal rules of all three kinds; together 1 million.
std::vector<Assignment> assignments() {
  std::vector<Assignment> out;
  out.reserve(kAccounts + kShipTos + kPostal);
  for (int i = 0; i < kAccounts; ++i) {
    const bool inside = i % 5 == 0;
    out.push_back(assignment("A" + std::to_string(i),
                             "account:C" + std::to_string(inside ? i - 1 : i),
                             inside ? Slot::inside : Slot::primary));
  }
  for (int i = 0; i < kShipTos; ++i) {
    out.push_back(assignment("S" + std::to_string(i),
                             "shipto:C" + std::to_string(i * 7 + 1) + "/ST001", Slot::primary));
  }
  for (int i = 0; i < kPostal; ++i) {
    const int low = i * 2;
    const std::string at =
        i % 3 == 0 ? zip(low) : zip(low) + "-" + zip(std::min(99'999, low + 1 + below(40)));
    out.push_back(assignment("T" + std::to_string(i), "postal:US:" + at, Slot::primary));
  }
  return out;
}

Sale sale(int number) {
  Sale out;
  out.number = "W" + std::to_string(number);
  out.channel = "web";
  const bool known = below(10) < 7;  // the others go by territory
  out.account = (known ? "C" : "N") + std::to_string(below(kAccounts));
  out.currency = "USD";
  out.placed_at = parse_instant("2026-03-10T15:00:00Z").value();
  Spot spot{known && below(5) == 0 ? "ST001" : "", "US", zip(below(100'000)), "", "", "", false};
  out.ship_to = spot;
  for (int i = 0; i < 3; ++i) {
    SaleLine line;
    line.number = i + 1;
    line.net = Decimal::from_minor(below(100'000), 2);
    line.product_line = "PL" + std::to_string(below(40));
    line.ship_to = spot;
    out.lines.push_back(std::move(line));
  }
  return out;
}

/// Processor seconds of this one thread: other work on the machine does not count.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

long resident_mb() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kb = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> kb;
  }
  return kb / 1024;
}

void decide_all(const std::vector<Sale>& sales, const Tables& tables, bool all) {
  const Policy policy;
  const double start = processor_seconds();
  std::size_t splits = 0;
  for (const Sale& one : sales) {
    const Date day = business_date(one.placed_at, policy);
    splits += decide(one, tables, policy, day, day, all).splits.size();
  }
  const double took = processor_seconds() - start;
  std::printf("decide, %s: %.0f orders/s on one core (%zu orders of 3 lines, %zu splits, %.2f s)\n",
              all ? "with losers and explanation" : "winners only",
              static_cast<double>(sales.size()) / took, sales.size(), splits, took);
}

void what_if(const std::vector<std::string>& stored, const Tables& now, const Tables& then) {
  WhatIf sums(now, then, Policy{});
  const double start = processor_seconds();
  for (int i = 0; i < kStored; ++i) {
    std::optional<Error> wrong;
    const auto value = boost::json::parse(stored[static_cast<std::size_t>(i) % stored.size()]);
    sums.add(read_sale(Fields(value.get_object(), "sale", wrong)));
  }
  std::printf("what-if: %lld stored orders in %.1f s, %lld would change\n",
              static_cast<long long>(sums.orders()), processor_seconds() - start,
              static_cast<long long>(sums.changed()));
}

Tables tables_of(std::vector<Assignment> all) {
  Tables out;
  out.use(accept(std::move(all)));
  return out;
}

}  // namespace

int main() {
  const long before = resident_mb();
  const double start = processor_seconds();
  std::vector<Assignment> all = assignments();
  std::vector<Assignment> draft = all;
  for (std::size_t i = 0; i < draft.size(); i += 10) draft[i].seats[0].rep = "REPNEW";
  const Tables now = tables_of(std::move(all));
  std::printf("tables: %zu assignments, %d of them postal, built in %.1f s, %zu refused\n",
              now.assignments.all().size(), kPostal, processor_seconds() - start,
              now.refused.size());
  const long one_set = resident_mb();
  const Tables then = tables_of(std::move(draft));
  std::printf("memory: %ld MB for one set of tables and its draft, %ld MB with both indexed\n",
              one_set - before, resident_mb() - before);
  std::vector<Sale> sales;
  std::vector<std::string> stored;
  std::size_t bytes = 0;
  for (int i = 0; i < kSales; ++i) {
    sales.push_back(sale(i));
    stored.push_back(boost::json::serialize(to_json(sales.back())));
    bytes += stored.back().size();
  }
  std::printf("kept with each order: %zu bytes on average\n", bytes / stored.size());
  decide_all(sales, now, false);
  decide_all(sales, now, true);
  what_if(stored, now, then);
  return 0;
}
