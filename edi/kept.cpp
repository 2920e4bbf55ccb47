#include "edi/kept.hpp"

#include "edi/charset.hpp"

namespace norekey::edi {

const std::string& KeptSegment::at(std::size_t element, std::size_t component) const {
  static const std::string none;
  if (element == 0 || element > size() || component == 0) return none;
  const std::size_t place = starts[element - 1] + component - 1;
  return place < starts[element] ? values[place] : none;
}

std::vector<const KeptSegment*> KeptLoop::all(std::string_view tag) const {
  std::vector<const KeptSegment*> out;
  for (const KeptSegment& one : segments) {
    if (one.tag == tag) out.push_back(&one);
  }
  return out;
}

std::vector<const KeptLoop*> KeptLoop::loops_of(std::string_view tag) const {
  std::vector<const KeptLoop*> out;
  for (const KeptLoop& one : loops) {
    if (one.segments.front().tag == tag) out.push_back(&one);
  }
  return out;
}

const KeptSegment* KeptLoop::first(std::string_view tag) const {
  for (const KeptSegment& one : segments) {
    if (one.tag == tag) return &one;
  }
  return nullptr;
}

void KeepSets::begin_interchange(const Interchange& interchange) {
  kept_.interchange = interchange;
}
void KeepSets::begin_group(const Group& group) { kept_.group = group; }

void KeepSets::begin_set(const Set& set) {
  keeping_ = set.guided && wanted_(set);
  number_ = 0;
  kept_.body = {};
  kept_.body.is_set = true;
  open_.clear();
}

void KeepSets::end_set(const Set& set) {
  if (!keeping_) return;
  keeping_ = false;
  KeptSet out;
  out.interchange = kept_.interchange;
  out.group = kept_.group;
  out.set = set;
  out.body = std::move(kept_.body);
  take_(std::move(out));
}

/// Opens and closes loops so that `node` belongs to the innermost.
KeptLoop& KeepSets::loop_at(std::uint16_t node, const SetGuide& guide) {
  const std::uint16_t around = guide.nodes[node].parent;
  const bool inside = !open_.empty() && open_.back().first == around;
  if (inside && !guide.nodes[node].group) return *open_.back().second;
  std::vector<std::uint16_t> path;
  for (std::uint16_t at = guide.nodes[node].parent; at != kNone; at = guide.nodes[at].parent)
    path.insert(path.begin(), at);
  std::size_t same = 0;
  while (same < path.size() && same < open_.size() && open_[same].first == path[same]) ++same;
  open_.resize(same);
  KeptLoop* at = open_.empty() ? &kept_.body : open_.back().second;
  if (!guide.nodes[node].group) return *at;
  KeptLoop& made = at->loops.emplace_back();
  open_.emplace_back(node, &made);
  return made;
}

void KeepSets::segment(const Segment& s, const Walk* walk, const SetGuide* guide) {
  ++number_;
  if (!keeping_ || walk == nullptr || !walk->placed()) return;
  KeptSegment& out = loop_at(walk->node(), *guide).segments.emplace_back();
  out.tag = s.tag;
  out.number = number_;
  const char* charset = charset_of(kept_.interchange.syntax);
  const auto text = [&](std::string_view raw, bool released) {
    return to_utf8(
        released ? unreleased(raw, kept_.interchange.separators.release) : std::string(raw),
        charset);
  };
  out.values.reserve(s.size() + s.parts().size());
  out.starts.reserve(s.size() + 1);
  for (const Element& e : s.elements()) {
    out.starts.push_back(static_cast<std::uint32_t>(out.values.size()));
    if (e.parts == 0) out.values.push_back(text(s.raw(e), e.released));
    for (std::uint32_t p = 0; p < e.parts; ++p) {
      const Part& part = s.parts()[e.first_part + p];
      if (part.repetition == 0) out.values.push_back(text(s.raw(part), part.released));
    }
  }
  out.starts.push_back(static_cast<std::uint32_t>(out.values.size()));
}

}  // namespace norekey::edi
