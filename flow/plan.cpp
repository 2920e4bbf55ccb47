#include "flow/plan.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "credit/frozen.hpp"
#include "flow/authority.hpp"
#include "flow/balance.hpp"
#include "flow/created.hpp"
#include "flow/duty.hpp"
#include "flow/erp_document.hpp"
#include "flow/facts.hpp"
#include "flow/identity.hpp"
#include "flow/partners/meaning.hpp"
#include "flow/parts.hpp"
#include "flow/stand_in.hpp"
#include "flow/words.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

/// Another plan makes the same code: its settlement takes a few milliseconds.
constexpr std::chrono::microseconds kWhileCodesAreMade{20'000};
constexpr int kMostTries = 250;  // five seconds of waiting, then as any order that fails

std::string credits_json(const std::vector<SalesCredit>& credits) {
  boost::json::array out;
  for (const SalesCredit& c : credits) {
    out.push_back(boost::json::object{{"slot", c.slot},
                                      {"line", c.line},
                                      {"rep", c.rep},
                                      {"amount", c.amount.str()},
                                      {"rule", c.rule}});
  }
  return boost::json::serialize(out);
}

/// Of all lines and charges, wherever they stand in it.
std::vector<std::string> items_of(const mapping::Document& document) {
  std::vector<std::string> out;
  for (const pugi::xpath_node& item : document.root().select_nodes(".//line/item | .//charge/item"))
    out.emplace_back(item.node().text().get());
  return out;
}

/// Builds the plan of one revision.
class Planner {
 public:
  Planner(Context& context, const Route& route, const queue::Leased& revision, const Order& order,
          OrderFacts facts, std::optional<Error> refused)
      : context_(context),
        route_(route),
        revision_(revision),
        order_(order),
        facts_(std::move(facts)),
        refused_(std::move(refused)) {}
  ~Planner() { forget_rows(context_, rows_); }
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;

  /// What comes of the revision. One that cannot be planned is parked, and still takes over from
  /// the older ones: what the customer no longer wants is not sent.
  Settlement run() {
    Result<Settlement> planned = order_.operation == Operation::cancel ? cancel()
                                 : refused_                            ? *refused_
                                                                       : place();
    if (planned) return std::move(*planned);
    out_ = {};
    facts_.state = "parked";
    Settlement out = *settle("", "");
    out.effects.steps.clear();
    out.outcome.state =
        planned.error().fate == Fate::reject ? queue::State::parked : queue::State::fresh;
    out.outcome.error = planned.error();
    return out;
  }

 private:
  Result<Settlement> place() {
    if (auto balanced = balance(order_); !balanced) return balanced.error();
    auto parts = split_into_parts(order_, route_.mapping->parts());
    if (!parts) return parts.error();
    for (Part& part : *parts) {
      if (auto added = add(part); !added) return added.error();
    }
    for (int gone = next_; gone <= facts_.parts; ++gone) add_cancel(gone);
    facts_.parts = next_ - 1;
    facts_.state = "planned";
    keep_sale();
    return settle("planned", std::to_string(out_.effects.messages.size()) +
                                 (next_ == 2 ? " part" : " parts") + " for " + route_.channel.erp +
                                 "; " + facts_.sales_credit);
  }

  /// What the order's sales credit depends on, so that it can be decided again with other tables.
  void keep_sale() {
    queue::Record sale;
    sale.kind = "sale";
    sale.key = facts_.identity;
    const credit::Sale kept = credit::sale_of(order_);
    const Date day = credit::business_date(kept.placed_at, route_.policy);
    const credit::Decision decided =
        credit::decide(kept, context_.setup->sales_credit, route_.policy, day, day, false);
    sale.value = boost::json::serialize(credit::freeze(kept, decided));
    sale.who = "daemon";
    out_.effects.records.push_back(std::move(sale));
  }

  Result<Settlement> cancel() {
    if (facts_.parts == 0) {
      facts_.state = "cancelled";
      return settle("planned", "cancelled in the shop before anything went to the ERP");
    }
    for (int part = 1; part <= facts_.parts; ++part) add_cancel(part);
    facts_.state = "planned";
    return settle("planned", "cancelled in the shop: the ERP's order is cancelled too");
  }

  Result<void> add(Part& part) {
    auto planned = planned_part(part.order);
    if (planned) return add_mapped(*planned, part.order);
    if (!route_.channel.partial || planned.error().fate == Fate::halt) return planned.error();
    return add_good_lines(part, planned.error());
  }

  /// The channel allows it: lines that map go now, the others as a part of their own, which will be
  /// parked with its cause.
  Result<void> add_good_lines(const Part& part, const Error& why) {
    Order good = part.order, rest = part.order;
    good.lines.clear();
    rest.lines.clear();
    rest.charges.clear();
    for (const Line& line : part.order.lines) {
      Order alone = part.order;
      alone.lines.assign(1, line);
      const bool maps = planned_part(alone).has_value();
      (maps ? good : rest).lines.push_back(line);
    }
    if (good.lines.empty() || rest.lines.empty()) return why;
    total_up(good);
    total_up(rest);
    auto planned = planned_part(good);
    if (!planned) return planned.error();
    if (auto added = add_mapped(*planned, good); !added) return added;
    WorkOrder work =
        work_order_for(rest, credit::resolve(rest, context_.setup->sales_credit, route_.policy));
    work.unmapped = true;
    add_message(work, mapping::to_xml(mapping::to_document(rest)));
    return {};
  }

  /// What the mapping made a code for is known to the order's next parts, and to everybody once the
  /// plan is settled: the row commits with it, or is never there. Its code is made of what does not
  /// change, so that two daemons make the same one.
  void keep_created(const std::vector<mapping::Created>& all) {
    keep_rows(out_, all, order_.number);
    rows_.insert(rows_.end(), all.begin(), all.end());
    know_rows(context_, all);
  }

  /// The order, or some lines of it, as the part that comes next.
  Result<Planned> planned_part(const Order& order) const {
    return plan_part(route_, context_.setup->sales_credit, context_.lookups, order, nullptr, next_);
  }

  Result<void> add_mapped(const Planned& planned, const Order& order) {
    auto document = erp_document(route_, planned.document.copy(), planned.order);
    if (!document) return document.error();
    keep_created(planned.created);
    credits_.insert(credits_.end(), planned.order.sales_credit.begin(),
                    planned.order.sales_credit.end());
    WorkOrder work = work_order_for(planned.order, planned.resolution);
    if (route_.channel.shadow) work.erp_items = erp_items(planned, order);
    add_message(work, mapping::to_xml(*document));
    if (next_ == 2) {
      facts_.sales_credit = credit::note_of(planned.resolution);
      facts_.flags = planned.resolution.flags;
    }
    out_.effects.steps.push_back(
        {"credited",
         credit::note_of(planned.resolution) + ". " + planned.resolution.explain,
         credits_json(planned.order.sales_credit),
         0,
         {}});
    return {};
  }

  /// Items of charges that the mapping would write if the ERP did not reckon them by itself. Staff
  /// enter them, or the ERP adds them; we would not send them.
  std::vector<std::string> erp_items(const Planned& planned, Order order) const {
    if (!route_.channel.authority.erp_adds_up()) return {};
    order.sales_credit = planned.order.sales_credit;
    order.reps = planned.order.reps;
    order.taker = planned.order.taker;
    order.credit_note = planned.order.credit_note;
    auto whole = route_.mapping->apply(mapping::to_document(order), context_.lookups, nullptr);
    if (!whole) return {};  // then it is shown as a line that staff added
    std::vector<std::string> out = items_of(*whole);
    for (const std::string& sent : items_of(planned.document)) std::erase(out, sent);
    return out;
  }

  WorkOrder work_order_for(const Order& order, const credit::Resolution& resolution) const {
    WorkOrder work;
    work.note = credit::note_of(resolution);
    work.credits =
        credits_json(order.sales_credit.empty() ? resolution.credits : order.sales_credit);
    return work;
  }

  void add_cancel(int part) {
    WorkOrder work;
    work.cancel = true;
    const int keep = next_;
    next_ = part;
    add_message(work, "<document/>");
    next_ = std::max(keep, next_);
  }

  void add_message(WorkOrder work, std::string document) {
    work.identity = facts_.identity;
    work.number = order_.number;
    work.part = next_;
    work.revision = revision_.revision;
    work.placed = order_.placed_at;
    work.day = to_string(credit::business_date(order_.placed_at, route_.policy));
    work.currency = order_.currency;
    queue::Message part;
    part.key = delivery_key(facts_.identity, next_++);
    part.kind = "part";
    part.channel = route_.name;
    part.identity = facts_.identity;
    part.ordering = ordering_key(route_.name, route_.channel.ordering == "customer", order_);
    part.destination = "erp/" + route_.channel.erp;
    part.media_type = "application/xml";
    part.digest = sha256_hex(document + "\n" + std::to_string(work.revision));
    part.body = std::move(document);
    part.meta = to_json(work);
    out_.effects.messages.push_back(std::move(part));
  }

  Result<Settlement> settle(std::string stage, std::string text) {
    facts_.channel = route_.name;
    facts_.number = order_.number;
    facts_.po_number = order_.po_number;
    facts_.account = order_.buyer.account;
    facts_.buyer = order_.buyer.name;
    facts_.currency = order_.currency;
    facts_.total = order_.total.str();
    facts_.revision = revision_.revision;
    facts_.mapping = route_.mapping->version();
    facts_.bundle = context_.setup->bundle;
    facts_.placed = order_.placed_at;
    out_.effects.records.push_back(to_record(facts_));
    out_.effects.words.push_back(words_of_order(facts_, order_, credits_));
    out_.effects.supersede.push_back({"order", facts_.identity, revision_.id});
    out_.effects.supersede.push_back({"part", facts_.identity, 0});
    out_.effects.steps.push_back({std::move(stage), std::move(text), "", 0, {}});
    return std::move(out_);
  }

  Context& context_;
  const Route& route_;
  const queue::Leased& revision_;
  const Order& order_;
  OrderFacts facts_;
  std::optional<Error> refused_;  ///< what a partner wrote cannot be told in our terms
  Settlement out_;
  std::vector<SalesCredit> credits_;    ///< of all parts
  std::vector<mapping::Created> rows_;  ///< in the lookups for as long as this plan is made
  int next_ = 1;
};

Settlement plan_once(Context& context, const Route& route, const queue::Leased& revision,
                     const Order& order, const OrderFacts& facts,
                     const std::optional<Error>& refused) {
  Planner planner(context, route, revision, order, facts, refused);
  return planner.run();
}

}  // namespace

Result<Planned> plan_part(const Route& route, const credit::Tables& sales_credit,
                          const mapping::Lookups& lookups, Order order, mapping::Run* told,
                          int part, const std::vector<SalesCredit>* standing) {
  Planned out;
  leave_to_the_erp(order, route.channel);
  out.resolution = credit::resolve(order, sales_credit, route.policy);
  if (standing != nullptr) credit::let_stand(*standing, route.policy, out.resolution);
  order.sales_credit = out.resolution.credits;
  order.reps = out.resolution.reps;
  order.taker = out.resolution.inside;
  order.credit_note = credit::note_of(out.resolution);
  mapping::Run own, &run = told == nullptr ? own : *told;
  const bool explain = run.explain;
  run.key = delivery_key(order_identity(route.name, order), part);
  auto document = route.mapping->apply(mapping::to_document(order), lookups, &run);
  while (!document && stand_in(order, document.error(), route.policy.house_rep)) {
    out.resolution.explain += " " + document.error().what + ": the house code stands in the order.";
    run = {explain, std::move(run.key), {}, {}};
    document = route.mapping->apply(mapping::to_document(order), lookups, &run);
  }
  if (!document) return document.error();
  out.created = std::move(run.created);
  out.document = std::move(*document);
  out.order = std::move(order);
  return out;
}

namespace {

/// Whether the account has no other order here; asked where a rep code may register it.
awaitable<Result<bool>> is_first_order(Context& context, const Route& route, const Order& order,
                                       std::string identity) {
  if (!route.policy.rep_code_registers || order.rep_code.empty() || order.buyer.account.empty())
    co_return false;
  queue::Search search;
  search.words = words_of(order.buyer.account);
  search.kind = "order";
  search.limit = 50;
  auto found = co_await context.index.search(std::move(search));
  if (!found) co_return found.error();
  for (const queue::Row& row : found->rows) {
    if (row.identity != identity) co_return false;
  }
  co_return true;
}

}  // namespace

awaitable<Result<Settlement>> plan(Context& context, const queue::Leased& revision) {
  const Route* route = context.route(revision.message.channel);
  if (route == nullptr) co_return no_channel(revision.message.channel);
  const Route kept = *route;  // a new bundle may be activated while this waits
  queue::Query newer;
  newer.identity = revision.message.identity;
  newer.kind = "order";
  newer.limit = 1;
  auto rows = co_await context.journal.list(newer);
  if (!rows) co_return rows.error();
  if (!rows->empty() && rows->front().id > revision.id) {
    Settlement out = done("planned", "a newer revision of the order has taken over");
    out.outcome.state = queue::State::superseded;
    co_return out;
  }
  const connectors::Payload payload{revision.message.media_type, revision.message.body};
  auto order = kept.connector->normalise(payload);
  if (!order) co_return order.error();
  if (!*order) co_return done("planned", "the order is not placed yet");
  (*order)->company = kept.company.name;
  (*order)->channel = kept.channel.name;

  std::string kind = "order", key = revision.message.identity;
  auto record = co_await context.journal.record(kind, key);
  if (!record) co_return record.error();
  OrderFacts facts;
  if (*record) facts = order_facts(**record).value_or(OrderFacts{});
  facts.identity = revision.message.identity;
  std::optional<Error> refused;
  if (kept.partner) {
    auto ours = in_our_terms(**order, kept.partner->config, context.lookups);
    if (ours) {
      **order = std::move(*ours);
    } else {
      refused = ours.error();
    }
  }
  if (!refused && (*order)->operation != Operation::cancel) {
    auto fine = co_await check_prices(context, kept, **order);
    if (!fine && fine.error().fate != Fate::reject) co_return fine.error();
    if (!fine) refused = fine.error();
  }
  std::string own = revision.message.identity;
  auto first = co_await is_first_order(context, kept, **order, std::move(own));
  if (!first) co_return first.error();
  (*order)->first_order = *first;
  for (int tries = 0; tries < kMostTries; ++tries) {
    Settlement out = plan_once(context, kept, revision, **order, facts, refused);
    if (out.created.empty()) co_return out;
    out.making = begin_making(context, out.created);
    if (!out.making) {
      co_await rest_for(kWhileCodesAreMade);
      continue;
    }
    auto fresh = co_await are_new(context, out.created);
    if (!fresh) co_return fresh.error();
    if (!*fresh) continue;
    auto woken = co_await wake_for_created(context, out);
    if (!woken) co_return woken.error();
    co_return out;
  }
  co_return Error{Fate::retry,
                  "another order of the same new customer or item is on its way",
                  "nothing to do: it is planned again when that one is through",
                  {},
                  "plan/created"};
}

}  // namespace norekey::flow
