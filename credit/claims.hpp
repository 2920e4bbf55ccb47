/// claims: reps that an EDI message names. They are the buyer's claims: they are compared, and
/// never decide.
#pragma once
#include <string>
#include <vector>

#include "credit/tables.hpp"

namespace norekey::credit {

/// True for qualifiers that name a person who sells: REF*SA, PER*SR, N1*60, RFF+SA, NAD+SR, CTA+SR.
/// The same letters mean other things elsewhere: REF*SR and CTA+SA are offices.
bool names_a_rep(std::string_view qualifier);

/// EDI_REP_DIFFERS and EDI_REP_UNKNOWN, where a claim is not one of `reps`.
std::vector<std::string> claim_flags(const Sale& sale, const Tables& tables,
                                     const std::vector<std::string>& reps);

}  // namespace norekey::credit
