/// events: what happens in the ERP is told to a partner: shipments as 856 or DESADV, invoices as
/// 810 or INVOIC, stock as 846 or INVRPT, prices as 832 or PRICAT. Run by flow/outbound/watch.
#pragma once
#include "flow/context.hpp"

namespace norekey::config {
struct Partner;
}

namespace norekey::flow {

/// Record of a partner: how far the looks have come, {"orders": cursor, "invoices": cursor, …}.
inline constexpr const char* kLookedAt = "edi/looked";

/// The partner wants to know of anything that happens.
bool is_told_events(const config::Partner& partner);

/// One look at the ERP. Each shipment and invoice of the partner's orders becomes one document
/// message, for good; with it stands until when it is due. Gives how many documents were made.
/// Errors: as Adapter::watch.
awaitable<Result<std::int64_t>> tell_events(Context& context, std::string channel);

}  // namespace norekey::flow
