#include "credit/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "credit/wording.hpp"

namespace norekey::credit {
namespace {

using Sums = std::map<std::pair<std::string, std::string>, Decimal>;  ///< slot, currency

Sums sums_of(const Digest& digest) {
  Sums out;
  for (const LedgerLine& line : digest.lines) {
    if (line.entry != "earned") out[{line.slot, line.currency}] += line.amount;
  }
  return out;
}

std::string sums_text(const Sums& sums, bool with_slot) {
  std::string out;
  for (const auto& [of, amount] : sums)
    out += (out.empty() ? "" : ", ") + (with_slot ? of.first + " " : "") + amount.str() + " " +
           of.second;
  return out;
}

/// What one order brought, by what happened and slot.
struct OrderSum {
  std::string web, erp, customer, what, slot, currency;
  Decimal amount;
};

std::vector<OrderSum> by_order(const Digest& digest) {
  std::vector<OrderSum> out;
  for (const LedgerLine& line : digest.lines) {
    const std::string what = line.doc.empty() ? entry_for_people(line.entry)
                             : line.entry == "earned"
                                 ? entry_for_people(line.entry, line.document) + " " + line.doc
                                 : line.doc;
    auto at = std::find_if(out.begin(), out.end(), [&](const OrderSum& one) {
      return one.web == line.web && one.what == what && one.slot == line.slot &&
             one.currency == line.currency;
    });
    if (at == out.end())
      at = out.insert(out.end(),
                      {line.web, line.erp, line.customer, what, line.slot, line.currency, 0});
    at->amount += line.amount;
    if (!line.erp.empty()) at->erp = line.erp;
  }
  return out;
}

}  // namespace

std::string digest_subject(const Digest& digest) {
  std::set<std::string> orders;
  for (const LedgerLine& line : digest.lines) orders.insert(line.web);
  std::map<std::string, Decimal> all;
  for (const auto& [of, amount] : sums_of(digest)) all[of.second] += amount;
  std::string sum;
  for (const auto& [currency, amount] : all)
    sum += (sum.empty() ? "" : ", ") + amount.str() + " " + currency;
  const std::string n = std::to_string(orders.size());
  std::string out = "Your sales credit: " + n + (orders.size() == 1 ? " order" : " orders") +
                    (sum.empty() ? "" : ", " + sum);
  if (!digest.waiting.empty()) out += "; " + std::to_string(digest.waiting.size()) + " waiting";
  return out;
}

std::string digest_text(const Digest& digest) {
  std::string out = (digest.name.empty() ? digest.rep : digest.name + " (" + digest.rep + ")") +
                    ", sales credit since " + digest.since + "\n";
  if (!digest.lines.empty()) out += "\nOrders\n";
  for (const OrderSum& one : by_order(digest)) {
    const std::string of =
        one.erp + (one.erp.empty() || one.customer.empty() ? "" : ", ") + one.customer;
    out += "  " + one.web + (of.empty() ? "" : " (" + of + ")") + ", " + one.what + ", " +
           one.slot + ": " + one.amount.str() + " " + one.currency + "\n";
  }
  if (const Sums sums = sums_of(digest); !sums.empty())
    out += "  together: " + sums_text(sums, true) + "\n";
  if (!digest.waiting.empty()) out += "\nOn the way, with your sales credit\n";
  for (const DigestWait& one : digest.waiting) out += "  " + one.web + ": " + one.why + "\n";
  if (digest.nobodys > 0) {
    const bool one = digest.nobodys == 1;
    out += "\n" + std::to_string(digest.nobodys) + (one ? " order has" : " orders have") +
           " no rep set yet: sales operations decides\n";
  }
  return out + "\nWhy an order is yours: sales operations can show the rule.\n";
}

}  // namespace norekey::credit
