/// order_fields: the one description of the Order's fields. The tree form, the checker's
/// suggestions and docs/order.md are all made from it: fields(visitor, order) calls visitor(name,
/// member, help) for each field in document order.
#pragma once
#include <type_traits>

#include "core/order.hpp"

namespace norekey {

template <class A, class T>
concept Of = std::is_same_v<std::remove_const_t<A>, T>;

/// A visitor gives: operator()(name, leaf or group or list, help) and attribute(name, leaf, help).
/// Lists repeat their name.
template <class V, Of<Address> A>
void fields(V& v, A& a) {
  v("code", a.code, "ship-to number in the shop");
  v("name", a.name, "person or department");
  v("company", a.company, "company");
  v("street1", a.street1, "first line of the street");
  v("street2", a.street2, "second line: suite, building");
  v("street3", a.street3, "third line");
  v("city", a.city, "city");
  v("region", a.region, "state or province code");
  v("postal", a.postal, "postal code");
  v("country", a.country, "ISO 3166 code, two letters");
  v("phone", a.phone, "telephone");
  v("email", a.email, "e-mail");
  v("residential", a.residential, "yes where it is a home");
}

template <class V, Of<Contact> A>
void fields(V& v, A& c) {
  v("name", c.name, "person");
  v("email", c.email, "e-mail");
  v("phone", c.phone, "telephone");
}

template <class V, Of<Buyer> A>
void fields(V& v, A& b) {
  v("account", b.account, "account number in the shop; absent for a guest");
  v("name", b.name, "company, or the person where there is none");
  v("login", b.login, "the shop's id of the login");
  v("email", b.email, "e-mail of the login");
  v("phone", b.phone, "telephone");
  v("tax_id", b.tax_id, "tax number");
  v("group", b.groups, "customer group in the shop");
  v("rep_claim", b.rep_claim,
    "rep code that the shop or partner has on file; a claim, not an assignment");
}

template <class V, Of<Discount> A>
void fields(V& v, A& d) {
  v("code", d.code, "coupon or promotion");
  v("description", d.description, "its text");
  v("amount", d.amount, "taken off, positive, without tax");
}

template <class V, Of<TaxLine> A>
void fields(V& v, A& t) {
  v("description", t.description, "name of the tax");
  v("jurisdiction", t.jurisdiction, "who levies it");
  v("rate", t.rate, "percent");
  v("amount", t.amount, "amount of the tax");
}

template <class V, Of<Component> A>
void fields(V& v, A& c) {
  v("sku", c.sku, "component's number in the shop");
  v("quantity", c.quantity, "pieces in one kit");
  v("uom", c.uom, "unit");
}

template <class V, Of<Line> A>
void fields(V& v, A& l) {
  v("number", l.number, "position, from 1");
  v("id", l.id, "the shop's line id");
  v("kind", l.kind, "absent for goods; service, fee, core_deposit");
  v("sku", l.sku, "our number, as the shop has it");
  v("customer_sku", l.customer_sku, "the customer's own number");
  v("vendor_sku", l.vendor_sku, "the manufacturer's number");
  v("upc", l.upc, "GTIN or UPC");
  v("description", l.description, "text of the item");
  v("product_line", l.product_line, "product line, for sales credit");
  v("quantity", l.quantity, "wanted now; 0 when cancelled");
  v("ordered_quantity", l.ordered_quantity, "as first placed");
  v("uom", l.uom, "unit of measure");
  v("list_price", l.list_price, "price per unit before discounts, without tax");
  v("price", l.price, "price per unit as charged, without tax");
  v("amount", l.amount, "net amount of the line, all discounts off, without tax");
  v("tax", l.tax, "tax on the line");
  v("tax_line", l.taxes, "taxes by kind");
  v("discount", l.discounts, "discounts of this line");
  v("component", l.components, "components of a kit");
  v("lot", l.lot, "lot asked for");
  v("serial", l.serial, "serial number asked for");
  v("hazmat", l.hazmat, "hazardous material class");
  v("substitution_allowed", l.substitution_allowed, "yes where a substitute may be shipped");
  v("ship_to", l.ship_to, "where it differs from the order's");
  v("warehouse", l.warehouse, "warehouse asked for");
  v("contract", l.contract, "contract of the line");
  v("job", l.job, "job of the line");
  v("note", l.note, "the customer's note on the line");
  v("requested", l.requested, "date the customer wants it");
  v("promised", l.promised, "date promised");
  v("cancel_after", l.cancel_after, "not wanted after this date");
  v("fulfilment", l.fulfilment, "will_call or drop_ship; absent: shipped from stock");
}

template <class V, Of<Charge> A>
void fields(V& v, A& c) {
  v.attribute("type", c.type, "freight, fee, surcharge, core_deposit");
  v("code", c.code, "the shop's code, such as the shipping method");
  v("description", c.description, "text");
  v("amount", c.amount, "without tax");
  v("tax", c.tax, "tax on the charge");
}

template <class V, Of<Authorisation> A>
void fields(V& v, A& a) {
  v("method", a.method, "how it is paid");
  v("reference", a.reference, "the processor's reference");
  v("state", a.state, "authorised, settled, declined: the shop's word");
  v("amount", a.amount, "amount authorised");
  v("expires", a.expires, "when the authorisation ends");
}

template <class V, Of<Session> A>
void fields(V& v, A& s) {
  v("kind", s.kind, "self_service, assisted, quote, reorder, edi");
  v("assisted_by", s.assisted_by, "who placed it for the customer");
  v("role", s.role, "outside, inside or csr");
}

template <class V, Of<SalesCredit> A>
void fields(V& v, A& s) {
  v.attribute("slot", s.slot, "primary, inside, overlay, helper");
  v.attribute("line", s.line, "line number; 0 for the whole order");
  v("rep", s.rep, "who has the sales credit");
  v("share", s.share, "percent of the slot");
  v("amount", s.amount, "amount of sales credit");
  v("rule", s.rule, "assignment that gave it");
}

template <class V, Of<DocumentRep> A>
void fields(V& v, A& r) {
  v.attribute("primary", r.primary, "yes for the one rep of an ERP that takes only one");
  v("code", r.rep, "rep, before the lookup into the ERP's codes");
  v("share", r.share, "percent");
}

template <class V, Of<Extra> A>
void fields(V& v, A& e) {
  v.attribute("name", e.name, "the shop's name of the field");
  v("value", e.value, "its text");
}

template <class V, Of<Order> A>
void fields_of_head(V& v, A& o) {
  v("company", o.company, "configured company");
  v("channel", o.channel, "configured channel");
  v("id", o.id, "the shop's id");
  v("number", o.number, "web order number, as people say it");
  v("operation", o.operation, "place or cancel");
  v("state", o.state, "the shop's word for its state");
  v("placed_at", o.placed_at, "when the customer placed it, UTC");
  v("changed_at", o.changed_at, "when it last changed in the shop, UTC");
  v("currency", o.currency, "ISO 4217");
  v("buyer", o.buyer, "who buys");
  v("contact", o.contact, "whom to ask");
  v("ordered_by", o.ordered_by, "the person who ordered");
  v("sales_location", o.sales_location, "branch that sells");
  v("source_location", o.source_location, "branch that ships");
  v("bill_to", o.bill_to, "billing address");
  v("ship_to", o.ship_to, "delivery address");
  v("order_address", o.order_address, "address of the ordering party, where it is a third one");
  v("po_number", o.po_number, "customer's purchase order");
  v("release", o.release, "release of a blanket order");
  v("contract", o.contract, "contract or blanket order");
  v("job", o.job, "job or project");
  v("quote", o.quote, "quote it came from");
  v("campaign", o.campaign, "campaign code");
  v("rep_code", o.rep_code,
    "rep code that the customer gave with the order; decides only for accounts without a rep");
  v("first_order", o.first_order,
    "yes: no other order of the account has come this way; asked where rep codes register");
  v("requested", o.requested, "date the customer wants it");
  v("promised", o.promised, "date promised");
  v("cancel_after", o.cancel_after, "not wanted after this date");
}

template <class V, Of<Order> A>
void fields_of_terms(V& v, A& o) {
  v("ship_via", o.ship_via, "carrier and service, the shop's code");
  v("freight_terms", o.freight_terms, "prepaid, collect, third_party");
  v("third_party_account", o.third_party_account, "carrier account that pays the freight");
  v("will_call_branch", o.will_call_branch, "branch where the customer picks up");
  v("ship_complete", o.ship_complete, "yes: no partial shipment");
  v("direct_ship", o.direct_ship, "yes: the vendor ships");
  v("payment_terms", o.payment_terms, "terms code of the shop");
  v("authorisation", o.authorisations, "payments authorised or settled");
  v("tax_exempt", o.tax_exempt, "yes where the customer is exempt");
  v("exemption_certificate", o.exemption_certificate, "its certificate");
}

template <class V, Of<Order> A>
void fields(V& v, A& o) {
  fields_of_head(v, o);
  fields_of_terms(v, o);
  v("line", o.lines, "lines");
  v("charge", o.charges, "freight, fees and other charges");
  v("discount", o.discounts, "discounts of the whole order, already inside the lines' amounts");
  v("subtotal", o.subtotal, "sum of the lines' amounts");
  v("tax", o.tax, "all tax");
  v("total", o.total, "lines + charges + tax");
  v("base_currency", o.base_currency, "the company's currency, where it differs");
  v("base_total", o.base_total, "total in the company's currency");
  v("delivery_note", o.delivery_note, "note for the delivery");
  v("internal_note", o.internal_note, "note for staff");
  v("session", o.session, "how it was placed");
  v("hold", o.holds, "reasons to hold it");
  v("sales_credit", o.sales_credit, "who has the sales credit, by slot and line");
  v("rep", o.reps, "reps as the ERP's document carries them");
  v("taker", o.taker, "who took the order, in the ERP's sense");
  v("credit_note", o.credit_note, "who has the sales credit, in one line for people");
  v("extra", o.extras, "anything else, by name");
}

}  // namespace norekey
