/// order_draft: what the X12 and the EDIFACT reader share while they read an order: lines before
/// they are split, allowances before they are money, values with a place. Internal to
/// order_document.
#pragma once
#include "edi/order_document.hpp"

namespace norekey::edi {

/// An allowance or a charge as it was written: an amount, or a percentage, or a rate a piece.
struct Allowance {
  bool charge = false;
  std::string code, description;
  std::optional<Decimal> amount, percent, rate, quantity;
};

/// A part of a line for one store or one date.
struct Share {
  std::string name;  ///< "001", "2026-04-01"
  Decimal quantity;
  std::optional<Address> ship_to;
  std::optional<Date> requested;
};

struct DraftLine {
  Line line;                   ///< `price` as written, `amount` not yet known
  bool unnumbered = false;     ///< its id is ours
  Decimal per = 1;             ///< the price is for so many: 100 where it is per hundred
  std::optional<Decimal> net;  ///< the line's amount as the partner wrote it (MOA 203)
  std::vector<Allowance> allowances;
  std::vector<Share> shares;
  std::optional<Decimal> tax, tax_percent;
  std::string rep_claim;  ///< of this line alone
  LineChange change;
};

class Draft {
 public:
  Draft(const KeptSet& set, const OrderReading& reading);

  OrderDocument out;
  std::vector<DraftLine> lines;
  std::vector<Allowance> allowances;
  std::optional<Decimal> tax, tax_percent;  ///< of the whole order

  /// A number, "" as none. Wrong ones are kept as the draft's error.
  std::optional<Decimal> number(const KeptSegment& s, std::size_t element,
                                std::size_t component = 1);
  /// CCYYMMDD, YYMMDD and longer forms.
  std::optional<Date> date(const KeptSegment& s, std::size_t element, std::size_t component = 1);
  /// The day of a DTM by its form (UN/EDIFACT 2379). A week, a month or a form that is not known
  /// is kept as an extra, with a warning: nullopt.
  std::optional<Date> edifact_date(const KeptSegment& dtm);
  void extra(const std::string& name, const std::string& value);
  void warn(std::string text) { out.warnings.push_back(std::move(text)); }
  void wrong(const KeptSegment& s, const std::string& position, std::string what);
  /// Noon of a day in the reading's zone: documents have dates, orders a moment.
  Instant noon(Date day) const;

  /// Lines, amounts, totals; or the first error.
  Result<OrderDocument> finish();

 private:
  void price(DraftLine& draft, int exponent);
  void split(DraftLine& draft, int exponent);
  void spread_header(int exponent, bool change);
  void spread_tax(int exponent, const std::vector<Decimal>& weights);
  static void join_shares(DraftLine& draft);
  void number_lines();
  void check_quantity(const DraftLine& draft, bool change);
  void check_shares(const DraftLine& draft);
  void line_claims();
  std::optional<Decimal> money(const Allowance& a, const Decimal& base, const Decimal& quantity,
                               int exponent) const;

  /// Where a line of the order has its tax from.
  struct Taxed {
    bool own = false;  ///< from itself
    std::optional<Decimal> percent;
  };

  const OrderReading& reading_;
  Error error_;
  std::vector<Taxed> taxed_;  ///< beside the order's lines
};

/// "line 7", for errors and warnings; a partner's number may hold anything.
std::string line_name(const Line& line);

/// Subtotal, tax and total from lines and charges.
void add_up(Order& order);

/// reject: sums that no number holds.
Error too_large();

/// Purpose, codes, parties, lines of one family into the draft.
void read_x12_order(const KeptSet& set, Draft& draft);
void read_edifact_order(const KeptSet& set, Draft& draft);

/// The lines of a street address, empty ones left out: what is beyond the third stands with it.
void put_streets(Address& address, const std::vector<std::string>& lines);

/// Adds what is there: taxes of several kinds are one tax of the line.
void add_if_given(std::optional<Decimal>& to, const std::optional<Decimal>& more);

/// A part's number by its qualifier, of either family, into the line.
void take_item(Line& line, const std::string& qualifier, const std::string& value);

}  // namespace norekey::edi
