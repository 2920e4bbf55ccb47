#include "connectors/vendure/sources.hpp"

#include <charconv>
#include <span>
#include <string_view>

#include "connectors/vendure/normalise.hpp"
#include "connectors/vendure/reader.hpp"
#include "mapping/document.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::connectors::vendure {
namespace {

enum class As { text, code, whole, money, moment };

/// Where a field of the order comes from: a member below the order, the address or the line.
struct Source {
  std::string_view place, member;
  As as = As::text;
};

/// Of several rows for one place the first that has a text counts, as in normalise.cpp.
constexpr Source kOfOrder[] = {
    {"id", "id"},
    {"number", "code"},
    {"state", "state"},
    {"placed_at", "orderPlacedAt", As::moment},
    {"changed_at", "updatedAt", As::moment},
    {"currency", "currencyCode"},
    {"buyer/account", "customer/customFields/accountNumber", As::code},
    {"buyer/name", "customer/customFields/company"},
    {"buyer/login", "customer/id"},
    {"buyer/email", "customer/emailAddress"},
    {"buyer/phone", "customer/phoneNumber"},
    {"buyer/rep_claim", "customFields/salesRep", As::code},
    {"buyer/rep_claim", "customer/customFields/salesRep", As::code},
    {"contact/email", "customer/emailAddress"},
    {"contact/phone", "customer/phoneNumber"},
    {"ordered_by/email", "customer/emailAddress"},
    {"ordered_by/phone", "customer/phoneNumber"},
    {"po_number", "customFields/poNumber", As::code},
    {"rep_code", "customFields/repCode", As::code},
    {"campaign", "customFields/campaign"},
    {"quote", "customFields/quoteNumber"},
    {"job", "customFields/jobNumber"},
    {"delivery_note", "customFields/deliveryNote"},
    {"payment_terms", "customer/customFields/terms"},
    {"subtotal", "subTotal", As::money},
    {"total", "totalWithTax", As::money},
};

constexpr Source kOfAddress[] = {
    {"code", "customFields/erpShipTo", As::code},
    {"name", "fullName"},
    {"company", "company"},
    {"street1", "streetLine1"},
    {"street2", "streetLine2"},
    {"city", "city"},
    {"region", "province"},
    {"postal", "postalCode"},
    {"country", "countryCode"},
    {"phone", "phoneNumber"},
};

constexpr Source kOfLine[] = {
    {"id", "id"},
    {"sku", "productVariant/sku", As::code},
    {"description", "productVariant/name"},
    {"uom", "productVariant/customFields/uom", As::code},
    {"quantity", "quantity", As::whole},
    {"ordered_quantity", "orderPlacedQuantity", As::whole},
    {"list_price", "unitPrice", As::money},
    {"price", "discountedUnitPrice", As::money},
    {"amount", "proratedLinePrice", As::money},
    {"amount", "linePrice", As::money},
    {"note", "customFields/lineNote"},
};

/// The member's value as the order has it.
std::string value_of(const Reader& from, const char* name, As as) {
  switch (as) {
    case As::whole:
      return from.whole(name).str();
    case As::money:
      return from.money(name).str();
    case As::moment:
      return to_string(from.instant(name));
    case As::code:
      return from.code(name);
    case As::text:
      break;
  }
  return from.text(name);
}

/// What a place is relative to: the order, one of its addresses, or a line.
struct Base {
  Reader from;
  std::span<const Source> rows;
  std::string_view rest;
};

std::optional<Base> line_base(const Reader& order, std::string_view rest) {
  std::size_t number = 1;
  if (rest.starts_with("[")) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    std::from_chars(rest.data() + 1, rest.data() + end, number);
    rest.remove_prefix(end + 1);
  }
  const auto lines = in_order(order.list("lines"));
  if (!rest.starts_with("/") || number == 0 || number > lines.size()) return std::nullopt;
  return Base{lines[number - 1], kOfLine, rest.substr(1)};
}

std::optional<Base> base_of(const Reader& order, std::string_view place) {
  constexpr std::string_view kOrder = "/order/", kLine = "line", kBillTo = "bill_to/",
                             kShipTo = "ship_to/";
  if (!place.starts_with(kOrder)) return std::nullopt;
  place.remove_prefix(kOrder.size());
  if (place.starts_with("line[") || place.starts_with("line/"))
    return line_base(order, place.substr(kLine.size()));
  if (place.starts_with(kBillTo))
    return Base{order.object("billingAddress"), kOfAddress, place.substr(kBillTo.size())};
  if (place.starts_with(kShipTo))
    return Base{order.object("shippingAddress"), kOfAddress, place.substr(kShipTo.size())};
  return Base{order, kOfOrder, place};
}

/// The object that holds the member, and the member's own name.
std::pair<Reader, std::string> holder(const Reader& from, std::string_view member) {
  Reader at = from;
  for (auto slash = member.find('/'); slash != std::string_view::npos; slash = member.find('/')) {
    at = at.object(std::string(member.substr(0, slash)).c_str());
    member.remove_prefix(slash + 1);
  }
  return {at, std::string(member)};
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> bytes_of(const std::string& body,
                                                            const std::string& place,
                                                            const std::string& value) {
  const auto document = mapping::from_json(body, "payload");
  if (!document) return std::nullopt;
  Reading reading;
  const Reader data(document->root().child("data"), "/data", reading);
  const Reader order = data.object("order");
  Order currency;
  read_currency(data, order, currency, reading);
  const auto base = base_of(order, place);
  if (!base) return std::nullopt;
  for (const Source& row : base->rows) {
    if (row.place != base->rest) continue;
    const auto [at, name] = holder(base->from, row.member);
    if (at.text(name.c_str()).empty()) continue;
    if (value_of(at, name.c_str(), row.as) != value || reading.failed) return std::nullopt;
    const auto range = mapping::formats::locate(
        body, mapping::formats::plain(mapping::formats::Kind::json), at.member(name.c_str()));
    if (!range) return std::nullopt;
    return std::pair(range->from, range->to);
  }
  return std::nullopt;
}

}  // namespace norekey::connectors::vendure
