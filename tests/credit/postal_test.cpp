/// Postal codes, states and street lines as people type them.
#include "credit/postal.hpp"

#include <gtest/gtest.h>

#include "credit/resolve.hpp"

namespace norekey::credit {
namespace postal_test {

struct CodeCase {
  const char *name, *country, *typed, *state, *want;
};

std::string text_of(const PostalCode& code) {
  static const char* const kStates[] = {"none", "as typed", "repaired", "untrusted"};
  return code.country + " " + code.code + (code.outward == 0 ? "" : "/") +
         (code.outward == 0 ? "" : std::to_string(code.outward)) + " " +
         kStates[static_cast<int>(code.state)];
}

class PostalCodeText : public testing::TestWithParam<CodeCase> {};

TEST_P(PostalCodeText, IsRepairedToTheNearestThatFitsOrLeftAlone) {
  const CodeCase& in = GetParam();
  EXPECT_EQ(text_of(read_postal(in.country, in.typed, in.state)), in.want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, PostalCodeText,
    testing::Values(
        CodeCase{"bristol_with_i_for_1", "GB", "BSI 1AA", "", "GB BS11AA/3 repaired"},
        CodeCase{"leeds_with_i_for_1", "GB", "LSI 4AP", "", "GB LS14AP/3 repaired"},
        CodeCase{"southampton_with_0_for_o", "GB", "S014 3AA", "", "GB SO143AA/4 repaired"},
        CodeCase{"london_nw10_with_o_for_0", "GB", "NW1O 1AA", "", "GB NW101AA/4 repaired"},
        CodeCase{"london_nw10_with_both", "GB", "NWIO 1AA", "", "GB NW101AA/4 repaired"},
        CodeCase{"london_sw1a_with_both", "GB", "5WIA OAA", "", "GB SW1A0AA/4 repaired"},
        CodeCase{"london_sw1a", "GB", "sw1a 1aa", "", "GB SW1A1AA/4 as typed"},
        CodeCase{"birmingham", "GB", "B51 1AA", "", "GB B511AA/3 as typed"},
        CodeCase{"girobank", "GB", "GIR 0AA", "", "GB GIR0AA/3 as typed"},
        CodeCase{"nothing_british", "GB", "12345", "", "GB I234S/2 untrusted"},
        CodeCase{"a_spreadsheets_number", "US", "2139.0", "MA", "US 02139 repaired"},
        CodeCase{"a_spreadsheets_number_of_another_state", "US", "2139.0", "TX",
                 "US 02139 untrusted"},
        CodeCase{"a_spreadsheets_whole_number", "US", "60614.00", "IL", "US 60614 repaired"},
        CodeCase{"munich_with_the_cars_letter", "DE", "D-80331", "", "DE 80331 as typed"},
        CodeCase{"munich_with_the_countrys_code", "de", "DE 80331", "", "DE 80331 as typed"},
        CodeCase{"zurich", "CH", "ch-8001", "", "CH 8001 as typed"},
        CodeCase{"stockholm", "SE", "S-111 22", "", "SE 11122 as typed"},
        CodeCase{"another_countrys_letter", "AT", "D-80331", "", "AT D80331 as typed"},
        CodeCase{"riga_has_them_in_its_code", "LV", "LV-1010", "", "LV LV1010 as typed"},
        CodeCase{"five_digits", "US", "60614", "", "US 60614 as typed"},
        CodeCase{"puerto_rico_as_a_country", "PR", "907", "", "US 00907 repaired"},
        CodeCase{"quebec_by_name", "CA", "H2X IY4", "Qu\u00e9bec", "CA H2X1Y4 repaired"}),
    [](const auto& info) { return std::string(info.param.name); });

struct RegionCase {
  const char *name, *country, *typed, *want;
};

class RegionName : public testing::TestWithParam<RegionCase> {};

TEST_P(RegionName, HasOneCodeHoweverItIsWritten) {
  EXPECT_EQ(region_code(GetParam().country, GetParam().typed), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, RegionName,
    testing::Values(RegionCase{"small_accent", "CA", "Qu\u00e9bec", "QC"},
                    RegionCase{"capital_accent", "CA", "QU\u00c9BEC", "QC"},
                    RegionCase{"accent_of_its_own", "CA", "Que\u0301bec", "QC"},
                    RegionCase{"no_accent", "CA", "quebec", "QC"},
                    RegionCase{"in_french", "CA", "\u00cele-du-Prince-\u00c9douard", "PE"},
                    RegionCase{"newfoundland", "CA", "Newfoundland", "NL"},
                    RegionCase{"earlier_code", "CA", "NF", "NL"},
                    RegionCase{"pei", "CA", "P.E.I.", "PE"},
                    RegionCase{"yukon", "CA", "Yukon Territory", "YT"},
                    RegionCase{"province_with_country", "CA", "ca-on", "ON"},
                    RegionCase{"dc", "US", "D.C.", "DC"},
                    RegionCase{"washington_dc", "US", "Washington, D.C.", "DC"},
                    RegionCase{"virgin_islands", "US", "U.S. Virgin Islands", "VI"},
                    RegionCase{"two_blanks", "US", " new  york ", "NY"},
                    RegionCase{"state_with_country", "US", "US-IL", "IL"},
                    RegionCase{"puerto_rico", "PR", "", "PR"},
                    RegionCase{"puerto_rico_with_a_town", "PR", "San Juan", "PR"},
                    RegionCase{"england", "GB", "England", "ENG"},
                    RegionCase{"northern_ireland", "UK", "Northern Ireland", "NIR"},
                    RegionCase{"not_known", "US", "Ontario", "ONTARIO"},
                    RegionCase{"elsewhere", "DE", "Baden-W\u00fcrttemberg",
                               "BADEN-W\u00fcRTTEMBERG"}),
    [](const auto& info) { return std::string(info.param.name); });

struct StreetCase {
  const char *name, *line1, *line2;
  bool want;
};

class StreetLine : public testing::TestWithParam<StreetCase> {};

TEST_P(StreetLine, IsAPoBoxWhereNoStreetStandsBeforeIt) {
  EXPECT_EQ(is_po_box(GetParam().line1, GetParam().line2), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, StreetLine,
    testing::Values(StreetCase{"plain", "P.O. Box 12", "", true},
                    StreetCase{"pob", "POB 12", "", true},
                    StreetCase{"pob_with_dots", "P.O.B. 12", "", true},
                    StreetCase{"private_mailbox_first", "PMB 3, PO Box 3", "", true},
                    StreetCase{"private_mailbox_of_a_street", "12 Main St PMB 3", "", false},
                    StreetCase{"private_mailbox_alone", "PMB 3", "", false},
                    StreetCase{"for_somebody", "Attn: AP, PO Box 77", "", true},
                    StreetCase{"for_somebody_without_comma", "ATTN AP - PO BOX 77", "", true},
                    StreetCase{"second_line", "Attn: AP", "PO Box 77", true},
                    StreetCase{"second_line_after_a_company", "Acme Supply", "P.O. Box 9", true},
                    StreetCase{"street_and_box", "12 Main St", "PO Box 77", false},
                    StreetCase{"street_and_box_in_one_line", "12 Main St, PO Box 77", "", false},
                    StreetCase{"columbus_is_no_addressee", "Columbus Ave 12", "PO Box 3", false},
                    StreetCase{"street", "1 Boxwood Lane", "", false},
                    StreetCase{"nothing", "", "", false}),
    [](const auto& info) { return std::string(info.param.name); });

struct AddressCase {
  const char* name;
  Address ship_to;
  const char* want;
};

Address address(std::string country, std::string region, std::string postal,
                std::string street1 = "", std::string street2 = "") {
  Address out;
  out.country = std::move(country);
  out.region = std::move(region);
  out.postal = std::move(postal);
  out.street1 = std::move(street1);
  out.street2 = std::move(street2);
  return out;
}

class AddressTerritory : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressTerritory, IsFoundByTheAddressAsItIsWritten) {
  config::Findings findings;
  const Tables tables = Tables::load(
      "id,at,slot,rep,share,from\nT1,country:PR,primary,ANA,100,2026-01-01\nT2,postal:GB:B*,"
      "primary,BEN,100,2026-01-01\nT3,postal:GB:BS*,primary,CAT,100,2026-01-01\nT4,state:CA-QC,"
      "primary,DAN,100,2026-01-01\nT5,postal:US:606*,primary,EVE,100,2026-01-01\nT6,state:US-IL,"
      "primary,FAY,100,2026-01-01\nT7,state:GB-England,primary,GUS,100,2026-01-01\n",
      "", "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  Order order;
  order.currency = "USD";
  order.placed_at = parse_instant("2026-03-10T15:00:00Z").value();
  order.ship_to = GetParam().ship_to;
  Line line;
  line.number = 1;
  line.amount = Decimal(10);
  order.lines.push_back(line);
  const Resolution got = resolve(order, tables, Policy{});
  std::string text = got.credits.empty() ? "" : got.credits[0].rep + " " + got.credits[0].rule;
  for (const std::string& flag : got.flags) {
    if (flag != "GUEST") text += " " + flag;
  }
  EXPECT_EQ(text, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, AddressTerritory,
    testing::Values(AddressCase{"puerto_rico", address("PR", "", "00907"), "ANA T1"},
                    AddressCase{"puerto_rico_as_a_state", address("US", "PR", "00907"), "ANA T1"},
                    AddressCase{"bristol", address("GB", "", "BSI 1AA"), "CAT T3 POSTAL_REPAIRED"},
                    AddressCase{"birmingham", address("GB", "", "B5 1AA"), "BEN T2"},
                    AddressCase{"quebec", address("CA", "Qu\u00e9bec", ""), "DAN T4"},
                    AddressCase{"england", address("GB", "England", ""), "GUS T7"},
                    AddressCase{"chicago", address("US", "IL", "60614", "1 Main St"), "EVE T5"},
                    AddressCase{"box_on_the_second_line",
                                address("US", "IL", "60690", "Attn: AP", "PO Box 77"),
                                "FAY T6 PO_BOX_GEOGRAPHY"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace postal_test
}  // namespace norekey::credit
