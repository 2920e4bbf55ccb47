/// kept: one set as values, nested as its loops are, for those who read a document as a whole: the
/// order reader, flow/partners. Filled while validating; knows no document.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "edi/report.hpp"

namespace norekey::edi {

/// Values are UTF-8, without release characters.
struct KeptSegment {
  std::string tag;
  std::vector<std::string> values;    ///< components of the first repetitions, one element after
                                      ///< the other
  std::vector<std::uint32_t> starts;  ///< where each element begins in `values`, and their end
  std::uint32_t number = 0;           ///< in the set, ST or UNH is 1

  std::size_t size() const { return starts.empty() ? 0 : starts.size() - 1; }  ///< of elements
  /// Element `element`, component `component`, both from 1; "" where there is none.
  const std::string& at(std::size_t element, std::size_t component = 1) const;
};

struct KeptLoop {
  std::vector<KeptSegment> segments;  ///< of a loop, its trigger is the first
  std::vector<KeptLoop> loops;

  /// What the loop begins with; "" for the set itself.
  std::string tag() const { return is_set ? "" : segments.front().tag; }
  bool is_set = false;
  /// All segments and loops of a tag, in their order.
  std::vector<const KeptSegment*> all(std::string_view tag) const;
  std::vector<const KeptLoop*> loops_of(std::string_view tag) const;
  const KeptSegment* first(std::string_view tag) const;
};

struct KeptSet {
  Interchange interchange;
  Group group;
  Set set;
  KeptLoop body;
};

/// Keeps the sets that `wanted` names and gives each out when it ends, with its verdict; that of
/// its group and interchange is not known then. Sets without a guide are not kept.
class KeepSets : public Listener {
 public:
  using Wanted = std::function<bool(const Set&)>;
  using Take = std::function<void(KeptSet)>;
  KeepSets(Wanted wanted, Take take) : wanted_(std::move(wanted)), take_(std::move(take)) {}

  void begin_interchange(const Interchange&) override;
  void begin_group(const Group&) override;
  void begin_set(const Set&) override;
  void end_set(const Set&) override;
  void segment(const Segment&, const Walk*, const SetGuide*) override;

 private:
  KeptLoop& loop_at(std::uint16_t node, const SetGuide& guide);

  Wanted wanted_;
  Take take_;
  KeptSet kept_;
  bool keeping_ = false;
  std::uint32_t number_ = 0;
  std::vector<std::pair<std::uint16_t, KeptLoop*>> open_;  ///< node and loop, outermost first
};

}  // namespace norekey::edi
