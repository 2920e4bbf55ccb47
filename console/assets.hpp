/// assets: the files of web/, embedded into the program by cmake/console_assets.cmake.
#pragma once
#include <string>
#include <string_view>

namespace norekey::console {

struct Asset {
  std::string_view path;  ///< "/pages/today.js"
  std::string_view bytes;
  std::string_view type;
  std::string_view tag;  ///< with its quotes
};

/// By its exact path; "/" is index.html. nullptr: there is none.
const Asset* find_asset(std::string_view path);

}  // namespace norekey::console
