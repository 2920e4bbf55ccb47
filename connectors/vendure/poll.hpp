/// poll: which orders may have changed, as a state machine over the shop's order list: the cursor
/// says what to ask next, the answer moves the cursor. Used by connector.cpp; knows no HTTP. Why it
/// is as it is: connectors/README.md.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "mapping/document.hpp"

namespace norekey::connectors::vendure {

/// Where polling stands. A *pass* lists what changed or was placed since `changed`; a *round*
/// sweeps what may have changed without a trace in updatedAt (payment, shipment, refund), one page
/// after each pass.
struct Cursor {
  Instant since{};    ///< orders placed before are left alone; epoch = none are
  Instant changed{};  ///< of the pass: what is later by either of the shop's times
  Instant until{};    ///< the shop's newest moment when the pass began; epoch = a new pass begins
  int skip = 0;       ///< of the pass: listed so far
  Instant edge{};  ///< of the round: orders placed later, and open ones of any age; epoch = a new
                   ///< round begins
  int swept = 0;   ///< of the round: listed so far
};

std::string to_text(const Cursor& cursor);

/// halt: not a cursor of ours.
Result<Cursor> read_cursor(const std::string& text);

inline constexpr int kPassPage = 100;
inline constexpr int kSweepPage = 50;

/// The cursor of a first start without a date: nothing that the shop's list shows by now, but what
/// was placed between `start` and `now`, the moment of the answer. By the shop's clock, whatever
/// ours says: only the time between the two is taken from ours, and that nothing from before
/// `start` is taken along (by some seconds, as two clocks may differ).
Result<Cursor> first_cursor(const mapping::Document& answer, Instant start, Instant now);

/// What to ask for the next page of the pass, and what its answer means. `take_pass` is true where
/// a further page follows.
boost::json::object pass_options(const Cursor& cursor);
Result<bool> take_pass(Cursor& cursor, const mapping::Document& answer,
                       std::chrono::microseconds overlap, std::vector<Trigger>& out);

/// The same for the next page of the round; a new one begins at `edge`.
boost::json::object sweep_options(Cursor& cursor, Instant edge);
Result<void> take_sweep(Cursor& cursor, const mapping::Document& answer, std::vector<Trigger>& out);

}  // namespace norekey::connectors::vendure
