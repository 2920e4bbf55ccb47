/// order_document: 850 and 860, ORDERS and ORDCHG as the product's Order. What a partner writes is
/// taken as it is; what it means here (accounts, items, ship-tos, prices) is flow/partners' work.
/// Sources: X12 004010 data elements 92, 353, 648, 670; UN/EDIFACT 1001, 1225, 1229, 5125.
#pragma once
#include <string>
#include <vector>

#include "core/order.hpp"
#include "edi/kept.hpp"

namespace norekey::edi {

/// BEG01, BCH01, BGM 1225 in our words.
enum class Purpose {
  place,        ///< 00, 15; 9, 35
  replace,      ///< 05, 18; 5, 18: the order as it is now, whatever was before
  cancel,       ///< 01, 03, 17; 1, 3, 17
  change,       ///< 04, and an 860's 00, 02 and 15; 4, and an ORDCHG's 2 and 9
  copy,         ///< 06, 07; 6, 7, 31, 42, 43: it was sent or said before
  information,  ///< 22: nothing is ordered by it
  unknown,      ///< drafts, proposals, questions and what else there is: a person decides
};
const char* to_string(Purpose);
/// Of data element 353 (X12) or 1225 (EDIFACT); `change`: of an 860 or ORDCHG.
Purpose purpose_of_353(std::string_view code, bool change);
Purpose purpose_of_1225(std::string_view code, bool change);

/// What a change says of a line, BEG to the line's number.
enum class LineAction { replace, add, remove, keep };

struct LineChange {
  std::string line;  ///< PO101, POC01, LIN 1082
  LineAction action = LineAction::replace;
  bool quantity = false, price = false, date = false;  ///< given in the change
};

struct OrderDocument {
  Order order;
  std::string set;  ///< "850"
  Purpose purpose = Purpose::place;
  std::string purpose_code, type_code;  ///< as written
  bool release = false;                 ///< a release or call-off of a blanket order
  bool blanket = false;                 ///< the blanket order itself
  std::vector<LineChange> changes;      ///< of an 860 or ORDCHG, in the order of its lines
  std::optional<Decimal> declared;      ///< AMT*TT, MOA 86 or 79: what the partner adds up
  std::vector<std::string> warnings;
};

struct OrderReading {
  std::string currency = "USD", zone = "UTC";  ///< where the document names none
};

/// Whether `read_order` can read it.
bool is_order(const Set& set);

/// A line's `id` is the partner's line number; where it is split over stores or dates, "1/001",
/// "1/2026-04-01". Amounts are quantity × price less allowances, rounded to the currency, and split
/// without losing a cent. reject, with the place: a quantity, price or date that cannot be read,
/// splits that do not add up.
Result<OrderDocument> read_order(const KeptSet& set, const OrderReading& reading);

/// `before` as a change leaves it; its totals are made anew. reject: a line that is not there.
Result<Order> apply_change(Order before, const OrderDocument& change);

/// The partner's number of a line: `id` without its split.
std::string partner_line(const Line& line);

}  // namespace norekey::edi
