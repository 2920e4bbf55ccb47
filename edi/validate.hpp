/// validate: a stream of interchanges against the standards: envelope, structure, elements. Linear
/// in time, bounded in memory. Used by the command line, ack, tree and flow/.
#pragma once
#include <functional>

#include "core/error.hpp"
#include "edi/guide.hpp"
#include "edi/reader.hpp"
#include "edi/report.hpp"

namespace norekey::edi {

/// Finds a partner's guide for a set, or null for the standard's.
using FindGuide =
    std::function<std::shared_ptr<const SetGuide>(const Interchange&, const Group&, const Set&)>;

struct ValidateOptions {
  ReaderOptions reader;
  bool elements = true;                ///< false: envelope and structure only
  std::size_t findings_per_set = 100;  ///< more of one set are counted, not told
  std::size_t findings_per_segment = 20;
  std::size_t controls = 100'000;  ///< cap of the duplicate watch, in intervals and names
  FindGuide partner;
};

/// What was counted, of all interchanges together.
struct Totals {
  std::uint64_t interchanges = 0, groups = 0, sets = 0, accepted = 0, rejected = 0;
  std::uint64_t errors = 0, warnings = 0;
  std::uint64_t untold = 0;  ///< errors beyond the caps
  std::uint64_t bytes = 0;
  bool valid() const { return errors == 0; }
};

/// Reads `source` to its end. halt: the source failed.
Result<Totals> validate(Source& source, const ValidateOptions& options, Listener& listener);

}  // namespace norekey::edi
