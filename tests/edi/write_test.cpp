// What the writer makes of trees that somebody else wrote: missing parts, colliding data, no tree.
#include "edi/write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace write_test {

std::string order(const std::string& number) {
  return "<edi><interchange standard=\"x12\"><ISA><ISA01>00</ISA01><ISA03>00</ISA03>"
         "<ISA05>ZZ</ISA05><ISA06>A</ISA06><ISA07>ZZ</ISA07><ISA08>B</ISA08><ISA09>240115</ISA09>"
         "<ISA10>1030</ISA10><ISA12>00401</ISA12><ISA13>7</ISA13><ISA14>0</ISA14><ISA15>P</ISA15>"
         "</ISA><GS><GS01>PO</GS01><GS02>AA</GS02><GS03>BB</GS03><GS04>20240115</GS04>"
         "<GS05>1030</GS05><GS06>7</GS06><GS07>X</GS07><GS08>004010</GS08></GS>"
         "<ST><ST01>850</ST01><ST02>0001</ST02></ST><BEG><BEG01>00</BEG01><BEG02>SA</"
         "BEG02><BEG03>" +
         number +
         "</BEG03><BEG05>20240115</BEG05></BEG><PO1><PO102>1</PO102><PO103>EA</PO103></PO1>"
         "</interchange></edi>";
}

std::string written(const std::string& tree) {
  auto read = read_tree(tree, "tree.xml");
  if (!read) return to_string(read.error());
  auto out = write_interchange(std::move(read->at(0)));
  return out ? *out : to_string(out.error());
}

TEST(Write, AddsTrailersCountsAndTheFixedPartsOfIsa) {
  const std::string text = written(order("PO1"));
  EXPECT_EQ(text,
            "ISA*00*          *00*          *ZZ*A              *ZZ*B              *240115*1030*U*"
            "00401*000000007*0*P*>~GS*PO*AA*BB*20240115*1030*7*X*004010~ST*850*0001~"
            "BEG*00*SA*PO1**20240115~PO1**1*EA~SE*4*0001~GE*1*7~IEA*1*000000007~");
  EXPECT_THAT(run(text).errors(), testing::IsEmpty());
}

TEST(Write, TakesOtherSeparatorsWhereAValueHoldsThem) {
  const std::string text = written(order("P*1~"));
  EXPECT_THAT(text, testing::HasSubstr("BEG|00|SA|P*1~||20240115^"));
  EXPECT_THAT(run(text).errors(), testing::IsEmpty());
}

TEST(Write, RefusesWhatWouldBeWrittenAsSomethingElse) {
  std::string tree = order("PO1");
  const std::string sender = "<ISA06>A</ISA06>";
  ASSERT_NE(tree.find(sender), std::string::npos) << tree;
  tree.replace(tree.find(sender), sender.size(), "<ISA06>A-NAME-OF-16-CHR</ISA06>");
  EXPECT_EQ(written(tree),
            "ISA06 'A-NAME-OF-16-CHR' has 16 characters, and its place 15\n"
            "  fix: shorten it: cut off it would name somebody else");
  auto read = read_tree(order("4 €"), "tree.xml");
  ASSERT_TRUE(read.has_value());
  const auto out = write_interchange(std::move(read->at(0)), "ISO-8859-1");
  ASSERT_FALSE(out.has_value());
  EXPECT_EQ(to_string(out.error()),
            "BEG03 '4 €' has a character that ISO-8859-1 does not have\n"
            "  fix: write it without, or name a character set that has it: UNOY is UTF-8");
}

TEST(Write, RefusesWhatIsNoTree) {
  const char* const fix = "\n  fix: give what norekey edi read prints, docs/edi.md shows it";
  EXPECT_EQ(written(""), std::string("tree.xml: the input is empty") + fix);
  EXPECT_EQ(written("<edi/>"), std::string("tree.xml: there is no <interchange> in <edi>") + fix);
  EXPECT_EQ(written("{\"interchanges\":[]}"),
            std::string("tree.xml: the list \"interchanges\" is empty") + fix);
}

}  // namespace write_test
}  // namespace norekey::edi
