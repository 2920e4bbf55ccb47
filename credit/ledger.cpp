#include "credit/ledger.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
}

Error unreadable(const queue::LedgerEntry& entry) {
  return {Fate::reject,
          "ledger entry " + std::to_string(entry.number) + " cannot be read",
          "look at the chain with: norekey credit verify",
          {},
          "ledger"};
}

}  // namespace

std::string ledger_body(const LedgerHead& head, const std::string& credits) {
  json::object out{{"entry", head.entry},       {"order", head.order},      {"part", head.part},
                   {"revision", head.revision}, {"erp", head.erp},          {"web", head.web},
                   {"day", head.day},           {"currency", head.currency}};
  if (!head.doc.empty()) out["doc"] = head.doc;
  if (!head.period.empty()) out["period"] = head.period;
  if (!head.document.empty()) out["document"] = head.document;
  out["credits"] = credits;
  return json::serialize(out);
}

Result<std::vector<LedgerLine>> ledger_lines(const queue::LedgerEntry& entry) {
  boost::system::error_code ec;
  const json::value value = json::parse(entry.body, ec);
  if (ec || !value.is_object()) return unreadable(entry);
  const json::object& in = value.get_object();
  const json::value credits = json::parse(text_of(in, "credits"), ec);
  if (ec || !credits.is_array()) return unreadable(entry);
  std::vector<LedgerLine> out;
  for (const json::value& one : credits.get_array()) {
    if (!one.is_object()) return unreadable(entry);
    const json::object& credit = one.get_object();
    LedgerLine line;
    line.number = entry.number;
    line.entry = text_of(in, "entry");
    line.day = text_of(in, "day");
    if (line.day.empty()) line.day = to_string(entry.at).substr(0, 10);  // of before days were kept
    line.order = text_of(in, "order");
    line.web = text_of(in, "web");
    if (line.web.empty()) line.web = line.order.substr(line.order.rfind('/') + 1);
    line.erp = text_of(in, "erp");
    line.doc = text_of(in, "doc");
    line.currency = text_of(in, "currency");
    line.period = text_of(in, "period");
    line.document = text_of(in, "document");
    line.slot = text_of(credit, "slot");
    line.rep = text_of(credit, "rep");
    line.rule = text_of(credit, "rule");
    line.via = text_of(credit, "via");
    const json::value* number = credit.if_contains("line");
    if (number != nullptr && number->is_int64()) line.line = static_cast<int>(number->get_int64());
    const auto amount = Decimal::parse(text_of(credit, "amount"));
    if (!amount) return unreadable(entry);
    line.amount = line.entry == "reversed" ? -*amount : *amount;
    if (const auto net = Decimal::parse(text_of(credit, "net"))) line.net = *net;
    if (const auto cost = Decimal::parse(text_of(credit, "cost"))) line.cost = *cost;
    line.margin = line.cost.has_value();
    out.push_back(std::move(line));
  }
  return out;
}

std::optional<std::string> ChainCheck::next(const queue::LedgerEntry& entry) {
  if (broken_) return std::nullopt;
  const auto finding = [&](const std::string& what) {
    broken_ = true;
    return "entry " + std::to_string(entry.number) + " " + what;
  };
  if (entry.number != number_ + 1)
    return finding("does not follow entry " + std::to_string(number_) +
                   ": what was between is gone");
  if (entry.previous != previous_) return finding("does not hang on the entry before it");
  if (sha256_hex(entry.previous + "\n" + entry.body) != entry.hash)
    return finding("was altered: its text does not give its hash");
  if (entry.body.find("\"order\":" + json::serialize(entry.identity)) == std::string::npos)
    return finding("was altered: it is filed under " + shown(entry.identity) +
                   ", which its text is not about");
  number_ = entry.number;
  previous_ = entry.hash;
  ++count_;
  return std::nullopt;
}

}  // namespace norekey::credit
