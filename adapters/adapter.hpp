/// Adapter: one kind of ERP. Called by flow/; knows no shop and no queue. The document is the
/// mapping's result, a tree whose element names the adapter's folder documents. Each rule here is a
/// test in tests/adapters/conformance_test.cpp.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "adapters/watch.hpp"
#include "core/error.hpp"
#include "core/order.hpp"
#include "core/time.hpp"
#include "mapping/document.hpp"

namespace norekey::adapters {

using boost::asio::awaitable;

/// What the ERP holds, as it says itself.
struct Receipt {
  std::string id;         ///< the ERP's inner id; "" for file ERPs until confirmed
  std::string number;     ///< the number people use; "" = it has none yet
  std::string state;      ///< the ERP's own word: "draft", "quotation", "processing"
  std::string key;        ///< our delivery key as found there
  bool confirmed = true;  ///< false: handed over, awaiting the ERP's confirmation (files)
};

/// A line as read back.
struct ErpLine {
  std::string item, description, uom;
  Decimal quantity, price, amount;
};

/// An order as read back; compared with what was sent.
struct ErpOrder {
  Receipt receipt;
  std::string customer, ship_to, po_number, taker;
  std::string currency{};  ///< ISO 4217; "" = the ERP does not say
  std::vector<DocumentRep> reps;
  std::vector<ErpLine> lines;
  Decimal total;
  bool changeable = false;  ///< its state still allows change and cancel
  /// Of what was sent: only what the mapping's `confirm` says is known. Of what the ERP holds: what
  /// is empty is not known (extracts say no more).
  bool partly = false;
};

/// An order as it stands in the ERP, whoever entered it.
struct HeldOrder {
  ErpOrder order;           ///< `receipt.key` is "" or a person's words where it is not from us
  Instant entered{};        ///< by the ERP's clock; epoch = it does not say
  std::string entered_by;   ///< the ERP's user; "" = it does not say
  std::string changed_by;   ///< who wrote last
  bool by_us = false;       ///< entered by our login
  bool last_by_us = false;  ///< nobody else has written since
  bool alive = true;        ///< false: cancelled
  std::string text;         ///< its note, in which people write web numbers
};

struct HeldPage {
  std::vector<HeldOrder> orders;
  std::string cursor;  ///< of the next page; "" = this was the last
};

struct Rejected {
  Error error;
};  ///< the ERP said no; nothing was written
struct Retry {
  Error error;
};  ///< nothing was written; later it may be taken
struct Unknown {
  Error error;
};  ///< nobody knows whether it was written

using Sent = std::variant<Receipt, Rejected, Retry, Unknown>;

/// What one adapter can do, for doctor and for the flow.
struct Abilities {
  bool finds = true;        ///< `find` sees every order that was committed
  bool unique_key = false;  ///< the ERP refuses a second order with the same key
  bool changes = true;      ///< change and cancel work
  bool releases = false;    ///< orders are left for a rep's release, and `release` works
  bool watches = false;     ///< `watch` has something to say of stock
  bool watches_prices = false, watches_orders = false, watches_invoices = false;  ///< the same
  std::chrono::seconds longest_request{
      120};  ///< how long a request may still commit after its sender is gone
};

/// How much of an order a change is about.
enum class Extent {
  whole,
  reps,  ///< the reps and the notes, also where the goods can no longer be changed
};

/// What the flow says of what `watch` gives, to an ERP whose looks are held against each other.
enum class Said {
  /// A person has looked at what `watch` refuses because it has so much less than before: the next
  /// look takes it.
  trusted,
  /// What the last `watch` gave to its end is used: what comes later is held against it. Never said
  /// of looks that only tell what would be.
  used,
};

/// At most 12 virtual functions (STYLE.md): one more needs one less.
class Adapter {
 public:
  virtual ~Adapter() = default;

  virtual Abilities abilities() const = 0;

  /// Writes the order under `key`. Checks `send_by` right before the first byte that creates
  /// something leaves: later it answers Retry. A document part-way in the ERP (created, not yet
  /// confirmed) is finished by the next `send` after `find`.
  virtual awaitable<Sent> send(mapping::Document document, std::string key, Instant send_by) = 0;

  /// Every order that carries `key`, oldest first; more than one is the caller's finding. Errors:
  /// retry.
  virtual awaitable<Result<std::vector<Receipt>>> find(std::string key) = 0;

  /// Brings a found order to the state that `send` leaves it in (quoted, confirmed as configured).
  /// Safe to repeat.
  virtual awaitable<Sent> finish(Receipt receipt) = 0;

  /// Brings an order that `send` left for a rep's release to where the ERP works on it. Safe to
  /// repeat. Rejected: this ERP releases by itself, or says no.
  virtual awaitable<Sent> release(Receipt receipt, Instant) {
    co_return Rejected{{Fate::reject,
                        "this ERP takes no release of " + receipt.key,
                        "release it there, then ignore this message",
                        {},
                        "release"}};
  }

  /// reject: the ERP no longer has it.
  virtual awaitable<Result<ErpOrder>> read_back(Receipt receipt) = 0;

  /// Makes the ERP's order equal `document`, as far as `extent` says, while its state allows it.
  /// Rejected: too late, the text says which state.
  virtual awaitable<Sent> change(Receipt receipt, mapping::Document document, Instant send_by,
                                 Extent extent) = 0;
  virtual awaitable<Sent> cancel(Receipt receipt, Instant send_by) = 0;

  /// What changed since `cursor`, with overlap: what was told before may come again, what changed
  /// never stays out, whatever the clocks say. "" = all there is, page by page. Errors: retry, or
  /// halt for a set-up that cannot work; reject: what the ERP gave is not whole (a file cut off),
  /// and nothing of it may be used.
  virtual awaitable<Result<Changes>> watch(Subject subject, std::string cursor) = 0;

  virtual void tell(Subject, Said) {}

  /// Every order entered since, page by page, in the order in which they were entered: ours and
  /// those that people entered. For reconciling. Errors: as `watch`.
  virtual awaitable<Result<HeldPage>> orders(Instant since, std::string cursor) = 0;

  /// Reaches the ERP and says what it is ("Tryton 6.0.29, database erp, company 1"). For doctor.
  virtual awaitable<Result<std::string>> greet() = 0;
};

/// What the document says that read_back will be compared with: total, lines, reps. One rule for
/// every adapter: the element names are those of ErpOrder (customer, ship_to, po_number, rep,
/// line/item, line/quantity, line/price, total). Where the mapping wrote the ERP's file itself, its
/// group `confirm` says them, as far as it does.
Result<ErpOrder> expected(const mapping::Document& document);

}  // namespace norekey::adapters
