/// Worked cases: every answer of tests/credit/cases/*.jsonl is compared whole.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "credit/evaluate.hpp"

namespace norekey::credit {
namespace cases_test {

namespace json = boost::json;

std::vector<json::object> cases_of(const std::string& name) {
  std::ifstream file(std::string(SOURCE_DIR) + "/tests/credit/cases/" + name);
  std::vector<json::object> out;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty()) out.push_back(json::parse(line).as_object());
  }
  return out;
}

/// A list as sorted texts: credits and flags have no order.
std::vector<std::string> sorted(const json::value& list) {
  std::vector<std::string> out;
  for (const json::value& one : list.as_array()) {
    std::vector<std::string> members;
    if (one.is_object()) {
      for (const auto& member : one.get_object())
        members.push_back(std::string(member.key()) + "=" + json::serialize(member.value()));
      std::sort(members.begin(), members.end());
    } else {
      members.push_back(json::serialize(one));
    }
    std::string text;
    for (const std::string& member : members) text += member + " ";
    out.push_back(text);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void expect_agrees(const json::object& given) {
  const std::string id(given.at("id").as_string());
  auto read = read_case(given, policy_p0());
  ASSERT_TRUE(read) << id << " " << to_string(read.error());
  const json::object got = evaluate(*read);
  for (const auto& [key, want] : given.at("expect").as_object()) {
    if (key == "explain") {
      EXPECT_FALSE(got.at("explain").as_string().empty()) << id;
    } else if (key == "credits" || key == "flags") {
      EXPECT_EQ(sorted(got.at(key)), sorted(want)) << id << " " << key;
    } else {
      ASSERT_TRUE(got.contains(key)) << id << " has no " << key;
      EXPECT_EQ(json::serialize(got.at(key)), json::serialize(want)) << id << " " << key;
    }
  }
}

TEST(WorkedCases, AgreeInEveryKey) {
  const auto all = cases_of("worked.jsonl");
  EXPECT_EQ(all.size(), 60U);
  for (const json::object& one : all) expect_agrees(one);
}

TEST(OwnCases, AgreeInEveryKey) {
  const auto all = cases_of("own.jsonl");
  EXPECT_GT(all.size(), 60U);
  for (const json::object& one : all) expect_agrees(one);
}

TEST(WorkedCases, DoNotDependOnTheOrderOfTheirAssignments) {
  for (const char* file : {"worked.jsonl", "own.jsonl"}) {
    for (json::object one : cases_of(file)) {
      json::object& given = one.at("given").as_object();
      if (!given.contains("assignments")) continue;
      json::array& rows = given.at("assignments").as_array();
      std::reverse(rows.begin(), rows.end());
      expect_agrees(one);
    }
  }
}

TEST(WorkedCases, AnswerTheSameWithoutAnExpect) {
  for (json::object one : cases_of("worked.jsonl")) {
    const json::object full = evaluate(read_case(one, policy_p0()).value());
    one.erase("expect");
    const json::object bare = evaluate(read_case(one, policy_p0()).value());
    for (const auto& member : full)
      EXPECT_EQ(json::serialize(bare.at(member.key())), json::serialize(member.value()));
  }
}

TEST(PolicyFile, P0IsWhatIsBuiltIn) {
  std::ifstream file(std::string(SOURCE_DIR) + "/tests/credit/cases/policy-P0.json");
  std::stringstream text;
  text << file.rdbuf();
  Policy other = policy_p0();
  other.zone = "UTC";
  other.exclude.clear();
  const auto read = read_policy(json::parse(text.str()).as_object(), other, "");
  ASSERT_TRUE(read) << to_string(read.error());
  const Policy p0 = policy_p0();
  EXPECT_EQ(read->zone, p0.zone);
  EXPECT_EQ(read->exclude, p0.exclude);
  EXPECT_EQ(read->claim_window_days, p0.claim_window_days);
  EXPECT_EQ(read->name, p0.name);
}

struct BadLine {
  const char *name, *line, *want;
};

class CasesFile : public testing::TestWithParam<BadLine> {};

TEST_P(CasesFile, NamesABadLineAndGoesOn) {
  std::istringstream in(std::string(GetParam().line) +
                        "\n"
                        R"({"id":"OK","given":{},"order":{"no":"W1","placed_at":)"
                        R"("2026-03-10T15:00:00Z","lines":[]}})"
                        "\n");
  std::vector<std::string> answers, errors;
  evaluate_lines(
      in, "cases.jsonl", policy_p0(), [&](const std::string& line) { answers.push_back(line); },
      [&](const Error& e) { errors.push_back(to_string(e)); });
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0], GetParam().want);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_NE(answers[0].find("\"OK\""), std::string::npos);
}

#define ORDER(rest) \
  R"({"id":"X","given":{},"order":{"no":"W1","placed_at":"2026-03-10T15:00:00Z",)" rest "}}"
#define GIVEN(rest) \
  R"({"id":"X","given":{)" rest R"(},"order":{"placed_at":"2026-03-10T15:00:00Z"}})"

INSTANTIATE_TEST_SUITE_P(
    Credit, CasesFile,
    testing::Values(
        BadLine{
            "no_json", "{\"id\": ",
            "cases.jsonl:1: this is no JSON: incomplete JSON: '{\"id\":'\n  fix: write one case a "
            "line: {\"id\": …, \"given\": …, \"order\": …}"},
        BadLine{"a_list", "[1]",
                "cases.jsonl:1: '[1]' is no JSON object\n  fix: write one case a line: {\"id\": …, "
                "\"given\": …, \"order\": …}"},
        BadLine{"no_order", R"({"id":"X"})", "cases.jsonl:1: order: is missing\n  fix: add it"},
        BadLine{
            "comma_amount", ORDER(R"("lines":[{"n":1,"net":"12,50"}])"),
            "cases.jsonl:1: order.lines[0].net: '12,50' is not a decimal number as text\n  fix: "
            "write it in quotes with a point, such as \"412.50\""},
        BadLine{
            "binary_amount", ORDER(R"("lines":[{"n":1,"net":12.5}])"),
            "cases.jsonl:1: order.lines[0].net: '1.25E1' is not a decimal number as text\n  fix: "
            "write it in quotes with a point, such as \"412.50\""},
        BadLine{"bad_moment", R"({"id":"X","order":{"placed_at":"yesterday"}})",
                "cases.jsonl:1: order.placed_at: 'yesterday' is not a moment\n  fix: write it like "
                "2026-03-10T15:00:00Z"},
        BadLine{
            "bad_currency", ORDER(R"("currency":"USX")"),
            "cases.jsonl:1: order.currency: unknown currency 'USX', did you mean 'USD'?\n  fix: "
            "use an ISO 4217 code such as USD"},
        BadLine{"bad_place", GIVEN(R"("assignments":[{"id":"A1","at":"acount:C1","to":[]}])"),
                "cases.jsonl:1: given.assignments[0].at: 'acount:C1' is not a place that can be "
                "assigned\n  fix: write account:C100, shipto:C100/ST001, account:C100/line:VALVES, "
                "contract:K7, channel:X, parent:C100, line:VALVES, postal:US:60600-60699, "
                "county:US-17031, state:US-IL or country:US"},
        BadLine{
            "bad_slot",
            GIVEN(R"("assignments":[{"id":"A1","at":"account:C1","slot":"primry","to":)"
                  R"([{"rep":"A","pct":"100"}],"from":"2026-01-01"}])"),
            "cases.jsonl:1: given.assignments[0].slot: unknown slot 'primry'\n  fix: use one of: "
            "primary, inside, overlay, helper"},
        BadLine{
            "bad_date",
            GIVEN(R"("assignments":[{"id":"A1","at":"account:C1","to":)"
                  R"([{"rep":"A","pct":"100"}],"from":"2026-02-30"}])"),
            "cases.jsonl:1: given.assignments[0].from: '2026-02-30' is not a date\n  fix: write "
            "it like 2026-11-21"},
        BadLine{
            "bad_zone", GIVEN(R"("policy_delta":{"business_tz":"America/Chicgo"})"),
            "cases.jsonl:1: given.policy_delta.business_tz: unknown time zone 'America/Chicgo', "
            "did you mean 'America/Chicago'?\n  fix: use an IANA name such as America/Chicago"},
        BadLine{
            "bad_policy", GIVEN(R"("policy_delta":{"geo_address":"shipto"})"),
            "cases.jsonl:1: given.policy_delta.geo_address: unknown word 'shipto', did you mean "
            "'ship_to'?\n  fix: use one of: ship_to, order_address, bill_to"},
        BadLine{
            "quote_split_not_100",
            GIVEN(R"("policy_delta":{"quote_split":{"owner":"60","account":"50"}})"),
            "cases.jsonl:1: given.policy_delta.quote_split: owner 60 and account 50 are not 100\n "
            " fix: write shares that add up to 100"},
        BadLine{"unknown_event",
                ORDER(R"("events":[{"type":"refund","at":"2026-03-11T10:00:00Z"}])"),
                "cases.jsonl:1: order.events[0].type: unknown event 'refund'\n  fix: use invoice, "
                "return, cancel or rebill"},
        BadLine{
            "pair_line",
            R"({"id":"X","order":{"web":{"no":"W","placed_at":"2026-03-10T15:00:00Z","lines":)"
            R"([["A","x"]]},"erp":{"no":"S","entered_at":"2026-03-10T15:00:00Z"}}})",
            "cases.jsonl:1: order.web.lines: '[\"A\",\"x\"]' is no line\n  fix: write [\"SKU\", "
            "\"12\"]"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace cases_test
}  // namespace norekey::credit
