#include "edi/order_draft.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"
#include "edi/codes.hpp"

namespace norekey::edi {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

void total(Order& order) {
  order.subtotal = order.tax = Decimal();
  Decimal charges;
  for (const Line& line : order.lines) {
    order.subtotal += line.amount;
    order.tax += line.tax;
  }
  for (const Charge& charge : order.charges) {
    charges += charge.amount;
    order.tax += charge.tax;
  }
  order.total = order.subtotal + charges + order.tax;
}

}  // namespace

const char* to_string(Purpose purpose) {
  switch (purpose) {
    case Purpose::place:
      return "place";
    case Purpose::replace:
      return "replace";
    case Purpose::cancel:
      return "cancel";
    case Purpose::change:
      return "change";
    default:
      return "copy";
  }
}

/// X12 235 and EDIFACT 7143. A seller's or vendor's number is ours: the partner's vendor are we.
void take_item(Line& line, const std::string& qualifier, const std::string& value) {
  if (value.empty()) return;
  const auto keep = [&value](std::string& to) {
    if (to.empty()) to = value;
  };
  if (is_one_of(qualifier, {"BP", "IN", "CB", "PI", "SK"})) keep(line.customer_sku);
  if (is_one_of(qualifier, {"VN", "VP", "VC", "VA", "SA", "SRV"})) keep(line.sku);
  if (is_one_of(qualifier, {"MG", "MN", "MF"})) keep(line.vendor_sku);
  if (is_one_of(qualifier, {"UP", "UI", "UK", "UA", "EN", "EO", "UN", "UPC", "EAN", "GTN"}))
    keep(line.upc);
  if (qualifier == "LT" || qualifier == "NB") keep(line.lot);
  if (qualifier == "SN") keep(line.serial);
}

Draft::Draft(const KeptSet& set, const OrderReading& reading) : reading_(reading) {
  out.set = set.set.id;
  out.order.currency = reading.currency;
  out.order.session.kind = "edi";
  out.order.state = "received";
}

void Draft::wrong(const KeptSegment& s, const std::string& position, std::string what) {
  if (!error_.what.empty()) return;
  error_ = {Fate::reject,
            std::move(what),
            "ask the partner to send the order again, corrected",
            {"", 0, 0, s.tag + "#" + std::to_string(s.number) + "/" + position},
            "edi/order"};
}

std::optional<Decimal> Draft::number(const KeptSegment& s, std::size_t element,
                                     std::size_t component) {
  std::string text = s.at(element, component);
  if (text.empty()) return std::nullopt;
  std::replace(text.begin(), text.end(), ',', '.');
  const auto parsed = Decimal::parse(text);
  if (parsed) return *parsed;
  wrong(s, position(s.tag, element, 0),
        position(s.tag, element, 0) + " " + shown(text) +
            " is not a number that can be counted with");
  return std::nullopt;
}

std::optional<Date> Draft::date(const KeptSegment& s, std::size_t element, std::size_t component) {
  std::string text = s.at(element, component);
  if (text.empty()) return std::nullopt;
  if (text.size() == 6) text = (text < "70" ? "20" : "19") + text;
  const auto parsed =
      text.size() < 8
          ? Result<Date>(Error{})
          : parse_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2));
  if (parsed) return *parsed;
  wrong(s, position(s.tag, element, 0),
        position(s.tag, element, 0) + " " + shown(s.at(element, component)) + " is not a day");
  return std::nullopt;
}

void Draft::extra(const std::string& name, const std::string& value) {
  if (!value.empty()) out.order.extras.push_back({name, value});
}

Instant Draft::noon(Date day) const {
  const Instant guess = std::chrono::sys_days(day) + std::chrono::hours(12);
  const auto hour = format_in_zone(guess, reading_.zone, "%H"),
             minute = format_in_zone(guess, reading_.zone, "%M"),
             there = format_in_zone(guess, reading_.zone, "%Y-%m-%d");
  if (!hour || !minute || !there) return guess;
  int behind = (12 - std::stoi(*hour)) * 60 - std::stoi(*minute);
  if (*there > norekey::to_string(day)) behind -= 24 * 60;
  if (*there < norekey::to_string(day)) behind += 24 * 60;
  return guess + std::chrono::minutes(behind);
}

std::optional<Decimal> Draft::money(const Allowance& a, const Decimal& base,
                                    const Decimal& quantity, int exponent) const {
  if (a.amount) return a.amount->rounded(exponent);
  if (a.percent) return (base * *a.percent * Decimal::from_minor(1, 2)).rounded(exponent);
  if (a.rate) return (*a.rate * a.quantity.value_or(quantity)).rounded(exponent);
  return std::nullopt;
}

/// quantity × price, less allowances; charges of a line go to the order with the line's number.
void Draft::price(DraftLine& draft, int exponent) {
  Line& line = draft.line;
  const auto each = Decimal::divide(line.price, draft.per, 10, Rounding::half_up);
  const Decimal unit = each ? each->trimmed(std::min(line.price.scale(), 10)) : line.price;
  const Decimal base =
      draft.net ? draft.net->rounded(exponent) : (line.quantity * unit).rounded(exponent);
  line.price = unit;
  line.amount = base;
  for (const Allowance& a : draft.allowances) {
    const auto amount = money(a, base, line.quantity, exponent);
    if (!amount || amount->is_zero()) continue;
    if (a.charge) {
      const std::string text = a.description.empty() ? a.code : a.description;
      out.order.charges.push_back(
          {"surcharge", a.code, text + " (line " + line.id + ")", *amount, {}});
      continue;
    }
    line.discounts.push_back({a.code, a.description, *amount});
    line.amount -= *amount;
  }
  if (line.amount != base && !line.quantity.is_zero()) {
    line.list_price = unit;
    const auto net = Decimal::divide(line.amount, line.quantity, 4, Rounding::half_up);
    if (net) line.price = net->trimmed(exponent);
  }
  if (draft.tax) line.tax = draft.tax->rounded(exponent);
  if (!draft.tax && draft.tax_percent)
    line.tax = (line.amount * *draft.tax_percent * Decimal::from_minor(1, 2)).rounded(exponent);
}

void Draft::check_shares(const DraftLine& draft) {
  Decimal sum;
  for (const Share& share : draft.shares) sum += share.quantity;
  if (sum == draft.line.quantity || !error_.what.empty()) return;
  error_ = {Fate::reject,
            "line " + draft.line.id + ": its stores and dates add up to " + sum.trimmed().str() +
                ", but the line asks for " + draft.line.quantity.trimmed().str(),
            "ask the partner which it is, and to send the order again",
            {},
            "edi/order"};
}

/// The line goes into the order; the draft keeps nothing of it that is needed.
void Draft::split(DraftLine& draft, int exponent) {
  if (draft.shares.empty()) {
    draft.line.number = static_cast<int>(out.order.lines.size()) + 1;
    out.order.lines.push_back(std::move(draft.line));
    return;
  }
  check_shares(draft);
  std::vector<Decimal> weights;
  for (const Share& share : draft.shares) weights.push_back(share.quantity);
  const auto amounts = allocate(draft.line.amount, weights, exponent);
  const auto taxes = allocate(draft.line.tax, weights, exponent);
  for (std::size_t i = 0; i < draft.shares.size(); ++i) {
    const Share& share = draft.shares[i];
    Line line = draft.line;
    line.number = static_cast<int>(out.order.lines.size()) + 1;
    line.id += "/" + share.name;
    line.quantity = line.ordered_quantity = share.quantity;
    if (share.ship_to) line.ship_to = share.ship_to;
    if (share.requested) line.requested = share.requested;
    line.discounts.clear();
    if (amounts) line.amount = (*amounts)[i];
    if (taxes) line.tax = (*taxes)[i];
    out.order.lines.push_back(std::move(line));
  }
  if (draft.line.discounts.empty() || !amounts) return;
  for (const Discount& discount : draft.line.discounts) {
    const auto parts = allocate(discount.amount, weights, exponent);
    for (std::size_t i = 0; parts && i < draft.shares.size(); ++i) {
      Line& line = out.order.lines[out.order.lines.size() - draft.shares.size() + i];
      line.discounts.push_back({discount.code, discount.description, (*parts)[i]});
    }
  }
}

/// The whole order's allowances are taken off its lines in proportion; its charges stand alone.
void Draft::spread_header(int exponent) {
  Order& order = out.order;
  std::vector<Decimal> weights;
  Decimal base, quantity;
  for (const Line& line : order.lines) {
    weights.push_back(line.amount.abs());
    base += line.amount;
    quantity += line.quantity;
  }
  for (const Allowance& a : allowances) {
    const auto amount = money(a, base, quantity, exponent);
    if (!amount || amount->is_zero()) continue;
    if (a.charge) {
      const bool freight = is_one_of(a.code, {"D240", "FC", "C310", "D500"}) && a.code != "C310";
      order.charges.push_back(
          {freight ? "freight" : "surcharge", a.code, a.description, *amount, {}});
      continue;
    }
    const auto parts = allocate(*amount, weights, exponent);
    if (!parts) {
      warn("the allowance " + a.code + " of " + amount->str() + " has no line to be taken off");
      continue;
    }
    for (std::size_t i = 0; i < order.lines.size(); ++i) order.lines[i].amount -= (*parts)[i];
    order.discounts.push_back({a.code, a.description, *amount});
  }
  if (!tax) return;
  const auto parts = allocate(tax->rounded(exponent), weights, exponent);
  for (std::size_t i = 0; parts && i < order.lines.size(); ++i) order.lines[i].tax += (*parts)[i];
}

Result<OrderDocument> Draft::finish() {
  const auto exponent = currency_exponent(out.order.currency);
  if (!exponent) {
    Error e = exponent.error();
    e.fate = Fate::reject;
    e.cause = "edi/order";
    return e;
  }
  out.order.lines.reserve(lines.size());
  out.changes.reserve(lines.size());
  for (DraftLine& draft : lines) {
    out.changes.push_back(draft.change);
    if (draft.change.action == LineAction::remove)
      draft.line.quantity = draft.line.ordered_quantity = 0;
    price(draft, *exponent);
    split(draft, *exponent);
  }
  spread_header(*exponent);
  total(out.order);
  if (!error_.what.empty()) return error_;
  if (out.order.po_number.empty()) {
    return Error{Fate::reject,
                 "the order has no purchase order number",
                 "ask the partner to send it again with one",
                 {},
                 "edi/order"};
  }
  return std::move(out);
}

bool is_order(const Set& set) { return is_one_of(set.id, {"850", "860", "ORDERS", "ORDCHG"}); }

namespace {

Error too_large() {
  return {Fate::reject,
          "the order's numbers are too large to be counted with",
          "ask the partner to send the order again, corrected",
          {},
          "edi/order"};
}

}  // namespace

Result<OrderDocument> read_order(const KeptSet& set, const OrderReading& reading) {
  Draft draft(set, reading);
  try {
    if (set.interchange.family == Family::x12) {
      read_x12_order(set, draft);
    } else {
      read_edifact_order(set, draft);
    }
    return draft.finish();
  } catch (const std::overflow_error&) {
    return too_large();
  }
}

void put_streets(Address& address, const std::vector<std::string>& lines) {
  std::string* const places[] = {&address.street1, &address.street2, &address.street3};
  std::size_t count = 0;
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    std::string& to = *places[std::min<std::size_t>(count++, 2)];
    to += (to.empty() ? "" : ", ") + line;
  }
}

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
  to.changed_at = by.changed_at;
}

/// What one changed line says of one line that was there.
Line changed(const Line& before, Line now, const LineChange& change, int exponent) {
  Line out = before;
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
  int number = 0;
  for (Line& line : before.lines) line.number = ++number;
  total(before);
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
