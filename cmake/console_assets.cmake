# Embeds console/web into the program, byte for byte. Included by CMakeLists.txt after the folder console; run by the build with -P,
# -DROOT=<checkout> -DOUT=<folder>, it writes OUT/assets.cpp. README.md files are not served.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(out ${CMAKE_BINARY_DIR}/generated/console)
  file(GLOB_RECURSE console_assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/console/web/*)
  add_custom_command(OUTPUT ${out}/assets.cpp
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${out} -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${console_assets} ${CMAKE_CURRENT_LIST_FILE} COMMENT "Embedding console/web" VERBATIM)
  target_sources(norekey_console PRIVATE ${out}/assets.cpp)
  add_custom_target(norekey_console_assets DEPENDS ${out}/assets.cpp)  # can be made without what console/ stands on
  set_source_files_properties(${out}/assets.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  return()
endif()

set(type_html "text/html\\; charset=utf-8")
set(type_js "text/javascript\\; charset=utf-8")
set(type_css "text/css\\; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_ico "image/x-icon")
set(type_woff2 "font/woff2")
set(type_json "application/json")

file(GLOB_RECURSE paths RELATIVE ${ROOT}/console/web ${ROOT}/console/web/*)
list(SORT paths)
set(asm "")
set(declared "")
set(rows "")
set(number 0)
foreach(path IN LISTS paths)
  if(path MATCHES "README[.]md$")
    continue()
  endif()
  string(REGEX MATCH "[^./]*$" ending "${path}")
  set(type "text/plain\\; charset=utf-8")
  if(DEFINED type_${ending})
    set(type "${type_${ending}}")
  endif()
  string(REPLACE "\\;" ";" type "${type}")
  file(SHA256 ${ROOT}/console/web/${path} hash)
  string(SUBSTRING ${hash} 0 32 hash)
  math(EXPR number "${number} + 1")
  string(APPEND asm "asset_${number}_begin:\\n.incbin \\\"${ROOT}/console/web/${path}\\\"\\nasset_${number}_end:\\n\"\n    \"")
  string(APPEND declared "extern const char asset_${number}_begin[], asset_${number}_end[];\n")
  string(APPEND rows "      {\"/${path}\", between(asset_${number}_begin, asset_${number}_end), \"${type}\", \"\\\"${hash}\\\"\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${OUT}/assets.cpp @ONLY CONTENT [=[// Generated from console/web by cmake/console_assets.cmake.
#include "console/assets.hpp"

#include <array>

asm(".section .rodata\n"
    "@asm@.previous\n");

extern "C" {
@declared@}

namespace norekey::console {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

const Asset* find_asset(std::string_view path) {
  static const std::array<Asset, @number@> all{{
@rows@  }};
  for (const Asset& one : all) {
    if (one.path == path || (path == "/" && one.path == "/index.html")) return &one;
  }
  return nullptr;
}

}  // namespace norekey::console
]=])
file(TOUCH ${OUT}/assets.cpp)
