#include "credit/frozen.hpp"

#include <algorithm>

#include "credit/sale_json.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

json::object split_json(const Split& split) {
  json::array holders;
  for (const Holder& one : split.holders)
    holders.push_back(json::object{
        {"rep", one.rep}, {"weight", one.weight.str()}, {"rule", one.rule}, {"via", one.via}});
  json::object out{{"slot", name_of(split.slot)},
                   {"line", split.line},
                   {"base", split.base.str()},
                   {"percent", split.percent.str()},
                   {"holders", std::move(holders)}};
  if (!split.component.empty()) out["component"] = split.component;
  if (split.margin) out["margin"] = true;
  return out;
}

Split read_split(Fields in) {
  Split out;
  out.slot = parse_slot(in.needed("slot")).value_or(Slot::primary);
  out.line = in.whole("line", 0);
  out.component = in.text("component");
  out.base = in.amount("base").value_or(Decimal(0));
  out.percent = in.amount("percent").value_or(Decimal(100));
  out.margin = in.flag("margin");
  for (Fields one : in.objects("holders"))
    out.holders.push_back({one.needed("rep"), one.amount("weight").value_or(Decimal(0)),
                           one.text("rule"), one.text("via")});
  return out;
}

bool same(const Entry& a, const Entry& b) {
  return a.line == b.line && a.slot == b.slot && a.component == b.component && a.rep == b.rep &&
         a.amount == b.amount && a.cost == b.cost && a.rule == b.rule && a.state == b.state &&
         a.doc == b.doc;
}

bool of_document(const Entry& one) { return !one.doc.empty(); }

}  // namespace

json::object freeze(const Sale& sale, const Decision& decided) {
  Sale known = sale;
  known.account = decided.account;
  known.account_how = decided.account_how;
  known.account_inferred = decided.inferred;
  json::object out = to_json(known);
  json::array splits;
  for (const Split& split : decided.splits) splits.push_back(split_json(split));
  out["splits"] = std::move(splits);
  return out;
}

Result<Frozen> thaw(const json::object& kept, const json::array& events, const Policy& policy) {
  json::object with_events = kept;
  with_events["events"] = events;
  std::optional<Error> wrong;
  Fields in(with_events, "sale", wrong);
  Frozen out;
  out.sale = read_sale(in);
  out.decided.day = business_date(out.sale.placed_at, policy);
  out.decided.exponent = value_or(currency_exponent(out.sale.currency), 2);
  for (const Fields& split : in.objects("splits")) out.decided.splits.push_back(read_split(split));
  if (wrong) return *wrong;
  return out;
}

std::vector<Entry> appended(const Posting& before, const Posting& after) {
  std::vector<Entry> gone, out;
  std::copy_if(before.entries.begin(), before.entries.end(), std::back_inserter(gone), of_document);
  for (const Entry& one : after.entries) {
    if (!of_document(one)) continue;
    const auto known =
        std::find_if(gone.begin(), gone.end(), [&](const Entry& old) { return same(old, one); });
    if (known == gone.end()) {
      out.push_back(one);
    } else {
      gone.erase(known);
    }
  }
  for (Entry& one : gone) {
    one.amount = -one.amount;
    if (one.net) one.net = -*one.net;
    if (one.cost) one.cost = -*one.cost;
    out.push_back(std::move(one));
  }
  return out;
}

json::array credits_json(const std::vector<Entry>& entries) {
  json::array out;
  for (const Entry& one : entries) {
    json::object credit{{"slot", name_of(one.slot)},
                        {"line", one.line},
                        {"rep", one.rep},
                        {"amount", one.amount.str()},
                        {"rule", one.rule}};
    if (!one.via.empty()) credit["via"] = one.via;
    if (!one.instead_of.empty()) credit["instead_of"] = one.instead_of;
    if (!one.kind.empty()) credit["kind"] = one.kind;
    if (one.net) credit["net"] = one.net->str();
    if (one.cost) credit["cost"] = one.cost->str();
    out.push_back(std::move(credit));
  }
  return out;
}

}  // namespace norekey::credit
