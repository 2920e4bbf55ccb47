#include "connectors/vendure/status.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "connectors/vendure/answer.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

const char* const kStandingQuery =
    "query Standing($i:ID!){order(id:$i){id code state "
    "lines{id quantity productVariant{id sku stockLevels{stockLocationId stockOnHand}} "
    "fulfillmentLines{quantity fulfillment{id state}}} "
    "fulfillments{id state method trackingCode nextStates} "
    "history(options:{take:200,sort:{createdAt:DESC},filter:{type:{eq:\"ORDER_NOTE\"}}})"
    "{items{data}}}}";
const char* const kStandingFieldQuery =
    "query Shown($i:ID!){order(id:$i){id customFields{erpStatus}}}";
const char* const kStatusFieldQuery =
    "mutation Status($i:UpdateOrderInput!){setOrderCustomFields(input:$i){id}}";
const char* const kStatusNoteQuery =
    "mutation Note($i:AddNoteToOrderInput!){addNoteToOrder(input:$i){id}}";
const char* const kFulfilQuery =
    "mutation Fulfil($i:FulfillOrderInput!){addFulfillmentToOrder(input:$i){... on Fulfillment{id}"
    "... on ErrorResult{errorCode message}}}";
const char* const kShipQuery =
    "mutation Ship($i:ID!){transitionFulfillmentToState(id:$i,state:\"Shipped\"){"
    "... on Fulfillment{id state}... on ErrorResult{errorCode message}}}";
const char* const kCancelQuery =
    "mutation Cancel($i:CancelOrderInput!){cancelOrder(input:$i){... on Order{id state}"
    "... on ErrorResult{errorCode message}}}";
const char* const kRaiseQuery =
    "mutation Raise($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){id}}";

constexpr const char* kShort = "shop/INSUFFICIENT_STOCK_ON_HAND_ERROR";

struct OpenLine {
  std::string id, sku, variant, location;
  std::int64_t open = 0, on_hand = 0;
};

struct Fulfilled {
  std::string id, state, method, tracking;
  std::map<std::string, std::int64_t> pieces{};  ///< by SKU
};

/// The order as the shop has it.
struct Standing {
  std::string id, code, state;
  std::vector<OpenLine> lines;
  std::vector<Fulfilled> fulfilled;
  std::set<std::string> notes;
};

Standing standing_of(const pugi::xml_node order) {
  Standing out;
  out.id = order.child("id").text().get();
  out.code = order.child("code").text().get();
  out.state = order.child("state").text().get();
  for (const pugi::xml_node one : order.children("fulfillments"))
    out.fulfilled.push_back({one.child("id").text().get(), one.child("state").text().get(),
                             one.child("method").text().get(),
                             one.child("trackingCode").text().get()});
  for (const pugi::xml_node line : order.children("lines")) {
    OpenLine& one = out.lines.emplace_back();
    const auto variant = line.child("productVariant");
    one.id = line.child("id").text().get();
    one.sku = variant.child("sku").text().get();
    one.variant = variant.child("id").text().get();
    one.open = line.child("quantity").text().as_llong();
    for (const pugi::xml_node done : line.children("fulfillmentLines")) {
      const auto of = done.child("fulfillment");
      if (std::string_view(of.child("state").text().get()) == "Cancelled") continue;
      const std::int64_t quantity = done.child("quantity").text().as_llong();
      one.open -= quantity;
      for (Fulfilled& made : out.fulfilled) {
        if (made.id == of.child("id").text().get()) made.pieces[one.sku] += quantity;
      }
    }
    const auto level = variant.child("stockLevels");
    one.location = level.child("stockLocationId").text().get();
    one.on_hand = level.child("stockOnHand").text().as_llong();
  }
  for (const pugi::xml_node note : order.child("history").children("items"))
    out.notes.insert(note.child("data").child("note").text().get());
  return out;
}

/// How a fulfillment is found again: Vendure lets nothing of it be written later.
std::string mark_of_shipment(const std::string& number) { return "(" + number + ")"; }

/// A shipment that grew in the ERP has several.
std::vector<Fulfilled> fulfilled_as(const Standing& standing, const ShownShipment& shipment) {
  const std::string mark = mark_of_shipment(shipment.number);
  std::vector<Fulfilled> out;
  for (const Fulfilled& one : standing.fulfilled) {
    if (one.state != "Cancelled" && one.method.ends_with(mark)) out.push_back(one);
  }
  return out;
}

std::int64_t whole_pieces(const Decimal& quantity) {
  return static_cast<std::int64_t>(quantity.rounded(0, Rounding::floor).units(0));
}

/// What of a shipment no fulfillment has yet; a piece that was taken back stays fulfilled.
ShownShipment rest_of(const ShownShipment& shipment, const std::vector<Fulfilled>& made) {
  ShownShipment out = shipment;
  out.lines.clear();
  for (const auto& [sku, quantity] : shipment.lines) {
    std::int64_t left = whole_pieces(quantity);
    for (const Fulfilled& one : made) {
      const auto found = one.pieces.find(sku);
      if (found != one.pieces.end()) left -= found->second;
    }
    if (left > 0) out.lines[sku] = left;
  }
  return out;
}

/// One run over one order.
class Telling {
 public:
  Telling(Session& session, const StatusManner& manner, std::string id, StatusRecord record)
      : session_(session), manner_(manner), id_(std::move(id)), record_(std::move(record)) {}

  awaitable<Pushed> run() {
    if (auto failed = co_await read()) co_return failed;
    if (auto failed = co_await show_text()) co_return failed;
    for (std::size_t i = 0; i < record_.shipments.size(); ++i) {
      if (auto failed = co_await ship(i)) co_return failed;
    }
    for (std::size_t i = 0; i < record_.notes.size(); ++i) {
      std::string note = record_.notes[i];
      if (auto failed = co_await tell(std::move(note))) co_return failed;
    }
    if (record_.cancelled) co_return co_await cancel();
    co_return std::nullopt;
  }

 private:
  awaitable<Pushed> read() {
    std::string query = kStandingQuery;
    json::object which{{"i", id_}};
    auto reply = co_await session_.ask(std::move(query), std::move(which));
    if (!reply) co_return reply.error();
    const auto order = reply->tree.root().child("data").child("order");
    if (!order.child("id")) {
      co_return Error{Fate::reject,
                      "the shop has no order " + shown(record_.order),
                      "look for it in the shop's admin page",
                      {},
                      "shop/NO_ORDER"};
    }
    standing_ = standing_of(order);
    co_return std::nullopt;
  }

  awaitable<Pushed> write(const char* mutation, json::object variables) {
    std::string query = mutation;
    auto reply = co_await session_.ask(std::move(query), std::move(variables));
    if (!reply) co_return reply.error();
    answer_ = std::move(*reply);
    co_return std::nullopt;
  }

  awaitable<Pushed> show_text() {
    if (!has_field(manner_.fields, "Order", "erpStatus")) {
      std::string note = "ERP: " + record_.text;
      co_return co_await tell(std::move(note));
    }
    json::object which{{"i", id_}};
    if (auto failed = co_await write(kStandingFieldQuery, std::move(which))) co_return failed;
    const auto fields = answer_.tree.root().child("data").child("order").child("customFields");
    if (record_.text == fields.child("erpStatus").text().get()) co_return std::nullopt;
    json::object input{{"id", id_}, {"customFields", json::object{{"erpStatus", record_.text}}}};
    json::object variables{{"i", std::move(input)}};
    co_return co_await write(kStatusFieldQuery, std::move(variables));
  }

  /// Once: what stands there already is not told again.
  awaitable<Pushed> tell(std::string note) {
    if (!standing_.notes.insert(note).second) co_return std::nullopt;
    json::object input{{"id", id_}, {"note", note}, {"isPublic", manner_.note_public}};
    json::object variables{{"i", std::move(input)}};
    co_return co_await write(kStatusNoteQuery, std::move(variables));
  }

  awaitable<Pushed> ship(std::size_t index) {
    const ShownShipment& shipment = record_.shipments[index];
    const std::vector<Fulfilled> made = fulfilled_as(standing_, shipment);
    for (const Fulfilled& one : made) {
      if (one.state != "Pending") continue;
      std::string id = one.id;
      if (auto failed = co_await set_off(std::move(id))) co_return failed;
    }
    const ShownShipment rest = rest_of(shipment, made);
    if (made.empty() || !rest.lines.empty()) {
      if (auto failed = co_await send_off(rest)) co_return failed;
    }
    const bool tracked = std::any_of(made.begin(), made.end(), [&](const Fulfilled& one) {
      return one.tracking == shipment.tracking;
    });
    if (made.empty() || tracked || shipment.tracking.empty()) co_return std::nullopt;
    // Vendure lets nobody write it into a fulfillment that is there.
    std::string note = "shipment " + shipment.number + ": tracking " + shipment.tracking;
    co_return co_await tell(std::move(note));
  }

  /// One fulfillment of all of it; what the shop has no open lines for is told.
  awaitable<Pushed> send_off(const ShownShipment& shipment) {
    const json::array lines = lines_of(shipment);
    if (lines.empty()) {
      std::string note = shipment.text;
      co_return co_await tell(std::move(note));
    }
    auto failed = co_await fulfil(shipment, lines);
    if (failed && failed->cause == kShort) {
      failed = co_await raise(lines);
      if (!failed) failed = co_await fulfil(shipment, lines);
    }
    if (failed) co_return failed;
    const auto made = answer_.tree.root().child("data").child("addFulfillmentToOrder");
    std::string id = made.child("id").text().get();
    co_return co_await set_off(std::move(id));
  }

  awaitable<Pushed> set_off(std::string fulfillment) {
    json::object which{{"i", fulfillment}};
    co_return co_await write(kShipQuery, std::move(which));
  }

  /// Open lines of the shop's order, as many pieces as left; what fits nowhere is left out.
  json::array lines_of(const ShownShipment& shipment) {
    json::array out;
    for (const auto& [sku, quantity] : shipment.lines) {
      std::int64_t left = whole_pieces(quantity);
      for (OpenLine& line : standing_.lines) {
        const std::int64_t now = std::min(left, line.open);
        if (line.sku != sku || now <= 0) continue;
        out.push_back(json::object{{"orderLineId", line.id}, {"quantity", now}});
        line.open -= now;
        left -= now;
      }
    }
    return out;
  }

  awaitable<Pushed> fulfil(const ShownShipment& shipment, const json::array& lines) {
    const std::string method = (shipment.method.empty() ? "Shipment" : shipment.method) + " " +
                               mark_of_shipment(shipment.number);
    json::array arguments{json::object{{"name", "method"}, {"value", method}},
                          json::object{{"name", "trackingCode"}, {"value", shipment.tracking}}};
    json::object handler{{"code", "manual-fulfillment"}, {"arguments", std::move(arguments)}};
    json::object input{{"lines", lines}, {"handler", std::move(handler)}};
    json::object variables{{"i", std::move(input)}};
    co_return co_await write(kFulfilQuery, std::move(variables));
  }

  /// The ERP's stock, less what left, may be shown already: the fulfillment takes it off again, and
  /// the flow pushes what is right afterwards.
  awaitable<Pushed> raise(const json::array& lines) {
    json::array inputs;
    for (const json::value& line : lines) {
      const std::string id(line.at("orderLineId").get_string());
      const std::int64_t quantity = line.at("quantity").to_number<std::int64_t>();
      for (const OpenLine& known : standing_.lines) {
        if (known.id != id || known.location.empty()) continue;
        json::object level{{"stockLocationId", known.location},
                           {"stockOnHand", std::max<std::int64_t>(known.on_hand, 0) + quantity}};
        inputs.push_back(
            json::object{{"id", known.variant}, {"stockLevels", json::array{std::move(level)}}});
      }
    }
    json::object variables{{"i", std::move(inputs)}};
    co_return co_await write(kRaiseQuery, std::move(variables));
  }

  /// Nothing is refunded: money is a person's to give.
  awaitable<Pushed> cancel() {
    if (standing_.state == "Cancelled") co_return std::nullopt;
    json::object input{{"orderId", id_}, {"reason", record_.reason}, {"cancelShipping", true}};
    json::object variables{{"i", std::move(input)}};
    co_return co_await write(kCancelQuery, std::move(variables));
  }

  Session& session_;
  const StatusManner& manner_;
  const std::string id_;
  const StatusRecord record_;
  Standing standing_;
  Reply answer_;
};

}  // namespace

awaitable<Pushed> push_status(Session& session, const StatusManner& manner, std::string id,
                              StatusRecord record) {
  Telling telling(session, manner, std::move(id), std::move(record));
  co_return co_await telling.run();
}

}  // namespace norekey::connectors::vendure
