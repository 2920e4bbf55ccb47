#include "edi/tree.hpp"

#include <algorithm>

namespace norekey::edi {

TreeWriter::TreeWriter(std::ostream& out, std::unique_ptr<TreeForm> form)
    : out_(out), form_(std::move(form)) {
  form_->start(out_);
}

void TreeWriter::finish() {
  close_to(0);
  form_->finish(out_);
}

void TreeWriter::close_to(std::size_t depth) {
  for (; open_.size() > depth; open_.pop_back()) form_->close(out_);
}

void TreeWriter::begin_interchange(const Interchange& interchange) {
  close_to(0);
  interchange_ = interchange;
  waiting_ = true;
}

void TreeWriter::begin_group(const Group& group) {
  if (!group.explicit_group || waiting_) return;
  close_to(1);
  form_->open(out_, "group", group.functional, group.version);
  open_.emplace_back(Kind::group, kNone);
}

void TreeWriter::begin_set(const Set& set) {
  if (waiting_) return;
  const bool group = open_.size() > 1 && open_[1].first == Kind::group;
  close_to(group ? 2 : 1);
  form_->open(out_, "transaction", set.id, set.version);
  open_.emplace_back(Kind::set, kNone);
}

/// Closes and opens loops so that `node` is in the innermost open one.
void TreeWriter::move_to(std::uint16_t node, const SetGuide& guide) {
  std::vector<std::uint16_t> path;
  for (std::uint16_t at = guide.nodes[node].group ? node : guide.nodes[node].parent; at != kNone;
       at = guide.nodes[at].parent)
    path.insert(path.begin(), at);
  std::size_t base = 0;
  while (base < open_.size() && open_[base].first != Kind::loop) ++base;
  std::size_t same = 0;
  const std::size_t keep = guide.nodes[node].group ? path.size() - 1 : path.size();
  while (same < keep && base + same < open_.size() && open_[base + same].second == path[same])
    ++same;
  close_to(base + same);
  for (; same < path.size(); ++same) {
    form_->open(out_, "loop", guide.nodes[path[same]].name, "");
    open_.emplace_back(Kind::loop, path[same]);
  }
}

void TreeWriter::segment(const Segment& s, const Walk* walk, const SetGuide* guide) {
  if (waiting_) {
    waiting_ = false;
    form_->open_interchange(out_, interchange_, s.break_after);
    open_.emplace_back(Kind::interchange, kNone);
  }
  if (walk != nullptr && walk->placed()) move_to(walk->node(), *guide);
  const auto depth_of = [this](Kind kind) {
    const auto at = std::find_if(open_.begin(), open_.end(),
                                 [kind](const auto& one) { return one.first == kind; });
    return static_cast<std::size_t>(at - open_.begin());
  };
  const TagWord tag = s.word;
  std::size_t level = open_.size();
  if (tag == tag_word("SE") || tag == tag_word("UNT")) level = depth_of(Kind::set);
  if (tag == tag_word("GE") || tag == tag_word("UNE")) level = depth_of(Kind::group);
  if (tag == tag_word("IEA") || tag == tag_word("UNZ")) level = depth_of(Kind::interchange);
  if (level < open_.size()) close_to(level + 1);
  form_->segment(out_, s, interchange_);
  if (level < open_.size()) close_to(level);
}

}  // namespace norekey::edi
