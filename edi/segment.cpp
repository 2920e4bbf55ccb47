#include "edi/segment.hpp"

namespace norekey::edi {

/// The last element ends where the segment does: a line break before the terminator, or before the
/// end of the input, is none of its bytes.
void Segment::split() const {
  split_ = true;
  elements_.clear();
  parts_.clear();
  const std::uint32_t* next = inner;
  const std::uint32_t* const last = inner + inner_count;
  while (next != last && *next < marks[0]) ++next;
  for (std::uint32_t i = 1; i < mark_count; ++i) {
    const auto first = static_cast<std::uint32_t>(parts_.size());
    Part part{marks[i - 1] + 1, 0, 0, 0, false};
    bool released = false;
    for (; next != last && *next < marks[i]; ++next) {
      const char c = data[*next];
      if (c == release && release != '\0') {
        released = part.released = true;
        continue;
      }
      part.end = *next;
      parts_.push_back(part);
      part.begin = *next + 1;
      part.released = false;
      if (c == component) {
        ++part.component;
      } else {
        part.component = 0;
        ++part.repetition;
      }
    }
    part.end = i + 1 == mark_count ? std::max(end, part.begin) : marks[i];
    if (parts_.size() > first) parts_.push_back(part);
    const auto parts = static_cast<std::uint32_t>(parts_.size()) - first;
    elements_.push_back({marks[i - 1] + 1, part.end, parts > 0 ? first : 0, parts, released});
  }
}

std::string_view Segment::at(std::size_t position, std::size_t which) const {
  if (position == 0 || position > size()) return {};
  const Element& e = elements()[position - 1];
  if (e.parts == 0) return which == 1 ? raw(e) : std::string_view();
  for (std::uint32_t i = 0; i < e.parts; ++i) {
    const Part& p = parts()[e.first_part + i];
    if (p.repetition == 0 && p.component + 1u == which) return raw(p);
  }
  return {};
}

std::string unreleased(std::string_view raw, char release) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == release && release != '\0' && i + 1 < raw.size()) ++i;
    out += raw[i];
  }
  return out;
}

}  // namespace norekey::edi
