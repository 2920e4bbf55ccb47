/// stand_in: a rep that the ERP does not know is no reason to keep an order. The house code goes in
/// the rep's place, and where the ERP does not know that either, none; the order's note and the
/// ledger keep the rep.
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

/// Puts `house` in the place of `code` in a mapped document; takes the rep out where `code` is the
/// house code itself. False where it is not there.
bool stand_in(mapping::Document& document, const std::string& code, const std::string& house);

/// The same before mapping, where a lookup has no row for one of the order's reps: the house code's
/// own row is asked of a person. False where `missing` is about that or something else.
bool stand_in(Order& order, const Error& missing, const std::string& house_rep);

}  // namespace norekey::flow
