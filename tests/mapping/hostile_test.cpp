/// What is small and wants to be large: refused early, in little time.
#include <gtest/gtest.h>

#include "mapping/formats/format.hpp"
#include "mapping/mapping.hpp"

namespace norekey::mapping {
namespace hostile_test {

/// `levels` values, each a list of nine aliases of the one before.
std::string aliases(const std::string& begin, const std::string& each, int levels) {
  std::string out = begin + "  a0: &a0 { " + each + ": [ number, number ] }\n";
  for (int i = 1; i <= levels; ++i) {
    const std::string name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
    out += "  " + name + ": &" + name + " { " + each + ": [ " + before;
    for (int n = 1; n < 9; ++n) out += ", " + before;
    out += " ] }\n";
  }
  return out;
}

TEST(Hostile, AliasesOfAliasesInListsOfRulesAreCounted) {
  for (const char* head : {"mapping: m\nfields: { A: number }\nlet:\n", "mapping: m\nfields:\n"}) {
    config::Findings findings;
    EXPECT_FALSE(Mapping::load(aliases(head, "first", 8), "m.yaml", "UTC", findings));
    ASSERT_EQ(findings.errors.size(), 1U);
    Error e = findings.errors.front();
    e.where = {};
    EXPECT_EQ(to_string(e),
              "the mapping has more than 20000 fields and rules\n  fix: look for named groups, or "
              "aliases such as *name, that use others several times");
  }
}

std::string nested(int levels) {
  std::string out;
  for (int i = 0; i < levels; ++i) out += "<a>";
  for (int i = 0; i < levels; ++i) out += "</a>";
  return out;
}

TEST(Hostile, XmlIsNestedTwoHundredLevelsAtMost) {
  EXPECT_TRUE(from_xml(nested(200)));
  for (const int levels : {201, 60'000}) {
    const auto out = from_xml(nested(levels));
    ASSERT_FALSE(out);
    EXPECT_EQ(to_string(out.error()),
              "line 1:602: the document is nested too deeply\n  fix: at most 200 levels");
  }
}

TEST(Hostile, ManyAttributesAreReadInOneGo) {
  std::string text = "<a";
  for (int i = 0; i < 200'000; ++i) text += " x" + std::to_string(i) + "='1'";
  EXPECT_TRUE(from_xml(text + "/>"));
  const auto twice = from_xml(text + " x7='2'/>");
  ASSERT_FALSE(twice);
  EXPECT_EQ(to_string(twice.error()),
            "line 1:2: not well-formed XML: <a> has the attribute 'x7' twice\n  fix: have the "
            "sender leave out one of them");
}

}  // namespace hostile_test
}  // namespace norekey::mapping
