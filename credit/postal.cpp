#include "credit/postal.hpp"

#include <algorithm>
#include <array>
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

void read_us(PostalCode& out, const std::string& state) {
  std::string code = compact(out.typed);
  const bool typed_well = all_digits(code);
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

void read_gb(PostalCode& out) {
  out.code = compact(out.typed);
  const std::string typed = out.code;
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
  if (!is_outward(out.code.substr(0, in))) {
    for (std::size_t i = 1; i < in; ++i) {  // letters for digits after the area's letters
      std::string tried = out.code.substr(0, in);
      tried[i] = as_digit(tried[i]);
      if (is_outward(tried)) out.code.replace(0, in, tried);
    }
  }
  const bool well_formed = is_outward(out.code.substr(0, in)) && digit(out.code[in]) &&
                           letter(out.code[in + 1]) && letter(out.code[in + 2]);
  out.state = !well_formed        ? PostalState::untrusted
              : out.code == typed ? PostalState::as_typed
                                  : PostalState::repaired;
}

}  // namespace

PostalCode read_postal(std::string_view country, std::string_view text, std::string_view state) {
  PostalCode out;
  out.country = country_code(country);
  out.typed = std::string(trim(text));
  if (out.typed.empty()) return out;
  const std::string region = region_code(out.country, state);
  if (out.country == "US") {
    read_us(out, region);
  } else if (out.country == "CA") {
    read_canada(out, region);
  } else if (out.country == "GB") {
    read_gb(out);
  } else {
    out.code = compact(out.typed);
    out.state = PostalState::as_typed;
  }
  return out;
}

bool is_po_box(std::string_view line1) {
  const std::string text = compact(line1);
  for (const char* start : {"POBOX", "POSTOFFICEBOX", "POSTBOX", "POSTFACH", "CASEPOSTALE",
                            "APARTADO", "BOITEPOSTALE", "PODRAWER", "POSTOFFICEDRAWER"}) {
    if (text.rfind(start, 0) == 0) return true;
  }
  return (text.rfind("PO", 0) == 0 && all_digits(text.substr(2))) ||
         (text.rfind("BOX", 0) == 0 && all_digits(text.substr(3)));
}

}  // namespace norekey::credit
