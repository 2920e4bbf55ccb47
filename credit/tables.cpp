#include "credit/tables.hpp"

namespace norekey::credit {

bool Quote::valid(Date day) const {
  return std::chrono::sys_days(day) <=
         std::chrono::sys_days(issued) + std::chrono::days(valid_days);
}

const Account& Tables::account(const std::string& number) const {
  static const Account unknown;
  const auto found = accounts.find(number);
  return found == accounts.end() ? unknown : found->second;
}

void Tables::use(Accepted accepted) {
  for (const Assignment& one : accepted.kept)
    has_overrides = has_overrides || one.approved_override;
  assignments = Assignments(std::move(accepted.kept));
  refused.insert(refused.end(), std::make_move_iterator(accepted.refused.begin()),
                 std::make_move_iterator(accepted.refused.end()));
}

Tables Tables::with(std::vector<Assignment> all) const {
  Tables out;
  out.refused = refused;
  out.accounts = accounts;
  out.reps = reps;
  out.all_reps = all_reps;
  out.logins = logins;
  out.domains = domains;
  out.known_ship_tos = known_ship_tos;
  out.zip_counties = zip_counties;
  out.rep_codes = rep_codes;
  out.quotes = quotes;
  out.use({std::move(all), {}});
  return out;
}

}  // namespace norekey::credit
