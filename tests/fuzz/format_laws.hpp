/// format_laws: what holds of every format: any bytes are read or refused in one line; what was
/// read can be written or is refused, and what is written is read again and is the same.
#pragma once
#include "fuzz.hpp"
#include "mapping/formats/format.hpp"
#include "mapping/formats/stream.hpp"

namespace norekey::fuzz {

inline mapping::formats::Format format_of(const char* yaml) {
  config::Findings findings;
  auto section = config::read_yaml(yaml, "f.yaml", findings);
  mapping::formats::Format out = mapping::formats::read_format(*section);
  must(findings.ok(), "the target's own format is fine");
  return out;
}

inline int format_laws(const std::string& text, const mapping::formats::Format& format) {
  using namespace mapping::formats;
  Documents stream(feed_of(text), format, "d");
  for (int n = 0; n < 2000; ++n) {
    mapping::Document one;
    auto more = stream.next(one);
    if (!more) must_read_well(more.error());
    if (more && !*more) break;
  }
  const auto once = read(text, format, "d");
  if (!once) {
    must_read_well(once.error());
    return 0;
  }
  for (const auto& child : once->root().children())
    locate(text, format, child.first_child() ? child.first_child() : child);
  const auto written = write(*once, format);
  if (!written) {
    must_read_well(written.error());
    return 0;
  }
  const auto again = read(*written, format, "d");
  must(again.has_value(), "what is written can be read");
  const auto twice = write(*again, format);
  must(twice && *twice == *written, "and is written the same");
  return 0;
}

}  // namespace norekey::fuzz
