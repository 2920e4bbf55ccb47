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

/// What an invoice earns on: net merchandise, or gross margin by the cost that the invoice names.
enum class BaseKind { net, margin };

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
  BaseKind base = BaseKind::net;
  std::optional<BaseKind> inside_base;  ///< nullopt = as `base`
  Clawback clawback = Clawback::house;
  int claim_window_days = 30;
  bool rep_code_registers = false;

  /// What invoices earn on: the inside pool may have its own.
  BaseKind base_of(bool inside) const { return inside ? inside_base.value_or(base) : base; }
};

}  // namespace norekey::credit
