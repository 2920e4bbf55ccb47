#include "flow/deliver.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "credit/ledger.hpp"
#include "flow/alerts/rules.hpp"
#include "flow/created.hpp"
#include "flow/difference.hpp"
#include "flow/erp_document.hpp"
#include "flow/facts.hpp"
#include "flow/held_lines.hpp"
#include "flow/identity.hpp"
#include "flow/plan.hpp"
#include "flow/receipt.hpp"
#include "flow/release.hpp"
#include "flow/send_once.hpp"
#include "flow/stand_in.hpp"
#include "flow/words.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

/// Orders placed shortly before the copy may have been sent after it: clocks of shop and daemon may
/// differ.
constexpr std::chrono::hours kClockMargin{1};

std::string reps_text(const std::vector<DocumentRep>& reps) {
  std::string out;
  for (const DocumentRep& rep : reps)
    out += (out.empty() ? "" : ", ") + rep.rep + " " + rep.share.trimmed().str() + " %";
  return out;
}

/// What read-back shows other than what was sent; empty = all agrees. What the ERP decides is never
/// a difference.
std::vector<std::string> compare(const adapters::ErpOrder& sent, const adapters::ErpOrder& held,
                                 const config::Authority& owners) {
  std::vector<std::string> out;
  const auto differ = [&](const std::string& what, const std::string& a, const std::string& b) {
    if (a != b)
      out.push_back(what + ": sent " + (a.empty() ? "none" : a) + ", the ERP holds " +
                    (b.empty() ? "none" : b));
  };
  if (sent.total != held.total && !owners.erp_adds_up())
    differ("total", sent.total.str(), held.total.str());
  if (!sent.partly || !sent.customer.empty()) differ("customer", sent.customer, held.customer);
  if (sent.partly && sent.reps.empty()) return out;
  const bool one_rep =
      held.reps.size() == 1 && sent.reps.size() > 1;  // an ERP with one field holds the primary
  if (one_rep) {
    differ("rep", sent.reps.front().rep, held.reps.front().rep);
  } else {
    differ("reps", reps_text(sent.reps), reps_text(held.reps));
  }
  return out;
}

/// The way of one part. Members hold what is learnt on it.
class Delivery {
 public:
  Delivery(Context& context, Route route, const queue::Leased& part, WorkOrder work)
      : context_(context),
        route_(std::move(route)),
        part_(part),
        work_(std::move(work)),
        key_(delivery_key(work_.identity, work_.part)) {}

  awaitable<Result<Settlement>> run() {
    if (auto known = co_await recall(); !known) co_return known.error();
    if (overtaken() && (!part_.intent || delivered())) co_return give_way();
    Wanted wanted;
    if (auto made = document(wanted); !made) co_return made.error();
    if (!part_.intent && (!delivered() || route_.erp.may_commit_late)) {
      std::string key = key_;
      auto written = co_await context_.journal.intent(std::move(key));
      if (!written) co_return written.error();
      if (*written && !(*written)->settled) wanted.in_doubt = **written;
    }
    if (wanted.in_doubt && route_.erp.may_commit_late) co_return older_may_come();
    if (unchanged()) co_return settle_unchanged();

    Instant due{};
    bool settled = false;
    auto made = co_await send(std::move(wanted), &due, &settled);
    if (!made && made.error().fate == Fate::reject && delivered())
      co_return co_await refused(made.error(), settled);
    if (!made) co_return failed(made.error(), due, settled);
    if (!made->receipt) co_return not_there();
    facts_.receipt = *made->receipt;
    if (work_.cancel) co_return settle_cancelled();
    co_return co_await read_back(made->found);
  }

  awaitable<Result<Settlement>> confirmed() {
    if (auto known = co_await recall(); !known) co_return known.error();
    Wanted ignored;
    if (auto made = document(ignored); !made) co_return made.error();
    adapters::Receipt receipt = facts_.receipt;
    auto held = co_await route_.adapter->read_back(std::move(receipt));
    if (!held) co_return held.error();
    if (!held->receipt.confirmed) {
      co_return Error{Fate::retry,
                      "awaiting the ERP's confirmation of " + key_,
                      "look whether the ERP took the order file and wrote its extract",
                      {},
                      "awaiting ERP"};
    }
    facts_.receipt = held->receipt;
    facts_.total = held->total.str();
    facts_.reps = reps_text(held->reps);
    facts_.customer = held->customer;
    facts_.lines = keep_lines(held->lines);
    facts_.differences = compare(expected_, *held, route_.channel.authority);
    co_return settle_delivered(false);
  }

  void keep_created(Settlement& out) const { keep_rows(out, created_, work_.number); }

 private:
  /// A rep that the ERP does not know is replaced by the house code, and it is sent again: nothing
  /// was written.
  awaitable<Result<Made>> send(Wanted wanted, Instant* due, bool* settled) {
    for (;;) {
      std::optional<mapping::Document> kept;
      if (wanted.document) kept = wanted.document->copy();
      Wanted now{wanted.key,       std::move(wanted.document), wanted.delivered,
                 wanted.cancel,    wanted.reps_only,           wanted.in_doubt,
                 wanted.look_first};
      auto made = co_await send_once(context_, *route_.adapter, route_, part_, std::move(now), due,
                                     settled);
      if (made || !kept) co_return made;
      const auto rep = refused_rep(made.error());
      const std::string house = house_code(route_.company.house_rep, context_.lookups);
      if (!rep || !stand_in(*kept, *rep, house)) co_return made;
      auto expected = adapters::expected(*kept);
      if (!expected) co_return expected.error();
      expected_ = std::move(*expected);
      note_stand_in(made.error(), *rep, house);
      wanted.document = std::move(kept);
    }
  }

  void note_stand_in(const Error& why, const std::string& rep, const std::string& house) {
    const bool none = rep == house;  // the set-up is wrong; doctor says so, too
    stood_in_.push_back(why.what + ": " + (none ? "no rep" : shown(house)) +
                        " stands in the order" +
                        (none ? "; add the house code to the ERP, or name another one"
                              : ", the sales credit stays " + rep + "'s"));
    context_.log.warning("rep", stood_in_.back(),
                         {{"order", work_.identity}, {"rep", rep}, {"cause", why.cause}});
    context_.metrics.reps_differ(route_.name);
  }

  awaitable<Result<void>> recall() {
    std::string kind = "part", key = key_;
    auto record = co_await context_.journal.record(kind, key);
    if (!record) co_return record.error();
    if (*record) facts_ = part_facts(**record).value_or(PartFacts{});
    if (*record) {
      std::string mismatch = kRepMismatchRecords;
      key = key_;
      auto noted = co_await context_.journal.record(mismatch, key);
      if (!noted) co_return noted.error();
      reps_differed_ = noted->has_value();
    }
    facts_.key = key_;
    std::string order_kind = "order", identity = work_.identity;
    auto order = co_await context_.journal.record(order_kind, identity);
    if (!order) co_return order.error();
    if (*order) order_ = order_facts(**order).value_or(OrderFacts{});
    auto parts = co_await parts_of(context_.journal, work_.identity, order_.parts);
    if (!parts) co_return parts.error();
    for (PartFacts& one : *parts) {
      if (one.key != key_) others_.push_back(std::move(one));
    }
    co_return Result<void>{};
  }

  bool overtaken() const { return order_.revision > work_.revision; }

  bool delivered() const { return facts_.revision > 0 && facts_.operation != "cancel"; }

  /// A newer revision has taken over and will bring the ERP to what is wanted. A change that may
  /// still be under way keeps its time first, so that it cannot land behind the newer one.
  Result<Settlement> give_way() {
    const bool over = !part_.intent || context_.clock.now() >= part_.intent->look_from;
    if (over && part_.intent && route_.erp.may_commit_late) return may_still_change();
    if (over) {
      return superseded("a newer revision of the order has taken over");
    }
    const Error why{
        Fate::retry, "an earlier change may still be under way", "", {}, "outcome unknown"};
    return failed(why, part_.intent->look_from, false);
  }

  Result<Settlement> may_still_change() {
    const Error why{Fate::reject,
                    "outcome unknown: a newer revision has taken over, and this change may still "
                    "take effect",
                    "look in the ERP for " + key_ +
                        "; once it will not change any more: norekey "
                        "replay --id " +
                        std::to_string(part_.id) + " --send-again",
                    {},
                    "outcome unknown"};
    return failed(why, Instant{}, false);
  }

  /// What an older message of this part may still do would undo what this one does.
  Result<Settlement> older_may_come() {
    const std::string id = std::to_string(part_.id);
    const Error why{Fate::reject,
                    "outcome unknown: an older revision of the order may still take effect",
                    "see norekey trace " + id +
                        "; first settle the older one that is parked, then: "
                        "norekey replay --id " +
                        id,
                    {},
                    "outcome unknown"};
    return failed(why, Instant{}, false);
  }

  /// Fills in what is to be made true; the first time for a part that could not be mapped with the
  /// others.
  Result<void> document(Wanted& wanted) {
    wanted.key = key_;
    wanted.cancel = work_.cancel;
    wanted.reps_only = work_.reps_only;
    if (delivered()) wanted.delivered = facts_.receipt;
    wanted.look_first =
        context_.upkeep.restored() && work_.placed < context_.upkeep.restored_at() + kClockMargin;
    if (work_.cancel || overtaken()) return {};
    auto read = mapping::from_xml(part_.message.body);
    if (!read) return read.error();
    if (work_.unmapped) {
      auto order = mapping::to_order(*read);
      if (!order) return order.error();
      auto planned = plan_part(route_, context_.setup->sales_credit, context_.lookups, *order,
                               nullptr, work_.part);
      if (!planned) return planned.error();
      created_ = planned->created;
      read = erp_document(route_, std::move(planned->document), planned->order);
      if (!read) return read.error();
    }
    auto expected = adapters::expected(*read);
    if (!expected) return expected.error();
    expected_ = std::move(*expected);
    digest_ = sha256_hex(mapping::to_xml(*read));
    wanted.document = std::move(*read);
    return {};
  }

  bool unchanged() const {
    return !work_.cancel && !overtaken() && delivered() && !part_.intent &&
           facts_.digest == digest_;
  }

  Settlement superseded(std::string why) {
    Settlement out = done("sent", std::move(why));
    out.outcome.state = queue::State::superseded;
    out.outcome.intent_settled = true;
    return out;
  }

  Result<Settlement> settle_unchanged() {
    facts_.revision = work_.revision;
    Settlement out =
        done("sent", "nothing to change in the ERP: " + facts_.receipt.number + " is as wanted");
    record(out);
    return out;
  }

  Result<Settlement> not_there() {
    if (overtaken())
      return superseded("it did not reach the ERP, and a newer revision has taken over");
    Settlement out = done("sent", "cancelled before it reached the ERP");
    out.outcome.intent_settled = true;
    facts_.operation = "cancel";
    facts_.revision = work_.revision;
    record(out);
    return out;
  }

  Result<Settlement> failed(const Error& error, Instant due, bool settled) {
    Settlement out;
    out.outcome.state = error.fate == Fate::reject ? queue::State::parked : queue::State::fresh;
    out.outcome.error = error;
    out.outcome.due = due;
    out.outcome.intent_settled = settled;
    return out;
  }

  /// The ERP has the order and refuses the change: it is parked with what would have become what,
  /// and the shop is told why.
  awaitable<Result<Settlement>> refused(Error why, bool settled) {
    auto change = co_await wanted_change();
    if (!change) co_return change.error();
    Settlement out;
    if (route_.channel.acknowledge != "no" && !work_.reps_only) {
      const char* what = work_.cancel ? "the order was not cancelled in the ERP: "
                                      : "the change was not made in the ERP: ";
      out.effects.messages.push_back(
          notice("/refused/" + std::to_string(work_.revision), "", what + why.what));
    }
    if (!change->empty()) why.what += "; the change was: " + *change;
    out.outcome.state = queue::State::parked;
    out.outcome.intent_settled = settled;
    out.outcome.error = std::move(why);
    co_return out;
  }

  /// This revision beside what was delivered last.
  awaitable<Result<std::string>> wanted_change() {
    if (work_.cancel) co_return std::string("cancel");
    queue::Query query;
    query.identity = work_.identity;
    query.kind = "part";
    query.state = queue::State::done;
    auto rows = co_await context_.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      if (row.key != part_.message.key || row.id >= part_.id) continue;
      auto before = co_await context_.journal.message(row.id);
      if (!before) co_return before.error();
      auto was = mapping::from_xml(before->second.body);
      auto now = mapping::from_xml(part_.message.body);
      if (!was || !now) break;
      co_return difference(*was, *now);
    }
    co_return std::string();
  }

  /// The reps are told what is in the ERP, not what is on its way there.
  void tell_reps(Settlement& out, const char* entry, const std::string& credits) const {
    const RepNews told{work_, order_, facts_, entry, credits, former_};
    for (queue::Message& one : receipt_messages(route_, context_.setup->sales_credit, told))
      out.effects.messages.push_back(std::move(one));
  }

  Result<Settlement> settle_cancelled() {
    Settlement out = done("sent", "cancelled in the ERP: " + facts_.receipt.number);
    out.outcome.intent_settled = true;
    reverse(out);
    facts_.operation = "cancel";
    tell_reps(out, "order cancelled", facts_.credits);
    facts_.credits.clear();
    facts_.revision = work_.revision;
    record(out);
    notify(out);
    return out;
  }

  awaitable<Result<Settlement>> read_back(bool found) {
    adapters::Receipt receipt = facts_.receipt;
    auto held = co_await route_.adapter->read_back(std::move(receipt));
    if (!held)
      co_return failed(held.error(), Instant{},
                       false);  // it is there: the next attempt looks, and finds it
    facts_.receipt = held->receipt;
    const bool place = facts_.revision == 0;
    facts_.total = held->total.str();
    facts_.reps = reps_text(held->reps);
    facts_.customer = held->customer;
    facts_.lines = keep_lines(held->lines);
    facts_.delivered = context_.clock.now();
    if (overtaken()) co_return settle_found_late();
    facts_.differences = held->receipt.confirmed
                             ? compare(expected_, *held, route_.channel.authority)
                             : std::vector<std::string>{};
    if (found && part_.intent && !facts_.differences.empty()) co_return co_await change_found();
    facts_.operation = place ? "place" : "change";
    facts_.digest = digest_;
    facts_.goods = static_cast<std::int64_t>(expected_.lines.size());
    facts_.revision = work_.revision;
    co_return settle_delivered(found);
  }

  /// An interrupted attempt of an older revision is there: it is changed to what is wanted now.
  awaitable<Result<Settlement>> change_found() {
    Wanted wanted;
    if (auto made = document(wanted); !made) co_return made.error();
    wanted.delivered = facts_.receipt;
    Instant due{};
    bool settled = false;
    auto made = co_await send(std::move(wanted), &due, &settled);
    if (!made) co_return failed(made.error(), due, settled);
    facts_.receipt = *made->receipt;
    co_return co_await read_back(false);
  }

  /// What an older revision left in the ERP: recorded, so that the newer one changes it.
  Result<Settlement> settle_found_late() {
    facts_.operation = "place";
    facts_.revision = work_.revision;
    facts_.digest.clear();
    Settlement out = superseded("it had reached the ERP as " + facts_.receipt.number +
                                "; a newer revision changes it");
    book(out);
    record(out);
    return out;
  }

  Result<Settlement> settle_delivered(bool found) {
    const std::string number =
        facts_.receipt.number.empty() ? "(no number yet)" : facts_.receipt.number;
    Settlement out =
        done("sent", std::string(found                          ? "found in the ERP as "
                                 : facts_.operation == "change" ? "changed in the ERP: "
                                                                : "in the ERP as ") +
                         number + ", " + facts_.receipt.state);
    out.outcome.intent_settled = true;
    former_ = work_.reps_only ? work_.former : facts_.credits;
    const bool changed = facts_.operation == "change";
    book(out);
    std::string back = facts_.differences.empty()
                           ? "the ERP holds " + (facts_.reps.empty() ? "no rep" : facts_.reps) +
                                 ", total " + facts_.total + ": as sent"
                           : join(facts_.differences, "; ");
    if (!facts_.receipt.confirmed) back = "awaiting the ERP's confirmation";
    for (const std::string& one : stood_in_) out.effects.steps.push_back({"rep", one, "", 0, {}});
    out.effects.steps.push_back({"read back", std::move(back), "", 0, {}});
    record(out);
    if (auto later = work_.reps_only ? std::nullopt
                                     : release_message(context_, route_, part_.message, facts_)) {
      out.effects.steps.push_back(
          {"release",
           "left for its rep's release in the ERP, by itself at " + to_string(later->due),
           "",
           0,
           {}});
      out.effects.messages.push_back(std::move(*later));
    }
    if (facts_.receipt.confirmed) {
      notify(out);
      tell_reps(out, changed ? "order changed" : "order", work_.credits);
    } else {
      out.effects.messages.push_back(confirmation());
    }
    if (!facts_.differences.empty()) warn_of_differences();
    return out;
  }

  void warn_of_differences() {
    context_.metrics.reps_differ(route_.name);
    context_.log.warning(
        "read back", join(facts_.differences, "; "),
        {{"order", work_.identity}, {"erp", facts_.receipt.number}, {"cause", "read-back"}});
  }

  queue::Message confirmation() const {
    queue::Message out = part_.message;
    out.key = key_ + "/confirm";
    out.kind = "confirm";
    out.ordering = out.key;
    out.due = context_.clock.now() + std::chrono::milliseconds{200};
    return out;
  }

  void record(Settlement& out) {
    const std::string& number = facts_.receipt.number;
    if (!number.empty())
      out.effects.aliases.push_back({route_.name, "erp", number, work_.identity});
    if (!number.empty()) out.effects.words.push_back(more_words(work_.identity, words_of(number)));
    out.effects.records.push_back(to_record(facts_));
    note_reps(out);
  }

  /// Other reps in the ERP than were sent are remembered until they agree, for whoever is told.
  void note_reps(Settlement& out) const {
    std::vector<std::string> differ = stood_in_;
    for (const std::string& one : facts_.differences) {
      if (one.starts_with("rep")) differ.push_back(one);
    }
    if (differ.empty() && !reps_differed_) return;
    queue::Record& note = out.effects.records.emplace_back();
    note.kind = kRepMismatchRecords;
    note.key = key_;
    note.who = "daemon";
    if (!differ.empty())
      note.value = boost::json::serialize(boost::json::object{
          {"channel", route_.name}, {"order", work_.number}, {"what", join(differ, "; ")}});
  }

  /// The ERP's numbers of all parts, this one's as it is now.
  std::string numbers() const {
    std::vector<PartFacts> all = others_;
    all.insert(all.begin() + std::min<long>(work_.part - 1, static_cast<long>(all.size())), facts_);
    return erp_numbers(all);
  }

  void entry(Settlement& out, const char* kind, const std::string& credits) {
    const credit::LedgerHead head{kind,         work_.day,      work_.identity,
                                  work_.number, facts_.key,     facts_.receipt.number,
                                  "",           work_.currency, work_.revision};
    queue::LedgerEntry made;
    made.company = route_.company.name;
    made.identity = work_.identity;
    made.body = credit::ledger_body(head, credits);
    add_entry(out.effects, std::move(made));
  }

  void reverse(Settlement& out) {
    if (!facts_.credits.empty()) entry(out, "reversed", facts_.credits);
  }

  void book(Settlement& out) {
    if (facts_.credits == work_.credits) return;
    reverse(out);
    entry(out, "booked", work_.credits);
    facts_.credits = work_.credits;
  }

  void notify(Settlement& out) {
    if (route_.channel.acknowledge == "no") return;
    out.effects.messages.push_back(
        notice("/notice", numbers(), work_.cancel ? "order cancelled" : work_.note));
  }

  queue::Message notice(const std::string& name, const std::string& erp_number,
                        const std::string& text) const {
    queue::Message out;
    out.key = work_.identity + name;
    out.kind = "notice";
    out.channel = route_.name;
    out.identity = work_.identity;
    out.ordering = out.key;
    out.destination = "shop/" + route_.name;
    out.media_type = "application/json";
    boost::json::object body{{"number", work_.number}, {"erp_number", erp_number}, {"text", text}};
    // A shop shows what it showed before; a partner wants each of its changes answered.
    if (route_.partner) body["revision"] = work_.revision;
    out.body = boost::json::serialize(body);
    return out;
  }

  Context& context_;
  const Route route_;
  const queue::Leased& part_;
  const WorkOrder work_;
  const std::string key_;
  PartFacts facts_;
  std::string former_;             ///< sales credit before this revision
  OrderFacts order_;               ///< as planned last
  std::vector<PartFacts> others_;  ///< of the same order
  adapters::ErpOrder expected_;
  std::string digest_;
  bool reps_differed_ = false;             ///< and somebody may have been told
  std::vector<std::string> stood_in_;      ///< reps that the ERP does not know, for the journey
  std::vector<mapping::Created> created_;  ///< codes of a part that was mapped only now
};

}  // namespace

namespace {

Result<Delivery> delivery_of(Context& context, const queue::Leased& part) {
  const Route* route = context.route(part.message.channel);
  if (route == nullptr) return no_channel(part.message.channel);
  auto work = work_order(part.message.meta);
  if (!work) return work.error();
  return Delivery(context, *route, part, std::move(*work));
}

}  // namespace

awaitable<Result<Settlement>> deliver(Context& context, const queue::Leased& part) {
  auto delivery = delivery_of(context, part);
  if (!delivery) co_return delivery.error();
  auto out = co_await delivery->run();
  if (out && out->outcome.state == queue::State::done) delivery->keep_created(*out);
  co_return out;
}

awaitable<Result<Settlement>> confirm(Context& context, const queue::Leased& message) {
  auto delivery = delivery_of(context, message);
  if (!delivery) co_return delivery.error();
  co_return co_await delivery->confirmed();
}

}  // namespace norekey::flow
