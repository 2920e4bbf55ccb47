/// States and provinces: their codes, their names, and the US states' ZIP codes.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "credit/postal.hpp"

namespace norekey::credit {
namespace {

using Region = std::pair<const char*, const char*>;

constexpr Region kUs[] = {{"AL", "ALABAMA"},
                          {"AK", "ALASKA"},
                          {"AZ", "ARIZONA"},
                          {"AR", "ARKANSAS"},
                          {"CA", "CALIFORNIA"},
                          {"CO", "COLORADO"},
                          {"CT", "CONNECTICUT"},
                          {"DE", "DELAWARE"},
                          {"DC", "DISTRICT OF COLUMBIA"},
                          {"FL", "FLORIDA"},
                          {"GA", "GEORGIA"},
                          {"HI", "HAWAII"},
                          {"ID", "IDAHO"},
                          {"IL", "ILLINOIS"},
                          {"IN", "INDIANA"},
                          {"IA", "IOWA"},
                          {"KS", "KANSAS"},
                          {"KY", "KENTUCKY"},
                          {"LA", "LOUISIANA"},
                          {"ME", "MAINE"},
                          {"MD", "MARYLAND"},
                          {"MA", "MASSACHUSETTS"},
                          {"MI", "MICHIGAN"},
                          {"MN", "MINNESOTA"},
                          {"MS", "MISSISSIPPI"},
                          {"MO", "MISSOURI"},
                          {"MT", "MONTANA"},
                          {"NE", "NEBRASKA"},
                          {"NV", "NEVADA"},
                          {"NH", "NEW HAMPSHIRE"},
                          {"NJ", "NEW JERSEY"},
                          {"NM", "NEW MEXICO"},
                          {"NY", "NEW YORK"},
                          {"NC", "NORTH CAROLINA"},
                          {"ND", "NORTH DAKOTA"},
                          {"OH", "OHIO"},
                          {"OK", "OKLAHOMA"},
                          {"OR", "OREGON"},
                          {"PA", "PENNSYLVANIA"},
                          {"PR", "PUERTO RICO"},
                          {"RI", "RHODE ISLAND"},
                          {"SC", "SOUTH CAROLINA"},
                          {"SD", "SOUTH DAKOTA"},
                          {"TN", "TENNESSEE"},
                          {"TX", "TEXAS"},
                          {"UT", "UTAH"},
                          {"VT", "VERMONT"},
                          {"VA", "VIRGINIA"},
                          {"VI", "VIRGIN ISLANDS"},
                          {"WA", "WASHINGTON"},
                          {"WV", "WEST VIRGINIA"},
                          {"WI", "WISCONSIN"},
                          {"WY", "WYOMING"},
                          {"GU", "GUAM"},
                          {"AS", "AMERICAN SAMOA"},
                          {"MP", "NORTHERN MARIANA ISLANDS"},
                          {"FM", "MICRONESIA"},
                          {"MH", "MARSHALL ISLANDS"},
                          {"PW", "PALAU"},
                          {"UM", "MINOR OUTLYING ISLANDS"},
                          {"AA", "ARMED FORCES AMERICAS"},
                          {"AE", "ARMED FORCES EUROPE"},
                          {"AP", "ARMED FORCES PACIFIC"}};

constexpr Region kCanada[] = {{"AB", "ALBERTA"},
                              {"BC", "BRITISH COLUMBIA"},
                              {"MB", "MANITOBA"},
                              {"NB", "NEW BRUNSWICK"},
                              {"NL", "NEWFOUNDLAND AND LABRADOR"},
                              {"NS", "NOVA SCOTIA"},
                              {"NT", "NORTHWEST TERRITORIES"},
                              {"NU", "NUNAVUT"},
                              {"ON", "ONTARIO"},
                              {"PE", "PRINCE EDWARD ISLAND"},
                              {"QC", "QUEBEC"},
                              {"QC", "QUÉBEC"},
                              {"SK", "SASKATCHEWAN"},
                              {"YT", "YUKON"}};

/// ISO 3166-1, as the time zone database lists them (iso3166.tab).
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN "
    "BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
    "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
    "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM "
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD "
    "SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The first two digits of US county numbers that are no state (FIPS 5-2).
constexpr std::string_view kNoState[] = {"00", "03", "07", "14", "43", "52"};
constexpr std::string_view kIslands[] = {"60", "66", "69", "72", "78"};

struct Zips {
  int first, last;  ///< of the first three digits
  const char* state;
};

/// Narrow exceptions stand before the ranges they lie in.
constexpr Zips kZips[] = {
    {5, 5, "NY"},     {6, 7, "PR"},     {8, 8, "VI"},     {9, 9, "PR"},     {55, 55, "MA"},
    {10, 27, "MA"},   {28, 29, "RI"},   {30, 38, "NH"},   {39, 49, "ME"},   {50, 59, "VT"},
    {60, 69, "CT"},   {70, 89, "NJ"},   {90, 99, "AE"},   {100, 149, "NY"}, {150, 196, "PA"},
    {197, 199, "DE"}, {201, 201, "VA"}, {200, 205, "DC"}, {206, 219, "MD"}, {220, 246, "VA"},
    {247, 268, "WV"}, {270, 289, "NC"}, {290, 299, "SC"}, {300, 319, "GA"}, {340, 340, "AA"},
    {320, 349, "FL"}, {350, 369, "AL"}, {370, 385, "TN"}, {386, 397, "MS"}, {398, 399, "GA"},
    {400, 427, "KY"}, {430, 459, "OH"}, {460, 479, "IN"}, {480, 499, "MI"}, {500, 528, "IA"},
    {530, 549, "WI"}, {569, 569, "DC"}, {550, 567, "MN"}, {570, 577, "SD"}, {580, 588, "ND"},
    {590, 599, "MT"}, {600, 629, "IL"}, {630, 658, "MO"}, {660, 679, "KS"}, {680, 693, "NE"},
    {700, 714, "LA"}, {716, 729, "AR"}, {733, 733, "TX"}, {730, 749, "OK"}, {750, 799, "TX"},
    {800, 816, "CO"}, {820, 831, "WY"}, {832, 838, "ID"}, {840, 847, "UT"}, {850, 865, "AZ"},
    {870, 884, "NM"}, {885, 885, "TX"}, {889, 898, "NV"}, {900, 961, "CA"}, {962, 966, "AP"},
    {967, 968, "HI"}, {969, 969, "GU"}, {970, 979, "OR"}, {980, 994, "WA"}, {995, 999, "AK"}};

template <std::size_t N>
std::string code_by_name(const Region (&all)[N], const std::string& name) {
  for (const Region& one : all) {
    if (name == one.second) return one.first;
  }
  return name;
}

template <std::size_t N>
std::vector<std::string> codes_of(const Region (&all)[N]) {
  std::vector<std::string> out;
  for (const Region& one : all) out.emplace_back(one.first);
  return out;
}

Error no_region(const char* kind, std::string_view text, const std::vector<std::string>& known,
                const char* fix) {
  return {Fate::reject,
          std::string("there is no ") + kind + " " + shown(text) + did_you_mean(text, known),
          fix,
          {},
          ""};
}

bool is_county_number(std::string_view number) {
  if (number.size() != 5 || number.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const std::string_view state = number.substr(0, 2);
  const auto among = [&](const auto& all) {
    return std::find(std::begin(all), std::end(all), state) != std::end(all);
  };
  return number.substr(2) != "000" && !among(kNoState) && (state <= "56" || among(kIslands));
}

}  // namespace

std::string country_code(std::string_view text) {
  std::string out = upper(trim(text));
  if (out.size() == 2) return out == "UK" ? "GB" : out;
  for (const auto& [code, names] :
       {std::pair<const char*, std::string_view>{
            "US", "|USA|U.S.|U.S.A.|UNITED STATES|UNITED STATES OF AMERICA|"},
        {"CA", "|CAN|CANADA|"},
        {"GB", "|GBR|UNITED KINGDOM|GREAT BRITAIN|"}}) {
    if (!out.empty() && names.find("|" + out + "|") != std::string_view::npos) return code;
  }
  return out;
}

Result<void> check_region(std::string_view country, std::string_view state,
                          std::string_view county) {
  if (country.size() != 2 || kCountries.find(country) == std::string_view::npos)
    return no_region("country", country, split(kCountries, ' '),
                     "write its ISO 3166 code of two letters, such as US");
  if (!state.empty() && (country == "US" || country == "CA")) {
    const auto known = country == "US" ? codes_of(kUs) : codes_of(kCanada);
    if (std::find(known.begin(), known.end(), state) == known.end())
      return no_region(country == "US" ? "US state" : "Canadian province", state, known,
                       country == "US" ? "write its two letters, such as US-IL"
                                       : "write its two letters, such as CA-ON");
  }
  if (!county.empty() && country == "US" && !is_county_number(county))
    return no_region("US county", county, {},
                     "write its FIPS number of five digits, the state's first: US-17031");
  return {};
}

std::string region_code(std::string_view country, std::string_view text) {
  std::string out = upper(trim(text));
  if (out.size() > 3 && out.compare(0, country.size(), country) == 0 && out[country.size()] == '-')
    out.erase(0, country.size() + 1);
  if (out.size() <= 3) return out;
  if (country == "US") return code_by_name(kUs, out);
  if (country == "CA") return code_by_name(kCanada, out);
  return out;
}

std::string state_of_zip(std::string_view zip) {
  if (zip.size() < 3) return "";
  if (zip.substr(0, 5) == "06390") return "NY";  // Fishers Island
  const int three = (zip[0] - '0') * 100 + (zip[1] - '0') * 10 + (zip[2] - '0');
  for (const Zips& one : kZips) {
    if (one.first <= three && three <= one.last) return one.state;
  }
  return "";
}

}  // namespace norekey::credit
