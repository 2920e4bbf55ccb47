#include "flow/digest.hpp"

#include <boost/json.hpp>

#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "credit/digest.hpp"
#include "credit/frozen.hpp"
#include "credit/resolve.hpp"
#include "flow/credit_customers.hpp"
#include "flow/duty.hpp"
#include "flow/facts.hpp"
#include "flow/receipt.hpp"
#include "net/mail.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kLedgerPage = 5000;
constexpr int kMostParked = 1000;
constexpr std::chrono::minutes kLookEvery{1};

/// Since when a company's reps have not been told: the day and the ledger's entry told last.
struct Told {
  std::string day, at;
  std::int64_t entry = 0;
};

awaitable<Result<Told>> told_last(Context& context, std::string company) {
  std::string kind = "digest";
  auto record = co_await context.journal.record(std::move(kind), std::move(company));
  if (!record) co_return record.error();
  Told out;
  if (!*record) co_return out;
  boost::system::error_code ec;
  const json::value value = json::parse((*record)->value, ec);
  if (ec || !value.is_object()) co_return out;
  out.day = text_of(value.get_object(), "day");
  out.at = text_of(value.get_object(), "at");
  const json::value* entry = value.get_object().if_contains("entry");
  if (entry != nullptr && entry->is_int64()) out.entry = entry->get_int64();
  co_return out;
}

queue::Record told_record(const std::string& company, const Told& told) {
  queue::Record out;
  out.kind = "digest";
  out.key = company;
  out.value =
      json::serialize(json::object{{"day", told.day}, {"at", told.at}, {"entry", told.entry}});
  out.who = "norekey";
  return out;
}

/// Who has the primary or inside slot of an order that waits: as it was planned, else as the tables
/// have it now.
std::set<std::string> reps_of_kept(const std::string& text, const credit::Policy& policy) {
  std::set<std::string> out;
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return out;
  const json::array nothing;
  const auto frozen = credit::thaw(value.get_object(), nothing, policy);
  if (!frozen) return out;
  for (const credit::Split& split : frozen->decided.splits) {
    for (const credit::Holder& holder : split.holders) out.insert(holder.rep);
  }
  return out;
}

std::set<std::string> reps_of_payload(const Route& route, const credit::Tables& tables,
                                      const queue::Message& message) {
  std::set<std::string> out;
  if (!route.connector) return out;
  const connectors::Payload payload{message.media_type, message.body};
  auto order = route.connector->normalise(payload);
  if (!order || !*order) return out;
  for (const SalesCredit& one : credit::resolve(**order, tables, route.policy).credits)
    out.insert(one.rep);
  return out;
}

/// Everything that the digests of one company are made of.
class Digesting {
 public:
  Digesting(Context& context, std::string company)
      : context_(context), company_(std::move(company)), setup_(context.setup) {
    for (const auto& one : setup_->routes) {
      if (one.second.company.name == company_) zone_ = one.second.company.zone;
    }
  }

  /// By rep. `told` becomes what has been told with it.
  awaitable<Result<std::map<std::string, credit::Digest>>> run(Told& told) {
    const Instant now = context_.clock.now();
    Instant since = now - std::chrono::hours(24);
    if (auto last = parse_instant(told.at)) since = *last;
    for (const auto& one : setup_->sales_credit.reps) {
      credit::Digest& digest = out_[one.first];
      digest.rep = one.first;
      digest.name = one.second.name;
      digest.since = value_or(format_in_zone(since, zone_, "%Y-%m-%d %H:%M"), to_string(since));
    }
    auto entered = co_await read_ledger(told, since);
    if (!entered) co_return entered.error();
    for (auto& one : out_) {
      auto named = co_await name_customers(context_, one.second.lines);
      if (!named) co_return named.error();
    }
    auto waiting = co_await read_parked();
    if (!waiting) co_return waiting.error();
    for (auto& one : out_) one.second.nobodys = static_cast<std::int64_t>(nobodys_.size());
    told.at = to_string(now);
    co_return std::move(out_);
  }

 private:
  awaitable<Result<void>> read_ledger(Told& told, Instant since) {
    const bool first = told.at.empty();
    for (;;) {
      std::string of = company_;
      auto page = co_await context_.journal.ledger(std::move(of), told.entry, kLedgerPage);
      if (!page) co_return page.error();
      for (const queue::LedgerEntry& entry : *page) {
        told.entry = entry.number;
        if (first && entry.at < since) continue;
        auto lines = credit::ledger_lines(entry);
        if (!lines) co_return lines.error();
        for (credit::LedgerLine& line : *lines) take(std::move(line));
      }
      if (page->size() < static_cast<std::size_t>(kLedgerPage)) co_return Result<void>{};
    }
  }

  void take(credit::LedgerLine line) {
    if (line.rep == "UNASSIGNED" && line.slot == "primary") {
      if (line.amount.is_negative()) {
        nobodys_.erase(line.order);
      } else {
        nobodys_.insert(line.order);
      }
    }
    const auto found = out_.find(line.rep);
    if (found != out_.end()) found->second.lines.push_back(std::move(line));
  }

  awaitable<Result<void>> read_parked() {
    queue::Query query;
    query.state = queue::State::parked;
    query.limit = kMostParked;
    auto rows = co_await context_.journal.list(query);
    if (!rows) co_return rows.error();
    std::set<std::string> seen;
    for (const queue::Row& row : *rows) {
      const auto route = setup_->routes.find(row.channel);
      const bool ours = route != setup_->routes.end() && route->second.company.name == company_ &&
                        (row.kind == "order" || row.kind == "part");
      if (!ours || !seen.insert(row.identity).second) continue;
      auto reps = co_await reps_of_row(row, route->second);
      if (!reps) co_return reps.error();
      const std::string web = row.identity.substr(row.identity.rfind('/') + 1);
      for (const std::string& rep : *reps) {
        const auto digest = out_.find(rep);
        if (digest != out_.end()) digest->second.waiting.push_back({web, row.what});
      }
    }
    co_return Result<void>{};
  }

  awaitable<Result<std::set<std::string>>> reps_of_row(const queue::Row& row, const Route& route) {
    std::string kind = "sale", key = row.identity;
    auto sale = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!sale) co_return sale.error();
    if (*sale) co_return reps_of_kept((*sale)->value, route.policy);
    auto message = co_await context_.journal.message(row.id);
    if (!message) co_return message.error();
    co_return reps_of_payload(route, setup_->sales_credit, message->second);
  }

  Context& context_;
  const std::string company_;
  const std::shared_ptr<const Setup> setup_;
  std::string zone_ = "UTC";
  std::set<std::string> nobodys_;
  std::map<std::string, credit::Digest> out_;
};

queue::Message digest_message(const Setup& setup, const std::string& company,
                              const credit::Digest& digest, const std::string& day) {
  queue::Message out;
  out.key = company + "/digest/" + digest.rep + "/" + day;
  out.kind = "digest";
  for (const auto& one : setup.routes) {
    if (one.second.company.name == company) out.channel = one.first;
  }
  out.ordering = out.key;
  out.destination = "receipts/" + company;
  out.media_type = "application/json";
  out.body = json::serialize(json::object{{"company", company},
                                          {"rep", digest.rep},
                                          {"subject", credit::digest_subject(digest)},
                                          {"text", credit::digest_text(digest)}});
  return out;
}

/// The time of day that a company's digests are made at has come, and they were not made today.
bool is_due(const Context& context, const std::string& company, const config::Receipts& receipts,
            const std::string& told_day, std::string& today) {
  std::string zone = "UTC";
  for (const auto& one : context.setup->routes) {
    if (one.second.company.name == company) zone = one.second.company.zone;
  }
  const Instant now = context.clock.now();
  const auto time = format_in_zone(now, zone, "%H:%M");
  const auto day = date_in_zone(now, zone);
  if (!time || !day) return false;
  today = to_string(*day);
  return today != told_day && *time >= receipts.digest_at;
}

}  // namespace

awaitable<Result<std::int64_t>> make_digests(Context& context, std::string company) {
  const auto setup = context.setup;
  const auto found = setup->receipts.find(company);
  if (found == setup->receipts.end() || found->second.digest_at.empty()) co_return 0;
  auto told = co_await told_last(context, company);
  if (!told) co_return told.error();
  std::string today;
  if (!is_due(context, company, found->second, told->day, today)) co_return 0;
  Digesting digesting(context, company);
  auto digests = co_await digesting.run(*told);
  if (!digests) co_return digests.error();
  told->day = today;
  queue::Effects effects;
  for (const auto& [rep, digest] : *digests) {
    const credit::Rep* known = setup->sales_credit.rep(rep);
    if (digest.empty() || known == nullptr || known->email.empty()) continue;
    effects.messages.push_back(digest_message(*setup, company, digest, today));
  }
  const auto count = static_cast<std::int64_t>(effects.messages.size());
  effects.records.push_back(told_record(company, *told));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return count;
}

awaitable<Result<Settlement>> hand_over_digest(Context& context, const queue::Leased& digest) {
  boost::system::error_code ec;
  const json::value value = json::parse(digest.message.body, ec);
  const json::object none;
  const json::object& in = !ec && value.is_object() ? value.get_object() : none;
  const std::string company = text_of(in, "company"), rep = text_of(in, "rep");
  const auto found = context.setup->receipts.find(company);
  if (found == context.setup->receipts.end() || found->second.mail_server.empty())
    co_return done("digest", "the company no longer mails its reps");
  net::Mail mail;
  mail.subject = text_of(in, "subject");
  mail.text = text_of(in, "text");
  mail.id = sha256_hex(digest.message.key).substr(0, 32) +
            found->second.from.substr(found->second.from.find('@'));
  mail.at = std::chrono::system_clock::time_point(digest.received.time_since_epoch());
  config::Receipts receipts = found->second;
  std::string to = rep;
  auto sent = co_await mail_to_rep(context, std::move(receipts), std::move(to), std::move(mail));
  if (!sent) co_return sent.error();
  co_return done("digest", "the digest for " + rep + " went to the mail server");
}

awaitable<void> keep_digesting(Context& context) {
  for (;;) {
    std::string duty = "digest";
    const auto due = std::chrono::steady_clock::now() + kLookEvery;
    if (!co_await keep_duty(context, std::move(duty), due)) {
      co_await rest_for(kDutyHold / 3);
      continue;
    }
    std::vector<std::string> companies;
    for (const auto& one : context.setup->receipts) companies.push_back(one.first);
    for (const std::string& company : companies) {
      std::string of = company;
      auto made = co_await make_digests(context, std::move(of));
      if (!made) {
        context.log.failure("digest", made.error());
      } else if (*made > 0) {
        context.log.info("digest", std::to_string(*made) + " reps are told of their day",
                         {{"company", company}});
      }
    }
  }
}

awaitable<Result<json::value>> credit_digest(Context& context, const json::object& request) {
  std::string company = text_of(request, "company");
  const std::string rep = text_of(request, "rep");
  const auto setup = context.setup;
  std::set<std::string> companies;
  for (const auto& one : setup->routes) companies.insert(one.second.company.name);
  if (company.empty() && !companies.empty()) company = *companies.begin();
  if (!companies.contains(company)) {
    co_return Error{Fate::reject,
                    "there is no company " + shown(company),
                    "use one of: " + join({companies.begin(), companies.end()}, ", "),
                    {},
                    "usage"};
  }
  if (!rep.empty() && setup->sales_credit.rep(rep) == nullptr) {
    std::vector<std::string> codes;
    for (const auto& one : setup->sales_credit.reps) codes.push_back(one.first);
    co_return Error{Fate::reject,
                    "there is no rep " + shown(rep) + did_you_mean(rep, codes),
                    "use a code of reps.csv",
                    {},
                    "usage"};
  }
  auto told = co_await told_last(context, company);
  if (!told) co_return told.error();
  Digesting digesting(context, company);
  auto digests = co_await digesting.run(*told);
  if (!digests) co_return digests.error();
  json::array out;
  for (const auto& [code, digest] : *digests) {
    if (rep.empty() ? digest.empty() : code != rep) continue;
    out.push_back(json::object{{"rep", code},
                               {"subject", credit::digest_subject(digest)},
                               {"text", credit::digest_text(digest)}});
  }
  co_return out;
}

}  // namespace norekey::flow
