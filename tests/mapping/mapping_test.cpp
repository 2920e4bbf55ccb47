#include "mapping/mapping.hpp"

#include <gtest/gtest.h>

namespace norekey::mapping {
namespace mapping_test {

Document source() {
  Order o;
  o.number = "W1";
  o.po_number = "po-7 ";
  o.placed_at = parse_instant("2026-03-11T03:30:00Z").value();
  o.buyer.account = "C100";
  o.buyer.name = "O'Brien & Sons <Müller>";
  o.requested = parse_date("2026-04-01").value();
  for (const char* quantity : {"3", "0", "12"}) {
    Line line;
    line.number = static_cast<int>(o.lines.size()) + 1;
    line.sku = "SKU-" + std::to_string(line.number);
    line.quantity = Decimal::parse(quantity).value();
    line.amount = Decimal::parse("10.00").value();
    o.lines.push_back(line);
  }
  o.charges.push_back({"freight", "ground", "UPS Ground", Decimal::parse("12.95").value(), {}});
  o.charges.push_back({"fee", "", "Pallet", Decimal::parse("5").value(), {}});
  o.reps.push_back({"ANA", 60, true});
  o.reps.push_back({"BEN", 40, false});
  return to_document(o);
}

Lookups tables() {
  Lookups out;
  out.tables["items"] = {"items", "sku", "item", {{"SKU-1", "000A"}, {"SKU-3", "000C"}}};
  out.tables["customers"] = {
      "customers", "account", "customer", {{"C100", "0004117"}, {"C100/MAIN", "S1"}}};
  return out;
}

std::optional<Mapping> load(const std::string& fields, config::Findings& findings) {
  return Mapping::load("mapping: m\n" + fields, "m.yaml", "America/Chicago", findings);
}

/// The one field F of a mapping, or the error's text.
std::string value_of(const std::string& rule) {
  config::Findings findings;
  const auto mapping = load("fields:\n  F: " + rule + "\n", findings);
  if (!mapping) return to_string(findings.errors.at(0));
  const auto out = mapping->apply(source(), tables());
  return out ? out->root().child("F").text().get() : to_string(out.error());
}

struct RuleCase {
  const char *name, *rule, *want;
};

class Rules : public testing::TestWithParam<RuleCase> {};

TEST_P(Rules, GiveTheirValueOrSayWhatIsWrong) {
  EXPECT_EQ(value_of(GetParam().rule), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, Rules,
    testing::Values(
        RuleCase{"short_form", "number", "W1"}, RuleCase{"from", "{ from: buyer/account }", "C100"},
        RuleCase{"first_that_has_a_text", "{ from: [job, contract, number] }", "W1"},
        RuleCase{"constant", "{ value: \"007\" }", "007"},
        RuleCase{"text", "{ text: \"Web {number} for {buyer/account}!\" }", "Web W1 for C100!"},
        RuleCase{"trimmed_and_upper", "{ from: po_number, upper: yes }", "PO-7"},
        RuleCase{"untrimmed", "{ from: po_number, trim: no }", "po-7 "},
        RuleCase{"xpath", "{ from: \"charge[@type='freight']/amount\" }", "12.95"},
        RuleCase{"sum", "{ sum: charge/amount }", "17.95"},
        RuleCase{"sum_of_nothing", "{ sum: charge/nothing }", "0"},
        RuleCase{"arithmetic", "{ sum: charge/amount, times: 2, plus: 0.1, round: 1 }", "36.0"},
        RuleCase{"divide", "{ value: 10, divide: 3, round: 4 }", "3.3333"},
        RuleCase{"rounding", "{ value: 2.5, round: 0, rounding: half_even }", "2"},
        RuleCase{"date_in_the_business_zone", "{ from: placed_at, date: \"%Y%m%d\" }", "20260310"},
        RuleCase{"date_in_a_named_zone",
                 "{ from: placed_at, date: \"%Y%m%d\", zone: Europe/Berlin }", "20260311"},
        RuleCase{"a_date_stays_a_date", "{ from: requested, date: \"%d.%m.%Y\" }", "01.04.2026"},
        RuleCase{"lookup", "{ from: buyer/account, lookup: customers }", "0004117"},
        RuleCase{"lookup_by_two_parts", "{ text: \"{buyer/account}/MAIN\", lookup: customers }",
                 "S1"},
        RuleCase{"lookup_with_default", "{ from: number, lookup: customers, default: HOUSE }",
                 "HOUSE"},
        RuleCase{"empty_source", "{ from: job, lookup: customers, empty: GUEST }", "GUEST"},
        RuleCase{"empty_does_not_hide_a_missing_row",
                 "{ from: number, lookup: customers, empty: GUEST }",
                 "m.yaml:3:6: F: account 'W1' has no customer in lookups/customers\n  fix: norekey "
                 "lookups set customers 'W1' <customer>"},
        RuleCase{"the_fix_is_a_command_whatever_the_value_holds",
                 "{ text: \"{number}'; reboot; '\", lookup: customers }",
                 "m.yaml:3:6: F: account 'W1'; reboot; '' has no customer in lookups/customers\n  "
                 "fix: norekey lookups set customers 'W1'\\''; reboot; '\\''' <customer>"},
        RuleCase{
            "the_fix_names_a_value_that_looks_like_an_option",
            "{ text: \"-{number}\", lookup: customers }",
            "m.yaml:3:6: F: account '-W1' has no customer in lookups/customers\n  fix: norekey "
            "lookups set customers -- '-W1' <customer>"},
        RuleCase{"codes", "{ from: \"charge[1]/@type\", map: { freight: FRT, fee: FEE } }", "FRT"},
        RuleCase{"unknown_code", "{ from: number, map: { freight: FRT } }",
                 "m.yaml:3:6: F: 'W1' is not in the map\n  fix: add it to map, or give a default"},
        RuleCase{"cut_counts_characters", "{ from: buyer/name, max: 20, cut: yes }",
                 "O'Brien & Sons <Müll"},
        RuleCase{"too_long", "{ from: buyer/name, max: 20 }",
                 "m.yaml:3:6: F: 'O'Brien & Sons <Müller>' has 23 characters, the field takes 20\n "
                 " fix: shorten it at the "
                 "source, or allow it with  cut: yes"},
        RuleCase{"when_holds", "{ from: number, when: \"po_number and line/quantity > 11\" }",
                 "W1"},
        RuleCase{"when_does_not", "{ from: number, when: \"not po_number\" }", ""},
        RuleCase{"several_nodes", "{ from: line/sku }",
                 "m.yaml:3:6: F: line/sku has 3 values, a field takes one: 'SKU-1', 'SKU-2'\n  "
                 "fix: pick one with a condition "
                 "such as [1], or add them with sum"},
        RuleCase{"required", "{ from: job, required: yes }",
                 "m.yaml:3:6: F: the field is required and has no value\n  fix: fill in job at the "
                 "source, or give a default"},
        RuleCase{"no_number", "{ from: number, round: 2 }",
                 "m.yaml:3:6: F: 'W1' is not a number: it has a character that numbers do not "
                 "have\n  fix: write it like -1234.50"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Mapping, GroupsRepeatAndConditionsLeaveThemOut) {
  config::Findings findings;
  const auto mapping = load(R"(root: sale
fields:
  customer: { from: buyer/account, lookup: customers }
lines:
  each: line
  when: quantity > 0
  as: line
  fields: { item: { from: sku, lookup: items }, price: { from: amount, divide: quantity, round: 4 } }
reps: { each: rep, as: rep, fields: { code: code, "@primary": { from: "@primary", default: "no" } } }
)",
                            findings);
  ASSERT_TRUE(mapping) << to_string(findings.errors.at(0));
  EXPECT_EQ(to_xml(mapping->apply(source(), tables()).value()), R"(<sale>
  <customer>0004117</customer>
  <line>
    <item>000A</item>
    <price>3.3333</price>
  </line>
  <line>
    <item>000C</item>
    <price>0.8333</price>
  </line>
  <rep primary="yes">
    <code>ANA</code>
  </rep>
  <rep primary="no">
    <code>BEN</code>
  </rep>
</sale>
)");
  EXPECT_EQ(mapping->lookups(), (std::vector<std::string>{"customers", "items"}));
}

TEST(Mapping, EverythingThatIsWrongIsSaidAtOnceAndTheFirstIsTheCause) {
  config::Findings findings;
  const auto mapping = load(
      "lines:\n  each: line\n  as: line\n  fields: { item: { from: note, lookup: items, required: "
      "yes }, sku: { from: sku, lookup: items } }\n",
      findings);
  ASSERT_TRUE(mapping);
  const auto out = mapping->apply(source(), tables());
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what,
            "the field is required and has no value; line[2]/sku: sku 'SKU-2' has no item in "
            "lookups/items");
}

struct LoadCase {
  const char *name, *yaml, *want;
};

class Loading : public testing::TestWithParam<LoadCase> {};

TEST_P(Loading, NamesPlaceValueAndFix) {
  config::Findings findings;
  Mapping::load(GetParam().yaml, "m.yaml", "UTC", findings);
  std::string got;
  for (const Error& e : findings.errors) got += to_string(e) + "\n";
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, Loading,
    testing::Values(
        LoadCase{"no_name", "fields: { A: number }\n",
                 "m.yaml:1:1: mapping: the mapping has no name\n  fix: begin the file with  "
                 "mapping: its name\n"},
        LoadCase{"misspelt_key", "mapping: m\nfields:\n  A: { form: number }\n",
                 "m.yaml:3:6: fields.A: the field has no source\n  fix: add one of: from, value, "
                 "text, sum, key, count, join, first, allocate, sequence, create\n"
                 "m.yaml:3:8: fields.A.form: unknown key 'form', did you mean 'from'?\n  fix: use "
                 "one of: abs, add_days, allocate, ascii, characters, convert, count, create, cut, "
                 "date, date_from, decimal, default, divide, empty, extract, first, from, implied, "
                 "join, keep, key, lookup, lower, map, matches, max, minus, one_of, pad, piece, "
                 "plus, prefix, remove, replace, replace_pattern, required, round, rounding, "
                 "sequence, spelling, squeeze, suffix, sum, text, then, times, trim, type, upper, "
                 "value, when, with, zone\n"},
        LoadCase{"two_sources", "mapping: m\nfields:\n  A: { from: number, value: 1 }\n",
                 "m.yaml:3:6: fields.A: the field has several sources\n  fix: keep one of: from, "
                 "value, text, sum, key, count, join, first, allocate, sequence, create\n"},
        LoadCase{"twice", "mapping: m\nfields:\n  A: number\n  A: number\n",
                 "m.yaml:4:3: fields.A: the key 'A' is there twice\n  fix: remove one of them\n"},
        LoadCase{"numeric_xpath", "mapping: m\nfields:\n  A: { from: \"sum(line/amount)\" }\n",
                 "m.yaml:3:14: fields.A.from: the path 'sum(line/amount)' computes with numbers "
                 "(sum(), which XPath does in binary "
                 "floating point\n  fix: select with the path, and compute with sum, times, "
                 "divide, when\n"},
        LoadCase{"bad_xpath", "mapping: m\nfields:\n  A: { from: \"line[\" }\n",
                 "m.yaml:3:14: fields.A.from: the path 'line[' is not XPath 1.0: unrecognized node "
                 "test (character 6)\n  fix: a "
                 "path looks like buyer/account or charge[@type='freight']/amount\n"},
        LoadCase{"divide_without_round", "mapping: m\nfields:\n  A: { from: total, divide: 3 }\n",
                 "m.yaml:3:29: fields.A.divide: a division needs round: it may not come out even\n "
                 " fix: add  round: 4\n"},
        LoadCase{
            "bad_zone",
            "mapping: m\nfields:\n  A: { from: placed_at, date: \"%Y\", zone: America/Chcago }\n",
            "m.yaml:3:43: fields.A.zone: unknown time zone 'America/Chcago', did you mean "
            "'America/Chicago'?\n  fix: use an "
            "IANA name such as America/Chicago\n"},
        LoadCase{
            "bad_condition", "mapping: m\nfields:\n  A: { from: number, when: \"total > much\" }\n",
            "m.yaml:3:28: fields.A.when: the condition 'total > much' cannot be read: the text "
            "'much' needs quotes\n  fix: write  path,  path = 'text',  path > 0,  path in "
            "('A', 'B'),  path ~ '^A';  join them with and, or, not\n"},
        LoadCase{"text_by_order",
                 "mapping: m\nfields:\n  A: { from: number, when: \"sku > 'B'\" }\n",
                 "m.yaml:3:28: fields.A.when: the condition 'sku > 'B'' cannot be read: > takes a "
                 "number or a day, and 'B' is neither\n  fix: write  path,  path = 'text',  path > "
                 "0,  path in ('A', 'B'),  path ~ '^A';  join them with and, or, not\n"},
        LoadCase{
            "unknown_section", "mapping: m\nfeilds: { A: number }\n",
            "m.yaml:2:9: feilds: unknown key 'feilds', did you mean 'fields'?\n  fix: a "
            "mapping has: mapping, from, source, root, parts, include, groups, let, fields, "
            "to, and groups with each\nm.yaml:1:1: fields: the mapping has no fields\n  fix: add  "
            "fields:\n"},
        LoadCase{"open_brace", "mapping: m\nfields:\n  A: { text: \"Web {number\" }\n",
                 "m.yaml:3:14: fields.A.text: a brace is not closed in 'Web {number'\n  fix: write "
                 "the path as {buyer/name}\n"},
        LoadCase{
            "not_yaml", "mapping: m\nfields: {\n",
            "m.yaml:2:9: not YAML: '{' is opened here and not closed\n  fix: close it with  }\n"},
        LoadCase{
            "not_yaml_and_more",
            "mapping: m\nfrom: ordr\nfields:\n  A: \"number\n  B: number\n  C: [x\n  D: {}\n",
            "m.yaml:4:6: not YAML: a quotation mark is opened here and not closed\n  fix: close "
            "it with  \"\nm.yaml:6:6: not YAML: '[' is opened here and not closed\n  fix: close "
            "it with  ]\nm.yaml:2:7: from: 'ordr' is not a source that mappings read, did you "
            "mean 'order'?\n  fix: use one of: order, order-answer, shipment, invoice, stock, "
            "prices, document\nm.yaml:7:6: fields.D: the field has no source\n  fix: add one of: "
            "from, value, text, sum, key, count, join, first, allocate, sequence, create\n"},
        LoadCase{
            "tab_hides_nothing",
            "mapping: m\nfields:\n  A: number\n\tB: number\n  C: { uper: yes, value: x }\n  D: "
            "{}\n",
            "m.yaml:4:1: not YAML: the line is indented with a tab\n  fix: indent with "
            "blanks\nm.yaml:5:8: fields.C.uper: unknown key 'uper', did you mean 'upper'?\n  "
            "fix: use one of: abs, add_days, allocate, ascii, characters, convert, count, "
            "create, cut, date, date_from, decimal, default, divide, empty, extract, first, "
            "from, implied, join, keep, key, lookup, lower, map, matches, max, minus, one_of, "
            "pad, piece, plus, prefix, remove, replace, replace_pattern, required, round, "
            "rounding, sequence, spelling, squeeze, suffix, sum, text, then, times, trim, "
            "type, upper, value, when, with, zone\nm.yaml:6:6: fields.D: the field has no "
            "source\n  fix: add one of: from, value, text, sum, key, count, join, first, "
            "allocate, sequence, create\n"},
        LoadCase{"format_hides_nothing",
                 "mapping: m\nroot: 1bad\nto: { format: jsn }\nfields: { A: number }\n",
                 "m.yaml:3:15: to.format: unknown format 'jsn', did you mean 'json'?\n  fix: use "
                 "one of: xml, json, json-lines, csv, fixed, key-value, sql\nm.yaml:2:7: root: "
                 "'1bad' cannot be the name of a field\n  fix: use letters, digits, _ and -; begin "
                 "with a letter\n"},
        LoadCase{
            "attribute_as_root", "mapping: m\nroot: '@a'\nfields: { A: number }\n",
            "m.yaml:2:7: root: '@a' cannot be the name of a field\n  fix: use letters, digits, "
            "_ and -; begin with a letter\n"},
        LoadCase{
            "control_character", "mapping: \"a\\\x01\"\n",
            "m.yaml:1:14: not YAML: unknown escape character: \\x01\n  fix: check the indentation "
            "and the quotes here\n"},
        LoadCase{"not_a_mapping", "- a\n",
                 "m.yaml:1:1: expected a mapping at the top, found a list\n  fix: begin with  key: "
                 "value\n"},
        LoadCase{"group_without_fields", "mapping: m\nlines: { each: line }\n",
                 "m.yaml:2:8: lines.fields: a group needs fields\n  fix: add  fields:  with the "
                 "fields of each 'lines'\n"},
        LoadCase{"a_name_of_the_source_with_a_blank",
                 "mapping: m\nfrom: document\nfields: { A: row/Order No }\n",
                 "m.yaml:3:14: fields.A: the path 'row/Order No' is not XPath 1.0: incorrect query "
                 "(character 11)\n  fix: where these are names of the source, write  "
                 "row/Order_x0020_No\n"},
        LoadCase{"bad_name", "mapping: m\nfields: { \"1A\": number }\n",
                 "m.yaml:2:17: fields.1A: '1A' cannot be the name of a field\n  fix: use letters, "
                 "digits, _ and -; begin with a letter\n"}),
    [](const auto& info) { return std::string(info.param.name); });

struct LookupCase {
  const char *name, *csv, *want;
};

class LookupFiles : public testing::TestWithParam<LookupCase> {};

TEST_P(LookupFiles, NameTheLine) {
  config::Findings findings;
  Lookup table;
  read_lookup_csv(GetParam().csv, "lookups/items.csv", table, findings);
  std::string got;
  for (const Error& e : findings.errors) got += to_string(e) + "\n";
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, LookupFiles,
    testing::Values(
        LookupCase{"fine", "\xEF\xBB\xBFsku,item\r\nA,\"0,1\"\r\n", ""},
        LookupCase{"empty", "",
                   "lookups/items.csv:1: the file is empty\n  fix: begin the file with a header "
                   "such as  web_sku,item_no\n"},
        LookupCase{
            "doubled", "sku,item\nA,1\nB,2\nA,3\n",
            "lookups/items.csv:4: 'A' is already on line 2\n  fix: remove one of the two lines\n"},
        LookupCase{"latin1", "sku,item\nA,1\nB,M\xFCller\nC,\xFC\n",
                   "lookups/items.csv:3:4: a byte that is not UTF-8\n  fix: save the file as "
                   "UTF-8\n"},
        LookupCase{"no_value", "sku,item\nA,\n",
                   "lookups/items.csv:2: the value of 'A' is empty\n  fix: fill it in or remove "
                   "the line\n"},
        LookupCase{"wide_header", "sku,item,note,from\nA,1\n",
                   "lookups/items.csv:1: expected 2 fields, found 4\n  fix: begin the file with a "
                   "header such as  web_sku,item_no\n"},
        LookupCase{"semicolons", "sku;item\nA;1\nB;2\n",
                   "lookups/items.csv:1: the columns are separated by ';', not by commas\n  fix: "
                   "save the file as CSV with commas between the columns, in UTF-8\n"},
        LookupCase{"tabs", "sku\titem\nA\t1\n",
                   "lookups/items.csv:1: the columns are separated by '\\t', not by commas\n  fix: "
                   "save the file as CSV with commas between the columns, in UTF-8\n"},
        LookupCase{"no_key", "sku,item\n ,1\n",
                   "lookups/items.csv:2: the key is empty\n  fix: fill it in or remove the line\n"},
        LookupCase{"comma_in_value", "sku,item\nA,1,2\n",
                   "lookups/items.csv:2: expected 2 fields, found 3\n  fix: write  key,value; "
                   "quote a field that holds a comma\n"},
        LookupCase{"open_quote", "sku,item\nA,\"1\n",
                   "lookups/items.csv:2:3: a quote is not closed\n  fix: add the closing \"\n"},
        LookupCase{"behind_quote", "sku,item\n\"A\"x,1\n",
                   "lookups/items.csv:2:4: text behind a closing quote\n  fix: write two quotes "
                   "for each one inside a quoted field\n"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace mapping_test
}  // namespace norekey::mapping
