/// codes: the standards' own numbers for faults, and how a finding is worded. Used by validate.
#pragma once
#include <string>

#include "edi/elements.hpp"
#include "edi/structure.hpp"

namespace norekey::edi {

/// "5" for Fault::too_long in X12 (AK403, IK403), "39" in EDIFACT (0085). "" for warnings.
std::string fault_number(Fault fault, Family family);
/// AK304 or 0085.
std::string fit_number(Fit fit, Family family, bool known_tag);

/// "BEG01", "C507.2380 in DTM01"; one sentence without full stop.
std::string fault_text(const ElementFault& fault, const Segment& segment, Family family);
std::string fit_text(Fit fit, std::string_view tag, const std::string& set, bool known_tag,
                     std::uint32_t max);

/// "REF02", "NAD02-3".
std::string position(std::string_view tag, std::size_t element, std::size_t component);

}  // namespace norekey::edi
