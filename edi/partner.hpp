/// partner: a set's tree opened up so that a partner's guide can be laid over it: places narrowed,
/// loops told apart by a value, elements with lengths and codes of their own. Used by
/// flow/partners/guide_file, which reads the YAML; it knows no file.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "edi/guide.hpp"

namespace norekey::edi {

/// One place of the tree, with what is inside it. `rule` is its own to change.
struct Spot {
  Node node;
  SegmentRule rule;
  Discriminator only;  ///< no values: takes any
  int ring = 0;  ///< spots with the same number, side by side, may come in any order; 0: alone
  std::vector<Spot> inside;
};

class GuideMaker {
 public:
  GuideMaker(const Dictionary& standard, const SetGuide& set);

  std::vector<Spot>& top() { return top_; }
  int new_ring() { return ++rings_; }
  const Dictionary& dictionary() const { return *own_; }
  /// The element at a place of a rule, made the partner's own so that it can be narrowed. Null:
  /// there is no such place, or it is a composite and `component` is 0.
  ElementRule* narrow(SegmentRule& rule, std::size_t element, std::size_t component);
  /// The same, to look at. Null as above.
  const ElementRule* at(const SegmentRule& rule, std::size_t element, std::size_t component) const;
  /// The slot of an element or component. Null: there is none.
  Slot* slot(SegmentRule& rule, std::size_t element, std::size_t component);
  void set_codes(ElementRule& element, std::vector<std::string> codes);
  /// The codes of an element, empty where any will do.
  std::vector<std::string> codes(const ElementRule& element) const;
  void set_mandatory(SegmentRule& rule, std::size_t element, std::size_t component);

  /// Ends the making.
  std::shared_ptr<SetGuide> make();

 private:
  void unfold(const SetGuide& set, std::uint16_t first, std::vector<Spot>& to);
  void fold(const std::vector<Spot>& spots, std::uint16_t parent, SetGuide& out);
  SegmentRule* own_composite(Slot& slot);

  std::shared_ptr<Dictionary> own_;
  std::size_t shared_elements_, shared_composites_;
  std::string id_, group_;
  std::vector<Spot> top_;
  int rings_ = 0;
};

/// The places that `path` ("PO1/SCH", "BEG02", "SG2/NAD03-1") names below `scope`, or, where there
/// are none there, in the whole set. No nodes: there is no such place.
Ask find_places(const SetGuide& guide, std::uint16_t scope, std::string_view path);

/// The loop that a path of loops names; kNone: there is none. Of loops told apart by a value the
/// first.
std::vector<std::uint16_t> find_loops(const SetGuide& guide, std::string_view path);

}  // namespace norekey::edi
