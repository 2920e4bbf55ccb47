#include "net/http.hpp"

#include <gtest/gtest.h>

namespace norekey::net {
namespace http_test {

TEST(HttpHeaders, AreFoundWithoutCaseAndTheFirstWins) {
  const Headers headers = {{"Content-Type", "a"}, {"content-type", "b"}, {"X-Empty", ""}};
  EXPECT_EQ(find(headers, "CONTENT-TYPE"), "a");
  EXPECT_EQ(find(headers, "x-empty"), "");
  EXPECT_EQ(find(headers, "Content"), "");
  EXPECT_EQ(find(headers, ""), "");
}

TEST(HttpHeaders, CaseIsThatOfAsciiOnly) {
  EXPECT_TRUE(same_name("ABCz", "abcZ"));
  EXPECT_FALSE(same_name("[", "{"));
  EXPECT_FALSE(same_name("\xc4", "\xe4"));
  EXPECT_FALSE(same_name("a", "ab"));
}

TEST(HttpHeaders, NamesAreTokens) {
  for (const char* name : {"X", "x-shop-signature", "!#$%&'*+-.^_`|~09"})
    EXPECT_TRUE(valid_name(name)) << name;
  for (const std::string name :
       {"", " ", "a b", "a:", "a\r\nb", "\xc3\xa4", "a\"b", "(a)", "a/b"}) {
    EXPECT_FALSE(valid_name(name)) << name;
  }
  EXPECT_FALSE(valid_name(std::string("a\0b", 3)));
}

TEST(HttpHeaders, ValuesHoldNoControlCharacterButTheTab) {
  for (const char* value : {"", " ", "a\tb", "caf\xc3\xa9", "\"q\""})
    EXPECT_TRUE(valid_value(value)) << value;
  for (const std::string value : {"a\r\nb", "a\n", "\r", "\x1b[2J", "\x7f"})
    EXPECT_FALSE(valid_value(value)) << value;
  EXPECT_FALSE(valid_value(std::string("a\0b", 3)));
}

TEST(HttpTarget, PathIsWhatStandsBeforeTheQuery) {
  EXPECT_EQ(path_of("/hooks/shop?x=1?y"), "/hooks/shop");
  EXPECT_EQ(path_of("/hooks/shop"), "/hooks/shop");
  EXPECT_EQ(path_of("?x"), "");
  EXPECT_EQ(path_of(""), "");
}

}  // namespace http_test
}  // namespace norekey::net
