#include "core/text.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"

namespace norekey {
namespace text_test {

TEST(Text, QuotedShowsControlCharactersAndCutsLongText) {
  EXPECT_EQ(shown("a\n\x1b[31m\xff"), "'a\\n\\x1b[31m\\xff'");
  EXPECT_EQ(shown("Müller"), "'Müller'");
  EXPECT_EQ(shown(std::string(200, 'x')), "'" + std::string(79, 'x') + "…'");
}

TEST(Text, OneWordOfACommandLineStaysOneWhateverItHolds) {
  EXPECT_EQ(shell_word("ELE-1181"), "'ELE-1181'");
  EXPECT_EQ(shell_word(R"(a b $(rm) `x` \ ")"), R"('a b $(rm) `x` \ "')");
  EXPECT_EQ(shell_word("'; reboot; '"), R"(''\''; reboot; '\''')");
  EXPECT_EQ(shell_word("a\x1b[2J'\\\n"), R"($'a\033[2J\'\\\012')");
  EXPECT_EQ(shell_word("½ \" Rohr"), "'½ \" Rohr'");
  EXPECT_EQ(shell_word(std::string(200, 'x')), "'" + std::string(200, 'x') + "'");
}

TEST(Text, DidYouMeanNamesTheNearestAndNothingFarAway) {
  EXPECT_EQ(did_you_mean("CTN", {"EA", "CT", "BX"}), ", did you mean 'CT'?");
  EXPECT_EQ(did_you_mean("nowhere", {"EA", "CT", "BX"}), "");
  EXPECT_EQ(did_you_mean("x", {}), "");
}

TEST(Text, InvalidUtf8IsFoundAtItsFirstByte) {
  EXPECT_EQ(invalid_utf8("Müller €"), std::string::npos);
  EXPECT_EQ(invalid_utf8("ab\xc0\xaf"), 2U);        // overlong
  EXPECT_EQ(invalid_utf8("\xed\xa0\x80"), 0U);      // a surrogate
  EXPECT_EQ(invalid_utf8("abc\xe2\x82"), 3U);       // cut off
  EXPECT_EQ(invalid_utf8("\xf4\x90\x80\x80"), 0U);  // beyond U+10FFFF
}

struct FoldedCase {
  const char *name, *text, *folded;
};

class FoldedText : public testing::TestWithParam<FoldedCase> {};

TEST_P(FoldedText, IsInLowerCase) { EXPECT_EQ(folded(GetParam().text), GetParam().folded); }

INSTANTIATE_TEST_SUITE_P(
    Core, FoldedText,
    testing::Values(FoldedCase{"empty", "", ""}, FoldedCase{"ascii", "PO-4711/A", "po-4711/a"},
                    FoldedCase{"german", "MÜLLER & SÖHNE ß", "müller & söhne ß"},
                    FoldedCase{"french", "ÉCLAIRAGE Ç × ÿŸ", "éclairage ç × ÿÿ"},
                    FoldedCase{"polish", "ŁÓDŹ ŻABA", "łódź żaba"},
                    FoldedCase{"czech", "ŽELEZO ŘÁD ĽAĎ", "železo řád ľaď"},
                    FoldedCase{"greek", "ΆΓΑΘΗ ΏΡΑ", "άγαθη ώρα"},
                    FoldedCase{"cyrillic", "ЁЖ ЩИТ Ї", "ёж щит ї"},
                    FoldedCase{"no_letters", "电缆 € 🙂", "电缆 € 🙂"},
                    FoldedCase{"dotted_i_stays", "İı", "İı"},
                    FoldedCase{"cut_off", "A\xc3", "a\xc3"}),
    [](const auto& info) { return std::string(info.param.name); });

struct OneLineCase {
  const char *name, *text;
  bool is;
};

class OneLineOfText : public testing::TestWithParam<OneLineCase> {};

TEST_P(OneLineOfText, HoldsNothingThatIsNotSeen) {
  EXPECT_EQ(is_one_line(GetParam().text), GetParam().is);
}

INSTANTIATE_TEST_SUITE_P(Core, OneLineOfText,
                         testing::Values(OneLineCase{"empty", "", true},
                                         OneLineCase{"name", "Zoë O'Brien, 电缆 €", true},
                                         OneLineCase{"line_break", "a\nb", false},
                                         OneLineCase{"tab", "a\tb", false},
                                         OneLineCase{"c1", "a\xc2\x85", false},
                                         OneLineCase{"no_width", "a\xe2\x80\x8b", false},
                                         OneLineCase{"direction", "a\xe2\x80\xae", false},
                                         OneLineCase{"isolate", "\xe2\x81\xa6z", false},
                                         OneLineCase{"mark", "\xef\xbb\xbfx", false},
                                         OneLineCase{"dash_and_quotes", "“a” – b…", true}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Text, CharactersAreCountedNotBytes) {
  EXPECT_EQ(first_characters("Müller", 2), "Mü");
  EXPECT_EQ(count_characters("Müller"), 6U);
}

TEST(Digest, MatchesPublishedVectors) {
  // FIPS 180-4 example "abc"; RFC 4231 test case 2.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_TRUE(equal_in_constant_time("a", "a"));
  EXPECT_FALSE(equal_in_constant_time("a", "ab"));
}

}  // namespace text_test
}  // namespace norekey
