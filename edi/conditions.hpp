/// conditions: what a partner's guide asks of segments together, "where BEG02 is BK, SCH must be
/// there". A few bits a condition; a segment costs its conditions. Used by engine_set only.
#pragma once
#include <functional>

#include "edi/guide.hpp"

namespace norekey::edi {

/// One that does not hold. `here`: it is about the current segment; else about what has ended.
struct BrokenCondition {
  const Ask* ask = nullptr;
  bool forbidden = false, here = false;
  std::string reason;         ///< "BEG02 is 'BK'"
  std::uint32_t ordinal = 0;  ///< of the segment whose element is missing; 0: the current one
  Place place;                ///< its end
};

using TakeBroken = std::function<void(const BrokenCondition&)>;

class Conditions {
 public:
  void start(const SetGuide& guide);
  using TellPlace = std::function<Place()>;  ///< of the end of the current segment
  /// A segment that stands at `node`, the `ordinal`th of its set.
  void segment(std::uint16_t node, const Segment& segment, std::uint32_t ordinal,
               const TellPlace& place, const TakeBroken& take);
  /// The set ends.
  void finish(const TakeBroken& take);

 private:
  struct Seen {
    std::uint32_t ordinal = 0;
    Place place;
  };
  struct State {
    std::uint32_t when = 0, require = 0, forbid = 0;  ///< bits of what was seen
    bool open = false;
    std::vector<Seen> seen{};  ///< of each of `require`: the segment that lacks it
  };
  bool inside(std::uint16_t node, std::uint16_t scope) const;
  void look(const Condition& condition, State& state, std::uint16_t node, const Segment& segment,
            const TakeBroken& take);
  static void close(const Condition& condition, State& state, const TakeBroken& take);

  const SetGuide* guide_ = nullptr;
  std::vector<State> states_;
};

}  // namespace norekey::edi
