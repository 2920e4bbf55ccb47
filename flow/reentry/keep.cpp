#include "flow/reentry/keep.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "credit/carry.hpp"
#include "credit/frozen.hpp"
#include "credit/ledger.hpp"
#include "flow/facts.hpp"
#include "flow/words.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

void enter(const ReentryFinding& finding, const char* kind, queue::Effects& effects) {
  credit::LedgerHead head;
  head.entry = kind;
  head.day = finding.day;
  head.order = finding.identity;
  head.web = finding.web;
  head.erp = join(finding.erp, ", ");
  head.doc = "re-entered as " + head.erp;
  head.currency = finding.currency;
  queue::LedgerEntry made;
  made.company = finding.company;
  made.identity = finding.identity;
  made.body = credit::ledger_body(head, finding.credits);
  add_entry(effects, std::move(made));
}

/// Sales credit that stands by a part of ours that is in the ERP.
awaitable<Result<bool>> stands_already(Context& context, std::string identity) {
  std::string kind = "order", of = identity;
  auto record = co_await context.journal.record(std::move(kind), std::move(of));
  if (!record) co_return record.error();
  if (!*record) co_return false;
  const OrderFacts facts = order_facts(**record).value_or(OrderFacts{});
  auto parts = co_await parts_of(context.journal, std::move(identity), facts.parts);
  if (!parts) co_return parts.error();
  for (const PartFacts& part : *parts) {
    if (!part.credits.empty() && part.credits != "[]") co_return true;
  }
  co_return false;
}

}  // namespace

awaitable<Result<void>> keep_credit(Context& context, ReentryFinding& finding,
                                    queue::Effects& effects) {
  const Route* found = context.route(finding.channel);
  if (finding.booked || found == nullptr) co_return Result<void>{};
  const Route route = *found;
  std::string identity = finding.identity;
  auto stands = co_await stands_already(context, std::move(identity));
  if (!stands) co_return stands.error();
  if (*stands) co_return Result<void>{};
  std::string kind = "sale", of = finding.identity;
  auto sale = co_await context.journal.record(std::move(kind), std::move(of));
  if (!sale) co_return sale.error();
  if (!*sale) co_return Result<void>{};
  boost::system::error_code ec;
  const json::value kept = json::parse((*sale)->value, ec);
  if (ec || !kept.is_object()) co_return Result<void>{};
  const json::array nothing_since;
  auto thawed = credit::thaw(kept.get_object(), nothing_since, route.policy);
  if (!thawed) co_return thawed.error();
  finding.credits =
      json::serialize(credit::credits_json(credit::carry(thawed->decided, finding.net)));
  finding.booked = true;
  finding.day = to_string(thawed->decided.day);
  enter(finding, "booked", effects);
  // The ERP's number leads to the web order from now on: its invoices follow the same split.
  for (const std::string& number : finding.erp)
    effects.aliases.push_back({finding.channel, "erp", number, finding.identity});
  co_return Result<void>{};
}

void drop_credit(ReentryFinding& finding, queue::Effects& effects) {
  if (!finding.booked) return;
  enter(finding, "reversed", effects);
  finding.booked = false;
  finding.credits.clear();
}

}  // namespace norekey::flow
