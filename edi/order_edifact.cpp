/// ORDERS and ORDCHG, D.96A and D.01B. Code lists: 1001 (BGM), 1153 (RFF), 2005 (DTM), 3035 (NAD),
/// 3139 (CTA), 5125 (PRI), 6063 (QTY).
#include <algorithm>

#include "core/text.hpp"
#include "edi/order_draft.hpp"

namespace norekey::edi {
namespace {

bool is_in(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

void set_if_empty(std::string& to, const std::string& value) {
  if (to.empty()) to = value;
}

class EdifactOrder {
 public:
  EdifactOrder(const KeptSet& set, Draft& draft)
      : set_(set), draft_(draft), order_(draft.out.order) {}

  void read() {
    const KeptLoop& body = set_.body;
    if (const auto* bgm = body.first("BGM")) head(*bgm);
    for (const KeptSegment& s : body.segments) {
      if (s.tag == "DTM") date(s);
      if (s.tag == "FTX") text(s, s.at(1) == "DEL" ? order_.delivery_note : order_.internal_note);
      if (s.tag == "MOA" && is_in(s.at(1, 1), {"86", "79", "128"})) {
        if (!draft_.out.declared || s.at(1, 1) == "86")
          draft_.out.declared = draft_.number(s, 1, 2);
      }
    }
    for (const KeptLoop& loop : body.loops) group(loop);
  }

 private:
  void head(const KeptSegment& bgm) {
    OrderDocument& out = draft_.out;
    out.type_code = bgm.at(1, 1);
    out.purpose_code = bgm.at(3);
    order_.po_number = bgm.at(2, 1);
    out.release = out.type_code == "226";
    out.blanket = out.type_code == "221";
    out.purpose = purpose_of_1225(out.purpose_code, set_.set.id == "ORDCHG");
    if (out.purpose == Purpose::cancel) order_.operation = Operation::cancel;
  }

  void group(const KeptLoop& loop) {
    const std::string tag = loop.tag();
    const KeptSegment& s = loop.segments.front();
    if (tag == "RFF") reference(s);
    if (tag == "NAD") party(loop);
    if (tag == "CUX" && !s.at(1, 2).empty()) order_.currency = s.at(1, 2);
    if (tag == "PAT") terms(s);
    if (tag == "TDT") set_if_empty(order_.ship_via, s.at(5, 4).empty() ? s.at(5, 1) : s.at(5, 4));
    if (tag == "TOD") freight(s);
    if (tag == "ALC") {
      if (auto a = allowance(loop)) draft_.allowances.push_back(*a);
    }
    if (tag == "LIN") line(loop);
    if (tag == "TAX") tax(loop, draft_.tax, draft_.tax_percent);
    if (tag == "MOA" || tag == "UNS" || tag == "CNT") return;
  }

  /// The amount in MOA 124, else the rate in 5278. What is told about a tax (9) is none.
  void tax(const KeptLoop& loop, std::optional<Decimal>& amount, std::optional<Decimal>& percent) {
    const KeptSegment& s = loop.segments.front();
    if (s.at(1) == "9") return;
    for (const KeptSegment* moa : loop.all("MOA")) {
      if (moa->at(1, 1) != "124") continue;
      add_if_given(amount, draft_.number(*moa, 1, 2));
      return;
    }
    add_if_given(percent, draft_.number(s, 5, 4));
  }

  void date(const KeptSegment& s) {
    const auto day = draft_.edifact_date(s);
    if (!day) return;
    const std::string& what = s.at(1, 1);
    if (what == "137" || (what == "4" && order_.placed_at == Instant{})) {
      order_.placed_at = draft_.noon(*day);
    } else if (is_in(what, {"2", "10", "64", "69"})) {
      if (!order_.requested || what == "2") order_.requested = day;
    } else if (is_in(what, {"61", "63", "38"})) {
      if (!order_.cancel_after || what == "61") order_.cancel_after = day;
    } else {
      draft_.extra("DTM/" + what, norekey::to_string(*day));
    }
  }

  static void text(const KeptSegment& ftx, std::string& to) {
    for (std::size_t c = 1; c <= 5; ++c) {
      if (ftx.at(4, c).empty()) continue;
      if (!to.empty()) to += ' ';
      to += ftx.at(4, c);
    }
  }

  void reference(const KeptSegment& rff) {
    const std::string &kind = rff.at(1, 1), &value = rff.at(1, 2);
    if (kind == "SA") {
      set_if_empty(order_.buyer.rep_claim, value);
    } else if (kind == "CT" || kind == "BO") {
      set_if_empty(order_.contract, value);
      if (kind == "BO") draft_.out.release = draft_.out.release || !draft_.out.blanket;
    } else if (kind == "RE") {
      order_.release = value;
      draft_.out.release = true;
    } else if (kind == "AAG") {
      set_if_empty(order_.quote, value);
    } else if (kind == "PD") {
      set_if_empty(order_.campaign, value);
    } else if (kind == "AEP") {
      set_if_empty(order_.job, value);
    } else if (kind == "ON" && set_.set.id == "ORDCHG") {
      order_.po_number = value;
    } else {
      draft_.extra("RFF/" + kind, value);
    }
  }

  static Address address_of(const KeptSegment& nad) {
    Address out;
    out.code = nad.at(2, 1);
    out.company = nad.at(4, 1).empty() ? nad.at(3, 1) : nad.at(4, 1);
    out.name = nad.at(4, 2);
    // C059, else what follows the name in C058, which is not structured.
    std::vector<std::string> streets{nad.at(5, 1), nad.at(5, 2), nad.at(5, 3), nad.at(5, 4)};
    if (nad.at(5, 1).empty() && nad.at(4, 1).empty())
      streets = {nad.at(3, 2), nad.at(3, 3), nad.at(3, 4), nad.at(3, 5)};
    put_streets(out, streets);
    out.city = nad.at(6);
    out.region = nad.at(7);
    out.postal = nad.at(8);
    out.country = nad.at(9);
    return out;
  }

  /// CTA and its COMs.
  static Contact contact_of(const KeptLoop& cta) {
    Contact out;
    const KeptSegment& s = cta.segments.front();
    out.name = s.at(2, 2).empty() ? s.at(2, 1) : s.at(2, 2);
    for (const KeptSegment* com : cta.all("COM")) {
      if (com->at(1, 2) == "TE") out.phone = com->at(1, 1);
      if (com->at(1, 2) == "EM") out.email = com->at(1, 1);
    }
    return out;
  }

  void party(const KeptLoop& nad) {
    const KeptSegment& s = nad.segments.front();
    const std::string& role = s.at(1);
    const Address address = address_of(s);
    if (role == "SR" || role == "SS") {
      set_if_empty(order_.buyer.rep_claim, address.code.empty() ? address.company : address.code);
      return;
    }
    if (is_in(role, {"BY", "OB"})) {
      set_if_empty(order_.buyer.account, address.code);
      set_if_empty(order_.buyer.name, address.company);
      if (!order_.order_address) order_.order_address = address;
    } else if (is_in(role, {"DP", "ST", "CN", "UC"})) {
      if (order_.ship_to.code.empty() || role == "DP") order_.ship_to = address;
    } else if (is_in(role, {"IV", "II"})) {
      order_.bill_to = address;
    } else if (role == "SF") {
      set_if_empty(order_.source_location, address.code.empty() ? address.company : address.code);
    } else {
      draft_.extra("NAD/" + role, address.code.empty() ? address.company : address.code);
    }
    for (const KeptLoop* rff : nad.loops_of("RFF")) {
      const KeptSegment& ref = rff->segments.front();
      if (ref.at(1, 1) == "VA" && is_in(role, {"BY", "OB"})) order_.buyer.tax_id = ref.at(1, 2);
      if (ref.at(1, 1) == "SA") set_if_empty(order_.buyer.rep_claim, ref.at(1, 2));
    }
    for (const KeptLoop* cta : nad.loops_of("CTA")) contact(*cta, role);
  }

  void contact(const KeptLoop& cta, const std::string& role) {
    const KeptSegment& s = cta.segments.front();
    const Contact contact = contact_of(cta);
    if (is_in(s.at(1), {"SR", "SA"})) {
      set_if_empty(order_.buyer.rep_claim, s.at(2, 1).empty() ? s.at(2, 2) : s.at(2, 1));
    } else if (is_in(role, {"BY", "OB"}) && is_in(s.at(1), {"OC", "PD"})) {
      if (order_.ordered_by.name.empty()) order_.ordered_by = contact;
      set_if_empty(order_.buyer.phone, contact.phone);
      set_if_empty(order_.buyer.email, contact.email);
    } else if (order_.contact.name.empty()) {
      order_.contact = contact;
    }
    if (is_in(role, {"DP", "ST"})) {
      order_.ship_to.phone = contact.phone;
      order_.ship_to.email = contact.email;
    }
  }

  void terms(const KeptSegment& pat) {
    std::string text = pat.at(2, 4);
    if (text.empty() && !pat.at(3, 4).empty()) text = "net " + pat.at(3, 4);
    set_if_empty(order_.payment_terms, text.empty() ? pat.at(2, 1) : text);
  }

  void freight(const KeptSegment& tod) {
    const std::string& who = tod.at(2);
    order_.freight_terms = who == "CC" ? "collect" : who == "PP" || who == "PC" ? "prepaid" : who;
    draft_.extra("TOD", tod.at(3, 1));
  }

  std::optional<Allowance> allowance(const KeptLoop& alc) {
    const KeptSegment& s = alc.segments.front();
    if (s.at(1) != "A" && s.at(1) != "C") return std::nullopt;
    Allowance out;
    out.charge = s.at(1) == "C";
    out.code = s.at(5, 1);
    out.description = s.at(5, 4);
    for (const KeptLoop& one : alc.loops) {
      const KeptSegment& value = one.segments.front();
      if (value.tag == "MOA") out.amount = draft_.number(value, 1, 2);
      if (value.tag == "PCD") out.percent = draft_.number(value, 1, 2);
      if (value.tag == "RTE") out.rate = draft_.number(value, 1, 2);
      if (value.tag == "QTY") out.quantity = draft_.number(value, 1, 2);
    }
    return out;
  }

  void line(const KeptLoop& loop) {
    const KeptSegment& lin = loop.segments.front();
    DraftLine& draft = draft_.lines.emplace_back();
    Line& line = draft.line;
    draft.unnumbered = lin.at(1).empty();
    line.id = draft.unnumbered ? std::to_string(draft_.lines.size()) : lin.at(1);
    take_item(line, lin.at(3, 2), lin.at(3, 1));
    const bool change = set_.set.id == "ORDCHG";
    net_ = false;
    draft.change.line = line.id;
    draft.change.action = !change ? LineAction::add : action_of(lin.at(2));
    for (const KeptSegment& s : loop.segments) inside(s, draft);
    for (const KeptLoop& one : loop.loops) inside(one, draft);
    if (net_) draft.allowances.clear();
    draft.change.date = line.requested.has_value();
    if (!draft.change.price && !change && !draft.net)
      draft_.warn(line_name(line) + " has no price");
    if (draft.net && !draft.change.price && !line.quantity.is_zero())
      line.price =
          value_or(Decimal::divide(*draft.net, line.quantity, 4, Rounding::half_up), Decimal());
  }

  static LineAction action_of(const std::string& code) {
    if (code == "1") return LineAction::add;
    if (code == "2") return LineAction::remove;
    return code == "4" || code == "5" ? LineAction::keep : LineAction::replace;
  }

  void inside(const KeptSegment& s, DraftLine& draft) {
    Line& line = draft.line;
    if (s.tag == "PIA") {
      for (std::size_t i = 2; i <= s.size(); ++i) take_item(line, s.at(i, 2), s.at(i, 1));
    } else if (s.tag == "IMD") {
      set_if_empty(line.description, s.at(3, 4) + s.at(3, 5));
    } else if (s.tag == "QTY" && is_in(s.at(1, 1), {"21", "1", "47"})) {
      const auto quantity = draft_.number(s, 1, 2);
      if (!quantity) return;
      line.quantity = line.ordered_quantity = *quantity;
      line.uom = s.at(1, 3);
      draft.change.quantity = true;
    } else if (s.tag == "DTM" && is_in(s.at(1, 1), {"2", "10", "64", "69"})) {
      line.requested = draft_.edifact_date(s);
    } else if (s.tag == "DTM" && is_in(s.at(1, 1), {"61", "63"})) {
      line.cancel_after = draft_.edifact_date(s);
    } else if (s.tag == "MOA" && s.at(1, 1) == "203") {
      draft.net = draft_.number(s, 1, 2);
    } else if (s.tag == "FTX") {
      text(s, line.note);
    }
  }

  void inside(const KeptLoop& loop, DraftLine& draft) {
    const KeptSegment& s = loop.segments.front();
    Line& line = draft.line;
    if (s.tag == "PRI") price(s, draft);
    if (s.tag == "RFF") {
      if (s.at(1, 1) == "CT") line.contract = s.at(1, 2);
      if (s.at(1, 1) == "AEP") line.job = s.at(1, 2);
      if (s.at(1, 1) == "SA") draft.rep_claim = s.at(1, 2);
    }
    if (s.tag == "ALC") {
      if (auto a = allowance(loop)) draft.allowances.push_back(*a);
    }
    if (s.tag == "NAD" && is_in(s.at(1), {"DP", "ST", "UC"})) line.ship_to = address_of(s);
    if (s.tag == "NAD" && is_in(s.at(1), {"SR", "SS"}))
      draft.rep_claim = s.at(2, 1).empty() ? address_of(s).company : s.at(2, 1);
    if (s.tag == "LOC" && s.at(1) == "7") store(loop, draft);
    if (s.tag == "SCC") schedule(loop, draft);
    if (s.tag == "TAX") tax(loop, draft.tax, draft.tax_percent);
  }

  /// AAA and NTP are net of the line's allowances already, AAB is before them.
  void price(const KeptSegment& pri, DraftLine& draft) {
    const std::string& kind = pri.at(1, 1);
    if (!is_in(kind, {"AAA", "AAB", "INV", "NTP", "CAL"})) return;
    const bool net = is_in(kind, {"AAA", "NTP", "INV"});
    if (draft.change.price && !net) {
      draft.line.list_price = draft_.number(pri, 1, 2);
      return;
    }
    const auto each = draft_.number(pri, 1, 2);
    if (!each) return;
    if (draft.change.price) draft.line.list_price = draft.line.price;
    draft.line.price = *each;
    draft.change.price = true;
    if (const auto per = draft_.number(pri, 1, 5); per && !per->is_zero()) draft.per = *per;
    net_ = net;
  }

  void store(const KeptLoop& loc, DraftLine& draft) {
    const auto* qty = loc.first("QTY");
    if (qty == nullptr) return;
    const auto quantity = draft_.number(*qty, 1, 2);
    const KeptSegment& s = loc.segments.front();
    if (!quantity) return;
    Address to;
    to.code = s.at(2, 1);
    draft.shares.push_back({to.code, *quantity, to, std::nullopt});
  }

  void schedule(const KeptLoop& scc, DraftLine& draft) {
    for (const KeptLoop* loop : scc.loops_of("QTY")) {
      const auto quantity = draft_.number(loop->segments.front(), 1, 2);
      const auto* dtm = loop->first("DTM");
      const auto day = dtm == nullptr ? std::nullopt : draft_.edifact_date(*dtm);
      if (quantity && day)
        draft.shares.push_back({norekey::to_string(*day), *quantity, std::nullopt, day});
    }
  }

  const KeptSet& set_;
  Draft& draft_;
  Order& order_;
  bool net_ = false;
};

}  // namespace

void read_edifact_order(const KeptSet& set, Draft& draft) { EdifactOrder(set, draft).read(); }

}  // namespace norekey::edi
