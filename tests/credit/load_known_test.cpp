#include <gtest/gtest.h>

#include "credit/identify.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {
namespace load_known_test {

struct KnownCase {
  const char *name, *file, *text, *want;  ///< want: "line:column what | fix"
};

class KnownTable : public testing::TestWithParam<KnownCase> {};

TEST_P(KnownTable, NamesWhatIsWrongWithItsPlaceAndFix) {
  config::Findings findings;
  Tables tables = Tables::load("", "rep,name\nANA,Ana\n", "", "UTC", findings);
  tables.learn({{GetParam().file, GetParam().text}}, findings);
  std::string told;
  for (const Error& one : findings.errors)
    told += (told.empty() ? "" : "\n") + one.where.file + ":" + std::to_string(one.where.line) +
            " " + one.what + " | " + one.fix;
  EXPECT_EQ(told, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Findings, KnownTable,
    testing::Values(
        KnownCase{"AnEmptyField", "logins.csv", "login,account\nann@x.example,\n",
                  "logins.csv:2 account is empty | fill it in, or take the line away"},
        KnownCase{"ALoginTwice", "logins.csv", "login,account\na,C1\na,C2\na,C1\n",
                  "logins.csv:4 login 'a' with account 'C1' is there twice | remove one of the "
                  "two lines"},
        KnownCase{"APublicDomain", "domains.csv", "domain,account\nGmail.com,C1\n",
                  "domains.csv:2 'gmail.com' is everybody's: it says nothing of the customer | "
                  "take the line away; name the customer's own domain, or its logins in "
                  "logins.csv"},
        KnownCase{"AnAddressForADomain", "domains.csv", "domain,account\nann@acme.example,C1\n",
                  "domains.csv:2 'ann@acme.example' is no mail domain | write what stands after "
                  "the @, such as acme.example"},
        KnownCase{"ACountryByName", "ship_tos.csv", "account,country\nC1,USA\n",
                  "ship_tos.csv:2 'USA' is no country code | write two letters, such as US"},
        KnownCase{"ACountryThatIsNone", "ship_tos.csv", "account,country\nC1,XQ\n",
                  "ship_tos.csv:2 there is no country 'XQ', did you mean 'AQ'? | write its ISO "
                  "3166 code of two letters, such as US"},
        KnownCase{"AZipCodeThatLostItsZero", "counties.csv", "zip,county\n2139,25017\n",
                  "counties.csv:2 '2139' is no ZIP code of five digits | write 02139: spreadsheets "
                  "drop the zeros in front"},
        KnownCase{"ACountyThatIsNone", "counties.csv", "zip,county\n60614,1703\n",
                  "counties.csv:2 there is no US county '1703' | write its FIPS number of five "
                  "digits, the state's first: US-17031"},
        KnownCase{"ACountyTwice", "counties.csv", "zip,county\n60614,US-17031\n60614,US-17031\n",
                  "counties.csv:3 ZIP code '60614' with county 'US-17031' is there twice | remove "
                  "one of the two lines"},
        KnownCase{"ACodeOfNobody", "rep_codes.csv", "code,rep\n77,ANN\n",
                  "rep_codes.csv:2 unknown rep 'ANN', did you mean 'ANA'? | add it to reps.csv, "
                  "or use one that is there"},
        KnownCase{"AQuoteWithoutADay", "quotes.csv", "quote,owner,issued\nQ1,ANA,2026-02-30\n",
                  "quotes.csv:2 issued: '2026-02-30' is not a date | write it like "
                  "2026-11-21"},
        KnownCase{"AQuoteWithoutANumberOfDays", "quotes.csv",
                  "quote,owner,issued,valid_days\nQ1,ANA,2026-02-01,soon\n",
                  "quotes.csv:2 'soon' is no number of days | write it like 30"},
        KnownCase{"ALoginTwiceInOtherCapitals", "logins.csv",
                  "login,account\nAnn@X.example,C1\nann@x.example,C1\n",
                  "logins.csv:3 login 'ann@x.example' with account 'C1' is there twice | remove "
                  "one of the two lines"},
        KnownCase{"AnItemThatStandsInForItself", "substitutes.csv",
                  "item,substitute\nV1,V2\nV1,V1\nV1,V2\n",
                  "substitutes.csv:3 item 'V1' stands in for itself | name another item, or take "
                  "the line away\n"
                  "substitutes.csv:4 substitute 'V2' of item 'V1' is there twice | remove one of "
                  "the two lines"},
        KnownCase{
            "AColumnThatNobodyKnows", "logins.csv", "login,acount\na,C1\n",
            "logins.csv:1 unknown column 'acount', did you mean 'account'? | use the "
            "columns login,account\nlogins.csv:1 the column 'account' is missing | add it to the "
            "header"}),
    [](const auto& one) { return one.param.name; });

TEST(KnownTables, AreWhatTheResolverLooksThingsUpIn) {
  config::Findings findings;
  Tables tables = Tables::load("", "rep,name\nANA,Ana\n", "", "UTC", findings);
  tables.learn({{"logins.csv", "login,account\nann@x.example,C1\nann@x.example,C2\n"},
                {"domains.csv", "domain,account\nAcme.example,C1\n"},
                {"ship_tos.csv", "account,country,postal,line1\nC1,us,60614,1 Main St\n"},
                {"counties.csv", "zip,county\n60614,US-17031\n"},
                {"rep_codes.csv", "code,rep\n77,ANA\n"},
                {"substitutes.csv", "item,substitute\nV1,V2\nV1,V3\n"},
                {"quotes.csv", "quote,owner,issued,valid_days\nQ1,ANA,2026-03-01,30\n"}},
               findings);
  ASSERT_TRUE(findings.ok());
  EXPECT_EQ(tables.logins.at("ann@x.example"), (std::vector<std::string>{"C1", "C2"}));
  EXPECT_EQ(tables.domains.at("acme.example"), std::vector<std::string>{"C1"});
  EXPECT_EQ(tables.known_ship_tos.at("C1").at(0).country, "US");
  EXPECT_EQ(tables.zip_counties.at("60614"), std::vector<std::string>{"US-17031"});
  EXPECT_EQ(tables.rep_codes.at("77"), "ANA");
  EXPECT_EQ(tables.substitutes.at("V1"), (std::set<std::string>{"V2", "V3"}));
  EXPECT_TRUE(tables.quotes.at("Q1").valid(parse_date("2026-03-31").value()));
}

TEST(KnownTables, ALoginThatIsAnAddressHasNoCapitals) {
  config::Findings findings;
  Tables tables;
  tables.learn({{"logins.csv", "login,account\nAnn@X.example,C1\nBob,C2\n"}}, findings);
  const auto account_of = [&](const std::string& login) {
    Sale sale;
    sale.login = login;
    return identify(sale, tables).account;
  };
  EXPECT_EQ(account_of("ann@x.EXAMPLE"), "C1");
  EXPECT_EQ(account_of(" Ann@X.example "), "C1");
  EXPECT_EQ(account_of("Bob"), "C2");
  EXPECT_EQ(account_of("bob"), "");
}

}  // namespace load_known_test
}  // namespace norekey::credit
