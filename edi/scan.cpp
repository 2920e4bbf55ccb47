#include "edi/scan.hpp"

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
  std::uint64_t marks = 0, odd = 0;
};

/// The constants of one call, held in registers.
struct Constants {
  Vec mark[5];
  Vec low_table, high_table, nibble, seven, newline, carriage;
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
          hn::Set(d, 0x7f),
          hn::Set(d, '\n'),
          hn::Set(d, '\r')};
}

/// `kStep` bytes at `p`.
HWY_INLINE Masks masks_of(const std::uint8_t* p, const Constants& c, bool high) {
  const Tag d;
  const Vec v = hn::LoadU(d, p);
  auto mark = hn::Eq(v, c.mark[0]);
  for (int i = 1; i < 5; ++i) mark = hn::Or(mark, hn::Eq(v, c.mark[i]));
  const Vec low = hn::TableLookupBytes(c.low_table, hn::And(v, c.nibble));
  const Vec top = hn::And(hn::ShiftRight<4>(v), c.nibble);
  const Vec bit = hn::TableLookupBytes(c.high_table, top);
  auto fine = hn::Ne(hn::And(low, bit), hn::Zero(d));
  if (high) fine = hn::Or(fine, hn::Gt(v, c.seven));
  fine = hn::AndNot(hn::Or(hn::Eq(v, c.newline), hn::Eq(v, c.carriage)), fine);
  const auto odd = hn::Not(hn::Or(fine, mark));
  Masks out;
  hn::StoreMaskBits(d, mark, reinterpret_cast<std::uint8_t*>(&out.marks));
  hn::StoreMaskBits(d, odd, reinterpret_cast<std::uint8_t*>(&out.odd));
  return out;
}

HWY_INLINE Masks masks_of_64(const std::uint8_t* p, const Constants& c, bool high) {
  constexpr std::size_t step = hn::MaxLanes(Tag());
  Masks out;
  for (std::size_t i = 0; i < 64; i += step) {
    const Masks m = masks_of(p + i, c, high);
    out.marks |= m.marks << i;
    out.odd |= m.odd << i;
  }
  return out;
}

HWY_INLINE std::uint32_t* put(std::uint32_t* to, std::uint64_t bits, std::uint32_t base) {
  while (bits != 0) {
    *to++ = base + static_cast<std::uint32_t>(std::countr_zero(bits));
    bits &= bits - 1;
  }
  return to;
}

void Scan(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
          ScanResult& out) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(data);
  const Constants c = make(set);
  std::uint32_t* marks = out.marks.room_for(size);
  std::uint32_t* odd = out.odd.room_for(size);
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    const Masks m = masks_of_64(p + i, c, set.high);
    marks = put(marks, m.marks, base + static_cast<std::uint32_t>(i));
    odd = put(odd, m.odd, base + static_cast<std::uint32_t>(i));
  }
  if (i < size) {
    std::uint8_t tail[64] = {};
    std::memcpy(tail, p + i, size - i);
    const std::uint64_t keep = (std::uint64_t{1} << (size - i)) - 1;
    const Masks m = masks_of_64(tail, c, set.high);
    marks = put(marks, m.marks & keep, base + static_cast<std::uint32_t>(i));
    odd = put(odd, m.odd & keep, base + static_cast<std::uint32_t>(i));
  }
  out.marks.count = static_cast<std::size_t>(marks - out.marks.at.data());
  out.odd.count = static_cast<std::size_t>(odd - out.odd.at.data());
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
  if (byte >= 128) return high;
  return (allowed[byte & 15] >> (byte >> 4) & 1) != 0;
}

void scan(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
          ScanResult& out) {
  HWY_DYNAMIC_DISPATCH(Scan)(data, size, base, set, out);
}

void scan_scalar(const char* data, std::size_t size, std::uint32_t base, const ScanSet& set,
                 ScanResult& out) {
  std::uint32_t* marks = out.marks.room_for(size);
  std::uint32_t* odd = out.odd.room_for(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    const auto at = base + static_cast<std::uint32_t>(i);
    bool mark = false;
    for (unsigned char m : set.marks) mark = mark || m == byte;
    if (mark) {
      *marks++ = at;
    } else if (!set.is_allowed(byte)) {
      *odd++ = at;
    }
  }
  out.marks.count = static_cast<std::size_t>(marks - out.marks.at.data());
  out.odd.count = static_cast<std::size_t>(odd - out.odd.at.data());
}

std::size_t count_newlines(const char* data, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(CountNewlines)(data, size);
}

const char* scan_target() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

}  // namespace norekey::edi
#endif
