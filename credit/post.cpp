#include "credit/post.hpp"

#include <algorithm>

#include "credit/track.hpp"
#include "credit/waiting.hpp"

namespace norekey::credit {
namespace {

Date eve_of(Date day) { return std::chrono::sys_days(day) - std::chrono::days(1); }

/// Something after the order, in time.
struct Happening {
  Date day{};
  int rank = 0;  ///< of several on one day: decisions before documents
  const Event* event = nullptr;
  const Ruling* ruling = nullptr;  ///< neither: assignments recorded on that day
};

class Poster {
 public:
  Poster(const Sale& sale, const Decision& decided, const Tables& tables, const Policy& policy,
         const Books& books, const std::vector<Ruling>& rulings)
      : sale_(sale),
        decided_(decided),
        tables_(tables),
        policy_(policy),
        books_(books),
        rulings_(rulings),
        units_(units_of(decided)),
        rates_(rates_of(books, sale.currency)) {
    out_.report_currency = rates_.into;
    out_.report_exponent = rates_.exponent;
  }

  Posting run() {
    for (Unit& unit : units_) {
      for (Track& track : unit.tracks) {
        Posted posted{"", unit.base, track.split, amounts_of(track.split, unit.base, exponent())};
        emit(unit, posted, posted.amounts, "booked");
        track.booked.push_back(std::move(posted));
      }
    }
    for (const Happening& one : happenings()) {
      now_ = one.event;
      if (one.event != nullptr) {
        document(*one.event, one.day);
      } else if (one.ruling != nullptr) {
        rule(*one.ruling, one.day);
      } else {
        change(one.day);
      }
    }
    now_ = nullptr;
    preview();
    finish();
    return std::move(out_);
  }

 private:
  int exponent() const { return decided_.exponent; }

  void flag(const std::string& name) {
    if (now_ != nullptr) out_.noticed_of[name].insert(now_->no);
    if (std::find(out_.flags.begin(), out_.flags.end(), name) == out_.flags.end())
      out_.flags.push_back(name);
  }

  std::vector<Happening> happenings() const {
    std::set<Date> recorded;
    for (const Assignment& one : tables_.assignments.all()) {
      if (!one.pending && one.recorded && *one.recorded > decided_.day && one.from <= decided_.day)
        recorded.insert(*one.recorded);
    }
    std::vector<Happening> out;
    for (const Date day : recorded) out.push_back({day, 0, nullptr, nullptr});
    for (const Ruling& one : rulings_) {
      if (one.approved) out.push_back({ruled_on(one), 1, nullptr, &one});
    }
    for (const Event& one : sale_.events)
      out.push_back({business_date(one.at, policy_), 2, &one, nullptr});
    std::stable_sort(out.begin(), out.end(), [](const Happening& a, const Happening& b) {
      if (a.event != nullptr && b.event != nullptr) return a.event->at < b.event->at;
      return a.day != b.day ? a.day < b.day : a.rank < b.rank;
    });
    return out;
  }

  Date ruled_on(const Ruling& ruling) const {
    if (ruling.decided) return business_date(*ruling.decided, policy_);
    return ruling.made ? business_date(*ruling.made, policy_) : decided_.day;
  }

  void emit(const Unit& unit, const Posted& posted, const std::vector<Decimal>& amounts,
            const char* state, const std::vector<Decimal>& reports = {}) {
    for (std::size_t i = 0; i < posted.split.holders.size(); ++i) {
      const Holder& holder = posted.split.holders[i];
      Entry entry;
      entry.line = unit.line;
      entry.slot = posted.split.slot;
      entry.component = unit.component;
      entry.rep = holder.rep;
      entry.amount = amounts[i];
      entry.rule = holder.rule;
      entry.via = holder.via;
      entry.state = state;
      entry.doc = posted.doc;
      if (i < reports.size()) entry.report = reports[i];
      if (posted.margin) {
        entry.net = posted.net;
        entry.cost = posted.net - posted.base;
      }
      place_in_period(entry);
      out_.entries.push_back(std::move(entry));
    }
  }

  /// A document of a closed month stands in the open one.
  void place_in_period(Entry& entry) {
    if (entry.doc.empty() || !today_) return;
    entry.day = today_;
    if (books_.documents_in_time) return;
    const std::string own = month_of(*today_), open = period_for(*today_, *today_, books_);
    if (own == open) return;
    entry.period = open;
    entry.kind = "true_up";
    flag("PRIOR_PERIOD");
  }

  /// What still stands of a posting, for other holders: at the rate of its own day.
  Posted remaining(const Posted& of, const Split& to) const {
    Posted out{of.doc, of.left(), to, {}};
    out.net = of.net_left();
    out.margin = of.margin;
    out.amounts = amounts_of(to, out.base, exponent());
    out.rate = of.rate;
    if (!of.rate) return out;
    Decimal converted;
    for (const Decimal& one : less(of.reports, of.returned_reports)) converted += one;
    out.reports = amounts_of(to, converted, out_.report_exponent);
    return out;
  }

  /// The same taken off.
  Posted reversed(const Posted& of) const {
    Posted out = remaining(of, of.split);
    out.base = -out.base;
    out.net = -out.net;
    out.amounts = less(of.returned.empty() ? std::vector<Decimal>(of.amounts.size()) : of.returned,
                       of.amounts);
    out.reports = less(
        of.returned_reports.empty() ? std::vector<Decimal>(of.reports.size()) : of.returned_reports,
        of.reports);
    return out;
  }

  /// A later decision, as its entries tell it.
  struct Later {
    Date on{};
    bool dated = false;  ///< with the day and month it was posted in
    std::string cause{};
  };

  void decorate(std::size_t from, const Later& later, bool reverses) {
    const std::string period = period_for(decided_.day, later.on, books_);
    const bool prior = period != month_of(decided_.day);
    if (prior) flag("PRIOR_PERIOD");
    for (std::size_t i = from; i < out_.entries.size(); ++i) {
      Entry& entry = out_.entries[i];
      entry.reverses = reverses && later.dated;
      if (reverses) entry.rule = later.cause;
      entry.kind = prior ? "true_up" : "";
      if (!later.dated && !prior) continue;
      entry.period = period;
      entry.posted = to_string(later.on);
    }
  }

  void emit_later(const Unit& unit, const Posted& posted, const char* state, const Later& later,
                  bool reverses) {
    const std::size_t from = out_.entries.size();
    emit(unit, posted, posted.amounts, state, posted.reports);
    decorate(from, later, reverses);
  }

  /// Moves what was posted to other holders: what stands is reversed, and booked again.
  void move(Unit& unit, Track& track, Split to, Date posted_on, bool dated) {
    to.margin = track.split.margin;  // what is shared was settled with the order
    const Later later{posted_on, dated, to.holders.front().rule};
    today_.reset();
    for (auto* side : {&track.booked, &track.earned}) {
      const char* state = side == &track.booked ? "booked" : "earned";
      for (Posted& one : *side) {
        emit_later(unit, reversed(one), state, later, true);
        one = remaining(one, to);
        emit_later(unit, one, state, later, false);
      }
    }
    track.split = to;
    if (dated) bitemporal_ = true;
  }

  /// A slot that nobody had: what was posted for the line so far is posted for it too.
  void open(Unit& unit, const Split& to, Date posted_on) {
    const Later later{posted_on, true, ""};
    Track track;
    track.split = to;
    today_.reset();
    const Track& other = unit.tracks.front();
    for (const auto* side : {&other.booked, &other.earned}) {
      for (const Posted& one : *side) {
        if (side == &other.earned && to.margin != one.margin) {
          flag("COST_MISSING");  // shared by another base than what is known of the invoice
          continue;
        }
        auto& own = side == &other.booked ? track.booked : track.earned;
        own.push_back(remaining(one, to));
        emit_later(unit, own.back(), side == &other.booked ? "booked" : "earned", later, false);
      }
    }
    unit.tracks.push_back(std::move(track));
    bitemporal_ = true;
  }

  /// What was written down on `day` may reach back to the order. What else the tables say otherwise
  /// than when it was decided is no reason: a decision stands.
  void change(Date day) {
    const Decision before = decide(sale_, tables_, policy_, decided_.day, eve_of(day), false);
    const Decision now = decide(sale_, tables_, policy_, decided_.day, day, false);
    for (Unit& unit : units_) {
      for (const Slot slot : kSlots) {
        const Split* from = find_split(before, unit, slot);
        const Split* to = find_split(now, unit, slot);
        if (to == nullptr || (from != nullptr && same_holders(*from, *to))) continue;
        Track* track = unit.track(slot);
        if (track != nullptr && (track->ruled || same_holders(*to, track->split))) continue;
        if (track == nullptr) {
          open(unit, *to, day);
        } else {
          move(unit, *track, *to, day, true);
        }
        flag("BACKDATED");
      }
    }
  }

  void rule(const Ruling& ruling, Date day) {
    if (ruling.to.empty() || (!ruling.order.empty() && ruling.order != sale_.number)) return;
    const Date made = ruling.made ? business_date(*ruling.made, policy_) : day;
    const auto waited = std::chrono::sys_days(made) - std::chrono::sys_days(decided_.day);
    if (ruling.flag == "CLAIMED" && waited.count() > policy_.claim_window_days) return;
    bool moved = false;
    for (Unit& unit : units_) {
      if (ruling.line != 0 && ruling.line != unit.line) continue;
      for (Track& track : unit.tracks) {
        if (track.split.slot != Slot::primary) continue;
        Split to = track.split;
        to.holders.clear();
        for (const Seat& seat : ruling.to)
          to.holders.push_back({seat.rep, seat.share, ruling.id, ""});
        move(unit, track, to, day, !books_.open.empty() || !books_.settled.empty());
        track.ruled = true;
        moved = true;
      }
    }
    if (!moved) return;
    flag(ruling.flag);
    out_.ruled.push_back(ruling.id);
  }

  void document(const Event& event, Date day) {
    today_ = day;
    switch (event.type) {
      case EventType::cancel:
        return cancel(event);
      case EventType::invoice:
        return invoice(event, day, false);
      case EventType::rebill:
        return rebill(event, day);
      case EventType::credit_return:
        return give_back(event, day);
    }
  }

  /// An amount on each unit that the event is about; nullopt = not about it. Without an amount:
  /// the weights themselves.
  std::vector<std::optional<Decimal>> spread(const Event& event,
                                             const std::optional<Decimal>& amount,
                                             const std::vector<Decimal>& weights) const {
    std::vector<std::optional<Decimal>> out(units_.size());
    std::vector<Decimal> own;
    std::vector<std::size_t> which;
    Decimal sum;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (event.line != 0 && event.line != units_[i].line) continue;
      which.push_back(i);
      own.push_back(weights[i].abs());
      sum += own.back();
    }
    if (sum.is_zero()) own.assign(own.size(), Decimal(1));
    if (!amount) {
      for (const std::size_t i : which) out[i] = weights[i];
      return out;
    }
    if (which.size() == 1) {
      out[which[0]] = *amount;
      return out;
    }
    const auto parts = allocate(*amount, own, exponent());
    for (std::size_t n = 0; parts && n < which.size(); ++n) out[which[n]] = (*parts)[n];
    return out;
  }

  void cancel(const Event& event) {
    show_booked_ = true;
    std::vector<Decimal> open;
    for (const Unit& unit : units_) open.push_back(unit.open());
    const auto amounts = spread(event, event.amount, open);
    for (std::size_t u = 0; u < units_.size(); ++u) {
      if (!amounts[u]) continue;
      Unit& unit = units_[u];
      Decimal off =
          amounts[u]->is_negative() != unit.base.is_negative() ? -*amounts[u] : *amounts[u];
      const Decimal left = unit.base - unit.cancelled;
      if (off.abs() > left.abs()) off = left;  // no more than was booked
      unit.cancelled += off;
      for (Track& track : unit.tracks) {
        Posted made{event.no.empty() ? "cancel" : event.no, -off, track.split, {}};
        made.amounts = less(amounts_of(track.split, unit.still_booked(track), exponent()),
                            track.booked_so_far());
        emit(unit, made, made.amounts, "booked");
        track.booked.push_back(std::move(made));
      }
    }
  }

  /// The event's cost on each unit, as its amount is.
  std::vector<std::optional<Decimal>> spread_cost(
      const Event& event, const std::vector<std::optional<Decimal>>& amounts) const {
    if (!event.cost) return std::vector<std::optional<Decimal>>(units_.size());
    std::vector<Decimal> weights;
    for (const auto& one : amounts) weights.push_back(one.value_or(Decimal(0)));
    return spread(event, event.cost->rounded(exponent()), weights);
  }

  /// What is invoiced, and what of it the slot's plan shares. nullopt: it goes by margin and the
  /// cost is not known yet; what is told later is posted then.
  std::optional<Posted> goods_of(const Track& track, const Decimal& amount,
                                 const std::optional<Decimal>& cost) {
    Posted out;
    out.net = out.base = amount;
    out.margin = track.split.margin;
    if (!out.margin) return out;
    if (!cost) {
      flag("COST_MISSING");
      return std::nullopt;
    }
    out.base = amount - *cost;
    return out;
  }

  void invoice(const Event& event, Date day, bool afresh) {
    std::vector<Decimal> bases;
    for (const Unit& unit : units_) bases.push_back(unit.base);
    const auto amounts = spread(event, event.amount, bases);
    const auto costs = spread_cost(event, amounts);
    std::optional<Decision> now;
    if (policy_.credit_date == CreditDate::invoice) now = decide(sale_, tables_, policy_, day, day);
    for (std::size_t u = 0; u < units_.size(); ++u) {
      if (!amounts[u]) continue;
      units_[u].invoiced += *amounts[u];
      for (Track& track : units_[u].tracks) {
        const auto goods = goods_of(track, *amounts[u], costs[u]);
        if (!goods) continue;
        const Split* own =
            now && !track.ruled ? find_split(*now, units_[u], track.split.slot) : nullptr;
        const bool changed = own != nullptr && !same_holders(*own, track.split);
        if (changed) unbook(units_[u], track, event, *amounts[u], *now);
        earn(units_[u], track, changed ? *own : track.split, event, day, *goods, afresh);
      }
    }
  }

  /// The invoice's own day gives it to others: what was booked for it is taken back.
  void unbook(const Unit& unit, Track& track, const Event& event, const Decimal& amount,
              const Decision& now) {
    flag("REP_CHANGED_BEFORE_EARNED");
    for (const std::string& name : now.flags) flag(name);
    show_booked_ = true;
    Posted made{event.no, -amount, track.split, {}};
    track.unbooked += amount;
    made.amounts =
        less(amounts_of(track.split, unit.still_booked(track), exponent()), track.booked_so_far());
    emit(unit, made, made.amounts, "booked");
    track.booked.push_back(std::move(made));
  }

  void earn(const Unit& unit, Track& track, const Split& split, const Event& event, Date day,
            const Posted& goods, bool afresh) {
    Posted made = goods;
    made.doc = event.no;
    made.split = split;
    made.afresh = afresh;
    const Decimal& amount = made.base;
    if (afresh) {
      made.amounts = amounts_of(split, amount, exponent());
    } else {
      const auto [base, before] = track.earned_so_far(split);
      made.amounts = less(amounts_of(split, base + amount, exponent()), before);
    }
    for (const Decimal& one : made.amounts) {
      if (!one.is_zero() && one.is_negative() != amount.is_negative()) flag("ROUNDING_TRUE_UP");
    }
    made.rate = rates_.on(day);
    if (made.rate) {
      const Decimal converted = (amount * *made.rate).rounded(out_.report_exponent);
      made.reports = amounts_of(split, converted, out_.report_exponent);
      if (split.slot == Slot::primary)
        out_.converted_base = out_.converted_base.value_or(Decimal(0)) + converted;
    }
    emit(unit, made, made.amounts, "earned", made.reports);
    track.earned.push_back(std::move(made));
  }

  /// The invoice it replaces is taken back as far as it still stands, then its amount is split
  /// afresh.
  void rebill(const Event& event, Date day) {
    for (Unit& unit : units_) {
      if (event.line != 0 && event.line != unit.line) continue;
      for (Track& track : unit.tracks) {
        Posted* of = event.refers.empty() ? nullptr : track.earned_by(event.refers);
        if (of == nullptr || of->net_left().is_zero()) continue;
        if (&track == &unit.tracks.front()) unit.invoiced -= of->net_left();
        take_back(unit, *of, of->net_left(), event, day);
      }
    }
    invoice(event, day, true);
  }

  void give_back(const Event& event, Date day) {
    std::vector<Decimal> weights;
    bool referenced = false;
    for (Unit& unit : units_) {
      Posted* of = unit.tracks.empty() || event.refers.empty()
                       ? nullptr
                       : unit.tracks.front().earned_by(event.refers);
      const bool about = event.line == 0 || event.line == unit.line;
      referenced = referenced || (of != nullptr && about);
      weights.push_back(of != nullptr ? of->net_left() : unit.base);
    }
    if (!referenced) flag("UNREFERENCED_CREDIT");
    const auto amounts = spread(event, event.amount, weights);
    const auto costs = spread_cost(event, amounts);
    for (std::size_t u = 0; u < units_.size(); ++u) {
      if (!amounts[u]) continue;
      const Decimal& given = *amounts[u];
      const bool turned = event.amount && given.is_negative() != units_[u].base.is_negative();
      const Decimal back = turned ? -given : given;
      std::optional<Decimal> cost = costs[u];
      if (cost && cost->is_negative() != back.is_negative()) cost = -*cost;
      give_back_unit(units_[u], event, day, back, cost);
    }
  }

  /// `cost`: of a return that names no invoice; else the invoice's own margin is taken back.
  void give_back_unit(Unit& unit, const Event& event, Date day, const Decimal& back,
                      const std::optional<Decimal>& cost) {
    bool reviewed = false;
    for (Track& track : unit.tracks) {
      Posted* of = event.refers.empty() ? nullptr : track.earned_by(event.refers);
      if (of == nullptr) {
        auto goods = goods_of(track, back, cost);
        if (!goods) continue;
        Posted made = reversed(*goods);
        made.doc = event.no;
        made.split = track.split;
        made.amounts = amounts_of(track.split, made.base, exponent());
        emit_return(unit, made, made.amounts, {}, day);
        continue;
      }
      const Decimal left = of->net_left();
      const bool over = back.abs() > left.abs();
      if (over) {
        flag("OVER_RETURN");
        if (!std::exchange(reviewed, true))
          out_.review = out_.review.value_or(Decimal(0)) + (back - left).abs();
      }
      const Decimal taken = over ? left : back;
      if (!taken.is_zero()) take_back(unit, *of, taken, event, day);
    }
  }

  /// Takes so much of the goods back from an invoice's own split; the last of it exactly.
  void take_back(const Unit& unit, Posted& of, const Decimal& goods, const Event& event, Date day) {
    const Decimal amount = of.base_for(goods, exponent());
    const std::vector<Decimal> before =
        of.returned.empty() ? std::vector<Decimal>(of.amounts.size()) : of.returned;
    of.returned_base += amount;
    of.returned_net += goods;
    const bool all = of.returned_net == of.net;
    of.returned = all ? of.amounts : amounts_of(of.split, of.returned_base, exponent());
    Posted made{event.no, -amount, of.split, less(before, of.returned)};
    made.net = -goods;
    made.margin = of.margin;
    if (of.rate) {
      const std::vector<Decimal> reported = of.returned_reports.empty()
                                                ? std::vector<Decimal>(of.reports.size())
                                                : of.returned_reports;
      const Decimal converted = (of.returned_base * *of.rate).rounded(out_.report_exponent);
      of.returned_reports =
          all ? of.reports : amounts_of(of.split, converted, out_.report_exponent);
      made.reports = less(reported, of.returned_reports);
    }
    emit_return(unit, made, made.amounts, made.reports, day);
  }

  /// A leaver's final statement is over: policy says who bears the return.
  void emit_return(const Unit& unit, const Posted& made, const std::vector<Decimal>& amounts,
                   const std::vector<Decimal>& reports, Date day) {
    const std::size_t from = out_.entries.size();
    emit(unit, made, amounts, "earned", reports);
    if (policy_.clawback == Clawback::rep) return;
    for (std::size_t i = from; i < out_.entries.size(); ++i) {
      Entry& entry = out_.entries[i];
      const Rep* rep = tables_.rep(entry.rep);
      if (rep == nullptr || !rep->active_until || *rep->active_until > day) continue;
      if (rep->final_statement && *rep->final_statement >= day) continue;
      entry.instead_of = entry.rep;
      const bool passes_on = policy_.clawback == Clawback::successor && !rep->successor.empty();
      entry.via = passes_on ? "successor:" + entry.rep : "";
      entry.rep = passes_on ? rep->successor : "HOUSE";
      if (!passes_on) flag("CLAWBACK_ABSORBED");
    }
  }

  /// What changes that still wait for an approver would move.
  void preview() {
    const auto draft = with_waiting_approved(tables_, decided_.day);
    if (!draft) return;
    const Decision then = decide(sale_, *draft, policy_, decided_.day, decided_.day);
    bool differs = false;
    for (Unit& unit : units_) {
      for (const Slot slot : kSlots) {
        const Split* to = find_split(then, unit, slot);
        const Track* track = unit.track(slot);
        if (to == nullptr || (track != nullptr && same_holders(*to, track->split))) continue;
        differs = true;
        if (track != nullptr) add_preview(track->split, unit.base, true);
        add_preview(*to, unit.base, false);
      }
    }
    if (differs) flag("BACKDATE_PENDING_APPROVAL");
  }

  void add_preview(const Split& split, const Decimal& base, bool minus) {
    const auto amounts = amounts_of(split, base, exponent());
    for (std::size_t i = 0; i < amounts.size(); ++i)
      out_.preview[split.holders[i].rep] += minus ? -amounts[i] : amounts[i];
  }

  void finish() {
    const bool events = !sale_.events.empty();
    if (events && !show_booked_)
      std::erase_if(out_.entries, [](const Entry& one) { return one.state == "booked"; });
    for (Entry& one : out_.entries) {
      if (!events) one.state.clear();
      if (!bitemporal_ || !one.posted.empty()) continue;
      const Date own = one.day.value_or(decided_.day);
      one.posted = to_string(own);
      if (one.period.empty()) one.period = month_of(own);
    }
  }

  const Sale& sale_;
  const Decision& decided_;
  const Tables& tables_;
  const Policy& policy_;
  const Books& books_;
  const std::vector<Ruling>& rulings_;
  std::vector<Unit> units_;
  const Rates rates_;
  std::optional<Date> today_;   ///< of the document being posted
  const Event* now_ = nullptr;  ///< that document; nullptr = something else is posted
  bool show_booked_ = false, bitemporal_ = false;
  Posting out_;
};

}  // namespace

Posting post(const Sale& sale, const Decision& decided, const Tables& tables, const Policy& policy,
             const Books& books, const std::vector<Ruling>& rulings) {
  return Poster(sale, decided, tables, policy, books, rulings).run();
}

}  // namespace norekey::credit
