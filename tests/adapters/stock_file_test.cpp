#include "adapters/files/watch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace norekey::adapters::files {
namespace {

class StockFileTest : public testing::Test {
 protected:
  StockFileTest()
      : path_((std::filesystem::temp_directory_path() /
               ("norekey-stock-" + std::to_string(::getpid()) + ".csv"))
                  .string()) {}
  ~StockFileTest() override { std::filesystem::remove(path_); }

  void write(const std::string& text) {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }

  /// "ITEM WAREHOUSE on hand/committed; …", or the error.
  std::string look() {
    auto seen = file_.watch(cursor_);
    if (!seen) {
      std::string text = to_string(seen.error());
      if (const auto at = text.find(path_); at != std::string::npos)
        text.replace(at, path_.size(), "FILE");
      return text;
    }
    cursor_ = seen->cursor;
    more_ = seen->more;
    std::string out;
    for (const StockLevel& one : seen->stock)
      out += (out.empty() ? "" : "; ") + one.item + " " + one.warehouse + " " + one.on_hand.str() +
             "/" + one.committed.str();
    return out;
  }

  const std::string path_;
  StockFile file_{path_};
  std::string cursor_;
  bool more_ = false;
};

TEST_F(StockFileTest, TellsAllOfItOnceForEachFile) {
  write("warehouse,item,on_hand,committed\nW1,A,12,2\nW1,B,3,0\nW2,A,-4,0\n");
  EXPECT_EQ(look(), "A W1 12/2; A W2 -4/0; B W1 3/0");
  EXPECT_FALSE(more_);
  EXPECT_EQ(look(), "");
  write("item,warehouse,on_hand\nA,W1,13\nEND,1\n");
  EXPECT_EQ(look(), "A W1 13/0");
}

TEST_F(StockFileTest, GivesManyItemsPageByPageEachWhole) {
  std::string text = "item,warehouse,on_hand\n";
  for (const char* house : {"W1", "W2"}) {
    for (int i = 0; i < 12'000; ++i)
      text += "I" + std::to_string(i) + "," + house + "," + std::to_string(i) + "\n";
  }
  write(text);
  std::size_t rows = 0;
  int pages = 0;
  do {
    const auto page = file_.watch(cursor_).value();
    EXPECT_TRUE(page.whole);
    for (std::size_t i = 0; i < page.stock.size(); i += 2) {
      ASSERT_EQ(page.stock[i].item, page.stock[i + 1].item);
    }
    rows += page.stock.size();
    ++pages;
    cursor_ = page.cursor;
    more_ = page.more;
  } while (more_);
  EXPECT_EQ(rows, 24'000u);
  EXPECT_EQ(pages, 3);
  EXPECT_TRUE(file_.watch(cursor_).value().stock.empty());
}

struct BrokenFile {
  const char* name;
  const char* text;
  const char* want;
};

class BrokenStockFile : public StockFileTest, public testing::WithParamInterface<BrokenFile> {};

TEST_P(BrokenStockFile, CountsAsNothing) {
  write(GetParam().text);
  EXPECT_EQ(look(), GetParam().want);
  EXPECT_EQ(cursor_, "") << "the next look reads it again";
}

INSTANTIATE_TEST_SUITE_P(
    Files, BrokenStockFile,
    testing::Values(
        BrokenFile{"empty", "",
                   "FILE: the stock file is empty\n  fix: let the ERP write it again, to another "
                   "name, and rename it"},
        BrokenFile{"header_only", "item,warehouse,on_hand\n",
                   "FILE: the stock file has no rows\n  fix: let the ERP write it again"},
        BrokenFile{"cut_inside_a_row", "item,warehouse,on_hand\nA,W1,1",
                   "FILE: the stock file ends in the middle of a row\n  fix: let the ERP write it "
                   "again, to another name, and rename it"},
        BrokenFile{"cut_between_rows", "item,warehouse,on_hand\nA,W1,1\nEND,2\n",
                   "FILE:3: the stock file has 1 rows, its end says '2'\n  fix: let the ERP write "
                   "it again: part of it is missing"},
        BrokenFile{"a_field_missing", "item,warehouse,on_hand\nA,W1\n",
                   "FILE:2: expected 3 fields, found 2\n  fix: write one field for each column"},
        BrokenFile{
            "no_number", "item,warehouse,on_hand\nA,W1,12\nB,W1,many\n",
            "FILE:3: 'many' is not a number: it has a character that numbers do not have\n  fix: "
            "write it like -1234.50"},
        BrokenFile{"no_item", "item,warehouse,on_hand\n,W1,12\n",
                   "FILE:2: the item is empty\n  fix: write the item's number"},
        BrokenFile{"a_column_missing", "item,on_hand\nA,12\n",
                   "FILE:1: the column 'warehouse' is missing\n  fix: let the stock file have  "
                   "item,warehouse,on_hand  and perhaps  committed"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(StockFileTest, IsWaitedForWhereItIsNotThere) {
  const auto seen = file_.watch("");
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fate, Fate::retry);
}

}  // namespace
}  // namespace norekey::adapters::files
