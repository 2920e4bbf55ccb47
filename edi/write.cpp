#include "edi/write.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "edi/charset.hpp"
#include "edi/emit.hpp"

namespace norekey::edi {
namespace {

std::string value_at(const FlatSegment& s, std::size_t position) {
  if (position == 0 || position > s.elements.size()) return "";
  const auto& e = s.elements[position - 1];
  return e.empty() || e[0].empty() ? "" : e[0][0];
}

void put(FlatSegment& s, std::size_t position, const std::string& value) {
  if (s.elements.size() < position) s.elements.resize(position);
  s.elements[position - 1] = {{value}};
}

bool same_number(const std::string& text, std::size_t number) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return false;
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
  return text.substr(first) == std::to_string(number);
}

/// As the validator compares: numbers as numbers.
bool same_reference(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (b.empty() || b.find_first_not_of("0123456789") != std::string::npos) return false;
  const std::size_t first = std::min(b.find_first_not_of('0'), b.size() - 1);
  if (a.empty() || a.find_first_not_of("0123456789") != std::string::npos) return false;
  return a.substr(std::min(a.find_first_not_of('0'), a.size() - 1)) == b.substr(first);
}

/// Counts and references of one kind of trailer: "SE" closes "ST".
struct Frame {
  const char *head, *tail;
  std::size_t reference;  ///< where the head has it; the tail has it in 2
};

constexpr Frame kX12[] = {{"ISA", "IEA", 13}, {"GS", "GE", 6}, {"ST", "SE", 2}};
constexpr Frame kEdifact[] = {{"UNB", "UNZ", 5}, {"UNG", "UNE", 5}, {"UNH", "UNT", 1}};

class Completer {
 public:
  explicit Completer(FlatInterchange& interchange)
      : interchange_(interchange), frames_(interchange.family == Family::x12 ? kX12 : kEdifact) {}

  /// Every header gets its trailer, with the count of what is inside.
  void run() {
    std::vector<FlatSegment> in;
    in.swap(interchange_.segments);
    for (FlatSegment& s : in) {
      const int head = level_of(s.tag, true), tail = level_of(s.tag, false);
      if (head >= 0) {
        close_down_to(head);
        open(static_cast<std::size_t>(head), s);
        push(std::move(s));
      } else if (tail >= 0) {
        close_down_to(tail + 1);
        if (opened_[static_cast<std::size_t>(tail)]) finish(static_cast<std::size_t>(tail), s);
      } else {
        push(std::move(s));
      }
    }
    close_down_to(0);
  }

 private:
  int level_of(const std::string& tag, bool head) const {
    for (int n = 0; n < 3; ++n) {
      if (tag == (head ? frames_[n].head : frames_[n].tail)) return n;
    }
    return -1;
  }

  void push(FlatSegment s) {
    ++segments_;
    interchange_.segments.push_back(std::move(s));
  }

  void open(std::size_t level, const FlatSegment& s) {
    opened_[level] = true;
    counts_[level] = 0;
    references_[level] = value_at(s, frames_[level].reference);
    if (level == 2) segments_ = 0;
    // What contains it: a set counts for its group, or, where there is none, for the interchange.
    if (level == 1 || (level == 2 && !opened_[1])) ++counts_[0];
    if (level == 2 && opened_[1]) ++counts_[1];
  }

  void close_down_to(int level) {
    for (int n = 2; n >= level; --n) {
      if (!opened_[static_cast<std::size_t>(n)]) continue;
      FlatSegment tail{frames_[n].tail, {}};
      finish(static_cast<std::size_t>(n), tail);
    }
  }

  void finish(std::size_t level, FlatSegment& tail) {
    opened_[level] = false;
    const std::size_t count = level == 2 ? segments_ + 1 : counts_[level];
    if (!same_number(value_at(tail, 1), count)) put(tail, 1, std::to_string(count));
    const std::string given = value_at(tail, 2);
    if (given.empty() || !same_reference(given, references_[level]))
      put(tail, 2, references_[level]);
    push(std::move(tail));
  }

  FlatInterchange& interchange_;
  const Frame* frames_;
  std::array<bool, 3> opened_{};
  std::array<std::size_t, 3> counts_{};
  std::array<std::string, 3> references_;
  std::size_t segments_ = 0;
};

constexpr std::array<std::size_t, 16> kIsaLengths{2, 10, 2, 10, 2, 15, 2, 15,
                                                  6, 4,  1, 5,  9, 1,  1, 1};

/// ISA elements have fixed lengths; ISA11 and ISA16 name separators.
void pad_isa(FlatSegment& isa, const Separators& s) {
  isa.elements.resize(16);
  for (std::size_t n = 0; n < 15; ++n) {
    std::string value = value_at(isa, n + 1);
    if (n == 10 && s.repetition != '\0') value = std::string(1, s.repetition);
    if (n == 10 && value.empty()) value = "U";
    if (n == 12 && value.size() < 9) value.insert(0, 9 - value.size(), '0');
    value.resize(kIsaLengths[n], ' ');
    isa.elements[n] = {{value}};
  }
}

/// Binary data may hold any byte: their length tells where they end.
bool is_binary(const std::string& tag, std::size_t position) {
  return (tag == "BIN" && position == 2) || (tag == "BDS" && position == 3);
}

/// Where a value holds a separator that cannot be released, another separator is taken.
void avoid_collisions(FlatInterchange& interchange) {
  Separators& s = interchange.separators;
  if (s.release != '\0') return;
  std::array<bool, 256> used{};
  for (const FlatSegment& segment : interchange.segments) {
    const bool isa = segment.tag == "ISA";
    for (std::size_t n = 0; n < segment.elements.size(); ++n) {
      if (isa && (n == 10 || n == 15)) continue;
      if (is_binary(segment.tag, n + 1)) continue;
      for (const auto& repetition : segment.elements[n]) {
        for (const std::string& component : repetition) {
          for (char c : component) used[static_cast<unsigned char>(c)] = true;
        }
      }
    }
  }
  char* const all[] = {&s.element, &s.component, &s.segment, &s.repetition};
  for (char* one : all) {
    if (*one == '\0' || !used[static_cast<unsigned char>(*one)]) continue;
    for (char candidate : std::string_view("*|~>^!:{}\x1d\x1e\x1f\x1c")) {
      const bool taken = std::any_of(std::begin(all), std::end(all),
                                     [&](const char* other) { return *other == candidate; });
      if (taken || used[static_cast<unsigned char>(candidate)]) continue;
      *one = candidate;
      break;
    }
  }
}

std::string position_of(const std::string& tag, std::size_t element) {
  return tag + (element < 10 ? "0" : "") + std::to_string(element);
}

/// The first element of an ISA that is longer than its place; "" = none.
std::string too_long(const FlatInterchange& interchange) {
  for (const FlatSegment& s : interchange.segments) {
    if (interchange.family != Family::x12 || s.tag != "ISA") continue;
    for (std::size_t n = 0; n < kIsaLengths.size(); ++n) {
      const std::string value = value_at(s, n + 1);
      if (n == 10 || n == 15 || value.size() <= kIsaLengths[n]) continue;
      return position_of("ISA", n + 1) + " " + shown(value) + " has " +
             std::to_string(value.size()) + " characters, and its place " +
             std::to_string(kIsaLengths[n]);
    }
  }
  return "";
}

Error unwritable(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, ""};
}

/// Separators that were not given, and the fixed lengths of ISA (its control number is compared).
void defaults(FlatInterchange& i) {
  Separators& s = i.separators;
  const bool x12 = i.family == Family::x12;
  if (s.element == '\0') s.element = x12 ? '*' : '+';
  if (s.component == '\0') s.component = x12 ? '>' : ':';
  if (s.segment == '\0') s.segment = x12 ? '~' : '\'';
  if (!x12 && s.release == '\0' && !i.una) s.release = '?';
  if (!x12 && s.decimal == '\0') s.decimal = '.';
  for (FlatSegment& segment : i.segments) {
    if (x12 && segment.tag == "ISA") pad_isa(segment, s);
  }
}

/// Writes a segment; the first value that `charset` cannot hold goes to `lost`, with its place.
void emit(const FlatSegment& segment, const char* charset, Emit& out, std::string& lost) {
  out.begin(segment.tag);
  std::size_t position = 0;
  for (const auto& element : segment.elements) {
    out.begin_element();
    if (is_binary(segment.tag, ++position) && !element.empty() && !element[0].empty()) {
      out.binary(element[0][0]);
      continue;
    }
    bool first = true;
    for (const auto& repetition : element) {
      if (!first) out.next_repetition();
      first = false;
      for (std::size_t c = 0; c < repetition.size(); ++c) {
        if (c > 0) out.next_component();
        bool gone = false;
        out.value(from_utf8(repetition[c], charset, &gone));
        if (gone && lost.empty())
          lost = position_of(segment.tag, position) + " " + shown(repetition[c]) +
                 " has a character that " + charset + " does not have";
      }
    }
    out.drop_pending();
  }
  out.end();
}

}  // namespace

Result<std::string> write_interchange(FlatInterchange interchange, const std::string& charset) {
  if (const std::string long_one = too_long(interchange); !long_one.empty())
    return unwritable(long_one, "shorten it: cut off it would name somebody else");
  defaults(interchange);
  Completer(interchange).run();
  avoid_collisions(interchange);
  const Separators& s = interchange.separators;
  std::string syntax, lost;
  const std::string after = interchange.newlines == "lf"     ? "\n"
                            : interchange.newlines == "crlf" ? "\r\n"
                                                             : "";
  std::string text;
  if (interchange.una) {
    text = {'U',
            'N',
            'A',
            s.component,
            s.element,
            s.decimal,
            s.release == '\0' ? ' ' : s.release,
            s.repetition == '\0' ? ' ' : s.repetition,
            s.segment};
    text += after;
  }
  Emit out(s, after);
  out.text() = text;
  for (FlatSegment& segment : interchange.segments) {
    if (segment.tag == "UNB") syntax = value_at(segment, 1);
    const char* to = charset.empty() ? charset_of(syntax) : charset.c_str();
    if (segment.tag == "ISA" && interchange.family == Family::x12) {
      pad_isa(segment, s);
      std::string& line = out.text();
      line += "ISA";
      for (std::size_t n = 0; n < 15; ++n) line += s.element + segment.elements[n][0][0];
      line += s.element;
      line += s.component;
      line += s.segment;
      line += after;
      continue;
    }
    emit(segment, to, out, lost);
  }
  if (!lost.empty())
    return unwritable(lost, "write it without, or name a character set that has it: UNOY is UTF-8");
  if (!out.collision().empty())
    return Error{Fate::reject,
                 "value " + shown(out.collision()) + " holds a separator and X12 cannot release it",
                 "choose other separators in the attributes of <interchange>",
                 {},
                 ""};
  return out.take();
}

}  // namespace norekey::edi
