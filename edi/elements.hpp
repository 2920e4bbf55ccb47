/// elements: one segment against its rule: presence, repetition, type, length, code, relations.
/// Used by set_check and the envelopes. It knows no tree and no wording.
#pragma once
#include <functional>

#include "edi/guide.hpp"
#include "edi/values.hpp"

namespace norekey::edi {

/// One fault of one segment. Positions count from 1; 0: the whole element.
struct ElementFault {
  Fault fault = Fault::none;
  std::uint16_t element = 0, component = 0, repetition = 0;
  std::uint32_t begin = 0, end = 0;  ///< the bytes it is about, in Segment::data
  const ElementRule* rule = nullptr;
  std::uint32_t limit = 0;  ///< too_many_*: how many are allowed
};

/// Takes faults; false: no more are wanted of this segment.
using TakeFault = std::function<bool(const ElementFault&)>;

/// What an interchange's syntax asks of values.
struct ValueRules {
  bool x12 = true;
  char decimal = '.', release = '\0';
  bool open_codes = false;  ///< EANCOM: its lists are not the UN's
};

/// Calls `take` for each fault, in the order of the elements.
void check_elements(const SegmentRule& rule, const Dictionary& dictionary, const Segment& segment,
                    const ValueRules& rules, const TakeFault& take);

/// No mandatory place is empty and no relation is broken. Bit n-1 of `present` is place n.
bool presence_is_fine(const SegmentRule& rule, std::uint64_t present);

}  // namespace norekey::edi
