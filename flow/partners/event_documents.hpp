/// event_documents: what happened in the ERP as the documents that mappings for partners read
/// (docs/edi.md, "Other documents"). Pure. Used by events; knows no EDI and no store.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "adapters/watch.hpp"
#include "config/partner.hpp"
#include "core/order.hpp"
#include "flow/outbound/status_text.hpp"
#include "mapping/document.hpp"
#include "mapping/lookups.hpp"

namespace norekey::flow {

/// One part of a partner's order: what it ordered, in our terms, and how it went to the ERP.
struct PartOfOrder {
  Order order;
  std::vector<SoldLine> lines;  ///< of the part's document, in its order
  std::string erp_number;
};

/// One `shipment` for each of `status.shipments`, in their order. The goods are given to the
/// order's lines one after the other, so that a second shipment goes on where the first one ended.
/// A day without a time of day is told as its noon, UTC, and never later than `now`.
std::vector<mapping::Document> shipment_documents(const adapters::OrderStatus& status,
                                                  const PartOfOrder& part, Instant now);

/// So many of the ERP's items by the partner's line number, in the partner's unit; what was ordered
/// last goes short first.
std::map<std::string, Decimal> quantities_by_line(const std::vector<adapters::ItemCount>& counts,
                                                  const PartOfOrder& part);

/// `invoice`. A line that is of no line of goods is a charge. reject: the ERP does not say what the
/// lines' quantities, the tax and the total are.
Result<mapping::Document> invoice_document(const adapters::PostedInvoice& invoice,
                                           const PartOfOrder& part);

/// How the partner names our items.
struct PartnerNames {
  std::map<std::string, std::string> parts, upcs;  ///< by our number
};
PartnerNames partner_names(const config::Partner& partner, const mapping::Lookups& lookups);

/// `stock`: pieces by our item number. Where the partner has numbers of its own for what it buys,
/// only those items are told of.
mapping::Document stock_document(const std::map<std::string, Decimal>& pieces,
                                 const PartnerNames& names, const std::string& number, Date day);

/// `prices`, by our item number.
mapping::Document price_document(const std::map<std::string, std::string>& prices,
                                 const PartnerNames& names, const std::string& currency,
                                 const std::string& number, Date day);

}  // namespace norekey::flow
