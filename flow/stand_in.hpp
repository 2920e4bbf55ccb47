/// stand_in: a rep that the ERP does not know is no reason to keep an order. The house code goes in
/// the rep's place, the order's note and the ledger keep the rep.
#pragma once
#include <optional>
#include <string>

#include "core/order.hpp"
#include "flow/setup.hpp"
#include "mapping/lookups.hpp"

namespace norekey::flow {

/// The code under which `house_rep` goes to the ERP: by the lookup "reps" where it has it.
std::string house_code(const std::string& house_rep, const mapping::Lookups& lookups);

/// The rep that a refusal of the ERP is about ("erp/reps/REP05"); nullopt = it is about something
/// else.
std::optional<std::string> refused_rep(const Error& error);

/// Puts `house` in the place of `code` in a mapped document. False where it is not there, or is the
/// house code itself.
bool stand_in(mapping::Document& document, const std::string& code, const std::string& house);

/// The same before mapping, where a lookup has no row for one of the order's reps. False where
/// `missing` is about something else.
bool stand_in(Order& order, const Error& missing, const std::string& house_rep);

}  // namespace norekey::flow
