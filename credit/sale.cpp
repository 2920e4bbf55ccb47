#include "credit/sale.hpp"

#include "credit/postal.hpp"

namespace norekey::credit {
namespace {

Spot spot_of(const Address& address) {
  Spot out;
  out.id = address.code;
  out.country = address.country;
  out.postal = address.postal;
  out.state = address.region;
  out.line1 = address.street1;
  out.po_box = is_po_box(address.street1, address.street2);
  return out;
}

bool filled(const Address& a) { return !a.code.empty() || !a.country.empty(); }

SaleLine line_of(const Order& order, const Line& line) {
  SaleLine out;
  out.number = line.number;
  out.net = line.amount;
  out.product_line = line.product_line;
  out.kind = line.kind;
  out.contract = line.contract.empty() ? order.contract : line.contract;
  out.fulfilment = line.fulfilment;
  if (out.fulfilment.empty() && !order.will_call_branch.empty()) out.fulfilment = "will_call";
  if (out.fulfilment.empty() && order.direct_ship) out.fulfilment = "drop_ship";
  if (line.ship_to) {
    out.ship_to = spot_of(*line.ship_to);
  } else if (filled(order.ship_to)) {
    out.ship_to = spot_of(order.ship_to);
  }
  return out;
}

}  // namespace

Sale sale_of(const Order& order) {
  Sale out;
  out.number = order.number;
  out.channel = order.channel;
  out.account = order.buyer.account;
  out.login = order.buyer.login;
  out.email = order.buyer.email;
  out.placed_at = order.placed_at;
  out.currency = order.currency;
  for (const Line& line : order.lines) out.lines.push_back(line_of(order, line));
  for (const Charge& charge : order.charges) {
    if (charge.type == "freight") out.freight += charge.amount;
  }
  out.tax = order.tax;
  if (filled(order.ship_to)) out.ship_to = spot_of(order.ship_to);
  if (filled(order.bill_to)) out.bill_to = spot_of(order.bill_to);
  if (order.order_address) out.order_address = spot_of(*order.order_address);
  out.impersonator = order.session.assisted_by;
  out.role = order.session.role;
  out.rep_code = order.rep_code;
  out.first_order = order.first_order;
  out.campaign = order.campaign;
  out.quote = order.quote;
  out.by_edi = order.session.kind == "edi";
  if (out.by_edi && !order.buyer.rep_claim.empty()) out.claims["REF*SA"] = order.buyer.rep_claim;
  return out;
}

}  // namespace norekey::credit
