/// engine: the state of one validation, shared by the X12 and the EDIFACT envelope and by the check
/// of a set's inside. Internal to edi/; validate.hpp is its face.
#pragma once
#include <map>
#include <memory>
#include <unordered_map>

#include "edi/codes.hpp"
#include "edi/conditions.hpp"
#include "edi/controls.hpp"
#include "edi/elements.hpp"
#include "edi/quick.hpp"
#include "edi/validate.hpp"

namespace norekey::edi {

class Engine {
 public:
  Engine(Source& source, const ValidateOptions& options, Listener& listener);
  Result<Totals> run();

 private:
  // engine.cpp: the input as a whole, and findings.
  bool outside(Got got);
  void close_all(bool cut);
  void warn_padded();
  /// Once: which of the control numbers that come now were there before is no longer known.
  void warn_forgotten();
  /// The input ended inside the current segment, and what it has of element `i` may be the begin of
  /// `whole`: it says nothing.
  bool cut_short(std::uint16_t i, std::string_view whole) const {
    return !seg().terminated && i >= seg().size() && whole.starts_with(seg().at(i));
  }
  struct Where {
    std::uint16_t element = 0, component = 0, repetition = 0;
    std::uint32_t at = 0, end = 0;  ///< the bytes it is about; 0: the segment's begin
  };
  void tell(Level level, const std::string& code, const std::string& number,
            const std::string& text, Where where);
  void tell(Level level, const std::string& code, const std::string& number,
            const std::string& text) {
    tell(level, code, number, text, Where());
  }
  /// Element `i` (from 1) of the current segment, or its end where it is absent.
  Where where(std::uint16_t i) const {
    const auto& all = seg().elements();
    if (i > all.size()) return {i, 0, 0, seg().end, seg().end};
    return {i, 0, 0, all[i - 1u].begin, all[i - 1u].end};
  }
  /// Component `c` (from 1) of its first repetition.
  Where where(std::uint16_t i, std::uint16_t c) const {
    Where out = where(i);
    out.component = c;
    if (i > seg().elements().size()) return out;
    const Element& e = seg().elements()[i - 1u];
    for (std::uint32_t p = 0; p < e.parts; ++p) {
      const Part& part = seg().parts()[e.first_part + p];
      if (part.repetition != 0 || part.component + 1u != c) continue;
      out.at = part.begin;
      out.end = part.end;
    }
    return out;
  }
  void warn(const std::string& word, const std::string& text) { warn(word, text, Where()); }
  void warn(const std::string& word, const std::string& text, Where where);
  void send(Finding& finding);
  /// An error, or in lenient mode a warning `word`.
  void dirty(Level level, const std::string& code, const std::string& number,
             const std::string& word, const std::string& text, Where where);
  void end_interchange();
  void end_group();
  void end_set();
  void spoil(Level level);  ///< what contains the finding is not (wholly) accepted
  void header_warnings();

  // engine_set.cpp: what is between ST and SE, UNH and UNT.
  void begin_set_guide();
  void inner_segment();
  void inner_run();
  void check_inside(const SegmentRule& rule, const Dictionary& dictionary);
  /// A service segment (GS, UNB) against its rule; its faults are `level`'s. Those of element
  /// `told` (from 1) are left out.
  void check_service(const Dictionary& dictionary, Level level, std::uint16_t told = 0);
  void finish_structure();
  void missing_place(std::uint16_t node);
  void tell_condition(const BrokenCondition& broken);
  void tell_fault(const ElementFault& fault, Level level);
  bool odd_are_ascii();
  void tell_fit(Fit fit);
  void keep_total();
  TagWord line_tag() const;
  void check_totals();
  void check_level();
  /// A guide made ready for reading.
  struct Ready {
    Grammar grammar;
    Quick quick;
  };
  Ready& ready(const std::shared_ptr<const SetGuide>& guide);
  bool binary_here() const;
  void binary_finding();
  void odd_without_guide();
  void forbidden_segment();

  // engine_x12.cpp
  void x12_segment();
  void isa();
  void isa_values();
  void gs();
  void st();
  void se();
  void ge();
  void iea();
  void x12_stray();
  void x12_missing_se();
  void x12_missing_ge(bool cut);
  void x12_cut();
  void trailer_size(Level level);
  void st_values();
  bool is_group(const std::string& functional) const;
  void open_stray_group();
  bool x12_header_ok(const Separators& separators);

  // engine_edifact.cpp
  void edifact_segment();
  void unb();
  void ung();
  void unh();
  void unt();
  void une();
  void unz();
  void uno();
  void unp();
  void edifact_stray();
  void edifact_missing_unt();
  void edifact_missing_une();
  void edifact_cut();
  void open_implicit_group();
  void unb_values();
  void unh_values();
  void find_message_guide();
  void edifact_trailer(Level level, const char* count_name, std::uint64_t count,
                       const char* reference_name, const std::string& reference);

  /// `text` as ISA or UNB has it, without the line breaks of a wrapped file.
  std::string unwrapped(std::string_view text) const;
  const Segment& seg() const { return reader_.segment(); }

  const ValidateOptions& options_;
  Listener& listener_;
  Reader reader_;
  Totals totals_;

  Interchange interchange_;
  Group group_;
  Set set_;
  bool in_interchange_ = false, in_group_ = false, in_set_ = false;
  const bool wants_segments_;
  bool told_indent_ = false, told_wrap_ = false, told_padded_ = false, told_forgotten_ = false;
  bool skip_to_next_ = false;  ///< nothing more of this interchange can be read
  bool set_spoiled_ = false, group_spoiled_ = false, interchange_spoiled_ = false;
  std::uint64_t edifact_items_ = 0;      ///< messages and packages, or groups, for UNZ
  std::uint64_t packages_ = 0;           ///< of the current group, for UNE
  std::string package_, object_length_;  ///< of the open package: UNO's 0800 and 0810
  bool in_package_ = false;
  bool had_groups_ = false, had_loose_ = false;
  std::uint64_t ordinal_ = 0;  ///< of the current segment in its set
  std::size_t set_findings_ = 0, segment_findings_ = 0;

  ValueRules rules_;
  std::shared_ptr<const Dictionary> dictionary_;
  std::shared_ptr<const SetGuide> guide_;
  Grammar* grammar_ = nullptr;
  Quick* quick_ = nullptr;
  std::map<const SetGuide*, std::unique_ptr<Ready>> ready_;
  Walk walk_;
  Conditions conditions_;
  std::vector<ElementFault> faults_;
  TakeFault take_;
  std::shared_ptr<const Dictionary> service_ = service_dictionary();
  std::string guide_key_;  ///< UNH02 that `guide_` and `dictionary_` were looked up for
  Controls interchanges_, groups_, sets_;
  Controls levels_;  ///< HL01 or CPS01 of the open set
  Finding finding_;
  Error error_;

  std::string missing_tag_;                     ///< told instead of the current segment's
  std::string element_id_;                      ///< of the fault being told
  const BrokenCondition* elsewhere_ = nullptr;  ///< it is about an earlier segment
  std::uint64_t lines_ = 0;                     ///< for CTT01 and CNT+2
  std::string declared_lines_;
  Finding declared_place_;
};

}  // namespace norekey::edi
