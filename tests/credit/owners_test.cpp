/// What the ERP says of reps and customers, beside the tables in force.
#include "credit/owners.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace owners_test {

const Date kToday = parse_date("2026-11-22").value();

Tables tables_from(const std::string& assignments, const std::string& reps) {
  config::Findings findings;
  Tables out = Tables::load(assignments, reps, "", "America/Chicago", findings);
  EXPECT_TRUE(findings.ok()) << to_string(findings.errors.front());
  return out;
}

std::string told(const Owners& in) {
  std::string out;
  for (const OwnerChange& one : in.changes)
    out += one.what + " " + one.account + " " + one.rep + " (" + one.was + ") " + one.why + "\n";
  return out;
}

Owners taken(const std::string& assignments, const std::vector<ErpOwner>& owners,
             const std::string& reps = "") {
  return take_owners(assignments, reps, tables_from(assignments, reps),
                     {{"ANA", "Ana", true}, {"BEN", "Ben", true}, {"OLD", "Otto", false}}, owners,
                     kToday);
}

const std::string kHead = "id,at,slot,rep,share,from\n";

TEST(Owners, AnAccountWithoutARepGetsTheErpsFromToday) {
  const Owners got = taken(kHead, {{"C1", "ANA", {}, {}}});
  EXPECT_EQ(told(got), "new C1 ANA () \n");
  EXPECT_EQ(got.assignments, kHead + "ERP-C1-2026-11-22,account:C1,primary,ANA,100,2026-11-22\n");
}

TEST(Owners, WhatBothSayIsLeftAsItIsToTheByte) {
  const std::string table = kHead +
                            "\n\"A1\",account:C1,primary,ANA,60,2026-01-01\n"
                            "A1,account:C1,primary,BEN,40,2026-01-01\n";
  const Owners got = taken(table, {{"C1", "ANA", {}, {}}});
  EXPECT_EQ(told(got), "");
  EXPECT_EQ(got.same, 1);
  EXPECT_FALSE(got.writes());
  EXPECT_EQ(got.assignments, table);
}

TEST(Owners, WhatPeopleWroteStaysAndIsTold) {
  const std::string table = kHead + "A1,account:C1,primary,ANA,100,2026-01-01\n";
  const Owners got = taken(table, {{"C1", "BEN", {}, {}}});
  EXPECT_EQ(told(got),
            "kept C1 BEN (ANA 100 %) assignment A1 was written by hand; end it to follow the "
            "ERP\n");
  EXPECT_EQ(got.assignments, table);
}

TEST(Owners, AnImportedOneFollowsTheErpFromToday) {
  const Owners got = taken(kHead + "ERP-C1-2026-01-01,account:C1,primary,ANA,100,2026-01-01\n",
                           {{"C1", "BEN", {}, {}}});
  EXPECT_EQ(told(got), "changed C1 BEN (ANA 100 %) \n");
  EXPECT_EQ(got.assignments,
            "id,at,slot,rep,share,from,until\n"
            "ERP-C1-2026-01-01,account:C1,primary,ANA,100,2026-01-01,2026-11-22\n"
            "ERP-C1-2026-11-22,account:C1,primary,BEN,100,2026-11-22,\n");
  const Tables then = tables_from(got.assignments, "");
  EXPECT_EQ(then.assignments.at("account:C1", Slot::primary, kToday, kToday).front()->seats[0].rep,
            "BEN");
  EXPECT_TRUE(then.refused.empty());
}

TEST(Owners, OfTheSameDayTheLaterImportCounts) {
  const Owners got = taken(kHead + "ERP-C1-2026-11-22,account:C1,primary,ANA,100,2026-11-22\n",
                           {{"C1", "BEN", {}, {}}});
  EXPECT_EQ(got.assignments, kHead + "ERP-C1-2026-11-22,account:C1,primary,BEN,100,2026-11-22\n");
}

TEST(Owners, AnImportedOneOfWhichTheErpSaysNothingAnyMoreEnds) {
  const Owners got = taken(kHead + "ERP-C1-2026-01-01,account:C1,primary,ANA,100,2026-01-01\n", {});
  EXPECT_EQ(told(got), "ended C1  (ANA 100 %) the ERP names nobody any more\n");
  EXPECT_EQ(got.assignments,
            "id,at,slot,rep,share,from,until\n"
            "ERP-C1-2026-01-01,account:C1,primary,ANA,100,2026-01-01,2026-11-22\n");
}

TEST(Owners, ARepWhoHasLeftGetsNoAccount) {
  const Owners got = taken(kHead, {{"C1", "OLD", {}, {}}});
  EXPECT_EQ(told(got), "left out C1 OLD () the rep has left in the ERP\n");
  EXPECT_FALSE(got.writes());
}

TEST(Owners, OnlyWhatCountsTodayIsTakenAndTheFirstOfTwo) {
  const Owners got = taken(kHead, {{"C1", "BEN", {}, parse_date("2026-11-22").value()},
                                   {"C1", "ANA", {}, parse_date("2027-01-01").value()},
                                   {"C1", "BEN", {}, {}}});
  EXPECT_EQ(told(got),
            "new C1 ANA () \nleft out C1 BEN () the ERP names another rep before this one\n");
  EXPECT_EQ(got.assignments,
            "id,at,slot,rep,share,from,until\n"
            "ERP-C1-2026-11-22,account:C1,primary,ANA,100,2026-11-22,2027-01-01\n");
}

TEST(Owners, RepsThatAreNotKnownYetAreAddedWhereRepsAreKept) {
  const Owners got = taken(kHead, {}, "rep,email,name\nANA,ana@x.example,Ana\n");
  EXPECT_EQ(told(got), "new rep  BEN () Ben\n");
  EXPECT_EQ(got.reps, "rep,email,name\nANA,ana@x.example,Ana\nBEN,,Ben\n");
  EXPECT_EQ(taken(kHead, {}).reps, "");
}

TEST(Owners, TakenTwiceChangeNothingTheSecondTime) {
  const std::vector<ErpOwner> owners{{"C1", "ANA", {}, {}}, {"C2", "BEN", {}, {}}};
  const Owners once = taken(kHead, owners);
  const Owners twice = taken(once.assignments, owners);
  EXPECT_EQ(told(twice), "");
  EXPECT_EQ(twice.assignments, once.assignments);
}

}  // namespace owners_test
}  // namespace norekey::credit
