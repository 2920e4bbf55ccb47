/// The stock, price and status files of an ERP: read whole or not at all, page by page, in the
/// order of their keys or in any other.
#include "adapters/files/table_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/files/table_subjects.hpp"

namespace norekey::adapters::files {
namespace table_file_test {

namespace fs = std::filesystem;

std::string told(const Changes& changes) {
  std::string out;
  const auto add = [&](const std::string& one) { out += (out.empty() ? "" : "; ") + one; };
  for (const StockLevel& one : changes.stock)
    add(one.item + " " + one.warehouse + " " + one.on_hand.str() + "/" + one.committed.str());
  for (const PriceLevel& one : changes.prices)
    add(one.item + " " + (one.list.empty() ? "all" : one.list) + " " + one.from.str() + " " +
        one.price.str() + one.currency);
  for (const OrderStatus& one : changes.orders) {
    std::string order = one.key + " " + one.state + (one.cancelled ? " cancelled" : "") +
                        (one.shipped ? " shipped" : "");
    for (const ItemCount& item : one.ordered) order += " " + item.quantity.str() + "x" + item.item;
    for (const ItemCount& item : one.backorder)
      order += " waits " + item.quantity.str() + "x" + item.item;
    for (const ItemCount& item : one.to_come)
      order += " to come " + item.quantity.str() + "x" + item.item;
    for (const Shipment& left : one.shipments) {
      order += " " + left.number + ":" + left.carrier + ":" + left.tracking + ":" +
               (left.left ? to_string(*left.left) : "");
      for (const ItemCount& item : left.lines) order += " " + item.quantity.str() + "x" + item.item;
    }
    for (const ErpInvoice& invoice : one.invoices)
      order += " " + invoice.number + " " + invoice.state + " " + invoice.total.str();
    add(order);
  }
  for (const RefusedOrder& one : changes.refused) {
    std::string text = to_string(one.error);
    if (const auto at = text.find("table.csv"); at != std::string::npos)
      text.replace(0, at + 9, "FILE");
    add(one.key + " refused: " + text);
  }
  return out;
}

class TableFileTest : public testing::Test {
 protected:
  TableFileTest()
      : folder_(fs::temp_directory_path() / ("norekey-table-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~TableFileTest() override { fs::remove_all(folder_); }

  void write(const std::string& text) {
    std::ofstream(path_ + ".new", std::ios::binary) << text;
    fs::rename(path_ + ".new", path_);
  }

  void use(TableSubject subject, const std::string& layout = "", int shrink = 50) {
    TableLayout read = plain_table();
    if (!layout.empty()) {
      auto got = read_table_layout(layout, "layout.yaml", subject.columns);
      ASSERT_TRUE(got) << to_string(got.error());
      read = *got;
    }
    file_ = std::make_unique<TableFile>(path_, read, std::move(subject),
                                        TableMemory{(folder_ / "rows").string(), shrink});
    cursor_.clear();
  }

  /// One page, or the error.
  std::string look() {
    auto seen = file_->watch(cursor_);
    if (!seen) {
      std::string text = to_string(seen.error());
      if (const auto at = text.find(path_); at != std::string::npos)
        text.replace(at, path_.size(), "FILE");
      return text;
    }
    cursor_ = seen->cursor;
    more_ = seen->more;
    return told(*seen);
  }

  /// All of it from the begin: how many rows and pages.
  std::string count() {
    std::size_t rows = 0, pages = 0;
    std::string cursor;
    for (bool more = true; more; ++pages) {
      auto page = file_->watch(cursor);
      if (!page) return to_string(page.error());
      EXPECT_TRUE(page->whole);
      rows += page->stock.size();
      cursor = page->cursor;
      more = page->more;
    }
    file_->taken();
    return std::to_string(rows) + " rows, " + std::to_string(pages) + " pages";
  }

  static std::string stock_of(int items, bool end) {
    std::string out = "item,warehouse,on_hand\n";
    for (int i = 0; i < items; ++i) out += "I" + std::to_string(100 + i) + ",W,1\n";
    return end ? out + "END," + std::to_string(items) + "\n" : out;
  }

  const fs::path folder_;
  const std::string path_ = (folder_ / "table.csv").string();
  std::unique_ptr<TableFile> file_;
  std::string cursor_;
  bool more_ = false;
};

TableSubject prices_on(const char* day) {
  return price_subject([day] { return *parse_date(day); },
                       std::make_shared<std::set<std::string>>(),
                       std::make_shared<std::set<std::string>>());
}

TEST_F(TableFileTest, TellsAllOfItOnceForEachFile) {
  use(stock_subject());
  write("warehouse,item,on_hand,committed\nW1,A,12,2\nW1,B,3,0\nW2,A,-4,0\n");
  EXPECT_EQ(look(), "A W1 12/2; A W2 -4/0; B W1 3/0");
  EXPECT_FALSE(more_);
  EXPECT_EQ(look(), "");
  write("item,warehouse,on_hand\nA,W1,13\nEND,1\n");
  EXPECT_EQ(look(), "A W1 13/0");
  EXPECT_EQ(look(), "");
}

TEST_F(TableFileTest, GivesManyKeysPageByPageEachWhole) {
  for (const bool by_item : {true, false}) {
    use(stock_subject());
    std::string text = "item,warehouse,on_hand\n";
    for (int i = 0; i < 24'000; ++i) {
      const int item = by_item ? i / 2 : i % 12'000;
      text += "I" + std::to_string(100'000 + item) + ",W" +
              std::to_string(by_item ? i % 2 : i / 12'000) + "," + std::to_string(i) + "\n";
    }
    write(text);
    EXPECT_EQ(count(), "24000 rows, 13 pages") << by_item;
    std::string cursor;
    for (bool more = true; more;) {
      auto page = *file_->watch(cursor);
      for (std::size_t i = 0; i < page.stock.size(); i += 2)
        ASSERT_EQ(page.stock[i].item, page.stock[i + 1].item);
      cursor = page.cursor;
      more = page.more;
    }
  }
}

TEST_F(TableFileTest, APageGoesOnInTheFileThatItBeganWith) {
  use(stock_subject());
  std::string text = "item,warehouse,on_hand\n";
  for (int i = 0; i < 1'200; ++i) text += "I" + std::to_string(10'000 + i) + ",W,1\n";
  write(text);
  const auto first = *file_->watch("");
  EXPECT_TRUE(first.more);
  write("item,warehouse,on_hand\nNEW,W,7\n");  // by another name, and renamed
  const auto second = *file_->watch(first.cursor);
  EXPECT_EQ(second.stock.size(), 200U);
  EXPECT_EQ(second.stock.back().item, "I11199");
  EXPECT_FALSE(second.more);
  file_->trust_next();
  EXPECT_EQ(told(*file_->watch(second.cursor)), "NEW W 7/0");
}

TEST_F(TableFileTest, AFileThatIsWrittenToWhileItIsReadIsWaitedFor) {
  use(stock_subject());
  std::string text = "item,warehouse,on_hand\n";
  for (int i = 0; i < 6'000; ++i) text += "I" + std::to_string(10'000 + i) + ",W,1\n";
  write(text);
  const auto first = *file_->watch("");
  std::ofstream(path_, std::ios::app) << "Z,W,1\n";  // in place
  const auto second = file_->watch(first.cursor);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fate, Fate::retry);
  EXPECT_EQ(second.error().what, "the file is being written");
}

TEST_F(TableFileTest, OneThatIsSuspiciouslyShortIsRefusedUntilAPersonLooked) {
  use(stock_subject());
  std::string text = "item,warehouse,on_hand\n", half = text;
  for (int i = 0; i < 100; ++i) text += "I" + std::to_string(100 + i) + ",W,1\n";
  for (int i = 0; i < 49; ++i) half += "I" + std::to_string(100 + i) + ",W,1\n";
  write(text);
  EXPECT_EQ(count(), "100 rows, 1 pages");
  use(stock_subject());  // another start
  write(half);
  const std::string refused =
      "FILE: the stock file has 49 rows, one before it had 100\n  fix: let the ERP write it "
      "again; "
      "where it is right: norekey sync stock --accept";
  EXPECT_EQ(look(), refused);
  EXPECT_EQ(look(), refused) << "and it stays refused";
  file_->trust_next();
  EXPECT_EQ(count(), "49 rows, 1 pages");
  EXPECT_EQ(count(), "49 rows, 1 pages");
  write(text);
  EXPECT_EQ(count(), "100 rows, 1 pages");
  write(half + "IX,W,1\n");
  EXPECT_EQ(count(), "50 rows, 1 pages") << "half of it is the limit";
}

TEST_F(TableFileTest, OneWithoutTheEndThatTheOneBeforeHadWasCutOff) {
  use(stock_subject());
  write(stock_of(100, false));
  EXPECT_EQ(count(), "100 rows, 1 pages") << "no file had an end yet";
  write(stock_of(100, true));
  EXPECT_EQ(count(), "100 rows, 1 pages");
  use(stock_subject());  // another start
  write(stock_of(75, false));
  const std::string refused =
      "FILE: the stock file has no end, and one before it had: it was cut off behind row 75\n"
      "  fix: let the ERP write it again, with the number of rows at its end; where it writes none "
      "any more: norekey sync stock --accept";
  EXPECT_EQ(look(), refused);
  EXPECT_EQ(look(), refused) << "and it stays refused";
  file_->trust_next();
  EXPECT_EQ(count(), "75 rows, 1 pages");
  write(stock_of(74, false));
  EXPECT_EQ(count(), "74 rows, 1 pages") << "a person said that there are no ends any more";
}

TEST_F(TableFileTest, TheEndMayHaveBlanksOrBePaddedToTheColumns) {
  for (const char* end : {"END,1", " END , 1 ", "END,1,", "END,1, "}) {
    use(stock_subject());
    write(std::string("item,warehouse,on_hand\nA,W1,1\n") + end + "\n");
    EXPECT_EQ(look(), "A W1 1/0") << end;
  }
}

TEST_F(TableFileTest, AStatusFileWithoutRowsTellsOfNoOrder) {
  use(status_subject());
  write("key,state\nEND,0\n");
  EXPECT_EQ(look(), "");
}

TEST_F(TableFileTest, OneThatIsShorterEachTimeIsHeldAgainstTheLongest) {
  use(stock_subject());
  for (const int rows : {120, 65}) {
    write(stock_of(rows, false));
    EXPECT_EQ(count(), std::to_string(rows) + " rows, 1 pages");
  }
  write(stock_of(35, false));
  EXPECT_EQ(look(),
            "FILE: the stock file has 35 rows, one before it had 120\n  fix: let the ERP write it "
            "again; where it is right: norekey sync stock --accept");
}

TEST_F(TableFileTest, ALookThatUsesNothingMovesNoLimit) {
  use(stock_subject());
  write(stock_of(200, true));
  count();
  write(stock_of(400, true));
  look();  // not taken
  write(stock_of(110, true));
  EXPECT_EQ(look().substr(0, 10), "I100 W 1/0") << "110 of 200 are enough";
}

struct BrokenFile {
  const char* name;
  std::string text;
  const char* want;
};

class BrokenStockFile : public TableFileTest, public testing::WithParamInterface<BrokenFile> {};

TEST_P(BrokenStockFile, CountsAsNothing) {
  use(stock_subject());
  write(GetParam().text);
  EXPECT_EQ(look(), GetParam().want);
  EXPECT_EQ(cursor_, "") << "the next look reads it again";
}

INSTANTIATE_TEST_SUITE_P(
    Files, BrokenStockFile,
    testing::Values(
        BrokenFile{"empty", "",
                   "FILE: the file is empty\n  fix: let the ERP write it again, to another name, "
                   "and rename it"},
        BrokenFile{"header_only", "item,warehouse,on_hand\n",
                   "FILE: the stock file has no rows\n  fix: let the ERP write it again"},
        BrokenFile{"nothing_before_the_end", "item,warehouse,on_hand\nEND,0\n",
                   "FILE: the stock file has no rows\n  fix: let the ERP write it again"},
        BrokenFile{"cut_inside_the_header", "item,ware",
                   "FILE:1: the file ends in the middle of a row\n  fix: let the ERP write it "
                   "again, to another name, and rename it"},
        BrokenFile{"cut_inside_a_row", "item,warehouse,on_hand\nA,W1,1",
                   "FILE:2: the file ends in the middle of a row\n  fix: let the ERP write it "
                   "again, to another name, and rename it"},
        BrokenFile{"cut_between_rows", "item,warehouse,on_hand\nA,W1,1\nEND,2\n",
                   "FILE:3: the stock file has 1 rows, its end says '2'\n  fix: let the ERP write "
                   "it again: part of it is missing"},
        BrokenFile{"an_end_without_a_number", "item,warehouse,on_hand\nA,W1,1\nEND,x\n",
                   "FILE:3: the end says 'x', which is no number of rows\n  fix: let it say how "
                   "many rows stand before it"},
        BrokenFile{"two_files_in_one", "item,warehouse,on_hand\nA,W1,1\nEND,1\nB,W1,1\nEND,1\n",
                   "FILE:4: there are rows behind the end\n  fix: let the file hold one table"},
        BrokenFile{"a_field_missing", "item,warehouse,on_hand\nA,W1\n",
                   "FILE:2: expected 3 fields, found 2\n  fix: write one field for each column"},
        BrokenFile{"a_field_too_many", "item,warehouse,on_hand\nA,W1,1,2\n",
                   "FILE:2: expected 3 fields, found 4\n  fix: write one field for each column"},
        BrokenFile{"no_number", "item,warehouse,on_hand\nA,W1,12\nB,W1,many\n",
                   "FILE:3: on_hand: 'many' is not a number: it has a character that numbers do "
                   "not have\n  fix: write it like -1234.50"},
        BrokenFile{"no_item", "item,warehouse,on_hand\n,W1,12\n",
                   "FILE:2: item: the column is empty\n  fix: let the ERP write a value in each "
                   "row"},
        BrokenFile{"no_quantity", "item,warehouse,on_hand\nA,W1,\n",
                   "FILE:2: on_hand: the column is empty\n  fix: let the ERP write a value in each "
                   "row"},
        BrokenFile{"twice", "item,warehouse,on_hand\nA,W1,5\nA,W2,5\nA,W1,6\n",
                   "FILE:4: item: 'A' in warehouse 'W1' stands in line 2 already\n  fix: let the "
                   "ERP write one row for each"},
        BrokenFile{"twice_and_apart", "item,warehouse,on_hand\nB,W1,5\nA,W1,5\nB,W1,6\n",
                   "FILE:4: item: 'B' in warehouse 'W1' stands in line 2 already\n  fix: let the "
                   "ERP write one row for each"},
        BrokenFile{"a_column_missing", "item,warehous,on_hand\nA,W,12\n",
                   "FILE:1: the column 'warehouse' is missing, did you mean 'warehous'?\n  fix: "
                   "let the ERP write it, or name its columns in a layout"},
        BrokenFile{"a_column_twice", "item,warehouse,on_hand,item\nA,W,12,B\n",
                   "FILE:1: the column 'item' stands there twice\n  fix: let each column have a "
                   "name of its own"},
        BrokenFile{"another_separator", "item;warehouse;on_hand\nA;W;12\n",
                   "FILE:1: the column 'item' is missing: the header is "
                   "'item;warehouse;on_hand'\n  fix: let the ERP write it, or name its columns in "
                   "a layout"},
        BrokenFile{
            "a_byte_of_another_charset", "item,warehouse,on_hand\nM\xFCller,W,1\n",
            "FILE:2: item: the byte 0xFC is not utf-8\n  fix: name the charset that the sender "
            "uses, such as  charset: latin-1"},
        BrokenFile{"a_zero_byte", std::string("item,warehouse,on_hand\nA\0B,W,1\n", 31),
                   "FILE:2: item: a character U+0000 stands there\n  fix: let the ERP write it "
                   "again, to another name, and rename it"},
        BrokenFile{"an_open_quote", "item,warehouse,on_hand\n\"A,W1,1\nB,W1,1\n",
                   "FILE:2:1: a quote is not closed\n  fix: add the closing \""}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(TableFileTest, AnInchSignInAFieldWithoutQuotesEndsNoRow) {
  use(stock_subject());
  write("item,warehouse,on_hand\n5\"\" pipe,W,1\n\"6\"\" pipe\",W,2\nnail 3\",W,3\n");
  EXPECT_EQ(look(), "5\"\" pipe W 1/0; 6\" pipe W 2/0; nail 3\" W 3/0");
}

TEST_F(TableFileTest, LinesMayEndAsOldMachinesEndThem) {
  use(stock_subject());
  write("item,warehouse,on_hand\rA,W,1\rB,W,x\r");
  EXPECT_EQ(look(),
            "FILE:3: on_hand: 'x' is not a number: it has a character that numbers do not have\n"
            "  fix: write it like -1234.50");
  write("item,warehouse,on_hand\rA,W,1\rB,W,2\r");
  EXPECT_EQ(look(), "A W 1/0; B W 2/0");
}

TEST_F(TableFileTest, IsWaitedForWhereItIsNotThere) {
  use(stock_subject());
  const auto seen = file_->watch("");
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fate, Fate::retry);
  EXPECT_EQ(seen.error().what, "the stock file " + path_ + " is not there");
}

TEST_F(TableFileTest, EveryCutOfAFileWithAnEndIsNoticed) {
  const std::string layout = "format: csv\nend: required\n";
  const std::string whole = "item,warehouse,on_hand\nA,W1,10\nB,W1,20\nEND,2\n";
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    use(stock_subject(), layout);
    write(whole.substr(0, bytes));
    const auto seen = file_->watch("");
    ASSERT_FALSE(seen) << bytes;
    EXPECT_EQ(seen.error().fate, Fate::reject) << bytes;
  }
  use(stock_subject(), layout);
  write(whole);
  EXPECT_EQ(look(), "A W1 10/0; B W1 20/0");
  write("item,warehouse,on_hand\nA,W1,10\n");
  EXPECT_EQ(look(),
            "FILE: the stock file has no end: it was cut off behind row 1\n  fix: let the ERP "
            "write it again, with the number of rows at its end");
}

TEST_F(TableFileTest, ALayoutSaysHowACsvFileIsWritten) {
  use(stock_subject(),
      "format: csv\nseparator: \";\"\ndecimal: \",\"\ncharset: windows-1252\n"
      "columns: { item: ARTNR, warehouse: LAGER, on_hand: BESTAND }\n");
  write(
      "\xEF\xBB\xBFLAGER;ARTNR;NAME;BESTAND\r\nS\xFC"
      "d;\"A;1\";1/2\" Rohr;1.234,5\r\n");
  EXPECT_EQ(look(), "A;1 Süd 1234.5/0");
  write("LAGER;ARTNR;NAME;BESTAND\nN;A;x;noch\n");
  EXPECT_EQ(look(),
            "FILE:2: BESTAND: 'noch' is not a number: it has a character that numbers do not have\n"
            "  fix: write it like -1234.50");
  use(stock_subject(),
      "format: csv\nheader: no\nrecords: { row: { on_hand: 9, item: 20, warehouse: 4 } }\n");
  write("5,A,W\n6,B,W\n");
  EXPECT_EQ(look(), "A W 5/0; B W 6/0");
}

TEST_F(TableFileTest, ALayoutSaysHowAFixedFileIsWritten) {
  use(stock_subject(),
      "format: fixed\nline_end: crlf\nrecords:\n"
      "  head: { kind: { width: 1, value: H }, day: 8 }\n"
      "  row: { kind: { width: 1, value: D }, item: 6, warehouse: 2, on_hand: { width: 6, type: "
      "zoned, decimals: 1 } }\n"
      "  end: { kind: { width: 1, value: T }, rows: 6 }\n");
  write("H20260310\r\nDBOLT  W1000125\r\nDNUT   W100001}\r\nT000002\r\n");
  EXPECT_EQ(look(), "BOLT W1 12.5/0; NUT W1 -1.0/0");
  write("H20260310\r\nDBOLT  W1000125\r\n");
  EXPECT_EQ(look(),
            "FILE: the stock file has no end: it was cut off behind row 1\n  fix: let the ERP "
            "write it again, with the number of rows at its end");
  write("H20260310\r\nDBOLT  W1000125\r\nT000003\r\n");
  EXPECT_EQ(look(),
            "FILE:3: the stock file has 1 rows, its end says '000003'\n  fix: let the ERP write it "
            "again: part of it is missing");
  write("H20260310\r\nDBOLT  W1000\r\nT000001\r\n");
  EXPECT_EQ(look(),
            "FILE:2:10: on_hand: the record ends in the middle of the number '000': 3 of 6 "
            "characters\n  fix: have the sender send it whole, or correct the layout");
  write("H20260310\r\nDBOLT  W1\r\nT000001\r\n");
  EXPECT_EQ(look(),
            "FILE:2: on_hand: the column is empty\n  fix: let the ERP write a value in each row");
  write("H20260310\r\nDBOLT  W1000125 x\r\nT000001\r\n");
  EXPECT_EQ(
      look(),
      "FILE:2:16: row: the record is longer than its columns: ' x'\n  fix: correct the layout");
  write("XBOLT  W1000125\r\n");
  EXPECT_EQ(look(),
            "FILE:1: no record of the layout fits 'XBOLT  W1000125'\n  fix: correct the layout, or "
            "have the ERP leave such records away");
}

TEST_F(TableFileTest, ALayoutSaysHowAnEbcdicFileIsWritten) {
  use(stock_subject(),
      "format: fixed\ncharset: ebcdic-037\nrecords:\n"
      "  row: { item: 2, warehouse: 1, on_hand: { width: 2, type: packed } }\n");
  write("\xC1\xC2\xE6\x12\x3C\xC3\xC4\xE6\x04\x5D");
  EXPECT_EQ(look(), "AB W 123/0; CD W -45/0");
  write("\xC1\xC2\xE6\x12\x3C\xC3\xC4\xE6\x04");
  EXPECT_EQ(look(),
            "FILE:2: the file ends in the middle of a row\n  fix: let the ERP write it again, to "
            "another name, and rename it");
}

TEST(TableLayoutText, WhatIsWrongInItIsNamedWithItsPlace) {
  const auto wrong = [](const char* text) {
    const auto read = read_table_layout(text, "l.yaml", stock_subject().columns);
    return read ? std::string("fine") : to_string(read.error());
  };
  EXPECT_EQ(wrong("format: json\n"),
            "l.yaml:1:9: format: a file of rows is csv or fixed, not json\n  fix: write  format: "
            "csv  or  format: fixed");
  EXPECT_EQ(wrong("format: csv\ncolumns: { itme: ARTNR }\n"),
            "l.yaml:2:18: columns.itme: there is no column 'itme', did you mean 'item'?\n  fix: "
            "use: item, warehouse, on_hand, committed");
  EXPECT_EQ(wrong("format: fixed\nrecords: { row: { item: 6, warehouse: 2 } }\n"),
            "l.yaml:2:10: records: the record 'row' has no column 'on_hand'\n  fix: add it, with "
            "its width where the file is fixed");
  EXPECT_EQ(wrong("format: csv\nend: always\n"),
            "l.yaml:2:6: end: unknown end 'always'\n  fix: use one of: required, if-there");
  EXPECT_EQ(wrong("format: csv\nheader: no\n"),
            "l.yaml:1:1: records: there is no record 'row'\n  fix: add  row: { item: … }  with the "
            "columns of a row");
}

TEST_F(TableFileTest, PricesAreThoseOfTheDay) {
  use(prices_on("2026-03-10"));
  write(
      "item,price,list,customer,from_quantity,currency,valid_from,valid_until\n"
      "A,10.00,,,,,,\n"
      "A,9.00,,,,,2026-03-01,2026-03-10\n"
      "A,8.00,,,,,2026-03-11,\n"
      "A,7.50,GOLD,,,,,2026-03-09\n"
      "A,7.00,GOLD,,10,,,\n"
      "B,5,,C100,,EUR,,\n");
  EXPECT_EQ(look(), "A all 0 9.00; A GOLD 10 7.00; B C100 0 5EUR");
  use(prices_on("2026-03-11"));
  EXPECT_EQ(look(), "A all 0 8.00; A GOLD 10 7.00; B C100 0 5EUR");
}

TEST_F(TableFileTest, APriceFileThatIsNotWholeCountsAsNothing) {
  use(prices_on("2026-03-10"));
  const struct {
    const char *rows, *want;
  } cases[] = {
      {"A,10,GOLD,,\nA,11,GOLD,,\n",
       "FILE:3: item: a price of 'A' for the same stands in line 2 already\n  fix: let the ERP "
       "write one row for each"},
      {"A,10,GOLD,C1,\n",
       "FILE:2: customer: the price is of a list and of a customer\n  fix: leave one of the two "
       "empty"},
      {"A,,,,\n",
       "FILE:2: price: the column is empty\n  fix: let the ERP write a value in each row"},
      {"A,1,,,DOLLAR\n",
       "FILE:2: currency: unknown currency 'DOLLAR'\n  fix: use an ISO 4217 code such as USD"},
      {"A,10,,,\nB,1",
       "FILE:3: the file ends in the middle of a row\n  fix: let the ERP write it again, to "
       "another "
       "name, and rename it"},
  };
  for (const auto& one : cases) {
    write(std::string("item,price,list,customer,currency\n") + one.rows);
    EXPECT_EQ(look(), one.want);
  }
}

TEST_F(TableFileTest, StatusesArePutTogetherFromTheirRows) {
  use(status_subject());
  write(
      "key,state,number,cancelled,item,ordered,backordered,shipment,carrier,tracking,left,shipped,"
      "invoice,invoice_state,invoice_total\n"
      "a/w/1/1,picking,SO1,,FST,5,2,77,UPS,1Z9,2026-03-11,2,I1,posted,20.00\n"
      "a/w/1/1,picking,SO1,,FST,5,2,78,,,,1,,,\n"
      "a/w/1/1,picking,SO1,,PLB,1,,77,,,,1,I1,posted,20.00\n"
      "a/w/2/1,void,SO2,yes,,,,,,,,,,,\n");
  EXPECT_EQ(look(),
            "a/w/1/1 picking 5xFST 1xPLB waits 2xFST 77:UPS:1Z9:2026-03-11 2xFST 1xPLB 78::: 1xFST "
            "I1 posted 20.00; a/w/2/1 void cancelled");
}

TEST_F(TableFileTest, WhatIsNotSaidToBeBackorderedIsStillToCome) {
  use(status_subject());
  const std::string header = "key,state,item,ordered,backordered,shipment,shipped\n";
  const struct {
    const char *name, *rows, *want;
  } cases[] = {
      {"some of an item", "k,picking,A,4,,7,2\n", "k picking 4xA to come 2xA 7::: 2xA"},
      {"none of another one", "k,picking,A,4,,7,4\nk,picking,B,1,,,\n",
       "k picking 4xA 1xB to come 1xB 7::: 4xA"},
      {"the ERP says how many wait", "k,picking,A,4,1,7,2\n", "k picking 4xA waits 1xA 7::: 2xA"},
      {"the ERP says that none waits", "k,picking,A,4,0,7,2\n", "k picking 4xA 7::: 2xA"},
      {"nothing has left yet", "k,picking,A,4,,,\n", "k picking 4xA"},
      {"a shipment without its items", "k,picking,A,4,,,\nk,picking,,,,7,\n", "k picking 4xA 7:::"},
      {"all has left", "k,picking,A,4,,7,2\nk,picking,A,4,,8,2\n",
       "k picking 4xA 7::: 2xA 8::: 2xA"},
  };
  for (const auto& one : cases) {
    write(header + one.rows);
    EXPECT_EQ(look(), one.want) << one.name;
  }
}

TEST_F(TableFileTest, TheWordsShippedAndCancelledAreUnderstoodAlone) {
  use(status_subject());
  const struct {
    const char *rows, *want;
  } cases[] = {
      {"k,Shipped,\n", "k Shipped shipped"},     {"k,Cancelled,\n", "k Cancelled cancelled"},
      {"k,CANCELED,\n", "k CANCELED cancelled"}, {"k,Cancelled,no\n", "k Cancelled"},
      {"k,void,yes\n", "k void cancelled"},      {"k,open,\n", "k open"},
  };
  for (const auto& one : cases) {
    write(std::string("key,state,cancelled\n") + one.rows);
    EXPECT_EQ(look(), one.want);
  }
}

TEST_F(TableFileTest, AnOrderThatAStatusFileContradictsIsRefusedAlone) {
  use(status_subject());
  const std::string header = "key,state,item,ordered,shipment,shipped,cancelled\n";
  const struct {
    const char *rows, *want;
  } cases[] = {
      {"k,open,A,1,,,\nk,done,B,1,,,\n",
       "FILE:3: state: 'done' is not what line 2 says of this order: 'open'\n  fix: let each row "
       "of "
       "an order say the same of it"},
      {"k,open,A,1,,,\nk,open,A,2,,,\n",
       "FILE:3: ordered: '2' of 'A' is not what line 2 says: '1'\n  fix: let each row of an item "
       "say how many were ordered in all"},
      {"k,open,A,5,7,1,\nk,open,A,5,7,1,\n",
       "FILE:3: shipped: 'A' in shipment '7' stands in line 2 already\n  fix: let the ERP write "
       "one "
       "row for each"},
      {"k,open,,5,,,\n",
       "FILE:2: item: a quantity of no item\n  fix: name the item in the same row"},
      {"k,open,A,2,7,-2,\n", "FILE:2: shipped: '-2' is less than nothing\n  fix: write how many"},
      {"k,open,A,-2,,,\n", "FILE:2: ordered: '-2' is less than nothing\n  fix: write how many"},
      {"k,,A,2,,,\n",
       "FILE:2: state: the column is empty\n  fix: let the ERP write a value in each row"},
      {"k,open,,,,,maybe\n",
       "FILE:2: cancelled: 'maybe' is neither yes nor no\n  fix: write yes or no"},
  };
  for (const auto& one : cases) {
    write(header + one.rows + "other,open,A,1,,,\n");
    EXPECT_EQ(look(), std::string("other open 1xA; k refused: ") + one.want);
  }
}

}  // namespace table_file_test
}  // namespace norekey::adapters::files
