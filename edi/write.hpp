/// write: the XML or JSON of `edi read` back into interchanges: separators chosen so that no value
/// collides, counts and references computed. Used by the command line and flow/.
#pragma once
#include <string>
#include <vector>

#include "core/error.hpp"
#include "edi/segment.hpp"

namespace norekey::edi {

/// One segment as values: elements, their repetitions, their components. UTF-8.
struct FlatSegment {
  std::string tag;
  std::vector<std::vector<std::vector<std::string>>> elements;
};

/// One interchange as it will be written.
struct FlatInterchange {
  Family family = Family::x12;
  Separators separators;
  bool una = false;
  std::string newlines;  ///< behind each terminator: "lf", "crlf"; "cr" before a terminator LF
  std::vector<FlatSegment> segments;
};

/// reject: the text is neither, or names what no interchange has, with line where known.
Result<std::vector<FlatInterchange>> read_tree(std::string_view text, const std::string& name);

/// Completes trailers and counts. `charset`: of the output, "" for what UNB names (UTF-8 in X12).
/// reject: a value that cannot be written.
Result<std::string> write_interchange(FlatInterchange interchange, const std::string& charset = "");

}  // namespace norekey::edi
