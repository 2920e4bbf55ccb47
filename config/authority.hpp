/// authority: channel.<name>.authority, who decides what of its orders: the web shop or the ERP.
/// Read with its channel by business.cpp; used by flow/authority.hpp.
#pragma once
#include <array>
#include <string>

#include "config/field.hpp"

namespace norekey::config {

struct Authority {
  std::string price = "web", tax = "web", freight = "web", terms = "web", warehouse = "web";
  std::string price_tolerance, approved_prices;

  /// Whether the ERP's total may be another than the web's.
  bool erp_adds_up() const { return price == "erp" || tax == "erp" || freight == "erp"; }
};

inline constexpr std::array<Field<Authority>, 7> authority_fields{{
    {"price", &Authority::price, 1, 5,
     "erp: prices that the ERP changes on our orders are no difference", "web|erp", false},
    {"tax", &Authority::tax, 1, 5, "erp: the web's tax is not sent, the ERP reckons its own",
     "web|erp", false},
    {"freight", &Authority::freight, 1, 5,
     "erp: the web's freight is not sent, the ERP charges its own", "web|erp", false},
    {"terms", &Authority::terms, 1, 5,
     "erp: the web's payment terms are not sent, the ERP takes the customer's", "web|erp", false},
    {"warehouse", &Authority::warehouse, 1, 5,
     "erp: the web's warehouse is not sent, the ERP chooses", "web|erp", false},
    {"price-tolerance", &Authority::price_tolerance, 0, 20,
     "how far a web price may be off the ERP's, as an amount or a percentage such as 2%; an order "
     "beyond it is held before anything is sent; absent: prices are not compared; needs outbound "
     "prices: yes",
     "", false},
    {"approved-prices", &Authority::approved_prices, 0, 80,
     "lookup from ORDER/SKU to a price that a person has approved, such as W1042/FST-1000", "",
     false},
}};

}  // namespace norekey::config
