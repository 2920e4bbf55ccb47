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
                    const std::string& area) {
  return upper(method) + " " + path + " " + operation + " " + role + (rep ? " rep " : " ") + area;
}

TEST(Routes, AreThoseOfTheOpenApiFile) {
  std::vector<std::string> table, file;
  for (const Route& one : routes()) {
    table.push_back(line_of(std::string(one.method), std::string(one.path),
                            std::string(one.operation), word(one.least), one.rep,
                            std::string(one.area)));
  }
  const YAML::Node api = YAML::LoadFile(SOURCE_DIR "/console/openapi.yaml");
  for (const auto& path : api["paths"]) {
    for (const auto& method : path.second) {
      const YAML::Node& one = method.second;
      file.push_back(line_of(method.first.as<std::string>(), path.first.as<std::string>(),
                             one["operationId"].as<std::string>(), one["x-role"].as<std::string>(),
                             one["x-rep"] && one["x-rep"].as<bool>(),
                             one["x-area"].as<std::string>()));
    }
  }
  EXPECT_THAT(table, UnorderedElementsAreArray(file));
}

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

TEST(Query, IsDecodedAndTheFirstOfANameCounts) {
  const auto query = read_query("q=a+b%20c&limit=5&q=other&flag&x=%26=");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->at("q"), "a b c");
  EXPECT_EQ(query->at("limit"), "5");
  EXPECT_EQ(query->at("flag"), "");
  EXPECT_EQ(query->at("x"), "&=");
  EXPECT_TRUE(read_query("")->empty());
  EXPECT_TRUE(read_query("a=%zz").has_error());
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
