/// partner: one EDI trading partner of channels.yaml: whose files they are, where they lie, what
/// his codes mean. Each is a channel too, so that its orders go the way of all orders.
#pragma once
#include <array>
#include <string>

#include "config/field.hpp"

namespace norekey::config {

struct Partner {
  std::string name;
  std::string company, erp, mapping;
  std::string id, our_id;
  std::string inbox, outbox, archive;
  std::string guides, reading = "strict";
  std::string account, accounts, buyer_parts, items, upcs, superseded, ship_tos, prices;
  std::string price_gap = "hold", price_tolerance = "0";
  std::string verbal = "VERBAL, PHONE, TELEPHONE";
  std::string acknowledge = "yes", order_answer, change_answer, sscc_prefix, usage = "P",
              x12_release = "004010";
  std::string ship_notice, invoice, inventory, price_list;
  std::string zone = "UTC", ordering = "order", line_breaks = "no";
  Duration poll_every = std::chrono::seconds{30}, quiet = std::chrono::seconds{5};
  Duration answer_within = std::chrono::hours{24}, acknowledged_within = std::chrono::hours{24};
  Duration events_every = std::chrono::minutes{5}, inventory_every = std::chrono::hours{24};
  Duration ship_notice_within = std::chrono::hours{4}, invoice_within = std::chrono::hours{24};
  Duration inventory_within = std::chrono::hours{4}, price_list_within = std::chrono::hours{24};
  bool paused = false;
};

inline constexpr std::array<Field<Partner>, 45> partner_fields{{
    {"company", &Partner::company, 1, 40, "company that sells to it", "", true},
    {"erp", &Partner::erp, 1, 40, "ERP that its orders go to", "", true},
    {"mapping", &Partner::mapping, 1, 80,
     "mapping of its orders, the file's name in mappings/ without .yaml", "", true},
    {"id", &Partner::id, 1, 60,
     "who it is in an interchange: qualifier:id, such as 01:0012345678 or 14:4012345000009", "",
     true},
    {"our-id", &Partner::our_id, 1, 60, "who we are there, such as ZZ:ACME", "", true},
    {"inbox", &Partner::inbox, 1, 4096, "folder that its files arrive in", "", true},
    {"outbox", &Partner::outbox, 1, 4096, "folder that its answers are put into", "", true},
    {"archive", &Partner::archive, 1, 4096, "folder that taken files are moved to", "", true},
    {"guides", &Partner::guides, 0, 400,
     "its guides, the files' names in guides/ without .yaml, with commas between", "", false},
    {"reading", &Partner::reading, 1, 20, "lenient: what can be read all the same is a warning",
     "strict|lenient", false},
    {"account", &Partner::account, 0, 80, "the buyer's account of all its orders", "", false},
    {"accounts", &Partner::accounts, 0, 80,
     "lookup from its buyer's code (N104, NAD) to the account", "", false},
    {"buyer-parts", &Partner::buyer_parts, 0, 80, "lookup from its part numbers to ours", "",
     false},
    {"items", &Partner::items, 0, 80,
     "lookup that has our own numbers as its keys: one that it has not gives way to the UPC", "",
     false},
    {"upcs", &Partner::upcs, 0, 80, "lookup from UPC or GTIN to our numbers", "", false},
    {"superseded", &Partner::superseded, 0, 80,
     "lookup from numbers that are gone to those that "
     "took over",
     "", false},
    {"ship-tos", &Partner::ship_tos, 0, 80,
     "lookup from its ship-to codes, or names with postal code, to ours", "", false},
    {"prices", &Partner::prices, 0, 80, "lookup from our number to the price agreed with it", "",
     false},
    {"price-gap", &Partner::price_gap, 1, 20,
     "another price than agreed: hold the order, answer with ours, or accept its own",
     "hold|answer|accept", false},
    {"price-tolerance", &Partner::price_tolerance, 1, 20,
     "how far a price may be off, as an amount or a percentage such as 2%", "", false},
    {"verbal", &Partner::verbal, 0, 400,
     "what it writes in place of an order number; such orders are never duplicates", "", false},
    {"acknowledge", &Partner::acknowledge, 1, 5,
     "no: its files are not answered with a 997 or CONTRL", "yes|no", false},
    {"order-answer", &Partner::order_answer, 0, 80,
     "mapping of the 855 or ORDRSP that leaves when the sale is made; absent: none", "", false},
    {"change-answer", &Partner::change_answer, 0, 80,
     "mapping of the 865 or ORDRSP that answers a change; absent: that of order-answer", "", false},
    {"ship-notice", &Partner::ship_notice, 0, 80,
     "mapping of the 856 or DESADV that leaves when the ERP has shipped; absent: none", "", false},
    {"invoice", &Partner::invoice, 0, 80,
     "mapping of the 810 or INVOIC that leaves when the ERP has posted an invoice; absent: none",
     "", false},
    {"inventory", &Partner::inventory, 0, 80,
     "mapping of the 846 or INVRPT with what the ERP has in stock; absent: none", "", false},
    {"price-list", &Partner::price_list, 0, 80,
     "mapping of the 832 or PRICAT that leaves when its prices change; absent: none", "", false},
    {"events-every", &Partner::events_every, 1, 86400,
     "time between looks at what the ERP has shipped and invoiced, and at its prices", "", false},
    {"inventory-every", &Partner::inventory_every, 60, 31536000, "how often it is told the stock",
     "", false},
    {"ship-notice-within", &Partner::ship_notice_within, 60, 31536000,
     "how soon it wants to know of a shipment", "", false},
    {"invoice-within", &Partner::invoice_within, 60, 31536000, "how soon it wants an invoice", "",
     false},
    {"inventory-within", &Partner::inventory_within, 60, 31536000,
     "how late the stock may be, beyond inventory-every", "", false},
    {"price-list-within", &Partner::price_list_within, 60, 31536000,
     "how soon it wants to know of changed prices", "", false},
    {"sscc-prefix", &Partner::sscc_prefix, 0, 12,
     "our GS1 company prefix: packs without an SSCC get one", "", false},
    {"usage", &Partner::usage, 1, 1,
     "P for production; T for test: so marked is what we send, and test orders are delivered",
     "P|T", false},
    {"x12-release", &Partner::x12_release, 6, 6, "release of the X12 sets that we send",
     "004010|005010", false},
    {"zone", &Partner::zone, 1, 60, "time zone of its dates, such as America/Chicago", "", false},
    {"ordering", &Partner::ordering, 1, 20, "what is delivered strictly in order", "order|customer",
     false},
    {"line-breaks", &Partner::line_breaks, 1, 5, "yes: a line break behind each segment we send",
     "yes|no", false},
    {"poll-every", &Partner::poll_every, 1, 86400, "time between looks into the inbox", "", false},
    {"quiet", &Partner::quiet, 0, 3600, "how long a file must have been left alone to be whole", "",
     false},
    {"answer-within", &Partner::answer_within, 60, 31536000, "how soon it wants its order answered",
     "", false},
    {"acknowledged-within", &Partner::acknowledged_within, 60, 31536000,
     "how soon it acknowledges what we send", "", false},
    {"paused", &Partner::paused, 0, 0, "yes: its folders are left alone", "", false},
}};

}  // namespace norekey::config
