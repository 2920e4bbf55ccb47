/// told_json: what `--explain` answers, as JSON: one field of a result, from the mapping's line
/// back to the bytes. Used by flow/ and app/.
#pragma once
#include <boost/json/array.hpp>
#include <string>
#include <string_view>

#include "mapping/explain.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::mapping {

/// The text that the source document was read from; `raw` empty: not known.
struct RawSource {
  std::string_view raw{};
  const formats::Format* format = nullptr;
  std::size_t offset = 0;  ///< where `raw` begins in a longer text
};

/// [{field, value, mapping, source, values: [{path, value, from?, to?}], steps: [{step, mapping,
/// result}], error?}] of the fields that are meant by `typed`; "" = all of them.
boost::json::array told_json(const Run& run, const std::string& typed, const RawSource& source);

/// The same for people.
std::string told_text(const boost::json::array& told);

}  // namespace norekey::mapping
