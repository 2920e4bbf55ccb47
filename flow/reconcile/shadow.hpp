/// shadow: a channel that writes nothing to the ERP; what it would have sent is compared with what
/// staff entered, and the differences are grouped by cause. The comparison is pure; `shadow_part`
/// is the step of a "part" on such a channel.
#pragma once
#include <boost/json/object.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// What would have been sent.
struct ShadowOrder {
  std::string number;  ///< web order number
  Instant placed{};
  adapters::ErpOrder wanted;           ///< its lines and charges
  std::vector<std::string> erp_items;  ///< of charges that the ERP reckons by itself
};

/// One difference: `cause` is the same for all of one kind.
struct ShadowFinding {
  std::string cause;  ///< "price of 000A", "rep ANA entered as BOB", "not entered"
  std::string order;  ///< web order number
  std::string keyed;  ///< the ERP's number; "" = staff did not enter it
  std::string what;   ///< "ours 12.50, entered 12.00"
};

struct ShadowReport {
  std::int64_t orders = 0, entered = 0, agree = 0;
  std::vector<ShadowFinding> findings;  ///< by cause, then order
};

/// Each web order gets at most one of the orders that staff entered, and each of those at most one.
/// Younger ones than `patience` need not be entered yet. What the ERP decides by `owners` is no
/// difference: its prices, lines of charges that it reckons (of any of these orders), and a total
/// that it adds up itself. What the ERP does not tell of its orders (`partly`) is none either;
/// where it tells no lines, customer and total bring two together.
ShadowReport compare_shadow(const std::vector<ShadowOrder>& wanted,
                            const std::vector<adapters::HeldOrder>& keyed,
                            const config::Authority& owners, Instant now,
                            std::chrono::hours patience);

/// The channel writes nothing to the ERP, or the order began when it did not: staff have entered
/// it.
awaitable<Result<bool>> in_shadow(Context& context, const queue::Leased& part);

awaitable<Result<Settlement>> shadow_part(Context& context, const queue::Leased& part);

/// The command `shadow report`: {"channel", "since"}.
awaitable<Result<boost::json::value>> shadow_command(Context& context,
                                                     const boost::json::object& request);

}  // namespace norekey::flow
