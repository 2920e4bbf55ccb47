#include "flow/reentry/pairs.hpp"

#include <cctype>

namespace norekey::flow {
namespace {

/// How often makes a habit: the web order, its re-entry, and one more.
constexpr int kHabit = 3;

/// Whether a person's text names this: as a word, not as a part of one.
bool names(const std::string& text, const std::string& word) {
  const auto in_word = [&](std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !in_word(at - 1)) && !in_word(at + word.size())) return true;
  }
  return false;
}

/// The quote that the ERP's order says it was made from; "" = none that is known.
std::string quote_of(const adapters::HeldOrder& held, const std::set<std::string>& quotes) {
  for (const std::string& quote : quotes) {
    if (names(held.text, quote) || names(held.order.receipt.key, quote)) return quote;
  }
  return "";
}

std::string number_people_use(const adapters::HeldOrder& held) {
  const adapters::Receipt& receipt = held.order.receipt;
  return receipt.number.empty() ? "order with id " + receipt.id : receipt.number;
}

}  // namespace

std::vector<credit::WebOrder> reentry_web_orders(const Books& books) {
  std::vector<credit::WebOrder> out;
  for (const connectors::WebOrder& one : books.web) {
    credit::WebOrder& made = out.emplace_back();
    made.no = one.number;
    made.placed_at = one.placed;
    if (one.cancelled) made.cancelled_at = one.cancelled_at.value_or(one.placed);
    made.cancelled_by = one.cancelled_by;
    made.reason = one.cancel_reason;
    const auto known = books.known.find(books.channel + "/" + one.number);
    if (known == books.known.end()) continue;
    made.account = known->second.customer;
    made.po = credit::po_spelling(known->second.order.po_number);
    made.lines = known->second.lines;
    if (!known->second.net.is_zero()) made.net = known->second.net;
  }
  return out;
}

std::vector<const adapters::HeldOrder*> entered_by_people(const Books& books) {
  std::vector<const adapters::HeldOrder*> out;
  for (const adapters::HeldOrder& held : books.erp) {
    const bool ours = held.order.receipt.key.rfind(books.channel + "/", 0) == 0;
    if (!ours && !held.by_us && held.alive) out.push_back(&held);
  }
  return out;
}

std::set<std::string> charge_items(const Books& books) {
  std::set<std::string> out;
  for (const auto& one : books.known)
    out.insert(one.second.charges.begin(), one.second.charges.end());
  return out;
}

credit::ManualOrder manual_order(const adapters::HeldOrder& held,
                                 const std::set<std::string>& charges,
                                 const std::set<std::string>& quotes) {
  credit::ManualOrder out;
  out.no = number_people_use(held);
  out.account = held.order.customer;
  out.po = credit::po_spelling(held.order.po_number);
  out.taker = held.entered_by;
  out.entered_at = held.entered;
  out.reorder_of = quote_of(held, quotes);
  for (const adapters::ErpLine& line : held.order.lines) {
    if (charges.contains(line.item)) continue;
    out.lines.emplace_back(line.item, line.quantity);
    out.net += line.amount;
  }
  if (out.net.is_zero()) out.net = held.order.total;  // an extract without the lines' amounts
  return out;
}

std::map<std::string, std::set<std::string>> usual_baskets(
    const std::vector<credit::WebOrder>& web, const std::vector<credit::ManualOrder>& manual) {
  std::map<std::pair<std::string, std::string>, int> times;
  for (const credit::WebOrder& one : web) ++times[{one.account, credit::basket_key(one.lines)}];
  for (const credit::ManualOrder& one : manual)
    ++times[{one.account, credit::basket_key(one.lines)}];
  std::map<std::string, std::set<std::string>> out;
  for (const auto& [of, count] : times) {
    if (count >= kHabit) out[of.first].insert(of.second);
  }
  return out;
}

}  // namespace norekey::flow
