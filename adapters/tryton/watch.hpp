/// Watcher: Tryton's stock as it is and as it changes. Used by the adapter; knows no shop.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// Quantities are computed in Tryton and have no time stamp, so the moves are asked for. Their
/// `write_date` is the start of a transaction that may commit much later: each look goes back by
/// the longest request. Times are Tryton's own throughout: clocks may differ.
class Watcher {
 public:
  Watcher(Session& session, const config::Erp& erp) : session_(session), erp_(erp) {}

  /// Adapter::watch of Subject::stock.
  awaitable<Result<Changes>> stock(std::string cursor);

 private:
  struct Product {
    std::string code;
    Decimal per_unit = 1;  ///< stock units in one unit of sale
    bool by_rate = false;  ///< `per_unit` is to be multiplied with, not divided by
  };
  using Products = std::map<std::int64_t, Product>;

  awaitable<Result<Changes>> whole(std::string begun, std::int64_t after);
  awaitable<Result<Changes>> changed(std::string since);
  awaitable<Result<std::string>> latest_stamp();
  awaitable<Result<Products>> products(boost::json::array domain, int limit);
  awaitable<Result<std::vector<StockLevel>>> levels(const Products& products);
  awaitable<Result<void>> add_on_hand(const Products& products, std::int64_t warehouse,
                                      std::string name, std::vector<StockLevel>& out);
  awaitable<Result<void>> add_committed(const Products& products, std::vector<StockLevel>& out);
  awaitable<Result<std::map<std::int64_t, std::string>>> warehouses();
  awaitable<Result<std::map<std::int64_t, std::string>>> places();

  Session& session_;
  const config::Erp& erp_;
  std::set<std::pair<std::int64_t, std::string>> seen_;  ///< moves whose products were read since
};

}  // namespace norekey::adapters::tryton
