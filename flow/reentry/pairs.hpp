/// pairs: the web's orders and those that people entered in the ERP, as credit/reentry_watch
/// compares them. Pure; from what reconciling has gathered.
#pragma once
#include <vector>

#include "credit/reentry_watch.hpp"
#include "flow/reconcile/verdict.hpp"

namespace norekey::flow {

/// The books' web orders, in their order.
std::vector<credit::WebOrder> reentry_web_orders(const Books& books);

/// Those of the ERP that people entered and nobody cancelled.
std::vector<const adapters::HeldOrder*> entered_by_people(const Books& books);

/// The ERP's items that stand for freight, tax and fees: no merchandise.
std::set<std::string> charge_items(const Books& books);

/// `quotes`: those that are known; the one that the order's note or reference names is what it was
/// made from.
credit::ManualOrder manual_order(const adapters::HeldOrder& held,
                                 const std::set<std::string>& charges,
                                 const std::set<std::string>& quotes = {});

/// Baskets that a customer's people bought at least three times in these books: buying them once
/// more says nothing.
std::map<std::string, std::set<std::string>> usual_baskets(
    const std::vector<credit::WebOrder>& web, const std::vector<credit::ManualOrder>& manual);

}  // namespace norekey::flow
