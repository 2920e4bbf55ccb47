/// Whose customer it is, as a file ERP writes it.
#include "adapters/files/reps_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace norekey::adapters::files {
namespace reps_file_test {

class RepsFile : public testing::Test {
 protected:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("reps-" + std::to_string(::getpid()) + ".csv");

  void TearDown() override { std::filesystem::remove(path_); }

  Result<Changes> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_reps_file(path_.string());
  }

  std::string refused(const std::string& text) {
    const auto got = read(text);
    if (got) return "";
    std::string said = to_string(got.error());
    return said.substr(said.find(".csv") + 4);
  }
};

TEST_F(RepsFile, NamesRepsAndTheirCustomers) {
  const auto got = read(
      "rep,customer,name,active,until\nR1,0004117,Ana,yes,\nR1,0000932,,,\n"
      "R2,,Ben,no,\nR2,0005206,,,2026-07-01\n");
  ASSERT_TRUE(got) << to_string(got.error());
  EXPECT_TRUE(got->whole);
  ASSERT_EQ(got->reps.size(), 2U);
  EXPECT_EQ(got->reps[0].name, "Ana");
  EXPECT_FALSE(got->reps[1].active);
  ASSERT_EQ(got->owners.size(), 3U);
  EXPECT_EQ(got->owners[0].customer, "0004117");
  EXPECT_EQ(got->owners[2].until, parse_date("2026-07-01").value());
}

TEST_F(RepsFile, IsRefusedWholeWithItsPlace) {
  EXPECT_EQ(refused("customer,name\n1,Ana\n"),
            ":1: there is no column rep\n  fix: write the header as "
            "customer,rep,name,from,until,active");
  EXPECT_EQ(refused("customer,rep\n1,R1\n2,\n"),
            ":3: the row names no rep\n  fix: write the rep's code, or leave the row away");
  EXPECT_EQ(refused("customer,rep,active\n1,R1,perhaps\n"),
            ":2: 'perhaps' is neither yes nor no\n  fix: write yes or no");
  EXPECT_NE(refused("customer,rep,from\n1,R1,2026-02-30\n").find(":2: from: "), std::string::npos);
  EXPECT_FALSE(read_reps_file("/nowhere/reps.csv"));
}

TEST_F(RepsFile, OneThatWasCutOffSaysNothingOfAnybody) {
  EXPECT_EQ(refused("customer,rep\n"),
            ": the reps file has no rows\n  fix: let the ERP write it again");
  EXPECT_EQ(refused("customer,rep\n1,R1\nEND,2\n"),
            ":3: the reps file has 1 rows, its end says '2'\n  fix: let the ERP write it again: "
            "part of it is missing");
  const auto whole = read("customer,rep,name\n1,R1,Ana\n2,R1,\nEND,2,\n");
  ASSERT_TRUE(whole) << to_string(whole.error());
  EXPECT_EQ(whole->owners.size(), 2U);
  EXPECT_EQ(whole->reps.size(), 1U);
}

}  // namespace reps_file_test
}  // namespace norekey::adapters::files
