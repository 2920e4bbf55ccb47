#include "flow/credit_repost.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <tuple>

#include "core/text.hpp"
#include "credit/frozen.hpp"
#include "credit/ledger.hpp"
#include "flow/credit_claims.hpp"
#include "flow/words.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kRebookPage = 500;

/// What the ledger keeps of a document beside its number.
struct DocumentHead {
  std::string day, document;
};

/// By the name that entries have it under.
std::map<std::string, DocumentHead> documents_of(const credit::Frozen& now,
                                                 const credit::Policy& policy) {
  std::map<std::string, DocumentHead> out;
  for (const credit::Event& event : now.sale.events) {
    const bool unnamed = event.no.empty() && event.type == credit::EventType::cancel;
    DocumentHead& one = out[unnamed ? "cancel" : event.no];
    one.day = to_string(credit::business_date(event.at, policy));
    if (event.type == credit::EventType::credit_return) one.document = "return";
    if (event.type == credit::EventType::rebill) one.document = "rebill";
  }
  return out;
}

/// Ledger entries by document and side, in the order that they were posted.
void append(const std::vector<credit::Entry>& entries, const credit::LedgerHead& of_order,
            const std::map<std::string, DocumentHead>& documents, const std::string& company,
            queue::Effects& effects) {
  using Key = std::tuple<std::string, std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, std::vector<credit::Entry>> groups;
  for (const credit::Entry& one : entries) {
    const Key key{one.state, one.doc, one.period};
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(one);
  }
  for (const Key& key : order) {
    credit::LedgerHead head = of_order;
    head.entry = std::get<0>(key) == "earned" ? "earned" : "booked";
    head.doc = std::get<1>(key);
    head.period = std::get<2>(key);
    if (const auto document = documents.find(head.doc); document != documents.end()) {
      head.day = document->second.day;
      head.document = document->second.document;
    }
    queue::LedgerEntry made;
    made.company = company;
    made.identity = head.order;
    made.body = credit::ledger_body(head, json::serialize(credit::credits_json(groups[key])));
    add_entry(effects, std::move(made));
  }
}

/// Who has how much of one line's slot, and by which rule.
struct Share {
  std::string rep, rule;
  Decimal amount;
};

using LineSlot = std::pair<std::int64_t, std::string>;

/// What remains of a posting once its reversals are taken off.
std::map<LineSlot, std::vector<Share>> standing_shares(const credit::Posting& posting) {
  std::map<LineSlot, std::vector<Share>> out;
  for (const credit::Entry& one : posting.entries) {
    std::vector<Share>& shares = out[{one.line, credit::name_of(one.slot)}];
    auto at = std::find_if(shares.begin(), shares.end(),
                           [&](const Share& share) { return share.rep == one.rep; });
    if (at == shares.end()) at = shares.insert(shares.end(), Share{one.rep, one.rule, 0});
    at->amount += one.amount;
    if (!one.amount.is_negative()) at->rule = one.rule;
  }
  for (auto& one : out)
    std::erase_if(one.second, [](const Share& share) { return share.amount.is_zero(); });
  return out;
}

std::vector<Decimal> shared(const Decimal& sum, const std::vector<Share>& shares, int exponent) {
  std::vector<Decimal> weights;
  for (const Share& one : shares) weights.push_back(one.amount.abs());
  auto out = allocate(sum, weights, exponent);
  return out ? std::move(*out) : std::vector<Decimal>(shares.size());
}

/// The sales credit of one part, by the shares as they stand now; each line's sum stays.
class Recrediting {
 public:
  Recrediting(const std::string& credits, const std::map<LineSlot, std::vector<Share>>& shares,
              int exponent)
      : shares_(shares), exponent_(exponent) {
    boost::system::error_code ec;
    const json::value value = json::parse(credits, ec);
    if (!ec && value.is_array()) old_ = value.get_array();
  }

  /// The new list; the old one where nothing has moved.
  json::array run() {
    for (const json::value& one : old_) {
      const LineSlot at{one.at("line").as_int64(), std::string(one.at("slot").as_string())};
      if (!sums_.contains(at)) order_.push_back(at);
      sums_[at] += amount_of(one);
    }
    json::array out;
    for (const LineSlot& at : order_) {
      const auto now = shares_.find(at);
      if (now == shares_.end() || now->second.empty()) {
        keep(at, out);
        continue;
      }
      const auto amounts = shared(sums_[at], now->second, exponent_);
      for (std::size_t i = 0; i < amounts.size(); ++i)
        out.push_back(json::object{{"slot", at.second},
                                   {"line", at.first},
                                   {"rep", now->second[i].rep},
                                   {"amount", amounts[i].rounded(exponent_).str()},
                                   {"rule", now->second[i].rule}});
    }
    return same_holders(out) ? old_ : out;
  }

  const json::array& old() const { return old_; }

 private:
  static Decimal amount_of(const json::value& one) {
    return value_or(Decimal::parse(one.at("amount").as_string()), Decimal(0));
  }

  void keep(const LineSlot& at, json::array& out) const {
    for (const json::value& one : old_) {
      if (one.at("line").as_int64() == at.first && one.at("slot").as_string() == at.second)
        out.push_back(one);
    }
  }

  static std::map<std::tuple<std::int64_t, std::string, std::string>, Decimal> held(
      const json::array& all) {
    std::map<std::tuple<std::int64_t, std::string, std::string>, Decimal> out;
    for (const json::value& one : all)
      out[{one.at("line").as_int64(), std::string(one.at("slot").as_string()),
           std::string(one.at("rep").as_string())}] += amount_of(one);
    return out;
  }

  bool same_holders(const json::array& now) const { return held(now) == held(old_); }

  const std::map<LineSlot, std::vector<Share>>& shares_;
  const int exponent_;
  json::array old_;
  std::map<LineSlot, Decimal> sums_;
  std::vector<LineSlot> order_;
};

/// One order's entries, brought to what is known.
class Reposting {
 public:
  Reposting(Context& context, const Kept& kept, const Route& route, credit::Books books,
            queue::Effects& effects)
      : context_(context),
        kept_(kept),
        route_(route),
        books_(std::move(books)),
        effects_(effects) {}

  /// Documents: what they post now against what they posted.
  Result<void> documents(const credit::Frozen& now, const credit::Posting& posted,
                         const std::vector<credit::Ruling>& rulings) {
    const credit::Posting result = posting_of(now, rulings);
    out_.flags = result.flags;
    out_.noticed_of = result.noticed_of;
    const auto lacking = credit::appended(posted, result);
    for (const credit::Entry& one : lacking) {
      if (one.slot == credit::Slot::primary && one.state == "earned")
        out_.moves[one.rep] += one.amount;
    }
    out_.changed = out_.changed || !lacking.empty();
    append(lacking, head_of(now), documents_of(now, route_.policy), route_.company.name, effects_);
    if (!now.sale.events.empty())
      effects_.records.push_back(posting_record(kept_.identity, result));
    return {};
  }

  /// The order's own booking, part by part as it was delivered.
  awaitable<Result<void>> booking(credit::Frozen bare, std::vector<credit::Ruling> rulings) {
    const auto shares = standing_shares(posting_of(bare, rulings));
    auto parts = co_await parts_of(context_.journal, kept_.identity, kept_.facts.parts);
    if (!parts) co_return parts.error();
    for (PartFacts& part : *parts) {
      if (part.credits.empty() || part.credits == "[]") continue;
      Recrediting recrediting(part.credits, shares, bare.decided.exponent);
      const json::array now = recrediting.run();
      if (now == recrediting.old()) continue;
      enter(bare, part, "reversed", part.credits);
      count(recrediting.old(), true);
      const std::string former = part.credits;
      part.credits = json::serialize(now);
      enter(bare, part, "booked", part.credits);
      count(now, false);
      effects_.records.push_back(to_record(part));
      out_.parts.push_back({part, former});
      out_.changed = true;
    }
    co_return Result<void>{};
  }

  Reposted result() { return std::move(out_); }

 private:
  credit::Posting posting_of(const credit::Frozen& of,
                             const std::vector<credit::Ruling>& rulings) const {
    return credit::post(of.sale, of.decided, context_.setup->sales_credit, route_.policy, books_,
                        rulings);
  }

  credit::LedgerHead head_of(const credit::Frozen& of) const {
    credit::LedgerHead head;
    head.order = kept_.identity;
    head.web = kept_.facts.number;
    head.currency = kept_.facts.currency;
    head.day = to_string(of.decided.day);
    return head;
  }

  void enter(const credit::Frozen& of, const PartFacts& part, const char* kind,
             const std::string& credits) {
    credit::LedgerHead head = head_of(of);
    head.entry = kind;
    head.part = part.key;
    head.erp = part.receipt.number;
    head.revision = part.revision;
    const Date today = credit::business_date(context_.clock.now(), route_.policy);
    const std::string period = credit::period_for(of.decided.day, today, books_);
    if (period != credit::month_of(of.decided.day)) head.period = period;
    queue::LedgerEntry made;
    made.company = route_.company.name;
    made.identity = kept_.identity;
    made.body = credit::ledger_body(head, credits);
    add_entry(effects_, std::move(made));
  }

  void count(const json::array& credits, bool away) {
    for (const json::value& one : credits) {
      if (one.at("slot").as_string() != "primary") continue;
      const Decimal amount = value_or(Decimal::parse(one.at("amount").as_string()), Decimal(0));
      out_.moves[std::string(one.at("rep").as_string())] += away ? -amount : amount;
    }
  }

  Context& context_;
  const Kept& kept_;
  const Route route_;
  const credit::Books books_;
  queue::Effects& effects_;
  Reposted out_;
};

awaitable<Result<bool>> is_on_its_way(Context& context, std::string identity) {
  queue::Query query;
  query.identity = std::move(identity);
  query.limit = 50;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  for (const queue::Row& row : *rows) {
    const bool carries = row.kind == "order" || row.kind == "part" || row.kind == "confirm";
    const bool open = row.state == queue::State::fresh || row.state == queue::State::leased;
    if (carries && open) co_return true;
  }
  co_return false;
}

json::object changed_json(const Kept& kept, const Reposted& reposted) {
  json::array moves;
  for (const auto& [rep, amount] : reposted.moves) {
    if (!amount.is_zero()) moves.push_back(json::object{{"rep", rep}, {"amount", amount.str()}});
  }
  return {{"order", kept.facts.number},
          {"channel", kept.facts.channel},
          {"currency", kept.facts.currency},
          {"moves", std::move(moves)},
          {"flags", strings(reposted.flags)}};
}

/// One order of a rebooking. nullopt: nothing had to change.
awaitable<Result<std::optional<json::object>>> rebook_one(Context& context, std::string identity,
                                                          bool dry_run) {
  std::string of = identity;
  auto kept = co_await kept_sale_of(context, std::move(of));
  if (!kept) co_return std::optional<json::object>();
  std::string kind = "sale-events", key = identity;
  auto events = co_await kept_list(context, std::move(kind), std::move(key));
  if (!events) co_return events.error();
  queue::Effects effects;
  auto reposted = co_await repost(context, *kept, *events, *events, effects);
  if (!reposted) co_return reposted.error();
  if (!reposted->changed) co_return std::optional<json::object>();
  if (!dry_run) {
    std::vector<MovedPart> moved = reposted->parts;
    auto told = co_await reassign(context, *kept, std::move(moved), effects);
    if (!told) co_return told.error();
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
  }
  co_return changed_json(*kept, *reposted);
}

}  // namespace

awaitable<Result<Reposted>> repost(Context& context, const Kept& kept, const json::array& before,
                                   const json::array& events, queue::Effects& effects,
                                   const credit::Ruling* more) {
  const Route* found = context.route(kept.facts.channel);
  const Route route = *found;
  auto books = co_await credit_books(context, route.company.name);
  if (!books) co_return books.error();
  std::string identity = kept.identity;
  auto rulings = co_await rulings_of(context, identity);
  if (!rulings) co_return rulings.error();
  if (more != nullptr) rulings->push_back(*more);
  auto posted = co_await kept_posting(context, std::move(identity));
  if (!posted) co_return posted.error();
  const json::array nothing;
  auto now = credit::thaw(kept.sale, events, route.policy);
  auto then = credit::thaw(kept.sale, before, route.policy);
  auto bare = credit::thaw(kept.sale, nothing, route.policy);
  if (!now) co_return now.error();
  if (!then) co_return then.error();
  if (!bare) co_return bare.error();
  if (!*posted) {
    *posted = credit::post(then->sale, then->decided, context.setup->sales_credit, route.policy,
                           *books, {});
  }
  Reposting reposting(context, kept, route, std::move(*books), effects);
  auto documents = reposting.documents(*now, **posted, *rulings);
  if (!documents) co_return documents.error();
  credit::Frozen alone = std::move(*bare);
  std::vector<credit::Ruling> ruled = *rulings;
  auto booking = co_await reposting.booking(std::move(alone), std::move(ruled));
  if (!booking) co_return booking.error();
  co_return reposting.result();
}

awaitable<Result<json::value>> credit_rebook(Context& context, const json::object& request) {
  std::string kind = "sale", after = text_of(request, "after");
  const std::string since = text_of(request, "since");
  const bool dry_run = flag_of(request, "dry_run");
  auto page = co_await context.journal.records(kind, after, kRebookPage);
  if (!page) co_return page.error();
  json::array changed;
  std::int64_t orders = 0, waiting = 0;
  std::string next;
  for (const queue::Record& record : *page) {
    next = record.key;
    boost::system::error_code ec;
    const json::value sale = json::parse(record.value, ec);
    if (ec || !sale.is_object() ||
        (!since.empty() && text_of(sale.get_object(), "placed_at") < since))
      continue;
    ++orders;
    std::string identity = record.key;
    auto busy = co_await is_on_its_way(context, identity);
    if (!busy) co_return busy.error();
    if (*busy) {
      ++waiting;
      continue;
    }
    auto one = co_await rebook_one(context, std::move(identity), dry_run);
    if (!one) co_return one.error();
    if (*one) changed.push_back(std::move(**one));
  }
  if (page->size() < static_cast<std::size_t>(kRebookPage)) next.clear();
  co_return json::object{
      {"orders", orders}, {"waiting", waiting}, {"changed", std::move(changed)}, {"next", next}};
}

}  // namespace norekey::flow
