/// States and provinces: their codes, their names, and the US states' ZIP codes.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "credit/postal.hpp"

namespace norekey::credit {
namespace {

using Named = std::pair<const char*, const char*>;

constexpr Named kUs[] = {
    {"AL", "ALABAMA"},        {"AK", "ALASKA"},       {"AZ", "ARIZONA"},
    {"AR", "ARKANSAS"},       {"CA", "CALIFORNIA"},   {"CO", "COLORADO"},
    {"CT", "CONNECTICUT"},    {"DE", "DELAWARE"},     {"DC", "DISTRICT OF COLUMBIA"},
    {"FL", "FLORIDA"},        {"GA", "GEORGIA"},      {"HI", "HAWAII"},
    {"ID", "IDAHO"},          {"IL", "ILLINOIS"},     {"IN", "INDIANA"},
    {"IA", "IOWA"},           {"KS", "KANSAS"},       {"KY", "KENTUCKY"},
    {"LA", "LOUISIANA"},      {"ME", "MAINE"},        {"MD", "MARYLAND"},
    {"MA", "MASSACHUSETTS"},  {"MI", "MICHIGAN"},     {"MN", "MINNESOTA"},
    {"MS", "MISSISSIPPI"},    {"MO", "MISSOURI"},     {"MT", "MONTANA"},
    {"NE", "NEBRASKA"},       {"NV", "NEVADA"},       {"NH", "NEW HAMPSHIRE"},
    {"NJ", "NEW JERSEY"},     {"NM", "NEW MEXICO"},   {"NY", "NEW YORK"},
    {"NC", "NORTH CAROLINA"}, {"ND", "NORTH DAKOTA"}, {"OH", "OHIO"},
    {"OK", "OKLAHOMA"},       {"OR", "OREGON"},       {"PA", "PENNSYLVANIA"},
    {"PR", "PUERTO RICO"},    {"RI", "RHODE ISLAND"}, {"SC", "SOUTH CAROLINA"},
    {"SD", "SOUTH DAKOTA"},   {"TN", "TENNESSEE"},    {"TX", "TEXAS"},
    {"UT", "UTAH"},           {"VT", "VERMONT"},      {"VA", "VIRGINIA"},
    {"VI", "VIRGIN ISLANDS"}, {"WA", "WASHINGTON"},   {"WV", "WEST VIRGINIA"},
    {"WI", "WISCONSIN"},      {"WY", "WYOMING"},      {"GU", "GUAM"}};

constexpr Named kCanada[] = {{"AB", "ALBERTA"},
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
std::string code_by_name(const Named (&all)[N], const std::string& name) {
  for (const Named& one : all) {
    if (name == one.second) return one.first;
  }
  return name;
}

}  // namespace

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
