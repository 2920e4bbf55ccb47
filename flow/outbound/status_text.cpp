#include "flow/outbound/status_text.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using adapters::ItemCount;
using adapters::OrderStatus;
using connectors::ShownShipment;
using connectors::StatusRecord;

constexpr std::size_t kLongestText = 250;  ///< a shop's one-line field
constexpr std::size_t kMostNamed = 3;      ///< SKUs named in it

/// The ERP's count of an item in the shop's SKUs: several lines of one item share it, in their
/// order.
std::map<std::string, Decimal> in_skus(const std::vector<SoldLine>& sold, const ItemCount& count) {
  std::map<std::string, Decimal> out;
  Decimal left = count.quantity;
  const SoldLine* last = nullptr;
  for (const SoldLine& line : sold) {
    if (line.item != count.item) continue;
    last = &line;
    const Decimal now = std::min(left, line.sent);
    left -= now;
    if (now.is_zero() || line.sent.is_zero()) continue;
    out[line.sku] +=
        Decimal::divide(now * line.web, line.sent, 6, Rounding::half_even).value().trimmed();
  }
  if (last == nullptr) {
    out[count.item] = count.quantity;
  } else if (!left.is_zero()) {
    out[last->sku] += left;  // more than was ordered: staff raised it
  }
  return out;
}

std::string counts_text(const std::map<std::string, Decimal>& counts, std::size_t most) {
  std::vector<std::string> out;
  for (const auto& [sku, quantity] : counts) {
    if (out.size() == most) {
      out.push_back(std::to_string(counts.size() - most) + " more");
      break;
    }
    out.push_back(quantity.trimmed().str() + " x " + sku);
  }
  return join(out, ", ");
}

std::map<std::string, Decimal> all_in_skus(const std::vector<SoldLine>& sold,
                                           const std::vector<ItemCount>& counts) {
  std::map<std::string, Decimal> out;
  for (const ItemCount& one : counts) {
    for (const auto& [sku, quantity] : in_skus(sold, one)) out[sku] += quantity;
  }
  return out;
}

std::string reps_in_words(const std::vector<DocumentRep>& reps) {
  std::string out;
  for (const DocumentRep& rep : reps)
    out += (out.empty() ? "" : ", ") + rep.rep + " " + rep.share.trimmed().str() + " %";
  return out.empty() ? "none" : out;
}

ShownShipment shown_shipment(const adapters::Shipment& shipment,
                             const std::vector<SoldLine>& sold) {
  ShownShipment out;
  out.number = shipment.number;
  out.method = shipment.carrier;
  out.tracking = shipment.tracking;
  out.lines = all_in_skus(sold, shipment.lines);
  out.text = "shipment " + shipment.number;
  if (shipment.left) out.text += " left on " + to_string(*shipment.left);
  if (!shipment.carrier.empty()) out.text += " by " + shipment.carrier;
  if (!shipment.tracking.empty()) out.text += ", tracking " + shipment.tracking;
  out.text += ": " + counts_text(out.lines, out.lines.size());
  return out;
}

std::string promise(const OrderStatus& now) {
  return now.promised ? ", promised for " + to_string(*now.promised) : "";
}

std::string backorder_text(const PartStanding& part) {
  return "backordered: " + counts_text(all_in_skus(part.sold, part.now.backorder), kMostNamed) +
         promise(part.now);
}

/// What has not left with the rest, without a word of the ERP's about it: of what we sent, for
/// freight never leaves.
std::string to_come_text(const PartStanding& part) {
  std::vector<ItemCount> goods;
  for (const ItemCount& one : part.now.to_come) {
    const bool sent = std::any_of(part.sold.begin(), part.sold.end(),
                                  [&](const SoldLine& line) { return line.item == one.item; });
    if (part.sold.empty() || sent) goods.push_back(one);
  }
  if (goods.empty()) return "";
  return "still to come: " + counts_text(all_in_skus(part.sold, goods), kMostNamed);
}

/// Its state in one line.
std::string state_text(const PartStanding& part) {
  const OrderStatus& now = part.now;
  if (now.cancelled) return "cancelled";
  if (!now.hold.empty()) return "on hold: " + now.hold;
  const std::string to_come = to_come_text(part);
  if (now.shipments.empty()) {
    if (!now.backorder.empty()) return "in the works; " + backorder_text(part);
    return now.shipped ? "shipped" : "in the works" + promise(now);
  }
  if (!now.backorder.empty())
    return "shipped in part; " + backorder_text(part) + (to_come.empty() ? "" : "; " + to_come);
  if (!to_come.empty()) return "shipped in part; " + to_come + promise(now);
  const auto& last = now.shipments.back();
  return "shipped" + (last.left ? " on " + to_string(*last.left) : std::string());
}

std::string cut(std::string text) {
  if (text.size() <= kLongestText) return text;
  std::size_t end = kLongestText - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string text_in(const json::object& in, std::string_view key) { return text_of(in, key); }

json::object shipment_json(const ShownShipment& one) {
  json::object lines;
  for (const auto& [sku, quantity] : one.lines) lines[sku] = quantity.str();
  return {{"number", one.number},
          {"method", one.method},
          {"tracking", one.tracking},
          {"lines", std::move(lines)},
          {"text", one.text}};
}

Error unreadable_status() {
  return {Fate::reject, "the stored status cannot be read", "norekey sync statuses --all", {}, ""};
}

Result<ShownShipment> shipment_from(const json::value& value) {
  if (!value.is_object()) return unreadable_status();
  const json::object& in = value.get_object();
  ShownShipment out;
  out.number = text_in(in, "number");
  out.method = text_in(in, "method");
  out.tracking = text_in(in, "tracking");
  out.text = text_in(in, "text");
  const json::value* lines = in.if_contains("lines");
  if (lines == nullptr || !lines->is_object()) return unreadable_status();
  for (const auto& line : lines->get_object()) {
    auto quantity = Decimal::parse(text_in(lines->get_object(), line.key()));
    if (!quantity) return unreadable_status();
    out.lines[std::string(line.key())] = *quantity;
  }
  return out;
}

}  // namespace

std::string edits(const PartStanding& part) {
  std::vector<std::string> out;
  const auto say = [&](const std::string& what, const std::string& was, const std::string& is) {
    out.push_back(what + " " + was + " became " + is);
  };
  const auto total = Decimal::parse(part.delivered.total);
  if (total && part.now.total && *total != *part.now.total)
    say("total", part.delivered.total, part.now.total->str());
  std::map<std::string, Decimal> sent;
  for (const SoldLine& line : part.sold) sent[line.item] += line.sent;
  for (const auto& [item, quantity] : sent) {
    Decimal is;
    bool named = !part.now.partly;
    for (const ItemCount& one : part.now.ordered) {
      if (one.item != item) continue;
      is += one.quantity;
      named = true;
    }
    if (!named || is == quantity) continue;
    const auto line = std::find_if(part.sold.begin(), part.sold.end(),
                                   [&](const SoldLine& one) { return one.item == item; });
    say("quantity of " + line->sku, quantity.trimmed().str(), is.trimmed().str());
  }
  const std::string reps = reps_in_words(part.now.reps);
  const bool says_reps = !part.now.partly || !part.now.reps.empty();
  if (says_reps && !part.delivered.reps.empty() && part.delivered.reps != reps)
    say("rep", part.delivered.reps, reps);
  return join(out, "; ");
}

connectors::StatusRecord shown_status(const PartStanding& part) {
  const OrderStatus& now = part.now;
  StatusRecord out;
  out.text = state_text(part);
  const std::string by = now.changed_by.empty() ? "" : " by " + now.changed_by;
  if (now.cancelled) {
    if (part.delivered.operation == "cancel") return out;  // the shop itself wanted it
    out.cancelled = true;
    out.text = "cancelled in the ERP";
    out.reason = "cancelled in the ERP" + by;
    return out;
  }
  std::vector<std::string> numbers;
  for (const adapters::ErpInvoice& invoice : now.invoices) {
    numbers.push_back(invoice.number);
    out.notes.push_back("invoice " + invoice.number + " of " + invoice.total.str() + " " +
                        part.currency);
  }
  if (!numbers.empty()) out.text += "; invoiced as " + join(numbers, ", ");
  for (const adapters::Shipment& one : now.shipments)
    out.shipments.push_back(shown_shipment(one, part.sold));
  // What we wrote last is our own revision, which is not settled yet.
  if (const std::string changed = edits(part); !now.changed_by.empty() && !changed.empty())
    out.notes.push_back("changed in ERP" + by + ": " + changed);
  out.text = cut(std::move(out.text));
  return out;
}

connectors::StatusRecord together(const std::vector<connectors::StatusRecord>& parts) {
  if (parts.size() == 1) return parts.front();
  StatusRecord out;
  out.cancelled = !parts.empty();
  std::vector<std::string> texts;
  for (const StatusRecord& part : parts) {
    texts.push_back("part " + std::to_string(texts.size() + 1) + ": " + part.text);
    out.cancelled = out.cancelled && part.cancelled;
    if (out.reason.empty()) out.reason = part.reason;
    out.shipments.insert(out.shipments.end(), part.shipments.begin(), part.shipments.end());
    out.notes.insert(out.notes.end(), part.notes.begin(), part.notes.end());
  }
  out.text = cut(join(texts, "; "));
  return out;
}

json::object to_json_object(const connectors::StatusRecord& record) {
  json::array shipments;
  for (const ShownShipment& one : record.shipments) shipments.push_back(shipment_json(one));
  return {{"order", record.order},
          {"text", record.text},
          {"cancelled", record.cancelled},
          {"reason", record.reason},
          {"shipments", std::move(shipments)},
          {"notes", strings(record.notes)}};
}

Result<connectors::StatusRecord> read_status_record(const json::object& in) {
  StatusRecord out;
  out.order = text_in(in, "order");
  out.text = text_in(in, "text");
  out.reason = text_in(in, "reason");
  out.cancelled = flag_of(in, "cancelled");
  const json::value* shipments = in.if_contains("shipments");
  const json::value* notes = in.if_contains("notes");
  if (shipments == nullptr || !shipments->is_array() || notes == nullptr || !notes->is_array())
    return unreadable_status();
  for (const json::value& one : shipments->get_array()) {
    auto shipment = shipment_from(one);
    if (!shipment) return shipment.error();
    out.shipments.push_back(std::move(*shipment));
  }
  for (const json::value& one : notes->get_array()) {
    if (!one.is_string()) return unreadable_status();
    out.notes.emplace_back(one.get_string());
  }
  return out;
}

std::string fingerprint(const adapters::OrderStatus& now, const PartFacts& delivered) {
  std::string out = now.number + "\n" + now.state + "\n" + (now.cancelled ? "cancelled" : "") +
                    "\n" + now.hold + "\n" + (now.promised ? to_string(*now.promised) : "") + "\n" +
                    (now.total ? now.total->str() : "0") + "\n" + reps_in_words(now.reps) + "\n" +
                    now.changed_by + "\n" + delivered.digest + "\n" + delivered.operation + "\n" +
                    delivered.total + "\n" + delivered.reps;
  const auto add = [&](const std::vector<ItemCount>& counts) {
    out += "\n-";
    for (const ItemCount& one : counts) out += " " + one.item + "=" + one.quantity.str();
  };
  add(now.ordered);
  add(now.backorder);
  for (const adapters::Shipment& one : now.shipments) {
    out += "\n" + one.number + "|" + one.carrier + "|" + one.tracking + "|" +
           (one.left ? to_string(*one.left) : "");
    add(one.lines);
  }
  if (!now.to_come.empty()) {
    out += "\nto come";
    add(now.to_come);
  }
  if (now.shipped) out += "\nshipped";
  if (now.partly) out += "\npartly";
  for (const adapters::ErpInvoice& one : now.invoices)
    out += "\n" + one.number + "|" + one.state + "|" + one.total.str();
  return out;
}

}  // namespace norekey::flow
