#include "mapping/place.hpp"

#include <algorithm>

namespace norekey::mapping {

Where place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  Where out;
  out.line = 1 + static_cast<unsigned>(std::count(before.begin(), before.end(), '\n'));
  const auto start = before.rfind('\n');
  out.column =
      1 + static_cast<unsigned>(before.size() - (start == std::string_view::npos ? 0 : start + 1));
  return out;
}

}  // namespace norekey::mapping
