/// scan: where the separators and the odd bytes of a piece of a file are. SIMD by run-time dispatch
/// (Highway), with a scalar twin that must give the same. It knows no standard. Called by reader.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace norekey::edi {

/// What to look for. A byte is odd when it is no mark and either outside `allowed` (bytes below
/// 128) or above 127 where `high` is false. CR and LF are always odd unless they are marks.
struct ScanSet {
  std::array<std::uint8_t, 5> marks{};     ///< unused places repeat another mark
  std::array<std::uint8_t, 16> allowed{};  ///< [low nibble] bit n: byte (n << 4 | low nibble)
  bool high = true;

  void allow(unsigned char from, unsigned char to);
  void forbid(unsigned char byte);
  bool is_allowed(unsigned char byte) const;
};

/// Ascending offsets: the first `count` of `at`, which only grows, so that no scan clears it again.
struct Offsets {
  std::vector<std::uint32_t> at;
  std::size_t count = 0;

  std::uint32_t* room_for(std::size_t more) {
    if (at.size() < count + more) at.resize((count + more) * 2);
    return at.data() + count;
  }
};

/// Offsets of marks and odd bytes of one piece, each plus a base.
struct ScanResult {
  Offsets marks, odd;
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
