/// outbound: channel.<name>.outbound, what goes back to the shop and how often. Read with its
/// channel by business.cpp; used by flow/outbound/.
#pragma once
#include <array>
#include <string>

#include "config/field.hpp"

namespace norekey::config {

struct Outbound {
  std::string stock = "off";
  Duration stock_every = std::chrono::seconds{30};
  Duration whole_every = std::chrono::hours{6};
  std::string items = "items", locations;
  int safety_stock = 0, buffer_percent = 0;
  int batch = 50;
  std::string vanished = "keep";
  int most_zeroed_percent = 30;
  bool statuses = false;
  Duration statuses_every = std::chrono::seconds{30};
  bool cancels = true;
  bool prices = false;
  Duration prices_every = std::chrono::minutes{15};
  std::string price_lists, customers = "customers", currency;
  int prices_changed_limit = 30, prices_down_limit = 30, prices_up_limit = 0;
};

inline constexpr std::array<Field<Outbound>, 21> outbound_fields{{
    {"stock", &Outbound::stock, 1, 20,
     "what the shop shows: on-hand, or available (less what other orders in the ERP wait for)",
     "off|on-hand|available", false},
    {"stock-every", &Outbound::stock_every, 1, 86400, "time between looks at the ERP's stock", "",
     false},
    {"whole-every", &Outbound::whole_every, 10, 2592000,
     "time between looks at all of it, not only at what changed", "", false},
    {"items", &Outbound::items, 1, 80, "lookup from the shop's SKU to the ERP's item", "", false},
    {"locations", &Outbound::locations, 0, 80,
     "lookup from the ERP's warehouse to the shop's stock location; absent: they have one name; "
     "warehouses that are not in it are not for the web",
     "", false},
    {"safety-stock", &Outbound::safety_stock, 0, 1000000,
     "pieces of each SKU and location that are never shown; stock.csv may say another number", "",
     false},
    {"buffer-percent", &Outbound::buffer_percent, 0, 100,
     "percent of the rest that is not shown either", "", false},
    {"batch", &Outbound::batch, 1, 250, "SKUs in one call to the shop", "", false},
    {"vanished", &Outbound::vanished, 1, 10,
     "SKUs that the ERP no longer speaks of: keep what the shop shows, or show 0", "keep|zero",
     false},
    {"most-zeroed-percent", &Outbound::most_zeroed_percent, 0, 100,
     "a look at all stock that would turn more than so many percent of what is shown to 0 is "
     "stopped and asks",
     "", false},
    {"statuses", &Outbound::statuses, 0, 0,
     "yes: the shop's orders show what became of them in the ERP", "", false},
    {"statuses-every", &Outbound::statuses_every, 1, 86400,
     "time between looks at the ERP's orders", "", false},
    {"cancels", &Outbound::cancels, 0, 0,
     "no: an order that is cancelled in the ERP is not cancelled in the shop, only told of", "",
     false},
    {"prices", &Outbound::prices, 0, 0, "yes: the shop sells at the ERP's prices", "", false},
    {"prices-every", &Outbound::prices_every, 1, 86400, "time between looks at the ERP's prices",
     "", false},
    {"price-lists", &Outbound::price_lists, 0, 80,
     "lookup from the ERP's price list to the shop's customer group; lists that are not in it are "
     "not for the web; absent: only the price for everybody",
     "", false},
    {"customers", &Outbound::customers, 1, 80,
     "lookup whose values are the ERP's numbers of web customers: a price list that none of them "
     "buys by is not for the web",
     "", false},
    {"currency", &Outbound::currency, 0, 3,
     "the currency of the shop's channel, ISO 4217; prices in another one are never shown; absent: "
     "the company's",
     "", false},
    {"prices-changed-limit", &Outbound::prices_changed_limit, 0, 100,
     "a look that would change more than so many percent of the prices that are shown is stopped "
     "and asks",
     "", false},
    {"prices-down-limit", &Outbound::prices_down_limit, 0, 100,
     "the same where any price would fall by more than so many percent", "", false},
    {"prices-up-limit", &Outbound::prices_up_limit, 0, 1000000,
     "the same where any price would rise by more than so many percent; 0: no rise is asked about",
     "", false},
}};

}  // namespace norekey::config
