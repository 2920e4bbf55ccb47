/// The table of routes and openapi.yaml say the same.
#include "console/route.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>

#include "core/text.hpp"

namespace norekey::console {
namespace routes_test {

using testing::UnorderedElementsAreArray;

const char* word(Least least) {
  switch (least) {
    case Least::nobody:
      return "none";
    case Least::any:
      return "any";
    case Least::viewer:
      return "viewer";
    case Least::operator_:
      return "operator";
    case Least::admin:
      return "admin";
  }
  return "";
}

std::string line_of(const std::string& method, const std::string& path,
                    const std::string& operation, const std::string& role, bool rep,
                    const std::string& area, const std::string& query) {
  return upper(method) + " " + path + " " + operation + " " + role + (rep ? " rep " : " ") + area +
         " ? " + query;
}

/// The names of an operation's query as the table writes them.
std::string query_of(const YAML::Node& api, const YAML::Node& operation) {
  if (operation["x-any-query"]) return "*";
  std::vector<std::string> out;
  for (YAML::Node one : operation["parameters"]) {
    if (one["$ref"]) {
      const auto name = one["$ref"].as<std::string>();
      one = api["components"]["parameters"][name.substr(name.rfind('/') + 1)];
    }
    if (one["in"].as<std::string>() != "query") continue;
    const YAML::Node words = one["schema"]["enum"];
    const bool flag = words && words[0].as<std::string>() == "1";
    out.push_back(one["name"].as<std::string>() + (flag ? "?" : ""));
  }
  return join(out, " ");
}

TEST(Routes, AreThoseOfTheOpenApiFile) {
  std::vector<std::string> table, file;
  for (const Route& one : routes()) {
    table.push_back(line_of(std::string(one.method), std::string(one.path),
                            std::string(one.operation), word(one.least), one.rep,
                            std::string(one.area), std::string(one.query)));
  }
  const YAML::Node api = YAML::LoadFile(SOURCE_DIR "/console/openapi.yaml");
  for (const auto& path : api["paths"]) {
    for (const auto& method : path.second) {
      const YAML::Node& one = method.second;
      file.push_back(line_of(method.first.as<std::string>(), path.first.as<std::string>(),
                             one["operationId"].as<std::string>(), one["x-role"].as<std::string>(),
                             one["x-rep"] && one["x-rep"].as<bool>(),
                             one["x-area"].as<std::string>(), query_of(api, one)));
    }
  }
  EXPECT_THAT(table, UnorderedElementsAreArray(file));
}

struct QueryCase {
  const char *path, *name, *value, *what, *fix;
};

class QueryOfARoute : public testing::TestWithParam<QueryCase> {};

TEST_P(QueryOfARoute, HasOnlyNamesAndWordsThatAreKnown) {
  const QueryCase& in = GetParam();
  const auto found = find_route("GET", in.path);
  ASSERT_TRUE(found.has_value());
  const auto checked = check_query(*found->route, {{in.name, in.value}});
  EXPECT_EQ(checked ? "" : checked.error().what, in.what);
  EXPECT_EQ(checked ? "" : checked.error().fix, in.fix);
}

INSTANTIATE_TEST_SUITE_P(
    Console, QueryOfARoute,
    testing::Values(QueryCase{"/causes", "channel", "acme/shop", "", ""},
                    QueryCase{"/causes", "chanel", "acme/shop",
                              "there is no parameter 'chanel', did you mean 'channel'?",
                              "use one of: channel"},
                    QueryCase{"/today", "day", "1", "there is no parameter 'day'",
                              "leave it out: today takes none"},
                    QueryCase{"/credit/claims", "open", "yes", "", ""},
                    QueryCase{"/credit/claims", "open", "", "", ""},
                    QueryCase{"/credit/claims", "open", "perhaps",
                              "open is yes or no, not 'perhaps'", "write open=yes"},
                    QueryCase{"/oidc/callback", "iss", "https://id.example", "", ""}));

struct FindCase {
  const char *method, *path, *operation, *value;
};

class RouteOfAPath : public testing::TestWithParam<FindCase> {};

TEST_P(RouteOfAPath, IsFoundWithItsDecodedSegments) {
  const FindCase& in = GetParam();
  const auto found = find_route(in.method, in.path);
  ASSERT_TRUE(found.has_value());
  ASSERT_NE(found->route, nullptr);
  EXPECT_EQ(found->route->operation, in.operation);
  EXPECT_EQ(found->values.empty() ? "" : found->values.begin()->second, in.value);
}

INSTANTIATE_TEST_SUITE_P(Console, RouteOfAPath,
                         testing::Values(FindCase{"GET", "/today", "today", ""},
                                         FindCase{"GET", "/messages/12", "message", "12"},
                                         FindCase{"GET", "/partners/due", "partners_due", ""},
                                         FindCase{"POST", "/destinations/shop%2Facme%2Fshop/pause",
                                                  "pause", "shop/acme/shop"},
                                         FindCase{"GET", "/lookups/%C3%BCber", "lookup_rows",
                                                  "über"},
                                         FindCase{"GET", "/lookups/a+b", "lookup_rows", "a+b"}));

TEST(RouteOfNoPath, IsNoneAndNamesOtherMethods) {
  EXPECT_EQ(find_route("GET", "/nothing")->route, nullptr);
  EXPECT_EQ(find_route("GET", "/nothing")->others, "");
  EXPECT_EQ(find_route("GET", "")->route, nullptr);
  EXPECT_EQ(find_route("GET", "//today")->route, nullptr);
  EXPECT_EQ(find_route("GET", "/today/")->route, nullptr);
  EXPECT_EQ(find_route("GET", "/messages/")->route, nullptr);
  EXPECT_EQ(find_route("PUT", "/session")->others, "GET, POST, DELETE");
}

struct BadCase {
  const char *path, *what;
};

class BadSegment : public testing::TestWithParam<BadCase> {};

TEST_P(BadSegment, IsRefused) {
  const auto found = find_route("GET", GetParam().path);
  ASSERT_TRUE(found.has_error());
  EXPECT_EQ(found.error().what, GetParam().what);
  EXPECT_EQ(found.error().cause, "usage");
}

INSTANTIATE_TEST_SUITE_P(Console, BadSegment,
                         testing::Values(BadCase{"/lookups/%", "'%' is not percent-encoded"},
                                         BadCase{"/lookups/%4", "'%4' is not percent-encoded"},
                                         BadCase{"/lookups/%zz", "'%zz' is not percent-encoded"},
                                         BadCase{"/lookups/a%00b", "'a\\x00b' is no UTF-8 text"},
                                         BadCase{"/lookups/%ff", "'\\xff' is no UTF-8 text"}));

TEST(Query, IsDecodedAndANameSaysOneThing) {
  const auto query = read_query("q=a+b%20c&limit=5&&q=a+b+c&flag&x=%26=");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->at("q"), "a b c");
  EXPECT_EQ(query->at("limit"), "5");
  EXPECT_EQ(query->at("flag"), "");
  EXPECT_EQ(query->at("x"), "&=");
  EXPECT_TRUE(read_query("")->empty());
  EXPECT_TRUE(read_query("a=%zz").has_error());
  const auto twice = read_query("q=a&q=b");
  ASSERT_TRUE(twice.has_error());
  EXPECT_EQ(to_string(twice.error()), "'q' is given twice, as 'a' and as 'b'\n  fix: give it once");
}

TEST(May, FollowsTheRanksAndLeavesRepsBeside) {
  const Route reading{"GET", "/a", "a", Least::viewer, false, "messages", nullptr};
  const Route own{"GET", "/b", "b", Least::viewer, true, "messages", nullptr};
  const Route ruling{"POST", "/c", "c", Least::admin, false, "users", nullptr};
  EXPECT_TRUE(may(reading, Role::viewer));
  EXPECT_TRUE(may(reading, Role::admin));
  EXPECT_FALSE(may(reading, Role::rep));
  EXPECT_TRUE(may(own, Role::rep));
  EXPECT_FALSE(may(ruling, Role::operator_));
  EXPECT_TRUE(may(ruling, Role::admin));
}

}  // namespace routes_test
}  // namespace norekey::console
