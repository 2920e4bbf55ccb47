#include "connectors/vendure/query.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

/// What the model has a field for; other custom fields of orders and lines become extras. Those of
/// customers, variants and addresses are master data that may change after the order: only these
/// are asked for.
const CustomFields& known_fields() {
  static const CustomFields known = {
      {"Customer", {"accountNumber", "company", "salesRep", "terms", "taxExempt"}},
      {"Address", {"erpShipTo"}},
      {"ProductVariant", {"uom", "packQty"}},
  };
  return known;
}

/// " customFields{a b}" of what the shop has; "" where it has none (GraphQL knows no empty
/// selection).
std::string selection(const CustomFields& fields, const std::string& entity) {
  std::string names;
  const auto of_entity = fields.find(entity);
  if (of_entity == fields.end()) return "";
  for (const std::string& name : of_entity->second) names += (names.empty() ? "" : " ") + name;
  return names.empty() ? "" : " customFields{" + names + "}";
}

bool is_plain(std::string_view type) {
  for (const std::string_view plain :
       {"string", "text", "localeString", "localeText", "int", "float", "boolean", "datetime"}) {
    if (type == plain) return true;
  }
  return false;
}

}  // namespace

const char* const kAboutQuery =
    "query About{activeChannel{code "
    "currencyCode}globalSettings{serverConfig{moneyStrategyPrecision "
    "entityCustomFields{entityName customFields{... on CustomField{name type list}}}}}}";

const char* const kLoginQuery =
    "mutation Login($u:String!,$p:String!){login(username:$u,password:$p){... on CurrentUser{id}"
    "... on ErrorResult{errorCode message}}}";

const char* const kCodeQuery =
    "query Code($c:String!){orders(options:{take:1,filter:{code:{eq:$c}}}){items{id}}}";

const char* const kListQuery =
    "query Changes($o:OrderListOptions!){orders(options:$o){items{id state updatedAt orderPlacedAt "
    "totalWithTax "
    "history(options:{take:1,sort:{createdAt:DESC}}){totalItems items{createdAt}}}}"
    "updated:orders(options:{take:1,sort:{updatedAt:DESC},filter:{orderPlacedAt:{isNull:false}}}){"
    "items{updatedAt}}"
    "placed:orders(options:{take:1,sort:{orderPlacedAt:DESC},filter:{orderPlacedAt:{isNull:false}}}"
    "){items{orderPlacedAt}}}";

const char* const kPlacedQuery =
    "query Placed($o:OrderListOptions!){orders(options:$o){items{id code state orderPlacedAt "
    "currencyCode totalWithTax}}globalSettings{serverConfig{moneyStrategyPrecision}}}";

const char* const kCancelledQuery =
    "query Cancelled($o:OrderListOptions!){orders(options:$o){items{id "
    "history(options:{take:20,sort:{createdAt:ASC},filter:{type:{in:[\"ORDER_STATE_TRANSITION\","
    "\"ORDER_CANCELLATION\"]}}}){items{type createdAt administrator{emailAddress} data}}}}}";

const char* const kNotesQuery =
    "query Notes($i:ID!){order(id:$i){id "
    "history(options:{take:100,sort:{createdAt:DESC},filter:{type:{eq:\"ORDER_NOTE\"}}})"
    "{items{data}}}}";

const char* const kNumberQuery =
    "mutation Number($i:UpdateOrderInput!){setOrderCustomFields(input:$i){id}}";

const char* const kNoteQuery =
    "mutation Note($i:AddNoteToOrderInput!){addNoteToOrder(input:$i){id}}";

CustomFields read_custom_fields(const mapping::Document& about) {
  CustomFields out;
  const auto config = about.root().child("data").child("globalSettings").child("serverConfig");
  for (const pugi::xml_node entity : config.children("entityCustomFields")) {
    const std::string name = entity.child("entityName").text().get();
    const auto known = known_fields().find(name);
    for (const pugi::xml_node field : entity.children("customFields")) {
      const std::string field_name = field.child("name").text().get();
      if (field.child("list").text().as_bool() || !is_plain(field.child("type").text().get()))
        continue;
      if (known != known_fields().end() &&
          std::find(known->second.begin(), known->second.end(), field_name) == known->second.end())
        continue;
      out[name].push_back(field_name);
    }
  }
  return out;
}

bool tells_of_field(const mapping::Document& about, const std::string& entity,
                    const std::string& name) {
  const auto config = about.root().child("data").child("globalSettings").child("serverConfig");
  for (const pugi::xml_node one : config.children("entityCustomFields")) {
    if (entity != one.child("entityName").text().get()) continue;
    for (const pugi::xml_node field : one.children("customFields")) {
      if (name == field.child("name").text().get()) return true;
    }
  }
  return false;
}

bool has_field(const CustomFields& fields, const std::string& entity, const std::string& name) {
  const auto of_entity = fields.find(entity);
  return of_entity != fields.end() && std::find(of_entity->second.begin(), of_entity->second.end(),
                                                name) != of_entity->second.end();
}

std::string order_query(const CustomFields& fields) {
  const std::string address =
      "fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber";
  return "query Order($i:ID!){order(id:$i){id code state active createdAt updatedAt orderPlacedAt "
         "type currencyCode totalQuantity "
         "subTotal subTotalWithTax shipping shippingWithTax total totalWithTax couponCodes" +
         selection(fields, "Order") +
         " customer{id firstName lastName emailAddress phoneNumber groups{name}" +
         selection(fields, "Customer") + "} shippingAddress{" + address +
         selection(fields, "Address") + "} billingAddress{" + address +
         "} lines{id quantity orderPlacedQuantity unitPrice unitPriceWithTax discountedUnitPrice "
         "linePrice linePriceWithTax lineTax "
         "proratedUnitPrice proratedLinePrice proratedLinePriceWithTax taxRate "
         "taxLines{description taxRate} "
         "discounts{type adjustmentSource description amount} productVariant{id sku name" +
         selection(fields, "ProductVariant") + "}" + selection(fields, "OrderLine") +
         " fulfillmentLines{quantity fulfillmentId}} "
         "shippingLines{shippingMethod{code name} price priceWithTax discountedPrice "
         "discountedPriceWithTax} "
         "discounts{type adjustmentSource description amount} surcharges{description sku price "
         "priceWithTax} "
         "taxSummary{description taxRate taxBase taxTotal} payments{id createdAt method amount "
         "state transactionId errorMessage metadata "
         "refunds{id state total reason transactionId}} fulfillments{id state method trackingCode "
         "createdAt lines{orderLineId quantity}} "
         "history(options:{take:50}){items{type createdAt data administrator{emailAddress}}}} "
         "globalSettings{serverConfig{moneyStrategyPrecision}}}";
}

}  // namespace norekey::connectors::vendure
