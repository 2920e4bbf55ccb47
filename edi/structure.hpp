/// structure: where the segments of one set stand in its tree. Each segment costs a look into a
/// table that fills itself as it is used, so the time is linear whatever the input. Used by
/// set_check.
#pragma once
#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "edi/guide.hpp"

namespace norekey::edi {

/// The moves of one guide, made once and used for all its sets.
class Grammar {
 public:
  /// `lines`: the segment, or the first of the loop, that the set counts as its lines; 0: none.
  Grammar(std::shared_ptr<const SetGuide> guide, TagWord lines);

  struct Move {
    std::uint16_t node;
    bool skips;  ///< leaves out something mandatory
  };
  const SetGuide& guide() const { return *guide_; }
  bool has(TagWord tag) const { return tag_index(tag) >= 0; }
  /// Where `tag` may go from `from` (kNone: before the first), nearest first.
  std::pair<const Move*, const Move*> moves(std::uint16_t from, TagWord tag);
  /// The only place there is for `tag`, whatever its values, where nothing is left out; else kNone.
  std::uint16_t only_move(std::uint16_t from, TagWord tag) {
    const std::size_t row = from == kNone ? 0 : from + 1u;
    Recent& recent = recent_[row];
    if (recent.tag == tag) return recent.only;
    const int index = tag_index(tag);
    if (index < 0) return kNone;
    const std::uint16_t only = only_[row * tags_ + static_cast<std::size_t>(index)];
    if (only != kNone) recent = {tag, only};
    return only;
  }
  /// What of a node is needed for each segment, close together.
  struct Spot {
    std::uint32_t max = 1;
    std::uint16_t parent = kNone, segment = kNone;
    bool group = false, forbidden = false;
    bool line = false, total = false;  ///< counted for CTT01 or CNT+2; one of these
    bool level = false;                ///< HL or CPS: names itself and what it is part of
  };
  const Spot& spot(std::uint16_t node) const { return spots_[node]; }
  /// Calls `take(node)` for each mandatory place left out between `from` and `to` (kNone: the end).
  template <class Take>
  void skipped(std::uint16_t from, std::uint16_t to, Take take) const;

 private:
  struct Range {
    std::int32_t begin = -1, end = -1;
  };
  int tag_index(TagWord tag) const {
    for (std::size_t at = hash(tag);; at = (at + 1) & 255) {
      if (hash_[at].tag == tag) return hash_[at].index;
      if (hash_[at].tag == 0) return -1;
    }
  }
  static std::size_t hash(TagWord tag) { return ((tag * 0x9e3779b1u) >> 16) & 255; }
  void find_moves(std::uint16_t from, TagWord tag);
  std::uint16_t after(std::uint16_t node) const;
  std::uint16_t leave_ring(std::uint16_t node, TagWord tag, bool& skips);
  bool same_ring(std::uint16_t a, std::uint16_t b) const {
    return a == b ||
           (guide_->nodes[a].ring != kNone && guide_->nodes[a].ring == guide_->nodes[b].ring);
  }

  std::shared_ptr<const SetGuide> guide_;
  struct Hashed {
    TagWord tag = 0;
    int index = -1;
  };
  std::array<Hashed, 256> hash_{};
  std::size_t tags_ = 0;
  std::vector<Range> ranges_;
  std::vector<std::uint16_t> only_;  ///< of each range: the one place there is
  struct Recent {
    TagWord tag = 0;
    std::uint16_t only = kNone;
  };
  std::vector<Recent> recent_;  ///< of each row of `only_`: what was found last
  std::vector<Spot> spots_;
  std::vector<Move> moves_;
};

/// What a segment's place is, or why it has none.
enum class Fit { fits, unknown_here, out_of_order, discriminated, over_segment, over_group };

/// One set being read.
class Walk {
 public:
  void start(Grammar& grammar);
  /// Moves to the only place that there is for `tag`, and says it. kNone: there is none, or more
  /// than one, or it is full, and nothing was done.
  std::uint16_t quick(TagWord tag) {
    const std::uint16_t only = grammar_->only_move(node_, tag);
    if (only == kNone) return kNone;
    const Grammar::Spot& spot = grammar_->spot(only);
    Count& count = counts_[only];
    const std::uint32_t around = spot.parent == kNone ? root_ : instances_[spot.parent];
    const std::uint32_t times = count.instance == around ? count.times : 0;
    if (spot.max > 0 && times >= spot.max) return kNone;
    count = {times + 1, around};
    if (spot.group) instances_[only] = ++serial_;
    node_ = only;
    other_ = kNone;
    placed_ = true;
    return only;
  }
  /// Moves to the place of `segment`; `skipped(node)` is called for each mandatory place left out.
  template <class Skipped>
  Fit step(const Segment& segment, Skipped skipped);
  /// The place of the last segment that had one; kNone before.
  std::uint16_t node() const { return node_; }
  /// The last segment has a place: `node()` is its own.
  bool placed() const { return placed_; }
  template <class Skipped>
  void finish(Skipped skipped) {
    leave_for(kNone, skipped);
  }

 private:
  struct Count {
    std::uint32_t times = 0, instance = 0;
  };
  bool accepts(const Node& node, const Segment& segment) const;
  bool full(std::uint16_t node) const {
    const Grammar::Spot& spot = grammar_->spot(node);
    const Count& count = counts_[node];
    return spot.max > 0 && count.times >= spot.max && count.instance == instance_around(node);
  }
  /// Of those that may come in any order, one that was there is not left out.
  template <class Skipped>
  void leave_for(std::uint16_t to, Skipped skipped) {
    grammar_->skipped(node_, to, [&](std::uint16_t node) {
      if (grammar_->guide().nodes[node].ring == kNone || !present(node)) skipped(node);
    });
  }
  bool present(std::uint16_t node) const;
  bool crowds_out(const Grammar::Move* full, const Grammar::Move* move) const;
  void enter(std::uint16_t node) {
    Count& count = counts_[node];
    const std::uint32_t around = instance_around(node);
    if (count.instance != around) count = {0, around};
    ++count.times;
    if (grammar_->spot(node).group) instances_[node] = ++serial_;
    node_ = node;
    other_ = kNone;
    placed_ = true;
  }
  bool reseat(TagWord tag);
  std::uint32_t instance_around(std::uint16_t node) const {
    const std::uint16_t parent = grammar_->spot(node).parent;
    return parent == kNone ? root_ : instances_[parent];
  }

  Grammar* grammar_ = nullptr;
  std::uint16_t node_ = kNone;
  std::uint16_t other_ = kNone;  ///< where the last segment could have stood too
  bool placed_ = false;
  std::vector<Count> counts_;
  std::vector<std::uint32_t> instances_;
  std::uint32_t serial_ = 0, root_ = 0;
};

template <class Take>
void Grammar::skipped(std::uint16_t from, std::uint16_t to, Take take) const {
  const auto& nodes = guide_->nodes;
  std::uint16_t level = from == kNone ? kNone : nodes[from].parent;
  std::uint16_t at = from == kNone ? (nodes.empty() ? kNone : std::uint16_t{0}) : after(from);
  if (from != kNone && nodes[from].group) level = from;
  if (from != kNone && !nodes[from].group) {
    if (to != kNone && same_ring(from, to)) return;
    if (nodes[from].ring != kNone) at = nodes[from].ring;
  }
  for (;;) {
    for (; at != kNone; at = nodes[at].next) {
      if (to != kNone && same_ring(at, to)) return;
      if (nodes[at].min > 0) take(at);
    }
    if (level == kNone || (to != kNone && same_ring(level, to))) return;
    at = nodes[level].ring != kNone ? nodes[level].ring : nodes[level].next;
    level = nodes[level].parent;
  }
}

template <class Skipped>
Fit Walk::step(const Segment& segment, Skipped skipped) {
  placed_ = false;
  const TagWord tag = segment.word;
  if (quick(tag) != kNone) return Fit::fits;
  auto [begin, end] = grammar_->moves(node_, tag);
  if (begin == end && reseat(tag)) std::tie(begin, end) = grammar_->moves(node_, tag);
  if (begin == end) return grammar_->has(tag) ? Fit::out_of_order : Fit::unknown_here;
  const Grammar::Move* crowded = nullptr;
  for (const Grammar::Move* move = begin; move != end; ++move) {
    if (!accepts(grammar_->guide().nodes[move->node], segment)) continue;
    if (crowded != nullptr && crowds_out(crowded, move)) continue;
    if (full(move->node)) {
      if (crowded == nullptr) crowded = move;
      continue;
    }
    if (move->skips && crowded != nullptr) break;
    if (move->skips) leave_for(move->node, skipped);
    const std::uint16_t other = move + 1 != end && !move[1].skips ? move[1].node : kNone;
    enter(move->node);
    other_ = other;
    return Fit::fits;
  }
  if (crowded == nullptr) return Fit::discriminated;
  const Node& node = grammar_->guide().nodes[crowded->node];
  enter(crowded->node);
  return node.group ? Fit::over_group : Fit::over_segment;
}

}  // namespace norekey::edi
