/// plan: one revision of an order becomes the parts that the ERP will hold: balance, credit, map.
/// Computes only; the plan is frozen when it is settled.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// One "order" message: its parts as "part" messages, older revisions superseded. Errors: what
/// balance, mapping and lookups refuse; nothing is sent then.
awaitable<Result<Settlement>> plan(Context& context, const queue::Leased& revision);

/// The document of one part with its sales credit, as `plan` makes it. For `map try` and `trace`
/// too. `standing`: the sales credit as people ruled later, in place of what the tables say.
struct Planned {
  Order order;  ///< with sales credit, reps and taker filled in
  credit::Resolution resolution;
  mapping::Document document;
  std::vector<mapping::Created> created{};  ///< codes made for what no lookup knew yet
};
Result<Planned> plan_part(const Route& route, const credit::Tables& sales_credit,
                          const mapping::Lookups& lookups, Order order, mapping::Run* run = nullptr,
                          int part = 1, const std::vector<SalesCredit>* standing = nullptr);

}  // namespace norekey::flow
