#include "edi/order_draft.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/text.hpp"
#include "edi/codes.hpp"

namespace norekey::edi {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

Decimal percent_of(const Decimal& base, const Decimal& percent, int exponent) {
  return (base * percent * Decimal::from_minor(1, 2)).rounded(exponent);
}

}  // namespace

void add_if_given(std::optional<Decimal>& to, const std::optional<Decimal>& more) {
  if (more) to = to.value_or(Decimal()) + *more;
}

void add_up(Order& order) {
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
    case Purpose::copy:
      return "copy";
    case Purpose::information:
      return "information";
    default:
      return "unknown";
  }
}

Purpose purpose_of_353(std::string_view code, bool change) {
  if (is_one_of(code, {"01", "03", "17"})) return Purpose::cancel;
  if (is_one_of(code, {"05", "18"})) return Purpose::replace;
  if (is_one_of(code, {"06", "07"})) return Purpose::copy;
  if (code == "22") return Purpose::information;
  if (code == "04" || (change && is_one_of(code, {"00", "02", "15"}))) return Purpose::change;
  return is_one_of(code, {"00", "15"}) ? Purpose::place : Purpose::unknown;
}

Purpose purpose_of_1225(std::string_view code, bool change) {
  if (is_one_of(code, {"1", "3", "17"})) return Purpose::cancel;
  if (is_one_of(code, {"5", "18"})) return Purpose::replace;
  if (is_one_of(code, {"6", "7", "31", "42", "43"})) return Purpose::copy;
  if (code == "4" || (change && is_one_of(code, {"", "2", "9", "35"}))) return Purpose::change;
  return is_one_of(code, {"", "9", "35"}) ? Purpose::place : Purpose::unknown;
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

std::optional<Date> Draft::edifact_date(const KeptSegment& dtm) {
  const std::string text = dtm.at(1, 2), form = dtm.at(1, 3);
  const auto part = [&](std::size_t from, std::size_t size) {
    return text.size() < from + size ? std::string("?") : text.substr(from, size);
  };
  std::string day;
  if (is_one_of(form, {"102", "203", "204", "205", "303", "304", "711", "718", "719"})) {
    day = part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2);
  } else if (is_one_of(form, {"101", "201", "202", "301", "302", "713", "717"})) {
    day = (text < "70" ? "20" : "19") + part(0, 2) + "-" + part(2, 2) + "-" + part(4, 2);
  } else if (form == "2") {
    day = (part(4, 2) < "70" ? "20" : "19") + part(4, 2) + "-" + part(2, 2) + "-" + part(0, 2);
  } else if (form == "4") {
    day = part(4, 4) + "-" + part(2, 2) + "-" + part(0, 2);
  } else if (form.empty()) {
    return date(dtm, 1, 2);
  } else {
    warn(position(dtm.tag, 1, 0) + " " + shown(text) + " in the form " + shown(form) +
         " names no day: it is kept as it is");
    extra("DTM/" + dtm.at(1, 1), text + ":" + form);
    return std::nullopt;
  }
  const auto parsed = parse_date(day);
  if (parsed) return *parsed;
  wrong(dtm, position(dtm.tag, 1, 0),
        position(dtm.tag, 1, 0) + " " + shown(text) + " is not a day in the form " + shown(form));
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
  if (a.percent) return percent_of(base, *a.percent, exponent);
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
  if (draft.tax_percent) line.tax += percent_of(line.amount, *draft.tax_percent, exponent);
}

void Draft::check_shares(const DraftLine& draft) {
  Decimal sum;
  for (const Share& share : draft.shares) sum += share.quantity;
  if (sum == draft.line.quantity || !error_.what.empty()) return;
  error_ = {Fate::reject,
            line_name(draft.line) + ": its stores and dates add up to " + sum.trimmed().str() +
                ", but the line asks for " + draft.line.quantity.trimmed().str(),
            "ask the partner which it is, and to send the order again",
            {},
            "edi/order"};
}

std::string line_name(const Line& line) {
  const std::string quoted = shown(line.id);
  return "line " + (quoted == "'" + line.id + "'" ? line.id : quoted);
}

/// One store or one date given twice is asked for once, with the sum.
void Draft::join_shares(DraftLine& draft) {
  std::vector<Share> joined;
  for (Share& share : draft.shares) {
    const auto same = std::find_if(joined.begin(), joined.end(), [&](const Share& one) {
      return one.name == share.name && one.ship_to.has_value() == share.ship_to.has_value() &&
             (!share.ship_to || one.ship_to->company == share.ship_to->company);
    });
    if (same != joined.end()) {
      same->quantity += share.quantity;
      continue;
    }
    const auto taken = std::count_if(joined.begin(), joined.end(), [&](const Share& one) {
      return one.name.substr(0, one.name.find('.')) == share.name;
    });
    if (taken > 0) share.name += "." + std::to_string(taken + 1);
    joined.push_back(std::move(share));
  }
  draft.shares = std::move(joined);
}

/// Lines without a number get one that no other has; two of one number cannot be told apart.
void Draft::number_lines() {
  std::map<std::string, std::size_t> taken;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].unnumbered) continue;
    const auto [at, fresh] = taken.emplace(lines[i].line.id, i + 1);
    if (fresh || !error_.what.empty()) continue;
    error_ = {Fate::reject,
              "the lines at " + std::to_string(at->second) + " and " + std::to_string(i + 1) +
                  " both have the number " + shown(at->first),
              "ask the partner to send the order again, each line with a number of its own",
              {},
              "edi/order"};
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].unnumbered) continue;
    std::size_t number = i + 1;
    while (!taken.emplace(std::to_string(number), i + 1).second) ++number;
    lines[i].line.id = lines[i].change.line = std::to_string(number);
  }
}

/// An order asks for something, and a change never for less than nothing.
void Draft::check_quantity(const DraftLine& draft, bool change) {
  const Decimal& asked = draft.line.quantity;
  if (!error_.what.empty() || (!asked.is_negative() && (change || !asked.is_zero()))) return;
  error_ = {Fate::reject,
            line_name(draft.line) + " asks for " + asked.trimmed().str() + " pieces",
            "ask the partner to send the order again, corrected",
            {},
            "edi/order"};
}

/// The line goes into the order; the draft keeps nothing of it that is needed.
void Draft::split(DraftLine& draft, int exponent) {
  taxed_.insert(taxed_.end(), std::max<std::size_t>(draft.shares.size(), 1),
                {draft.tax || draft.tax_percent, draft.tax_percent});
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

/// The whole order's allowances are taken off its lines in proportion; its charges stand alone. A
/// change has not all lines: what it says of allowances is spread where the order is.
void Draft::spread_header(int exponent, bool change) {
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
    if (change) {
      order.discounts.push_back({a.code, a.description, *amount});
      continue;
    }
    const auto parts = allocate(*amount, weights, exponent);
    if (!parts) {
      warn("the allowance " + a.code + " of " + amount->str() + " has no line to be taken off");
      continue;
    }
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
      Line& line = order.lines[i];
      const Decimal before = line.amount;
      line.amount -= (*parts)[i];
      if (!taxed_[i].percent) continue;
      line.tax += percent_of(line.amount, *taxed_[i].percent, exponent) -
                  percent_of(before, *taxed_[i].percent, exponent);
    }
    order.discounts.push_back({a.code, a.description, *amount});
  }
  spread_tax(exponent, weights);
}

/// A percentage of the order's is that of the lines that say none themselves. An amount is spread,
/// unless it is just what the lines say of themselves.
void Draft::spread_tax(int exponent, const std::vector<Decimal>& weights) {
  Order& order = out.order;
  Decimal said;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    said += order.lines[i].tax;
    if (tax_percent && !taxed_[i].own)
      order.lines[i].tax += percent_of(order.lines[i].amount, *tax_percent, exponent);
  }
  if (!tax || tax->rounded(exponent) == said) return;
  const auto parts = allocate(tax->rounded(exponent), weights, exponent);
  for (std::size_t i = 0; parts && i < order.lines.size(); ++i) order.lines[i].tax += (*parts)[i];
}

/// An order has one claim: its own, else that of the first line with one.
void Draft::line_claims() {
  std::string& claim = out.order.buyer.rep_claim;
  for (const DraftLine& draft : lines) {
    if (draft.rep_claim.empty()) continue;
    if (claim.empty()) claim = draft.rep_claim;
    if (claim == draft.rep_claim) continue;
    warn(line_name(draft.line) + " names the rep " + shown(draft.rep_claim) +
         ", but the order's claim is " + shown(claim));
  }
}

Result<OrderDocument> Draft::finish() {
  const auto exponent = currency_exponent(out.order.currency);
  if (!exponent) {
    Error e = exponent.error();
    e.fate = Fate::reject;
    e.cause = "edi/order";
    return e;
  }
  const bool change = is_one_of(out.set, {"860", "ORDCHG"});
  number_lines();
  line_claims();
  out.order.lines.reserve(lines.size());
  out.changes.reserve(lines.size());
  for (DraftLine& draft : lines) {
    out.changes.push_back(draft.change);
    if (draft.change.action == LineAction::remove)
      draft.line.quantity = draft.line.ordered_quantity = 0;
    check_quantity(draft, change);
    price(draft, *exponent);
    join_shares(draft);
    split(draft, *exponent);
  }
  spread_header(*exponent, change);
  add_up(out.order);
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

Error too_large() {
  return {Fate::reject,
          "the order's numbers are too large to be counted with",
          "ask the partner to send the order again, corrected",
          {},
          "edi/order"};
}

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

}  // namespace norekey::edi
