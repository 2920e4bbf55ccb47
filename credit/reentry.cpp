#include "credit/reentry.hpp"

#include <algorithm>
#include <cctype>

namespace norekey::credit {
namespace {

using namespace std::chrono_literals;

constexpr int kReview = 55;     ///< from here on a person is asked
constexpr int kDuplicate = 60;  ///< the same for two open orders
constexpr auto kBefore = 2h;
constexpr auto kAfter = 72h;
constexpr auto kSoon = 4h;
constexpr auto kPoBlock = 14 * 24h;  ///< a PO leads to an order for so long

std::map<std::string, Decimal> summed(const std::vector<BasketLine>& lines) {
  std::map<std::string, Decimal> out;
  for (const auto& [item, quantity] : lines) out[item] += quantity;
  return out;
}

/// How two baskets agree.
struct Overlap {
  bool identical = false;
  int matched = 0, most = 0;  ///< items in both, items in the larger one
  bool quantities = false;    ///< of the matched ones, all within a quarter
  int substituted = 0;
};

bool near(const Decimal& a, const Decimal& b, int percent) {
  return (a - b).abs() * Decimal(100) <= std::max(a.abs(), b.abs()) * Decimal(percent);
}

bool stands_in(const std::string& wanted, const std::string& item, const ReentryFacts& facts) {
  const auto known = facts.substitutes.find(wanted);
  return known != facts.substitutes.end() && known->second.contains(item);
}

Overlap overlap_of(const std::vector<BasketLine>& web, const std::vector<BasketLine>& manual,
                   const ReentryFacts& facts) {
  const auto a = summed(web);
  auto b = summed(manual);
  Overlap out;
  out.most = static_cast<int>(std::max(a.size(), b.size()));
  out.identical = !a.empty() && a == b;
  out.quantities = true;
  for (const auto& [item, quantity] : a) {
    auto at = b.find(item);
    if (at == b.end()) {
      at = std::find_if(b.begin(), b.end(), [&](const auto& one) {
        return !a.contains(one.first) &&
               (stands_in(item, one.first, facts) || stands_in(one.first, item, facts));
      });
      if (at == b.end()) continue;
      ++out.substituted;
    }
    ++out.matched;
    out.quantities = out.quantities && near(quantity, at->second, 25);
    b.erase(at);
  }
  return out;
}

struct Evidence {
  bool po_same = false, po_differs = false, usual = false, staff = false;
  std::chrono::microseconds gap{};  ///< entry after the cancellation, or after the web order
  Overlap lines;
};

Evidence gather(const WebOrder& web, const ManualOrder& manual, const ReentryFacts& facts) {
  Evidence out;
  out.po_same = !web.po.empty() && web.po == manual.po;
  out.po_differs = !web.po.empty() && !manual.po.empty() && web.po != manual.po;
  out.staff = web.cancelled_at && web.cancelled_by != "customer" && !web.cancelled_by.empty();
  out.gap = manual.entered_at - web.cancelled_at.value_or(web.placed_at);
  out.lines = overlap_of(web.lines, manual.lines, facts);
  const auto usual = facts.usual.find(web.account);
  out.usual = usual != facts.usual.end() && usual->second.contains(basket_key(web.lines));
  return out;
}

int score_of(const Evidence& e, const WebOrder& web, const ManualOrder& manual) {
  int score = 0;
  const Overlap& lines = e.lines;
  if (lines.identical) {
    score += 60;
  } else if (lines.matched == lines.most && lines.matched > 0) {
    score += lines.quantities ? 45 : 25;
  } else if (lines.matched * 2 >= lines.most && lines.matched > 0) {
    score += lines.quantities ? 25 : 10;
  } else {
    score += lines.matched > 0 ? -20 : -90;
  }
  score += e.po_same ? 50 : e.po_differs ? -25 : 0;
  if (web.cancelled_at) {
    score += e.staff ? 15 : -20;
    if (e.staff && web.cancelled_by == manual.taker) score += 15;
  }
  const auto gap = e.gap < 0h ? -e.gap : e.gap;
  score += gap <= 1h ? 20 : gap <= kSoon ? 15 : gap <= 24h ? 5 : gap <= kAfter ? -5 : -30;
  if (e.usual) score -= gap <= 24h ? 20 : 50;
  if (web.net)
    score += near(*web.net, manual.net, 5) ? 10 : near(*web.net, manual.net, 25) ? 0 : -15;
  if (!manual.reorder_of.empty()) score -= 30;
  return score;
}

/// "12 min after", "3 d 1 h after", "59 min before".
std::string gap_text(std::chrono::microseconds gap) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(gap).count();
  const auto size = minutes < 0 ? -minutes : minutes;
  std::string out = std::to_string(size) + " min";
  if (size >= 24 * 60) {
    out = std::to_string(size / (24 * 60)) + " d " + std::to_string(size / 60 % 24) + " h";
  } else if (size >= 4 * 60) {
    out = std::to_string(size / 60) + " h " + std::to_string(size % 60) + " min";
  }
  return out + (minutes < 0 ? " before" : " after");
}

std::string why_of(const Evidence& e, const WebOrder& web) {
  std::string out = e.lines.identical ? "the same lines"
                                      : std::to_string(e.lines.matched) + " of " +
                                            std::to_string(e.lines.most) + " items the same";
  if (e.lines.substituted > 0)
    out += ", " + std::to_string(e.lines.substituted) + " by a known substitute";
  out += e.po_same ? ", the same PO" : e.po_differs ? ", another PO" : ", no PO to compare";
  out +=
      ", " + gap_text(e.gap) + " the web order was " + (web.cancelled_at ? "cancelled" : "placed");
  if (web.cancelled_at) {
    out += e.staff                          ? " by staff"
           : web.cancelled_by == "customer" ? " by the customer"
                                            : ", nobody knows by whom";
  }
  if (e.usual) out += "; the customer buys this basket regularly";
  return out;
}

}  // namespace

std::string po_spelling(std::string_view po) {
  std::string out;
  for (const char c : po) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) out += static_cast<char>(std::toupper(byte));
  }
  return out;
}

std::string basket_key(const std::vector<BasketLine>& lines) {
  std::set<std::string> items;
  for (const auto& one : lines) items.insert(one.first);
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : "+") + item;
  return out;
}

bool in_window(const WebOrder& web, const ManualOrder& manual) {
  const Instant around = web.cancelled_at.value_or(web.placed_at);
  if (manual.entered_at < around - kBefore) return false;
  if (manual.entered_at <= around + kAfter) return true;
  return !web.po.empty() && web.po == manual.po && manual.entered_at <= around + kPoBlock;
}

bool related_accounts(const std::string& a, const std::string& b, const ReentryFacts& facts) {
  if (a == b) return true;
  const auto top = [&](const std::string& account) {
    const auto found = facts.parents.find(account);
    return found == facts.parents.end() || found->second.empty() ? account : found->second;
  };
  return top(a) == top(b);
}

Compared compare(const WebOrder& web, const ManualOrder& manual, const ReentryFacts& facts) {
  Compared out;
  const bool related = related_accounts(web.account, manual.account, facts);
  const bool po_same = !web.po.empty() && web.po == manual.po;
  if ((!related && !po_same) || !in_window(web, manual)) return out;
  const Evidence e = gather(web, manual, facts);
  out.score = score_of(e, web, manual);
  out.why = why_of(e, web);
  if (e.lines.matched == 0) return out;  // customer and time alone never link
  const auto gap = e.gap < 0h ? -e.gap : e.gap;
  const bool exact = e.lines.identical && ((e.po_same && (related || gap <= kAfter)) ||
                                           (related && gap <= kSoon && !e.usual && !e.po_differs));
  if (!web.cancelled_at) {
    if (exact || out.score >= kDuplicate) out.link = Link::duplicate;
  } else if (exact && e.staff) {
    out.link = Link::rule;
  } else if (out.score >= kReview) {
    out.link = Link::review;
  }
  return out;
}

}  // namespace norekey::credit
