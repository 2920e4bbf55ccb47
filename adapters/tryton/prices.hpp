/// PriceWatcher: Tryton's prices, as its price lists make them today. Used by the adapter; knows no
/// shop.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// Prices are computed in Tryton (formulas, categories, dates) and have no time stamp: each look is
/// one at all of them, page by page of items.
class PriceWatcher {
 public:
  explicit PriceWatcher(Session& session) : session_(session) {}

  /// Adapter::watch of Subject::prices.
  awaitable<Result<Changes>> prices(std::string cursor);

 private:
  struct List {
    std::string name;
    std::vector<std::string> breaks;  ///< quantities from which on another price may count
  };

  awaitable<Result<void>> learn(Changes& out);
  awaitable<Result<void>> learn_lists();
  awaitable<Result<void>> learn_buyers(Changes& out);
  awaitable<Result<void>> add(const std::map<std::int64_t, std::string>& items, std::int64_t list,
                              std::string name, std::string from, Changes& out);

  Session& session_;
  std::map<std::int64_t, List> lists_;
  std::string currency_;
};

}  // namespace norekey::adapters::tryton
