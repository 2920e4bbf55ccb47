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

class WrongUse : public testing::TestWithParam<Mistyped> {};

TEST_P(WrongUse, IsToldWithWhatThereIs) {
  const Typed said = type(GetParam().words);
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.err, GetParam().begins);
}

INSTANTIATE_TEST_SUITE_P(
    App, WrongUse,
    testing::Values(
        Mistyped{"no_command_at_all",
                 {"lookups"},
                 "norekey: the command behind norekey lookups is missing\n  fix: norekey lookups "
                 "--help lists them: list, set, history, import, export\n"},
        Mistyped{"no_such_option",
                 {"parked", "--chanel", "shop"},
                 "norekey: there is no option '--chanel', did you mean '--channel'?\n  fix: "
                 "norekey parked --help lists them: --help, --json, --config, --channel\n"},
        Mistyped{
            "of_a_command_that_lacks_another_option_too",
            {"ignore", "--why", "gone", "--message=7"},
            "norekey: there is no option '--message'\n  fix: norekey ignore --help lists them: "
            "--help, --json, --config, --id, --why\n"},
        Mistyped{"option_before_its_command",
                 {"--json", "status"},
                 "norekey: --json stands before the command\n  fix: write it behind: norekey "
                 "status --json\n"},
        Mistyped{"missing_word",
                 {"trace"},
                 "norekey: key is required\n  fix: norekey trace --help shows how it is "
                 "written\n"},
        Mistyped{"missing_option",
                 {"ignore", "--id", "7"},
                 "norekey: --why is required\n  fix: norekey ignore --help shows how it is "
                 "written\n"},
        Mistyped{"no_number",
                 {"ignore", "--id", "x", "--why", "y"},
                 "norekey: could not convert: --id = x\n  fix: norekey ignore --help shows how it "
                 "is written\n"},
        Mistyped{"one_word_too_many",
                 {"status", "now"},
                 "norekey: the following argument was not expected: now\n  fix: norekey status "
                 "--help shows how it is written\n"}),
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
