// Every file of tests/edi/corpus has its verdict in corpus/verdicts.tsv, checked against the
// standards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace corpus_test {

std::string root() { return std::string(SOURCE_DIR) + "/tests/edi/corpus/"; }

std::vector<std::vector<std::string>> verdicts() {
  std::vector<std::vector<std::string>> out;
  for (const std::string& line : split(file_text(root() + "verdicts.tsv"), '\n')) {
    if (!line.empty() && line[0] != '#') out.push_back(split(line, '\t'));
  }
  return out;
}

std::string first_four(std::vector<std::string> errors) {
  if (errors.size() > 4) errors.resize(4);
  std::string out = join(errors, "; ");
  std::replace(out.begin(), out.end(), '\n', '.');
  std::replace(out.begin(), out.end(), '\t', '.');
  return out;
}

TEST(Corpus, HasTheVerdictOfTheStandardForEveryFile) {
  const auto rows = verdicts();
  ASSERT_GT(rows.size(), 190u);
  for (const auto& row : rows) {
    const Told told = run(file_text(root() + row[0]));
    EXPECT_EQ(told.totals.valid() ? "valid" : "invalid", row[1]) << row[0];
    EXPECT_EQ(std::to_string(told.totals.sets), row[2]) << row[0];
    EXPECT_EQ(std::to_string(told.totals.accepted), row[3]) << row[0];
    EXPECT_EQ(std::to_string(told.errors().size()), row[4]) << row[0];
    EXPECT_EQ(first_four(told.errors()), row[5]) << row[0];
  }
}

TEST(Corpus, IsReadTheSameWithoutSimdAndInSmallPieces) {
  for (const auto& row : verdicts()) {
    const std::string text = file_text(root() + row[0]);
    ValidateOptions scalar;
    scalar.reader.scalar = true;
    scalar.reader.window = 100;
    const Told one = run(text), two = run(text, scalar, 1000);
    EXPECT_EQ(one.errors(), two.errors()) << row[0];
    EXPECT_EQ(one.warnings(), two.warnings()) << row[0];
  }
}

std::string without_elements(const Told& told) {
  std::string out;
  for (const Finding& f : told.findings) {
    if (f.error && f.level != Level::element)
      out += Told::text(f) + " @" + std::to_string(f.place.offset) + "\n";
  }
  return out;
}

TEST(Corpus, HasTheSameStructureWhereElementsAreNotChecked) {
  ValidateOptions structure;
  structure.elements = false;
  struct Silent : Told {
    bool wants_segments() const override { return false; }
  };
  for (const auto& row : verdicts()) {
    const std::string text = file_text(root() + row[0]);
    const Told whole = run(text);
    if (whole.totals.untold > 0) continue;
    Silent quick;
    const auto source = open_text(text);
    ASSERT_TRUE(validate(*source, structure, quick));
    EXPECT_EQ(without_elements(quick), without_elements(whole)) << row[0];
  }
}

TEST(Corpus, LosesNoVerdictInLenientMode) {
  ValidateOptions lenient;
  lenient.reader.lenient = true;
  for (const auto& row : verdicts()) {
    const std::string text = file_text(root() + row[0]);
    if (row[1] != "valid") continue;
    EXPECT_TRUE(run(text, lenient).totals.valid()) << row[0];
  }
}

TEST(Reader, EndsAtASegmentThatNeverEndsInBoundedMemory) {
  for (const char* file : {"x12/good/own__850_min.x12", "edifact/good/own__ORDERS_no_UNA.edi"}) {
    const std::string text = file_text(root() + file);
    const Told told = run(text.substr(0, 300) + std::string(20'000'000, 'A'));
    ASSERT_FALSE(told.findings.empty());
    EXPECT_EQ(told.findings.back().code, "no-terminator");
    EXPECT_EQ(told.totals.accepted, 0u);
  }
}

/// ISO 9735-8: the object's bytes are no segments, whatever stands in them.
TEST(Reader, PassesOverTheObjectOfAPackage) {
  const std::string message =
      "UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'DTM+137:20240115:102'LIN+1'UNS+S'UNT+6+1'";
  const std::string object("'UNZ+9+X'\x00?'~UNP+1++", 20);
  const auto with = [&](const std::string& uno, const std::string& unp) {
    return "UNB+UNOC:4+A:14+B:14+20240115:1030+R1'" + message +
           "UNO+P1+AAA:4711*AAB:4712+1:FILE.PDF+" + uno + "'" + object + unp + "UNZ+2+R1'";
  };
  for (const std::size_t step : {std::size_t{0}, std::size_t{5}}) {
    const Told right = run(with("20", "UNP+20+P1'"), {}, step);
    EXPECT_THAT(right.errors(), testing::IsEmpty());
    EXPECT_EQ(right.totals.accepted, 1u);
    const Told big = run(with("20", "UNP+20+P1'") + "UNB+UNOC:4+A:14+B:14+20240115:1030+R2'" +
                             message + "UNO+P2+AAA:1+1+9000000'" + std::string(9'000'000, '\'') +
                             "UNP+9000000+P2'UNZ+2+R2'",
                         {}, step == 0 ? 0 : 4096);
    EXPECT_THAT(big.errors(), testing::IsEmpty());
    EXPECT_EQ(big.totals.accepted, 2u);
  }
  EXPECT_THAT(run(with("20", "UNP+21+P2'")).errors(),
              testing::ElementsAre("0085=29 UNP 1", "0085=28 UNP 2"));
  EXPECT_THAT(run(with("20", "")).errors(), testing::Contains("0085=13 UNZ"));
  // Two segments that secure it stand before the object.
  EXPECT_THAT(run("UNB+UNOC:4+A:14+B:14+20240115:1030+R1'UNO+P1+AAA:1+1+20:2'USH+1'UST+1'" +
                  object + "UNP+20+P1'UNZ+1+R1'")
                  .errors(),
              testing::IsEmpty());
}

TEST(Reader, ReadsWrappedLinesInLenientMode) {
  ValidateOptions lenient;
  lenient.reader.lenient = true;
  for (const char* file : {"x12/good/own__850_min.x12", "edifact/good/own__ORDERS_no_UNA.edi"}) {
    const std::string text = file_text(root() + file);
    std::string wrapped;
    for (std::size_t at = 0; at < text.size(); at += 80) wrapped += text.substr(at, 80) + "\r\n";
    const Told told = run(wrapped, lenient);
    EXPECT_TRUE(told.totals.valid()) << join(told.errors(), "; ");
    EXPECT_EQ(told.totals.accepted, 1u);
    EXPECT_THAT(told.warnings(), testing::Contains(testing::StartsWith("warning/wrapped")));
    EXPECT_FALSE(run(wrapped).totals.valid());
  }
}

/// Cut anywhere, an interchange gives only sets that were whole, and says that it was cut.
TEST(Corpus, GivesOnlyWholeSetsOfAFileThatIsCut) {
  for (const char* file :
       {"x12/good/staedi__x12_simple810.edi", "edifact/good/own__mixed_types.edi"}) {
    const std::string text = file_text(root() + file);
    const Told whole = run(text);
    const std::size_t last = text.find_last_not_of("\r\n");
    for (std::size_t cut = 1; cut < last; ++cut) {
      const Told told = run(std::string_view(text).substr(0, cut));
      ASSERT_FALSE(told.totals.valid()) << file << " cut at " << cut;
      ASSERT_LE(told.totals.accepted, whole.totals.accepted);
      for (std::size_t i = 0; i < told.sets.size(); ++i) {
        if (told.sets[i].verdict != Verdict::accepted) continue;
        ASSERT_EQ(told.sets[i].segments, whole.sets[i].segments) << file << " cut at " << cut;
      }
    }
  }
}

}  // namespace corpus_test
}  // namespace norekey::edi
