/// How well re-entered orders are found: 20,000 manual orders, among them 100 re-entries of every
/// kind. Prints precision, recall and reviews: with what the daemon knows where substitutes.csv is
/// filled in, and where it is not. Asserts nothing.
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "credit/reentry_watch.hpp"

namespace {

using namespace norekey;
using namespace norekey::credit;
using namespace std::chrono_literals;

constexpr int kManual = 20'000, kOfEach = 100, kAccounts = 400, kItems = 900;

/// Everything is made from one seed: the same set at each run.
class Generator {
 public:
  std::vector<WebOrder> web;
  std::vector<ManualOrder> manual;
  std::map<std::size_t, std::set<std::string>> truth;  ///< web order -> manual orders it became
  std::map<std::size_t, std::string> kind;             ///< of the re-entry
  ReentryFacts facts;

  Generator() {
    for (int i = 0; i < kItems; i += 10)
      facts.substitutes["I" + std::to_string(i)].insert("I" + std::to_string(i + 1));
    for (int i = 0; i < kAccounts; ++i)
      facts.parents["C" + std::to_string(i)] = i % 4 < 2 ? "P" + std::to_string(i / 4) : "";
    for (int i = 0; i < kAccounts; i += 3) {
      standing_[i] = basket();
      facts.usual["C" + std::to_string(i)].insert(basket_key(standing_[i]));
    }
    reentries();
    ordinary();
  }

 private:
  int below(int n) { return static_cast<int>(luck_() % static_cast<unsigned>(n)); }

  std::vector<BasketLine> basket() {
    std::map<std::string, Decimal> out;
    const int size = 1 + below(6);
    while (static_cast<int>(out.size()) < size)
      out["I" + std::to_string(below(kItems))] = Decimal(1 + below(48));
    return {out.begin(), out.end()};
  }

  Instant moment() {
    return parse_instant("2026-01-05T13:00:00Z").value() +
           std::chrono::minutes(below(90 * 24 * 60));
  }

  WebOrder web_order(int account) {
    WebOrder out;
    out.no = "W" + std::to_string(web.size());
    out.account = "C" + std::to_string(account);
    out.po = below(10) < 7 ? "PO" + std::to_string(100'000 + next_po_++) : "";
    out.lines = basket();
    out.placed_at = moment();
    out.cancelled_at = out.placed_at + std::chrono::minutes(5 + below(600));
    out.cancelled_by = "S" + std::to_string(below(12));
    out.net = Decimal(100 + below(5000));
    return out;
  }

  ManualOrder entered(const WebOrder& of) {
    ManualOrder out;
    out.no = "S" + std::to_string(next_manual_++);
    out.account = of.account;
    out.po = of.po;
    out.lines = of.lines;
    out.net = *of.net;
    out.taker = below(4) > 0 ? of.cancelled_by : "S" + std::to_string(below(12));
    out.entered_at = of.cancelled_at.value_or(of.placed_at) + std::chrono::minutes(2 + below(90));
    return out;
  }

  using Change = std::function<void(WebOrder&, ManualOrder&)>;

  void reentry(const std::string& name, const Change& change) {
    for (int i = 0; i < kOfEach; ++i) {
      WebOrder order = web_order(below(kAccounts));
      ManualOrder again = entered(order);
      change(order, again);
      truth[web.size()].insert(again.no);
      kind[web.size()] = name;
      web.push_back(order);
      manual.push_back(again);
    }
  }

  void reentries() {
    reentry("same PO, same lines",
            [](WebOrder& w, ManualOrder& m) { w.po = m.po = w.po.empty() ? "PO-" + w.no : w.po; });
    reentry("no PO, soon", [](WebOrder&, ManualOrder& m) { m.po.clear(); });
    reentry("no PO, next day", [this](WebOrder&, ManualOrder& m) {
      m.po.clear();
      m.entered_at += 20h + std::chrono::minutes(below(600));
    });
    reentry("entered before the cancellation", [this](WebOrder& w, ManualOrder& m) {
      m.entered_at = *w.cancelled_at - std::chrono::minutes(1 + below(100));
    });
    reentry("a sibling account", [](WebOrder& w, ManualOrder& m) {
      w.po = m.po = w.po.empty() ? "PO-" + w.no : w.po;
      const int number = std::stoi(w.account.substr(1)) / 4 * 4;
      w.account = "C" + std::to_string(number);
      m.account = "C" + std::to_string(number + 1);
    });
    reentry("a substitute", [this](WebOrder& w, ManualOrder& m) {
      const std::string item = "I" + std::to_string(below(kItems / 10) * 10);
      std::map<std::string, Decimal> lines(w.lines.begin(), w.lines.end());
      lines[item] = Decimal(1 + below(20));
      w.lines.assign(lines.begin(), lines.end());
      m.lines = w.lines;
      for (BasketLine& line : m.lines) {
        if (line.first == item) line.first = "I" + std::to_string(std::stoi(item.substr(1)) + 1);
      }
      m.po.clear();
    });
    reentry("a changed quantity", [](WebOrder& w, ManualOrder& m) {
      m.lines[0].second =
          m.lines[0].second +
          std::max(Decimal(1), (w.lines[0].second * Decimal::from_minor(15, 2)).rounded(0));
      m.po.clear();
    });
    reentry("a line added", [this](WebOrder&, ManualOrder& m) {
      m.lines.emplace_back("X" + std::to_string(below(1000)), 1);
    });
    reentry("as two orders", [this](WebOrder& w, ManualOrder& m) {
      while (w.lines.size() < 2) w.lines = basket();
      m.lines.assign(w.lines.begin(), w.lines.begin() + 1);
      ManualOrder other = m;
      other.no = "S" + std::to_string(next_manual_++);
      other.lines.assign(w.lines.begin() + 1, w.lines.end());
      other.entered_at += 4min;
      m.net = (*w.net * Decimal::from_minor(4, 1)).rounded(2);
      other.net = *w.net - m.net;
      truth[web.size()].insert(other.no);
      manual.push_back(other);
    });
    reentry("another PO, next day, changed", [this](WebOrder&, ManualOrder& m) {
      m.po = "T" + std::to_string(next_po_++);
      m.lines[0].second += 1;
      m.entered_at += 18h;
    });
    reentry("both open", [](WebOrder& w, ManualOrder& m) {
      m.entered_at = w.placed_at + 25min;
      w.cancelled_at.reset();
      w.cancelled_by.clear();
    });
  }

  /// Orders that staff enter every day, and web orders that were cancelled or not, by the customer
  /// or by staff, without being entered again.
  void ordinary() {
    for (int i = 0; i < 4000; ++i) {
      const int account = below(kAccounts);
      WebOrder order = web_order(account);
      if (standing_.contains(account) && below(2) == 0) order.lines = standing_[account];
      if (below(3) == 0) order.cancelled_at.reset();
      if (!order.cancelled_at) order.cancelled_by.clear();
      if (order.cancelled_at && below(3) > 0) order.cancelled_by = "customer";
      web.push_back(order);
    }
    while (static_cast<int>(manual.size()) < kManual) {
      const int account = below(kAccounts);
      WebOrder source = web_order(account);
      if (standing_.contains(account) && below(3) == 0) source.lines = standing_[account];
      ManualOrder order = entered(source);
      order.entered_at = moment();
      if (below(4) == 0) order.po.clear();
      manual.push_back(order);
    }
  }

  std::mt19937 luck_{2026};
  std::map<int, std::vector<BasketLine>> standing_;
  int next_po_ = 0, next_manual_ = 0;
};

std::string percent(long part, long whole) {
  char out[16];
  std::snprintf(out, sizeof out, "%.3f",
                whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole));
  return out;
}

/// Brings the set's orders together by `facts`, and prints how well.
void measure(const Generator& set, const ReentryFacts& facts) {
  const auto found = watch(set.web, set.manual, facts);
  long rule = 0, rule_true = 0, review = 0, review_true = 0, open = 0, open_true = 0;
  std::map<std::string, long> hits;
  for (const Reentry& one : found) {
    std::set<std::string> numbers;
    for (const std::size_t m : one.manual) numbers.insert(set.manual[m].no);
    const auto truth = set.truth.find(one.web);
    bool right = truth != set.truth.end();
    for (const std::string& number : numbers) right = right && truth->second.contains(number);
    if (right) ++hits[set.kind.at(one.web)];
    long& all = one.compared.link == Link::rule     ? rule
                : one.compared.link == Link::review ? review
                                                    : open;
    long& good = one.compared.link == Link::rule     ? rule_true
                 : one.compared.link == Link::review ? review_true
                                                     : open_true;
    ++all;
    good += right ? 1 : 0;
  }
  const long all_true = rule_true + review_true + open_true;
  std::printf("%zu manual orders, %zu web orders, %zu re-entries\n", set.manual.size(),
              set.web.size(), set.truth.size());
  std::printf("rule links: %ld, precision %s\n", rule, percent(rule_true, rule).c_str());
  std::printf("both open, held: %ld, precision %s\n", open, percent(open_true, open).c_str());
  std::printf("for a person: %ld, of them true %ld: %s reviews a true one\n", review, review_true,
              percent(review, review_true).c_str());
  std::printf("recall, rule and person: %s\n",
              percent(all_true, static_cast<long>(set.truth.size())).c_str());
  for (const auto& [kind, count] : hits)
    std::printf("  %-34s %ld of %d\n", kind.c_str(), count, kOfEach);
}

}  // namespace

int main() {
  const Generator set;
  measure(set, set.facts);
  ReentryFacts without = set.facts;
  without.substitutes.clear();
  std::printf("\nwithout substitutes.csv:\n");
  measure(set, without);
  return 0;
}
