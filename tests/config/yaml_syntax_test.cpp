/// Every mistake of a YAML text is told in one run, and what stands on other lines is read.
#include "config/yaml_syntax.hpp"

#include <gtest/gtest.h>

#include "config/yaml.hpp"

namespace norekey::config {
namespace yaml_syntax_test {

struct SyntaxCase {
  const char* name;
  std::string text;
  const char* found;  ///< "line:column: what | fix", a line each
  const char* rest;   ///< what was read, in flow style; "" = nothing
};

/// "{a: 1, b: ~, c: [x]}"
std::string shape(const YAML::Node& node) {
  if (node.IsNull()) return "~";
  if (node.IsScalar()) return node.Scalar();
  std::string out;
  for (const auto& one : node) {
    if (!out.empty()) out += ", ";
    out += node.IsMap() ? one.first.Scalar() + ": " + shape(one.second) : shape(one);
  }
  return node.IsMap() ? "{" + out + "}" : "[" + out + "]";
}

class YamlSyntax : public testing::TestWithParam<SyntaxCase> {};

TEST_P(YamlSyntax, EveryMistakeIsToldAndTheRestIsRead) {
  std::vector<Error> errors;
  LeftOut left_out;
  const auto node = parse_yaml(GetParam().text, "f.yaml", errors, left_out);
  std::string found, rest;
  for (const Error& one : errors)
    found += std::to_string(one.where.line) + ":" + std::to_string(one.where.column) + ": " +
             one.what + " | " + one.fix + "\n";
  if (node) rest = shape(*node);
  EXPECT_EQ(found, GetParam().found);
  EXPECT_EQ(rest, GetParam().rest);
}

INSTANTIATE_TEST_SUITE_P(
    Config, YamlSyntax,
    testing::Values(
        SyntaxCase{"none", "a: 1\nb: [x, \"y\"]\nc: 'it''s # \\'\n", "",
                   "{a: 1, b: [x, y], c: it's # \\}"},
        SyntaxCase{"quote", "a: 1\nb: \"open\nc: 2\nd: 3\n",
                   "2:4: not YAML: a quotation mark is opened here and not closed | close it with "
                   " \"\n",
                   "{a: 1, b: ~, c: 2, d: 3}"},
        SyntaxCase{"apostrophe", "\xC3\xA4: { x: 'open }\nc: 2\n",
                   "1:10: not YAML: a quotation mark is opened here and not closed | close it with "
                   " '\n",
                   "{\xC3\xA4: ~, c: 2}"},
        SyntaxCase{"list", "a: 1\nb: [x, y\nc: 2\n",
                   "2:4: not YAML: '[' is opened here and not closed | close it with  ]\n",
                   "{a: 1, b: ~, c: 2}"},
        SyntaxCase{"flow_mapping", "a: 1\nb: {x: \"}\", y: 2\nc: 2\n",
                   "2:4: not YAML: '{' is opened here and not closed | close it with  }\n",
                   "{a: 1, b: ~, c: 2}"},
        SyntaxCase{"too_deep", "f:\n  x: 1\n   y: 2\n  z: 3\nd: 3\n",
                   "3:5: not YAML: illegal map value | check the indentation and the quotes here\n",
                   "{f: {x: 1, z: 3}, d: 3}"},
        SyntaxCase{"not_deep_enough", "f:\n    x: 1\n  y: 2\nd: 3\n",
                   "3:3: not YAML: end of map not found | check the indentation and the quotes "
                   "here\n",
                   "{f: {x: 1}, d: 3}"},
        SyntaxCase{"tab", "a: 1\n\tb: 2\nc: 2\n",
                   "2:1: not YAML: the line is indented with a tab | indent with blanks\n",
                   "{a: 1, b: 2, c: 2}"},
        SyntaxCase{"tab_in_a_block", "f:\n  x: 1\n\ty: 2\n  z: 3\nd: 3\n",
                   "3:1: not YAML: the line is indented with a tab | indent with blanks\n",
                   "{f: {x: 1, y: 2, z: 3}, d: 3}"},
        SyntaxCase{"tab_below_a_key", "f:\n\tx: 1\n  z: 3\nd: 3\n",
                   "2:1: not YAML: the line is indented with a tab | indent with blanks\n",
                   "{f: {x: 1, z: 3}, d: 3}"},
        SyntaxCase{"tabs_all_over", "f:\n\tx:\n\t\ty: 1\n\tz: 3\nd: 3\n",
                   "2:1: not YAML: the line is indented with a tab | indent with blanks\n"
                   "3:1: not YAML: the line is indented with a tab | indent with blanks\n"
                   "4:1: not YAML: the line is indented with a tab | indent with blanks\n",
                   "{f: {x: {y: 1}, z: 3}, d: 3}"},
        SyntaxCase{"several", "a: @x\nb:\n  c: \"1\" x\n    d: 2\n  e: 3\nf: x: y\ng: [1\n",
                   "1:4: not YAML: unknown token | check the indentation and the quotes here\n"
                   "3:10: not YAML: end of map not found | check the indentation and the quotes "
                   "here\n"
                   "6:5: not YAML: illegal map value | check the indentation and the quotes here\n"
                   "7:4: not YAML: '[' is opened here and not closed | close it with  ]\n",
                   "{a: ~, b: {c: ~, e: 3}, f: ~, g: ~}"},
        SyntaxCase{"item_in_a_mapping", "a: 1\n- b\nc: 2\n",
                   "2:1: not YAML: end of map not found | check the indentation and the quotes "
                   "here\n",
                   "{a: 1, c: 2}"},
        SyntaxCase{"all_of_it", "\"open\n",
                   "1:1: not YAML: a quotation mark is opened here and not closed | close it with "
                   " \"\n",
                   "~"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(YamlSyntax, AfterTwentyMistakesItIsGivenUp) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": @\n";
  std::vector<Error> errors;
  LeftOut left_out;
  EXPECT_FALSE(parse_yaml(text, "f.yaml", errors, left_out));
  EXPECT_EQ(errors.size(), 20u);
}

TEST(YamlSyntax, AliasesOfAliasesTakeNoTime) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
            "]\n";
  }
  std::vector<Error> errors;
  LeftOut left_out;
  EXPECT_TRUE(parse_yaml(text, "f.yaml", errors, left_out));
  EXPECT_TRUE(errors.empty());
}

TEST(YamlSyntax, WhatFollowsFromAMistakeIsNotToldTwice) {
  Findings findings;
  auto section = read_yaml("name: \"Acme\nzone: Mars\ncolour: red\n", "f.yaml", findings);
  ASSERT_TRUE(section);
  if (!section->text("name")) section->error("name", "is missing", "add it");
  section->text("zone");
  section->error("zone", "there is no such zone", "");
  section->finish();
  std::string told;
  for (const Error& one : findings.errors)
    told += std::to_string(one.where.line) + " " + one.what + "\n";
  EXPECT_EQ(told,
            "1 not YAML: a quotation mark is opened here and not closed\n"
            "2 there is no such zone\n"
            "3 unknown key 'colour'\n");
}

TEST(YamlSyntax, AKeyOfTheSameNameThatIsThereIsCheckedAllTheSame) {
  Findings findings;
  auto top = read_yaml("a:\n  erp: [x\nb:\n  erp: wrong\n", "f.yaml", findings);
  ASSERT_TRUE(top);
  auto b = top->section("b");
  ASSERT_TRUE(b);
  b->error("erp", "there is no erp 'wrong'", "");
  ASSERT_EQ(findings.errors.size(), 2u);
  EXPECT_EQ(findings.errors[1].where.line, 4u);
}

}  // namespace yaml_syntax_test
}  // namespace norekey::config
