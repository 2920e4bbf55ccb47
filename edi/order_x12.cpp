/// 850 and 860. Data elements: 98 (N101), 128 (REF01), 374 (DTM01), 366 (PER01), 235, 639, 670.
#include <algorithm>

#include "core/text.hpp"
#include "edi/order_draft.hpp"

namespace norekey::edi {
namespace {

bool is_any(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

void fill(std::string& to, const std::string& value) {
  if (to.empty()) to = value;
}

/// PER: a name and up to three numbers with what they are.
Contact contact_of(const KeptSegment& per) {
  Contact out;
  out.name = per.at(2);
  for (std::size_t i = 3; i <= 7; i += 2) {
    if (per.at(i) == "TE") fill(out.phone, per.at(i + 1));
    if (per.at(i) == "EM") fill(out.email, per.at(i + 1));
  }
  return out;
}

Address address_of(const KeptLoop& n1) {
  const KeptSegment& head = n1.segments.front();
  Address out;
  out.company = head.at(2);
  out.code = head.at(4);
  if (const auto* n2 = n1.first("N2")) out.name = n2->at(1);
  std::vector<std::string> streets;
  for (const KeptSegment* n3 : n1.all("N3")) {
    streets.insert(streets.end(), {n3->at(1), n3->at(2)});
  }
  put_streets(out, streets);
  if (const auto* n4 = n1.first("N4")) {
    out.city = n4->at(1);
    out.region = n4->at(2);
    out.postal = n4->at(3);
    out.country = n4->at(4);
  }
  if (const auto* per = n1.first("PER")) {
    const Contact contact = contact_of(*per);
    out.phone = contact.phone;
    out.email = contact.email;
    fill(out.name, contact.name);
  }
  return out;
}

class X12Order {
 public:
  X12Order(const KeptSet& set, Draft& draft) : set_(set), draft_(draft), order_(draft.out.order) {}

  void read() {
    const KeptLoop& body = set_.body;
    head();
    for (const KeptSegment& s : body.segments) segment(s);
    for (const KeptLoop* n1 : body.loops_of("N1")) party(*n1);
    for (const KeptLoop* sac : body.loops_of("SAC")) {
      if (auto a = allowance(sac->segments.front())) draft_.allowances.push_back(*a);
    }
    for (const KeptLoop* n9 : body.loops_of("N9")) note(*n9, order_.internal_note);
    const bool change = set_.set.id == "860";
    const auto lines = body.loops_of(change ? "POC" : "PO1");
    draft_.lines.reserve(lines.size());
    for (const KeptLoop* loop : lines) line(*loop, change);
    for (const KeptLoop* ctt : body.loops_of("CTT")) totals(*ctt);
  }

 private:
  void head() {
    const bool change = set_.set.id == "860";
    const KeptSegment* s = set_.body.first(change ? "BCH" : "BEG");
    if (s == nullptr) return;
    OrderDocument& out = draft_.out;
    out.purpose_code = s->at(1);
    out.type_code = s->at(2);
    out.purpose = purpose_of_353(s->at(1), change);
    order_.po_number = s->at(3);
    order_.release = s->at(4);
    order_.contract = s->at(change ? 8 : 6);
    out.release = is_any(out.type_code, {"RL", "BR"}) || !order_.release.empty();
    out.blanket = is_any(out.type_code, {"BK", "BE", "BL"}) && order_.release.empty();
    if (const auto day = draft_.date(*s, change ? 6 : 5)) order_.placed_at = draft_.noon(*day);
    if (out.purpose == Purpose::cancel) order_.operation = Operation::cancel;
  }

  void segment(const KeptSegment& s) {
    if (s.tag == "CUR") fill_currency(s);
    if (s.tag == "REF") reference(s);
    if (s.tag == "PER") person(s);
    if (s.tag == "DTM") date(s);
    if (s.tag == "FOB") freight(s);
    if (s.tag == "ITD") terms(s);
    if (s.tag == "TD5") fill(order_.ship_via, s.at(3).empty() ? s.at(5) : s.at(3));
    if (s.tag == "TXI") tax(s, draft_.tax, draft_.tax_percent);
    if (s.tag == "CSH" && s.at(1) == "SC") order_.ship_complete = true;
  }

  /// TXI02, or the percentage in TXI03 where there is no amount.
  void tax(const KeptSegment& s, std::optional<Decimal>& amount, std::optional<Decimal>& percent) {
    add_if_given(s.at(2).empty() ? percent : amount, draft_.number(s, s.at(2).empty() ? 3 : 2));
  }

  void fill_currency(const KeptSegment& s) { order_.currency = s.at(2); }

  void reference(const KeptSegment& s) {
    const std::string& kind = s.at(1);
    const std::string value = s.at(2).empty() ? s.at(3) : s.at(2);
    if (kind == "SA") {
      fill(order_.buyer.rep_claim, value);
    } else if (kind == "CT" || kind == "BO") {
      fill(order_.contract, value);
    } else if (kind == "JB") {
      fill(order_.job, value);
    } else if (kind == "PR" || kind == "Q1") {
      fill(order_.quote, value);
    } else if (kind == "PD") {
      fill(order_.campaign, value);
    } else if (kind == "RE") {
      fill(order_.release, value);
    } else if (kind == "TX" || kind == "AHC") {
      fill(order_.exemption_certificate, value);
    } else {
      draft_.extra("REF/" + kind, value);
    }
  }

  void person(const KeptSegment& s) {
    const Contact contact = contact_of(s);
    if (is_any(s.at(1), {"SR", "SA"})) {
      fill(order_.buyer.rep_claim, contact.name);
    } else if (is_any(s.at(1), {"BD", "OC"})) {
      if (order_.ordered_by.name.empty()) order_.ordered_by = contact;
    } else if (order_.contact.name.empty()) {
      order_.contact = contact;
    }
  }

  /// DTM02, or DTM06 in a form of days (1250), of which the first counts.
  std::optional<Date> day_of(const KeptSegment& s) {
    if (!s.at(2).empty()) return draft_.date(s, 2);
    return is_any(s.at(5), {"D8", "RD8", "DT"}) ? draft_.date(s, 6) : std::nullopt;
  }

  void date(const KeptSegment& s) {
    const auto day = day_of(s);
    if (!day) return;
    if (is_any(s.at(1), {"002", "010", "037", "106"})) {
      if (!order_.requested || s.at(1) == "002") order_.requested = day;
    } else if (is_any(s.at(1), {"001", "061", "063", "038"})) {
      if (!order_.cancel_after || s.at(1) == "001") order_.cancel_after = day;
    } else if (s.at(1) == "004" && order_.placed_at == Instant{}) {
      order_.placed_at = draft_.noon(*day);
    } else {
      draft_.extra("DTM/" + s.at(1), norekey::to_string(*day));
    }
  }

  void freight(const KeptSegment& s) {
    const std::string& who = s.at(1);
    order_.freight_terms = who == "CC"                       ? "collect"
                           : who == "TP"                     ? "third_party"
                           : is_any(who, {"PP", "PC", "DE"}) ? "prepaid"
                                                             : who;
    if (who == "PU") order_.will_call_branch = s.at(3);
  }

  void terms(const KeptSegment& s) {
    std::string text = s.at(12);
    if (text.empty() && !s.at(3).empty() && !s.at(5).empty()) text = s.at(3) + "% " + s.at(5) + " ";
    if (s.at(12).empty() && !s.at(7).empty()) text += "net " + s.at(7);
    if (text.empty()) text = s.at(1);
    fill(order_.payment_terms, text);
  }

  void party(const KeptLoop& n1) {
    const KeptSegment& head = n1.segments.front();
    const std::string& role = head.at(1);
    if (role == "60" || role == "SR") {
      fill(order_.buyer.rep_claim, head.at(4).empty() ? head.at(2) : head.at(4));
      return;
    }
    const Address address = address_of(n1);
    if (is_any(role, {"BY", "SO"})) {
      fill(order_.buyer.name, address.company);
      fill(order_.buyer.account, address.code);
      fill(order_.buyer.phone, address.phone);
      fill(order_.buyer.email, address.email);
      if (!order_.order_address) order_.order_address = address;
    } else if (is_any(role, {"ST", "DA"})) {
      const Address& before = order_.ship_to;
      if (!before.code.empty() && before.code != address.code)
        draft_.warn("the order has two ship-tos, " + shown(before.code) + " and " +
                    shown(address.code) + ": it goes to the second");
      order_.ship_to = address;
    } else if (is_any(role, {"BT", "BS", "PR"})) {
      order_.bill_to = address;
    } else if (role == "SF") {
      fill(order_.source_location, address.code.empty() ? address.company : address.code);
    } else {
      draft_.extra("N1/" + role, address.code.empty() ? address.company : address.code);
    }
    for (const KeptSegment* ref : n1.all("REF")) reference(*ref);
  }

  /// Adds what MSG, or from 005010 on MTX, says. False: `s` is neither.
  static bool text(const KeptSegment& s, std::string& to) {
    if (s.tag != "MSG" && s.tag != "MTX") return false;
    const std::string said = s.tag == "MSG" ? s.at(1) : join_words(s.at(2), s.at(3));
    to = join_words(to, said);
    return true;
  }

  static std::string join_words(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + ' ' + b;
  }

  void note(const KeptLoop& n9, std::string& to) {
    bool any = false;
    for (const KeptSegment& s : n9.segments) any = text(s, to) || any;
    const KeptSegment& head = n9.segments.front();
    if (!any) {
      if (head.at(1) == "SA") fill(order_.buyer.rep_claim, head.at(2));
      draft_.extra("N9/" + head.at(1), head.at(2).empty() ? head.at(3) : head.at(2));
    }
  }

  /// SAC05 has two digits behind an implied mark (type N2).
  std::optional<Allowance> allowance(const KeptSegment& s) {
    if (s.at(1) != "A" && s.at(1) != "C") return std::nullopt;
    Allowance out;
    out.charge = s.at(1) == "C";
    out.code = s.at(2).empty() ? s.at(4) : s.at(2);
    out.description = s.at(15);
    if (const auto cents = draft_.number(s, 5)) out.amount = *cents * Decimal::from_minor(1, 2);
    if (!s.at(6).empty()) out.percent = draft_.number(s, 7);
    out.rate = draft_.number(s, 8);
    out.quantity = draft_.number(s, 10);
    return out;
  }

  void items(const KeptSegment& s, std::size_t from, Line& line) {
    for (std::size_t i = from; i + 1 <= s.size(); i += 2) take_item(line, s.at(i), s.at(i + 1));
  }

  void line(const KeptLoop& loop, bool change) {
    const KeptSegment& s = loop.segments.front();
    const std::size_t quantity = change ? 3 : 2, unit = change ? 5 : 3, price = change ? 6 : 4;
    DraftLine& draft = draft_.lines.emplace_back();
    Line& line = draft.line;
    draft.unnumbered = s.at(1).empty();
    line.id = draft.unnumbered ? std::to_string(draft_.lines.size()) : s.at(1);
    if (line.id.find('/') != std::string::npos)
      std::replace(line.id.begin(), line.id.end(), '/', '-');
    const auto wanted = draft_.number(s, quantity);
    const auto each = draft_.number(s, price);
    line.quantity = line.ordered_quantity = wanted.value_or(Decimal());
    line.uom = s.at(unit);
    line.price = each.value_or(Decimal());
    draft.per = per(s.at(price + 1));
    items(s, change ? 8 : 6, line);
    draft.change = {line.id, change ? action_of(s.at(2)) : LineAction::add, wanted.has_value(),
                    each.has_value(), false};
    for (const KeptSegment& one : loop.segments) inside(one, draft);
    for (const KeptLoop& one : loop.loops) inside(one, draft);
    if (!each && line.price.is_zero() && !change) draft_.warn(line_name(line) + " has no price");
    draft.change.price = draft.change.price || !line.price.is_zero();
    draft.change.date = line.requested.has_value();
  }

  static LineAction action_of(const std::string& code) {
    if (code == "AI") return LineAction::add;
    if (code == "DI") return LineAction::remove;
    return code == "NC" ? LineAction::keep : LineAction::replace;
  }

  static Decimal per(const std::string& basis) {
    if (is_any(basis, {"HP", "HF"})) return 100;
    return is_any(basis, {"TP", "TF"}) ? 1000 : 1;
  }

  void inside(const KeptSegment& s, DraftLine& draft) {
    Line& line = draft.line;
    if (s.tag == "LIN") items(s, 2, line);
    if (s.tag == "SDQ") stores(s, draft);
    if (s.tag == "DTM") line_date(s, line);
    if (s.tag == "REF") line_reference(s, line);
    if (s.tag == "REF" && s.at(1) == "SA") draft.rep_claim = s.at(2).empty() ? s.at(3) : s.at(2);
    text(s, line.note);
    if (s.tag == "CTP" && line.price.is_zero())
      line.price = draft_.number(s, 3).value_or(Decimal());
    if (s.tag == "TXI") tax(s, draft.tax, draft.tax_percent);
  }

  void inside(const KeptLoop& loop, DraftLine& draft) {
    const KeptSegment& s = loop.segments.front();
    Line& line = draft.line;
    if (s.tag == "PID") fill(line.description, s.at(5));
    if (s.tag == "SAC") {
      if (auto a = allowance(s)) draft.allowances.push_back(*a);
    }
    if (s.tag == "CTP" && line.price.is_zero())
      line.price = draft_.number(s, 3).value_or(Decimal());
    if (s.tag == "SCH") schedule(loop, draft);
    if (s.tag == "N9") note(loop, line.note);
    if (s.tag == "N1" && is_any(s.at(1), {"ST", "DA"})) line.ship_to = address_of(loop);
    if (s.tag == "N1" && is_any(s.at(1), {"60", "SR"}))
      draft.rep_claim = s.at(4).empty() ? s.at(2) : s.at(4);
    if (s.tag == "SLN") component(s, line);
  }

  void component(const KeptSegment& s, Line& line) {
    Component out;
    Line item;
    items(s, 9, item);
    out.sku = !item.sku.empty()            ? item.sku
              : !item.customer_sku.empty() ? item.customer_sku
                                           : item.upc;
    out.quantity = draft_.number(s, 4).value_or(Decimal());
    out.uom = s.at(5);
    line.components.push_back(std::move(out));
  }

  void line_date(const KeptSegment& s, Line& line) {
    const auto day = day_of(s);
    if (is_any(s.at(1), {"002", "010", "106"})) line.requested = day;
    if (is_any(s.at(1), {"001", "063", "038"})) line.cancel_after = day;
  }

  static void line_reference(const KeptSegment& s, Line& line) {
    if (s.at(1) == "CT") line.contract = s.at(2);
    if (s.at(1) == "JB") line.job = s.at(2);
    if (s.at(1) == "LT") line.lot = s.at(2);
    if (s.at(1) == "SE") line.serial = s.at(2);
  }

  /// SDQ03 on: a store and its quantity, ten times. An order asks nothing for a store with none.
  void stores(const KeptSegment& s, DraftLine& draft) {
    for (std::size_t i = 3; i + 1 <= s.size() && i < 23; i += 2) {
      const auto quantity = draft_.number(s, i + 1);
      if (!quantity || (quantity->is_zero() && set_.set.id == "850")) continue;
      Address to;
      to.code = s.at(i);
      draft.shares.push_back({s.at(i), *quantity, to, std::nullopt});
    }
  }

  void schedule(const KeptLoop& loop, DraftLine& draft) {
    const KeptSegment& s = loop.segments.front();
    const bool by_store = std::any_of(draft.shares.begin(), draft.shares.end(),
                                      [](const Share& one) { return !one.requested; });
    if (by_store) {
      draft_.warn(line_name(draft.line) +
                  " is split over stores and over dates: the dates are left out");
      return;
    }
    const auto quantity = draft_.number(s, 1);
    const auto day = draft_.date(s, 6);
    if (!quantity || !day) return;
    Share share{norekey::to_string(*day), *quantity, std::nullopt, day};
    if (!s.at(4).empty() && is_any(s.at(3), {"ST", "DA"})) {
      Address to;
      to.company = s.at(4);
      share.ship_to = to;
    }
    draft.shares.push_back(std::move(share));
  }

  void totals(const KeptLoop& ctt) {
    for (const KeptSegment* amt : ctt.all("AMT")) {
      if (is_any(amt->at(1), {"TT", "1", "GV"})) draft_.out.declared = draft_.number(*amt, 2);
    }
  }

  const KeptSet& set_;
  Draft& draft_;
  Order& order_;
};

}  // namespace

void read_x12_order(const KeptSet& set, Draft& draft) { X12Order(set, draft).read(); }

}  // namespace norekey::edi
