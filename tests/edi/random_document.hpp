/// random_document: documents that a set's table allows, made from the table: for property tests
/// and as the base of single-fault mutations.
#pragma once
#include <random>

#include "edi/guide.hpp"
#include "edi/write.hpp"

namespace norekey::edi {

class RandomDocument {
 public:
  /// `rich`: chance in percent that something optional is there; 0 gives the shortest document.
  RandomDocument(const Dictionary& dictionary, const SetGuide& guide, unsigned seed, int rich)
      : dictionary_(dictionary), guide_(guide), random_(seed), rich_(rich) {}

  /// The set's inner segments.
  std::vector<FlatSegment> segments() {
    std::vector<FlatSegment> out;
    if (!guide_.nodes.empty()) level(0, 0, out);
    return out;
  }

  FlatInterchange interchange() {
    FlatInterchange out;
    out.family = dictionary_.family;
    const bool x12 = out.family == Family::x12;
    out.segments = x12 ? x12_head() : edifact_head();
    for (FlatSegment& s : segments()) out.segments.push_back(std::move(s));
    if (!x12) {
      out.una = true;
      out.separators = {'+', ':', '\0', '\'', '?', '.'};
    } else if (dictionary_.version == "005010") {
      out.separators.repetition = '^';
    }
    return out;
  }

  static FlatSegment flat(const std::string& tag, const std::vector<std::string>& values) {
    FlatSegment out{tag, {}};
    for (const std::string& v : values) {
      std::vector<std::string> parts;
      std::size_t at = 0;
      for (std::size_t end; (end = v.find('\x1f', at)) != std::string::npos; at = end + 1)
        parts.push_back(v.substr(at, end - at));
      parts.push_back(v.substr(at));
      out.elements.push_back({parts});
    }
    return out;
  }

 private:
  bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

  std::vector<FlatSegment> x12_head() {
    const bool five = dictionary_.version == "005010";
    return {flat("ISA", {"00", "", "00", "", "ZZ", "BUYER", "ZZ", "SUPPLIER", "240115", "1030",
                         five ? "^" : "U", five ? "00501" : "00401", "101", "0", "P", ">"}),
            flat("GS", {guide_.group, "BUYER", "SUPPLIER", "20240115", "1030", "7", "X",
                        dictionary_.version}),
            flat("ST", {guide_.id, "0001"})};
  }

  std::vector<FlatSegment> edifact_head() {
    const bool control = guide_.id == "CONTRL";
    const std::string version = control ? "D\x1f"
                                          "3\x1fUN"
                                        : dictionary_.version.substr(0, 1) + "\x1f" +
                                              dictionary_.version.substr(2) + "\x1fUN";
    return {flat("UNB", {"UNOC\x1f"
                         "3",
                         "BUYER\x1f"
                         "14",
                         "SUPPLIER\x1f"
                         "14",
                         "240115\x1f"
                         "1030",
                         "R1"}),
            flat("UNH", {"1", guide_.id + "\x1f" + version})};
  }

  void level(std::uint16_t first, int depth, std::vector<FlatSegment>& out) {
    for (std::uint16_t at = first; at != kNone; at = guide_.nodes[at].next) {
      const Node& node = guide_.nodes[at];
      const bool there = node.min > 0 || (depth < 6 && out.size() < 200 && chance(rich_));
      if (!there) continue;
      const bool again = node.max != 1 && chance(rich_ / 2);
      for (int times = again ? 2 : 1; times > 0; --times) {
        out.push_back(segment(guide_.segments[node.segment]));
        number_level(out.back());
        if (node.group && node.first != kNone) level(node.first, depth + 1, out);
      }
    }
  }

  /// HL and CPS have a number each, and are part of one before them.
  void number_level(FlatSegment& s) {
    if (s.tag != (dictionary_.family == Family::x12 ? "HL" : "CPS")) return;
    s.elements[0] = {{std::to_string(++levels_)}};
    if (s.elements.size() < 2 || s.elements[1].empty() || s.elements[1][0].empty()) return;
    std::string& parent = s.elements[1][0][0];
    if (!parent.empty()) parent = levels_ > 1 ? std::to_string(1 + random_() % (levels_ - 1)) : "";
  }

  /// Which places are filled, so that all relations hold.
  std::uint64_t choose(const SegmentRule& rule) {
    std::uint64_t there = rule.mandatory;
    for (std::size_t i = 0; i < rule.slots.size() && i < 64; ++i) {
      if (chance(rich_)) there |= std::uint64_t{1} << i;
    }
    if (there == 0) there = 1;
    for (int round = 0; round < 20; ++round) {
      for (const Relation& r : rule.relations) {
        const std::uint64_t some = there & r.rest;
        if (r.kind == 'P' && some != 0) there |= r.rest;
        if (r.kind == 'R' && some == 0) there |= r.rest & (~r.rest + 1);
        if (r.kind == 'C' && (there & r.first) != 0) there |= r.rest;
        if (r.kind == 'L' && (there & r.first) != 0 && some == 0) there |= r.rest & (~r.rest + 1);
        if (r.kind == 'E' && (some & (some - 1)) != 0) leave_out(rule, some & (some - 1), there);
      }
    }
    return there;
  }

  /// Takes `places` out of `there`, and what stands in a pair with them.
  static void leave_out(const SegmentRule& rule, std::uint64_t places, std::uint64_t& there) {
    there &= ~places;
    for (const Relation& r : rule.relations) {
      if (r.kind == 'P' && (r.rest & places) != 0) there &= ~r.rest;
    }
  }

  FlatSegment segment(const SegmentRule& rule) {
    FlatSegment out{rule.id, {}};
    const std::uint64_t there = choose(rule);
    for (std::size_t i = 0; i < rule.slots.size() && i < 64; ++i) {
      if ((there >> i & 1) == 0) {
        out.elements.push_back({{""}});
        continue;
      }
      const Slot& slot = rule.slots[i];
      out.elements.push_back(
          {slot.element != kNone
               ? std::vector<std::string>{value(dictionary_.elements[slot.element])}
               : composite(dictionary_.composites[slot.composite])});
    }
    if (rule.period != 0 && (there >> rule.period & 1) != 0) {
      out.elements[rule.period - 1] = {{"D8"}};
      out.elements[rule.period] = {{"20240115"}};
    }
    return out;
  }

  std::vector<std::string> composite(const SegmentRule& rule) {
    const std::uint64_t there = choose(rule);
    std::vector<std::string> out;
    for (std::size_t c = 0; c < rule.slots.size(); ++c)
      out.push_back((there >> c & 1) != 0 ? value(dictionary_.elements[rule.slots[c].element])
                                          : "");
    if (rule.id == "C507" && out.size() == 3 && !out[1].empty()) {
      out[1] = "20240115";
      out[2] = "102";
    }
    // Neither CNT nor C270 may claim a number of lines that nobody counted.
    return out;
  }

  std::string value(const ElementRule& rule) {
    if (rule.codes != kNone) {
      const auto& codes = dictionary_.code_sets[rule.codes].codes();
      for (int tries = 0; tries < 50; ++tries) {
        const std::string& code = codes[random_() % codes.size()];
        if (code.size() >= rule.min && code.size() <= rule.max) return code;
      }
    }
    const std::size_t most = std::min<std::size_t>(rule.max, rule.min + 8u);
    const std::size_t size = rule.min + random_() % (most - rule.min + 1);
    if (rule.type == Type::date) return rule.max == 6 ? "240229" : "20240229";
    if (rule.type == Type::time) return "1030";
    std::string out;
    const bool digits =
        rule.type == Type::number || rule.type == Type::decimal || rule.type == Type::numeric;
    for (std::size_t i = 0; i < std::max<std::size_t>(size, 1); ++i)
      out +=
          digits ? static_cast<char>('1' + random_() % 9) : static_cast<char>('A' + random_() % 26);
    if (rule.type == Type::decimal && out.size() > 1 && chance(30)) out.insert(1, ".");
    return out;
  }

  const Dictionary& dictionary_;
  const SetGuide& guide_;
  std::mt19937 random_;
  int rich_;
  unsigned levels_ = 0;
};

}  // namespace norekey::edi
