/// guide: what a standard says about segments and sets, as flat tables. Read from edi/tables by
/// table.cpp, changed by partner.cpp, used by structure and elements. It knows no file and no
/// value.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "edi/segment.hpp"

namespace norekey::edi {

enum class Type : std::uint8_t { text, number, decimal, date, time, binary, alpha, numeric };

/// A set of short codes: open addressing, a power of two, filled at most half.
class CodeSet {
 public:
  explicit CodeSet(const std::vector<std::string>& codes);
  bool holds(std::string_view code) const {
    return code.size() > 7 ? holds_long(code) : holds_word(code_word(code));
  }
  /// A code of at most 7 bytes and its length in one word, never 0.
  static std::uint64_t code_word(std::string_view code) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < code.size(); ++i)
      out |= std::uint64_t{static_cast<unsigned char>(code[i])} << (8 * i);
    return out | std::uint64_t{code.size()} << 56;
  }
  bool holds_word(std::uint64_t word) const {
    for (std::uint64_t at = mix(word) & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
      if (slots_[at] == word) return true;
    }
    return false;
  }
  const std::vector<std::string>& codes() const { return codes_; }

 private:
  static std::uint64_t mix(std::uint64_t word) {
    word *= 0x9e3779b97f4a7c15u;
    return word >> 40;
  }
  bool holds_long(std::string_view code) const;

  std::vector<std::uint64_t> slots_;
  std::uint64_t mask_ = 0;
  std::vector<std::string> codes_, long_codes_;
};

constexpr std::uint16_t kNone = 0xffff;

/// One data element of the dictionary.
struct ElementRule {
  std::string id;  ///< "353", "C507.2005" never: components stand alone
  Type type = Type::text;
  std::uint16_t min = 1, max = 1;
  std::uint16_t codes = kNone;  ///< index into `Standard::code_sets`
  bool names_list = false;      ///< EDIFACT 1131 and 3055: whose code list it is
  bool open = false;            ///< other codes than the listed are a warning
  bool partner = false;         ///< its codes are the choice of a partner's guide
};

/// One place of a segment or a composite.
struct Slot {
  std::uint16_t element = kNone;    ///< index into `Standard::elements`
  std::uint16_t composite = kNone;  ///< index into `Standard::composites`
  std::uint16_t repeat = 1;
  bool mandatory = false;
  bool forbidden = false;  ///< by a partner's guide
};

/// P R E C or L between the places of one segment. Bit n-1 of a mask is place n.
struct Relation {
  char kind = 'P';
  std::uint64_t first = 0,
                rest = 0;  ///< C, L: the place that asks, and those asked for; else all in rest
};

/// A segment or a composite.
struct SegmentRule {
  std::string id;
  std::vector<Slot> slots;
  std::vector<Relation> relations;
  std::uint64_t mandatory = 0;  ///< mask
  bool date = false;            ///< EDIFACT C507: a value and its format
  std::uint16_t period = 0;     ///< X12: index of element 1251 behind 1250, its format; 0: none
};

/// What of a value a partner's guide asks where it stands: "N1 with N101 = ST".
struct Discriminator {
  std::uint16_t element = 0, component = 0;  ///< from 1; component 0: the element itself
  std::vector<std::string> values;
};

/// One place of a set's tree: a segment, or a group that begins with one.
struct Node {
  TagWord tag = 0;
  std::uint16_t segment = kNone;  ///< index into `SetGuide::segments`
  std::uint16_t parent = kNone;   ///< the group it is in; kNone: top
  std::uint16_t next = kNone;     ///< next sibling
  std::uint16_t first = kNone;    ///< of a group: the node after its trigger
  std::uint32_t max = 1;          ///< 0: no limit
  std::uint32_t min = 0;
  bool group = false;
  bool forbidden = false;
  bool asked = false;  ///< `min` is a partner's guide's, not the standard's
  std::uint16_t discriminator = kNone;
  std::uint16_t ring =
      kNone;         ///< first of the siblings that a value tells apart; any order will do
  std::string name;  ///< of a group: "N1", "SG2"
};

struct Dictionary;

/// What a condition of a partner's guide looks at: a segment, or a value of it, where it may stand.
struct Ask {
  std::vector<std::uint16_t> nodes;  ///< sorted
  std::uint16_t element = 0, component = 0;
  std::vector<std::string> values;  ///< empty: any
  std::string tag, name;            ///< "BEG", "BEG02"
  bool outside = false;             ///< of the condition's loop: holds for all its instances
};

/// Where all of `when` is there, `require` must be there and `forbid` may not: in each instance of
/// a loop, or in the set.
struct Condition {
  std::uint16_t scope = kNone;  ///< the loop; kNone: the set
  std::vector<Ask> when, require, forbid;
};

/// One set (850, ORDERS): its tree, flat, in the order of the standard, with the segment rules
/// used.
struct SetGuide {
  std::string id, group;  ///< "850", "PO"; EDIFACT has no group
  std::vector<Node> nodes;
  std::vector<SegmentRule> segments;
  std::vector<Discriminator> discriminators;
  std::vector<Condition> conditions;
  std::shared_ptr<const Dictionary> dictionary;  ///< of a partner's guide; null: the standard's
};

/// One release of a standard: what all its sets share.
struct Dictionary {
  std::string name;  ///< "x12 004010", "edifact D:96A"
  Family family = Family::x12;
  std::string version;
  std::vector<ElementRule> elements;
  std::vector<CodeSet> code_sets;
  std::vector<SegmentRule> composites, segments;
  std::unordered_map<std::string, std::uint16_t> element_index, composite_index, segment_index;
  std::vector<std::string> known_segments, known_sets;  ///< sorted
  std::unordered_map<std::string, std::shared_ptr<const SetGuide>> sets;

  bool knows_segment(std::string_view tag) const;
  bool knows_set(std::string_view id) const;
};

/// The tables inside the program, read at first use. Null where there are none for `version`
/// ("004010" or "D:96A").
std::shared_ptr<const Dictionary> dictionary(Family family, std::string_view version);

/// The service segments of EDIFACT: UNB, UNH, UNT and so on, and CONTRL.
std::shared_ptr<const Dictionary> service_dictionary();

}  // namespace norekey::edi
