#include "credit/postal.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.hpp"

namespace norekey::credit {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), digit); }

/// Upper case, without spaces, hyphens and dots.
std::string compact(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

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
  const bool has_plus4 =
      (before != std::string::npos && code.size() == before + 4 && before <= 5) ||
      (before == std::string::npos && (code.size() == 9 || code.size() == 8));
  if (has_plus4) {
    plus4 = code.substr(code.size() - 4);
    zip = code.substr(0, code.size() - 4);
  }
  const bool lost_zeros = zip.size() < 5;
  if (all_digits(zip) && zip.size() >= 3)
    zip.insert(0, 5 - std::min<std::size_t>(5, zip.size()), '0');
  out.code = zip;
  out.plus4 = plus4;
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
  bool well_formed = out.code.size() == 6;
  for (std::size_t i = 0; i < out.code.size(); ++i)
    well_formed = well_formed && (i % 2 == 0 ? letter(out.code[i]) : digit(out.code[i]));
  if (well_formed && out.code == typed) {
    out.state = PostalState::as_typed;
  } else {
    const bool agrees = well_formed && province_agrees(out.code[0], province);
    out.state = agrees ? PostalState::repaired : PostalState::untrusted;
  }
}

/// A9, A99, AA9, AA99, A9A or AA9A.
bool is_outward(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size() && i < 2 && letter(s[i])) ++i;
  if (i == 0 || i == s.size() || !digit(s[i])) return false;
  const std::string_view rest = s.substr(i + 1);
  return rest.empty() || (rest.size() == 1 && (digit(rest[0]) || letter(rest[0])));
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

constexpr std::size_t kDigits = 10;  ///< longest code that is compared; 36^10 fits in 64 bits

std::uint64_t value_of(std::string_view code, unsigned base, unsigned pad) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kDigits; ++i) {
    unsigned d = pad;
    if (i < code.size())
      d = static_cast<unsigned>(digit(code[i]) ? code[i] - '0' : code[i] - 'A' + 10);
    out = out * base + d;
  }
  return out;
}

/// Letters only, or a whole outward code: compared by whole areas and districts.
bool names_district(std::string_view prefix) {
  return std::all_of(prefix.begin(), prefix.end(), letter) || is_outward(prefix);
}

bool covers_district(std::string_view prefix, const PostalCode& code) {
  const std::string_view outward = std::string_view(code.code).substr(0, code.outward);
  if (outward.substr(0, prefix.size()) != prefix) return false;
  if (outward.size() == prefix.size()) return true;
  const char next = outward[prefix.size()];
  return letter(prefix.back()) && prefix.size() <= 2 &&
                 std::all_of(prefix.begin(), prefix.end(), letter)
             ? digit(next)
             : letter(next);
}

}  // namespace

std::uint64_t postal_number(std::string_view code) { return value_of(code, 36, 0); }

PostalCode read_postal(std::string_view country, std::string_view text, std::string_view state) {
  PostalCode out;
  out.country = upper(trim(country));
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
                            "APARTADO", "BOITEPOSTALE"}) {
    if (text.rfind(start, 0) == 0) return true;
  }
  return (text.rfind("PO", 0) == 0 && all_digits(text.substr(2))) ||
         (text.rfind("BOX", 0) == 0 && all_digits(text.substr(3)));
}

bool PostalArea::covers(const PostalCode& code) const {
  if (code.country != country || code.code.empty()) return false;
  if (exact) {
    if (!plus4.empty() && code.plus4 != plus4) return false;
    return code.code == low || (code.outward > 0 && code.code.substr(0, code.outward) == low);
  }
  if (prefix && district) return covers_district(low, code);
  if (prefix) return code.code.compare(0, low.size(), low) == 0;
  const std::uint64_t number = postal_number(code.code);
  return first <= number && number <= last;
}

Result<PostalArea> parse_area(std::string_view country, std::string_view text, bool district) {
  const auto bad = [&](const char* why) {
    return Error{Fate::reject,
                 shown(text) + " is no postal code, prefix or range" + why,
                 "write it like 60614, 606* or 60600-60699",
                 {},
                 ""};
  };
  PostalArea out;
  out.country = upper(trim(country));
  std::string_view low = trim(text), high = low;
  const std::size_t hyphen = low.find('-');
  const bool zip_plus4 = out.country == "US" && hyphen == 5 && low.size() == 10;
  if (!low.empty() && low.back() == '*') {
    out.prefix = true;
    low = high = low.substr(0, low.size() - 1);
    if (hyphen != std::string_view::npos) return bad("");
  } else if (zip_plus4) {
    out.plus4 = std::string(low.substr(6));
    low = high = low.substr(0, 5);
    out.exact = true;
  } else if (hyphen != std::string_view::npos) {
    high = low.substr(hyphen + 1);
    low = low.substr(0, hyphen);
  } else {
    out.exact = true;
  }
  out.low = compact(low);
  out.high = compact(high);
  if (out.low.empty() || out.high.empty() || out.low.size() > kDigits) return bad("");
  if (out.low.size() != out.high.size()) return bad(": its ends differ in length");
  if (out.high < out.low) return bad(": it runs backwards");
  if (out.exact && out.country == "US" && (out.low.size() != 5 || !all_digits(out.low)))
    return bad("");
  const bool decimal = all_digits(out.low) && all_digits(out.high);
  out.first = value_of(out.low, 36, 0);
  out.last = value_of(out.high, 36, 35);
  out.width =
      decimal ? value_of(out.high, 10, 9) - value_of(out.low, 10, 0) + 1 : out.last - out.first + 1;
  if (out.exact) out.width = out.plus4.empty() ? 1 : 0;
  if (out.country == "GB" && out.exact && is_outward(out.low) && out.low.size() < 5) {
    out.exact = false;  // an outward code alone is the district
    out.prefix = out.district = true;
    out.width = out.last - out.first + 1;
  }
  out.district =
      out.district || (out.prefix && out.country == "GB" && (district || names_district(out.low)));
  return out;
}

}  // namespace norekey::credit
