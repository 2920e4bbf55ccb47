#include "flow/reconcile/verdict.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "flow/held_lines.hpp"
#include "flow/reentry/pairs.hpp"

namespace norekey::flow {
namespace {

using adapters::HeldOrder;

/// What is younger is on its way, whatever else is missing.
constexpr std::chrono::minutes kJustNow{2};
/// Orders placed that long before the window may have reached the ERP within it.
constexpr std::chrono::hours kEdge{24};

std::string reps_of(const std::vector<DocumentRep>& reps) {
  std::string out;
  for (const DocumentRep& rep : reps)
    out += (out.empty() ? "" : ", ") + rep.rep + " " + rep.share.trimmed().str() + " %";
  return out;
}

std::string number_of(const HeldOrder& held) {
  const adapters::Receipt& receipt = held.order.receipt;
  return receipt.number.empty() ? "order with id " + receipt.id : receipt.number;
}

std::string by_whom(const std::string& who) { return who.empty() ? "" : " by " + who; }

bool differs(const std::string& a, const std::string& b) { return !a.empty() && a != b; }

/// What the ERP holds other than what was read back when it was delivered.
std::vector<std::string> drift(const PartFacts& part, const HeldOrder& held,
                               const config::Authority& owners) {
  std::vector<std::string> out = changed_lines(part.lines, held.order.lines);
  if (owners.price == "erp")
    std::erase_if(out, [](const std::string& one) { return one.starts_with("price of "); });
  const auto say = [&](const char* name, const std::string& was, const std::string& is) {
    out.push_back(std::string(name) + " " + (was.empty() ? "none" : was) + " became " +
                  (is.empty() ? "none" : is));
  };
  const auto total = Decimal::parse(part.total);
  if (total && *total != held.order.total && !owners.erp_adds_up())
    say("total", part.total, held.order.total.str());
  const std::string reps = reps_of(held.order.reps);
  if (differs(part.reps, reps)) say("reps", part.reps, reps);
  if (!held.order.customer.empty() && differs(part.customer, held.order.customer))
    say("customer", part.customer, held.order.customer);
  return out;
}

class Reconciling {
 public:
  explicit Reconciling(const Books& books) : books_(books) {}

  Reconciled run() {
    for (const HeldOrder& held : books_.erp) {
      const std::string& key = held.order.receipt.key;
      if (key.rfind(books_.channel + "/", 0) == 0) {
        by_key_[key].push_back(&held);
      } else if (!held.by_us) {
        manual_.push_back(&held);
      }
    }
    find_reentries();
    for (std::size_t i = 0; i < books_.web.size(); ++i) add(web_entry(i), books_.web[i]);
    for (const auto& [key, all] : by_key_) {
      if (!used_.contains(key)) add_only_in_erp(key, *all.front());
    }
    out_.by_hand = count_by_hand();
    std::stable_sort(out_.entries.begin(), out_.entries.end(), [](const Entry& a, const Entry& b) {
      const bool differs_a = a.standing != Verdict::matched,
                 differs_b = b.standing != Verdict::matched;
      return differs_a != differs_b ? differs_a : a.since < b.since;
    });
    return std::move(out_);
  }

 private:
  std::string identity_of(const connectors::WebOrder& web) const {
    return books_.channel + "/" + web.number;
  }

  const Known* known(const std::string& identity) const {
    const auto found = books_.known.find(identity);
    return found == books_.known.end() ? nullptr : &found->second;
  }

  /// Orders that people entered, brought together with the web orders that they may be.
  void find_reentries() {
    const std::vector<credit::WebOrder> web = reentry_web_orders(books_);
    const std::set<std::string> charges = charge_items(books_);
    std::vector<credit::ManualOrder> manual;
    for (const HeldOrder* held : manual_)
      manual.push_back(manual_order(*held, charges, books_.quotes));
    for (const credit::Reentry& one : credit::watch(web, manual, books_.facts)) {
      for (const std::size_t which : one.manual) reentered_[one.web].push_back(manual_[which]);
    }
    for (std::size_t i = 0; i < books_.web.size(); ++i) {
      for (const HeldOrder* held : manual_) name_it(i, *held);
    }
  }

  std::int64_t count_by_hand() const {
    std::set<const HeldOrder*> of_the_web;
    for (const auto& one : reentered_) of_the_web.insert(one.second.begin(), one.second.end());
    return std::count_if(manual_.begin(), manual_.end(), [&](const HeldOrder* one) {
      const bool in_time = one->entered == Instant{} || one->entered >= books_.from;
      return one->alive && in_time && !of_the_web.contains(one);
    });
  }

  /// Of the web order's customer and with its PO, where the ERP does not say when it was entered.
  bool has_its_po(std::size_t web, const HeldOrder& held) const {
    const Known* ours = known(identity_of(books_.web[web]));
    return ours != nullptr && held.entered == Instant{} && !ours->customer.empty() &&
           ours->customer == held.order.customer && !ours->order.po_number.empty() &&
           ours->order.po_number == held.order.po_number;
  }

  /// People write the web number into the order, or into its reference.
  void name_it(std::size_t web, const HeldOrder& held) {
    const std::string& number = books_.web[web].number;
    const auto says = [&](const std::string& text) {
      return !number.empty() && text.find(number) != std::string::npos;
    };
    if (!held.alive || !(says(held.text) || says(held.order.po_number) ||
                         says(held.order.receipt.key) || has_its_po(web, held)))
      return;
    auto& all = reentered_[web];
    if (std::find(all.begin(), all.end(), &held) == all.end()) all.push_back(&held);
  }

  Entry web_entry(std::size_t index) {
    const connectors::WebOrder& web = books_.web[index];
    Entry out;
    out.identity = identity_of(web);
    out.web = web.number;
    out.since = web.placed;
    out.total = web.total;
    out.currency = web.currency;
    const Known* ours = known(out.identity);
    const std::vector<const HeldOrder*> held = held_of(out, ours);
    const auto by_hand = reentered_.find(index);
    if (by_hand != reentered_.end() && any_alive(by_hand->second)) {
      by_people(out, by_hand->second, held);
    } else if (web.cancelled) {
      cancelled(out, web, ours, held);
    } else if (ours == nullptr) {
      out_.unknown_on_the_web.push_back(web.order);
      set(out, young(web.placed) ? Verdict::awaiting : Verdict::missing, "Norekey has not seen it",
          "it is fetched now; look again in a minute");
    } else {
      open(out, *ours, held);
    }
    return out;
  }

  /// The ERP's orders of all parts, the living ones first; their keys count as used.
  std::vector<const HeldOrder*> held_of(Entry& out, const Known* ours) {
    std::vector<const HeldOrder*> all;
    const std::string prefix = out.identity + "/";
    for (auto at = by_key_.lower_bound(prefix);
         at != by_key_.end() && at->first.rfind(prefix, 0) == 0; ++at) {
      used_[at->first] = true;
      all.insert(all.end(), at->second.begin(), at->second.end());
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const HeldOrder* a, const HeldOrder* b) { return a->alive && !b->alive; });
    std::vector<std::string> numbers;
    for (const HeldOrder* one : all) {
      if (one->alive) numbers.push_back(number_of(*one));
    }
    out.erp = join(numbers, ", ");
    if (out.erp.empty() && ours != nullptr) out.erp = erp_numbers(ours->parts);
    return all;
  }

  static bool any_alive(const std::vector<const HeldOrder*>& all) {
    return std::any_of(all.begin(), all.end(), [](const HeldOrder* one) { return one->alive; });
  }

  bool young(Instant placed) const { return books_.now - placed < kJustNow; }

  static void set(Entry& out, Verdict standing, std::string what, std::string next) {
    out.standing = standing;
    out.what = std::move(what);
    out.next = std::move(next);
  }

  static void by_people(Entry& out, const std::vector<const HeldOrder*>& manual,
                        const std::vector<const HeldOrder*>& held) {
    std::vector<std::string> numbers;
    for (const HeldOrder* one : manual)
      numbers.push_back(number_of(*one) + by_whom(one->entered_by));
    const bool twice = any_alive(held);
    set(out, Verdict::reentered,
        "entered again in the ERP as " + join(numbers, ", ") + (twice ? " beside " + out.erp : ""),
        twice ? "cancel one of them in the ERP before both are shipped"
              : "ignore what is parked of it: norekey parked --json names the message");
  }

  static void waiting(Entry& out, const Known& ours) {
    if (ours.parked) {
      set(out, Verdict::held, ours.what, ours.fix);
    } else {
      set(out, Verdict::awaiting, ours.what.empty() ? "on its way" : ours.what, "");
    }
  }

  void cancelled(Entry& out, const connectors::WebOrder& web, const Known* ours,
                 const std::vector<const HeldOrder*>& held) {
    if (!any_alive(held)) {
      if (ours == nullptr || ledger(out.identity).amount == Decimal(0)) return;
      if (ours->cancel_refused && !held.empty()) {
        out_.cancelled_by_hand.push_back(out.identity);
        set(out, Verdict::awaiting,
            "cancelled in the ERP by hand: the ledger still has its sales credit",
            "it is taken back now; look again in a minute");
      } else {
        set(out, Verdict::mismatched, "cancelled, but the ledger still has its sales credit",
            "norekey credit explain " + out.web);
      }
      return;
    }
    const HeldOrder& first = *held.front();
    const std::string what =
        "cancelled on the web, " + first.order.receipt.state + " in the ERP as " + out.erp;
    if (ours != nullptr && ours->parked) {
      set(out, Verdict::cancelled_web, what + ": " + ours->what, ours->fix);
    } else if (ours != nullptr && ours->waits) {
      set(out, Verdict::awaiting, what + ": the cancellation is on its way", "");
    } else if (ours != nullptr && ours->order.state == "planned") {
      out_.unknown_on_the_web.push_back(web.order);
      set(out, Verdict::awaiting, what + ": Norekey has not seen the cancellation",
          "it is fetched now; look again in a minute");
    } else {
      set(out, Verdict::cancelled_web, what, "cancel it in the ERP, or agree with the customer");
    }
  }

  void open(Entry& out, const Known& ours, const std::vector<const HeldOrder*>& held) {
    if (auto twice = doubled(held); !twice.empty()) {
      set(out, Verdict::duplicate, "in the ERP as " + twice,
          "cancel all but one of them in the ERP");
      return;
    }
    if (ours.parked) return waiting(out, ours);
    const auto delivered = std::count_if(ours.parts.begin(), ours.parts.end(),
                                         [](const PartFacts& one) { return one.revision > 0; });
    const bool all_there = ours.order.parts > 0 && delivered >= ours.order.parts;
    if (!all_there) {
      if (ours.waits || young(out.since)) return waiting(out, ours);
      return set(out, Verdict::missing, "nothing of it waits, and the ERP does not have it",
                 "norekey trace " + out.web);
    }
    if (ours.waits) return waiting(out, ours);
    for (const PartFacts& part : ours.parts) {
      if (!compare_part(out, part)) return;
    }
    if (ours.order.state != "cancelled") check_ledger(out, ours);
  }

  std::string doubled(const std::vector<const HeldOrder*>& held) const {
    std::map<std::string, std::vector<std::string>> alive;
    for (const HeldOrder* one : held) {
      if (one->alive) alive[one->order.receipt.key].push_back(number_of(*one));
    }
    for (const auto& [key, numbers] : alive) {
      if (numbers.size() > 1) return join(numbers, " and ");
    }
    return "";
  }

  /// false: it differs, and the entry says how.
  bool compare_part(Entry& out, const PartFacts& part) {
    const auto found = by_key_.find(part.key);
    if (found == by_key_.end()) {
      if (!part.receipt.confirmed) {
        set(out, Verdict::awaiting, "handed over, the ERP has not confirmed it", "");
      } else {
        set(out, Verdict::deleted, part.receipt.number + " was in the ERP and is not any more",
            "ask who deleted it; enter it again in the ERP, or cancel the web order");
      }
      return false;
    }
    const HeldOrder& held = **std::min_element(
        found->second.begin(), found->second.end(),
        [](const HeldOrder* a, const HeldOrder* b) { return a->alive && !b->alive; });
    const std::string who = held.last_by_us ? "" : held.changed_by;
    if (!held.alive && part.operation != "cancel") {
      set(out, Verdict::cancelled_erp, number_of(held) + " was cancelled in the ERP" + by_whom(who),
          "cancel the web order and tell the customer");
      return false;
    }
    std::vector<std::string> changes = drift(part, held, books_.authority);
    if (differs(held.order.currency, out.currency))
      changes.push_back("currency " + out.currency + " became " + held.order.currency);
    if (!changes.empty()) {
      set(out, held.last_by_us ? Verdict::mismatched : Verdict::changed_in_erp,
          (held.last_by_us ? "the ERP's " + number_of(held) + " is not what was sent: "
                           : "changed in ERP by " + who + ": ") +
              join(changes, "; "),
          held.last_by_us ? "norekey trace " + out.web : "");
      return false;
    }
    if (part.differences.empty()) return true;
    set(out, Verdict::mismatched,
        "the ERP did not keep what was sent: " + join(part.differences, "; "),
        "norekey trace " + out.web);
    return false;
  }

  Booked ledger(const std::string& identity) const {
    const auto found = books_.ledger.find(identity);
    return found == books_.ledger.end() ? Booked{} : found->second;
  }

  void check_ledger(Entry& out, const Known& ours) const {
    const bool should = std::any_of(ours.parts.begin(), ours.parts.end(), [](const PartFacts& one) {
      return !one.credits.empty() && one.credits != "[]" && one.operation != "cancel";
    });
    if (should && ledger(out.identity).entries == 0) {
      set(out, Verdict::mismatched, "the ledger has no sales credit of it",
          "norekey credit explain " + out.web);
    }
  }

  /// An order that has our key, and that the web does not have.
  void add_only_in_erp(const std::string& key, const HeldOrder& held) {
    const std::string identity = key.substr(0, key.rfind('/'));
    const Known* ours = known(identity);
    if (ours != nullptr && ours->order.placed < books_.from) return;
    if (ours == nullptr && held.entered < books_.from + kEdge && held.entered != Instant{}) return;
    if (!held.alive) return;
    Entry out;
    out.identity = identity;
    out.web = identity.substr(identity.rfind('/') + 1);
    out.erp = number_of(held);
    out.since = held.entered;
    out.total = held.order.total;
    set(out, Verdict::only_in_erp,
        out.erp + " carries the key " + key + ", the web has no such order",
        "ask who entered it in the ERP");
    out_.entries.push_back(std::move(out));
  }

  void add(Entry entry, const connectors::WebOrder& web) {
    const auto date = date_in_zone(web.placed, books_.zone);
    DayBook& day = out_.days[{date ? to_string(*date) : "", web.currency}];
    if (!web.cancelled) {
      ++day.web;
      day.web_total += web.total;
    }
    const std::string prefix = entry.identity + "/";
    bool there = false;
    for (auto at = by_key_.lower_bound(prefix);
         at != by_key_.end() && at->first.rfind(prefix, 0) == 0; ++at) {
      for (const HeldOrder* held : at->second) {
        if (!held->alive) continue;
        there = true;
        day.erp_total += held->order.total;
      }
    }
    day.erp += there ? 1 : 0;
    const Booked booked = ledger(entry.identity);
    if (booked.entries > 0 && booked.amount != Decimal(0)) {
      ++day.ledger;
      day.ledger_amount += booked.amount;
    }
    out_.entries.push_back(std::move(entry));
  }

  const Books& books_;
  Reconciled out_;
  std::map<std::string, std::vector<const HeldOrder*>> by_key_;
  std::map<std::string, bool> used_;
  std::vector<const HeldOrder*> manual_;
  std::map<std::size_t, std::vector<const HeldOrder*>> reentered_;
};

}  // namespace

const char* name_of(Verdict standing) {
  static const char* const names[kVerdicts] = {
      "matched",          "awaiting ERP",   "held",
      "missing",          "deleted",        "duplicate",
      "mismatched",       "changed in ERP", "cancelled on the web",
      "cancelled in ERP", "re-entered",     "only in ERP"};
  return names[static_cast<int>(standing)];
}

Reconciled reconcile(const Books& books) { return Reconciling(books).run(); }

}  // namespace norekey::flow
