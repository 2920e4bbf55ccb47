/// The file adapter's parts: order files handed over once and whole, extracts that are read whole
/// or not at all.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/files/drop.hpp"
#include "adapters/files/embedded_erp.hpp"
#include "adapters/files/extract.hpp"
#include "adapters/files/order_file.hpp"
#include "adapters/files/written_file.hpp"
#include "config/bundle.hpp"

namespace norekey::adapters::files {
namespace files_test {

namespace fs = std::filesystem;

mapping::Document sale() {
  return *mapping::from_xml(
      "<sale><customer>0004117</customer><note>a, \"b\"</note><total>30.00</total>"
      "<rep><code>REP01</code><share>60</share></rep><rep><code>REP02</code><share>40</share></rep>"
      "<line><item>A</item><quantity>2</quantity></line><line><item>B</item><price>1.5</price></"
      "line></sale>");
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("norekey-files-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  fs::path folder_;
};

TEST(OrderFile, IsCsvWithARowForEachLine) {
  EXPECT_EQ(to_csv_file(sale(), "acme/shop/W1/1"),
            "key,customer,note,total,rep,line_item,line_quantity,line_price\n"
            "acme/shop/W1/1,0004117,\"a, \"\"b\"\"\",30.00,REP01:60;REP02:40,A,2,\n"
            "acme/shop/W1/1,0004117,\"a, \"\"b\"\"\",30.00,REP01:60;REP02:40,B,,1.5\n");
}

TEST(OrderFile, IsFixedWidthByItsLayout) {
  const auto layout = read_layout(
      "record,field,width,align,pad\norder,'H',1,left,\norder,customer,10,right,0\nline,'L',1,left,"
      "\nline,item,5,left,\nline,quantity,4,right,0\n",
      "layout.csv");
  ASSERT_TRUE(layout) << to_string(layout.error());
  EXPECT_EQ(to_fixed_file(sale(), "k", *layout).value(),
            "H0000004117\r\nLA    0002\r\nLB    0000\r\n");
  const auto narrow =
      read_layout("record,field,width,align,pad\norder,customer,3,left,\n", "layout.csv");
  EXPECT_EQ(to_string(to_fixed_file(sale(), "k", *narrow).error()),
            "order/customer: '0004117' has 7 characters, the field takes 3\n  fix: shorten it in "
            "the mapping with max and "
            "cut, or widen the field in the layout");
}

TEST(OrderFile, ALayoutThatCannotBeReadIsNamedWithItsLine) {
  EXPECT_EQ(
      to_string(read_layout("record,field,width,align,pad\norder,customer,wide,left,\n", "l.csv")
                    .error()),
      "l.csv:2: the width 'wide' is not a number from 1 to 10000\n  fix: write how many characters "
      "the field has");
  EXPECT_EQ(
      to_string(
          read_layout("record,field,width,align,pad\norder,customer,3,middle,\n", "l.csv").error()),
      "l.csv:2: 'middle' is neither left nor right\n  fix: write left or right");
}

TEST(OrderFile, NamesOfDifferentKeysDiffer) {
  EXPECT_NE(file_name("a/b"), file_name("a.b"));
  EXPECT_EQ(file_name("../../etc").find('/'), std::string::npos);
}

TEST(WrittenFile, KeepsEveryByteOnItsWayThroughTheStore) {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  for (const std::string& text :
       {every, std::string("a;b\nc\n"), std::string("a\r\n"), std::string("  a \n\n"),
        std::string("\n"), std::string("<a>&amp;</a>"), std::string("Müller\t1")}) {
    auto document = sale();
    keep_written_file(document, {text, ".txt"});
    const auto again = mapping::from_xml(mapping::to_xml(document));
    ASSERT_TRUE(again);
    const auto file = written_file(*again);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->text, text);
    EXPECT_EQ(file->ending, ".txt");
  }
  EXPECT_FALSE(written_file(sale()));
}

TEST(WrittenFile, IsComparedByWhatItsMappingConfirms) {
  auto document = *mapping::from_xml(
      "<order><ORDNO>W1</ORDNO><confirm><total>30.00</total><rep><code>R1</code></rep></confirm>"
      "</order>");
  EXPECT_EQ(to_string(expected(document).error()),
            "/order/customer: the ERP's document has no customer\n  fix: add the field customer to "
            "the mapping, then replay");
  keep_written_file(document, {"W1\n", ".txt"});
  const auto told = expected(document);
  ASSERT_TRUE(told) << to_string(told.error());
  EXPECT_TRUE(told->partly);
  EXPECT_EQ(told->customer, "");
  EXPECT_EQ(told->total.str(), "30.00");
  ASSERT_EQ(told->reps.size(), 1U);
  EXPECT_EQ(told->reps[0].rep + " " + told->reps[0].share.str(), "R1 100");
}

TEST_F(Files, AFileIsHandedOverOnceEvenAfterTheErpTookIt) {
  const Drop drop(folder_.string());
  ASSERT_TRUE(drop.prepare());
  ASSERT_TRUE(drop.hand_over("o.csv", "one"));
  EXPECT_EQ(config::read_text_file(at("o.csv")).value(), "one");
  fs::remove(at("o.csv"));  // the ERP has taken it
  ASSERT_TRUE(drop.hand_over("o.csv", "two"));
  EXPECT_FALSE(fs::exists(at("o.csv")));
  EXPECT_TRUE(drop.handed_over("o.csv").value());
  EXPECT_FALSE(drop.handed_over("p.csv").value());
}

TEST_F(Files, AFolderThatMayNotBeWrittenIsNamedBeforeAnOrderMeetsIt) {
  const Drop drop(folder_.string());
  ASSERT_TRUE(drop.prepare());
  EXPECT_TRUE(drop.writable());
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  const bool root = ::geteuid() == 0;  // who may everything: look as nobody
  if (root && ::seteuid(65534) != 0) GTEST_SKIP() << "nobody is no user here";
  const auto writable = drop.writable();
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  fs::permissions(folder_, fs::perms::owner_all);
  ASSERT_FALSE(writable);
  EXPECT_EQ(to_string(writable.error()),
            "the folder " + folder_.string() +
                " cannot be written: permission denied\n  fix: create it and let the daemon's user "
                "write there");
}

TEST_F(Files, ACrashBetweenMarkAndRenameIsFinishedWithTheFirstText) {
  const Drop drop(folder_.string());
  ASSERT_TRUE(drop.prepare());
  write(".norekey/o.csv.tmp", "one");
  fs::create_hard_link(at(".norekey/o.csv.tmp"), at(".norekey/o.csv"));
  EXPECT_TRUE(drop.handed_over("o.csv").value());
  EXPECT_EQ(config::read_text_file(at("o.csv")).value(), "one");
}

TEST_F(Files, ACrashBeforeTheMarkHandsNothingOver) {
  const Drop drop(folder_.string());
  ASSERT_TRUE(drop.prepare());
  write(".norekey/o.csv.tmp", "on");
  EXPECT_FALSE(drop.handed_over("o.csv").value());
  ASSERT_TRUE(drop.hand_over("o.csv", "one"));
  EXPECT_EQ(config::read_text_file(at("o.csv")).value(), "one");
}

TEST_F(Files, AnExtractIsReadWholeOrNotAtAll) {
  const std::string header = extract_header();
  write("a.csv", header + "k1,SO1,C1,REP01:60;REP02:40,IDA,10.00,open\n");
  Extract extract(folder_.string());
  ASSERT_TRUE(extract.refresh());
  ASSERT_NE(extract.find("k1"), nullptr);
  EXPECT_EQ(extract.find("k1")->reps.size(), 2U);
  write("b.csv", header + "k2,SO2,C1,REP01:100,IDA,10.00,open\nk3,SO3,C1,RE");
  const auto broken = extract.refresh();
  EXPECT_EQ(to_string(broken.error()),
            at("b.csv") +
                ": the extract ends in the middle of a row\n  fix: let the ERP write to a "
                "temporary name and rename it");
  EXPECT_EQ(extract.find("k2"), nullptr);
  EXPECT_NE(extract.find("k1"), nullptr);
}

/// "KEY NUMBER STATE, ..." of all that the extracts speak of.
std::string spoken_of(const Extract& extract) {
  std::string out;
  for (const HeldOrder& one : extract.all())
    out += (out.empty() ? "" : ", ") + one.order.receipt.key + " " + one.order.receipt.number +
           " " + one.order.receipt.state + (one.alive ? "" : " dead") +
           (one.by_us ? "" : " by hand");
  return out;
}

TEST_F(Files, ASecondNumberUnderOneKeyIsAnotherOrder) {
  write("a.csv", extract_header() +
                     "k1,,C1,R1:100,IDA,10.00,open\n"
                     "k1,SO1,C1,R1:100,IDA,10.00,open\n"
                     "k2,SO2,C1,R1:100,IDA,10.00,open\n"
                     "k1,SO9,C1,R1:100,IDA,10.00,open\n");
  Extract extract(folder_.string());
  ASSERT_TRUE(extract.refresh());
  EXPECT_EQ(spoken_of(extract), "k1 SO1 open, k1 SO9 open, k2 SO2 open");
  write("b.csv", extract_header() +
                     "k1,SO9,C1,R1:100,IDA,10.00,Cancelled\n"
                     "k1,SO1,C1,R1:100,IDA,12.00,picked\n");
  ASSERT_TRUE(extract.refresh());
  EXPECT_EQ(spoken_of(extract), "k1 SO1 picked, k1 SO9 Cancelled dead, k2 SO2 open");
  EXPECT_EQ(extract.find("k1")->receipt.number, "SO1");
}

TEST_F(Files, OrdersThatPeopleEnteredAreEachSpokenOf) {
  write("a.csv", extract_header() +
                     ",SO7,C1,R1:100,ANN,10.00,open\n"
                     ",SO8,C2,R1:100,ANN,11.00,open\n"
                     ",,C3,R1:100,ANN,12.00,open\n"
                     ",,C4,R1:100,ANN,13.00,open\n");
  Extract extract(folder_.string());
  ASSERT_TRUE(extract.refresh());
  EXPECT_EQ(extract.all().size(), 4U);
  EXPECT_EQ(spoken_of(extract),
            "  open by hand,   open by hand,  SO7 open by hand,  SO8 open by hand");
}

TEST_F(Files, AnExtractMaySayMoreOfAnOrder) {
  const std::string header =
      "key,number,customer,reps,taker,total,status,po_number,note,entered,entered_by,currency,item,"
      "quantity,price\n";
  const std::string order = ",SO7,C1,R1:100,ANN,30.00,open,PO-7,web W1 by phone,";
  write("a.csv", header + order + "2026-03-10T15:01:00Z,Ann,eur,000A,3,8.00\n" + order +
                     "2026-03-10T15:01:00Z,Ann,eur,000B,1,6.00\n");
  Extract extract(folder_.string());
  ASSERT_TRUE(extract.refresh());
  const auto all = extract.all();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].order.po_number + "|" + all[0].text + "|" + to_string(all[0].entered) + "|" +
                all[0].entered_by + "|" + all[0].order.currency,
            "PO-7|web W1 by phone|2026-03-10T15:01:00.000000Z|Ann|EUR");
  ASSERT_EQ(all[0].order.lines.size(), 2U);
  EXPECT_EQ(all[0].order.lines[0].amount.str(), "24.00");
  write("a.csv", header + order + "yesterday,Ann,EUR,000A,3,8.00\n");
  const auto broken = extract.refresh();
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().where.line, 2U);
  EXPECT_EQ(broken.error().where.field, "entered");
}

TEST_F(Files, ARowThatCannotBeReadLeavesOutItsOwnOrderAlone) {
  const std::string header = "key,number,customer,reps,taker,total,status,item,quantity\n";
  write("a.csv", header + "k1,SO1,C1,R1:100,IDA,10.00,open,A,1\n" +
                     "k2,SO2,C1,R1:100,IDA,20.00,open,A,1\n" +
                     "k2,SO2,C1,R1:100,IDA,20.00,open,B,one\n" +
                     "k3,SO3,C1,R1:100,IDA,\"1,234.56\",open,A,1\n" +
                     "k4,SO4,C1,R1:100,IDA,40.00,open,A,1\n");
  Extract extract(folder_.string());
  for (int again = 0; again < 2; ++again) {
    const auto broken = extract.refresh();
    ASSERT_FALSE(broken);
    EXPECT_EQ(to_string(broken.error()),
              at("a.csv") +
                  ":4: quantity: 'one' is not a number: it has a character that numbers "
                  "do not have\n  fix: write it like -1234.50");
  }
  EXPECT_EQ(spoken_of(extract), "k1 SO1 open, k4 SO4 open");
  EXPECT_EQ(extract.find("k2"), nullptr);
  EXPECT_EQ(extract.find("k3"), nullptr);
  EXPECT_NE(extract.find("k4"), nullptr);
}

TEST_F(Files, WhatALaterFileSaysUnreadablyOfAnOrderIsNotTakenFromAnEarlierOne) {
  write("a.csv", extract_header() + "k1,SO1,C1,R1:100,IDA,10.00,open\n");
  write("b.csv", extract_header() + "k1,SO1,C1,R1:all,IDA,10.00,Cancelled\n");
  Extract extract(folder_.string());
  EXPECT_FALSE(extract.refresh());
  EXPECT_EQ(extract.find("k1"), nullptr);
  write("b.csv", extract_header() + "k1,SO1,C1,R1:100,IDA,10.00,Cancelled\n");
  EXPECT_TRUE(extract.refresh());
  EXPECT_EQ(extract.find("k1")->receipt.state, "Cancelled");
}

TEST_F(Files, AStockFileInTheSameFolderIsNoExtract) {
  write("a.csv", extract_header() + "k1,SO1,C1,REP01:100,IDA,10.00,open\n");
  write("stock.csv", "item,warehouse,on_hand\nA,W,1\n");
  Extract extract(folder_.string(), {at("stock.csv"), ""});
  EXPECT_TRUE(extract.refresh());
  EXPECT_NE(extract.find("k1"), nullptr);
  EXPECT_FALSE(Extract(folder_.string()).refresh()) << "without being told of it";
}

TEST_F(Files, TheEmbeddedErpNumbersOrdersAndAnswersWithAnExtract) {
  write("o.csv", to_csv_file(sale(), "k1"));
  EXPECT_EQ(take_order_files(folder_.string(), at("out")).value(), 1);
  EXPECT_EQ(take_order_files(folder_.string(), at("out")).value(), 0);
  Extract extract(at("out"));
  ASSERT_TRUE(extract.refresh());
  const ErpOrder* order = extract.find("k1");
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->receipt.number, "SO100001");
  EXPECT_EQ(order->total.str(), "30.00");
  EXPECT_EQ(order->reps[1].rep, "REP02");
}

}  // namespace files_test
}  // namespace norekey::adapters::files
