/// written_file: the text of an order file that the mapping wrote with `to:`, kept in the part's
/// document beside the fields it was made of. Put there by flow/, handed over by the files adapter.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/document.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::adapters::files {

struct WrittenFile {
  std::string text;    ///< its bytes, in the ERP's charset
  std::string ending;  ///< ".txt"
};

/// Text that XML holds as it is stays readable; other bytes are kept as hex digits.
void keep_written_file(mapping::Document& document, const WrittenFile& file);

/// nullopt: the adapter writes the document itself.
std::optional<WrittenFile> written_file(const mapping::Document& document);

/// ".csv", ".txt", ".xml", …
std::string ending_of(mapping::formats::Kind kind);

/// All of them: how a file may be called that was handed over.
const std::vector<std::string>& file_endings();

}  // namespace norekey::adapters::files
