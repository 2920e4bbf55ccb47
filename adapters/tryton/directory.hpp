/// Directory: the ERP's inner ids of the codes that documents carry. Asks the ERP and remembers for
/// a while what it found; what it did not find is asked for each time.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "adapters/tryton/order.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// A kind of record that people name by a code.
enum class Kin { customer, item, unit, warehouse, payment_term, price_list, currency, rep };

/// What a sale's document becomes in ids; 0 = not given.
struct SaleIds {
  std::int64_t customer = 0, bill_to = 0, ship_to = 0, warehouse = 0, payment_term = 0,
               price_list = 0, currency = 0, rep = 0;
  std::map<std::string, std::int64_t> items, units;
  std::map<std::string, std::int64_t> item_units;  ///< item code -> the unit it is sold in
};

class Directory {
 public:
  Directory(Session& session, const Clock& clock, std::string erp)
      : session_(session), clock_(clock), erp_(std::move(erp)) {}

  /// All ids of a sale. reject: the ERP has no such record in use, with the code and what to do;
  /// its cause is "erp/items/FST001000" and the like. A delivery address that is none of the
  /// customer's is made one, once. A sale without a payment term gets its customer's: `create` does
  /// not fill it in as the ERP's own form does.
  awaitable<Result<SaleIds>> ids(const WantedSale& sale, const std::string& residual_item);

 private:
  struct Known {
    std::int64_t id = 0;
    std::int64_t of = 0;  ///< of an item the unit it is sold in, of a customer its payment term
    Instant until{};
  };
  awaitable<Result<void>> learn(Kin kin, std::vector<std::string> codes);
  awaitable<Result<std::int64_t>> one(Kin kin, std::string code);
  awaitable<Result<void>> name_lines(const WantedSale& sale, const std::string& residual_item,
                                     SaleIds& ids);
  awaitable<Result<void>> name_addresses(const WantedSale& sale, SaleIds& ids);
  awaitable<Result<std::int64_t>> named_address(std::int64_t party, std::string customer,
                                                std::string name);
  awaitable<Result<std::int64_t>> own_address(std::int64_t party, const Address& address);
  awaitable<Result<std::int64_t>> first_id(std::string model, boost::json::array domain);
  Error missing(Kin kin, const std::string& code) const;

  Session& session_;
  const Clock& clock_;
  const std::string erp_;
  std::map<std::pair<Kin, std::string>, Known> known_;
};

}  // namespace norekey::adapters::tryton
