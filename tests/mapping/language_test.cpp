/// What the mapping language can say, a row each: a mapping over one order, and what comes of it.
#include <gtest/gtest.h>

#include "mapping/mapping.hpp"

namespace norekey::mapping {
namespace language_test {

Document order() {
  return *from_xml(R"(<order>
  <number>W1</number><weight_unit>OZ</weight_unit>
  <placed_at>2026-07-03T01:30:00Z</placed_at>
  <buyer><name>Hudson Valley Supply, Inc.</name><login>77</login><email>Ann@HVS.example</email>
    <tax_id>14-1234567</tax_id></buyer>
  <bill_to><street1>12 North Main Street</street1><postal>12601</postal></bill_to>
  <ship_to><name>Dock 4</name><city>Zürich</city></ship_to>
  <po_number>  po-7/b </po_number><requested>2026-06-30</requested>
  <line><number>1</number><sku>A-1</sku><customer_sku>X9</customer_sku><quantity>30</quantity>
    <uom>EA</uom><price>1.10</price><amount>33.00</amount></line>
  <line><number>2</number><sku>KIT</sku><quantity>2</quantity><uom>CS</uom><price>10.00</price>
    <amount>20.00</amount>
    <component><sku>K-1</sku><quantity>3</quantity></component>
    <component><sku>K-2</sku><quantity>1</quantity></component></line>
  <line><number>3</number><sku>A-3</sku><upc>0001</upc><quantity>1</quantity><uom>CS</uom>
    <price>0.05</price><amount>0.05</amount></line>
  <charge type="freight"><amount>10.00</amount></charge>
  <charge type="fee"><amount>0.01</amount></charge>
  <extra name="ref"><value>AB-0042-x</value></extra>
  <extra name="when"><value>07/09/2026</value></extra>
  <extra name="net"><value>1.234,50-</value></extra>
</order>)");
}

Lookups tables() {
  Lookups out;
  out.tables["items"] = {"items", "sku", "item", {{"A-1", "100"}, {"K-1", "201"}, {"K-2", "202"}}};
  out.tables["buyer-parts"] = {"buyer-parts", "their part", "item", {{"X9", "OLD"}}};
  out.tables["upcs"] = {"upcs", "UPC", "item", {{"0001", "300"}}};
  out.tables["superseded"] = {"superseded",
                              "item",
                              "successor",
                              {{"OLD", "NEWER"}, {"NEWER", "NEWEST"}, {"R1", "R2"}, {"R2", "R1"}}};
  out.tables["units"] = {
      "units",
      "unit",
      "factor",
      {{"EA", "1"}, {"CS", "12"}, {"KIT/CS", "24"}, {"OZ", "1/16"}, {"BAD", "x"}}};
  out.tables["customers"] = {"customers", "account", "customer", {{"C1", "0001"}}};
  out.tables["by-tax"] = {"by-tax", "tax id", "customer", {{"141234567", "0002"}}};
  out.tables["by-name"] = {"by-name",
                           "name and address",
                           "customer",
                           {{"HUDSON VALLEY SUPPLIES CO./12 N. Main St/12601", "0003"},
                            {"twins a", "1"},
                            {"TWINS  A", "2"}}};
  out.tables["prices"] = {
      "prices",
      "sku",
      "price",
      {{"A-1 @2026-01-01", "1.00 @2026-06-30"}, {"A-1 @2026-07-01", "1.20"}, {"A-3", "9"}}};
  return out;
}

/// The result's XML, or what was wrong.
std::string result_of(const std::string& yaml) {
  config::Findings findings;
  const auto mapping =
      Mapping::load("mapping: m\nroot: out\n" + yaml, "m.yaml", "America/Chicago", findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  if (!mapping) return out;
  const auto made = mapping->apply(order(), tables());
  if (!made) return made.error().where.field + ": " + made.error().what;
  std::string xml = to_xml(*made);  // one line, without the root
  std::string flat;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '\n') {
      while (i + 1 < xml.size() && xml[i + 1] == ' ') ++i;
    } else {
      flat += xml[i];
    }
  }
  if (flat.rfind("<out>", 0) == 0) flat = flat.substr(5, flat.size() - 11);
  return flat == "<out />" ? "" : flat;
}

struct Said {
  const char *name, *yaml, *want;
};

class Language : public testing::TestWithParam<Said> {};

TEST_P(Language, GivesWhatItSays) { EXPECT_EQ(result_of(GetParam().yaml), GetParam().want); }

/// One field F.
class Step_ : public testing::TestWithParam<Said> {};

TEST_P(Step_, ChangesTheValue) {
  std::string got = result_of("let: { blank: { value: ' 100 ', trim: no } }\nfields: { F: { " +
                              std::string(GetParam().yaml) + " } }\n");
  if (got.rfind("<F>", 0) == 0) got = got.substr(3, got.size() - 7);
  EXPECT_EQ(got, GetParam().want);
}

const auto kName = [](const auto& info) { return std::string(info.param.name); };

INSTANTIATE_TEST_SUITE_P(
    Texts, Step_,
    testing::Values(
        Said{"squeeze", "value: \"a   b\", squeeze: yes", "a b"},
        Said{"squeeze_tabs_and_line_breaks", "value: \"a\\t\\r\\nb / c\", squeeze: yes", "a b / c"},
        Said{"keep_digits", "from: buyer/tax_id, keep: digits", "141234567"},
        Said{"keep_letters", "from: buyer/tax_id, keep: letters", ""},
        Said{"keep_codes", "from: po_number, keep: codes", "po7b"},
        Said{"remove", "from: po_number, remove: \"-/\"", "po7b"},
        Said{"remove_a_character_of_several_bytes", "value: \"–5 € – 7°\", remove: \"–°\"",
             "5 €  7"},
        Said{"keep_letters_no_signs", "value: \"Ö-12° – 5 € ™ Ж×é日\", keep: letters", "ÖЖé日"},
        Said{"keep_codes_no_signs", "value: \"Ö-12° – 5 €\", keep: codes", "Ö125"},
        Said{"upper", "value: \"Müller straße, façade ÿ ž ő ŉ ı\", upper: yes",
             "MÜLLER STRASSE, FAÇADE Ÿ Ž Ő ŉ I"},
        Said{"lower", "value: \"ÄÖÜ Ÿ Ž Ő × STRASSE\", lower: yes", "äöü ÿ ž ő × strasse"},
        Said{"replace", "from: po_number, replace: { po: PO, \"/b\": \"\" }", "PO-7"},
        Said{"replace_pattern", "from: po_number, replace_pattern: { '^([a-z]+)-': '\\1:' }",
             "po:7/b"},
        Said{"extract", "from: \"extra[@name='ref']/value\", extract: '-(\\d+)-'", "0042"},
        Said{"extract_whole", "from: po_number, extract: '\\d'", "7"},
        Said{"extract_nothing", "from: po_number, extract: 'z(z)', default: none", "none"},
        Said{"piece", "from: \"extra[@name='ref']/value\", piece: { of: \"-\", at: 2 }", "0042"},
        Said{"last_piece", "from: \"extra[@name='ref']/value\", piece: { of: \"-\", at: -1 }", "x"},
        Said{"characters", "from: ship_to/city, characters: 2-3", "ür"},
        Said{"characters_on", "from: ship_to/city, characters: 4-", "ich"},
        Said{"one_character", "from: ship_to/city, characters: 1", "Z"},
        Said{"matches", "from: number, matches: '^W\\d+$'", "W1"},
        Said{"matches_not", "from: number, matches: '^\\d+$'",
             "F: 'W1' does not fit the pattern '^\\d+$'"},
        Said{"ascii", "value: \"Zürich – ‘x’ €\", ascii: yes", "Zurich - 'x' ?"},
        Said{"around", "from: number, prefix: \"<\", suffix: \">\"", "&lt;W1&gt;"},
        Said{"one_of", "from: number, one_of: [W1, W2]", "W1"},
        Said{"one_of_not", "value: W9, one_of: [W1, X]",
             "F: 'W9' is not a value that the field takes, did you mean 'W1'?"},
        Said{"pad", "from: number, pad: { to: 5, with: \"0\" }", "000W1"},
        Said{"pad_right", "from: number, pad: { to: 4, with: \"*\", on: right }", "W1**"},
        Said{"then_in_the_order_written",
             "value: ab, then: [ { upper: yes }, { map: { AB: c } }, { suffix: d } ]", "cd"},
        Said{"names", "from: buyer/name, spelling: names", "HUDSON VALLEY SUPPLY"},
        Said{"address", "from: bill_to/street1, spelling: address", "12 N MAIN ST"},
        Said{"join", "join: line/sku, with: \"+\"", "A-1+KIT+A-3"},
        Said{"count", "count: line", "3"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Numbers, Step_,
    testing::Values(
        Said{"decimal_comma", "from: \"extra[@name='net']/value\", decimal: \",\"", "-1234.50"},
        Said{"decimal_is_no_date", "value: \"2026-03\", decimal: \".\"",
             "F: '2026-03' is not a number with the decimal mark '.'"},
        Said{"decimal_minus_in_front", "value: \"- 1,234.5\", decimal: \".\"", "-1234.5"},
        Said{"decimal_two_minuses", "value: \"-5-\", decimal: \".\"",
             "F: '-5-' is not a number with the decimal mark '.'"},
        Said{"decimal_plus_behind", "value: \"5+\", decimal: \".\"", "5"},
        Said{"times_a_path", "from: \"line[1]/quantity\", times: \"line[1]/price\", round: 2",
             "33.00"},
        Said{"minus", "value: 10, minus: 0.5", "9.5"},
        Said{"nothing_to_multiply_by", "value: 10, times: job", "F: job has no value to times by"},
        Said{"abs", "value: -3.20, abs: yes", "3.20"},
        Said{"implied", "from: \"line[2]/amount\", implied: 2", "2000"},
        Said{"implied_would_lose", "value: 1.005, implied: 2",
             "F: '1.005' has more than 2 digits after the point, and implied would lose them"},
        Said{"sum_of_products", "sum: { each: line, from: quantity, times: price, round: 2 }",
             "53.05"},
        Said{"sum_of_some", "sum: { each: line, when: \"quantity > 1\", from: quantity }", "32"},
        Said{"whole", "value: 2.50, type: whole", "F: '2.50' is not a whole number"},
        Said{"flag", "value: yes, type: flag", "true"},
        Said{"too_large",
             "value: 999999999999999999, times: 999999999999999999, then: [ { times: "
             "999999999999999999 } ]",
             "F: a number of the document grew beyond 38 digits"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Units, Step_,
    testing::Values(
        Said{"to_base_units",
             "value: 3, convert: { by: units, unit: \"line[3]/uom\", item: \"line[3]/sku\" }",
             "36"},
        Said{"the_items_own_factor",
             "value: 3, convert: { by: units, unit: \"line[2]/uom\", item: \"line[2]/sku\" }",
             "72"},
        Said{"into_a_unit",
             "value: 24, convert: { by: units, unit: \"line[1]/uom\", item: number, to: CS }", "2"},
        Said{"remainder_parks",
             "value: 30, convert: { by: units, unit: \"line[1]/uom\", item: number, to: CS }",
             "F: 30 EA is 2 CS and a remainder of 6 base units"},
        Said{"remainder_up",
             "value: 30, convert: { by: units, unit: \"line[1]/uom\", item: number, to: CS, "
             "remainder: up }",
             "3"},
        Said{"price",
             "value: 12.60, convert: { by: units, unit: \"line[3]/uom\", item: number, as: price }",
             "1.05"},
        Said{"fraction", "value: 32, convert: { by: units, unit: weight_unit, item: number }", "2"},
        Said{"no_factor", "value: 1, convert: { by: units, unit: number, item: job }",
             "F: unit 'W1' has no factor in lookups/units"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Dates, Step_,
    testing::Values(
        Said{"as_the_source_writes_it",
             "from: \"extra[@name='when']/value\", date: \"%Y%m%d\", date_from: \"%m/%d/%Y\"",
             "20260709"},
        Said{"not_of_that_form", "from: number, date: \"%Y\", date_from: \"%m/%d/%Y\"",
             "F: 'W1' is not a date of the form '%m/%d/%Y'"},
        Said{"later", "from: placed_at, date: \"%Y-%m-%d\", add_days: 30", "2026-08-01"},
        Said{"a_day_later_by_the_clock_of_the_zone",
             "value: \"2026-03-08T04:30:00Z\", date: \"%Y%m%d %H%M\", zone: America/New_York, "
             "add_days: 1",
             "20260308 2330"},
        Said{"a_time_without_a_zone_stays", "value: \"2026-03-10 14:05\", date: \"%Y%m%d %H%M\"",
             "20260310 1405"},
        Said{"a_time_without_a_zone_later",
             "value: \"2026-03-10T14:05:59\", date: \"%Y%m%d %H%M%S\", add_days: -10",
             "20260228 140559"},
        Said{"a_time_as_the_source_writes_it",
             "value: \"202603101405\", date: \"%Y-%m-%d %H:%M\", date_from: \"%Y%m%d%H%M\"",
             "2026-03-10 14:05"},
        Said{"a_moment_as_the_source_writes_it",
             "value: \"10.03.2026 14:05 +0100\", date: \"%Y%m%d %H%M\", date_from: \"%d.%m.%Y "
             "%H:%M %z\"",
             "20260310 0805"},
        Said{"a_time_that_is_none",
             "value: \"202603102505\", date: \"%Y%m%d\", date_from: \"%Y%m%d%H%M\"",
             "F: '202603102505' is not a date of the form '%Y%m%d%H%M'"},
        Said{"no_moment_at_all", "value: \"2026-03-10 at noon\", date: \"%Y%m%d\"",
             "F: '2026-03-10 at noon' is not a moment in time: it has no such time of day"},
        Said{"julian", "from: placed_at, date: \"1%y%j\"", "126183"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Codes, Step_,
    testing::Values(
        Said{"chain_takes_the_first_known",
             "first: [ { from: \"line[3]/customer_sku\", lookup: buyer-parts }, { from: "
             "\"line[3]/upc\", lookup: upcs } ]",
             "300"},
        Said{"chain_goes_on_where_a_row_is_missing",
             "first: [ { from: \"line[3]/sku\", lookup: items }, { from: \"line[3]/upc\", lookup: "
             "upcs } ]",
             "300"},
        Said{"chain_says_all_that_is_missing",
             "first: [ { from: number, lookup: items }, { from: number, lookup: upcs } ]",
             "F: sku 'W1' has no item in lookups/items (nor is there upcs/W1)"},
        Said{"superseded_by_superseded",
             "value: OLD, lookup: { in: superseded, missing: keep, repeat: yes }", "NEWEST"},
        Said{"round_in_circles", "value: R1, lookup: { in: superseded, repeat: yes }",
             "F: lookups/superseded goes round in circles at 'R1'"},
        Said{"missing_empty", "value: Q, lookup: { in: items, missing: empty }", ""},
        Said{"missing_keep", "value: Q, lookup: { in: items, missing: keep }", "Q"},
        Said{"by_spelling",
             "key: [buyer/name, bill_to/street1, bill_to/postal], lookup: { in: by-name, spelling: "
             "address }",
             "0003"},
        Said{"two_spelled_alike", "value: Twins A, lookup: { in: by-name, spelling: letters }",
             "F: name and address 'Twins A' fits several rows of lookups/by-name that differ only "
             "in spelling"},
        Said{"dated_by_the_order", "value: A-1, lookup: prices", "1.20"},
        Said{"dated_by_a_day", "value: A-1, lookup: { in: prices, on: requested }", "1.00"},
        Said{"not_on_that_day", "value: A-1, lookup: { in: prices, on: number }",
             "F: sku 'A-1' has dated rows in lookups/prices, and nothing says which day counts"},
        Said{"undated_always", "value: A-3, lookup: prices", "9"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Conditions, Step_,
    testing::Values(
        Said{"either", "value: y, when: \"job or po_number\"", "y"},
        Said{"parentheses", "value: y, when: \"not (job or po_number)\"", ""},
        Said{"one_of_a_list", "value: y, when: \"line/uom in ('BX', 'CS')\"", "y"},
        Said{"pattern", "value: y, when: \"number ~ '^W[0-9]$'\"", "y"},
        Said{"two_paths", "value: y, when: \"line[1]/quantity > {line[2]/quantity}\"", "y"},
        Said{"numbers_not_texts", "value: y, when: \"line[1]/quantity > 4\"", "y"},
        Said{"and_before_or", "value: y, when: \"po_number or job and job\"", "y"},
        Said{"xpath_inside", "value: y, when: \"charge[@type='fee' or @type='x']/amount < 1\"",
             "y"},
        Said{"xpath_that_says_no", "value: y, when: \"starts-with(number,'X')\"", ""},
        Said{"xpath_that_says_yes", "value: y, when: \"starts-with(number,'W')\"", "y"},
        Said{"not_xpath_that_says_no", "value: y, when: \"not starts-with(number,'X')\"", "y"},
        Said{"xpath_that_says_no_in_parentheses",
             "value: y, when: \"not (contains(buyer/name,'Supply') or job)\"", ""},
        Said{"number_beside_blanks", "value: y, when: \"$blank > 20\"", "y"},
        Said{"number_equal_beside_blanks", "value: y, when: \"$blank = 100.00\"", "y"},
        Said{"number_in_a_list", "value: y, when: \"$blank in (1, 100)\"", "y"},
        Said{"text_in_a_list_of_numbers", "value: y, when: \"number in (1, 100)\"", ""},
        Said{"nothing_is_not_less", "value: y, when: \"job < 20\"", ""},
        Said{"nothing_is_not_more", "value: y, when: \"job > 20\"", ""},
        Said{"not_less_than_nothing", "value: y, when: \"number < {job}\"", ""},
        Said{"nothing_is_not_a_text", "value: y, when: \"job != 'A'\"", "y"},
        Said{"earlier_day", "value: y, when: \"requested < '2026-07-01'\"", "y"},
        Said{"later_moment", "value: y, when: \"placed_at > {requested}\"", "y"},
        Said{"texts_have_no_order", "value: y, when: \"number > 20\"",
             "F: number is 'W1', which cannot be compared by > with '20'"},
        Said{"nor_has_the_other_side", "value: y, when: \"line[1]/quantity <= {number}\"",
             "F: number is 'W1', which cannot be compared by <= with '30'"},
        Said{"what_is_not_asked_is_not_wrong", "value: y, when: \"po_number or number > 20\"", "y"},
        Said{"order_in_a_list_of_rules",
             "first: [ { value: a, when: \"number > 20\" }, { value: b } ]",
             "F: number is 'W1', which cannot be compared by > with '20'"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Groups, Language,
    testing::Values(
        Said{"let_and_variables",
             "let: { goods: { sum: line/amount } }\nfields: { T: { from: $goods, plus: 1 }, N: { "
             "text: \"{$goods} of {number}\" } }\n",
             "<T>54.05</T><N>53.05 of W1</N>"},
        Said{"position_and_let_of_a_group",
             "lines: { each: line, as: l, let: { net: { from: quantity, times: price, round: 2 } "
             "}, fields: { \"@n\": $position, net: $net } }\n",
             "<l n=\"1\"><net>33.00</net></l><l n=\"2\"><net>20.00</net></l><l "
             "n=\"3\"><net>0.05</net></l>"},
        Said{"freight_to_the_cent",
             "lines: { each: line, as: l, fields: { f: { allocate: { amount: ../charge/amount, "
             "over: amount } } } }\n",
             "<l><f>6.23</f></l><l><f>3.77</f></l><l><f>0.01</f></l>"},
        Said{"shared_equally_where_nothing_has_a_price",
             "lines: { each: line, as: l, fields: { f: { allocate: { amount: ../charge/amount, "
             "over: list_price } } } }\n",
             "<l><f>3.34</f></l><l><f>3.34</f></l><l><f>3.33</f></l>"},
        Said{"shared_equally",
             "lines: { each: line, as: l, when: \"number < 3\", fields: { f: { allocate: { amount: "
             "../charge/amount, over: equal } } } }\n",
             "<l><f>5.01</f></l><l><f>5.00</f></l>"},
        Said{"sequence_counts_over_groups",
             "lines: { each: line, as: l, fields: { no: { sequence: { name: n, start: 1000, by: "
             "1000 } } } }\ncharges: { each: charge, as: l, fields: { no: { sequence: { name: n, "
             "start: 1000, by: 1000 } } } }\n",
             "<l><no>1000</no></l><l><no>2000</no></l><l><no>3000</no></l><l><no>4000</no></"
             "l><l><no>5000</no></l>"},
        Said{"kit_exploded_with_its_price",
             "plain: { each: \"line[not(component)]\", as: l, fields: { i: sku, a: amount } "
             "}\nkits: { each: \"line[component]\", flat: yes, fields: { parts: { each: component, "
             "as: l, fields: { i: { from: sku, lookup: items }, q: { from: quantity, times: "
             "../quantity }, a: { allocate: { amount: ../amount, over: quantity } } } } } }\n",
             "<l><i>A-1</i><a>33.00</a></l><l><i>A-3</i><a>0.05</a></l><l><i>201</i><q>6</"
             "q><a>15.00</a></l><l><i>202</i><q>2</q><a>5.00</a></l>"},
        Said{"named_group_with_prefix",
             "groups: { who: { NAME: name, CITY: { from: city, upper: yes } } }\nfields: { A: { "
             "use: who, at: ship_to }, S: { use: who, at: ship_to, flat: yes, prefix: S_ } }\n",
             "<A><NAME>Dock 4</NAME><CITY>ZÜRICH</CITY></A><S_NAME>Dock "
             "4</S_NAME><S_CITY>ZÜRICH</S_CITY>"},
        Said{"at_nothing_leaves_it_out",
             "fields: { A: { at: contact, fields: { N: name } }, B: number }\n", "<B>W1</B>"},
        Said{"at_several", "fields: { A: { at: line, fields: { N: sku } } }\n",
             "A: line has 3 nodes, the group reads from one"},
        Said{"matching_chain",
             "fields: { C: { first: [ { from: buyer/account, lookup: customers }, { from: "
             "buyer/tax_id, keep: digits, lookup: by-tax }, { value: none } ] } }\n",
             "<C>0002</C>"},
        Said{"created_once",
             "fields:\n  C: { first: [ { from: buyer/account, lookup: customers }, { create: { "
             "lookup: customers, key: [buyer/email], code: \"W{buyer/login}\" } } ] }\n  AGAIN: { "
             "create: { lookup: customers, key: [buyer/email], code: \"W{buyer/login}\" } }\n  "
             "NEW: { when: $created.customers, fields: { NAME: buyer/name } }\n",
             "<C>W77</C><AGAIN>W77</AGAIN><NEW><NAME>Hudson Valley Supply, Inc.</NAME></NEW>"}),
    kName);

TEST(Conditions, OfAGroupTellThePlaceOfTheNodeAndOfTheMapping) {
  config::Findings findings;
  const auto mapping =
      Mapping::load("mapping: m\nlines: { each: line, as: l, when: sku > 3, fields: { I: sku } }\n",
                    "m.yaml", "UTC", findings);
  ASSERT_TRUE(mapping);
  const auto made = mapping->apply(order(), tables());
  ASSERT_FALSE(made);
  EXPECT_EQ(to_string(made.error()),
            "m.yaml:2:35: l[1]: sku is 'A-1', which cannot be compared by > with '3'; l[2]: sku is "
            "'KIT', which cannot be compared by > with '3'; l[3]: sku is 'A-3', which cannot be "
            "compared by > with '3'\n  fix: correct it at the source: both sides are numbers, or "
            "days such as 2026-03-10");
}

TEST(Creation, IsToldAndIsNoneWhereTheRowIsThere) {
  config::Findings findings;
  const auto mapping = Mapping::load(
      "mapping: m\nfields: { C: { create: { lookup: customers, key: [buyer/email], code: "
      "\"W{buyer/login}\" } } }\n",
      "m.yaml", "UTC", findings);
  ASSERT_TRUE(mapping);
  Lookups lookups = tables();
  mapping::Run run;
  ASSERT_TRUE(mapping->apply(order(), lookups, &run));
  ASSERT_EQ(run.created.size(), 1U);
  EXPECT_EQ(run.created[0].lookup + " " + run.created[0].key + " " + run.created[0].value,
            "customers Ann@HVS.example W77");
  lookups.tables["customers"].set(run.created[0].key, run.created[0].value);
  mapping::Run again;
  ASSERT_TRUE(mapping->apply(order(), lookups, &again));
  EXPECT_TRUE(again.created.empty());
}

TEST(EmptyJson, IsAnObjectAndSoIsAGroupWithoutFields) {
  config::Findings findings;
  const auto json_of = [&](const std::string& yaml) {
    const auto mapping =
        Mapping::load("mapping: m\nto: { format: json-lines }\n" + yaml, "m.yaml", "UTC", findings);
    if (!mapping) return to_string(findings.errors.at(0));
    return formats::write(*mapping->apply(order(), tables()), *mapping->to()).value();
  };
  EXPECT_EQ(json_of("fields: { A: job }\n"), "{}");
  EXPECT_EQ(json_of("fields: { A: { at: buyer, fields: { B: nothing } }, C: number }\n"),
            "{\"A\":{},\"C\":\"W1\"}");
  EXPECT_EQ(json_of("lines: { each: line, when: \"number < 2\", as: l, fields: { B: nothing } }\n"),
            "{\"l\":[{}]}");
  EXPECT_EQ(json_of("lines: { each: charge, as: l, fields: { B: nothing, \"@t\": \"@type\" } }\n"),
            "{\"l\":[{\"@t\":\"freight\"},{\"@t\":\"fee\"}]}");
}

TEST(Including, TakesGroupsFromFilesBeside) {
  config::Findings findings;
  const Surrounding around{"UTC", [](const std::string& name) -> std::optional<std::string> {
                             if (name != "common.yaml") return std::nullopt;
                             return "shared: addresses\ngroups: { who: { NAME: name } }\n";
                           }};
  const std::string yaml =
      "mapping: m\ninclude: common.yaml\nfields: { A: { use: who, at: ship_to } }\n";
  const auto mapping = Mapping::load(yaml, "mappings/m.yaml", around, findings);
  ASSERT_TRUE(mapping) << to_string(findings.errors.at(0));
  EXPECT_EQ(to_xml(*mapping->apply(order(), tables())),
            "<document>\n  <A>\n    <NAME>Dock 4</NAME>\n  </A>\n</document>\n");
  EXPECT_FALSE(Mapping::load("mapping: m\ninclude: comon.yaml\nfields: { A: number }\n",
                             "mappings/m.yaml", around, findings));
  EXPECT_EQ(
      to_string(findings.errors.at(0)),
      "mappings/m.yaml:2:10: include: there is no file 'comon.yaml' beside this one\n  fix: name a "
      "file of the same folder, such as common.yaml");
}

TEST(DatedRows, ComeAndGoWithTheTable) {
  Lookup table{"p", "sku", "price", {}};
  table.set("A @2026-01-01", "1");
  table.set("A @2026-07-01", "2");
  Lookups all;
  all.tables["p"] = table;
  EXPECT_EQ(*all.find("p", "A", {Spelling::exact, "2026-06-30"}), "1");
  EXPECT_EQ(*all.find("p", "A", {Spelling::exact, "2026-07-01"}), "2");
  EXPECT_EQ(all.find("p", "A", {Spelling::exact, "2025-12-31"}).error().what,
            "sku 'A' has no price in lookups/p on 2025-12-31");
  all.tables["p"].set("A @2026-07-01", "");
  EXPECT_EQ(*all.find("p", "A", {Spelling::exact, "2026-07-02"}), "1");
}

}  // namespace language_test
}  // namespace norekey::mapping
