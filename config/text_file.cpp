#include "config/text_file.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::config {

bool check_utf8(const std::string& text, const std::string& file, Findings& findings) {
  const std::size_t at = invalid_utf8(text);
  if (at == std::string::npos) return true;
  const std::size_t newline = text.rfind('\n', at);
  const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
  const auto lines = std::count(text.begin(), text.begin() + static_cast<long>(begin), '\n');
  findings.errors.push_back(
      {Fate::halt,
       "a byte that is not UTF-8",
       "save the file as UTF-8",
       {file, static_cast<unsigned>(lines) + 1, static_cast<unsigned>(at - begin) + 1, ""},
       ""});
  return false;
}

}  // namespace norekey::config
