#include "adapters/tryton/sale.hpp"

#include <boost/json.hpp>

#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

void set_id(json::object& values, const char* name, std::int64_t id) {
  if (id != 0) values[name] = id;
}

json::object line_value(const SaleIds& ids, const std::string& item, std::int64_t unit,
                        const std::string& description, const std::string& note,
                        const Decimal& quantity, const Decimal& price) {
  json::object line{{"type", "line"},
                    {"product", ids.items.at(item)},
                    {"unit", unit},
                    {"quantity", to_json(quantity)},
                    {"unit_price", to_json(price)}};
  if (!description.empty()) line["description"] = description;
  if (!note.empty()) line["note"] = note;
  return line;
}

/// What people read first is whose sales credit it is; what the warehouse needs follows.
std::string comment_of(const WantedSale& sale) {
  const bool both = !sale.note.empty() && !sale.delivery_note.empty();
  return sale.note + (both ? "\n" : "") + sale.delivery_note;
}

}  // namespace

json::array line_values(const WantedSale& sale, const SaleIds& ids, const Decimal& rest,
                        const std::string& residual_item) {
  json::array lines;
  for (const WantedLine& line : sale.lines) {
    const std::int64_t unit =
        line.uom.empty() ? ids.item_units.at(line.item) : ids.units.at(line.uom);
    lines.push_back(
        line_value(ids, line.item, unit, line.description, line.note, line.quantity, line.price));
  }
  const auto charge = [&](const std::string& item, const std::string& description,
                          const Decimal& amount) {
    lines.push_back(line_value(ids, item, ids.item_units.at(item), description, "", 1, amount));
  };
  for (const WantedCharge& one : sale.charges) charge(one.item, one.description, one.amount);
  if (!rest.is_zero()) charge(residual_item, "", rest);
  return lines;
}

json::object sale_values(const WantedSale& sale, const SaleIds& ids, const std::string& key,
                         const Decimal& rest, const std::string& residual_item) {
  json::object values{{"party", ids.customer},
                      {"invoice_address", ids.bill_to},
                      {"shipment_address", ids.ship_to},
                      {"reference", key},
                      {"description", one_line(sale.po_number)},
                      {"comment", comment_of(sale)}};
  set_id(values, "warehouse", ids.warehouse);
  set_id(values, "payment_term", ids.payment_term);
  set_id(values, "price_list", ids.price_list);
  set_id(values, "currency", ids.currency);
  values["agent"] = ids.rep == 0 ? json::value() : json::value(ids.rep);
  if (sale.ordered) values["sale_date"] = to_json(*sale.ordered);
  if (sale.requested) {  // Tryton refuses one before the order's own date
    const Date least = sale.ordered.value_or(*sale.requested);
    values["shipping_date"] = to_json(std::max(*sale.requested, least));
  }
  json::array lines = line_values(sale, ids, rest, residual_item);
  values["lines"] = only(json::array{"create", std::move(lines)});
  return values;
}

json::array sale_fields() {
  return {"number",       "state",      "reference",        "description",
          "total_amount", "party.code", "agent.party.code", "shipment_address.name",
          "lines",        "_timestamp"};
}

json::array line_fields() {
  return {"type", "description", "quantity", "unit_price", "amount", "product.code", "unit.symbol"};
}

Receipt receipt_of(const json::object& sale) {
  return {std::to_string(id_of(sale, "id")), text_of(sale, "number"), text_of(sale, "state"),
          text_of(sale, "reference"), true};
}

ErpOrder order_of(const json::object& sale, const std::vector<const json::object*>& lines) {
  ErpOrder out;
  out.receipt = receipt_of(sale);
  out.customer = text_of(related(sale, "party"), "code");
  out.ship_to = text_of(related(sale, "shipment_address"), "name");
  out.po_number = text_of(sale, "description");
  out.total = decimal_of(sale, "total_amount");
  out.changeable = changeable(out.receipt.state);
  const std::string rep = text_of(related(related(sale, "agent"), "party"), "code");
  if (!rep.empty()) out.reps.push_back({rep, 100, true});
  for (const json::object* line : lines) {
    if (text_of(*line, "type") != "line") continue;
    ErpLine& read = out.lines.emplace_back();
    read.item = text_of(related(*line, "product"), "code");
    read.description = text_of(*line, "description");
    read.uom = text_of(related(*line, "unit"), "symbol");
    read.quantity = decimal_of(*line, "quantity");
    read.price = decimal_of(*line, "unit_price");
    read.amount = decimal_of(*line, "amount");
  }
  return out;
}

bool changeable(const std::string& state) {
  return state == "draft" || state == "quotation" || state == "confirmed";
}

}  // namespace norekey::adapters::tryton
