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
                              {"SK", "SASKATCHEWAN"},
                              {"YT", "YUKON"}};

constexpr Region kBritain[] = {
    {"ENG", "ENGLAND"}, {"SCT", "SCOTLAND"}, {"WLS", "WALES"}, {"NIR", "NORTHERN IRELAND"}};

/// What people write beside the names: French, earlier names and abbreviations.
constexpr Region kUsToo[] = {{"DC", "D C"},
                             {"DC", "WASHINGTON DC"},
                             {"DC", "WASHINGTON D C"},
                             {"VI", "US VIRGIN ISLANDS"},
                             {"VI", "USVI"},
                             {"VI", "VIRGIN ISLANDS US"},
                             {"VI", "UNITED STATES VIRGIN ISLANDS"},
                             {"MP", "NORTHERN MARIANAS"},
                             {"MP", "CNMI"},
                             {"UM", "US MINOR OUTLYING ISLANDS"}};
constexpr Region kCanadaToo[] = {{"NL", "NEWFOUNDLAND"},
                                 {"NL", "LABRADOR"},
                                 {"NL", "NEWFOUNDLAND & LABRADOR"},
                                 {"NL", "NF"},
                                 {"NL", "NFLD"},
                                 {"NL", "TERRE NEUVE ET LABRADOR"},
                                 {"PE", "PEI"},
                                 {"PE", "PRINCE EDWARD IS"},
                                 {"PE", "ILE DU PRINCE EDOUARD"},
                                 {"YT", "YUKON TERRITORY"},
                                 {"YT", "YK"},
                                 {"NT", "NWT"},
                                 {"QC", "PQ"},
                                 {"QC", "QUE"},
                                 {"ON", "ONT"},
                                 {"NB", "NOUVEAU BRUNSWICK"},
                                 {"NS", "NOUVELLE ECOSSE"},
                                 {"BC", "COLOMBIE BRITANNIQUE"}};

/// Territories of the US with a country code of their own.
constexpr std::string_view kTerritories = "|PR|VI|GU|AS|MP|UM|";

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
const char* code_by_name(const Region (&all)[N], const std::string& name) {
  for (const Region& one : all) {
    if (name == one.second) return one.first;
  }
  return nullptr;
}

/// The letter below the accents of U+00C0 to U+00FF, by the second byte in UTF-8; '.' for none.
char below_accents(unsigned char second) {
  constexpr std::string_view kLetters = "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY.Y";
  const std::size_t at = (second | 0x20U) - 0xA0U;  // capitals stand 32 before the small ones
  return at < kLetters.size() ? kLetters[at] : '.';
}

/// A name as it is compared: upper case without accents and dots, one blank between words.
std::string plain_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    if ((c == 0xCC || c == 0xCD) && next >= 0x80) {  // an accent of its own, after its letter
      ++i;
    } else if (c == 0xC3 && next >= 0x80 && below_accents(next) != '.') {
      out += below_accents(next);
      ++i;
    } else if (c == ' ' || c == '\t' || c == '-' || (c == 0xC2 && next == 0xA0)) {
      if (c == 0xC2) ++i;  // a blank that does not break
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (c != '.' && c != '(' && c != ')' && c != ',') {
      out += static_cast<char>(std::toupper(c));
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
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

std::string us_territory(std::string_view country) {
  const std::string code = upper(trim(country));
  const bool is_one =
      code.size() == 2 && kTerritories.find("|" + code + "|") != std::string_view::npos;
  return is_one ? code : "";
}

std::string country_code(std::string_view text) {
  std::string out = upper(trim(text));
  if (!us_territory(out).empty()) return "US";
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

std::string region_code(std::string_view country_text, std::string_view text) {
  if (std::string territory = us_territory(country_text); !territory.empty()) return territory;
  const std::string country = country_code(country_text);
  std::string out = upper(trim(text));
  if (out.size() > 3 && out.compare(0, country.size(), country) == 0 && out[country.size()] == '-')
    out.erase(0, country.size() + 1);
  const std::string name = plain_name(out);
  const char* code = nullptr;
  if (country == "US") {
    code = code_by_name(kUs, name);
    if (code == nullptr) code = code_by_name(kUsToo, name);
  } else if (country == "CA") {
    code = code_by_name(kCanada, name);
    if (code == nullptr) code = code_by_name(kCanadaToo, name);
  } else if (country == "GB") {
    code = code_by_name(kBritain, name);
  } else {
    return out;
  }
  return code != nullptr ? code : name.size() <= 3 ? name : out;
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
