#include "flow/reconcile/shadow.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"

namespace norekey::flow {
namespace {

using adapters::ErpLine;
using adapters::ErpOrder;
using adapters::HeldOrder;

constexpr std::chrono::hours kSamePo{24 * 14};
/// Staff may have been told by telephone before the customer ordered on the web; after three days
/// it is another order.
constexpr std::chrono::hours kBefore{2}, kAfter{72};

std::string reps_entered(const std::vector<DocumentRep>& reps) {
  std::vector<std::string> out;
  for (const DocumentRep& rep : reps) {
    const bool whole = reps.size() == 1;
    out.push_back(rep.rep + (whole ? "" : " " + rep.share.trimmed().str() + " %"));
  }
  return out.empty() ? "none" : join(out, ", ");
}

std::string both(const std::string& ours, const std::string& entered) {
  return "ours " + (ours.empty() ? "none" : ours) + ", entered " +
         (entered.empty() ? "none" : entered);
}

/// One order against what staff entered of it.
class Pair {
 public:
  Pair(const ShadowOrder& wanted, const HeldOrder& keyed, const config::Authority& owners,
       const std::set<std::string>& erp_items, std::vector<ShadowFinding>& out)
      : ours_(wanted.wanted),
        theirs_(keyed.order),
        owners_(owners),
        erp_items_(erp_items),
        out_(out) {
    number_ = wanted.number;
    keyed_ =
        keyed.order.receipt.number.empty() ? keyed.order.receipt.id : keyed.order.receipt.number;
  }

  void compare() {
    if (ours_.customer != theirs_.customer)
      say("customer " + ours_.customer + " entered as " + theirs_.customer,
          both(ours_.customer, theirs_.customer));
    if (!ours_.ship_to.empty() && ours_.ship_to != theirs_.ship_to && says(theirs_.ship_to))
      say("ship-to", both(ours_.ship_to, theirs_.ship_to));
    if (!ours_.po_number.empty() && ours_.po_number != theirs_.po_number && says(theirs_.po_number))
      say("PO number", both(ours_.po_number, theirs_.po_number));
    reps();
    const std::size_t before = out_.size();
    if (!theirs_.partly || !theirs_.lines.empty()) lines();
    if (out_.size() == before && ours_.total != theirs_.total && !owners_.erp_adds_up())
      say("total", both(ours_.total.str(), theirs_.total.str()));
  }

 private:
  /// What an ERP does not tell of its orders is no difference.
  bool says(const std::string& value) const { return !theirs_.partly || !value.empty(); }

  void say(std::string cause, std::string what) {
    out_.push_back({std::move(cause), number_, keyed_, std::move(what)});
  }

  /// An ERP with one field for the rep holds the primary one.
  void reps() {
    std::vector<DocumentRep> ours = ours_.reps;
    if (theirs_.reps.size() == 1 && ours.size() > 1) {
      const auto primary = std::find_if(ours.begin(), ours.end(),
                                        [](const DocumentRep& one) { return one.primary; });
      ours = {primary == ours.end() ? ours.front() : *primary};
    }
    const std::string a = reps_entered(ours), b = reps_entered(theirs_.reps);
    if (a != b) say("rep " + a + " entered as " + b, both(a, b));
  }

  void lines() {
    std::vector<const ErpLine*> rest;
    for (const ErpLine& line : theirs_.lines) rest.push_back(&line);
    std::vector<const ErpLine*> missing;
    for (const ErpLine& line : ours_.lines) {
      const auto found = best(rest, line);
      if (found == rest.end()) {
        missing.push_back(&line);
        continue;
      }
      compare_line(line, **found);
      rest.erase(found);
    }
    for (const ErpLine* line : missing) {
      const auto stands_in = std::find_if(rest.begin(), rest.end(), [&](const ErpLine* one) {
        return one->quantity == line->quantity;
      });
      if (stands_in == rest.end()) {
        say("line left out: " + line->item, both(line->quantity.str() + " " + line->item, ""));
      } else {
        say("item " + line->item + " entered as " + (*stands_in)->item,
            both(line->item, (*stands_in)->item));
        rest.erase(stands_in);
      }
    }
    for (const ErpLine* line : rest) {
      if (erp_items_.contains(line->item)) continue;
      say("line added: " + line->item, both("", line->quantity.str() + " " + line->item));
    }
  }

  /// The same item, of several the one that agrees in most.
  static std::vector<const ErpLine*>::iterator best(std::vector<const ErpLine*>& rest,
                                                    const ErpLine& line) {
    auto out = rest.end();
    int most = -1;
    for (auto at = rest.begin(); at != rest.end(); ++at) {
      if ((*at)->item != line.item) continue;
      const int same = ((*at)->quantity == line.quantity ? 2 : 0) +
                       ((*at)->price.rounded(4) == line.price.rounded(4) ? 1 : 0);
      if (same > most) {
        most = same;
        out = at;
      }
    }
    return out;
  }

  void compare_line(const ErpLine& ours, const ErpLine& theirs) {
    if (ours.quantity != theirs.quantity)
      say("quantity of " + ours.item, both(ours.quantity.str(), theirs.quantity.str()));
    if (!ours.uom.empty() && !theirs.uom.empty() && ours.uom != theirs.uom)
      say("unit of " + ours.item, both(ours.uom, theirs.uom));
    const bool says_price = !theirs_.partly || !theirs.price.is_zero();
    if (says_price && ours.price.rounded(4) != theirs.price.rounded(4) && owners_.price != "erp")
      say("price of " + ours.item,
          both(ours.price.trimmed(2).str(), theirs.price.trimmed(2).str()));
  }

  const ErpOrder& ours_;
  const ErpOrder& theirs_;
  const config::Authority& owners_;
  const std::set<std::string>& erp_items_;
  std::vector<ShadowFinding>& out_;
  std::string number_, keyed_;
};

/// Which web numbers stand in a text, wherever: a window of each length that there is slides over
/// it.
class NumbersIn {
 public:
  explicit NumbersIn(const std::vector<ShadowOrder>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].number.empty()) continue;
      of_[wanted[i].number].push_back(i);
      lengths_.insert(wanted[i].number.size());
    }
  }

  void find(std::string_view text, std::set<std::size_t>& out) const {
    for (const std::size_t length : lengths_) {
      for (std::size_t at = 0; at + length <= text.size(); ++at) {
        const auto found = of_.find(text.substr(at, length));
        if (found != of_.end()) out.insert(found->second.begin(), found->second.end());
      }
    }
  }

 private:
  std::map<std::string, std::vector<std::size_t>, std::less<>> of_;
  std::set<std::size_t> lengths_;
};

/// Who belongs to whom: by the web number that staff wrote down, by PO, then by likeness. Each
/// order is held against those of its number, PO or customer only: time grows with the orders, not
/// with their pairs.
class Matching {
 public:
  Matching(const std::vector<ShadowOrder>& wanted, const std::vector<HeldOrder>& keyed)
      : wanted_(wanted), keyed_(keyed), of_(wanted.size(), nullptr) {
    for (const HeldOrder& one : keyed_) {
      if (!one.alive) continue;
      if (!one.order.po_number.empty()) by_po_[one.order.po_number].push_back(&one);
      by_customer_[one.order.customer].push_back(&one);
    }
    for (auto& one : by_customer_) {
      std::stable_sort(
          one.second.begin(), one.second.end(),
          [](const HeldOrder* x, const HeldOrder* y) { return x->entered < y->entered; });
    }
  }

  std::vector<const HeldOrder*> run() {
    by_number();
    by_po(true);
    by_likeness();
    by_po(false);
    return std::move(of_);
  }

 private:
  using Held = std::vector<const HeldOrder*>;

  static const Held& at(const std::map<std::string, Held>& index, const std::string& key) {
    static const Held none;
    const auto found = index.find(key);
    return found == index.end() ? none : found->second;
  }

  void by_number() {
    const NumbersIn numbers(wanted_);
    std::vector<Held> named(wanted_.size());
    for (const HeldOrder& one : keyed_) {
      if (!one.alive) continue;
      std::set<std::size_t> found;
      for (const std::string* text : {&one.text, &one.order.receipt.key, &one.order.po_number})
        numbers.find(*text, found);
      for (const std::size_t i : found) named[i].push_back(&one);
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      for (const HeldOrder* one : named[i]) {
        if (of_[i] == nullptr && !taken_.contains(one)) take(i, *one);
      }
    }
  }

  void by_po(bool same_customer) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const ShadowOrder& order = wanted_[i];
      if (of_[i] != nullptr || order.wanted.po_number.empty()) continue;
      for (const HeldOrder* one : at(by_po_, order.wanted.po_number)) {
        const bool in_time =
            one->entered == Instant{} || std::chrono::abs(one->entered - order.placed) <= kSamePo;
        if (taken_.contains(one) || !in_time ||
            (same_customer && one->order.customer != order.wanted.customer))
          continue;
        take(i, *one);
        break;
      }
    }
  }

  /// Of the same customer, entered around that time, with at least half of the items in common: the
  /// likest first, then the soonest.
  void by_likeness() {
    std::vector<Likeness> all;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (of_[i] != nullptr) continue;
      const Held& theirs = at(by_customer_, wanted_[i].wanted.customer);
      for (const HeldOrder* one : theirs) {
        if (one->entered != Instant{}) break;
        consider(all, i, *one, kAfter);  // nobody knows when
      }
      const Instant from = wanted_[i].placed - kBefore, until = wanted_[i].placed + kAfter;
      auto one = std::lower_bound(
          theirs.begin(), theirs.end(), from,
          [](const HeldOrder* held, Instant begin) { return held->entered < begin; });
      for (; one != theirs.end() && (*one)->entered <= until; ++one) {
        consider(all, i, **one, std::chrono::abs((*one)->entered - wanted_[i].placed));
      }
    }
    std::sort(all.begin(), all.end(), [](const Likeness& a, const Likeness& b) {
      return std::tie(a.unlike, a.apart, a.wanted) < std::tie(b.unlike, b.apart, b.wanted);
    });
    for (const Likeness& one : all) {
      if (of_[one.wanted] == nullptr && !taken_.contains(one.keyed)) take(one.wanted, *one.keyed);
    }
  }

  struct Likeness {
    int unlike;  ///< the smaller the liker
    std::chrono::microseconds apart;
    std::size_t wanted;
    const HeldOrder* keyed;
  };

  void consider(std::vector<Likeness>& all, std::size_t index, const HeldOrder& held,
                std::chrono::microseconds apart) const {
    if (taken_.contains(&held)) return;
    const int alike = likeness(wanted_[index].wanted, held.order);
    if (alike >= 50) all.push_back({-alike, apart, index, &held});
  }

  /// Percent of the longer order's lines whose item is in the other; a little more where the
  /// quantity is the same, too.
  static int likeness(const ErpOrder& ours, const ErpOrder& theirs) {
    if (theirs.partly && theirs.lines.empty()) return ours.total == theirs.total ? 50 : 0;
    const auto lines = static_cast<int>(std::max(ours.lines.size(), theirs.lines.size()));
    if (lines == 0) return 0;
    int items = 0, same = 0;
    std::vector<const ErpLine*> rest;
    for (const ErpLine& line : theirs.lines) rest.push_back(&line);
    for (const ErpLine& line : ours.lines) {
      const auto found = std::find_if(rest.begin(), rest.end(),
                                      [&](const ErpLine* one) { return one->item == line.item; });
      if (found == rest.end()) continue;
      ++items;
      same += (*found)->quantity == line.quantity ? 1 : 0;
      rest.erase(found);
    }
    return items * 100 / lines + same;
  }

  void take(std::size_t index, const HeldOrder& held) {
    of_[index] = &held;
    taken_.insert(&held);
  }

  const std::vector<ShadowOrder>& wanted_;
  const std::vector<HeldOrder>& keyed_;
  std::vector<const HeldOrder*> of_;
  std::set<const HeldOrder*> taken_;
  std::map<std::string, Held> by_po_, by_customer_;
};

}  // namespace

ShadowReport compare_shadow(const std::vector<ShadowOrder>& wanted,
                            const std::vector<HeldOrder>& keyed, const config::Authority& owners,
                            Instant now, std::chrono::hours patience) {
  ShadowReport out;
  std::set<std::string> erp_items;
  for (const ShadowOrder& one : wanted)
    erp_items.insert(one.erp_items.begin(), one.erp_items.end());
  const auto of = Matching(wanted, keyed).run();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ++out.orders;
    const std::size_t before = out.findings.size();
    if (of[i] != nullptr) {
      ++out.entered;
      Pair(wanted[i], *of[i], owners, erp_items, out.findings).compare();
    } else if (now - wanted[i].placed >= patience) {
      out.findings.push_back({"not entered", wanted[i].number, "", "staff did not enter it"});
    }
    out.agree += of[i] != nullptr && out.findings.size() == before ? 1 : 0;
  }
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const ShadowFinding& a, const ShadowFinding& b) {
                     return std::tie(a.cause, a.order) < std::tie(b.cause, b.order);
                   });
  return out;
}

}  // namespace norekey::flow
