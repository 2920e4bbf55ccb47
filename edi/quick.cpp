#include "edi/quick.hpp"

#include <bit>
#include <cstring>

namespace norekey::edi {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kZeros = 0x3030303030303030;

std::uint64_t load(const char* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, sizeof out);
  return out;
}

/// The low `size` bytes, 1 to 8.
std::uint64_t low_bytes(std::size_t size) { return ~std::uint64_t{0} >> (64 - 8 * size); }

/// Eight bytes, all of them digits.
bool are_digits(std::uint64_t word) {
  const std::uint64_t high = 0xf0f0f0f0f0f0f0f0;
  return ((word & high) | (((word + 0x0606060606060606) & high) >> 4)) == 0x3333333333333333;
}

/// Up to eight bytes at `at`, filled up with zeros.
std::uint64_t padded(const char* at, std::size_t size) {
  const std::uint64_t keep = low_bytes(size);
  return (load(at) & keep) | (kZeros & ~keep);
}

/// The highest bit of each byte that is '.'; nothing else where there is one at the most.
std::uint64_t points(std::uint64_t word) {
  const std::uint64_t other = word ^ 0x2e2e2e2e2e2e2e2e;
  return (other - 0x0101010101010101) & ~other & 0x8080808080808080;
}

/// Eight digits that are CCYYMMDD, with a day that every month has.
bool is_usual_date(const char* at) {
  const int month = (at[4] - '0') * 10 + at[5] - '0', day = (at[6] - '0') * 10 + at[7] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

}  // namespace

Quick::Quick(const SetGuide& guide, const Dictionary& dictionary)
    : composites_(dictionary.composites.size(), kNone) {
  const std::size_t count = guide.segments.size();
  rules_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t made = add(guide.segments[i], dictionary);
    rules_[i] = rules_[made];
  }
}

std::uint16_t Quick::add(const SegmentRule& from, const Dictionary& dictionary) {
  std::vector<Check> own;
  for (const Slot& slot : from.slots) own.push_back(check_of(slot, dictionary));
  if (from.period != 0) own[from.period] = Check{};  // its format says what it may be
  Rule out;
  out.from = &from;
  out.first = static_cast<std::uint32_t>(checks_.size());
  out.count = static_cast<std::uint32_t>(own.size() > 64 ? 0 : own.size());
  out.date = from.date;
  checks_.insert(checks_.end(), own.begin(), own.end());
  rules_.push_back(out);
  return static_cast<std::uint16_t>(rules_.size() - 1);
}

Quick::Check Quick::check_of(const Slot& slot, const Dictionary& dictionary) {
  Check out;
  if (slot.forbidden) return out;
  if (slot.composite != kNone) {
    if (composites_[slot.composite] == kNone)
      composites_[slot.composite] = add(dictionary.composites[slot.composite], dictionary);
    out.kind = Kind::composite;
    out.rule = composites_[slot.composite];
    out.first = rules_[out.rule].first;
    return out;
  }
  if (slot.element == kNone) return out;
  const ElementRule& element = dictionary.elements[slot.element];
  out.element = &element;
  out.min = element.min;
  out.max = element.max;
  if (element.codes != kNone) out.codes = &dictionary.code_sets[element.codes];
  const bool coded = out.codes != nullptr;
  out.kind = Kind::slow;
  switch (element.type) {
    case Type::text:
      out.kind = !coded ? Kind::text : element.max <= 7 ? Kind::code : Kind::slow;
      break;
    case Type::number:
      if (!coded) out.kind = Kind::digits;
      break;
    case Type::decimal:
    case Type::numeric:
      if (!coded) out.kind = Kind::decimal;
      break;
    case Type::date:
      out.kind = Kind::date;
      break;
    default:
      break;
  }
  return out;
}

[[gnu::always_inline]] inline bool Quick::value(const Check& check, const char* at,
                                                std::size_t size, const ValueRules& rules) const {
  if (size >= check.min && size <= check.max) [[likely]] {
    if (check.kind == Kind::text) return true;
    if (check.kind == Kind::code)
      return check.codes->holds_word((load(at) & low_bytes(size)) | std::uint64_t{size} << 56);
    if (size <= 8 && check.kind >= Kind::digits) {
      if (are_digits(padded(at, size))) {
        if (check.kind != Kind::date || (size == 8 && is_usual_date(at))) return true;
      }
    }
  }
  return value_slowly(check, at, size, rules);
}

[[gnu::noinline]] bool Quick::value_slowly(const Check& check, const char* at, std::size_t size,
                                           const ValueRules& rules) const {
  if (check.kind == Kind::never || check.kind == Kind::text || check.kind == Kind::code ||
      check.kind == Kind::composite)
    return false;
  if (check.kind == Kind::decimal && size <= 8) {
    const std::uint64_t word = padded(at, size), point = points(word);
    const std::uint64_t digits = word ^ (point >> 7) * 0x1e;  // '.' becomes '0'
    // A mark in front or behind is fine in X12 only, another mark than UNA's nowhere.
    const bool one = point != 0 && (point & (point - 1)) == 0;
    const bool usual =
        (rules.decimal == '.' || rules.decimal == '\0') && at[0] != '.' && at[size - 1] != '.';
    if (one && usual && size - 1 >= check.min && size - 1 <= check.max && are_digits(digits))
      return true;
  }
  return check_value(*check.element, check.codes, {at, size}, rules.decimal, rules.x12) ==
         Fault::none;
}

/// No mandatory place is empty and no relation is broken.
bool Quick::there(Rule& rule, std::uint64_t present) const {
  if (present == rule.good) return true;
  if (!presence_is_fine(*rule.from, present)) return false;
  rule.good = present;
  return true;
}

bool Quick::composite(const Check& check, const Segment& segment, std::uint32_t begin,
                      std::uint32_t end, const std::uint32_t*& inner, const ValueRules& rules) {
  const std::uint32_t* const last = segment.inner + segment.inner_count;
  Rule& rule = rules_[check.rule];
  const Check* part = checks_.data() + check.first;
  const Check* const stop = part + rule.count;
  std::uint64_t present = 0, bit = 1;
  std::uint32_t second = 0;
  for (;; ++part, bit <<= 1) {
    const bool more = inner != last && *inner < end;
    const std::uint32_t to = more ? *inner : end;
    if (part == stop || (more && segment.data[to] != segment.component)) return false;
    if (to > begin) {
      present |= bit;
      if (!value(*part, segment.data + begin, to - begin, rules)) return false;
    }
    if (part == checks_.data() + check.first + 1) second = begin;
    if (!more) break;
    begin = to + 1;
    ++inner;
  }
  if (rule.date && bit >= 4 &&
      !is_edifact_date({segment.data + second, begin - 1 - second},
                       {segment.data + begin, end - begin}))
    return false;
  return present != 0 && there(rule, present);
}

bool Quick::fine(std::uint16_t index, const Segment& s, const ValueRules& rules) {
  Rule& rule = rules_[index];
  const std::uint32_t count = s.mark_count - 1;
  if (count == 0 || count > rule.count || !s.odd.empty() || !s.terminated) return false;
  const Check* check = checks_.data() + rule.first;
  const std::uint32_t* inner = s.inner;
  const std::uint32_t* const last = inner + s.inner_count;
  const std::uint32_t* mark = s.marks;
  if (inner != last && *inner < *mark) return false;
  std::uint64_t present = 0, bit = 1;
  std::uint32_t begin = *mark + 1;
  const std::uint32_t* const stop = mark + count;
  for (;; ++check, bit <<= 1) {
    const std::uint32_t end = ++mark == stop ? s.end : *mark;
    if (end == begin) {
      if (mark == stop) return false;
    } else {
      present |= bit;
      if (check->kind == Kind::composite) {
        if (!composite(*check, s, begin, end, inner, rules)) return false;
      } else if ((inner != last && *inner < end) ||
                 !value(*check, s.data + begin, end - begin, rules)) {
        return false;
      }
    }
    if (mark == stop) break;
    begin = end + 1;
  }
  return there(rule, present);
}

}  // namespace norekey::edi
