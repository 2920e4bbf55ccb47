/// fake_shop: a Vendure admin API over HTTP, as far as the connector uses it, on the real server of
/// net/. What it says was recorded from a Vendure 3.7; the real one is exercised in tests/journeys.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "connectors/vendure/make.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"
#include "net/http_server.hpp"
#include "tests/connectors/vendure/shop_model.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::connectors::vendure {

namespace json = boost::json;

class FakeShop {
 public:
  explicit FakeShop(net::World& world) {
    net::ServerConfig config;
    auto started = net::listen(
        world.executor(), config,
        [this](net::Request request) { return serve(std::move(request)); },
        [](std::string_view fault) { ADD_FAILURE() << fault; });
    server_ = std::move(started.value());
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

  ShopModel model;
  std::map<std::string, std::map<std::string, long>> shelf;  ///< SKU -> location's id -> on hand
  std::string poisoned;                                      ///< a SKU that makes a batch fail
  std::string order_body;  ///< what the order query is answered with; "" = one made from the model
  std::vector<std::string> order_fields{"poNumber", "erpOrderNumber"};
  std::string login = "norekey", password = "pw", api_key = "key:secret", channel_token;
  bool may_read = true;            ///< false: FORBIDDEN whoever asks
  std::vector<std::string> asked;  ///< names of the operations, in order
  std::map<std::string, std::vector<std::string>>
      canned;  ///< answers to an operation, used up first

  void forget_sessions() { token_.clear(); }
  std::string last_query;

 private:
  static net::Response answer(const std::string& body) {
    net::Response out;
    out.headers = {{"Content-Type", "application/json"}};
    out.body = body;
    return out;
  }

  static std::string error(const std::string& code) {
    return R"({"errors":[{"message":"said so","extensions":{"code":")" + code +
           R"("}}],"data":null})";
  }

  awaitable<net::Response> serve(net::Request request) {
    if (request.target != "/admin-api")
      co_return net::Response{404, {}, "Cannot POST " + request.target};
    const json::object body = json::parse(request.body).as_object();
    last_query = std::string(body.at("query").as_string());
    const auto space = last_query.find(' ') + 1;
    const std::string operation =
        last_query.substr(space, last_query.find_first_of("({", space) - space);
    asked.push_back(operation);
    if (auto& ready = canned[operation]; !ready.empty()) {
      const std::string text = ready.front();
      ready.erase(ready.begin());
      co_return answer(text);
    }
    co_return answer_to(operation, body.at("variables").as_object(), request);
  }

  net::Response answer_to(const std::string& operation, const json::object& variables,
                          const net::Request& request) {
    if (operation == "Login") return log_in(variables);
    const bool by_key = net::find(request.headers, "vendure-api-key") == api_key;
    const bool by_token =
        !token_.empty() && net::find(request.headers, "Authorization") == "Bearer " + token_;
    if (!may_read || !(by_key || by_token)) return answer(error("FORBIDDEN"));
    if (net::find(request.headers, "vendure-token") != channel_token)
      return answer(error("CHANNEL_NOT_FOUND"));
    if (operation == "About") return answer(about());
    if (operation == "Changes") return answer(model.answer(variables.at("o").as_object()));
    if (operation == "Code") return answer(code(std::string(variables.at("c").as_string())));
    if (operation == "Locations")
      return answer(
          R"({"data":{"stockLocations":{"items":[{"id":"1","name":"EAST"},{"id":"2","name":"WEST"}]}}})");
    if (operation == "Variants") return answer(variants(variables.at("s").as_array()));
    if (operation == "Stock") return answer(put_stock(variables.at("i").as_array()));
    if (operation == "Order") return order(std::string(variables.at("i").as_string()));
    if (operation == "Notes") return answer(notes(std::string(variables.at("i").as_string())));
    return answer(write(operation, variables.at("i").as_object()));
  }

  net::Response log_in(const json::object& variables) {
    if (variables.at("u").as_string() != login || variables.at("p").as_string() != password) {
      return answer(
          R"({"data":{"login":{"errorCode":"INVALID_CREDENTIALS_ERROR","message":"The provided credentials are invalid"}}})");
    }
    token_ = "token" + std::to_string(++logins_);
    net::Response out = answer(R"({"data":{"login":{"id":"1"}}})");
    out.headers.push_back({"vendure-auth-token", token_});
    return out;
  }

  std::string about() const {
    json::array fields;
    for (const std::string& name : order_fields)
      fields.push_back(json::object{{"name", name}, {"type", "string"}, {"list", false}});
    fields.push_back(json::object{{"name", "attachment"}, {"type", "relation"}, {"list", false}});
    fields.push_back(json::object{{"name", "tags"}, {"type", "string"}, {"list", true}});
    json::array entities{
        json::object{{"entityName", "Order"}, {"customFields", std::move(fields)}}};
    json::object config{{"moneyStrategyPrecision", 2}, {"entityCustomFields", std::move(entities)}};
    return json::serialize(json::object{
        {"data",
         json::object{{"activeChannel", json::object{{"code", "us-web"}, {"currencyCode", "USD"}}},
                      {"globalSettings", json::object{{"serverConfig", std::move(config)}}}}}});
  }

  std::string code(const std::string& wanted) {
    json::array items;
    for (const ShopOrder& order : model.orders) {
      if (order.code == wanted) items.push_back(json::object{{"id", std::to_string(order.id)}});
    }
    return json::serialize(json::object{
        {"data", json::object{{"orders", json::object{{"items", std::move(items)}}}}}});
  }

  std::string variants(const json::array& wanted) const {
    json::array items;
    for (const auto& [sku, levels] : shelf) {
      if (std::find(wanted.begin(), wanted.end(), json::value(sku)) == wanted.end()) continue;
      json::array stock;
      for (const auto& [location, quantity] : levels)
        stock.push_back(json::object{{"stockLocationId", location}, {"stockOnHand", quantity}});
      items.push_back(json::object{{"id", "v" + sku},
                                   {"sku", sku.substr(0, sku.find('#'))},
                                   {"outOfStockThreshold", 0},
                                   {"useGlobalOutOfStockThreshold", true},
                                   {"stockLevels", std::move(stock)}});
    }
    return json::serialize(json::object{
        {"data", json::object{{"productVariants", json::object{{"items", std::move(items)}}}}}});
  }

  /// All or nothing, as Vendure does it.
  std::string put_stock(const json::array& inputs) {
    for (const json::value& one : inputs) {
      if (one.at("id") == json::value("v" + poisoned)) return error("USER_INPUT_ERROR");
    }
    for (const json::value& one : inputs) {
      auto& levels = shelf[std::string(one.at("id").as_string()).substr(1)];
      for (const json::value& level : one.at("stockLevels").as_array())
        levels[std::string(level.at("stockLocationId").as_string())] =
            level.at("stockOnHand").as_int64();
    }
    return R"({"data":{"updateProductVariants":[{"id":"1"}]}})";
  }

  /// A custom field that the shop does not have (any more) makes the whole query wrong.
  net::Response order(const std::string& id) {
    const auto has = [&](const std::string& name) {
      return std::find(order_fields.begin(), order_fields.end(), name) != order_fields.end();
    };
    for (const std::string name : {"poNumber", "erpOrderNumber"}) {
      if (!has(name) && last_query.find(name) != std::string::npos) {
        net::Response out = answer(error("GRAPHQL_VALIDATION_FAILED"));
        out.status = 400;
        return out;
      }
    }
    const ShopOrder* found = model.find(id);
    if (found == nullptr) return answer(R"({"data":{"order":null}})");
    return answer(order_body.empty() ? body_of(*found) : order_body);
  }

  static std::string body_of(const ShopOrder& order) {
    const std::string placed =
        order.placed == Instant{} ? "null" : "\"" + to_string(order.placed) + "\"";
    return R"({"data":{"order":{"id":")" + std::to_string(order.id) + R"(","code":")" + order.code +
           R"(","state":")" + order.state + R"(","updatedAt":")" + to_string(order.updated) +
           R"(","orderPlacedAt":)" + placed +
           R"(,"currencyCode":"USD","subTotal":100,"subTotalWithTax":108,"shipping":0,"shippingWithTax":0,"customFields":{"erpOrderNumber":")" +
           order.erp_number +
           R"("},"lines":[{"id":"1","quantity":1,"orderPlacedQuantity":1,"unitPrice":100,"discountedUnitPrice":100,"proratedLinePrice":100,)"
           R"("proratedLinePriceWithTax":108,"taxLines":[{"description":"tax","taxRate":8.25}],"productVariant":{"sku":"A"}}]}}})";
  }

  std::string notes(const std::string& id) {
    const ShopOrder* found = model.find(id);
    if (found == nullptr) return R"({"data":{"order":null}})";
    json::array items;
    for (const std::string& note : found->notes)
      items.push_back(json::object{{"data", json::object{{"note", note}}}});
    return json::serialize(json::object{
        {"data",
         json::object{
             {"order",
              json::object{{"id", id}, {"history", json::object{{"items", std::move(items)}}}}}}}});
  }

  std::string write(const std::string& operation, const json::object& input) {
    ShopOrder* found = model.find(std::string(input.at("id").as_string()));
    if (found == nullptr) return error("ENTITY_NOT_FOUND");
    ++found->history;
    if (operation == "Number") {
      found->erp_number = std::string(input.at("customFields").at("erpOrderNumber").as_string());
      return R"({"data":{"setOrderCustomFields":{"id":"1"}}})";
    }
    found->notes.push_back(std::string(input.at("note").as_string()) +
                           (input.at("isPublic").as_bool() ? "" : " (private)"));
    return R"({"data":{"addNoteToOrder":{"id":"1"}}})";
  }

  std::unique_ptr<net::Server> server_;
  std::string token_;
  int logins_ = 0;
};

/// A secret of the test, where the config can point to it.
inline config::Secret secret(const std::string& name, const std::string& value) {
  ::setenv(name.c_str(), value.c_str(), 1);
  config::Secret out;
  out.kind = config::Secret::Kind::environment;
  out.name = name;
  return out;
}

inline config::Channel channel_of(const FakeShop& shop) {
  config::Channel out;
  out.name = "web";
  out.url = shop.url();
  out.login = shop.login;
  out.password = secret("NOREKEY_TEST_PASSWORD", shop.password);
  out.signing_secret = secret("NOREKEY_TEST_SIGNING", "whsec");
  out.proxy = "-";
  return out;
}

/// A webhook as the shop sends it.
inline net::Request webhook_of(const std::string& body, Instant now,
                               const std::string& key = "whsec") {
  const auto seconds = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  net::Request out;
  out.method = "POST";
  out.target = "/hooks/acme/web";
  out.headers = {{"x-shop-signature",
                  "t=" + seconds + ",v1=" + to_hex(hmac_sha256(key, seconds + "." + body))}};
  out.body = body;
  return out;
}

}  // namespace norekey::connectors::vendure
