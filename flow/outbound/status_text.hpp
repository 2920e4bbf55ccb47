/// status_text: what an order's customer is shown of what the ERP says, in the shop's SKUs and in
/// words. Pure. Used by status.hpp; knows no ERP and no shop.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "connectors/push.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {

/// One line as it was sent: what the shop calls so many of the ERP's item.
struct SoldLine {
  std::string item, sku;
  Decimal sent, web;  ///< quantity, in the ERP's unit and in the shop's
  int place = -1;     ///< of the shop's line, from 0; -1: it is not known
};

/// One part of an order: what the ERP says of it now, and what was read back when it was delivered.
struct PartStanding {
  adapters::OrderStatus now;
  PartFacts delivered;
  std::vector<SoldLine> sold;  ///< empty: its documents have aged out; then items stand for SKUs
  std::string currency;
};

/// What the shop is to show of one part. `order` is left empty.
connectors::StatusRecord shown_status(const PartStanding& part);

/// "total 30.00 became 24.00; quantity of FST-1000 5 became 3": what people changed in the ERP
/// since it was delivered; "" = nothing.
std::string edits(const PartStanding& part);

/// All parts in one record: an order is cancelled when every part is.
connectors::StatusRecord together(const std::vector<connectors::StatusRecord>& parts);

boost::json::object to_json_object(const connectors::StatusRecord& record);
/// reject: not written by this program.
Result<connectors::StatusRecord> read_status_record(const boost::json::object& in);

/// Everything that `shown_status` depends on, in one text.
std::string fingerprint(const adapters::OrderStatus& now, const PartFacts& delivered);

}  // namespace norekey::flow
