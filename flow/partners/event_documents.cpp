#include "flow/partners/event_documents.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "edi/order_document.hpp"

namespace norekey::flow {
namespace {

void put(pugi::xml_node to, const char* name, const std::string& value) {
  if (!value.empty()) to.append_child(name).text().set(value.c_str());
}

void put_ship_to(pugi::xml_node to, const Order& order) {
  const Address& at = order.ship_to;
  if (at.code.empty() && at.company.empty() && at.name.empty()) return;
  pugi::xml_node out = to.append_child("ship_to");
  put(out, "code", at.code);
  put(out, "name", at.company.empty() ? at.name : at.company);
}

void put_order(pugi::xml_node to, const PartOfOrder& part) {
  put(to, "po_number", part.order.po_number);
  put(to, "release", part.order.release);
  put(to, "erp_number", part.erp_number);
}

/// What has the order's line of a sold line, or the ERP's item where it has none.
void put_names(pugi::xml_node to, const PartOfOrder& part, const SoldLine& sold, int count) {
  if (sold.place < 0) {
    put(to, "number", std::to_string(count));
    put(to, "sku", sold.sku);
    return;
  }
  const Line& line = part.order.lines[static_cast<std::size_t>(sold.place)];
  put(to, "number", edi::partner_line(line));
  put(to, "sku", line.sku);
  put(to, "customer_sku", line.customer_sku);
  put(to, "upc", line.upc);
  put(to, "description", line.description);
}

std::string unit_of(const PartOfOrder& part, const SoldLine& sold) {
  return sold.place < 0 ? "" : part.order.lines[static_cast<std::size_t>(sold.place)].uom;
}

/// So many of the ERP's unit in the partner's.
Decimal in_its_unit(const Decimal& quantity, const SoldLine& sold) {
  if (sold.sent == sold.web || sold.sent.is_zero()) return quantity.trimmed();
  return value_or(Decimal::divide(quantity * sold.web, sold.sent, 6, Rounding::half_even), quantity)
      .trimmed();
}

struct Allotted {
  std::size_t line;
  Decimal quantity;  ///< in the ERP's unit
};

/// Gives shipped goods to the lines that ordered them.
class Allotment {
 public:
  explicit Allotment(const std::vector<SoldLine>& lines) : lines_(lines), left_(lines.size()) {
    for (std::size_t i = 0; i < lines.size(); ++i) left_[i] = lines[i].sent;
  }

  std::vector<Allotted> give(const adapters::ItemCount& count) {
    std::vector<Allotted> out;
    Decimal left = count.quantity;
    std::size_t last = lines_.size();
    for (std::size_t i = 0; i < lines_.size() && !left.is_zero(); ++i) {
      if (lines_[i].item != count.item) continue;
      last = i;
      const Decimal now = std::min(left, left_[i]);
      if (now.is_zero()) continue;
      left_[i] -= now;
      left -= now;
      out.push_back({i, now});
    }
    if (left.is_zero() || last == lines_.size()) return out;
    // More than was ordered: staff raised it.
    if (!out.empty() && out.back().line == last) {
      out.back().quantity += left;
    } else {
      out.push_back({last, left});
    }
    return out;
  }

  bool knows(const std::string& item) const {
    return std::any_of(lines_.begin(), lines_.end(),
                       [&](const SoldLine& one) { return one.item == item; });
  }

 private:
  const std::vector<SoldLine>& lines_;
  std::vector<Decimal> left_;
};

Instant moment_of(const std::optional<Date>& day, Instant now) {
  if (!day) return now;
  return std::min<Instant>(now, std::chrono::sys_days(*day) + std::chrono::hours{12});
}

std::map<std::string, std::string> turned(const std::string& name,
                                          const mapping::Lookups& lookups) {
  std::map<std::string, std::string> out;
  const auto found = lookups.tables.find(name);
  if (name.empty() || found == lookups.tables.end()) return out;
  for (const auto& [key, value] : found->second.rows) out.try_emplace(value, key);
  return out;
}

std::string at_or_none(const std::map<std::string, std::string>& in, const std::string& key) {
  const auto found = in.find(key);
  return found == in.end() ? "" : found->second;
}

pugi::xml_node put_item(pugi::xml_node root, const std::string& sku, const PartnerNames& names,
                        int number) {
  pugi::xml_node line = root.append_child("line");
  put(line, "number", std::to_string(number));
  put(line, "sku", sku);
  put(line, "customer_sku", at_or_none(names.parts, sku));
  put(line, "upc", at_or_none(names.upcs, sku));
  return line;
}

Error not_said(const adapters::PostedInvoice& invoice) {
  return {Fate::reject,
          "the ERP does not say quantities, tax and total of invoice " + shown(invoice.number),
          "send it by hand: norekey edi send",
          {},
          "edi/invoice"};
}

}  // namespace

std::vector<mapping::Document> shipment_documents(const adapters::OrderStatus& status,
                                                  const PartOfOrder& part, Instant now) {
  std::vector<mapping::Document> out;
  Allotment allotment(part.lines);
  for (const adapters::Shipment& shipment : status.shipments) {
    mapping::Document& made = out.emplace_back();
    pugi::xml_node root = made.tree().append_child("shipment");
    put(root, "number", shipment.number);
    put(root, "shipped_at", to_string(moment_of(shipment.left, now)));
    put(root, "carrier", shipment.carrier);
    put(root, "tracking", shipment.tracking);
    put_ship_to(root, part.order);
    pugi::xml_node order = root.append_child("order");
    put_order(order, part);
    pugi::xml_node pack = order.append_child("pack");
    int count = 0;
    for (const adapters::ItemCount& item : shipment.lines) {
      if (!allotment.knows(item.item)) {
        const SoldLine other{item.item, item.item, item.quantity, item.quantity};
        pugi::xml_node line = pack.append_child("line");
        put_names(line, part, other, ++count);
        put(line, "quantity", item.quantity.trimmed().str());
      }
      for (const Allotted& one : allotment.give(item)) {
        const SoldLine& sold = part.lines[one.line];
        pugi::xml_node line = pack.append_child("line");
        put_names(line, part, sold, ++count);
        put(line, "quantity", in_its_unit(one.quantity, sold).str());
        put(line, "uom", unit_of(part, sold));
      }
    }
  }
  return out;
}

std::map<std::string, Decimal> quantities_by_line(const std::vector<adapters::ItemCount>& counts,
                                                  const PartOfOrder& part) {
  std::map<std::string, Decimal> out;
  for (const adapters::ItemCount& count : counts) {
    Decimal left = count.quantity;
    for (auto sold = part.lines.rbegin(); sold != part.lines.rend() && !left.is_zero(); ++sold) {
      if (sold->item != count.item || sold->place < 0) continue;
      const Decimal now = std::min(left, sold->sent);
      left -= now;
      out[edi::partner_line(part.order.lines[static_cast<std::size_t>(sold->place)])] +=
          in_its_unit(now, *sold);
    }
  }
  return out;
}

Result<mapping::Document> invoice_document(const adapters::PostedInvoice& invoice,
                                           const PartOfOrder& part) {
  if (!invoice.tax || !invoice.total) return not_said(invoice);
  mapping::Document out;
  pugi::xml_node root = out.tree().append_child("invoice");
  put(root, "number", invoice.number);
  put(root, "date", to_string(invoice.day));
  if (part.order.placed_at != Instant{})
    put(root, "ordered", to_string(part.order.placed_at).substr(0, 10));
  put_order(root, part);
  put(root, "currency", part.order.currency);
  put_ship_to(root, part.order);
  int count = 0;
  for (const adapters::InvoicedLine& one : invoice.lines) {
    const bool goods = one.place >= 0 && static_cast<std::size_t>(one.place) < part.lines.size();
    if (!goods) continue;
    if (!one.quantity || !one.price) return not_said(invoice);
    const SoldLine& sold = part.lines[static_cast<std::size_t>(one.place)];
    const Decimal quantity = in_its_unit(*one.quantity, sold);
    pugi::xml_node line = root.append_child("line");
    put_names(line, part, sold, ++count);
    put(line, "quantity", quantity.str());
    put(line, "uom", unit_of(part, sold));
    const bool same = quantity == *one.quantity || quantity.is_zero();
    const Decimal price =
        same ? *one.price
             : value_or(Decimal::divide(one.amount, quantity, 6, Rounding::half_even), *one.price);
    put(line, "price", price.trimmed(2).str());
    put(line, "amount", one.amount.str());
  }
  for (const adapters::InvoicedLine& one : invoice.lines) {
    const bool goods = one.place >= 0 && static_cast<std::size_t>(one.place) < part.lines.size();
    if (goods || one.amount.is_zero()) continue;
    pugi::xml_node to = root.append_child(one.amount.is_negative() ? "allowance" : "charge");
    put(to, "amount", one.amount.abs().str());
    put(to, "description", one.text.empty() ? one.item : one.text);
  }
  if (!invoice.tax->is_zero()) put(root.append_child("tax"), "amount", invoice.tax->str());
  put(root, "total", invoice.total->str());
  return out;
}

PartnerNames partner_names(const config::Partner& partner, const mapping::Lookups& lookups) {
  return {turned(partner.buyer_parts, lookups), turned(partner.upcs, lookups)};
}

mapping::Document stock_document(const std::map<std::string, Decimal>& pieces,
                                 const PartnerNames& names, const std::string& number, Date day) {
  mapping::Document out;
  pugi::xml_node root = out.tree().append_child("stock");
  put(root, "number", number);
  put(root, "date", to_string(day));
  int count = 0;
  for (const auto& [sku, quantity] : pieces) {
    if (!names.parts.empty() && !names.parts.contains(sku)) continue;
    put(put_item(root, sku, names, ++count), "quantity",
        std::max(quantity, Decimal()).trimmed().str());
  }
  return out;
}

mapping::Document price_document(const std::map<std::string, std::string>& prices,
                                 const PartnerNames& names, const std::string& currency,
                                 const std::string& number, Date day) {
  mapping::Document out;
  pugi::xml_node root = out.tree().append_child("prices");
  put(root, "number", number);
  put(root, "valid_from", to_string(day));
  put(root, "currency", currency);
  int count = 0;
  for (const auto& [sku, price] : prices) put(put_item(root, sku, names, ++count), "price", price);
  return out;
}

}  // namespace norekey::flow
