/// files: what both backends ask of a file system. Used where copies are made and put back.
#pragma once
#include <filesystem>
#include <string>

namespace norekey::queue {

/// false also where nobody may look: whoever opens it then is told why.
inline bool is_there(const std::string& path) {
  std::error_code hidden;
  return std::filesystem::exists(path, hidden);
}

/// Why nothing can be said of it, such as a folder that is closed to us; "" = it can.
inline std::string why_hidden(const std::string& path) {
  std::error_code hidden;
  const bool there = std::filesystem::exists(path, hidden);
  return !there && hidden ? hidden.message() : "";
}

}  // namespace norekey::queue
