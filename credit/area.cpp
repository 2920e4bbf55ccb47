/// The areas that rules name: one code, a prefix, a range; GB by whole districts and sectors.
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "credit/postal.hpp"
#include "credit/postal_text.hpp"

namespace norekey::credit {
namespace {

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
bool names_district(std::string_view prefix) { return all_letters(prefix) || is_outward(prefix); }

std::string_view outward_of(const PostalCode& code) {
  return std::string_view(code.code).substr(0, code.outward);
}

bool covers_district(std::string_view prefix, const PostalCode& code) {
  const std::string_view outward = outward_of(code);
  if (outward.substr(0, prefix.size()) != prefix) return false;
  if (outward.size() == prefix.size()) return true;
  const char next = outward[prefix.size()];
  return prefix.size() <= 2 && all_letters(prefix) ? digit(next) : letter(next);
}

/// "SW", 10 of "SW10", and "SW", 1 of "SW1A".
struct District {
  std::string_view letters;
  unsigned number = 0;
};

District district_of(std::string_view outward) {
  District out;
  std::size_t i = 0;
  while (i < outward.size() && letter(outward[i])) ++i;
  out.letters = outward.substr(0, i);
  for (; i < outward.size() && digit(outward[i]); ++i)
    out.number = out.number * 10 + static_cast<unsigned>(outward[i] - '0');
  return out;
}

Error no_area(std::string_view text, const char* why) {
  return {Fate::reject,
          shown(text) + " is no postal code, prefix or range" + why,
          "write it like 60614, 606* or 60600-60699",
          {},
          ""};
}

/// SW1-SW9, SW8-SW11: the numbers count, SW10 does not lie between SW1 and SW9. False where these
/// are no districts of one area.
bool as_districts(PostalArea& out) {
  if (out.country != "GB" || !is_outward(out.low) || !is_outward(out.high)) return false;
  const District low = district_of(out.low), high = district_of(out.high);
  if (low.letters != high.letters || low.number > high.number) return false;
  if (letter(out.low.back()) || letter(out.high.back())) return false;
  out.first_district = low.number;
  out.last_district = high.number;
  out.districts = true;
  out.first = value_of(low.letters, 36, 0);
  out.last = value_of(low.letters, 36, 35);
  std::uint64_t one = 1;  // wider than any district of the area, narrower than the area
  for (std::size_t i = low.letters.size() + 1; i < kDigits; ++i) one *= 36;
  out.width = one * std::min(high.number - low.number + 1, 35U);
  return true;
}

/// What the two ends of the text are, and whether it is one code, a prefix or a range.
Result<void> read_ends(PostalArea& out, std::string_view text) {
  std::string_view low = trim(text), high = low;
  const std::size_t hyphen = low.find('-');
  const bool zip_plus4 = out.country == "US" && hyphen == 5 && low.size() == 10;
  if (!low.empty() && low.back() == '*') {
    if (hyphen != std::string_view::npos) return no_area(text, "");
    out.prefix = true;
    low = high = low.substr(0, low.size() - 1);
    const std::size_t space = low.find(' ');  // "M1 1*" is a sector of M1, not the district M11
    if (out.country == "GB" && space != std::string_view::npos && space + 1 < low.size())
      out.outward = compact(low.substr(0, space)).size();
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
  for (std::string* end : {&out.low, &out.high}) strip_country(*end, out.country);
  return {};
}

void measure(PostalArea& out, bool district) {
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
  const bool whole = out.outward == 0 && (district || names_district(out.low));
  out.district = out.district || (out.prefix && out.country == "GB" && whole);
}

}  // namespace

std::uint64_t postal_number(std::string_view code) { return value_of(code, 36, 0); }

bool PostalArea::covers(const PostalCode& code) const {
  if (code.country != country || code.code.empty()) return false;
  if (exact) {
    if (!plus4.empty() && code.plus4 != plus4) return false;
    return code.code == low || (code.outward > 0 && outward_of(code) == low);
  }
  if (districts) {
    const District own = district_of(outward_of(code));
    return own.letters == district_of(low).letters && first_district <= own.number &&
           own.number <= last_district;
  }
  if (prefix && district) return covers_district(low, code);
  if (prefix && outward != 0 && code.outward != outward) return false;
  if (prefix) return code.code.compare(0, low.size(), low) == 0;
  const std::uint64_t number = postal_number(code.code);
  return first <= number && number <= last;
}

Result<PostalArea> parse_area(std::string_view country, std::string_view text, bool district) {
  PostalArea out;
  out.country = country_code(country);
  if (auto read = read_ends(out, text); !read) return read.error();
  if (out.low.empty() || out.high.empty() || out.low.size() > kDigits) return no_area(text, "");
  if (as_districts(out) && !out.exact && !out.prefix) return out;
  out.districts = false;
  if (out.low.size() != out.high.size()) return no_area(text, ": its ends differ in length");
  if (out.high < out.low) return no_area(text, ": it runs backwards");
  if (out.exact && out.country == "US" && (out.low.size() != 5 || !all_digits(out.low)))
    return no_area(text, "");
  measure(out, district);
  return out;
}

}  // namespace norekey::credit
