/// reentry: is an order that staff entered in the ERP a web order entered again? Pure comparison of
/// one pair; the watch in reentry_watch.hpp brings pairs together. Facing people: "re-entered
/// order".
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey::credit {

using BasketLine = std::pair<std::string, Decimal>;  ///< item, quantity

struct WebOrder {
  std::string no, account, po;  ///< the PO by po_spelling
  std::vector<BasketLine> lines;
  Instant placed_at{};
  std::optional<Instant> cancelled_at;  ///< nullopt = open
  std::string cancelled_by;             ///< "customer", or the person of the staff
  std::string reason;
  std::optional<Decimal> net;
};

struct ManualOrder {
  std::string no, account, po, taker;  ///< the PO by po_spelling
  Instant entered_at{};
  std::vector<BasketLine> lines;
  Decimal net;
  std::string reorder_of;  ///< an older order or quote it was made from; "" = none
};

/// What is known of items and customers.
struct ReentryFacts {
  std::map<std::string, std::set<std::string>> substitutes;  ///< item -> those that stand in for it
  std::map<std::string, std::set<std::string>> usual;  ///< account -> baskets it buys regularly
  std::map<std::string, std::string> parents;          ///< account -> its parent
};

enum class Link {
  none,
  review,     ///< likely: a person decides
  rule,       ///< staff cancelled it, and PO and lines are the same: it is the same order
  duplicate,  ///< both are open: hold before anything ships twice
};

struct Compared {
  Link link = Link::none;
  int score = 0;    ///< evidence in tenths of a bit
  std::string why;  ///< for the person who decides
};

/// From two hours before to 72 hours after the web order was cancelled (placed, while it is open).
bool in_window(const WebOrder& web, const ManualOrder& manual);

/// Accounts of one family: the same, parent and child, or children of one parent.
bool related_accounts(const std::string& a, const std::string& b, const ReentryFacts& facts);

Compared compare(const WebOrder& web, const ManualOrder& manual, const ReentryFacts& facts);

/// A PO as it is compared: people and systems change blanks, hyphens and capitals on the way.
/// "45-00123" and "450 0123" are one. "" = none.
std::string po_spelling(std::string_view po);

/// "ELB-1+VLV-2": a basket's items in order.
std::string basket_key(const std::vector<BasketLine>& lines);

}  // namespace norekey::credit
