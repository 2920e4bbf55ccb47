/// fake_erp: an ERP in memory that fails on purpose, where a real one cannot be made to.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"

namespace norekey::flow {

using boost::asio::awaitable;

/// What the ERP does with the next send: as it should, or one of the faults.
enum class Fault { none, rejects, retries, commits_then_is_silent, is_silent, commits_late };

class FakeErp : public adapters::Adapter {
 public:
  struct Sale {
    std::string key;
    adapters::ErpOrder order;
    bool cancelled = false;
    std::string by{}, changed_by{};  ///< people; "" = us
    Instant entered = parse_instant("2026-03-10T15:00:00Z").value();
  };
  std::vector<Sale> sales;
  std::deque<Fault> faults;
  std::vector<Sale> late;  ///< it has them somewhere, and will commit them when it likes
  int sends = 0, finds = 0, changes = 0;
  bool too_late = false;
  bool leaves_for_release = false;  ///< orders wait in state "draft" until they are released
  int releases = 0;
  int silent_changes = 0;                ///< so many changes are made, but not answered
  bool quiet_orders = false;             ///< no order has changed since the last look
  int blind = 0;                         ///< so many reads back fail
  std::set<std::string> unknown_reps;    ///< reps that it has not in use: it refuses their orders
  std::optional<std::string> other_rep;  ///< what the ERP stores in place of the rep it was sent

  std::map<std::string, std::string> stock;  ///< "ITEM WAREHOUSE" -> on hand; told whole each time
  std::optional<Error> blind_to_stock;       ///< what it answers to every look
  std::size_t stock_page = 1000;
  int looks = 0;

  adapters::Abilities abilities() const override;

  awaitable<Result<adapters::HeldPage>> orders(Instant, std::string) override;

  std::map<std::string, std::function<void(adapters::OrderStatus&)>> became;  ///< by number

  /// Every sale as it stands, with what became of it.
  adapters::Changes all_orders() const;

  std::vector<adapters::PostedInvoice> invoices;  ///< told whole each time

  std::map<std::string, std::string> prices;      ///< "ITEM LIST FROM" -> price
  std::map<std::string, std::string> currencies;  ///< the same -> its currency, where not USD
  std::vector<adapters::ListCustomer> buyers;

  adapters::Changes all_prices() const;

  std::vector<adapters::KnownRep> reps;  ///< empty: it does not tell them

  awaitable<Result<adapters::Changes>> watch(adapters::Subject subject,
                                             std::string cursor) override;

  std::optional<Error> unknown_rep(const mapping::Document& document) const;

  awaitable<adapters::Sent> send(mapping::Document document, std::string key, Instant) override;
  awaitable<Result<std::vector<adapters::Receipt>>> find(std::string key) override;
  awaitable<adapters::Sent> finish(adapters::Receipt receipt) override;
  awaitable<adapters::Sent> release(adapters::Receipt receipt, Instant) override;
  awaitable<Result<adapters::ErpOrder>> read_back(adapters::Receipt receipt) override;
  awaitable<adapters::Sent> change(adapters::Receipt receipt, mapping::Document document, Instant,
                                   adapters::Extent) override;
  awaitable<adapters::Sent> cancel(adapters::Receipt receipt, Instant) override;
  awaitable<Result<std::string>> greet() override;
};

}  // namespace norekey::flow
