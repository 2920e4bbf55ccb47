/// The rows of a lookup, held against a plain map.
#include "mapping/lookup_rows.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace norekey::mapping {
namespace lookup_rows_test {

/// All rows, sorted; each only once.
std::map<std::string, std::string> sorted(const LookupRows& rows) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : rows) EXPECT_TRUE(out.emplace(key, value).second) << key;
  return out;
}

TEST(LookupRows, HoldWhatAPlainMapHoldsThroughAnyChanges) {
  std::mt19937 luck(11);
  LookupRows rows;
  std::map<std::string, std::string> plain;
  for (int i = 0; i < 30'000; ++i) {
    const std::string key = std::to_string(luck() % 300) + std::string(luck() % 40, 'k');
    const std::string value(luck() % 40, 'v');
    switch (luck() % 4) {
      case 0:
        rows.erase(key);
        plain.erase(key);
        break;
      case 1:
        rows.emplace(key, value);
        plain.emplace(key, value);
        break;
      default:
        rows.put(key, value);
        plain[key] = value;
    }
    ASSERT_EQ(rows.contains(key), plain.contains(key));
  }
  ASSERT_EQ(rows.size(), plain.size());
  EXPECT_EQ(sorted(rows), plain);
  LookupRows again;
  for (const auto& [key, value] : plain) again.put(key, value);
  EXPECT_EQ(rows.mark(), again.mark());
  for (const auto& [key, value] : plain) ASSERT_EQ(rows.value(key), value);
  while (!plain.empty()) {
    rows.erase(plain.begin()->first);
    plain.erase(plain.begin());
    if (plain.size() % 500 == 0) {
      EXPECT_EQ(sorted(rows), plain);
    }
  }
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(rows.mark(), LookupRows().mark());
}

TEST(LookupRows, HaveAnotherMarkWhenAnyRowIsAnother) {
  const LookupRows rows{{"A", "1"}, {"B", "2"}};
  EXPECT_EQ(rows.mark(), (LookupRows{{"B", "2"}, {"A", "1"}}.mark()));
  for (const LookupRows& other :
       {LookupRows{{"A", "2"}, {"B", "1"}}, LookupRows{{"A", "1"}},
        LookupRows{{"A1", ""}, {"B", "2"}}, LookupRows{{"A", "1"}, {"B", "2"}, {"C", "3"}}})
    EXPECT_NE(rows.mark(), other.mark()) << other.size() << " " << other.begin()->first;
}

TEST(LookupRows, AreCopiedWithTheirLongTexts) {
  const std::string text(300, 'x');
  LookupRows one{{"A", "000A"}, {"long", text}};
  const LookupRows other = one;
  one.put("long", "short");
  one.erase("A");
  EXPECT_EQ(other.at("long"), text);
  EXPECT_EQ(other.find("A")->second, "000A");
  EXPECT_EQ(one.at("long"), "short");
  EXPECT_EQ(one.find("A"), one.end());
  EXPECT_THROW(one.at("A"), std::out_of_range);
}

TEST(LookupRows, KeepTheFirstWhereTwoAreEmplaced) {
  LookupRows rows{{"A", "1"}, {"A", "2"}, {"", "empty"}};
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at("A"), "1");
  EXPECT_EQ(rows.at(""), "empty");
  EXPECT_FALSE(LookupRows().contains("A"));
}

}  // namespace lookup_rows_test
}  // namespace norekey::mapping
