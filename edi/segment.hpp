/// segment: one segment as the reader hands it out: views into its buffer, no copy, valid until the
/// next one is asked for. Used by everything in edi/.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace norekey::edi {

enum class Family { none, x12, edifact };

/// The separators of one interchange. '\0' = there is none.
struct Separators {
  char element = '*', component = ':', repetition = '\0', segment = '~', release = '\0';
  char decimal = '.';  ///< EDIFACT: of UNA; '\0': both '.' and ',' will do
  bool operator==(const Separators&) const = default;
};

/// One value of an element that has several: a component of a repetition, both counted from 0.
struct Part {
  std::uint32_t begin = 0, end = 0;
  std::uint16_t repetition = 0, component = 0;
  bool released = false;  ///< holds release characters
};

/// One element: the bytes [begin, end), and, where separators are inside, its parts.
struct Element {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t first_part = 0, parts = 0;  ///< 0 parts: simple
  bool released = false;
};

/// A place in the input: line and column from 1, columns in bytes, offset from 0.
struct Place {
  std::uint64_t line = 1, column = 1, offset = 0;
};

/// One segment. Offsets in elements and parts are into `data`.
struct Segment {
  const char* data = nullptr;
  std::uint32_t begin = 0, end = 0;  ///< without the terminator
  std::string_view tag;
  std::vector<Element> elements;  ///< elements[0] is the first after the tag
  std::vector<Part> parts;
  std::vector<std::uint32_t> odd;    ///< offsets of bytes outside the character set
  bool terminated = true;            ///< false: the input ended first
  const char* break_after = "none";  ///< what follows the terminator: "none", "lf" or "crlf"
  bool wrapped = false;              ///< lenient: line breaks inside were taken out
  std::uint64_t offset = 0;          ///< of `begin` in the input

  std::string_view raw(const Element& e) const { return {data + e.begin, e.end - e.begin}; }
  std::string_view raw(const Part& p) const { return {data + p.begin, p.end - p.begin}; }
  /// The raw text of element `position` (from 1), "" where it is absent.
  std::string_view at(std::size_t position) const {
    return position == 0 || position > elements.size() ? std::string_view()
                                                       : raw(elements[position - 1]);
  }
  /// Component `component` (from 1) of the first repetition of element `position`.
  std::string_view at(std::size_t position, std::size_t component) const;
};

/// `raw` without release characters.
std::string unreleased(std::string_view raw, char release);

}  // namespace norekey::edi
