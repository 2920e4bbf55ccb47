/// What the checker says of a mapping before any order comes: whole messages, with place and fix.
#include "mapping/check.hpp"

#include <gtest/gtest.h>

namespace norekey::mapping {
namespace check_test {

struct Told {
  const char *name, *yaml, *want;
};

const auto kName = [](const auto& info) { return std::string(info.param.name); };

/// Everything that is said of `fields: …` of a mapping from an order, errors first; also where the
/// loader found something.
std::string all_told_of(const std::string& yaml) {
  config::Findings findings;
  const auto mapping = Mapping::read("mapping: m\n" + yaml, "m.yaml", {}, findings);
  if (mapping && mapping->from() == "order")
    check(*mapping, {&order_shape(), false, {{"items", "units"}}}, findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  return out;
}

TEST(CheckingOn, AMisspeltSourceHidesNoPath) {
  EXPECT_EQ(all_told_of("from: ordr\nfields: { A: po_nummer }\n"),
            "m.yaml:2:7: from: 'ordr' is not a source that mappings read, did you mean 'order'?\n  "
            "fix: use one of: order, order-answer, shipment, invoice, stock, prices, document\n"
            "m.yaml:3:14: fields.A: 'po_nummer' is not in the order, did you mean 'po_number'?\n  "
            "fix: there are: authorisation, base_currency, base_total, bill_to, buyer, campaign, "
            "cancel_after, changed_at, channel, charge, company, contact, …\n");
}

/// The same of a mapping that the loader takes.
std::string told_of(const std::string& yaml) {
  config::Findings findings;
  const auto mapping = Mapping::load("mapping: m\n" + yaml, "m.yaml", "UTC", findings);
  if (mapping) check(*mapping, {&order_shape(), false, {{"items", "units"}}}, findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  for (const Error& e : findings.warnings) out += "warning: " + to_string(e) + "\n";
  return out;
}

class Checking : public testing::TestWithParam<Told> {};

TEST_P(Checking, SaysPlaceTextAndFix) { EXPECT_EQ(told_of(GetParam().yaml), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Paths, Checking,
    testing::Values(
        Told{"fine",
             "fields: { A: buyer/account, B: { from: \"charge[@type='freight']/amount\" } }\n", ""},
        Told{"misspelt", "fields:\n  A: { from: buyer/acount }\n",
             "m.yaml:3:14: fields.A.from: 'buyer/acount' is not in the order: there is no "
             "'acount', did you mean "
             "'account'?\n  fix: there are: account, email, group, login, name, phone, rep_claim, "
             "tax_id\n"},
        Told{"misspelt_short_form", "fields: { A: po_nummer }\n",
             "m.yaml:2:14: fields.A: 'po_nummer' is not in the order, did you mean 'po_number'?\n  "
             "fix: there are: "
             "authorisation, base_currency, base_total, bill_to, buyer, campaign, cancel_after, "
             "changed_at, "
             "channel, charge, company, contact, …\n"},
        Told{"below_a_text", "fields: { A: number/x }\n",
             "m.yaml:2:14: fields.A: 'number/x' is not in the order: there is no 'x'\n  fix: it is "
             "a text, nothing "
             "is below it\n"},
        Told{"in_a_predicate", "fields: { A: { from: \"charge[@tpye='freight']/amount\" } }\n",
             "m.yaml:2:22: fields.A.from: 'charge[@tpye='freight']/amount' is not in the order: "
             "there is no '@tpye', did you mean '@type'?\n  fix: there are: @type, amount, code, "
             "description, tax\n"},
        Told{"in_a_function", "fields: { A: { from: \"concat(buyer/name, ' ', buyer/nam)\" } }\n",
             "m.yaml:2:22: fields.A.from: 'concat(buyer/name, ' ', buyer/nam)' is not in the "
             "order: there is no 'nam', did you mean 'name'?\n  fix: there are: account, email, "
             "group, login, name, phone, rep_claim, tax_id\n"},
        Told{"in_a_group", "lines: { each: line, as: l, fields: { A: skus } }\n",
             "m.yaml:2:42: lines.fields.A: 'skus' is not in the order, did you mean 'sku'?\n  fix: "
             "there are: amount, cancel_after, component, contract, customer_sku, description, "
             "discount, fulfilment, hazmat, id, job, kind, \xE2\x80\xA6\n"},
        Told{"each_of_what", "lines: { each: lines, as: l, fields: { A: sku } }\n",
             "m.yaml:2:16: lines.each: 'lines' is not in the order, did you mean 'line'?\n  fix: "
             "there are: authorisation, base_currency, base_total, bill_to, buyer, campaign, "
             "cancel_after, changed_at, channel, charge, company, contact, \xE2\x80\xA6\n"},
        Told{"up_and_down", "lines: { each: line, as: l, fields: { A: ../numbr } }\n",
             "m.yaml:2:42: lines.fields.A: '../numbr' is not in the order: there is no 'numbr', "
             "did you mean 'number'?\n  fix: there are: authorisation, base_currency, base_total, "
             "bill_to, buyer, campaign, cancel_after, changed_at, channel, charge, company, "
             "contact, \xE2\x80\xA6\n"},
        Told{"in_a_text", "fields: { A: { text: \"Web {nmber}\" } }\n",
             "m.yaml:2:22: fields.A.text: 'nmber' is not in the order, did you mean 'number'?\n  "
             "fix: there are: authorisation, base_currency, base_total, bill_to, buyer, campaign, "
             "cancel_after, changed_at, channel, charge, company, contact, \xE2\x80\xA6\n"},
        Told{"in_a_condition", "fields: { A: { value: x, when: \"po_numbr and total > 0\" } }\n",
             "m.yaml:2:32: fields.A.when: 'po_numbr' is not in the order, did you mean "
             "'po_number'?\n  fix: there are: authorisation, base_currency, base_total, bill_to, "
             "buyer, campaign, cancel_after, changed_at, channel, charge, company, contact, "
             "\xE2\x80\xA6\n"},
        Told{"in_a_sum", "fields: { A: { sum: { each: line, from: quantiti } } }\n",
             "m.yaml:2:41: fields.A.sum.from: 'quantiti' is not in the order, did you mean "
             "'quantity'?\n  fix: there are: amount, cancel_after, component, contract, "
             "customer_sku, description, discount, fulfilment, hazmat, id, job, kind, "
             "\xE2\x80\xA6\n"},
        Told{"in_a_step", "fields: { A: { from: total, times: exchange_rate } }\n",
             "m.yaml:2:36: fields.A.times: 'exchange_rate' is not in the order\n  fix: there are: "
             "authorisation, base_currency, base_total, bill_to, buyer, campaign, cancel_after, "
             "changed_at, channel, charge, company, contact, \xE2\x80\xA6\n"},
        Told{"in_the_second_of_a_list", "fields: { A: { from: [job, jobb] } }\n",
             "m.yaml:2:22: fields.A.from: 'jobb' is not in the order, did you mean 'job'?\n  fix: "
             "there are: authorisation, base_currency, base_total, bill_to, buyer, campaign, "
             "cancel_after, changed_at, channel, charge, company, contact, \xE2\x80\xA6\n"},
        Told{"as_attribute", "reps: { each: rep, as: r, fields: { P: \"@primry\" } }\n",
             "m.yaml:2:40: reps.fields.P: '@primry' is not in the order, did you mean "
             "'@primary'?\n  fix: there are: @primary, code, share\n"},
        Told{"absolute", "fields: { A: { from: /order/nmber } }\n",
             "m.yaml:2:22: fields.A.from: '/order/nmber' is not in the order: there is no 'nmber', "
             "did you mean 'number'?\n  fix: there are: authorisation, base_currency, base_total, "
             "bill_to, buyer, campaign, cancel_after, changed_at, channel, charge, company, "
             "contact, \xE2\x80\xA6\n"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Parts, Checking,
    testing::Values(
        Told{"fine", "parts: { by: [warehouse, ship_to/code] }\nfields: { A: number }\n", ""},
        Told{"of_no_line", "parts: warehose\nfields: { A: number }\n",
             "m.yaml:2:8: parts: 'warehose' is not in the order, did you mean 'warehouse'?\n  fix: "
             "there are: amount, cancel_after, component, contract, customer_sku, description, "
             "discount, fulfilment, hazmat, id, job, kind, \xE2\x80\xA6\n"},
        Told{"one_of_several", "parts: { by: [warehouse, ship_to/cod] }\nfields: { A: number }\n",
             "m.yaml:2:14: parts.by: 'ship_to/cod' is not in the order: there is no 'cod', did you "
             "mean 'code'?\n  fix: there are: city, code, company, country, email, name, phone, "
             "postal, region, residential, street1, street2, \xE2\x80\xA6\n"}),
    kName);

class SourceLayouts : public testing::TestWithParam<Told> {};

TEST_P(SourceLayouts, AreHeldAgainstThePaths) {
  config::Findings findings;
  const auto mapping = Mapping::load("mapping: m\nfrom: document\n" + std::string(GetParam().yaml),
                                     "m.yaml", "UTC", findings);
  ASSERT_TRUE(mapping);
  check(*mapping, {}, findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  EXPECT_EQ(out, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, SourceLayouts,
    testing::Values(
        Told{"fixed",
             "source: { format: fixed, records: { H: { NO: 9 }, L: { ITEM: 9 } } }\n"
             "fields: { A: H/NUM }\nlines: { each: L, fields: { B: ITM } }\n",
             "m.yaml:4:14: fields.A: 'H/NUM' is not in the source's records: there is no 'NUM'\n  "
             "fix: there are: NO\n"
             "m.yaml:5:32: lines.fields.B: 'ITM' is not in the source's records, did you mean "
             "'ITEM'?\n  fix: there are: ITEM\n"},
        Told{"csv",
             "source: { format: csv, header: no, row: entry, records: { L: { ITEM: 9 } } }\n"
             "fields: { A: entry/ITEM, B: L/ITEM }\n",
             "m.yaml:4:29: fields.B: 'L/ITEM' is not in the source's records: there is no 'L'\n  "
             "fix: there are: entry\n"},
        Told{"columns_that_come_with_the_text",
             "source: { format: csv, records: { L: { QTY: { type: number } } } }\n"
             "lines: { each: L, fields: { B: ITM } }\n",
             ""}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Names, Checking,
    testing::Values(
        Told{"lookup", "fields: { A: { from: number, lookup: itms } }\n",
             "m.yaml:2:38: fields.A.lookup: there is no lookup 'itms', did you mean 'items'?\n  "
             "fix: add the file lookups/itms.csv\n"},
        Told{"lookup_in_a_map", "fields: { A: { from: number, lookup: { in: unit } } }\n",
             "m.yaml:2:38: fields.A.lookup: there is no lookup 'unit', did you mean 'units'?\n  "
             "fix: add the file lookups/unit.csv\n"},
        Told{"value", "let: { net: total }\nfields: { A: $nett, B: $net }\n",
             "m.yaml:3:14: fields.A: there is no value '$nett', did you mean 'net'?\n  fix: name "
             "it below  let:, before it is used\n"},
        Told{"value_unused", "let: { net: total }\nfields: { A: number }\n",
             "warning: m.yaml:2:13: let.net: the value '$net' is not used\n  fix: use it, or take "
             "it out\n"},
        Told{"group_unused", "groups: { who: { N: number } }\nfields: { A: number }\n",
             "warning: m.yaml:2:16: groups.who: the group 'who' is not used\n  fix: use it, or "
             "take it out\n"},
        Told{"group_unknown",
             "groups: { who: { N: number } }\nfields: { A: { use: wo }, B: { use: who } }\n",
             "m.yaml:3:21: fields.A.use: there is no group 'wo', did you mean 'who'?\n  fix: use "
             "one of: who\n"},
        Told{"group_in_itself", "groups: { a: { N: { use: a } } }\nfields: { A: { use: a } }\n",
             "m.yaml:2:26: groups.a.N.use: the group 'a' uses itself\n  fix: take this use away\n"},
        Told{"groups_error_once",
             "groups: { a: { N: { from: total, rond: 2 } } }\nfields: { A: { use: a }, B: { use: a "
             "} }\n",
             "m.yaml:2:34: groups.a.N.rond: unknown key 'rond', did you mean 'round'?\n  fix: use "
             "one of: abs, add_days, allocate, ascii, characters, convert, count, create, cut, "
             "date, date_from, decimal, default, divide, empty, extract, first, from, implied, "
             "join, keep, key, lookup, lower, map, matches, max, minus, one_of, pad, piece, plus, "
             "prefix, remove, replace, replace_pattern, required, round, rounding, sequence, "
             "spelling, squeeze, suffix, sum, text, then, times, trim, type, upper, value, when, "
             "with, zone\n"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Steps, Checking,
    testing::Values(
        Told{"one_of", "fields: { A: { from: number, one_of: [] } }\n",
             "m.yaml:2:38: fields.A.one_of: one_of names no value\n  fix: write  one_of: [prepaid, "
             "collect]\n"},
        Told{"keep", "fields: { A: { from: number, keep: digit } }\n",
             "m.yaml:2:36: fields.A.keep: unknown kind of character 'digit', did you mean "
             "'digits'?\n  fix: use one of: digits, letters, codes\n"},
        Told{"pattern", "fields: { A: { from: number, matches: '([' } }\n",
             "m.yaml:2:39: fields.A.matches: the pattern '([' is not a regular expression: missing "
             "]: [\n  fix: write it in RE2's form, such as  ^[A-Z]{2}-\\d+$\n"},
        Told{"rewrite", "fields: { A: { from: number, replace_pattern: { 'a': '\\2' } } }\n",
             "m.yaml:2:54: fields.A.replace_pattern.a: '\\2' cannot be put in: rewrite schema "
             "requests 2 matches, but the regexp only has 0 parenthesized subexpressions.\n  fix: "
             "write \\1 for the first group of the pattern\n"},
        Told{"piece", "fields: { A: { from: number, piece: { at: 0 } } }\n",
             "m.yaml:2:37: fields.A.piece.of: piece does not say what stands between the pieces\n  "
             "fix: write  piece: { of: \"-\", at: 2 }\nm.yaml:2:43: fields.A.piece.at: there is no "
             "piece 0\n  fix: count from 1, or from the end with -1\n"},
        Told{"characters", "fields: { A: { from: number, characters: 7-3 } }\n",
             "m.yaml:2:42: fields.A.characters: '7-3' is no range of characters\n  fix: write  "
             "characters: 3-7  for the third to the seventh, or 3- to the end\n"},
        Told{"spelling", "fields: { A: { from: number, spelling: adress } }\n",
             "m.yaml:2:40: fields.A.spelling: unknown spelling 'adress', did you mean 'address'?\n "
             " fix: use one of: blanks, letters, codes, names, address\n"},
        Told{"missing", "fields: { A: { from: number, lookup: { in: items, missing: kepp } } }\n",
             "m.yaml:2:60: fields.A.lookup.missing: unknown way 'kepp', did you mean 'keep'?\n  "
             "fix: use one of: park, keep, empty\n"},
        Told{"convert_by", "fields: { A: { from: total, convert: { to: CS } } }\n",
             "m.yaml:2:38: fields.A.convert.by: convert does not name its lookup of factors\n  "
             "fix: write  convert: { by: units }\n"},
        Told{"convert_remainder",
             "fields: { A: { from: total, convert: { by: units, unit: currency, remainder: round } "
             "} }\n",
             "m.yaml:2:78: fields.A.convert.remainder: unknown way 'round'\n  fix: use one of: "
             "park, up, down, keep\n"},
        Told{"divide_by_zero", "fields: { A: { from: total, divide: 0, round: 2 } }\n",
             "m.yaml:2:37: fields.A.divide: a division by 0\n  fix: divide by another number\n"},
        Told{"rounding_alone", "fields: { A: { from: total, rounding: half_up } }\n",
             "m.yaml:2:39: fields.A.rounding: rounding without round\n  fix: add  round: 2\n"},
        Told{
            "rounding_unknown", "fields: { A: { from: total, round: 2, rounding: half-up } }\n",
            "m.yaml:2:49: fields.A.rounding: unknown rounding 'half-up', did you mean 'half_up'?\n "
            " fix: use one of: half_up, half_even, half_down, up, down, ceiling, floor\n"},
        Told{"date_letters", "fields: { A: { from: placed_at, date: \"%Q\" } }\n",
             "m.yaml:2:39: fields.A.date: date format '%Q' has a part that a date does not have\n  "
             "fix: use strftime letters such as %Y%m%d\n"},
        Told{"add_days_alone", "fields: { A: { from: placed_at, add_days: 3 } }\n",
             "m.yaml:2:43: fields.A.add_days: there is no date for it to change\n  fix: add  date: "
             "\"%Y-%m-%d\"\n"},
        Told{"type", "fields: { A: { from: total, type: nummber } }\n",
             "m.yaml:2:35: fields.A.type: unknown type 'nummber', did you mean 'number'?\n  fix: "
             "use one of: text, number, whole, flag\n"},
        Told{"pad", "fields: { A: { from: total, pad: { with: \"00\", on: top } } }\n",
             "m.yaml:2:34: fields.A.pad.to: pad does not say to how many characters\n  fix: write  "
             "pad: { to: 10, with: \"0\", on: left }\nm.yaml:2:42: fields.A.pad.with: pad takes "
             "one character, not '00'\n  fix: write  with: \"0\"\nm.yaml:2:52: fields.A.pad.on: "
             "'top' is neither left nor right\n  fix: write left or right\n"},
        Told{"cut_without_max", "fields: { A: { from: number, cut: yes } }\n",
             "m.yaml:2:35: fields.A.cut: cut without max\n  fix: add  max: 20\n"},
        Told{
            "flag", "fields: { A: { from: number, upper: maybe } }\n",
            "m.yaml:2:37: fields.A.upper: 'maybe' is neither yes nor no\n  fix: write yes or no\n"},
        Told{"then", "fields: { A: { from: number, then: { upper: yes } } }\n",
             "m.yaml:2:36: fields.A.then: then needs a list of steps\n  fix: write  then: [ { "
             "upper: yes } ]\n"},
        Told{"then_key", "fields: { A: { from: number, then: [ { uper: yes } ] } }\n",
             "m.yaml:2:40: fields.A.then[1].uper: unknown key 'uper', did you mean 'upper'?\n  "
             "fix: use one of: abs, add_days, ascii, characters, convert, cut, date, date_from, "
             "decimal, divide, extract, implied, keep, lookup, lower, map, matches, max, minus, "
             "one_of, pad, piece, plus, prefix, remove, replace, replace_pattern, round, rounding, "
             "spelling, squeeze, suffix, times, type, upper, zone\n"},
        Told{"first", "fields: { A: { first: number } }\n",
             "m.yaml:2:23: fields.A.first: first needs a list of rules\n  fix: write  first: [ { "
             "from: customer_sku, lookup: buyer-parts }, { from: sku } ]\n"},
        Told{"sum_of_nothing", "fields: { A: { sum: { from: quantity } } }\n",
             "m.yaml:2:21: fields.A.sum.each: the sum does not say of which nodes\n  fix: write  "
             "sum: { each: line, \xE2\x80\xA6 }\n"},
        Told{"allocate_outside", "fields: { A: { allocate: { amount: total } } }\n",
             "m.yaml:2:26: fields.A.allocate: allocate stands outside a group with each: there is "
             "nothing to share among\n  fix: move the field into the group of the lines\n"},
        Told{"sequence", "fields: { A: { sequence: { start: 1 } } }\n",
             "m.yaml:2:26: fields.A.sequence: the sequence has no name\n  fix: write  sequence: "
             "lines\n"},
        Told{"create", "fields: { A: { create: { lookup: items } } }\n",
             "m.yaml:2:24: fields.A.create.key: create does not say what makes it known again\n  "
             "fix: write  key: [buyer/email], the same as the lookup is asked with\nm.yaml:2:24: "
             "fields.A.create.code: create does not say what code it gets\n  fix: write  code: "
             "\"W{buyer/login}\", made of what never changes\n"},
        Told{"prefix", "groups: { g: { N: number } }\nfields: { A: { use: g, prefix: X_ } }\n",
             "m.yaml:3:32: fields.A.prefix: a prefix is for fields without an element of their "
             "own\n  fix: add  flat: yes\n"},
        Told{"each_and_at", "fields: { A: { each: line, at: line, fields: { N: sku } } }\n",
             "m.yaml:2:32: fields.A.at: a group has each or at, not both\n  fix: keep each\n"},
        Told{"condition_parenthesis", "fields: { A: { value: x, when: \"(job or number\" } }\n",
             "m.yaml:2:32: fields.A.when: the condition '(job or number' cannot be read: a "
             "parenthesis is not closed\n  fix: write  path,  path = 'text',  path > 0,  path in "
             "('A', 'B'),  path ~ '^A';  join them with and, or, not\n"},
        Told{"condition_list", "fields: { A: { value: x, when: \"number in 'A'\" } }\n",
             "m.yaml:2:32: fields.A.when: the condition 'number in 'A'' cannot be read: in needs a "
             "list in parentheses\n  fix: write  path,  path = 'text',  path > 0,  path in ('A', "
             "'B'),  path ~ '^A';  join them with and, or, not\n"},
        Told{"condition_pattern", "fields: { A: { value: x, when: \"number ~ '('\" } }\n",
             "m.yaml:2:32: fields.A.when: the pattern '(' is not a regular expression: missing ): "
             "(\n  fix: write it in RE2's form, such as  ^[A-Z]{2}-\\d+$\n"},
        Told{"condition_empty", "fields: { A: { value: x, when: \"\" } }\n",
             "m.yaml:2:32: fields.A.when: the condition '' cannot be read: it is empty\n  fix: "
             "write  path,  path = 'text',  path > 0,  path in ('A', 'B'),  path ~ '^A';  join "
             "them with and, or, not\n"},
        Told{"parts", "parts: { charges: all }\nfields: { A: number }\n",
             "m.yaml:2:8: parts.by: parts does not say what splits the order\n  fix: write  by: "
             "warehouse\nm.yaml:2:19: parts.charges: 'all' is neither first nor spread\n  fix: "
             "first: all charges on the first part; spread: over all by their goods\n"},
        Told{
            "from", "from: ordr\nfields: { A: number }\n",
            "m.yaml:2:7: from: 'ordr' is not a source that mappings read, did you mean 'order'?\n  "
            "fix: use one of: order, order-answer, shipment, invoice, stock, prices, document\n"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Formats, Checking,
    testing::Values(
        Told{
            "decimals",
            "to: { format: fixed, charset: ebcdic-037, records: { document: { A: { width: 2, type: "
            "packed, decimals: 4 } } } }\nfields: { A: number }\n",
            "m.yaml:2:69: to.records.document.A: 4 decimals do not fit into a column of 3 "
            "digits\n  "
            "fix: widen the column, or give it fewer decimals\n"},
        Told{"format", "to: { format: exel }\nfields: { A: number }\n",
             "m.yaml:2:15: to.format: unknown format 'exel'\n  fix: use one of: xml, json, "
             "json-lines, csv, fixed, key-value, sql\n"},
        Told{"no_format", "to: { separator: \";\" }\nfields: { A: number }\n",
             "m.yaml:2:5: to.format: the format is not named\n  fix: use one of: xml, json, "
             "json-lines, csv, fixed, key-value, sql\n"},
        Told{"charset", "to: { format: csv, charset: latin1 }\nfields: { A: number }\n",
             "m.yaml:2:29: to.charset: unknown charset 'latin1', did you mean 'latin-1'?\n  fix: "
             "use one of: utf-8, ascii, latin-1, windows-1252, ebcdic-037\n"},
        Told{"separator", "to: { format: csv, separator: ab }\nfields: { A: number }\n",
             "m.yaml:2:31: to.separator: 'ab' cannot separate columns\n  fix: write one character, "
             "or tab\n"},
        Told{"no_records", "to: { format: fixed }\nfields: { A: number }\n",
             "m.yaml:2:5: to.records: a fixed format needs its records\n  fix: add  records:  with "
             "an element and its columns\n"},
        Told{"no_width",
             "to: { format: fixed, records: { document: { A: { type: text } } } }\nfields: { A: "
             "number }\n",
             "m.yaml:2:48: to.records.document.A: a column of a fixed record needs its width\n  "
             "fix: write  A: { width: 8 }\n"},
        Told{"column_type",
             "to: { format: fixed, records: { document: { A: { width: 3, type: numeric } } } "
             "}\nfields: { A: number }\n",
             "m.yaml:2:66: to.records.document.A.type: unknown type 'numeric'\n  fix: use one of: "
             "text, number, zoned, overpunch, packed\n"},
        Told{"ebcdic_lines",
             "to: { format: fixed, charset: ebcdic-037, line_end: lf, records: { document: { A: 9 "
             "} } }\nfields: { A: number }\n",
             "m.yaml:2:53: to.line_end: records in EBCDIC have no line ends\n  fix: write  "
             "line_end: none\n"},
        Told{"begins",
             "to: { format: fixed, begins: H, records: { document: { A: 9 } } }\nfields: { A: "
             "number }\n",
             "m.yaml:2:30: to.begins: there is no record 'H'\n  fix: use one of: document\n"}),
    kName);

const char* const kLayout =
    "to:\n  format: fixed\n  records:\n    document:\n      CUST: 6\n      TOTAL: { width: 9, "
    "type: number, decimals: 2 }\n";

class Layouts : public testing::TestWithParam<Told> {};

TEST_P(Layouts, AreHeldAgainstTheFields) {
  EXPECT_EQ(told_of(std::string(kLayout) + GetParam().yaml), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, Layouts,
    testing::Values(
        Told{"fine",
             "fields: { CUST: { from: number, max: 6 }, TOTAL: { from: total, round: 2 } }\n", ""},
        Told{"no_such_column", "fields: { CUSTT: number, CUST: number, TOTAL: total }\n",
             "m.yaml:8:18: fields.CUSTT: the record 'document' has no column 'CUSTT', did you mean "
             "'CUST'?\n  fix: add the column to the layout, or correct the field's name\n"},
        Told{"not_filled", "fields: { CUST: number }\n",
             "warning: m.yaml:7:14: to.records.document.TOTAL: no field fills the column 'TOTAL' "
             "of the record 'document'\n  fix: add the field, give the column a value, or call it "
             "FILLER_1\n"},
        Told{"constant_too_long", "fields: { CUST: { value: ABCDEFG }, TOTAL: total }\n",
             "m.yaml:8:17: fields.CUST: 'ABCDEFG' has 7 characters, the column 'CUST' takes 6\n  "
             "fix: shorten it, or widen the column\n"},
        Told{"constant_no_number", "fields: { CUST: number, TOTAL: { value: none } }\n",
             "m.yaml:8:32: fields.TOTAL: 'none' is not a number, which the column 'TOTAL' takes\n  "
             "fix: write digits, or make it a column of type text\n"},
        Told{"max_too_large", "fields: { CUST: { from: number, max: 9 }, TOTAL: total }\n",
             "m.yaml:8:38: fields.CUST.max: max 9 is more than the 6 characters of the column "
             "'CUST'\n  fix: write  max: 6\n"},
        Told{"round_too_fine", "fields: { CUST: number, TOTAL: { from: total, round: 4 } }\n",
             "m.yaml:8:54: fields.TOTAL.round: round 4 leaves more digits than the 2 decimals of "
             "the column 'TOTAL'\n  fix: write  round: 2\n"},
        Told{"date_too_long",
             "fields: { CUST: { from: placed_at, date: \"%Y%m%d\" }, TOTAL: total }\n",
             "m.yaml:8:42: fields.CUST.date: '20261231' has 8 characters, the column 'CUST' takes "
             "6\n  fix: shorten it, or widen the column\n"},
        Told{"date_no_number",
             "fields: { CUST: number, TOTAL: { from: placed_at, date: \"%d.%m.%Y\" } }\n",
             "m.yaml:8:57: fields.TOTAL.date: '31.12.2026' is not a number, which the column "
             "'TOTAL' takes\n  fix: write digits, or make it a column of type text\n"},
        Told{"moment_as_number", "fields: { CUST: number, TOTAL: placed_at }\n",
             "m.yaml:8:32: fields.TOTAL: 'placed_at' is a moment, the column 'TOTAL' takes a "
             "number\n  fix: add  date: \"%Y%m%d\"\n"},
        Told{
            "map_too_long",
            "fields: { CUST: { from: number, map: { A: ABCDEFG, B: ABC }, default: X }, TOTAL: "
            "total }\n",
            "m.yaml:8:38: fields.CUST.map: 'ABCDEFG' has 7 characters, the column 'CUST' takes 6\n "
            " fix: shorten it, or widen the column\n"},
        Told{
            "map_that_is_cut_later",
            "fields: { CUST: { from: number, map: { A: ABCDEFG }, max: 6, cut: yes }, TOTAL: total "
            "}\n",
            ""},
        Told{
            "map_of_letters_for_a_number",
            "fields: { CUST: number, TOTAL: { from: number, map: { A: X, B: 2 } } }\n",
            "m.yaml:8:53: fields.TOTAL.map: 'X' is not a number, which the column 'TOTAL' takes\n  "
            "fix: write digits, or make it a column of type text\n"},
        Told{"list_of_letters_for_a_number",
             "fields: { CUST: number, TOTAL: { from: number, one_of: [ABC] } }\n",
             "m.yaml:8:56: fields.TOTAL.one_of: 'ABC' is not a number, which the column 'TOTAL' "
             "takes\n  fix: write digits, or make it a column of type text\n"},
        Told{"pad_too_long", "fields: { CUST: { from: number, pad: { to: 8 } }, TOTAL: total }\n",
             "m.yaml:8:38: fields.CUST.pad: pad to 8 is more than the 6 characters of the column "
             "'CUST'\n  fix: write  to: 6\n"},
        Told{"prefix_for_a_number",
             "fields: { CUST: number, TOTAL: { from: total, prefix: \"USD \" } }\n",
             "m.yaml:8:55: fields.TOTAL.prefix: 'USD ' leaves no number, which the column 'TOTAL' "
             "takes\n  fix: take it away, or make it a column of type text\n"},
        Told{"prefix_that_goes_again",
             "fields: { CUST: number, TOTAL: { from: total, prefix: \"USD \", then: [ { keep: "
             "digits "
             "} ] } }\n",
             ""},
        Told{"minus_in_front", "fields: { CUST: number, TOTAL: { from: total, prefix: \"-\" } }\n",
             ""},
        Told{
            "name_as_number", "fields: { CUST: number, TOTAL: { from: buyer/name, upper: yes } }\n",
            "m.yaml:8:40: fields.TOTAL.from: 'buyer/name' is a text, the column 'TOTAL' takes a "
            "number\n  fix: take a field that holds a number, add a lookup, or make it a column of "
            "type text\n"},
        Told{"constant_too_many_digits",
             "fields: { CUST: number, TOTAL: { value: 12345678.00 } }\n",
             "m.yaml:8:32: fields.TOTAL: '12345678.00' has more than 9 digits, the column's width "
             "('TOTAL')\n  fix: widen the column, or look for a number that cannot be meant\n"},
        Told{"constant_in_a_list_of_rules",
             "fields: { CUST: { first: [ number, { value: HOUSEACCOUNT } ] }, TOTAL: total }\n",
             "m.yaml:8:36: fields.CUST.first[2]: 'HOUSEACCOUNT' has 12 characters, the column "
             "'CUST' "
             "takes 6\n  fix: shorten it, or widen the column\n"},
        Told{"no_such_record",
             "fields: { CUST: number, TOTAL: total }\nlines: { each: line, as: lin, fields: { A: "
             "sku } }\n",
             "m.yaml:9:8: lines: the layout has no record 'lin'\n  fix: add it below  to: "
             "records:, or name the group with  as:\n"}),
    kName);

TEST(Sample, WhatItLacksIsAWarning) {
  config::Findings findings;
  const auto mapping =
      Mapping::load("mapping: m\nfrom: document\nfields: { A: row/sku, B: row/prce }\n", "m.yaml",
                    "UTC", findings);
  ASSERT_TRUE(mapping);
  Shape shape;
  add_sample(*from_xml("<d><row><sku>1</sku><price>2</price></row></d>"), shape);
  check(*mapping, {&shape, true, {}}, findings);
  ASSERT_EQ(findings.errors.size(), 0U);
  ASSERT_EQ(findings.warnings.size(), 1U);
  EXPECT_EQ(to_string(findings.warnings[0]),
            "m.yaml:3:26: fields.B: 'row/prce' is not in the sample: there is no 'prce', did you "
            "mean 'price'?\n"
            "  fix: there are: price, sku");
}

}  // namespace check_test
}  // namespace norekey::mapping
