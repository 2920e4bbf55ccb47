/// controls: which control numbers were seen, in bounded memory. Used by the envelopes.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

namespace norekey::edi {

/// Numbers as intervals, other names one by one. Beyond `cap` entries nothing more is remembered:
/// `complete()` says so.
class Controls {
 public:
  explicit Controls(std::size_t cap) : cap_(cap) {}
  /// False: it was seen before.
  bool add(std::string_view control);
  /// Whether it was added; where not all are remembered, nobody can tell: then true.
  bool contains(std::string_view control) const;
  bool complete() const { return complete_; }
  void clear();

 private:
  bool add_number(std::uint64_t number);

  std::size_t cap_;
  bool complete_ = true;
  std::uint64_t last_begin_ = 1, last_end_ = 0;       ///< the interval that grows, [begin, end]
  std::map<std::uint64_t, std::uint64_t> intervals_;  ///< begin -> end, the growing one aside
  std::unordered_set<std::string> names_;
};

}  // namespace norekey::edi
