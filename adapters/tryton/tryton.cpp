#include "adapters/tryton/tryton.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "adapters/tryton/bills.hpp"
#include "adapters/tryton/desk.hpp"
#include "adapters/tryton/directory.hpp"
#include "adapters/tryton/held.hpp"
#include "adapters/tryton/order.hpp"
#include "adapters/tryton/prices.hpp"
#include "adapters/tryton/reps.hpp"
#include "adapters/tryton/sale.hpp"
#include "adapters/tryton/status.hpp"
#include "adapters/tryton/values.hpp"
#include "adapters/tryton/watch.hpp"
#include "core/text.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

/// Nothing was written: the error's fate says whether a person is needed.
Sent not_sent(Error error) {
  if (error.fate == Fate::reject) return Rejected{std::move(error)};
  return Retry{std::move(error)};
}

Sent not_sent(const Failure& failure) {
  if (failure.perhaps_done) return Unknown{failure.error};
  return not_sent(failure.error);
}

std::int64_t id_of(const Receipt& receipt) {
  std::int64_t id = 0;
  std::from_chars(receipt.id.data(), receipt.id.data() + receipt.id.size(), id);
  return id;
}

/// "sale SO000012", or by its id where it has no number yet.
std::string name_of(const Receipt& receipt) {
  return "sale " + (receipt.number.empty() ? "with id " + receipt.id : receipt.number);
}

Error gone(const Receipt& receipt) {
  return {Fate::reject,
          "the ERP no longer has " + name_of(receipt) + " for " + receipt.key,
          "ask who deleted it; ignore the message, or enter the order in the ERP by hand",
          {},
          "deleted in ERP"};
}

Error too_late(const Receipt& receipt) {
  return {Fate::reject,
          name_of(receipt) + " is already " + receipt.state + " in the ERP: too late to change it",
          "agree with the customer and change it in the ERP by hand; then ignore the message",
          {},
          "too late in ERP"};
}

Error invoiced(const Receipt& receipt, const std::string& invoice) {
  return {Fate::reject,
          name_of(receipt) + " is already invoiced in the ERP, as " + invoice +
              ": too late to change its rep there",
          "the ledger is right already; have the commission put right in the ERP where it counts, "
          "then ignore the message",
          {},
          "too late in ERP"};
}

/// A document in the ERP's ids.
struct Ready {
  WantedSale sale;
  Decimal rest;
  SaleIds ids;
};

class Tryton final : public Adapter {
 public:
  Tryton(const config::Erp& erp, net::Client& client, const Clock& clock,
         boost::asio::any_io_executor executor)
      : erp_(erp),
        session_(client, clock, executor, erp),
        directory_(session_, clock, erp.name),
        desk_(session_, erp.accept_warnings),
        watcher_(session_, erp_),
        statuses_(session_, erp_),
        prices_(session_),
        bills_(session_, erp_) {}

  Abilities abilities() const override {
    Abilities out;
    out.watches = out.watches_prices = out.watches_orders = out.watches_invoices = true;
    out.releases = erp_.leave_at != "confirm";
    out.longest_request = std::chrono::ceil<std::chrono::seconds>(erp_.longest_request);
    return out;
  }

  awaitable<Sent> send(mapping::Document document, std::string key, Instant send_by) override {
    auto ready = co_await prepare(document);
    if (!ready) co_return not_sent(ready.error());
    json::object values =
        sale_values(ready->sale, ready->ids, key, ready->rest, erp_.residual_item);
    auto entered = co_await desk_.enter(std::move(values), send_by);
    if (!entered) co_return not_sent(entered.error());
    auto failed = co_await advance(*entered);
    if (failed) co_return co_await take_back(*entered, *failed, send_by);
    co_return co_await stand(*entered);
  }

  awaitable<Result<std::vector<Receipt>>> find(std::string key) override {
    auto rows = co_await desk_.rows_with(std::move(key));
    if (!rows) co_return rows.error().error;
    std::vector<Receipt> out;
    for (const SaleRow& row : *rows) out.push_back(receipt_of(row.record));
    co_return out;
  }

  awaitable<Sent> finish(Receipt receipt) override {
    auto failed = co_await advance(id_of(receipt));
    if (failed && !said_no(*failed)) co_return Unknown{failed->error};
    co_return co_await stand(id_of(receipt));
  }

  awaitable<Sent> release(Receipt receipt, Instant) override {
    auto failed = co_await advance(id_of(receipt), "confirm");
    if (failed && !said_no(*failed)) co_return Unknown{failed->error};
    if (failed) co_return Rejected{failed->error};
    co_return co_await stand(id_of(receipt));
  }

  awaitable<Result<ErpOrder>> read_back(Receipt receipt) override {
    auto row = co_await desk_.row(id_of(receipt));
    if (!row) co_return row.error().error;
    if (!*row) co_return gone(receipt);
    auto lines = co_await desk_.lines(id_of(receipt));
    if (!lines) co_return lines.error().error;
    co_return order_of((*row)->record, records(*lines));
  }

  awaitable<Sent> change(Receipt receipt, mapping::Document document, Instant send_by,
                         Extent extent) override {
    if (extent == Extent::reps)
      co_return co_await reassign(std::move(receipt), std::move(document), send_by);
    auto ready = co_await prepare(document);
    if (!ready) co_return not_sent(ready.error());
    auto row = co_await open_for_change(receipt, send_by);
    if (!row) co_return not_sent(row.error());
    json::object values =
        sale_values(ready->sale, ready->ids, receipt.key, ready->rest, erp_.residual_item);
    auto failed = co_await desk_.write(*row, std::move(values), send_by);
    auto not_advanced =
        co_await advance(row->id);  // also back to where it was, if nothing was written
    if (failed) co_return not_sent(*failed);
    if (not_advanced && !said_no(*not_advanced)) co_return Unknown{not_advanced->error};
    co_return co_await stand(row->id);
  }

  /// A sale keeps its agent until it is invoiced; invoices that are drafts yet follow it.
  awaitable<Sent> reassign(Receipt receipt, mapping::Document document, Instant send_by) {
    auto ready = co_await prepare(document);
    if (!ready) co_return not_sent(ready.error());
    auto row = co_await desk_.row(id_of(receipt));
    if (!row) co_return not_sent(row.error());
    if (!*row) co_return Rejected{gone(receipt)};
    const Receipt now = receipt_of((*row)->record);
    if (now.state == "cancelled") co_return Rejected{too_late(now)};
    auto bills = co_await bills_.of_sale((*row)->id);
    if (!bills) co_return not_sent(bills.error());
    if (!bills->posted.empty()) co_return Rejected{invoiced(now, bills->posted)};
    const json::object all =
        sale_values(ready->sale, ready->ids, receipt.key, ready->rest, erp_.residual_item);
    json::object few{{"agent", all.at("agent")}, {"comment", all.at("comment")}};
    auto failed = co_await desk_.put(**row, std::move(few), send_by);
    if (failed) co_return not_sent(*failed);
    if (auto left = co_await bills_.put_agent(bills->drafts, all.at("agent")))
      co_return Unknown{left->error};
    co_return co_await stand((*row)->id);
  }

  awaitable<Sent> cancel(Receipt receipt, Instant send_by) override {
    auto there = co_await desk_.row(id_of(receipt));
    if (!there) co_return not_sent(there.error());
    if (!*there) co_return as_state(std::move(receipt), "deleted");
    if ((*there)->state == "cancelled") co_return receipt_of((*there)->record);
    auto row = co_await open_for_change(receipt, send_by);
    if (!row) co_return not_sent(row.error());
    std::string button = "cancel";
    auto failed = co_await desk_.press(std::move(button), row->id, send_by);
    if (failed) co_return not_sent(*failed);
    Sent now = co_await stand(row->id);
    const Receipt* left = std::get_if<Receipt>(&now);
    if (left != nullptr && left->state != "cancelled") co_return Rejected{too_late(*left)};
    co_return now;
  }

  awaitable<Result<Changes>> watch(Subject subject, std::string cursor) override {
    if (subject == Subject::stock) co_return co_await watcher_.stock(std::move(cursor));
    if (subject == Subject::orders) co_return co_await statuses_.orders(std::move(cursor));
    if (subject == Subject::reps) co_return co_await known_reps(session_);
    if (subject == Subject::invoices) co_return co_await bills_.posted(std::move(cursor));
    co_return co_await prices_.prices(std::move(cursor));
  }

  awaitable<Result<HeldPage>> orders(Instant since, std::string cursor) override {
    co_return co_await held_orders(session_, since, std::move(cursor));
  }

  awaitable<Result<std::string>> greet() override {
    auto version = co_await session_.version();
    if (!version) co_return version.error();
    auto open = co_await session_.open();
    if (!open) co_return open.error();
    co_return "Tryton " + *version + ", database " + erp_.database + ", company " +
        session_.company() + ", user " + erp_.login;
  }

 private:
  static bool said_no(const Failure& failure) {
    return !failure.perhaps_done && failure.error.fate == Fate::reject;
  }

  static Sent as_state(Receipt receipt, const char* state) {
    receipt.state = state;
    return receipt;
  }

  awaitable<Result<Ready>> prepare(const mapping::Document& document) {
    auto sale = wanted_sale(document);
    if (!sale) co_return sale.error();
    auto rest = residual(*sale, erp_.residual_item);
    if (!rest) co_return rest.error();
    const std::string item = rest->is_zero() ? "" : erp_.residual_item;
    auto ids = co_await directory_.ids(*sale, item);
    if (!ids) co_return ids.error();
    co_return Ready{std::move(*sale), *rest, std::move(*ids)};
  }

  awaitable<Done> advance(std::int64_t id) {
    std::string to = erp_.leave_at;
    co_return co_await advance(id, std::move(to));
  }

  /// From draft on to the state that orders are left in, or released to.
  awaitable<Done> advance(std::int64_t id, std::string to) {
    for (const auto& [button, from] :
         {std::pair{"quote", "draft"}, std::pair{"confirm", "quotation"}}) {
      if (to == "draft" || (to == "quote" && from == std::string("quotation"))) break;
      auto row = co_await desk_.row(id);
      if (!row) co_return row.error();
      if (!*row || (*row)->state != from) continue;
      std::string pressed = button;
      auto failed = co_await desk_.press(std::move(pressed), id);
      if (failed) co_return failed;
    }
    co_return std::nullopt;
  }

  /// A sale that the ERP took but did not quote or confirm. Where it said no the draft is thrown
  /// away, so that nothing was written; where it did not say, or the time is over, the next look
  /// decides.
  awaitable<Sent> take_back(std::int64_t id, Failure why, Instant send_by) {
    if (!said_no(why)) co_return Unknown{why.error};
    auto failed = co_await desk_.remove(id, send_by);
    if (failed) co_return Unknown{why.error};
    co_return Rejected{why.error};
  }

  /// The receipt of what is there now.
  awaitable<Sent> stand(std::int64_t id) {
    auto row = co_await desk_.row(id);
    if (!row) co_return Unknown{row.error().error};
    if (*row) co_return receipt_of((*row)->record);
    Error vanished{Fate::retry,
                   "a sale vanished from the ERP " + erp_.name + " while it was entered",
                   "",
                   {},
                   ""};
    co_return Unknown{std::move(vanished)};
  }

  /// The sale as a draft, read after it became one.
  awaitable<Found<SaleRow>> open_for_change(const Receipt& receipt, Instant send_by) {
    auto row = co_await desk_.row(id_of(receipt));
    if (!row) co_return row.error();
    if (!*row) co_return Failure{gone(receipt), false, Kind::refused, ""};
    if ((*row)->state == "draft") co_return std::move(**row);
    const Receipt now = receipt_of((*row)->record);
    if (!changeable(now.state)) co_return Failure{too_late(now), false, Kind::refused, ""};
    std::string button = "draft";
    auto failed = co_await desk_.press(std::move(button), (*row)->id, send_by);
    if (failed) co_return *failed;
    row = co_await desk_.row(id_of(receipt));
    if (!row) co_return row.error();
    if (!*row) co_return Failure{gone(receipt), false, Kind::refused, ""};
    if ((*row)->state == "draft") co_return std::move(**row);
    co_return Failure{too_late(receipt_of((*row)->record)), false, Kind::refused, ""};
  }

  const config::Erp erp_;
  Session session_;
  Directory directory_;
  Desk desk_;
  Watcher watcher_;
  StatusWatcher statuses_;
  PriceWatcher prices_;
  Bills bills_;
};

}  // namespace

Result<std::unique_ptr<Adapter>> make(const config::Erp& erp, net::Client& client,
                                      const Clock& clock, boost::asio::any_io_executor executor) {
  for (const auto& [name, given] :
       {std::pair{"url", !erp.url.empty()}, std::pair{"database", !erp.database.empty()},
        std::pair{"login", !erp.login.empty()}, std::pair{"password", erp.password.is_set()}}) {
    if (given) continue;
    return Error{Fate::halt,
                 "erp." + erp.name + " has no " + name + ", which Tryton needs",
                 std::string("add  ") + name + ": …",
                 {"channels.yaml", 0, 0, "erp." + erp.name + "." + name},
                 ""};
  }
  return std::make_unique<Tryton>(erp, client, clock, executor);
}

}  // namespace norekey::adapters::tryton
