// norekey edi as it is typed: exit codes, texts, JSON.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>

#include "app/command_line.hpp"

namespace norekey::app {
namespace edi_commands_test {

using testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out, err;
};

Ran run_all(std::vector<std::string> words) {
  words.insert(words.begin(), "norekey");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ran out;
  out.code = run_command_line(static_cast<int>(argv.size()), argv.data());
  out.out = testing::internal::GetCapturedStdout();
  out.err = testing::internal::GetCapturedStderr();
  return out;
}

Ran run(std::vector<std::string> words) {
  words.insert(words.begin(), "edi");
  return run_all(std::move(words));
}

std::string fixture(const std::string& name) { return SOURCE_DIR "/tests/edi/corpus/" + name; }

class Scratch {
 public:
  Scratch(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("norekey-edi-" + std::to_string(::getpid()) + "-" + name)) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~Scratch() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct WrongValue {
  const char* name;
  std::vector<std::string> words;
  const char* begins;
};

class EdiOptions : public testing::TestWithParam<WrongValue> {};

TEST_P(EdiOptions, ThatCannotBeAreRefusedBeforeAnythingIsWritten) {
  const Ran ran = run(GetParam().words);
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.substr(0, std::string(GetParam().begins).size()), GetParam().begins);
}

INSTANTIATE_TEST_SUITE_P(
    App, EdiOptions,
    testing::Values(
        WrongValue{"no_charset",
                   {"write", "any.xml", "--charset", "LATIN-X"},
                   "norekey: an interchange cannot be written in 'LATIN-X'\n  fix: give a "
                   "character set such as ISO-8859-1, ISO-8859-15, windows-1252 or UTF-8\n"},
        WrongValue{"a_charset_in_which_separators_are_other_bytes",
                   {"write", "any.xml", "--charset", "UTF-16"},
                   "norekey: an interchange cannot be written in 'UTF-16'\n"},
        WrongValue{"a_control_number_of_ten_digits",
                   {"ack", "any.x12", "--control", "1000000000"},
                   "norekey: --control: Value 1000000000 not in range 1 to 999999999\n"},
        WrongValue{"no_control_number",
                   {"ack", "any.x12", "--control", "0"},
                   "norekey: --control: Value 0 not in range 1 to 999999999\n"},
        WrongValue{"less_than_no_finding",
                   {"validate", "any.x12", "--findings", "-1"},
                   "norekey: --findings: Value -1 not in range 0 to 1000000000\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(EdiCommands, ExitCodesSayFineFindingsUsageAndCannotRun) {
  EXPECT_EQ(run({"validate", fixture("x12/good/own__850_min.x12")}).code, 0);
  EXPECT_EQ(run({"validate", fixture("x12/bad/own__bad_code.x12")}).code, 1);
  EXPECT_EQ(run({"validate"}).code, 2);
  EXPECT_EQ(run({"read", fixture("x12/good/own__850_min.x12"), "--to", "csv"}).code, 2);
  EXPECT_EQ(run({"validate", "/nowhere.x12"}).code, 3);
}

TEST(EdiCommands, ValidateSaysOneLineAFindingAndASummary) {
  const std::string file = fixture("x12/bad/own__bad_code.x12");
  const Ran ran = run({"validate", file});
  EXPECT_THAT(ran.out, HasSubstr(file + ":"));
  EXPECT_THAT(ran.out,
              HasSubstr("not valid: 1 transaction sets, 0 accepted, 1 rejected; 1 errors"));
}

TEST(EdiCommands, ValidateAsJsonHasTheKeysThatScriptsUse) {
  const Ran ran = run({"validate", "--json", fixture("x12/bad/own__bad_code.x12")});
  const auto answer = boost::json::parse(ran.out);
  for (const char* key : {"valid", "transactions", "accepted", "rejected", "findings"})
    EXPECT_TRUE(answer.as_object().contains(key)) << key;
  for (const char* key :
       {"code", "text", "transaction", "segment", "tag", "element", "line", "column", "offset"})
    EXPECT_TRUE(answer.at("findings").as_array().at(0).as_object().contains(key)) << key;
}

TEST(EdiCommands, AGuideThatIsWrongIsToldWithItsPlaceAndNothingIsRead) {
  const Scratch guide("guide.yaml", "guide: g\nstandard: x12 004010\nset: \"850\"\nloop: {}\n");
  const Ran ran = run({"validate", fixture("x12/good/own__850_min.x12"), "--guide", guide.path()});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, guide.path() +
                         ":4:1: loop: unknown key 'loop', did you mean 'loops'?\n"
                         "  fix: use one of: conditions, guide, loops, segments, set, standard\n");
}

TEST(EdiCommands, AGuideForOtherSetsThanTheFilesIsToldOf) {
  const Scratch guide("guide5.yaml", "guide: g\nstandard: x12 005010\nset: \"850\"\n");
  const Ran ran = run({"validate", fixture("x12/good/own__850_min.x12"), "--guide", guide.path()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "warning: the guide 'g' is for 850 in x12 005010: no set of this file is\n");
}

TEST(EdiCommands, AckAnswersWithTheControlNumberThatIsGiven) {
  const Ran ran = run({"ack", fixture("x12/good/own__850_min.x12"), "--control", "77", "--lines"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("*000000077*0*"));
  EXPECT_THAT(ran.out, HasSubstr("\nAK5*A~\n"));
}

TEST(EdiCommands, ReadAndWriteGiveTheSameBytes) {
  for (const char* form : {"xml", "json"}) {
    const std::string file = fixture("x12/good/own__850_min.x12");
    const Scratch tree("tree", run({"read", file, "--to", form}).out);
    const Ran back = run({"write", tree.path()});
    EXPECT_EQ(back.code, 0);
    std::ifstream in(file, std::ios::binary);
    EXPECT_EQ(back.out, std::string(std::istreambuf_iterator<char>(in), {})) << form;
  }
}

TEST(EdiCommands, ReadToOrderShowsTheOrder) {
  const Ran ran = run({"read", fixture("x12/good/own__850_min.x12"), "--to", "order"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("<po_number>PO1001</po_number>"));
}

TEST(EdiCommands, TheShippedPartnersAreFine) {
  const Ran ran = run_all({"check", "--config", SOURCE_DIR "/config/examples/partners"});
  EXPECT_EQ(ran.code, 0) << ran.out;
}

}  // namespace edi_commands_test
}  // namespace norekey::app
