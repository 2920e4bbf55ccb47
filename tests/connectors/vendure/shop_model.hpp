/// shop_model: what a Vendure shop knows of its orders, as far as its order list shows it: filters,
/// sorting, pages and two clocks that do not move together. For poll_test.cpp (alone) and
/// fake_shop.hpp (behind HTTP).
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace norekey::connectors::vendure {

struct ShopOrder {
  int id = 0;
  std::string code, state = "PaymentAuthorized", erp_number;
  Instant updated{}, placed{};  ///< placed: epoch = a cart
  int history = 4;
  Instant last_entry{};
  std::vector<std::string> notes;
};

class ShopModel {
 public:
  std::vector<ShopOrder> orders;  ///< by id, from 1

  ShopOrder& add(Instant updated, Instant placed) {
    ShopOrder order;
    order.id = static_cast<int>(orders.size()) + 1;
    order.code = "CODE" + std::to_string(order.id);
    order.updated = updated;
    order.placed = order.last_entry = placed;
    orders.push_back(order);
    return orders.back();
  }

  ShopOrder* find(const std::string& id) {
    for (ShopOrder& order : orders) {
      if (std::to_string(order.id) == id) return &order;
    }
    return nullptr;
  }

  /// `orders(options: …)`: the orders that the filter lets through, one page of them.
  /// Only one order of the pages is safe while the set grows, and Vendure gives it for one sort
  /// alone: that by id.
  std::vector<const ShopOrder*> list(const boost::json::object& options) const {
    if (const auto* sort = options.if_contains("sort")) {
      EXPECT_EQ(boost::json::serialize(*sort), R"({"id":"ASC"})");
    }
    std::vector<const ShopOrder*> out;
    for (const ShopOrder& order : orders) {
      const auto* filter = options.if_contains("filter");
      if (filter == nullptr || passes(order, filter->as_object())) out.push_back(&order);
    }
    const auto number = [&](const char* name, std::int64_t otherwise) {
      const auto* value = options.if_contains(name);
      return static_cast<std::size_t>(value != nullptr ? value->as_int64() : otherwise);
    };
    const std::size_t skip = std::min(number("skip", 0), out.size());
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(skip));
    out.resize(std::min(number("take", 10), out.size()));
    return out;
  }

  /// The answer to the list query.
  std::string answer(const boost::json::object& options) const {
    boost::json::array items;
    for (const ShopOrder* order : list(options)) items.push_back(item(*order));
    Instant updated{}, placed{};
    for (const ShopOrder& order : orders) {
      if (order.placed == Instant{}) continue;
      updated = std::max(updated, order.updated);
      placed = std::max(placed, order.placed);
    }
    boost::json::array newest_updated, newest_placed;
    if (placed != Instant{}) {
      newest_updated.push_back(boost::json::object{{"updatedAt", text(updated)}});
      newest_placed.push_back(boost::json::object{{"orderPlacedAt", text(placed)}});
    }
    return boost::json::serialize(boost::json::object{
        {"data", boost::json::object{
                     {"orders", boost::json::object{{"items", std::move(items)}}},
                     {"updated", boost::json::object{{"items", std::move(newest_updated)}}},
                     {"placed", boost::json::object{{"items", std::move(newest_placed)}}}}}});
  }

 private:
  /// The API shows milliseconds; the database knows microseconds.
  static std::string text(Instant at) {
    return to_string(std::chrono::floor<std::chrono::milliseconds>(at));
  }

  static boost::json::object item(const ShopOrder& order) {
    boost::json::array last{boost::json::object{{"createdAt", text(order.last_entry)}}};
    return {{"id", std::to_string(order.id)},
            {"state", order.state},
            {"updatedAt", text(order.updated)},
            {"orderPlacedAt", text(order.placed)},
            {"totalWithTax", 100},
            {"history",
             boost::json::object{{"totalItems", order.history}, {"items", std::move(last)}}}};
  }

  static bool after(Instant at, const boost::json::object& rule) {
    if (const auto* none = rule.if_contains("isNull")) return (at == Instant{}) == none->as_bool();
    return at > parse_instant(std::string(rule.at("after").as_string())).value();
  }

  static bool passes(const ShopOrder& order, const boost::json::object& filter) {
    for (const auto& [key, rule] : filter) {
      if (key == "_and" &&
          !std::all_of(rule.as_array().begin(), rule.as_array().end(),
                       [&](const auto& one) { return passes(order, one.as_object()); }))
        return false;
      if (key == "_or" &&
          !std::any_of(rule.as_array().begin(), rule.as_array().end(),
                       [&](const auto& one) { return passes(order, one.as_object()); }))
        return false;
      if (key == "updatedAt" && !after(order.updated, rule.as_object())) return false;
      if (key == "orderPlacedAt" &&
          (order.placed == Instant{}
               ? !rule.as_object().contains("isNull") || !rule.at("isNull").as_bool()
               : !after(order.placed, rule.as_object())))
        return false;
      if (key == "code" && rule.at("eq").as_string() != order.code) return false;
      if (key == "state") {
        for (const auto& state : rule.at("notIn").as_array()) {
          if (state.as_string() == order.state) return false;
        }
      }
    }
    return true;
  }
};

}  // namespace norekey::connectors::vendure
