/// The checker's part of places: which of them no address can be in.
#include "core/text.hpp"
#include "credit/place.hpp"
#include "credit/postal_text.hpp"

namespace norekey::credit {
namespace {

bool fits_us(const PostalArea& area) {
  const auto fits = [&](const std::string& part) {
    return all_digits(part) && part.size() <= 5 && (area.prefix || part.size() >= 3);
  };
  const bool plus4 = area.plus4.empty() || (area.plus4.size() == 4 && all_digits(area.plus4));
  return fits(area.low) && fits(area.high) && plus4;
}

bool fits_canada(const PostalArea& area) {
  return begins_canadian(area.low) && begins_canadian(area.high) &&
         (!area.exact || area.low.size() == 6);
}

/// Letters of an area, a district, a sector, or a whole code.
bool begins_british(std::string_view s, std::size_t outward) {
  if (outward != 0) return is_outward(s.substr(0, outward)) && digit(s[outward]);
  if (all_letters(s) && s.size() <= 2) return true;
  if (is_outward(s) || s == "GIR0AA") return true;  // Girobank's own
  for (std::size_t in = 1; in <= 3 && in < s.size(); ++in) {
    const std::string_view inward = s.substr(s.size() - in);
    if (is_outward(s.substr(0, s.size() - in)) && digit(inward[0]) &&
        (in == 1 || all_letters(inward.substr(1))))
      return true;
  }
  return false;
}

}  // namespace

Result<void> check_area(const PostalArea& area) {
  const auto wrong = [&](const char* country, const char* like) {
    const std::string text = area.low + (area.prefix                           ? "*"
                                         : area.exact || area.high == area.low ? ""
                                                                               : "-" + area.high);
    return Error{Fate::reject,
                 std::string("no ") + country + " postal code is like " + shown(text),
                 std::string("write it like ") + like,
                 {},
                 ""};
  };
  if (area.country == "US" && !fits_us(area)) return wrong("US", "60614, 606* or 60600-60699");
  if (area.country == "CA" && !fits_canada(area))
    return wrong("Canadian", "M5V 3L9, M5V* or M5A-M5X");
  const bool british =
      begins_british(area.low, area.outward) && begins_british(area.high, area.outward);
  if (area.country == "GB" && !british) return wrong("British", "SW1A 1AA, SW1*, M1 1* or SW1-SW9");
  return {};
}

Result<void> check_place(const Place& place) {
  if (!is_geography(place.rung)) return {};
  const std::string_view at = std::string_view(place.key).substr(place.key.find(':') + 1);
  const std::string_view country = at.substr(0, 2), rest = at.size() > 3 ? at.substr(3) : "";
  const std::string_view state = place.rung == Rung::state ? rest : "",
                         county = place.rung == Rung::county ? rest : "";
  if (auto region = check_region(country, state, county); !region) return region.error();
  const bool postal = place.rung == Rung::postal_exact || place.rung == Rung::postal_area;
  return postal ? check_area(place.area) : Result<void>();
}

}  // namespace norekey::credit
