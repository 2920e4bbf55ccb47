#include "credit/sale_json.hpp"

#include "core/text.hpp"
#include "credit/postal.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

SaleLine read_line(Fields in, int number) {
  SaleLine out;
  out.number = in.whole("n", number);
  out.net = in.amount("net").value_or(Decimal(0));
  if (!in.has("net")) in.needed("net");
  out.product_line = in.text("line");
  out.kind = in.text("kind");
  out.contract = in.text("contract");
  out.fulfilment = in.text("fulfilment");
  if (auto ship_to = in.object("ship_to")) out.ship_to = read_spot(*ship_to);
  for (Fields piece : in.objects_of("kit", "components")) {
    out.kit.push_back(
        {piece.text("sku"), piece.text("line"), piece.amount("list").value_or(Decimal(0))});
  }
  return out;
}

EventType read_type(Fields& in) {
  const std::string type = in.needed("type");
  if (type == "invoice") return EventType::invoice;
  if (type == "return" || type == "credit_memo") return EventType::credit_return;
  if (type == "cancel") return EventType::cancel;
  if (type == "rebill") return EventType::rebill;
  in.fail("type", "unknown event " + shown(type), "use invoice, return, cancel or rebill");
  return EventType::invoice;
}

Event read_event(Fields in) {
  Event out;
  out.type = read_type(in);
  out.no = in.text("no");
  out.refers = in.text("refers");
  out.at = in.instant("at").value_or(Instant{});
  if (!in.has("at")) in.needed("at");
  out.line = in.whole("line", 0);
  out.amount = in.amount("amount");
  out.cost = in.amount("cost");
  return out;
}

void put(json::object& out, const char* key, const std::string& value) {
  if (!value.empty()) out[key] = value;
}

void put(json::object& out, const char* key, const Decimal& value) {
  if (!value.is_zero()) out[key] = value.str();
}

json::object spot_json(const Spot& spot) {
  json::object out;
  put(out, "id", spot.id);
  put(out, "country", spot.country);
  put(out, "postal", spot.postal);
  put(out, "state", spot.state);
  put(out, "county", spot.county);
  if (spot.po_box || is_po_box(spot.line1)) out["po_box"] = true;  // the street is not kept
  return out;
}

json::object line_json(const SaleLine& line) {
  json::object out{{"n", line.number}, {"net", line.net.str()}};
  put(out, "line", line.product_line);
  put(out, "kind", line.kind);
  put(out, "contract", line.contract);
  put(out, "fulfilment", line.fulfilment);
  if (line.ship_to) out["ship_to"] = spot_json(*line.ship_to);
  json::array kit;
  for (const Piece& piece : line.kit)
    kit.push_back(
        json::object{{"sku", piece.sku}, {"line", piece.product_line}, {"list", piece.list.str()}});
  if (!kit.empty()) out["kit"] = std::move(kit);
  return out;
}

}  // namespace

Spot read_spot(Fields in) {
  Spot out;
  out.id = in.text("id");
  out.country = in.text("country");
  out.postal = in.text("postal");
  out.state = in.text("state");
  out.county = in.text("county");
  out.line1 = in.text("line1");
  out.po_box = in.flag("po_box");
  return out;
}

Sale read_sale(Fields order) {
  Sale out;
  out.number = order.text("no");
  out.channel = order.text("channel", "web");
  out.account = order.text("account");
  out.account_how = order.text("account_how");
  out.account_inferred = order.flag("account_inferred");
  out.login = order.text("web_account");
  out.selected = order.text("selected_customer");
  out.email = order.text("email");
  out.placed_at = order.instant("placed_at").value_or(Instant{});
  if (!order.has("placed_at")) order.needed("placed_at");
  out.currency = order.text("currency", "USD");
  if (auto known = currency_exponent(out.currency); !known)
    order.fail("currency", known.error().what, known.error().fix);
  for (const Fields& line : order.objects("lines"))
    out.lines.push_back(read_line(line, static_cast<int>(out.lines.size()) + 1));
  const Decimal discount = order.amount("header_discount").value_or(Decimal(0));
  out.header_discount = discount.is_negative() ? discount : -discount;
  out.freight = order.amount("freight").value_or(Decimal(0));
  out.tax = order.amount("tax").value_or(Decimal(0));
  if (auto spot = order.object("ship_to")) out.ship_to = read_spot(*spot);
  if (auto spot = order.object("bill_to")) out.bill_to = read_spot(*spot);
  if (auto spot = order.object("order_address")) out.order_address = read_spot(*spot);
  if (auto session = order.object("session")) {
    out.impersonator = session->text("impersonator");
    out.role = session->text("role");
  }
  out.rep_code = order.text("rep_code");
  out.campaign = order.text("campaign");
  out.quote = order.text("quote");
  if (auto edi = order.object("edi")) {
    for (const auto& claim : edi->json())
      out.claims[std::string(claim.key())] = edi->text(claim.key());
  }
  out.by_edi = order.flag("by_edi") || out.channel == "edi" || !out.claims.empty();
  out.first_order = order.flag("first_order");
  out.credit_memo = order.text("doc_type") == "credit_memo";
  for (const Fields& event : order.objects("events")) out.events.push_back(read_event(event));
  return out;
}

json::object to_json(const Sale& sale) {
  json::object out;
  put(out, "no", sale.number);
  put(out, "channel", sale.channel);
  put(out, "account", sale.account);
  put(out, "account_how", sale.account_how);
  if (sale.account_inferred) out["account_inferred"] = true;
  put(out, "web_account", sale.login);
  out["placed_at"] = to_string(sale.placed_at);
  put(out, "currency", sale.currency);
  json::array lines;
  for (const SaleLine& line : sale.lines) lines.push_back(line_json(line));
  out["lines"] = std::move(lines);
  put(out, "header_discount", sale.header_discount);
  put(out, "freight", sale.freight);
  put(out, "tax", sale.tax);
  if (sale.ship_to) out["ship_to"] = spot_json(*sale.ship_to);
  if (sale.bill_to) out["bill_to"] = spot_json(*sale.bill_to);
  if (sale.order_address) out["order_address"] = spot_json(*sale.order_address);
  if (!sale.impersonator.empty())
    out["session"] = json::object{{"impersonator", sale.impersonator}, {"role", sale.role}};
  if (sale.by_edi && sale.claims.empty()) out["by_edi"] = true;  // a claim says so by itself
  put(out, "rep_code", sale.rep_code);
  put(out, "campaign", sale.campaign);
  put(out, "quote", sale.quote);
  if (sale.first_order) out["first_order"] = true;
  if (sale.credit_memo) out["doc_type"] = "credit_memo";
  if (!sale.claims.empty()) {
    json::object claims;
    for (const auto& [qualifier, code] : sale.claims) claims[qualifier] = code;
    out["edi"] = std::move(claims);
  }
  return out;
}

}  // namespace norekey::credit
