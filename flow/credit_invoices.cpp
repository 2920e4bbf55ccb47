/// The ERP's invoices into the ledger, and its commission records held against it.
#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "credit/ledger.hpp"
#include "flow/credit_commands.hpp"
#include "flow/credit_import.hpp"
#include "flow/credit_kept.hpp"
#include "flow/stand_in.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

constexpr int kMostDifferences = 1000;

/// An invoice's line and the order's line that it is of; 0 = of several, -1 = carries no sales
/// credit (freight, tax).
struct Placed {
  int line = -1;
  const adapters::InvoicedLine* invoiced = nullptr;
};

std::set<int> credited_lines(const std::string& credits) {
  std::set<int> out;
  boost::system::error_code ec;
  const json::value value = json::parse(credits, ec);
  if (ec || !value.is_array()) return out;
  for (const json::value& one : value.get_array()) {
    if (one.at("line").is_int64()) out.insert(static_cast<int>(one.at("line").get_int64()));
  }
  return out;
}

std::vector<int> order_lines(const json::object& sale) {
  std::vector<int> out;
  const json::value* lines = sale.if_contains("lines");
  if (lines == nullptr || !lines->is_array()) return out;
  for (const json::value& one : lines->get_array())
    out.push_back(static_cast<int>(one.at("n").to_number<std::int64_t>()));
  return out;
}

/// By place where the ERP's order has as many goods as ours, else by what is credited of the part.
std::vector<Placed> lines_placed(const adapters::PostedInvoice& invoice, std::size_t goods,
                                 const json::object& sale, const std::set<int>& credited) {
  const std::vector<int> all = order_lines(sale);
  const std::vector<int> own(credited.begin(), credited.end());
  std::vector<Placed> out;
  for (const adapters::InvoicedLine& one : invoice.lines) {
    Placed& made = out.emplace_back();
    made.invoiced = &one;
    const auto place = static_cast<std::size_t>(one.place);
    if (one.place < 0 || place >= goods) continue;
    made.line = goods == all.size()   ? all[place]
                : goods == own.size() ? own[place]
                : own.size() == 1     ? own.front()
                                      : 0;
    if (made.line != 0 && !credited.contains(made.line)) made.line = -1;
  }
  return out;
}

/// One event of the ledger for each line of the order.
json::array events_of(const adapters::PostedInvoice& invoice, const std::vector<Placed>& lines) {
  std::map<int, std::pair<Decimal, std::optional<Decimal>>> sums;
  for (const Placed& one : lines) {
    if (one.line < 0) continue;
    const bool first = !sums.contains(one.line);
    auto& [amount, cost] = sums[one.line];
    amount += one.invoiced->amount;
    if (first) {
      cost = one.invoiced->cost;
    } else {
      cost = cost && one.invoiced->cost ? std::optional(*cost + *one.invoiced->cost) : std::nullopt;
    }
  }
  json::array out;
  for (const auto& [line, sum] : sums) {
    json::object event{{"type", invoice.refers.empty() ? "invoice" : "return"},
                       {"no", invoice.number},
                       {"at", to_string(invoice.day)},
                       {"line", std::to_string(line)},
                       {"amount", sum.first.str()}};
    if (sum.second) event["cost"] = sum.second->str();
    if (!invoice.refers.empty()) event["refers"] = invoice.refers;
    out.push_back(std::move(event));
  }
  return out;
}

/// What the ledger says of one document and line, primary slot.
struct Earned {
  Decimal base;
  std::vector<std::pair<std::string, Decimal>> reps;  ///< the largest first
};

std::map<int, Earned> earned_by(const std::vector<queue::LedgerEntry>& entries,
                                const std::string& doc) {
  std::map<int, std::map<std::string, Decimal>> sums;
  std::map<int, Decimal> costs;
  for (const queue::LedgerEntry& entry : entries) {
    const auto lines = credit::ledger_lines(entry);
    if (!lines) continue;
    std::set<int> seen;  // the line's cost stands with each of its reps
    for (const credit::LedgerLine& one : *lines) {
      if (one.entry != "earned" || one.doc != doc || one.slot != "primary") continue;
      sums[one.line][one.rep] += one.amount;
      if (one.cost && seen.insert(one.line).second) costs[one.line] += *one.cost;
    }
  }
  std::map<int, Earned> out;
  for (const auto& [line, reps] : sums) {
    Earned& made = out[line];
    made.base = costs[line];
    for (const auto& [rep, amount] : reps) {
      made.base += amount;
      if (!amount.is_zero()) made.reps.emplace_back(rep, amount);
    }
    std::stable_sort(made.reps.begin(), made.reps.end(),
                     [](const auto& a, const auto& b) { return a.second.abs() > b.second.abs(); });
  }
  return out;
}

/// Takes the ERP's invoices page by page.
class InvoiceTaking {
 public:
  InvoiceTaking(Context& context, std::shared_ptr<adapters::Adapter> adapter,
                const json::object& request)
      : context_(context),
        adapter_(std::move(adapter)),
        erp_(text_of(request, "erp")),
        reps_(text_of(request, "reps", "reps")),
        who_(text_of(request, "who")),
        all_(flag_of(request, "all")) {}

  awaitable<Answer> run() {
    std::string kind = "invoices-read", key = erp_;
    auto record = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    std::string cursor = *record && !all_ ? (*record)->value : "";
    for (bool more = true; more;) {
      std::string from = cursor;
      auto page = co_await adapter_->watch(adapters::Subject::invoices, std::move(from));
      if (!page) co_return page.error();
      if (page->cursor.empty()) co_return silent();
      more = page->more;
      cursor = page->cursor;
      for (const adapters::PostedInvoice& one : page->invoices) {
        auto taken = co_await take(one);
        if (!taken) co_return taken.error();
      }
    }
    queue::Effects effects;
    queue::Record read;
    read.kind = "invoices-read";
    read.key = erp_;
    read.value = cursor;
    read.who = "norekey";
    effects.records.push_back(std::move(read));
    auto put = co_await context_.store.put(std::move(effects));
    if (!put) co_return put.error();
    co_return json::object{{"erp", erp_},
                           {"invoices", invoices_},
                           {"posted", posted_},
                           {"agree", agree_},
                           {"beyond", beyond_.str()},
                           {"differ", differ_},
                           {"rows", std::move(rows_)}};
  }

 private:
  static Error silent() {
    return {Fate::reject,
            "the ERP tells nothing of invoices",
            "give them as a file: norekey credit invoices FILE",
            {},
            "usage"};
  }

  awaitable<Result<void>> take(const adapters::PostedInvoice& invoice) {
    std::string kind = "part", key = invoice.key;
    auto record = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    const PartFacts part = *record ? part_facts(**record).value_or(PartFacts{}) : PartFacts{};
    if (part.revision == 0) co_return Result<void>{};  // not of ours
    std::string identity = invoice.key.substr(0, invoice.key.rfind('/'));
    auto kept = co_await kept_sale_of(context_, identity);
    if (!kept && kept.error().cause == "not found") co_return Result<void>{};
    if (!kept) co_return kept.error();
    ++invoices_;
    auto goods = co_await goods_in(identity, part);
    if (!goods) co_return goods.error();
    if (*goods == 0) {
      refuse(*kept, part, invoice);
      co_return Result<void>{};
    }
    const std::vector<Placed> lines =
        lines_placed(invoice, *goods, kept->sale, credited_lines(part.credits));
    json::object request{{"key", kept->facts.number},
                         {"channel", kept->facts.channel},
                         {"who", who_},
                         {"events", events_of(invoice, lines)}};
    auto posted = co_await credit_post(context_, request);
    if (!posted) co_return posted.error();
    posted_ += posted->at("posted").to_number<std::int64_t>() > 0 ? 1 : 0;
    const json::value* refused = posted->get_object().if_contains("refused");
    for (std::size_t i = 0; refused != nullptr && i < refused->get_array().size(); ++i)
      tell(*kept, part, invoice, {}, text_of(refused->get_array()[i].get_object(), "what"));
    auto entries = co_await context_.journal.ledger_of(std::move(identity));
    if (!entries) co_return entries.error();
    compare(*kept, part, invoice, lines, earned_by(*entries, invoice.number));
    co_return Result<void>{};
  }

  /// Whose lines nobody can place any more: delivered by a version that did not remember them.
  void refuse(const Kept& kept, const PartFacts& part, const adapters::PostedInvoice& invoice) {
    const std::string why =
        "its document was removed, as retention in norekey.yaml says: post it with norekey credit "
        "invoices FILE";
    tell(kept, part, invoice, {}, why);
  }

  /// What both sides say of a line of the order; 0 = of the whole invoice.
  struct Both {
    int line = 0;
    Decimal base, erp_base;
    std::string rep, erp_rep;
  };
  void tell(const Kept& kept, const PartFacts& part, const adapters::PostedInvoice& invoice,
            const Both& both, const std::string& why) {
    ++differ_;
    context_.log.warning("commission", why,
                         {{"order", kept.identity}, {"invoice", invoice.number}});
    if (rows_.size() >= kMostDifferences) return;
    rows_.push_back(json::object{{"order", kept.facts.number},
                                 {"erp", part.receipt.number},
                                 {"invoice", invoice.number},
                                 {"line", both.line},
                                 {"base", both.base.str()},
                                 {"rep", both.rep},
                                 {"erp_base", both.erp_base.str()},
                                 {"erp_rep", both.erp_rep},
                                 {"why", why}});
  }

  /// How many of the ERP's lines are goods: charges come after them. 0 = not known.
  awaitable<Result<std::size_t>> goods_in(std::string identity, PartFacts part) {
    if (part.goods > 0) co_return static_cast<std::size_t>(part.goods);
    const std::string key = part.key;
    queue::Query query;
    query.identity = std::move(identity);
    query.kind = "part";
    query.state = queue::State::done;
    auto rows = co_await context_.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      if (row.key != key) continue;
      auto message = co_await context_.journal.message(row.id);
      if (!message) co_return message.error();
      auto document = mapping::from_xml(message->second.body);
      if (!document) continue;
      auto sent = adapters::expected(*document);
      if (sent) co_return sent->lines.size();
    }
    co_return std::size_t{0};
  }

  std::string code_of(const std::string& rep, const Route& route) const {
    if (rep == "HOUSE" || rep == "UNASSIGNED")
      return house_code(route.company.house_rep, context_.lookups);
    const auto table = context_.lookups.tables.find(reps_);
    if (table == context_.lookups.tables.end()) return rep;
    const auto row = table->second.rows.find(rep);
    return row == table->second.rows.end() ? rep : row->second;
  }

  void compare(const Kept& kept, const PartFacts& part, const adapters::PostedInvoice& invoice,
               const std::vector<Placed>& lines, const std::map<int, Earned>& earned) {
    struct Theirs {
      Decimal base;
      std::set<std::string> reps;
    };
    std::map<int, Theirs> theirs;
    for (const Placed& one : lines) {
      if (one.line < 0) {
        if (!one.invoiced->rep.empty()) beyond_ += one.invoiced->amount;
        continue;
      }
      Theirs& made = theirs[one.line];
      if (one.invoiced->rep.empty()) continue;  // no commission record
      made.base += one.invoiced->amount;
      made.reps.insert(one.invoiced->rep);
    }
    const Route* found = context_.route(kept.facts.channel);
    if (found == nullptr) return;  // taken out of the config meanwhile
    const Route route = *found;
    const std::string sent = part.reps.substr(0, part.reps.find(' '));
    for (const auto& [line, its] : theirs) {
      const auto ours = earned.find(line);
      const Earned none, &held = ours == earned.end() ? none : ours->second;
      const std::string rep = held.reps.empty() ? "" : code_of(held.reps.front().first, route);
      const std::string reps = join({its.reps.begin(), its.reps.end()}, ", ");
      const std::string why = difference(held, rep, its.base, reps, sent);
      if (why.empty()) {
        ++agree_;
        continue;
      }
      context_.metrics.reps_differ(route.name);
      tell(kept, part, invoice, {line, held.base, its.base, rep, reps}, why);
    }
  }

  /// "" = both say the same. An ERP with one field holds the rep with the largest base of the whole
  /// order, who need not be the line's.
  static std::string difference(const Earned& held, const std::string& rep, const Decimal& base,
                                const std::string& reps, const std::string& sent) {
    if (reps.empty()) return "the ERP made no commission record of this line";
    if (held.base != base)
      return "the ledger counts " + held.base.str() + ", the ERP " + base.str();
    const bool one_of_several = held.reps.size() > 1 && reps == sent;
    if (reps == rep || one_of_several) return "";
    if (reps == sent)
      return "the ledger has " + rep + ", the ERP was sent " + sent + " and pays " + reps;
    return "the ledger has " + rep + ", the ERP pays " + reps;
  }

  Context& context_;
  const std::shared_ptr<adapters::Adapter> adapter_;
  const std::string erp_, reps_, who_;
  const bool all_;
  std::int64_t invoices_ = 0, posted_ = 0, agree_ = 0, differ_ = 0;
  Decimal beyond_;
  json::array rows_;
};

}  // namespace

awaitable<Answer> credit_erp_invoices(Context& context, const json::object& request) {
  json::object asked = request;
  auto erp = named_erp(context, text_of(request, "erp"));
  if (!erp) co_return erp.error();
  asked["erp"] = erp->first;
  InvoiceTaking taking(context, erp->second, asked);
  co_return co_await taking.run();
}

}  // namespace norekey::flow
