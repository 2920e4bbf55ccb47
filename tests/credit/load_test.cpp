/// The tables that an ERP admin writes: every finding at once, with its place.
#include <gtest/gtest.h>

#include "credit/tables.hpp"

namespace norekey::credit {
namespace load_test {

struct TableCase {
  const char *name, *rows, *want;
};

std::string findings_of(const std::string& assignments, const std::string& accounts = "",
                        const std::string& reps = "rep,name\nANA,Ana\nBEN,Ben\n") {
  config::Findings findings;
  Tables::load(assignments, reps, accounts, "America/Chicago", findings);
  std::string got;
  for (const Error& e : findings.errors) got += to_string(e) + "\n";
  for (const Error& e : findings.warnings) got += "warning: " + to_string(e) + "\n";
  return got;
}

class AssignmentTable : public testing::TestWithParam<TableCase> {};

TEST_P(AssignmentTable, NamesEveryFindingWithItsPlace) {
  EXPECT_EQ(findings_of(GetParam().rows), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, AssignmentTable,
    testing::Values(
        TableCase{"not_100",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,60,2026-01-01\nA1,account:"
                  "C1,primary,BEN,39.99,2026-01-01\n",
                  "assignments.csv:2: the shares of 'A1' add up to 99.99, not 100\n  fix: correct "
                  "the shares, or write unit weight\n"},
        TableCase{"thirds",
                  "id,at,slot,rep,share,from\nA1,account:C1,inside,ANA,33.333,2026-01-01\nA1,"
                  "account:C1,inside,BEN,33.333,2026-01-01\nA1,account:C1,inside,HOUSE,33.333,"
                  "2026-01-01\n",
                  "assignments.csv:2: the shares of 'A1' add up to 99.999, not 100\n  fix: correct "
                  "the shares, or write unit weight\n"},
        TableCase{"not_100_beside_an_impossible_date",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,33.333,2026-02-30\nA1,"
                  "account:C1,primary,BEN,33.333,2026-02-30\nA2,account:C2,primry,ANA,60,"
                  "2026-01-01\n",
                  "assignments.csv:2:34: from: '2026-02-30' is not a date\n  fix: write it like "
                  "2026-11-21\n"
                  "assignments.csv:4:15: unknown slot 'primry', did you mean 'primary'?\n  fix: "
                  "use one of: primary, inside, overlay, helper\n"
                  "assignments.csv:2: the shares of 'A1' add up to 66.666, not 100\n  fix: correct "
                  "the shares, or write unit weight\n"},
        TableCase{"a_year_without_its_century",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,0026-01-01\n",
                  "assignments.csv:2:31: from: '0026-01-01' is before 1900\n  fix: write the year "
                  "with its century, such as 2026-01-01\n"},
        TableCase{"a_parent_that_nobody_inherits_from",
                  "id,at,slot,rep,share,from,inherit\nA1,parent:C1,primary,ANA,100,2026-01-01,\nA2,"
                  "parent:C2,primary,ANA,100,2026-01-01,yes\n",
                  "warning: assignments.csv:2: 'A1' at parent:C1 decides nothing without inherit\n"
                  "  fix: write yes in the column inherit\n"},
        TableCase{"one_rep_in_two_rows",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,50,2026-01-01\nA1,account:"
                  "C1,primary,ANA,50,2026-01-01\n",
                  "warning: assignments.csv:2: 'A1' names rep 'ANA' in more than one row\n  fix: "
                  "add the shares up in one row, or name the other rep\n"},
        TableCase{
            "blanks_inside_a_place",
            "id,at,slot,rep,share,from\nA1,account: C1,primary,ANA,100,2026-01-01\nA2,account"
            " :C1,primary,BEN,100,2026-06-01\nA3,shipto: C1 / S1,primary,ANA,100,2026-01-01"
            "\nA4,shipto:C1/S1,primary,BEN,100,2026-01-01\nA5,account: ,primary,ANA,100,"
            "2026-01-01\n",
            "assignments.csv:6:4: 'account:' is not a place that can be assigned\n  fix: write "
            "account:C100, shipto:C100/ST001, account:C100/line:VALVES, contract:K7, "
            "channel:X, parent:C100, line:VALVES, postal:US:60600-60699, county:US-17031, "
            "state:US-IL or country:US\n"
            "assignments.csv:3: 'A2' overlaps 'A1' at account:C1, slot primary\n  fix: end "
            "one of them: until 2026-06-01; or name the other in supersedes\n"
            "assignments.csv:5: 'A4' overlaps 'A3' at shipto:C1/S1, slot primary\n  fix: end "
            "one of them: until 2026-01-01; or name the other in supersedes\n"},
        TableCase{"overlap",
                  "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-01-01,\nA2,"
                  "account:C1,primary,BEN,100,2026-06-01,\n",
                  "assignments.csv:3: 'A2' overlaps 'A1' at account:C1, slot primary\n  fix: end "
                  "one of them: until 2026-06-01; or name the other in supersedes\n"},
        TableCase{"overlap_of_a_rep_nobody_knows",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ZOE,100,2026-01-01\nA2,"
                  "account:C1,primary,BEN,100,2026-06-01\nA3,account:C2,primary,ZOE,60,2026-01-01"
                  "\nA3,account:C2,primary,BEN,30,2026-01-01\n",
                  "assignments.csv:2:23: unknown rep 'ZOE'\n  fix: add it to reps.csv, or use one "
                  "that is there\n"
                  "assignments.csv:4:23: unknown rep 'ZOE'\n  fix: add it to reps.csv, or use one "
                  "that is there\n"
                  "assignments.csv:3: 'A2' overlaps 'A1' at account:C1, slot primary\n  fix: end "
                  "one of them: until 2026-06-01; or name the other in supersedes\n"
                  "assignments.csv:4: the shares of 'A3' add up to 90, not 100\n  fix: correct the "
                  "shares, or write unit weight\n"},
        TableCase{
            "supersedes_nothing",
            "id,at,slot,rep,share,from,supersedes\nA1,account:C1,primary,ANA,100,2026-01-01,"
            "\nA2,account:C2,primary,BEN,100,2026-06-01,A9\n",
            "warning: assignments.csv:3: 'A2' supersedes 'A9', which is no assignment, did you "
            "mean 'A1'?\n  fix: name one of this table, or leave it away\n"},
        TableCase{"superseded",
                  "id,at,slot,rep,share,from,supersedes\nA1,account:C1,primary,ANA,100,2026-01-01,"
                  "\nA2,account:C1,primary,BEN,100,2026-06-01,A1\n",
                  ""},
        TableCase{"superseding_each_other",
                  "id,at,slot,rep,share,from,supersedes\nK2,account:C1,primary,ANA,100,2026-01-01,"
                  "K3\nK3,account:C1,primary,BEN,100,2026-06-01,K2\n",
                  "assignments.csv:3: 'K3' overlaps 'K2' at account:C1, slot primary: they "
                  "supersede each other, so that neither comes first\n  fix: take the column "
                  "supersedes of one of them back\n"},
        TableCase{"superseding_in_a_circle",
                  "id,at,slot,rep,share,from,supersedes\nK1,account:C1,primary,ANA,100,2026-01-01,"
                  "K3\nK2,account:C1,primary,BEN,100,2026-02-01,K1\nK3,account:C1,primary,ANA,100,"
                  "2026-03-01,K2\n",
                  "assignments.csv:3: 'K2' overlaps 'K1' at account:C1, slot primary: they "
                  "supersede each other, so that neither comes first\n  fix: take the column "
                  "supersedes of one of them back\n"
                  "assignments.csv:4: 'K3' overlaps 'K1' at account:C1, slot primary: they "
                  "supersede each other, so that neither comes first\n  fix: take the column "
                  "supersedes of one of them back\n"},
        TableCase{
            "gap",
            "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-01-01,2026-"
            "03-01\nA2,account:C1,primary,BEN,100,2026-03-05,\n",
            "warning: assignments.csv:3: nobody has account:C1, slot primary, from 2026-03-01 "
            "until 2026-03-05\n  fix: let 'A2' begin on 2026-03-01\n"},
        TableCase{
            "areas_that_tie",
            "id,at,slot,rep,share,from\nT1,postal:US:60600-60699,primary,ANA,100,2026-01-01\n"
            "T2,postal:US:606*,primary,BEN,100,2026-01-01\n",
            "warning: assignments.csv:3: 'T2' at postal:US:606* ties with 'T1' at "
            "postal:US:60600-60699: orders of both will wait for a decision\n  fix: give one of "
            "them a lower priority number\n"},
        TableCase{"unknown_rep",
                  "id,at,slot,rep,share,from\nA1,account:C1,primary,ANN,100,2026-01-01\n",
                  "assignments.csv:2:23: unknown rep 'ANN', did you mean 'ANA'?\n  fix: add it to "
                  "reps.csv, or use one that is there\n"},
        TableCase{
            "everything_at_once",
            "id,at,slot,rep,share,from,until\nA1,acount:C1,primry,ANA,1OO,2026-02-30,2026-01-01\n",
            "assignments.csv:2:14: unknown slot 'primry', did you mean 'primary'?\n  fix: use one "
            "of: primary, inside, overlay, helper\n"
            "assignments.csv:2:4: 'acount:C1' is not a place that can be assigned\n  fix: write "
            "account:C100, shipto:C100/ST001, account:C100/line:VALVES, contract:K7, channel:X, "
            "parent:C100, line:VALVES, postal:US:60600-60699, county:US-17031, state:US-IL or "
            "country:US\n"
            "assignments.csv:2:29: from: '2026-02-30' is not a date\n  fix: write it like "
            "2026-11-21\n"
            "assignments.csv:2:25: the share '1OO' is not a number above 0\n  fix: write a percent "
            "such as 50 or 33.34\n"},
        TableCase{
            "backwards",
            "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-02-01,2026-"
            "01-01\n",
            "assignments.csv:2:42: until 2026-01-01 is not after from 2026-02-01\n  fix: dates "
            "are half-open: until is the first day without it\n"},
        TableCase{
            "backwards_range",
            "id,at,slot,rep,share,from\nA1,postal:US:60699-60600,primary,ANA,100,2026-02-01\n",
            "assignments.csv:2:4: '60699-60600' is no postal code, prefix or range: it runs "
            "backwards\n  fix: write it like 60614, 606* or 60600-60699\n"},
        TableCase{
            "places_that_do_not_exist",
            "id,at,slot,rep,share,from\nT1,state:US-ZZ,primary,ANA,100,2026-01-01\nT2,state:CA-OH,"
            "primary,ANA,100,2026-01-01\nT3,country:XQ,primary,ANA,100,2026-01-01\nT4,county:US-"
            "1703,primary,ANA,100,2026-01-01\nT5,county:US-03001,primary,ANA,100,2026-01-01\nT6,"
            "postal:US:6O6*,primary,ANA,100,2026-01-01\nT7,postal:CA:M5D*,primary,ANA,100,2026-01-"
            "01\nT8,postal:GB:123*,primary,ANA,100,2026-01-01\nT9,postal:CA:M5V,primary,ANA,100,"
            "2026-01-01\n",
            "assignments.csv:2:4: there is no US state 'ZZ', did you mean 'AZ'?\n  fix: write its "
            "two letters, such as US-IL\n"
            "assignments.csv:3:4: there is no Canadian province 'OH', did you mean 'ON'?\n  fix: "
            "write its two letters, such as CA-ON\n"
            "assignments.csv:4:4: there is no country 'XQ', did you mean 'AQ'?\n  fix: write its "
            "ISO 3166 code of two letters, such as US\n"
            "assignments.csv:5:4: there is no US county '1703'\n  fix: write its FIPS number of "
            "five digits, the state's first: US-17031\n"
            "assignments.csv:6:4: there is no US county '03001'\n  fix: write its FIPS number of "
            "five digits, the state's first: US-17031\n"
            "assignments.csv:7:4: no US postal code is like '6O6*'\n  fix: write it like 60614, "
            "606* or 60600-60699\n"
            "assignments.csv:8:4: no Canadian postal code is like 'M5D*'\n  fix: write it like "
            "M5V 3L9, M5V* or M5A-M5X\n"
            "assignments.csv:9:4: no British postal code is like '123*'\n  fix: write it like SW1A "
            "1AA, SW1*, M1 1* or SW1-SW9\n"
            "assignments.csv:10:4: no Canadian postal code is like 'M5V'\n  fix: write it like M5V "
            "3L9, M5V* or M5A-M5X\n"},
        TableCase{"places_as_people_write_them",
                  "id,at,slot,rep,share,from\nT1,state:US-Illinois,primary,ANA,100,2026-01-01\nT2,"
                  "state:us-ap,primary,ANA,100,2026-01-01\nT3,country:UK,primary,ANA,100,2026-01-"
                  "01\nT4,county:US-17031,primary,ANA,100,2026-01-01\nT5,postal:GB:SW8-SW11,"
                  "primary,ANA,100,2026-01-01\nT6,postal:GB:M1 1*,primary,ANA,100,2026-01-01\nT7,"
                  "postal:ca:m5v*,primary,ANA,100,2026-01-01\nT8,postal:US:60614-1234,primary,ANA,"
                  "100,2026-01-01\nT9,postal:GB:GIR 0AA,primary,BEN,100,2026-01-01\n",
                  ""},
        TableCase{"not_approved",
                  "id,at,slot,rep,share,from,approved_by\nX1,channel:amazon,primary,HOUSE,100,2026-"
                  "01-01,\n",
                  "assignments.csv:2:48: an override or a channel's own rep needs somebody who "
                  "approved it\n  fix: fill in approved_by\n"},
        TableCase{"backdated",
                  "id,at,slot,rep,share,from,recorded_at\nA1,account:C1,primary,ANA,100,2026-01-01,"
                  "2026-02-01T10:00:00Z\n",
                  "warning: assignments.csv:2: 'A1' reaches into the past and nobody has approved "
                  "it: it waits\n  fix: fill in approved_by\n"},
        TableCase{
            "missing_column", "id,at,slot,rep,from\nA1,account:C1,primary,ANA,2026-01-01\n",
            "assignments.csv:1: the column 'share' is missing\n  fix: add it to the header\n"},
        TableCase{"semicolons",
                  "id;at;slot;rep;share;from\nA1;account:C1;primary;ANA;100;2026-01-01\n",
                  "assignments.csv:1: the columns are separated by ';', not by commas\n  fix: save "
                  "the file as CSV with commas between the columns, in UTF-8\n"},
        TableCase{
            "misspelt_column", "id,at,slot,rep,share,from,untill\n",
            "assignments.csv:1:27: unknown column 'untill', did you mean 'until'?\n  fix: use "
            "the columns id,at,slot,rep,share,from,until,unit,priority,inherit,house,override,"
            "recorded_at,approved_by,supersedes,reason,prefix_unit\n"},
        TableCase{
            "rows_disagree",
            "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,50,2026-01-01\nA1,account:"
            "C2,primary,BEN,50,2026-01-01\n",
            "assignments.csv:3:1: the rows of 'A1' disagree in more than rep and share\n  fix: "
            "give the same in each row, or another id\n"},
        TableCase{"empty", "", ""}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(AccountTable, NamesCirclesAndUnknownModes) {
  EXPECT_EQ(
      findings_of("", "account,crediting,parent\nC1,named,C2\nC2,,C3\nC3,,C1\nC4,teritory,\n"),
      "accounts.csv:5:4: unknown mode 'teritory', did you mean 'territory'?\n  fix: write "
      "named or territory\n"
      "accounts.csv:2:10: the parents run in a circle: C1 -> C2 -> C3 -> C1\n  fix: take the "
      "parent away from one of them\n");
}

TEST(RepTable, NamesSuccessorsThatAreNoReps) {
  EXPECT_EQ(
      findings_of("", "", "rep,name,active_until,successor\nANA,Ana,2026-01-01,BNE\nBEN,Ben,,\n"),
      "reps.csv:2: the successor 'BNE' of rep 'ANA' is no rep, did you mean 'BEN'?\n  fix: add "
      "it to reps.csv, or name one that is there\n");
}

TEST(RepTable, NamesAddressesThatAreNoneAndTheWordForNobody) {
  EXPECT_EQ(
      findings_of("", "",
                  "rep,name,email\nANA,Ana,ana at acme\nBEN,Ben,\"ben@a.example, b@b.example\"\n"
                  "CYD,Cyd,cyd@acme\nUNASSIGNED,Nobody,\n"),
      "reps.csv:2:9: email: 'ana at acme' is no mail address\n  fix: write one address, such as "
      "ana@acme.example, or leave it empty\n"
      "reps.csv:3:9: email: 'ben@a.example, b@b.example' is no mail address\n  fix: write one "
      "address, such as ana@acme.example, or leave it empty\n"
      "reps.csv:5:1: 'UNASSIGNED' is the word for orders that nobody has yet, and no rep\n  fix: "
      "give the rep another code\n");
}

TEST(RepTable, RowsOfALeaverWhomNobodyFollowsAreWarnedOf) {
  const std::string rows =
      "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-01-01,\nA2,account:C2,"
      "primary,ANA,100,2026-01-01,2026-04-01\nA3,account:C3,primary,BEN,100,2026-01-01,\nA4,"
      "account:C4,primary,CYD,100,2026-06-01,\nA5,account:C5,primary,DAN,100,2026-01-01,\n";
  EXPECT_EQ(findings_of(rows, "",
                        "rep,name,active_until,successor\nANA,Ana,2026-04-01,\nBEN,Ben,2026-04-01,"
                        "DAN\nCYD,Cyd,2026-03-01,ANA\nDAN,Dan,,\n"),
            "warning: assignments.csv:2: 'A1' names rep 'ANA', and from 2026-04-01 on neither the "
            "rep nor a successor is there: orders will wait for a decision\n  fix: name a "
            "successor in reps.csv, or end the row: until 2026-04-01\n"
            "warning: assignments.csv:5: 'A4' names rep 'CYD', and from 2026-04-01 on neither the "
            "rep nor a successor is there: orders will wait for a decision\n  fix: name a "
            "successor in reps.csv, or another rep\n");
}

TEST(AssignmentTableGood, KeepsWhatIsGoodBesideWhatIsNot) {
  config::Findings findings;
  const Tables tables = Tables::load(
      "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\nA2,account:C2,primary,"
      "BEN,99,2026-01-01\n",
      "", "", "UTC", findings);
  EXPECT_EQ(findings.errors.size(), 1U);
  ASSERT_EQ(tables.assignments.all().size(), 1U);
  EXPECT_EQ(tables.assignments.all()[0].id, "A1");
}

TEST(RepTable, SuccessorsInACircleAreNamedOnce) {
  EXPECT_EQ(findings_of("", "",
                        "rep,name,active_until,successor\nANA,Ana,2026-01-01,BEN\n"
                        "BEN,Ben,2026-01-01,CYD\nCYD,Cyd,2026-01-01,ANA\nDAN,Dan,,ANA\n"),
            "reps.csv:2: the successors run in a circle: ANA -> BEN -> CYD -> ANA\n  fix: take the "
            "successor away from one of them\n");
}

}  // namespace load_test
}  // namespace norekey::credit
