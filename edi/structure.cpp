#include "edi/structure.hpp"

#include <algorithm>

namespace norekey::edi {
Grammar::Grammar(std::shared_ptr<const SetGuide> guide, TagWord lines) : guide_(std::move(guide)) {
  for (const Node& node : guide_->nodes) {
    const bool x12 = !guide_->group.empty();
    const bool line = node.tag == lines && lines != 0 && (node.group || !x12);
    const bool total = node.tag == tag_word("CTT") || node.tag == tag_word("CNT");
    const bool level = node.tag == tag_word(x12 ? "HL" : "CPS");
    spots_.push_back(
        {node.max, node.parent, node.segment, node.group, node.forbidden, line, total, level});
    std::size_t at = hash(node.tag);
    while (hash_[at].tag != 0 && hash_[at].tag != node.tag) at = (at + 1) % hash_.size();
    if (hash_[at].tag != 0) continue;
    hash_[at] = {node.tag, static_cast<int>(tags_++)};
  }
  ranges_.resize((guide_->nodes.size() + 1) * tags_);
  only_.resize(ranges_.size(), kNone);
  recent_.resize(guide_->nodes.size() + 1);
}

/// The first place after a node, inside its group where it is one.
std::uint16_t Grammar::after(std::uint16_t node) const {
  const Node& n = guide_->nodes[node];
  return n.group ? n.first : n.next;
}

std::pair<const Grammar::Move*, const Grammar::Move*> Grammar::moves(std::uint16_t from,
                                                                     TagWord tag) {
  const int index = tag_index(tag);
  if (index < 0) return {nullptr, nullptr};
  const std::size_t row = from == kNone ? 0 : from + 1u;
  const std::size_t cell = row * tags_ + static_cast<std::size_t>(index);
  Range& range = ranges_[cell];
  if (range.begin < 0) {
    range.begin = static_cast<std::int32_t>(moves_.size());
    find_moves(from, tag);
    range.end = static_cast<std::int32_t>(moves_.size());
    const Move* first = moves_.data() + range.begin;
    const bool binary = tag == tag_word("BIN") || tag == tag_word("BDS");  // next()'s alone
    const bool one = range.end - range.begin == 1 && !first->skips && !binary;
    if (one && guide_->nodes[first->node].discriminator == kNone) only_[cell] = first->node;
  }
  return {moves_.data() + range.begin, moves_.data() + range.end};
}

/// Siblings that a value tells apart stand for one place: from each of them all can be reached.
void Grammar::find_moves(std::uint16_t from, TagWord tag) {
  const auto& nodes = guide_->nodes;
  bool skips = false;
  std::uint16_t level = kNone, at = nodes.empty() ? kNone : std::uint16_t{0};
  if (from != kNone) {
    const Node& n = nodes[from];
    level = n.group ? from : n.parent;
    at = after(from);
    if (!n.group) at = leave_ring(from, tag, skips);
  }
  for (;;) {
    while (at != kNone) {
      if (nodes[at].ring != kNone) {
        at = leave_ring(at, tag, skips);
        continue;
      }
      if (nodes[at].tag == tag) moves_.push_back({at, skips});
      skips = skips || nodes[at].min > 0;
      at = nodes[at].next;
    }
    if (level == kNone) return;
    at = leave_ring(level, tag, skips);
    level = nodes[level].parent;
  }
}

/// Moves to `node`, or to all of its ring; then what is behind them.
std::uint16_t Grammar::leave_ring(std::uint16_t node, TagWord tag, bool& skips) {
  const auto& nodes = guide_->nodes;
  if (nodes[node].ring == kNone) {
    if (nodes[node].tag == tag) moves_.push_back({node, skips});
    return nodes[node].next;
  }
  bool asks = false;
  std::uint16_t at = nodes[node].ring;
  for (; at != kNone && nodes[at].ring == nodes[node].ring; at = nodes[at].next) {
    if (nodes[at].tag == tag) moves_.push_back({at, skips});
    asks = asks || nodes[at].min > 0;
  }
  skips = skips || asks;
  return at;
}

bool Walk::present(std::uint16_t node) const {
  const Count& count = counts_[node];
  return count.times > 0 && count.instance == instance_around(node);
}

/// A full place that a value picked is not left for the one that takes any value.
bool Walk::crowds_out(const Grammar::Move* full, const Grammar::Move* move) const {
  const auto& nodes = grammar_->guide().nodes;
  return nodes[full->node].discriminator != kNone && nodes[full->node].ring != kNone &&
         nodes[full->node].ring == nodes[move->node].ring;
}

void Walk::start(Grammar& grammar) {
  grammar_ = &grammar;
  node_ = other_ = kNone;
  placed_ = false;
  const std::size_t size = grammar.guide().nodes.size();
  if (counts_.size() < size || serial_ > 0xf0000000u) {
    counts_.assign(std::max(size, counts_.size()), {});
    instances_.assign(counts_.size(), 0);
    serial_ = 0;
  }
  root_ = ++serial_;
}

/// Some directories are ambiguous: a QTY may be the inner group's or begin the outer one anew. The
/// nearer place is taken; where the next segment fits only behind the other one, that is taken
/// instead. One step back at most, so the time stays linear.
bool Walk::reseat(TagWord tag) {
  if (other_ == kNone || full(other_)) return false;
  const auto [begin, end] = grammar_->moves(other_, tag);
  if (begin == end) return false;
  --counts_[node_].times;
  enter(other_);
  return true;
}

bool Walk::accepts(const Node& node, const Segment& segment) const {
  if (node.discriminator == kNone) return true;
  const Discriminator& d = grammar_->guide().discriminators[node.discriminator];
  const std::string_view value =
      d.component == 0 ? segment.at(d.element) : segment.at(d.element, d.component);
  return std::find(d.values.begin(), d.values.end(), value) != d.values.end();
}

}  // namespace norekey::edi
