/// verdict: web, ERP, journal and ledger held against each other: each order's standing, and why.
/// Pure; books.hpp gathers, `norekey reconcile` and the duty show it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "config/authority.hpp"
#include "connectors/connector.hpp"
#include "credit/reentry.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {

enum class Verdict {
  matched,
  awaiting,    ///< on its way, or the ERP has not confirmed it yet
  held,        ///< parked: a person is needed
  missing,     ///< on the web, and neither in the ERP nor on its way
  deleted,     ///< was in the ERP, and is not any more
  duplicate,   ///< more than once in the ERP under one key
  mismatched,  ///< web, ERP or ledger say other things, and nobody changed them
  changed_in_erp,
  cancelled_web,  ///< cancelled on the web, open in the ERP
  cancelled_erp,  ///< the other way round
  reentered,      ///< people entered it in the ERP once more
  only_in_erp,    ///< carries our key, and the web has no such order
};
constexpr int kVerdicts = 12;

/// "awaiting ERP", "changed in ERP": what people read.
const char* name_of(Verdict);

/// What the journal knows of an order.
struct Known {
  OrderFacts order;
  std::vector<PartFacts> parts;
  bool waits = false, parked = false;
  bool cancel_refused = false;       ///< the ERP took no cancellation of it, and nobody asked again
  std::string what, cause, fix;      ///< of what waits or is parked
  std::vector<std::string> numbers;  ///< of its messages that are parked
  std::string customer;              ///< the ERP's number; "" = not known
  std::vector<std::pair<std::string, Decimal>> lines;  ///< item and quantity, as the ERP calls them
  std::set<std::string> charges{};                     ///< the ERP's items of freight, tax and fees
  Decimal net{};                                       ///< of its lines, as they were sent
};

/// What the ledger has of an order, net of reversals.
struct Booked {
  Decimal amount;
  int entries = 0;
};

/// All that is known of one channel in one time.
struct Books {
  std::string channel, zone;
  config::Authority authority{};  ///< who decides what: the ERP's own is no difference
  Instant from{}, now{};
  std::vector<connectors::WebOrder> web;
  std::map<std::string, Known> known;  ///< by identity
  std::vector<adapters::HeldOrder> erp;
  std::map<std::string, Booked> ledger;  ///< by identity
  credit::ReentryFacts facts{};          ///< parents and substitutes; habits are counted in here
  std::set<std::string> quotes{};        ///< numbers of those that are known
};

/// One order's standing.
struct Entry {
  Verdict standing = Verdict::matched;
  std::string identity, web, erp;  ///< the numbers people use
  std::string what, next;          ///< one sentence each; "" = nothing is to be done
  Instant since{};                 ///< when the order was placed, or entered; epoch: not known
  Decimal total;
  std::string currency;
};

/// One day's sums in one currency: of the web's open orders, of ours in the ERP, of those with
/// sales credit.
struct DayBook {
  std::int64_t web = 0, erp = 0, ledger = 0;
  Decimal web_total, erp_total, ledger_amount;
};

struct Reconciled {
  std::vector<Entry> entries;  ///< every order, those that differ first
  /// By business date and currency: that of the web order, also where the ERP does not say one.
  std::map<std::pair<std::string, std::string>, DayBook> days;
  /// Orders that people entered and that are none of the web's, as far as the ERP's words tell.
  std::int64_t by_hand = 0;
  std::vector<std::string> unknown_on_the_web{};  ///< what `fetch` takes: to be fetched
  std::vector<std::string> cancelled_by_hand{};   ///< identities: their sales credit is still there
};

Reconciled reconcile(const Books& books);

}  // namespace norekey::flow
