/// What an 860 or ORDCHG makes of the order that was there.
#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"
#include "edi/order_draft.hpp"

namespace norekey::edi {

std::string partner_line(const Line& line) { return line.id.substr(0, line.id.find('/')); }

namespace {

/// Header fields that the change gives.
void change_header(Order& to, const Order& by) {
  const auto text = [](std::string& old, const std::string& now) {
    if (!now.empty()) old = now;
  };
  text(to.ship_via, by.ship_via);
  text(to.freight_terms, by.freight_terms);
  text(to.payment_terms, by.payment_terms);
  text(to.contract, by.contract);
  text(to.delivery_note, by.delivery_note);
  text(to.internal_note, by.internal_note);
  text(to.buyer.rep_claim, by.buyer.rep_claim);
  for (auto date : {&Order::requested, &Order::promised, &Order::cancel_after}) {
    if (by.*date) to.*date = by.*date;
  }
  for (auto party : {&Order::ship_to, &Order::bill_to}) {
    if (!(by.*party).code.empty() || !(by.*party).name.empty() || !(by.*party).company.empty())
      to.*party = by.*party;
  }
  for (const Charge& charge : by.charges) {
    const auto same = std::find_if(to.charges.begin(), to.charges.end(), [&](const Charge& one) {
      return one.type == charge.type && one.code == charge.code &&
             one.description == charge.description;
    });
    if (same == to.charges.end()) {
      to.charges.push_back(charge);
    } else {
      same->amount = charge.amount;
    }
  }
  to.changed_at = by.changed_at;
}

/// The allowances of the whole order that the change gives, in the place of those with the same
/// code: what is more of them is taken off the lines in proportion, what is less is given back.
void change_discounts(Order& to, const Order& by, int exponent) {
  for (const Discount& now : by.discounts) {
    const auto same =
        std::find_if(to.discounts.begin(), to.discounts.end(), [&](const Discount& one) {
          return one.code == now.code && one.description == now.description;
        });
    const Decimal more = same == to.discounts.end() ? now.amount : now.amount - same->amount;
    std::vector<Decimal> weights;
    for (const Line& line : to.lines) weights.push_back(line.amount.abs());
    const auto parts = allocate(more, weights, exponent);
    if (!parts) continue;
    for (std::size_t i = 0; i < to.lines.size(); ++i) to.lines[i].amount -= (*parts)[i];
    if (same == to.discounts.end()) {
      to.discounts.push_back(now);
    } else {
      same->amount = now.amount;
    }
  }
}

/// Another item in the place of the one that was there: all its numbers, or none of the old ones
/// would lead to it.
void change_item(Line& out, const Line& now) {
  const auto other = [](const std::string& is, const std::string& was) {
    return !is.empty() && !was.empty() && is != was;
  };
  if (other(now.sku, out.sku) || other(now.customer_sku, out.customer_sku) ||
      other(now.upc, out.upc) || other(now.vendor_sku, out.vendor_sku)) {
    for (auto number : {&Line::sku, &Line::customer_sku, &Line::upc, &Line::vendor_sku})
      out.*number = now.*number;
    out.description = now.description;
    out.components = now.components;
  } else if (!now.description.empty()) {
    out.description = now.description;
  }
  if (!now.uom.empty()) out.uom = now.uom;
}

/// What one changed line says of one line that was there.
Line changed(const Line& before, Line now, const LineChange& change, int exponent) {
  Line out = before;
  change_item(out, now);
  if (change.quantity) out.quantity = now.quantity;
  if (change.price) {
    out.price = now.price;
    out.list_price.reset();
    out.discounts = now.discounts;
  }
  if (change.date) out.requested = now.requested;
  if (now.ship_to) out.ship_to = now.ship_to;
  if (!change.quantity && !change.price) return out;
  if (change.price) {
    out.amount = change.quantity ? now.amount : (out.quantity * out.price).rounded(exponent);
  } else if (const auto part = Decimal::divide(before.amount * out.quantity, before.quantity,
                                               exponent, Rounding::half_up)) {
    out.amount = *part;  // the order's allowances stay in it
  } else {
    out.amount = (out.quantity * out.price).rounded(exponent);
  }
  if (!before.amount.is_zero() && !before.tax.is_zero()) {
    const auto tax =
        Decimal::divide(before.tax * out.amount, before.amount, exponent, Rounding::half_up);
    if (tax) out.tax = *tax;
  }
  return out;
}

/// "001" and "1" are one line.
std::string_view bare(std::string_view line) {
  const std::size_t digit = line.find_first_not_of('0');
  return digit == std::string_view::npos ? line : line.substr(digit);
}

Error no_line(const std::string& line, const std::string& po) {
  return {Fate::reject,
          "the change names line " + shown(line) + ", but order " + shown(po) + " has no such line",
          "ask the partner which line is meant",
          {},
          "edi/change"};
}

}  // namespace

namespace {

Result<Order> change_lines(Order before, const OrderDocument& change) {
  change_header(before, change.order);
  const int exponent = value_or(currency_exponent(before.currency), 2);
  for (const LineChange& one : change.changes) {
    std::vector<Line> now;
    for (const Line& line : change.order.lines) {
      const std::string number = partner_line(line);
      if (bare(number) == bare(one.line)) now.push_back(line);
    }
    const auto is_it = [&](const Line& line) {
      const std::string number = partner_line(line);
      return bare(number) == bare(one.line);
    };
    const auto at = std::find_if(before.lines.begin(), before.lines.end(), is_it);
    if (one.action == LineAction::keep) continue;
    if (at == before.lines.end()) {
      if (one.action != LineAction::add) return no_line(one.line, before.po_number);
      before.lines.insert(before.lines.end(), now.begin(), now.end());
      continue;
    }
    const auto count = std::count_if(before.lines.begin(), before.lines.end(), is_it);
    if (one.action == LineAction::remove) {
      for (Line& line : before.lines) {
        if (!is_it(line)) continue;
        line.quantity = line.amount = line.tax = Decimal();
        line.discounts.clear();
      }
    } else if (count == 1 && now.size() == 1) {
      *at = changed(*at, now.front(), one, exponent);
    } else if (now.size() > 1 && one.quantity) {
      const auto place = before.lines.erase(at, std::find_if_not(at, before.lines.end(), is_it));
      before.lines.insert(place, now.begin(), now.end());
    } else if (!one.quantity) {
      for (Line& line : before.lines) {
        if (is_it(line)) line = changed(line, now.front(), one, exponent);
      }
    } else {
      return Error{Fate::reject,
                   "the change gives line " + shown(one.line) +
                       " a new quantity, but not of which stores or dates",
                   "ask the partner for the quantities of each",
                   {},
                   "edi/change"};
    }
  }
  change_discounts(before, change.order, exponent);
  int number = 0;
  for (Line& line : before.lines) line.number = ++number;
  add_up(before);
  return before;
}

}  // namespace

Result<Order> apply_change(Order before, const OrderDocument& change) {
  try {
    return change_lines(std::move(before), change);
  } catch (const std::overflow_error&) {
    return too_large();
  }
}

}  // namespace norekey::edi
