#include "credit/place.hpp"

#include "core/text.hpp"

namespace norekey::credit {
namespace {

Error not_a_place(std::string_view at) {
  return {Fate::reject,
          shown(at) + " is not a place that can be assigned",
          "write account:C100, shipto:C100/ST001, account:C100/line:VALVES, contract:K7, "
          "channel:X, parent:C100, line:VALVES, postal:US:60600-60699, county:US-17031, "
          "state:US-IL or country:US",
          {},
          ""};
}

/// Takes "/line:P" or "|line:P" off the end.
std::string take_line(std::string_view& rest) {
  std::size_t at = rest.find("/line:");
  if (at == std::string_view::npos) at = rest.find("|line:");
  if (at == std::string_view::npos) return "";
  std::string line(trim(rest.substr(at + 6)));
  rest = rest.substr(0, at);
  return line;
}

Result<Place> of_account(std::string_view at, std::string_view rest, bool ship_to) {
  const bool has_line = rest.find("line:") != std::string_view::npos;
  Place out;
  const std::string line = take_line(rest);
  const std::size_t slash = ship_to ? rest.find('/') : std::string_view::npos;
  if (has_line && line.empty()) return not_a_place(at);
  if (ship_to && slash == std::string_view::npos) return not_a_place(at);
  const std::string_view code = ship_to ? trim(rest.substr(slash + 1)) : "";
  out.account = std::string(trim(rest.substr(0, slash)));
  if (out.account.empty() || (ship_to && code.empty())) return not_a_place(at);
  out.key = (ship_to ? "shipto:" : "account:") + out.account;
  if (ship_to) out.key += "/" + std::string(code);
  if (!line.empty()) out.key += "/line:" + line;
  if (ship_to) {
    out.rung = line.empty() ? Rung::ship_to : Rung::ship_to_line;
  } else {
    out.rung = line.empty() ? Rung::account : Rung::account_line;
  }
  return out;
}

Result<Place> of_region(std::string_view at, Rung rung, std::string_view rest) {
  Place out;
  out.rung = rung;
  const std::size_t hyphen = rest.find('-');
  if (rung == Rung::country) {
    if (rest.size() != 2) return not_a_place(at);
    if (!us_territory(rest).empty())  // addresses there are in the US, whatever they name
      return of_region(at, Rung::state, "US-" + us_territory(rest));
    out.key = "country:" + country_code(rest);
    return out;
  }
  if (hyphen != 2 || rest.size() < 4) return not_a_place(at);
  const std::string country = country_code(rest.substr(0, 2));
  out.key = rung == Rung::state
                ? "state:" + country + "-" + region_code(rest.substr(0, 2), rest.substr(3))
                : "county:" + country + "-" + upper(rest.substr(3));
  return out;
}

Result<Place> of_postal(std::string_view at, std::string_view rest, bool district) {
  if (rest.size() < 4 || rest[2] != ':') return not_a_place(at);
  auto area = parse_area(rest.substr(0, 2), rest.substr(3), district);
  if (!area) return area.error();
  Place out;
  out.rung = area->exact ? Rung::postal_exact : Rung::postal_area;
  std::string low = area->low;
  if (area->outward != 0) low.insert(area->outward, " ");
  out.key = "postal:" + area->country + ":" + low + (area->plus4.empty() ? "" : "-" + area->plus4) +
            (area->prefix  ? "*"
             : area->exact ? ""
                           : "-" + area->high);
  out.area = std::move(*area);
  return out;
}

}  // namespace

const char* name_of(Rung rung) {
  switch (rung) {
    case Rung::approved_override:
      return "approved override";
    case Rung::channel:
      return "channel";
    case Rung::contract:
      return "contract";
    case Rung::ship_to_line:
      return "ship-to and product line";
    case Rung::ship_to:
      return "ship-to";
    case Rung::account_line:
      return "account and product line";
    case Rung::account:
      return "account";
    case Rung::parent:
      return "parent";
    case Rung::product_line:
      return "product line";
    case Rung::postal_exact:
      return "postal code";
    case Rung::postal_area:
      return "postal area";
    case Rung::county:
      return "county";
    case Rung::state:
      return "state";
    case Rung::country:
      return "country";
    case Rung::rep_code:
      return "rep code";
    case Rung::end:
      break;
  }
  return "end of the ladder";
}

Result<Place> parse_place(std::string_view at, bool district) {
  const std::size_t colon = at.find(':');
  if (colon == std::string_view::npos || colon + 1 == at.size()) return not_a_place(at);
  const std::string_view kind = trim(at.substr(0, colon)), rest = trim(at.substr(colon + 1));
  if (rest.empty()) return not_a_place(at);
  if (kind == "account" || kind == "shipto") return of_account(at, rest, kind == "shipto");
  if (kind == "postal") return of_postal(at, rest, district);
  if (kind == "state") return of_region(at, Rung::state, rest);
  if (kind == "county") return of_region(at, Rung::county, rest);
  if (kind == "country") return of_region(at, Rung::country, rest);
  const Rung rung = kind == "parent"     ? Rung::parent
                    : kind == "line"     ? Rung::product_line
                    : kind == "contract" ? Rung::contract
                    : kind == "channel"  ? Rung::channel
                                         : Rung::end;
  if (rung == Rung::end) return not_a_place(at);
  Place out;
  out.rung = rung;
  out.key = std::string(kind) + ":" + std::string(rest);
  if (rung == Rung::parent) out.account = std::string(rest);
  return out;
}

}  // namespace norekey::credit
