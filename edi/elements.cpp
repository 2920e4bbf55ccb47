#include "edi/elements.hpp"

#include <bit>

namespace norekey::edi {
namespace {

/// The place that a broken relation is reported at, 0 where it holds.
int broken(const Relation& r, std::uint64_t present, Fault& what) {
  const std::uint64_t there = present & r.rest, absent = r.rest & ~present;
  const auto place = [](std::uint64_t mask) { return std::countr_zero(mask) + 1; };
  what = Fault::conditional_missing;
  switch (r.kind) {
    case 'P':
      return there != 0 && absent != 0 ? place(absent) : 0;
    case 'R':
      return there == 0 ? place(r.rest) : 0;
    case 'E':
      what = Fault::excluded;
      return std::popcount(there) > 1 ? place(there & (there - 1)) : 0;
    case 'C':
      return (present & r.first) != 0 && absent != 0 ? place(absent) : 0;
    case 'L':
      return (present & r.first) != 0 && there == 0 ? place(r.rest) : 0;
    default:
      return 0;
  }
}

class Check {
 public:
  Check(const SegmentRule& rule, const Dictionary& dictionary, const Segment& segment,
        const ValueRules& rules, const TakeFault& take)
      : rule_(rule), dictionary_(dictionary), segment_(segment), rules_(rules), take_(take) {}

  void run() {
    const std::size_t given = segment_.size();
    const std::size_t known = std::min(given, rule_.slots.size());
    std::uint64_t present = 0;
    for (std::size_t i = 0; i < known && !full_; ++i) {
      const Element& e = segment_.elements()[i];
      if (e.begin == e.end) continue;
      if (i < 64) present |= std::uint64_t{1} << i;
      element(i, e);
    }
    if ((rule_.mandatory & ~present) != 0) missing(rule_.mandatory & ~present);
    for (const Relation& relation : rule_.relations) {
      if (full_) return;
      check(relation, present);
    }
    if (rule_.period != 0 && rule_.period < known && !full_) period();
    if (given > known) too_many(known);
    if (given > 0 && segment_.elements().back().begin == segment_.elements().back().end &&
        given <= rule_.slots.size())
      trailing();
    if (!segment_.odd.empty()) odd_bytes();
  }

 private:
  bool give(ElementFault fault) {
    if (full_) return false;
    full_ = !take_(fault);
    return !full_;
  }

  ElementFault at(std::size_t i, Fault fault) const {
    ElementFault out;
    out.fault = fault;
    out.element = static_cast<std::uint16_t>(i + 1);
    if (i < segment_.size()) {
      out.begin = segment_.elements()[i].begin;
      out.end = segment_.elements()[i].end;
    } else {
      out.begin = out.end = segment_.end;
    }
    if (i < rule_.slots.size() && rule_.slots[i].element != kNone)
      out.rule = &dictionary_.elements[rule_.slots[i].element];
    return out;
  }

  void element(std::size_t i, const Element& e) {
    const Slot& slot = rule_.slots[i];
    if (slot.forbidden) {
      give(at(i, Fault::forbidden));
      return;
    }
    if (e.parts == 0 && slot.element != kNone) {
      value(dictionary_.elements[slot.element], e.begin, e.end, e.released, i, 0, 0);
    } else {
      parts(i, slot, e);
    }
  }

  void value(const ElementRule& rule, std::uint32_t begin, std::uint32_t end, bool released,
             std::size_t i, std::size_t component, std::size_t repetition, bool own_codes = true) {
    const CodeSet* codes = rule.codes != kNone && (own_codes || rule.partner)
                               ? &dictionary_.code_sets[rule.codes]
                               : nullptr;
    std::string_view text(segment_.data + begin, end - begin);
    std::string plain;
    if (released) [[unlikely]] {
      plain = unreleased(text, rules_.release);
      text = plain;
    }
    if (rule.type == Type::text && text.size() >= rule.min && text.size() <= rule.max &&
        (codes == nullptr || codes->holds(text)))
      return;
    if (rules_.x12 && codes == nullptr && is_plain_number(rule, text)) return;
    Fault fault = check_value(rule, codes, text, rules_.decimal, rules_.x12);
    if (fault == Fault::none) [[likely]]
      return;
    // GS1 extends the UN's lists for EANCOM by codes like 33E.
    if (fault == Fault::code && !rules_.x12 && !rule.partner &&
        (rules_.open_codes || text.ends_with('E')))
      fault = Fault::open_code;
    ElementFault out = at(i, fault);
    out.component = static_cast<std::uint16_t>(component);
    out.repetition = static_cast<std::uint16_t>(repetition);
    out.begin = begin;
    out.end = end;
    out.rule = &rule;
    give(out);
  }

  /// Digits, with one decimal point where the type has one: what nearly all numbers are.
  static bool is_plain_number(const ElementRule& rule, std::string_view text) {
    if (rule.type != Type::number && rule.type != Type::decimal) return false;
    std::size_t points = 0;
    for (char c : text) {
      if (static_cast<unsigned char>(c - '0') <= 9) continue;
      if (c != '.') return false;
      ++points;
    }
    const std::size_t digits = text.size() - points;
    return points <= (rule.type == Type::decimal ? 1u : 0u) && digits >= rule.min &&
           digits <= rule.max && digits > 0;
  }

  /// An element with separators inside, or one whose slot is a composite.
  void parts(std::size_t i, const Slot& slot, const Element& e) {
    const Part whole{e.begin, e.end, 0, 0, e.released};
    const Part* first = e.parts == 0 ? &whole : segment_.parts().begin() + e.first_part;
    const std::size_t count = e.parts == 0 ? 1 : e.parts;
    for (std::size_t p = 0; p < count && !full_;) {
      std::size_t end = p + 1;
      while (end < count && first[end].repetition == first[p].repetition) ++end;
      if (first[p].repetition >= slot.repeat) {
        ElementFault out = at(i, Fault::too_many_repetitions);
        out.repetition = static_cast<std::uint16_t>(first[p].repetition + 1);
        out.begin = first[p].begin;
        out.limit = slot.repeat;
        give(out);
        return;
      }
      repetition(i, slot, first + p, end - p);
      p = end;
    }
  }

  void repetition(std::size_t i, const Slot& slot, const Part* parts, std::size_t count) {
    if (slot.element != kNone) {
      if (parts[0].end > parts[0].begin)
        value(dictionary_.elements[slot.element], parts[0].begin, parts[0].end, parts[0].released,
              i, 0, parts[0].repetition + 1u);
      if (count > 1) too_many_parts(i, 1, parts[1]);
      return;
    }
    const SegmentRule& rule = dictionary_.composites[slot.composite];
    std::uint64_t present = 0;
    for (std::size_t c = 0; c < count && c < 64; ++c) {
      if (parts[c].end > parts[c].begin) present |= std::uint64_t{1} << c;
    }
    const bool own_codes = rules_.x12 || !names_other_list(rule, present);
    for (std::size_t c = 0; c < count && c < rule.slots.size() && !full_; ++c) {
      if ((present >> c & 1) == 0) continue;
      value(dictionary_.elements[rule.slots[c].element], parts[c].begin, parts[c].end,
            parts[c].released, i, c + 1, parts[c].repetition + 1u, own_codes);
      if (c == 1 && rule.date) date(i, parts, count);
    }
    missing_parts(i, rule, present, parts, count);
    if (count > rule.slots.size()) too_many_parts(i, rule.slots.size(), parts[rule.slots.size()]);
  }

  /// EDIFACT: the composite names another code list (1131) or another agency (3055) than the UN's.
  bool names_other_list(const SegmentRule& rule, std::uint64_t present) const {
    for (std::size_t c = 0; c < rule.slots.size(); ++c) {
      if ((present >> c & 1) == 0) continue;
      if (dictionary_.elements[rule.slots[c].element].names_list) return true;
    }
    return false;
  }

  void date(std::size_t i, const Part* parts, std::size_t count) {
    if (count < 3) return;
    if (is_edifact_date(segment_.raw(parts[1]), segment_.raw(parts[2]))) return;
    ElementFault out = at(i, Fault::date);
    out.component = 2;
    out.begin = parts[1].begin;
    out.end = parts[1].end;
    const SegmentRule& rule = dictionary_.composites[rule_.slots[i].composite];
    out.rule = &dictionary_.elements[rule.slots[1].element];
    give(out);
  }

  /// X12 element 1251, in the format that 1250 in front of it names.
  void period() {
    const std::size_t i = rule_.period;
    const std::string_view format = segment_.at(i), value = segment_.at(i + 1);
    if (format.empty() || value.empty()) return;
    const Fault fault = period_fault(value, format);
    if (fault != Fault::none) give(at(i, fault));
  }

  void missing_parts(std::size_t i, const SegmentRule& rule, std::uint64_t present,
                     const Part* parts, std::size_t count) {
    const auto fault = [&](std::size_t c, Fault what) {
      ElementFault out = at(i, what);
      out.component = static_cast<std::uint16_t>(c + 1);
      out.begin = out.end = c < count ? parts[c].begin : parts[count - 1].end;
      out.rule = &dictionary_.elements[rule.slots[c].element];
      give(out);
    };
    if (present == 0) return;
    for (std::uint64_t left = rule.mandatory & ~present; left != 0 && !full_; left &= left - 1)
      fault(static_cast<std::size_t>(std::countr_zero(left)), Fault::missing);
    for (const Relation& relation : rule.relations) {
      Fault what = Fault::none;
      const int place = broken(relation, present, what);
      if (place > 0) fault(static_cast<std::size_t>(place - 1), what);
    }
  }

  void too_many_parts(std::size_t i, std::size_t limit, const Part& first) {
    ElementFault out = at(i, Fault::too_many_components);
    out.component = static_cast<std::uint16_t>(limit + 1);
    out.begin = first.begin;
    out.limit = static_cast<std::uint32_t>(limit);
    give(out);
  }

  void missing(std::uint64_t places) {
    for (; places != 0 && !full_; places &= places - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(places));
      give(at(i, Fault::missing));
    }
  }

  void check(const Relation& relation, std::uint64_t present) {
    Fault what = Fault::none;
    const int place = broken(relation, present, what);
    if (place > 0) give(at(static_cast<std::size_t>(place - 1), what));
  }

  void too_many(std::size_t known) {
    // Empty elements beyond the last known one are as wrong as others: one finding for all.
    ElementFault out = at(known, Fault::too_many_elements);
    out.limit = static_cast<std::uint32_t>(known);
    give(out);
  }

  void trailing() {
    std::size_t i = segment_.size();
    while (i > 0 && segment_.elements()[i - 1].begin == segment_.elements()[i - 1].end) --i;
    give(at(i, Fault::trailing));
  }

  void odd_bytes() {
    std::size_t i = 0, told = ~std::size_t{0};
    for (std::uint32_t odd : segment_.odd) {
      while (i < segment_.size() && segment_.elements()[i].end <= odd) ++i;
      if (i == segment_.size() || i == told || odd < segment_.elements()[i].begin) continue;
      told = i;
      ElementFault out = at(i, Fault::character);
      const Element& e = segment_.elements()[i];
      for (std::uint32_t p = 0; p < e.parts; ++p) {
        const Part& part = segment_.parts()[e.first_part + p];
        if (part.begin > odd || part.end <= odd) continue;
        out.component = static_cast<std::uint16_t>(part.component + 1);
      }
      out.begin = odd;
      out.end = odd + 1;
      if (!give(out)) return;
    }
  }

  const SegmentRule& rule_;
  const Dictionary& dictionary_;
  const Segment& segment_;
  const ValueRules& rules_;
  const TakeFault& take_;
  bool full_ = false;
};

}  // namespace

void check_elements(const SegmentRule& rule, const Dictionary& dictionary, const Segment& segment,
                    const ValueRules& rules, const TakeFault& take) {
  Check(rule, dictionary, segment, rules, take).run();
}

bool presence_is_fine(const SegmentRule& rule, std::uint64_t present) {
  if ((rule.mandatory & ~present) != 0) return false;
  for (const Relation& relation : rule.relations) {
    Fault what = Fault::none;
    if (broken(relation, present, what) > 0) return false;
  }
  return true;
}

}  // namespace norekey::edi
