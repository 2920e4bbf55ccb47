/// What `norekey doctor` says of the set-up, beside who answers.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace doctor_test {

std::string house_code_row(std::vector<adapters::KnownRep> reps) {
  World w;
  w.erp->reps = std::move(reps);
  const boost::json::value answer = w.command({{"command", "doctor"}});
  for (const auto& row : answer.as_array()) {
    if (row.at("what").as_string().starts_with("house code"))
      return std::string(row.at("what").as_string()) + ": " +
             std::string(row.at("text").as_string()) +
             "\n  fix: " + std::string(row.at("fix").as_string());
  }
  return "";
}

TEST(Doctor, SaysThatTheErpDoesNotHaveTheHouseCode) {
  const std::string wrong =
      "house code 'REP99': the ERP erp has no such rep in use: an order that nobody has the sales "
      "credit of goes there without a rep\n  fix: add it to the ERP, or name another one as "
      "house-rep of company acme in channels.yaml, or in lookups/reps";
  EXPECT_EQ(house_code_row({{"ANA", "Ana", true}}), wrong);
  EXPECT_EQ(house_code_row({{"ANA", "Ana", true}, {"REP99", "House", false}}), wrong);
  EXPECT_EQ(house_code_row({{"ANA", "Ana", true}, {"REP99", "House", true}}), "");
  EXPECT_EQ(house_code_row({}), "") << "an ERP that does not tell its reps";
}

}  // namespace doctor_test
}  // namespace norekey::flow
