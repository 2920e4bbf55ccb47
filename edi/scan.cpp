#include "edi/scan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "edi/scan.cpp"
#include <hwy/foreach_target.h>
// clang-format off
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace norekey::edi::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<std::uint8_t, 64>;
using Vec = hn::Vec<Tag>;

/// Bits of 64 bytes, one bit a byte.
struct Masks {
  std::uint64_t mark[5] = {};
  std::uint64_t odd = 0, newline = 0, carriage = 0;
};

/// The constants of one call, held in registers.
struct Constants {
  Vec mark[5];
  Vec low_table, high_table, nibble, below_high, newline, carriage;
};

HWY_INLINE Constants make(const ScanSet& set) {
  const Tag d;
  alignas(64) std::uint8_t high[64], low[64];
  for (int i = 0; i < 64; ++i) {
    high[i] = i % 16 < 8 ? static_cast<std::uint8_t>(1 << (i % 16)) : 0;
    low[i] = set.allowed[static_cast<std::size_t>(i % 16)];
  }
  return {{hn::Set(d, set.marks[0]), hn::Set(d, set.marks[1]), hn::Set(d, set.marks[2]),
           hn::Set(d, set.marks[3]), hn::Set(d, set.marks[4])},
          hn::Load(d, low),
          hn::Load(d, high),
          hn::Set(d, 0x0f),
          hn::Set(d, static_cast<std::uint8_t>(set.high_from - 1)),
          hn::Set(d, '\n'),
          hn::Set(d, '\r')};
}

template <class M>
HWY_INLINE std::uint64_t bits_of(M mask) {
  std::uint64_t out = 0;
  hn::StoreMaskBits(Tag(), mask, reinterpret_cast<std::uint8_t*>(&out));
  return out;
}

/// One vector at `p`, its bits moved to `shift`.
HWY_INLINE void add_masks(const std::uint8_t* p, const Constants& c, bool high, std::size_t shift,
                          Masks& out) {
  const Tag d;
  const Vec v = hn::LoadU(d, p);
  auto mark = hn::Eq(v, c.mark[0]);
  out.mark[0] |= bits_of(mark) << shift;
  for (int i = 1; i < 5; ++i) {
    const auto one = hn::Eq(v, c.mark[i]);
    out.mark[i] |= bits_of(one) << shift;
    mark = hn::Or(mark, one);
  }
  const Vec low = hn::TableLookupBytes(c.low_table, hn::And(v, c.nibble));
  const Vec top = hn::And(hn::ShiftRight<4>(v), c.nibble);
  const Vec bit = hn::TableLookupBytes(c.high_table, top);
  auto fine = hn::Ne(hn::And(low, bit), hn::Zero(d));
  if (high) fine = hn::Or(fine, hn::Gt(v, c.below_high));
  const auto newline = hn::Eq(v, c.newline), carriage = hn::Eq(v, c.carriage);
  fine = hn::AndNot(hn::Or(newline, carriage), fine);
  out.odd |= bits_of(hn::Not(hn::Or(fine, mark))) << shift;
  out.newline |= bits_of(newline) << shift;
  out.carriage |= bits_of(carriage) << shift;
}

HWY_INLINE Masks masks_of_64(const std::uint8_t* p, const Constants& c, bool high) {
  constexpr std::size_t step = hn::MaxLanes(Tag());
  Masks out;
  for (std::size_t i = 0; i < 64; i += step) add_masks(p + i, c, high, i, out);
  return out;
}

#if HWY_TARGET <= HWY_AVX3
/// Offsets of the bits; what is written beyond the last one is written over later.
HWY_INLINE std::uint32_t* put(std::uint32_t* to, std::uint64_t bits, std::uint32_t base) {
  const hn::CappedTag<std::uint32_t, 16> d;
  for (std::uint32_t i = 0; i < 4; ++i) {
    const auto some = static_cast<std::uint16_t>(bits >> (16 * i));
    const auto mask = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(&some));
    hn::StoreU(hn::Compress(hn::Iota(d, base + 16 * i), mask), d, to);
    to += std::popcount(some);
  }
  return to;
}
#else
/// Offsets of the bits, eight at once; what is written beyond the last one is written over later.
HWY_INLINE std::uint32_t* put(std::uint32_t* to, std::uint64_t bits, std::uint32_t base) {
  const auto count = static_cast<std::size_t>(std::popcount(bits));
  for (std::size_t done = 0; done < count; done += 8) {
    for (std::size_t i = 0; i < 8; ++i) {
      to[done + i] = base + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
  }
  return to + count;
}
#endif

/// The bytes behind release characters; `release` keeps those that are not released themselves.
HWY_INLINE std::uint64_t behind_releases(std::uint64_t& release, bool carry) {
  std::uint64_t behind = carry ? 1 : 0, left = release & ~behind, real = 0;
  while (left != 0) {
    const std::uint64_t one = left & (~left + 1);
    real |= one;
    behind |= one << 1;
    left &= ~(one | one << 1);
  }
  release = real;
  return behind;
}

/// Where the lists grow while one piece is scanned, and what one block leaves to the next.
struct Growing {
  std::uint32_t *marks, *inner, *odd;
  End* ends;
  bool released, behind_end, behind_carriage;
};

/// 64 bytes, of which the first `size` count.
HWY_INLINE void take(const Masks& m, std::size_t size, std::uint32_t base, const ScanResult& out,
                     Growing& to) {
  const std::uint64_t keep = ~std::uint64_t{0} >> (64 - size);
  std::uint64_t end = m.mark[0] & keep;
  std::uint64_t element = m.mark[1] & keep & ~end;
  std::uint64_t release = m.mark[2] & keep & ~end & ~element;
  std::uint64_t part = (m.mark[3] | m.mark[4]) & keep & ~(end | element | release);
  if (release != 0 || to.released) {
    const std::uint64_t behind = behind_releases(release, to.released);
    to.released = (release >> (size - 1) & 1) != 0;
    end &= ~behind;
    element &= ~behind;
    part &= ~behind;
  }
  const std::uint64_t behind_end = end << 1 | (to.behind_end ? 1 : 0);
  const std::uint64_t carriage = m.carriage & m.odd & behind_end;
  const std::uint64_t behind_carriage = carriage << 1 | (to.behind_carriage ? 1 : 0);
  const std::uint64_t newline = m.newline & (behind_end | behind_carriage);
  to.behind_end = (end >> (size - 1) & 1) != 0;
  to.behind_carriage = (carriage >> (size - 1) & 1) != 0;
  const std::uint64_t marks = end | element, inner = part | release;
  const auto marks_before = static_cast<std::uint32_t>(to.marks - out.marks.at.data());
  const auto inner_before = static_cast<std::uint32_t>(to.inner - out.inner.at.data());
  for (std::uint64_t left = end; left != 0; left &= left - 1) {
    const std::uint64_t below = (left & (~left + 1)) - 1;
    to.ends->mark = marks_before + static_cast<std::uint32_t>(std::popcount(marks & below));
    to.ends->inner = inner_before + static_cast<std::uint32_t>(std::popcount(inner & below));
    ++to.ends;
  }
  to.marks = put(to.marks, marks, base);
  if (inner != 0) to.inner = put(to.inner, inner, base);
  const std::uint64_t odd = m.odd & keep & ~(carriage | newline);
  if (odd != 0) to.odd = put(to.odd, odd, base);
}

void Scan(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
          ScanResult& out) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(data);
  const Constants c = make(set);
  const bool high = set.high_from != 0;
  Growing to{out.marks.room_for(size + 16),
             out.inner.room_for(size + 16),
             out.odd.room_for(size + 16),
             out.ends.room_for(size),
             out.released,
             out.behind_end,
             out.behind_carriage};
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64)
    take(masks_of_64(p + i, c, high), 64, base + static_cast<std::uint32_t>(i), out, to);
  if (i < size) {
    std::uint8_t tail[64] = {};
    std::memcpy(tail, p + i, size - i);
    take(masks_of_64(tail, c, high), size - i, base + static_cast<std::uint32_t>(i), out, to);
  }
  out.released = to.released;
  out.behind_end = to.behind_end;
  out.behind_carriage = to.behind_carriage;
  out.marks.count = static_cast<std::size_t>(to.marks - out.marks.at.data());
  out.inner.count = static_cast<std::size_t>(to.inner - out.inner.at.data());
  out.odd.count = static_cast<std::size_t>(to.odd - out.odd.at.data());
  out.ends.count = static_cast<std::size_t>(to.ends - out.ends.at.data());
}

std::size_t CountNewlines(const char* data, std::size_t size) {
  const Tag d;
  constexpr std::size_t step = hn::MaxLanes(Tag());
  const auto* p = reinterpret_cast<const std::uint8_t*>(data);
  const Vec newline = hn::Set(d, '\n');
  std::size_t count = 0, i = 0;
  for (; i + step <= size; i += step)
    count += hn::CountTrue(d, hn::Eq(hn::LoadU(d, p + i), newline));
  for (; i < size; ++i) count += data[i] == '\n';
  return count;
}

const char* TargetName() { return hwy::TargetName(HWY_TARGET); }

}  // namespace norekey::edi::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norekey::edi {

HWY_EXPORT(Scan);
HWY_EXPORT(CountNewlines);
HWY_EXPORT(TargetName);

void ScanSet::allow(unsigned char from, unsigned char to) {
  for (int b = from; b <= to; ++b)
    allowed[static_cast<std::size_t>(b & 15)] |= static_cast<std::uint8_t>(1 << (b >> 4));
}

void ScanSet::forbid(unsigned char byte) {
  allowed[byte & 15] &= static_cast<std::uint8_t>(~(1 << (byte >> 4)));
}

bool ScanSet::is_allowed(unsigned char byte) const {
  if (byte == '\n' || byte == '\r') return false;
  if (byte >= 128) return high_from != 0 && byte >= high_from;
  return (allowed[byte & 15] >> (byte >> 4) & 1) != 0;
}

void scan(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
          ScanResult& out) {
  HWY_DYNAMIC_DISPATCH(Scan)(data, size, base, set, out);
}

void ScanResult::restart() {
  marks.count = inner.count = odd.count = ends.count = 0;
  released = behind_end = behind_carriage = false;
}

void scan_scalar(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
                 ScanResult& out) {
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    const auto at = base + static_cast<std::uint32_t>(i);
    const auto mark = std::find(set.marks.begin(), set.marks.end(), byte) - set.marks.begin();
    const bool behind_end = out.behind_end, behind_carriage = out.behind_carriage;
    const bool released = out.released;
    out.behind_end = out.behind_carriage = out.released = false;
    if (mark == 5) {
      const bool decoration =
          (byte == '\r' && behind_end) || (byte == '\n' && (behind_end || behind_carriage));
      out.behind_carriage = decoration && byte == '\r';
      if (!decoration && !set.is_allowed(byte)) out.odd.add(at);
    } else if (released) {
      continue;
    } else if (mark <= 1) {
      out.behind_end = mark == 0;
      if (mark == 0)
        out.ends.add({static_cast<std::uint32_t>(out.marks.count),
                      static_cast<std::uint32_t>(out.inner.count)});
      out.marks.add(at);
    } else {
      out.released = mark == 2;
      out.inner.add(at);
    }
  }
}

std::size_t count_newlines(const char* data, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(CountNewlines)(data, size);
}

const char* scan_target() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

}  // namespace norekey::edi
#endif
