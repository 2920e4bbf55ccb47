#include "edi/header.hpp"

#include <algorithm>
#include <cctype>

namespace norekey::edi {
namespace {

constexpr std::size_t kEnough =
    512;  ///< no ISA or UNB that we can read needs more to be understood
constexpr std::size_t kIsa = 106;

bool line_break(char c) { return c == '\r' || c == '\n'; }

/// ISA11 is a repetition separator from 00402 on, where it is no letter, digit or blank.
char repetition_of(char isa11, std::string_view version) {
  if (version < "00402" || std::isalnum(static_cast<unsigned char>(isa11)) != 0) return '\0';
  return isa11 == ' ' ? '\0' : isa11;
}

bool distinct(const Separators& s) {
  std::string all{s.element, s.component, s.segment};
  if (s.repetition != '\0') all += s.repetition;
  if (s.release != '\0') all += s.release;
  std::sort(all.begin(), all.end());
  return std::adjacent_find(all.begin(), all.end()) == all.end();
}

/// ISA whose elements do not have their fixed lengths: the sixteenth separator tells.
Header trimmed_isa(std::string_view text, bool ended) {
  Header out;
  out.trimmed = true;
  const char by = text[3];
  std::size_t at = 3, starts[17] = {};
  for (int n = 1; n <= 16; ++n) {
    if (at >= text.size() || (at > kEnough)) {
      out.complete = ended || text.size() >= kEnough;
      return out;
    }
    starts[n] = at + 1;
    at = text.find(by, at + 1);
    if (at == std::string_view::npos) at = text.size();
  }
  const std::size_t last = starts[16];
  if (last + 1 >= text.size()) {
    out.complete = ended || text.size() >= kEnough;
    return out;
  }
  const std::string_view version = text.substr(starts[12], starts[13] - starts[12] - 1);
  out.family = Family::x12;
  out.separators.element = by;
  out.separators.component = text[last];
  out.separators.segment = text[last + 1];
  out.separators.repetition = repetition_of(text[starts[11]], version);
  out.distinct = distinct(out.separators);
  return out;
}

Header isa(std::string_view text, bool ended) {
  Header out;
  if (text.size() < kIsa && !ended) {
    out.complete = false;
    return out;
  }
  if (text.size() < 4 || std::isalnum(static_cast<unsigned char>(text[3])) != 0) return out;
  static constexpr std::size_t kSeparators[] = {3,  6,  17, 20, 31, 34, 50,  53,
                                                69, 76, 81, 83, 89, 99, 101, 103};
  const char by = text[3];
  bool fixed = text.size() >= kIsa;
  for (std::size_t at : kSeparators) fixed = fixed && text[at] == by;
  fixed = fixed && std::count(text.begin(), text.begin() + 104, by) == 16;
  if (!fixed) return trimmed_isa(text, ended);
  out.family = Family::x12;
  out.separators.element = by;
  out.separators.component = text[104];
  out.separators.segment = text[105];
  out.separators.repetition = repetition_of(text[82], text.substr(84, 5));
  out.distinct = distinct(out.separators);
  return out;
}

/// Fills syntax and version from "UNB+UNOA:3+": S001 decides about decimal mark and repetition.
void read_s001(std::string_view unb, Header& out) {
  const Separators& s = out.separators;
  std::string_view rest = unb.substr(std::min<std::size_t>(4, unb.size()));
  rest = rest.substr(0, rest.find(s.element));
  rest = rest.substr(0, rest.find(s.segment));
  const std::size_t colon = rest.find(s.component);
  out.syntax = rest.substr(0, std::min<std::size_t>(colon, 8));
  if (colon != std::string_view::npos && colon + 1 < rest.size())
    out.syntax_version = rest[colon + 1];
}

void settle_edifact(Header& out, char una_repetition, char una_decimal) {
  const bool four = out.syntax_version >= '4' && out.syntax_version <= '9';
  Separators& s = out.separators;
  s.repetition = '\0';
  if (four) s.repetition = !out.had_una ? '*' : una_repetition == ' ' ? '\0' : una_repetition;
  s.decimal = four || !out.had_una ? '\0' : una_decimal;
  out.distinct = distinct(s);
}

Header unb(std::string_view text, bool ended) {
  Header out;
  out.separators = {'+', ':', '\0', '\'', '?', '\0'};
  char repetition = ' ', decimal = '\0';
  std::string_view rest = text;
  if (text.starts_with("UNA")) {
    if (text.size() < 9) {
      out.complete = ended;
      return out;
    }
    out.had_una = true;
    const char release = text[6] == ' ' ? '\0' : text[6];
    out.separators = {text[4], text[3], '\0', text[8], release, text[5]};
    repetition = text[7];
    decimal = text[5];
    out.skip = 9;
    while (out.skip < text.size() && (line_break(text[out.skip]) || text[out.skip] == ' '))
      ++out.skip;
    rest = text.substr(out.skip);
  }
  if (rest.size() < 16 && !ended) {
    out.complete = false;
    return out;
  }
  if (!out.had_una && rest.size() > 3 && rest[3] == '\x1d')  // level B without UNA: IS1, IS3, IS4
    out.separators = {'\x1d', '\x1f', '\0', '\x1c', '\0', '\0'};
  out.family = Family::edifact;
  if (rest.starts_with("UNB")) read_s001(rest, out);
  settle_edifact(out, repetition, decimal);
  return out;
}

/// Level A and B of ISO 9735; no controls, of which ISO 8859 has more above 127; what is more than
/// one byte a character (UNOX, UNOY, UNOW) may have any there.
void allow_syntax(std::string_view syntax, ScanSet& out) {
  out.high_from = syntax.size() == 4 && syntax[3] >= 'C' && syntax[3] <= 'K' ? 0xa0 : 0x80;
  if (syntax == "UNOA" || syntax == "UNOB") {
    out.high_from = 0;
    for (char c : std::string_view(" .,-()/='+:?!\"%&*;<>"))
      out.allow(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
    out.allow('0', '9');
    out.allow('A', 'Z');
    if (syntax == "UNOB") out.allow('a', 'z');
    return;
  }
  out.allow(0x20, 0x7e);
}

}  // namespace

Header read_header(std::string_view text, bool ended, bool lenient) {
  Header out;
  if (text.size() < 3 && !ended) {
    out.complete = false;
    return out;
  }
  std::string flat;
  if (text.starts_with("ISA")) {
    out = isa(text, ended);
    if (!lenient || !out.complete || !out.trimmed) return out;
    // An ISA wrapped at column 80 reads as trimmed: look again without the line breaks.
    const std::string_view piece = text.substr(0, kEnough);
    std::copy_if(piece.begin(), piece.end(), std::back_inserter(flat),
                 [](char c) { return !line_break(c); });
    const std::size_t first = piece.find_first_of("\r\n");
    if (first == std::string_view::npos || first > 104) return out;
    Header again = isa(flat, ended);
    return again.family == Family::x12 && !again.trimmed ? again : out;
  }
  if (text.starts_with("UNA") || text.starts_with("UNB")) return unb(text, ended);
  return out;
}

ScanSet scan_set(const Header& header) {
  ScanSet out;
  const Separators& s = header.separators;
  const auto byte = [](char c) { return static_cast<std::uint8_t>(c); };
  out.marks = {byte(s.segment), byte(s.element), byte(s.release != '\0' ? s.release : s.segment),
               byte(s.component), byte(s.repetition != '\0' ? s.repetition : s.segment)};
  if (header.family == Family::edifact) {
    allow_syntax(header.syntax, out);
  } else {
    out.allow(0x20, 0x7e);
  }
  return out;
}

}  // namespace norekey::edi
