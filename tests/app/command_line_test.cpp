/// What a person types that is no command, and lookups from tables that hold more.
#include <boost/json.hpp>

#include "app/lookup_files.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace command_line_test {

struct Mistyped {
  const char* name;
  std::vector<std::string> words;
  const char* begins;
};

class NoCommand : public testing::TestWithParam<Mistyped> {};

TEST_P(NoCommand, IsNamedWithTheNearestOne) {
  const Typed said = type(GetParam().words);
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.err.substr(0, std::string(GetParam().begins).size()), GetParam().begins);
}

INSTANTIATE_TEST_SUITE_P(
    App, NoCommand,
    testing::Values(
        Mistyped{"first_word",
                 {"ordres"},
                 "norekey: there is no command 'ordres', did you mean 'orders'?\n  fix: "
                 "norekey --help lists them: serve, check, orders, "},
        Mistyped{"behind_an_option",
                 {"--config", ".", "parkd"},
                 "norekey: there is no command 'parkd', did you mean 'parked'?\n"},
        Mistyped{"second_word",
                 {"lookups", "sett", "items"},
                 "norekey: there is no command 'sett', did you mean 'set'?\n  fix: "
                 "norekey lookups --help lists them: list, set, history, import, "
                 "export\n"}),
    [](const auto& info) { return std::string(info.param.name); });

struct NoPath {
  const char* name;
  std::vector<std::string> words;
};

class PathOfNothing : public testing::TestWithParam<NoPath> {};

TEST_P(PathOfNothing, IsAskedWronglyAndNoCrash) {
  const Typed said = type(GetParam().words);
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.err, "norekey: '' names no file\n  fix: give its path\n");
  EXPECT_EQ(said.out, "");
}

INSTANTIATE_TEST_SUITE_P(App, PathOfNothing,
                         testing::Values(NoPath{"backup", {"store", "backup", ""}},
                                         NoPath{"restore", {"store", "restore", ""}}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(StatementCommand, RefusesDaysThatRunBackwards) {
  const Typed said = type({"--config", ".", "credit", "statement", "--rep", "REP01", "--from",
                           "2026-03-31", "--to", "2026-03-01"});
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.err,
            "norekey: --from 2026-03-31 is after --to 2026-03-01\n  fix: give the earlier day "
            "first\n");
  EXPECT_EQ(said.out, "");
}

struct WideTable {
  const char* name;
  LookupColumns columns;
  const char* text;
  const char* want;  ///< rows and how many are left out, or the error
};

class LookupFile : public testing::TestWithParam<WideTable> {};

TEST_P(LookupFile, IsTwoColumnsOrTwoOfAWiderTable) {
  ScratchFolder folder;
  folder.write("t.csv", GetParam().text);
  const auto read = read_rows("t.csv", GetParam().columns);
  EXPECT_EQ(read ? boost::json::serialize(read->rows) + " " + std::to_string(read->left_out)
                 : to_string(read.error()),
            GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    App, LookupFile,
    testing::Values(
        WideTable{"two", {}, "sku,item\nA,1\nB,2\n", R"({"A":"1","B":"2"} 0)"},
        WideTable{"wide",
                  {"sku", "item"},
                  "note,item,sku\nold,1,A\n\"two\nlines\",,B\nx,3,\ny,4,D\n",
                  R"({"A":"1","D":"4"} 2)"},
        WideTable{
            "wide_without_names",
            {},
            "note,item,sku\nold,1,A\nold,2,B\n",
            "t.csv:1: a lookup has two columns, this file has 3\n  fix: name the two, such as "
            "--key note --value item; there are: note, item, sku"},
        WideTable{
            "no_such_column",
            {"sku", "itm"},
            "note,item,sku\nold,1,A\n",
            "t.csv:1: there is no column 'itm', did you mean 'item'?\n  fix: use two of: note, "
            "item, sku"},
        WideTable{"twice",
                  {"sku", "item"},
                  "item,sku,note\n1,A,\n,B,\n2,A,\n",
                  "t.csv:4: 'A' is already on line 2\n  fix: remove one of the two lines"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace command_line_test
}  // namespace norekey::app
