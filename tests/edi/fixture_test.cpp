// One document of every set, as a trading partner would write it, in both releases: valid, read by
// its table, written back byte for byte from both tree forms, and accepted by its acknowledgement.
#include <gmock/gmock.h>

#include <filesystem>
#include <sstream>

#include "edi/ack.hpp"
#include "edi/tree.hpp"
#include "edi/write.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace fixture_test {

struct FixtureCase {
  std::string file, release;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The fixture in a release: X12's differ in the envelope, EDIFACT's in UNH.
std::string in_release(const FixtureCase& one) {
  std::string text = file_text(SOURCE_DIR "/tests/edi/fixtures/" + one.file);
  if (one.release == "005010") {
    replace_all(text, "*U*00401*", "*^*00501*");
    replace_all(text, "*X*004010", "*X*005010");
    if (!one.file.starts_with("810")) replace_all(text, "\nMSG*", "\nMTX**");
  }
  if (one.release == "D01B") replace_all(text, ":D:96A:UN", ":D:01B:UN");
  return text;
}

std::vector<FixtureCase> all_fixtures() {
  std::vector<FixtureCase> out;
  for (const char* set : {"810", "832", "846", "850", "855", "856", "860", "865", "997"}) {
    for (const char* release : {"004010", "005010"})
      out.push_back({std::string(set) + ".x12", release});
  }
  out.push_back({"999.x12", "005010"});
  for (const char* set : {"ORDERS", "ORDCHG", "ORDRSP", "DESADV", "INVOIC", "PRICAT", "APERAK"}) {
    for (const char* release : {"D96A", "D01B"})
      out.push_back({std::string(set) + ".edi", release});
  }
  out.push_back({"INVRPT.edi", "D96A"});
  out.push_back({"INVRPT_D01B.edi", "D01B"});  // its quantities stand in another loop there
  out.push_back({"CONTRL.edi", "D3"});
  return out;
}

class Fixture : public testing::TestWithParam<FixtureCase> {};

TEST_P(Fixture, IsValidByTheTableOfItsSet) {
  const Told told = run(in_release(GetParam()));
  EXPECT_THAT(told.errors(), testing::IsEmpty());
  EXPECT_THAT(told.warnings(), testing::IsEmpty());
  ASSERT_EQ(told.sets.size(), 1u);
  EXPECT_TRUE(told.sets[0].guided);
  EXPECT_EQ(told.totals.accepted, 1u);
}

TEST_P(Fixture, IsWrittenBackByteForByte) {
  const std::string text = in_release(GetParam());
  for (const bool xml : {true, false}) {
    std::stringstream out;
    TreeWriter tree(out, xml ? xml_form() : json_form());
    const auto source = open_text(text);
    ASSERT_TRUE(validate(*source, {}, tree));
    tree.finish();
    auto back = read_tree(out.str(), "tree");
    ASSERT_TRUE(back) << to_string(back.error());
    EXPECT_EQ(write_interchange(back->at(0)).value(), text);
  }
}

TEST_P(Fixture, IsAcknowledgedUnlessItIsAnAcknowledgement) {
  std::string said;
  Ack ack({}, [&said](const Interchange&, const AckText& text) { said += text.str().value(); });
  const std::string sent = in_release(GetParam());
  const auto source = open_text(sent);
  ASSERT_TRUE(validate(*source, {}, ack));
  const std::string& file = GetParam().file;
  if (file.starts_with("99") || file.starts_with("CONTRL")) {
    EXPECT_EQ(said, "");
    return;
  }
  const bool x12 = file.ends_with(".x12");
  EXPECT_THAT(said, testing::HasSubstr(x12 ? "AK5*A~AK9*A*1*1*1~" : "UCI+REF205"));
  EXPECT_THAT(run(said).errors(), testing::IsEmpty()) << said;
}

INSTANTIATE_TEST_SUITE_P(Edi, Fixture, testing::ValuesIn(all_fixtures()), [](const auto& info) {
  const std::string& file = info.param.file;
  return file.substr(0, file.find_first_of("._")) + "_" + info.param.release;
});

}  // namespace fixture_test
}  // namespace norekey::edi
