#include "mapping/spelling.hpp"

#include <array>
#include <map>
#include <vector>

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"exact", "blanks", "letters",
                                                    "codes", "names",  "address"};

/// Latin-1 Supplement and Latin Extended-A, from U+00C0 on, in ASCII. "" stands for characters that
/// are no letters.
constexpr std::array<const char*, 192> kPlain = {
    "A", "A", "A",  "A",  "A", "A", "AE", "C",  "E",  "E", "E", "E", "I",  "I",  "I", "I", "D", "N",
    "O", "O", "O",  "O",  "O", "",  "O",  "U",  "U",  "U", "U", "Y", "TH", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", "",  "o",  "u",  "u", "u", "u",  "y",  "th", "y", "A", "a", "A",  "a",  "A", "a", "C", "c",
    "C", "c", "C",  "c",  "C", "c", "D",  "d",  "D",  "d", "E", "e", "E",  "e",  "E", "e", "E", "e",
    "E", "e", "G",  "g",  "G", "g", "G",  "g",  "G",  "g", "H", "h", "H",  "h",  "I", "i", "I", "i",
    "I", "i", "I",  "i",  "I", "i", "IJ", "ij", "J",  "j", "K", "k", "k",  "L",  "l", "L", "l", "L",
    "l", "L", "l",  "L",  "l", "N", "n",  "N",  "n",  "N", "n", "n", "N",  "n",  "O", "o", "O", "o",
    "O", "o", "OE", "oe", "R", "r", "R",  "r",  "R",  "r", "S", "s", "S",  "s",  "S", "s", "S", "s",
    "T", "t", "T",  "t",  "T", "t", "U",  "u",  "U",  "u", "U", "u", "U",  "u",  "U", "u", "U", "u",
    "W", "w", "Y",  "y",  "Y", "Z", "z",  "Z",  "z",  "Z", "z", "s"};

const std::map<std::string, const char*, std::less<>>& firm_words() {
  static const std::map<std::string, const char*, std::less<>> all{{"AND", ""},
                                                                   {"THE", ""},
                                                                   {"INC", ""},
                                                                   {"INCORPORATED", ""},
                                                                   {"LLC", ""},
                                                                   {"LLP", ""},
                                                                   {"LTD", ""},
                                                                   {"LIMITED", ""},
                                                                   {"CORP", ""},
                                                                   {"CORPORATION", ""},
                                                                   {"CO", ""},
                                                                   {"COMPANY", ""},
                                                                   {"GMBH", ""},
                                                                   {"AG", ""},
                                                                   {"KG", ""},
                                                                   {"SA", ""},
                                                                   {"BV", ""},
                                                                   {"PLC", ""},
                                                                   {"BROS", "BROTHERS"},
                                                                   {"MFG", "MANUFACTURING"},
                                                                   {"INTL", "INTERNATIONAL"},
                                                                   {"SVC", "SERVICE"},
                                                                   {"SVCS", "SERVICES"},
                                                                   {"SUPPLIES", "SUPPLY"}};
  return all;
}

/// USPS Publication 28, appendices B and C1: the abbreviations that occur most.
const std::map<std::string, const char*, std::less<>>& street_words() {
  static const std::map<std::string, const char*, std::less<>> all{
      {"STREET", "ST"},     {"STR", "ST"},          {"AVENUE", "AVE"},      {"AV", "AVE"},
      {"ROAD", "RD"},       {"BOULEVARD", "BLVD"},  {"DRIVE", "DR"},        {"LANE", "LN"},
      {"COURT", "CT"},      {"PLACE", "PL"},        {"SQUARE", "SQ"},       {"PARKWAY", "PKWY"},
      {"HIGHWAY", "HWY"},   {"CIRCLE", "CIR"},      {"TERRACE", "TER"},     {"TRAIL", "TRL"},
      {"TURNPIKE", "TPKE"}, {"EXPRESSWAY", "EXPY"}, {"FREEWAY", "FWY"},     {"CENTER", "CTR"},
      {"CENTRE", "CTR"},    {"HEIGHTS", "HTS"},     {"JUNCTION", "JCT"},    {"CROSSING", "XING"},
      {"NORTH", "N"},       {"SOUTH", "S"},         {"EAST", "E"},          {"WEST", "W"},
      {"NORTHEAST", "NE"},  {"NORTHWEST", "NW"},    {"SOUTHEAST", "SE"},    {"SOUTHWEST", "SW"},
      {"SUITE", "STE"},     {"APARTMENT", "APT"},   {"BUILDING", "BLDG"},   {"FLOOR", "FL"},
      {"ROOM", "RM"},       {"UNIT", "UNIT"},       {"DEPARTMENT", "DEPT"}, {"SAINT", "ST"},
      {"MOUNT", "MT"},      {"FORT", "FT"},         {"POST", "PO"},         {"FIRST", "1ST"},
      {"SECOND", "2ND"},    {"THIRD", "3RD"},       {"FOURTH", "4TH"},      {"FIFTH", "5TH"}};
  return all;
}

bool is_kept(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// Words of letters and digits; an apostrophe or a point inside a word joins ("O'Brien", "N.W.").
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (is_kept(c)) {
      out.back() += c;
    } else if (c != '\'' && c != '.' && !out.back().empty()) {
      out.emplace_back();
    }
  }
  return out;
}

std::string of_words(std::string_view part, Spelling how) {
  std::string out;
  for (const std::string& word : words(part)) {
    std::string one = word;
    if (const auto firm = firm_words().find(one); firm != firm_words().end()) one = firm->second;
    if (how == Spelling::address) {
      if (const auto street = street_words().find(one); street != street_words().end())
        one = street->second;
    }
    if (one.empty()) continue;
    out += (out.empty() ? "" : " ") + one;
  }
  return out;
}

std::string one_part(std::string_view part, Spelling how) {
  std::string out = squeezed(part);
  if (how == Spelling::blanks) return out;
  out = upper(without_accents(out));
  if (how == Spelling::letters) return out;
  if (how == Spelling::codes) {
    std::string kept;
    for (const char c : out) {
      if (is_kept(c)) kept += c;
    }
    return kept;
  }
  return of_words(out, how);
}

}  // namespace

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string without_accents(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead >= 0xC3 && lead <= 0xC5 && i + 1 < text.size()) {
      const unsigned code = (lead & 0x1FU) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3FU);
      const char* plain = code >= 0xC0 && code < 0x180 ? kPlain[code - 0xC0] : "";
      if (*plain != 0) {
        out += plain;
        ++i;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string spelled(std::string_view text, Spelling how) {
  if (how == Spelling::exact) return std::string(text);
  std::string out;
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = text.find('/', from);
    out += one_part(text.substr(from, end - from), how);
    if (end == std::string_view::npos) return out;
    out += '/';
    from = end + 1;
  }
}

bool read_spelling(std::string_view word, Spelling& out) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] != word) continue;
    out = static_cast<Spelling>(i);
    return true;
  }
  return false;
}

std::string_view word_of(Spelling how) { return kWords[static_cast<std::size_t>(how)]; }

}  // namespace norekey::mapping
