#include "credit/claims.hpp"

#include <algorithm>
#include <cctype>

namespace norekey::credit {

bool names_a_rep(std::string_view qualifier) {
  std::string plain;
  for (const char c : qualifier) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  // X12 elements 128, 366 and 98, EDIFACT 1153, 3035 and 3139, SAP's partner roles.
  for (const char* one : {"REFSA", "REF10", "REFAAL", "PERSR", "PERAG", "N160", "N1EV", "RFFSA",
                          "NADSR", "CTASR", "PARVWVE", "E1EDKA1VE"}) {
    if (plain == one) return true;
  }
  return false;
}

std::vector<std::string> claim_flags(const Sale& sale, const Tables& tables,
                                     const std::vector<std::string>& reps) {
  std::vector<std::string> out;
  const auto add = [&](const char* flag) {
    if (std::find(out.begin(), out.end(), flag) == out.end()) out.emplace_back(flag);
  };
  for (const auto& [qualifier, code] : sale.claims) {
    if (!names_a_rep(qualifier) || code.empty()) continue;
    const auto known = tables.rep_codes.find(code);
    std::string rep = known != tables.rep_codes.end() ? known->second : "";
    if (rep.empty() &&
        (tables.rep(code) != nullptr || std::find(reps.begin(), reps.end(), code) != reps.end()))
      rep = code;
    if (rep.empty()) {
      add("EDI_REP_UNKNOWN");
    } else if (std::find(reps.begin(), reps.end(), rep) == reps.end()) {
      add("EDI_REP_DIFFERS");
    }
  }
  return out;
}

}  // namespace norekey::credit
