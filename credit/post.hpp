/// post: the entries that a sale and what happened after it leave in the two ledgers, booked
/// (order) and earned (invoice). Pure; `decide` says who, this says how much, when and instead of
/// what.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "credit/resolve.hpp"

namespace norekey::credit {

struct Entry {
  int line = 0;
  Slot slot = Slot::primary;
  std::string component, rep;
  Decimal amount;
  std::string rule, via;
  std::string state;           ///< "booked", "earned"; "" where nothing has happened but the order
  std::string doc;             ///< invoice, return, "cancel"; "" = the order
  std::string instead_of;      ///< the leaver whose return this is
  std::string period, posted;  ///< "2026-03", "2026-03-20": where a later decision moved credit
  std::string kind;            ///< "true_up": belongs to a closed period, stands in the open one
  bool reverses = false;
  std::optional<Decimal> report;  ///< in the reporting currency
  std::optional<Date> day{};      ///< of the document; nullopt: the order's
  /// Of a line that is shared by its margin: the goods and their cost, for those who may know it.
  std::optional<Decimal> net{}, cost{};
};

/// A claim or dispute that a manager has decided.
struct Ruling {
  std::string id, flag;  ///< flag: CLAIMED, DISPUTE_UPHELD
  std::vector<Seat> to;
  std::optional<Instant> made, decided;
  std::string order;  ///< "" = this one
  int line = 0;       ///< 0 = all
  bool approved = false;
};

/// What the ledgers' owner says of months and of money.
struct Books {
  std::map<std::string, bool> open;                      ///< "2026-03" -> open; absent = open
  std::set<std::string> settled;                         ///< months whose statement is final
  std::map<std::string, std::map<Date, Decimal>> rates;  ///< "CAD/USD" -> day -> rate
  /// Each document was entered on its own day, when no month that is closed by now was closed.
  bool documents_in_time = false;
};

/// The rates of one currency into the reporting one.
struct Rates {
  const std::map<Date, Decimal>* days = nullptr;  ///< nullptr = none
  std::string into;
  int exponent = 2;

  /// The rate of that day, or the last before it.
  std::optional<Decimal> on(Date day) const;
};
Rates rates_of(const Books& books, const std::string& currency);

struct Posting {
  std::vector<Entry> entries;
  std::vector<std::string> flags;
  std::map<std::string, std::set<std::string>> noticed_of;  ///< flag -> documents that raised it
  std::map<std::string, Decimal> preview;  ///< rep -> what a change that waits for approval moves
  std::vector<std::string> ruled;          ///< ids of the rulings that moved something
  std::optional<Decimal> review;           ///< returned beyond the invoice: a person decides
  std::optional<Decimal> converted_base;
  std::string report_currency;
  int report_exponent = 2;
};

/// `decided`: of the order's own day, as known then.
Posting post(const Sale& sale, const Decision& decided, const Tables& tables, const Policy& policy,
             const Books& books, const std::vector<Ruling>& rulings);

/// "2026-03".
std::string month_of(Date day);

/// The month itself where it is open, else the first open one from `posted` on.
std::string period_for(Date day, Date posted, const Books& books);

}  // namespace norekey::credit
