/// policy: what a company decided about sales credit. P0 is what it gets where it decided nothing.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"

namespace norekey::credit {

enum class GeoAddress { ship_to, order_address, bill_to };
enum class CreditDate { order, invoice };
enum class Clawback { house, rep, successor };

/// How an accepted quote's owner shares with the account's reps.
struct QuoteSplit {
  Decimal owner, account;
};

struct Policy {
  std::string zone = "UTC";         ///< of business dates
  std::string house_rep = "HOUSE";  ///< the rep code that the ERP gets where nobody is credited
  std::string name = "P0";
  GeoAddress geo_address = GeoAddress::ship_to, drop_ship_geo = GeoAddress::ship_to;
  CreditDate credit_date = CreditDate::order;
  std::vector<std::string> exclude = {"freight", "tax", "fee", "core_deposit"};
  Decimal helper_percent = 0;
  std::optional<QuoteSplit> quote_split;
  Clawback clawback = Clawback::house;
  int claim_window_days = 30;
  bool rep_code_registers = false;
};

}  // namespace norekey::credit
