#include "edi/segment.hpp"

namespace norekey::edi {

std::string_view Segment::at(std::size_t position, std::size_t component) const {
  if (position == 0 || position > elements.size()) return {};
  const Element& e = elements[position - 1];
  if (e.parts == 0) return component == 1 ? raw(e) : std::string_view();
  for (std::uint32_t i = 0; i < e.parts; ++i) {
    const Part& p = parts[e.first_part + i];
    if (p.repetition == 0 && p.component + 1u == component) return raw(p);
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
