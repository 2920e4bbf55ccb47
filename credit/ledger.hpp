/// ledger: what a company's hash-chained ledger says, line by line, and whether it was altered.
/// Reads what flow/ has written; the store keeps it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/order.hpp"
#include "queue/message.hpp"

namespace norekey::credit {

/// One rep's part of one entry. Reversals are negative.
struct LedgerLine {
  std::int64_t number = 0;  ///< of the entry
  std::string entry;        ///< "booked", "reversed", "earned"
  std::string day;          ///< business date of what it is about
  std::string order, web, erp, doc, currency;
  std::string slot, rep, rule, via;
  std::string period{};    ///< month it counts in where that is not the day's: "2026-04"
  std::string document{};  ///< what `doc` is where it is no invoice: "return", "rebill"
  std::string customer{};  ///< name or account, where the reader knows it: not in the ledger
  int line = 0;
  Decimal amount;
  bool margin = false;                   ///< the line's gross margin was shared, not its net
  std::optional<Decimal> net{}, cost{};  ///< of the whole line, then

  /// The day by which a statement takes it in: its own, or the first of the month it counts in.
  std::string counts_on() const { return period.empty() ? day : period + "-01"; }
};

/// What an entry is about, besides its credits.
struct LedgerHead {
  std::string entry, day, order, web, part, erp, doc, currency;
  std::int64_t revision = 0;
  std::string period{};    ///< month it counts in where that is not the day's: "2026-04"
  std::string document{};  ///< what `doc` is where it is no invoice: "return", "rebill"
};

/// Canonical JSON: the same head and credits give the same text. `credits`: a JSON list of slot,
/// line, rep, amount, rule.
std::string ledger_body(const LedgerHead& head, const std::string& credits);

/// reject: not written by this program.
Result<std::vector<LedgerLine>> ledger_lines(const queue::LedgerEntry& entry);

/// Follows a chain entry by entry.
class ChainCheck {
 public:
  /// The finding that names the entry, or nothing. After the first finding nothing is looked at.
  std::optional<std::string> next(const queue::LedgerEntry& entry);

  std::int64_t count() const { return count_; }
  const std::string& head() const { return previous_; }

 private:
  std::int64_t count_ = 0, number_ = 0;
  std::string previous_;
  bool broken_ = false;
};

}  // namespace norekey::credit
