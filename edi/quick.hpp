/// quick: says of most segments in one pass over their separators that nothing is wrong with their
/// elements. It never says so wrongly; where it is not sure, elements.cpp looks and tells. Used by
/// engine_set only.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "edi/elements.hpp"
#include "edi/guide.hpp"

namespace norekey::edi {

class Quick {
 public:
  /// All segments of a set.
  Quick(const SetGuide& guide, const Dictionary& dictionary);

  /// True: check_elements would tell nothing of `segment`, which `guide.segments[rule]` describes.
  /// Up to seven bytes behind the segment's values are read (and ignored): a reader's buffer has
  /// them.
  bool fine(std::uint16_t rule, const Segment& segment, const ValueRules& rules);

 private:
  /// From `digits` on eight digits or fewer are fine, or a date.
  enum class Kind : std::uint8_t { never, text, code, composite, slow, digits, decimal, date };

  /// What one value may be.
  struct Check {
    Kind kind = Kind::never;
    std::uint16_t min = 1, max = 1;
    std::uint16_t rule = kNone;  ///< of a composite, index into `rules_`
    std::uint32_t first = 0;     ///< of a composite, its first component in `checks_`
    const CodeSet* codes = nullptr;
    const ElementRule* element = nullptr;
  };

  /// Places of a segment or a composite, in `checks_`.
  struct Rule {
    const SegmentRule* from = nullptr;
    std::uint32_t first = 0, count = 0;
    std::uint64_t good = 0;  ///< a mask of present places that was found in order
    bool date = false;
  };

  std::uint16_t add(const SegmentRule& from, const Dictionary& dictionary);
  Check check_of(const Slot& slot, const Dictionary& dictionary);
  bool value(const Check& check, const char* at, std::size_t size, const ValueRules& rules) const;
  bool value_slowly(const Check& check, const char* at, std::size_t size,
                    const ValueRules& rules) const;
  bool composite(const Check& check, const Segment& segment, std::uint32_t begin, std::uint32_t end,
                 const std::uint32_t*& inner, const ValueRules& rules);
  bool there(Rule& rule, std::uint64_t present) const;

  std::vector<Rule> rules_;  ///< those of the set's segments first
  std::vector<Check> checks_;
  std::vector<std::uint16_t> composites_;  ///< index into `rules_` of each composite, or kNone
};

}  // namespace norekey::edi
