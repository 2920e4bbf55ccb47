/// status: what the ERP says of an order, shown on it in Vendure: custom field, notes,
/// fulfillments, cancellation. Called by connector.cpp; knows no ERP.
#pragma once
#include <vector>

#include "connectors/vendure/query.hpp"
#include "connectors/vendure/session.hpp"

namespace norekey::connectors::vendure {

/// How statuses are shown in this shop.
struct StatusManner {
  CustomFields fields;       ///< that the shop says it has
  bool note_public = false;  ///< customers see notes about shipments, holds and invoices
};

/// One record. Safe to repeat: what the shop shows already is not written again, a shipment is
/// found by its number in the fulfillment's method. What a shipment has grown by becomes a further
/// fulfillment, another tracking code a note. A shipment that the shop has no open lines for
/// becomes a note. reject: the shop has no such order, or refuses; nothing that was written is
/// taken back.
awaitable<Pushed> push_status(Session& session, const StatusManner& manner, std::string id,
                              StatusRecord record);

}  // namespace norekey::connectors::vendure
