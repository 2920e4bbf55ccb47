/// facts: the records that the flow keeps of orders and parts, as JSON in the store. One reader and
/// writer each.
#pragma once
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "core/order.hpp"
#include "queue/journal.hpp"

namespace norekey::flow {

/// What is known of one part of an order in the ERP. Kind "part", key = delivery key.
struct PartFacts {
  std::string key;
  std::int64_t revision = 0;  ///< order revision that was last delivered; 0 = none yet
  std::string operation;      ///< "place", "change", "cancel": the last one that took effect
  std::string digest;         ///< of the document last delivered
  std::int64_t goods = 0;     ///< its lines of goods, before the charges; 0 = not remembered
  adapters::Receipt receipt;
  std::string total, reps;               ///< as read back
  std::string customer;                  ///< the same; "" = not remembered, or the ERP did not say
  std::string lines;                     ///< as read back, see held_lines.hpp; "" = not known
  std::string credits;                   ///< JSON list of the sales credit that was booked with it
  std::vector<std::string> differences;  ///< read-back against what was sent
  Instant delivered{};
};

/// What was planned of one order. Kind "order", key = identity; written by plan only, as parts are
/// by deliver only.
struct OrderFacts {
  std::string identity, channel, number, po_number, account, buyer, currency, total;
  std::string state;          ///< of the plan: "planned", "parked", "cancelled"; see order_state
  std::int64_t revision = 0;  ///< latest planned
  int parts = 0;
  std::string sales_credit;        ///< the note: "sales credit REP01 100 %"
  std::vector<std::string> flags;  ///< of the resolution
  std::string mapping, bundle;     ///< versions the plan was made with
  Instant placed{};
};

/// For requests, records and answers: the text of a member, `other` where there is none.
std::string text_of(const boost::json::object& in, std::string_view key, std::string other = "");
/// Whether a member is true; false where there is none.
bool flag_of(const boost::json::object& in, std::string_view key);
/// A list of texts.
boost::json::array strings(const std::vector<std::string>& all);
/// The texts of a member that is a list; none where there is no such member.
std::vector<std::string> texts_of(const boost::json::object& in, std::string_view key);

queue::Record to_record(const PartFacts&);
queue::Record to_record(const OrderFacts&);

/// nullopt: not written by this program.
std::optional<PartFacts> part_facts(const queue::Record&);
std::optional<OrderFacts> order_facts(const queue::Record&);

/// The latest version of every record of a kind, in key order; `below`: only keys that begin so.
/// For kinds of which there are thousands, not millions. Errors: retry.
boost::asio::awaitable<Result<std::vector<queue::Record>>> all_records(queue::Journal& journal,
                                                                       std::string kind,
                                                                       std::string below = "");

/// The parts of an order that have reached the ERP, by number. Errors: retry.
boost::asio::awaitable<Result<std::vector<PartFacts>>> parts_of(queue::Journal& journal,
                                                                std::string identity, int parts);

/// What people call it: "planned", "parked", "awaiting ERP", "delivered", "cancelled".
std::string order_state(const OrderFacts& order, const std::vector<PartFacts>& parts);

/// "SO1, SO2": the ERP's numbers of all parts.
std::string erp_numbers(const std::vector<PartFacts>& parts);

}  // namespace norekey::flow
