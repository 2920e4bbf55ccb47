/// scan: where the separators and the odd bytes of a piece of a file are. SIMD by run-time dispatch
/// (Highway), with a scalar twin that must give the same. It knows no standard. Called by reader.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace norekey::edi {

/// What to look for. A byte is odd when it is no mark and either outside `allowed` (bytes below
/// 128) or above 127 and below `high_from`. CR and LF are odd unless they are marks, or stand
/// directly behind a terminator: there they are decoration.
struct ScanSet {
  /// Terminator, element, release, component, repetition. A byte that stands twice has the meaning
  /// of its first place; a separator that is not used repeats the terminator.
  std::array<std::uint8_t, 5> marks{};
  std::array<std::uint8_t, 16> allowed{};  ///< [low nibble] bit n: byte (n << 4 | low nibble)
  std::uint8_t high_from = 0x80;           ///< bytes from here on are allowed; 0: none above 127

  void allow(unsigned char from, unsigned char to);
  void forbid(unsigned char byte);
  bool is_allowed(unsigned char byte) const;
};

/// A list that only grows: the first `count` of `at`, so that no scan clears it again.
template <class T>
struct Found {
  std::vector<T> at;
  std::size_t count = 0;

  T* room_for(std::size_t more) {
    if (at.size() < count + more) at.resize((count + more) * 2);
    return at.data() + count;
  }
  void add(T one) {
    *room_for(1) = one;
    ++count;
  }
};

/// A terminator: the index of its offset in `marks`, and how many of `inner` stand before it.
struct End {
  std::uint32_t mark = 0, inner = 0;
};

/// What was found in one piece after the other: ascending offsets, each plus a base. Separators
/// behind a release character are none.
struct ScanResult {
  Found<std::uint32_t> marks;  ///< element separators and terminators
  Found<std::uint32_t> inner;  ///< component and repetition separators, release characters
  Found<std::uint32_t> odd;
  Found<End> ends;
  bool released = false;         ///< the next byte stands behind a release character
  bool behind_end = false;       ///< the next byte stands behind a terminator
  bool behind_carriage = false;  ///< or behind the CR that follows one

  /// Forgets all of it: the next piece begins at the begin of a segment.
  void restart();
};

/// Appends to `out`. Reads exactly `size` bytes.
void scan(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
          ScanResult& out);
void scan_scalar(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
                 ScanResult& out);

/// Number of '\n' in a piece.
std::size_t count_newlines(const char* data, std::size_t size);

/// The name of the instruction set that `scan` uses here, "AVX3" say.
const char* scan_target();

}  // namespace norekey::edi
