/// The commands around a mapping as they are typed: exit codes, texts, JSON. `map diff` over orders
/// that a real daemon has taken.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <boost/json.hpp>

#include <csignal>
#include <thread>

#include "tests/app/typed.hpp"

namespace norekey::app {
namespace mapping_commands_test {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kOrder =
    R"({"number": "W1", "buyer": {"account": "C1"}, "rep": [{"primary": "yes", "code": "R1"}],
"line": [{"sku": "A", "quantity": "2", "amount": "3.00"}]})";

constexpr const char* kMapping =
    "mapping: m\nfrom: order\nroot: o\nfields:\n  NO: number\n"
    "  REP: { from: \"rep[@primary='yes']/code\" }\n"
    "lines: { each: line, as: l, fields: { ITEM: { from: sku, lookup: items } } }\n";

class MappingCommands : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("order.json", kOrder);
    folder_.write("mappings/m.yaml", kMapping);
    folder_.write("lookups/items.csv", "sku,item number\nA,000A\n");
  }
  static Typed attempt(std::vector<std::string> more) {
    std::vector<std::string> words{"map", "try", "--mapping", "mappings/m.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return type(std::move(words));
  }
  const ScratchFolder folder_;
};

TEST_F(MappingCommands, TryPrintsTheResultAndExitsWithNought) {
  const Typed ran = attempt({"--input", "order.json"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out,
            "<o>\n  <NO>W1</NO>\n  <REP>R1</REP>\n  <l>\n    <ITEM>000A</ITEM>\n  </l>\n</o>\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(MappingCommands, DiffTakesADraftByItsNameAsTryDoes) {
  const Typed ran = type({"--config", ".", "map", "diff", "--mapping", "nope"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err,
            "norekey: there is no mapping 'nope'\n  fix: give a file, or the name of one in "
            "./mappings\n");
}

TEST_F(MappingCommands, TryOfAFileThatCannotBeLookedAtEndsWithThreeAndNoCrash) {
  fs::create_symlink("loop.json", "loop.json");
  const Typed ran = attempt({"--input", "loop.json"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err, "norekey: the file 'loop.json' cannot be read\n  fix: give --input FILE\n");
}

TEST_F(MappingCommands, TryOfManyOrdersPrintsEachAndNamesTheLineOfOneThatFails) {
  std::string good = kOrder, bad = kOrder;
  std::replace(good.begin(), good.end(), '\n', ' ');
  bad = good;
  bad.replace(bad.find("\"A\""), 3, "\"B\"");
  folder_.write("orders.jsonl", good + "\n" + bad + "\nnot json\n" + good + "\n");
  const Typed ran = attempt({"--input", "orders.jsonl", "--to", "json-lines"});
  EXPECT_EQ(ran.code, 1);
  const std::string one = "{\"NO\":\"W1\",\"REP\":\"R1\",\"l\":{\"ITEM\":\"000A\"}}\n";
  EXPECT_EQ(ran.out, one + one);
  EXPECT_THAT(
      ran.err,
      HasSubstr("orders.jsonl:2: mappings/m.yaml:7:45: l[1]/ITEM: sku 'B' has no item number "
                "in lookups/items\n  fix: norekey lookups set items 'B' <item number>\n"));
  EXPECT_THAT(ran.err, HasSubstr("orders.jsonl:3:"));
}

TEST_F(MappingCommands, TryPassesOverAByteOrderMark) {
  folder_.write("bom.json", std::string("\xEF\xBB\xBF") + kOrder);
  const Typed ran = attempt({"--input", "bom.json", "--explain", "NO"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("/order/number = 'W1'  bytes 14 to 18\n"));
}

TEST_F(MappingCommands, TryTakesEachOrderOfAListAndOfAnEdiFile) {
  folder_.write("list.json", "[" + std::string(kOrder) +
                                 ", {\"number\": \"W2\", \"line\": "
                                 "{\"sku\": \"B\"}}]");
  const Typed list = attempt({"--input", "list.json", "--to", "json-lines"});
  EXPECT_EQ(list.out, "{\"NO\":\"W1\",\"REP\":\"R1\",\"l\":{\"ITEM\":\"000A\"}}\n");
  EXPECT_THAT(list.err,
              HasSubstr("list.json, order 2: mappings/m.yaml:7:45: l[1]/ITEM: sku 'B' has "
                        "no item number in lookups/items\n"));
  folder_.write("edi.xml",
                "<orders><document set=\"850\"><order><number>P1</number><line><sku>A</sku></line>"
                "</order></document><document set=\"850\"><order><number>P2</number></order>"
                "</document></orders>");
  EXPECT_EQ(attempt({"--input", "edi.xml", "--to", "json-lines"}).out,
            "{\"NO\":\"P1\",\"l\":{\"ITEM\":\"000A\"}}\n{\"NO\":\"P2\"}\n");
}

TEST_F(MappingCommands, NumbersAreNumbersInJsonLinesToo) {
  folder_.write("mappings/m.yaml",
                "mapping: m\nfrom: order\nroot: o\nto: { format: json-lines }\nfields:\n"
                "  A: { from: line/amount, type: number }\n  B: line/quantity\n");
  EXPECT_EQ(attempt({"--input", "order.json"}).out, "{\"A\":3.00,\"B\":\"2\"}\n");
}

TEST_F(MappingCommands, TryTellsInJsonWhatCameOfEachDocument) {
  const Typed ran = attempt({"--input", "order.json", "--json", "--explain", "REP"});
  EXPECT_EQ(ran.code, 0);
  const json::value told = json::parse(ran.out);
  EXPECT_EQ(told.at("documents").as_int64(), 1);
  EXPECT_EQ(told.at("failed").as_int64(), 0);
  EXPECT_THAT(told.at("results").at(0).at("result").as_string().c_str(), HasSubstr("000A"));
  EXPECT_EQ(told.at("explain").at(0).at("field"), "/o/REP");
  EXPECT_EQ(told.at("explain").at(0).at("value"), "R1");
}

TEST_F(MappingCommands, TryGivesEachPartOfAnOrderAsTheErpOrderThatItBecomes) {
  folder_.write("parts.json",
                R"({"company": "acme", "channel": "shop", "number": "W1", "currency": "USD",
"line": [{"sku": "A", "quantity": "1", "amount": "30.00", "warehouse": "W1"},
{"sku": "B", "quantity": "1", "amount": "10.00", "warehouse": "W2"},
{"sku": "C", "quantity": "1", "amount": "20.00", "warehouse": "W1"}],
"charge": [{"type": "freight", "amount": "10.01"}]})");
  folder_.write("mappings/m.yaml",
                "mapping: m\nfrom: order\nroot: o\nto: { format: csv }\n"
                "parts: { by: warehouse, charges: spread }\nlines:\n  each: line\n  as: l\n"
                "  fields: { KEY: $key, SKU: sku, FREIGHT: ../charge/amount }\n");
  const Typed ran = attempt({"--input", "parts.json"});
  EXPECT_EQ(ran.out,
            "KEY,SKU,FREIGHT\nacme/shop/W1/1,A,8.34\nacme/shop/W1/1,C,8.34\n"
            "KEY,SKU,FREIGHT\nacme/shop/W1/2,B,1.67\n");
  EXPECT_EQ(ran.err, "2 parts: W1, W2\n");
  const json::value told = json::parse(attempt({"--input", "parts.json", "--json"}).out);
  EXPECT_EQ(told.at("results").at(1).at("part"), "part 2 of 2 (W2)");
}

TEST_F(MappingCommands, ExplainGoesToTheBytesOfEachDocumentOfAFileOfMany) {
  folder_.write("mappings/m.yaml",
                "mapping: m\nfrom: document\nroot: o\nsource: { format: csv, group: no }\n"
                "fields: { NO: \"row[1]/no\" }\n"
                "lines: { each: row, as: l, fields: { Q: { from: qty } } }\n");
  folder_.write("in.csv", "no,qty\n1,5\n1,6\n2,77\n");
  const Typed ran = attempt({"--input", "in.csv", "--explain", "l[1]/Q"});
  EXPECT_EQ(ran.out,
            "in.csv:2\n/o/l[1]/Q = '5'\n  mapping  mappings/m.yaml:6:41\n  source   from qty\n"
            "           /document/row[1]/qty = '5'  bytes 9 to 10\n"
            "in.csv:4\n/o/l/Q = '77'\n  mapping  mappings/m.yaml:6:41\n  source   from qty\n"
            "           /document/row/qty = '77'  bytes 17 to 19\n");
}

struct Failing {
  const char* name;
  std::vector<std::string> words;
  int code;
  const char* err;
};

class Failures : public MappingCommands, public testing::WithParamInterface<Failing> {};

TEST_P(Failures, SayWhatIsWrongAndHowItIsMended) {
  const Typed ran = type(GetParam().words);
  EXPECT_EQ(ran.code, GetParam().code);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, GetParam().err);
}

INSTANTIATE_TEST_SUITE_P(
    Typed, Failures,
    testing::Values(
        Failing{"no_mapping",
                {"map", "try", "--mapping", "none", "--input", "order.json", "--config", "."},
                2,
                "norekey: there is no mapping 'none'\n  fix: give a file, or the name of one in "
                "./mappings\n"},
        Failing{"no_input",
                {"map", "try", "--mapping", "mappings/m.yaml", "--input", "none.json"},
                3,
                "norekey: the file 'none.json' cannot be read\n  fix: give --input FILE\n"},
        Failing{
            "format",
            {"map", "try", "--mapping", "mappings/m.yaml", "--input", "order.json", "--to", "jsn"},
            2,
            "norekey: unknown format 'jsn', did you mean 'json'?\n  fix: use one of: xml, json, "
            "json-lines, csv, fixed, key-value, sql\n"},
        Failing{"no_field",
                {"map", "try", "--mapping", "mappings/m.yaml", "--input", "order.json", "--explain",
                 "NONE"},
                2,
                "norekey: the result has no field 'NONE'\n  fix: name one as the result shows it, "
                "such as line/price\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(MappingCommands, CheckTellsEveryMistakeOfTheWholeFileAtOnce) {
  folder_.write("mappings/bad.yaml",
                "mapping: m\nfrom: order\nroot: o\nfields:\n  A: { from: po_numer, uper: yes }\n"
                "  B: { from: number, lookup: itms }\n  C: { value: 1, round: x }\n");
  const Typed ran = type({"map", "check", "mappings/bad.yaml"});
  EXPECT_EQ(ran.code, 1);
  const std::size_t path = ran.out.find(
      "mappings/bad.yaml:5:14: fields.A.from: 'po_numer' is not in the order, did you mean "
      "'po_number'?\n  fix: there are: authorisation, ");
  const std::size_t key = ran.out.find(
      "mappings/bad.yaml:5:24: fields.A.uper: unknown key 'uper', did you mean 'upper'?\n");
  const std::size_t lookup = ran.out.find(
      "mappings/bad.yaml:6:30: fields.B.lookup: there is no lookup 'itms', did you mean 'items'?\n"
      "  fix: add the file lookups/itms.csv\n");
  const std::size_t digits = ran.out.find(
      "mappings/bad.yaml:7:25: fields.C.round: 'x' is not a whole number from 0 to 12\n"
      "  fix: write a number in that range\n4 errors: mappings/bad.yaml\n");
  EXPECT_LT(path, key);  // in the order of the file
  EXPECT_LT(key, lookup);
  EXPECT_LT(lookup, digits);
  EXPECT_NE(digits, std::string::npos);
  const json::value told = json::parse(type({"map", "check", "mappings/bad.yaml", "--json"}).out);
  ASSERT_EQ(told.at("findings").as_array().size(), 4U);
  EXPECT_EQ(type({"map", "check", "mappings/m.yaml"}).out,
            "the mapping is fine: mappings/m.yaml\n");
}

TEST_F(MappingCommands, CheckTakesASampleOfManyDocumentsWithWhatAnyOfThemHas) {
  folder_.write("mappings/d.yaml",
                "mapping: m\nfrom: document\nroot: o\n"
                "fields: { A: no, B: ship/city, C: ship/cty }\n");
  folder_.write("some.jsonl", "{\"no\": 1}\n{\"no\": 2, \"ship\": {\"city\": \"Bonn\"}}\n");
  const Typed ran = type({"map", "check", "mappings/d.yaml", "--sample", "some.jsonl"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              HasSubstr("mappings/d.yaml:4:35: fields.C: 'ship/cty' is not in the sample: there is "
                        "no 'cty', did you mean 'city'?\n  fix: there are: city\n"));
  EXPECT_THAT(ran.out, testing::Not(HasSubstr("'ship/city' is not")));
  folder_.write("some.jsonl", "{\"no\": 1}\n{\"no\": \n");
  EXPECT_THAT(type({"map", "check", "mappings/d.yaml", "--sample", "some.jsonl"}).err,
              HasSubstr("norekey: some.jsonl:2:"));
}

TEST_F(MappingCommands, SchemasAreJson) {
  for (const char* what : {"mapping", "config", "daemon"}) {
    const Typed ran = type({"schema", what});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(json::parse(ran.out).as_object().contains("$schema")) << what;
  }
  EXPECT_EQ(type({"schema", "lookups"}).code, 2);
}

/// The demo's config in a folder of its own, with its store.
class Demo : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(SOURCE_DIR "/config/examples/demo", ".", fs::copy_options::recursive);
    std::string text = file("norekey.yaml");
    text.replace(text.find("8642"), 4, "0");
    folder_.write("norekey.yaml", text);
  }
  static std::string file(const std::string& name) {
    std::ostringstream out;
    out << std::ifstream(name, std::ios::binary).rdbuf();
    return out.str();
  }
  static Typed demo(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", "."});
    return type(std::move(words));
  }
  /// How many orders the daemon has taken; none as long as the store is not made.
  static std::size_t taken() {
    const json::value orders = json::parse(demo({"orders", "--json"}).out);
    return orders.is_array() ? orders.as_array().size() : 0;
  }
  /// The demo's mapping with another note on every order.
  void change_note() const {
    std::string text = file("mappings/order-to-file.yaml");
    text.replace(text.find("WEB {number}"), 12, "Web order {number}");
    folder_.write("mappings/order-to-file.yaml", text);
  }
  const ScratchFolder folder_;
};

TEST_F(Demo, ALookupGoesOutAsAFileComesInAsOneAndKeepsItsHistory) {
  const std::string before = demo({"lookups", "export", "items"}).out;
  EXPECT_THAT(before, StartsWith("web_sku,item_no\n"));
  EXPECT_EQ(demo({"lookups", "set", "items", "NEW-1", "000777", "--why", "new item"}).out,
            "set 1\n");
  folder_.write("more.csv", "web_sku,item_no\nNEW-1,000778\nNEW-2,000779\n");
  const Typed taken = demo({"lookups", "import", "items", "more.csv", "--json"});
  EXPECT_EQ(taken.code, 0);
  EXPECT_EQ(taken.out, "{\"set\":2}\n");
  const std::string after = demo({"lookups", "export", "items"}).out;
  EXPECT_THAT(after, HasSubstr("\nNEW-1,000778\nNEW-2,000779\n"));
  EXPECT_EQ(after.size(), before.size() + 2 * std::string("NEW-1,000778\n").size());
  const Typed history = demo({"lookups", "history", "items", "NEW-1"});
  EXPECT_EQ(history.code, 0);
  EXPECT_THAT(history.out, HasSubstr("000778"));
  EXPECT_THAT(history.out, HasSubstr("000777"));
  EXPECT_THAT(history.out, HasSubstr("new item"));
  const json::value told =
      json::parse(demo({"lookups", "history", "items", "NEW-1", "--json"}).out);
  ASSERT_EQ(told.as_array().size(), 2U);
}

TEST_F(Demo, AnExportedTableIsTheFileThatItCameFrom) {
  const std::string dated =
      "sku,price,from,until\nA,1.00,2026-01-01,2026-06-30\nA,1.20,2026-07-01,\n";
  folder_.write("lookups/none.csv", "sku,item\n");
  folder_.write("lookups/alike.csv", "code,code\nA,1\n");
  folder_.write("lookups/dated.csv", dated);
  EXPECT_EQ(demo({"lookups", "export", "none"}).out, "sku,item\n");
  EXPECT_EQ(demo({"lookups", "export", "alike"}).out, "code,code\nA,1\n");
  EXPECT_EQ(demo({"lookups", "list", "alike", "--json"}).out,
            "[{\"key\":\"A\",\"value\":\"1\"}]\n");
  EXPECT_EQ(demo({"lookups", "export", "dated"}).out, dated);
  folder_.write("back.csv", dated);
  EXPECT_EQ(demo({"lookups", "import", "dated", "back.csv"}).out, "set 2\n");
  EXPECT_EQ(demo({"lookups", "export", "dated"}).out, dated);
}

TEST_F(Demo, AFileWithMistakesIsNotTakenAndEachIsNamedWithItsLine) {
  folder_.write("bad.csv", "web_sku,item_no\nNEW-1,1\n,2\nNEW-1,3\n");
  const Typed ran = demo({"lookups", "import", "items", "bad.csv"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("bad.csv:3: the key is empty\n"));
  EXPECT_THAT(ran.err, HasSubstr("'NEW-1' is already on line 2"));
  EXPECT_THAT(demo({"lookups", "export", "items"}).out, testing::Not(HasSubstr("NEW-1")));
}

TEST_F(Demo, ARowThatCannotBeIsRefusedInWords) {
  const Typed latin = demo({"lookups", "set", "items", "M\xFCller", "1"});
  EXPECT_EQ(latin.code, 2);
  EXPECT_EQ(latin.err,
            "norekey: 'M\\xfcller' is not UTF-8\n  fix: type it in a terminal whose character set "
            "is UTF-8\n");
  const Typed empty = demo({"lookups", "set", "items", " ", "1"});
  EXPECT_EQ(empty.code, 2);
  EXPECT_EQ(empty.err,
            "norekey: a row needs the shop's code\n  fix: write  norekey lookups set items CODE "
            "VALUE\n");
}

TEST_F(Demo, AChangeIsAppliedListedAndTakenBackWithWhoAndWhy) {
  EXPECT_EQ(demo({"apply"}).code, 0);
  EXPECT_EQ(demo({"rollback", "--why", "none yet"}).code, 1);
  change_note();
  const Typed dry = demo({"apply", "--dry-run"});
  EXPECT_THAT(dry.out, HasSubstr("mappings/order-to-file.yaml"));
  EXPECT_EQ(demo({"apply", "--why", "clearer note"}).code, 0);
  EXPECT_EQ(demo({"rollback", "--why", "not wanted"}).code, 0);
  const json::value told = json::parse(demo({"bundles", "--json"}).out);
  ASSERT_EQ(told.as_array().size(), 3U);
  EXPECT_EQ(told.at(0).at("bundle"), told.at(2).at("bundle"));
  EXPECT_NE(told.at(1).at("bundle"), told.at(2).at("bundle"));
  EXPECT_EQ(told.at(0).at("why"), "rollback: not wanted");
  EXPECT_EQ(told.at(1).at("why"), "clearer note");
  EXPECT_THAT(demo({"bundles"}).out, StartsWith("VERSION  BUNDLE"));
}

/// A daemon of its own process, ended with it.
class Daemon {
 public:
  Daemon() : child_(::fork()) {
    if (child_ != 0) return;
    const int none = ::open("/dev/null", O_WRONLY);
    ::dup2(none, 1);
    ::dup2(none, 2);
    std::vector<std::string> words{"norekey", "--config", ".", "serve"};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    ::_exit(run_command_line(static_cast<int>(argv.size()), argv.data()));
  }
  ~Daemon() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }

 private:
  const pid_t child_;
};

TEST_F(Demo, AChangedMappingIsHeldAgainstTheOrdersThatTheDaemonHasTaken) {
  {
    const Daemon daemon;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (taken() < 10 && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  const Typed same = demo({"map", "diff", "--mapping", "mappings/order-to-file.yaml", "--since",
                           "2020-01-01T00:00:00Z"});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, StartsWith("0 of "));
  const Typed week = demo({"map", "diff", "--mapping", "mappings/order-to-file.yaml"});
  EXPECT_EQ(week.code, 0) << week.err;
  change_note();
  const Typed other = demo({"map", "diff", "--mapping", "mappings/order-to-file.yaml", "--since",
                            "2020-01-01T00:00:00Z"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.out, StartsWith("note  "));
  EXPECT_THAT(other.out, HasSubstr("-> 'Web order "));
  const json::value told =
      json::parse(demo({"map", "diff", "--mapping", "mappings/order-to-file.yaml", "--since",
                        "2020-01-01T00:00:00Z", "--json"})
                      .out);
  EXPECT_EQ(told.at("causes").at(0).at("field"), "note");
  EXPECT_EQ(told.at("causes").at(0).at("orders"), told.at("changed"));
  EXPECT_GE(told.at("changed").as_int64(), 1);
}

}  // namespace mapping_commands_test
}  // namespace norekey::app
