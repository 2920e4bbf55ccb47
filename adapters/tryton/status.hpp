/// StatusWatcher: our sales as they change in Tryton: shipments, invoices, what people edit. Used
/// by the adapter; knows no shop.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// What Tryton's records say of one sale. Pure, so that it can be tested without one.
struct SaleRecords {
  const boost::json::object* sale = nullptr;
  std::vector<const boost::json::object*> lines, moves, shipments, invoices;
};

/// Fields that SaleRecords are asked for with, beside those of held.hpp.
boost::json::array shipment_fields();
boost::json::array move_fields();
boost::json::array invoice_fields();

OrderStatus status_of(const SaleRecords& records, std::int64_t us);

class StatusWatcher {
 public:
  StatusWatcher(Session& session, const config::Erp& erp) : session_(session), erp_(erp) {}

  /// Adapter::watch of Subject::orders. Stamps are the starts of transactions that may commit
  /// later: each look goes back by the longest request, so the newest are told again. Tryton's own
  /// times.
  awaitable<Result<Changes>> orders(std::string cursor);

 private:
  using Records = std::vector<boost::json::object>;
  struct Found {
    Records sales, lines, moves, shipments, invoices;
  };

  awaitable<Result<std::string>> latest_stamp();
  awaitable<Result<Found>> read_sales(boost::json::array domain);
  std::vector<OrderStatus> told(const Found& found) const;

  Session& session_;
  const config::Erp& erp_;
};

}  // namespace norekey::adapters::tryton
