#include "credit/postal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>

#include "core/text.hpp"
#include "credit/postal_text.hpp"

namespace norekey::credit {
namespace {

/// What a letter was meant to be where only a digit can stand; the letter itself where it is none.
char as_digit(char c) {
  switch (c) {
    case 'O':
    case 'Q':
      return '0';
    case 'I':
    case 'L':
      return '1';
    case 'Z':
      return '2';
    case 'S':
      return '5';
    case 'B':
      return '8';
    default:
      return c;
  }
}

char as_letter(char c) {
  switch (c) {
    case '0':
      return 'O';
    case '1':
      return 'I';
    case '2':
      return 'Z';
    case '5':
      return 'S';
    case '8':
      return 'B';
    default:
      return c;
  }
}

/// Canada uses neither I nor O: what looks like them was meant to be something else.
char as_canadian_letter(char c) { return c == '1' ? 'L' : as_letter(c); }

/// Province by the first letter of a Canadian code.
std::string_view provinces_of(char first) {
  switch (first) {
    case 'A':
      return "NL";
    case 'B':
      return "NS";
    case 'C':
      return "PE";
    case 'E':
      return "NB";
    case 'G':
    case 'H':
    case 'J':
      return "QC";
    case 'K':
    case 'L':
    case 'M':
    case 'N':
    case 'P':
      return "ON";
    case 'R':
      return "MB";
    case 'S':
      return "SK";
    case 'T':
      return "AB";
    case 'V':
      return "BC";
    case 'X':
      return "NU NT";
    case 'Y':
      return "YT";
    default:
      return "";
  }
}

bool province_agrees(char first, const std::string& province) {
  const std::string_view those = provinces_of(first);
  return !those.empty() && (province.empty() || those.find(province) != std::string_view::npos);
}

/// A spreadsheet's number, "2139.0": without its decimals.
bool take_decimals(std::string& text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos || !all_digits(std::string_view(text).substr(0, point)) ||
      text.find_first_not_of('0', point + 1) != std::string::npos)
    return false;
  text.erase(point);
  return true;
}

void read_us(PostalCode& out, const std::string& state) {
  std::string typed = out.typed;
  const bool had_decimals = take_decimals(typed);
  std::string code = compact(typed);
  const bool typed_well = all_digits(code) && !had_decimals;
  for (char& c : code) c = as_digit(c);
  const std::size_t hyphen = out.typed.find('-');
  const std::size_t before =
      hyphen == std::string::npos ? std::string::npos : compact(out.typed.substr(0, hyphen)).size();
  std::string zip = code, plus4;
  const bool hyphened = before != std::string::npos && before <= 5 && code.size() <= before + 4;
  if (hyphened) {
    plus4 = code.substr(before);
    zip = code.substr(0, before);
  } else if (before == std::string::npos && (code.size() == 9 || code.size() == 8)) {
    plus4 = code.substr(code.size() - 4);
    zip = code.substr(0, code.size() - 4);
  }
  const bool lost_zeros = zip.size() < 5;
  if (all_digits(zip) && zip.size() >= 3)
    zip.insert(0, 5 - std::min<std::size_t>(5, zip.size()), '0');
  if (lost_zeros && !plus4.empty() && plus4.size() < 4) plus4.insert(0, 4 - plus4.size(), '0');
  out.code = zip;
  if (plus4.size() == 4) out.plus4 = plus4;  // a damaged one says nothing
  if (zip.size() != 5 || !all_digits(code)) {
    out.state = PostalState::untrusted;
  } else if (typed_well && !lost_zeros) {
    out.state = PostalState::as_typed;
  } else {
    const bool agrees = !state.empty() && state_of_zip(zip) == state;
    out.state = agrees ? PostalState::repaired : PostalState::untrusted;
  }
}

void read_canada(PostalCode& out, const std::string& province) {
  out.code = compact(out.typed);
  const std::string typed = out.code;
  for (std::size_t i = 0; i < out.code.size(); ++i)
    out.code[i] = i % 2 == 0 ? as_canadian_letter(out.code[i]) : as_digit(out.code[i]);
  const bool area_alone = out.code.size() == 3;  // the first half, "M5V"
  const bool well_formed = (out.code.size() == 6 || area_alone) && begins_canadian(out.code);
  if (well_formed && out.code == typed) {
    out.state = PostalState::as_typed;
  } else {
    const bool agrees = well_formed && province_agrees(out.code[0], province);
    out.state = agrees ? PostalState::repaired : PostalState::untrusted;
  }
}

/// The nearest outward code to what was typed: as few letters and digits as possible taken for the
/// other, those on the right first, where districts have their numbers: "BSI" is BS1, not B51. ""
/// where there is none.
std::string nearest_outward(const std::string& typed) {
  if (is_outward(typed)) return typed;
  const unsigned all = 1U << (typed.size() - 1);  // the first one is a letter
  for (int changes = 1; changes < static_cast<int>(typed.size()); ++changes) {
    for (unsigned which = 1; which < all; ++which) {  // bit 0 is the character on the right
      if (std::popcount(which) != changes) continue;
      std::string tried = typed;
      for (std::size_t i = 0; i + 1 < tried.size(); ++i) {
        char& c = tried[tried.size() - 1 - i];
        if ((which >> i & 1U) != 0) c = digit(c) ? as_letter(c) : as_digit(c);
      }
      if (is_outward(tried)) return tried;
    }
  }
  return "";
}

void read_gb(PostalCode& out) {
  out.code = compact(out.typed);
  const std::string typed = out.code;
  if (typed == "GIR0AA") {  // Girobank's own
    out.outward = 3;
    out.state = PostalState::as_typed;
    return;
  }
  if (out.code.size() < 5 || out.code.size() > 7) {
    const bool outward_only = is_outward(out.code);
    out.outward = out.code.size();
    out.state = outward_only ? PostalState::as_typed : PostalState::untrusted;
    return;
  }
  out.outward = out.code.size() - 3;
  const std::size_t in = out.outward;
  out.code[in] = as_digit(out.code[in]);
  for (const std::size_t i : {in + 1, in + 2}) out.code[i] = as_letter(out.code[i]);
  out.code[0] = as_letter(out.code[0]);
  const std::string outward = nearest_outward(out.code.substr(0, in));
  if (!outward.empty()) out.code.replace(0, in, outward);
  const bool well_formed = !outward.empty() && digit(out.code[in]) && letter(out.code[in + 1]) &&
                           letter(out.code[in + 2]);
  out.state = !well_formed        ? PostalState::untrusted
              : out.code == typed ? PostalState::as_typed
                                  : PostalState::repaired;
}

/// A part of a street line that names no place: whom it is for, or a private mailbox.
bool is_addressee(std::string_view part) {
  const std::string text = upper(trim(part));
  for (const std::string_view start :
       {"ATTN", "ATTENTION", "C/O", "CARE OF", "PMB", "DEPT", "DEPARTMENT"}) {
    if (text.rfind(start, 0) == 0 && (text.size() == start.size() || !letter(text[start.size()])))
      return true;
  }
  return false;
}

bool begins_with_box(const std::string& text) {
  for (const char* start :
       {"POBOX", "POSTOFFICEBOX", "POSTBOX", "POSTFACH", "CASEPOSTALE", "APARTADO", "BOITEPOSTALE",
        "BOTEPOSTALE", "PODRAWER", "POSTOFFICEDRAWER"}) {
    if (text.rfind(start, 0) == 0) return true;
  }
  for (const char* start : {"POB", "PO", "BOX"}) {
    const std::size_t size = std::string_view(start).size();
    if (text.rfind(start, 0) == 0 && all_digits(std::string_view(text).substr(size))) return true;
  }
  return false;
}

}  // namespace

PostalCode read_postal(std::string_view country, std::string_view text, std::string_view state) {
  PostalCode out;
  out.country = country_code(country);
  out.typed = std::string(trim(text));
  if (out.typed.empty()) return out;
  const std::string region = region_code(country, state);
  if (out.country == "US") {
    read_us(out, region);
  } else if (out.country == "CA") {
    read_canada(out, region);
  } else if (out.country == "GB") {
    read_gb(out);
  } else {
    out.code = compact(out.typed);
    strip_country(out.code, out.country);
    out.state = PostalState::as_typed;
  }
  return out;
}

bool is_po_box(std::string_view line1, std::string_view line2) {
  std::string lines(line1);
  lines += ',';
  lines += line2;
  std::replace_if(
      lines.begin(), lines.end(), [](char c) { return c == ';' || c == '\n'; }, ',');
  for (const std::string& part : split(lines, ',')) {
    const std::string text = compact(part);
    if (text.empty()) continue;
    if (begins_with_box(text)) return true;
    if (is_addressee(part)) {
      if (text.find("POBOX") != std::string::npos) return true;
    } else if (std::any_of(text.begin(), text.end(), digit)) {
      return false;  // a street: that is where it goes
    }
  }
  return false;
}

}  // namespace norekey::credit
