#include "console/body.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>

#include "core/text.hpp"

namespace norekey::console {
namespace body_test {

/// A schema's kind, as body_fields says it. Roles and areas are texts.
std::string kind_of(const YAML::Node& schema) {
  const std::string type = schema["type"] ? schema["type"].as<std::string>() : "string";
  if (type == "boolean") return "flag";
  if (type == "integer") return "whole";
  if (type == "array") return kind_of(schema["items"]) + "s";
  return "text";
}

TEST(Bodies, AreThoseOfTheOpenApiFile) {
  const YAML::Node api = YAML::LoadFile(SOURCE_DIR "/console/openapi.yaml");
  for (const auto& path : api["paths"]) {
    for (const auto& method : path.second) {
      const YAML::Node& one = method.second;
      const auto operation = one["operationId"].as<std::string>();
      std::vector<std::string> fields;
      if (one["requestBody"]) {
        const YAML::Node schema = one["requestBody"]["content"]["application/json"]["schema"];
        for (const auto& field : schema["properties"])
          fields.push_back(field.first.as<std::string>() + ":" + kind_of(field.second));
      }
      EXPECT_EQ(body_fields(operation), join(fields, " ")) << operation;
    }
  }
}

struct BodyCase {
  const char *name, *operation, *body;
  const char *what, *fix;  ///< "" = it is taken
};

class BodyOfAnOperation : public testing::TestWithParam<BodyCase> {};

TEST_P(BodyOfAnOperation, IsTakenOnlyWhereItIsUnderstood) {
  const BodyCase& row = GetParam();
  const auto checked = check_body(row.operation, boost::json::parse(row.body).as_object());
  EXPECT_EQ(checked ? "" : checked.error().what, row.what);
  EXPECT_EQ(checked ? "" : checked.error().fix, row.fix);
}

INSTANTIATE_TEST_SUITE_P(
    Console, BodyOfAnOperation,
    testing::Values(BodyCase{"empty", "apply", "{}", "", ""},
                    BodyCase{"all", "replay", R"({"ids":[1,2],"send_again":true,"why":""})", "",
                             ""},
                    BodyCase{"flag_as_text", "import_lookup", R"({"csv":"a,b","dry_run":"true"})",
                             "dry_run is a text, not true or false", "send true or false"},
                    BodyCase{"null", "set_lookup_row", R"({"value":null})",
                             "value is null, not a text", "send a text"},
                    BodyCase{"number_as_text", "add_token", R"({"days":"1"})",
                             "days is a text, not a whole number", "send a whole number"},
                    BodyCase{"fraction", "add_token", R"({"days":1.5})",
                             "days is a number, not a whole number", "send a whole number"},
                    BodyCase{"list_of_others", "add_token", R"({"areas":["lookups",1]})",
                             "areas is a list, not a list of texts", "send a list of texts"},
                    BodyCase{"nothing", "resume", R"({"why":"a\u0000b"})", "why holds U+0000",
                             "leave that character out"},
                    BodyCase{"lines_of_a_reason", "resume", R"({"why":"a\nb"})", "", ""},
                    BodyCase{"lines_of_a_document", "resend", R"({"text":"{\n}"})", "", ""},
                    BodyCase{"two_lines", "assign", R"({"to":"olga\notto"})",
                             R"(to 'olga\notto' is not one line of what can be seen)",
                             "type it anew, without line breaks, tabs and the like"},
                    BodyCase{"pasted_tab", "set_lookup_row", R"({"value":"00\t1"})",
                             R"(value '00\t1' is not one line of what can be seen)",
                             "type it anew, without line breaks, tabs and the like"},
                    BodyCase{"not_seen", "add_user", R"({"user":"root\u200b"})",
                             "user 'root\xe2\x80\x8b' is not one line of what can be seen",
                             "type it anew, without line breaks, tabs and the like"},
                    BodyCase{"long_name", "change_user",
                             R"({"name":"1234567890123456789012345678901234567890123456789012345)"
                             R"(6789012345678901234567890123456789012345678901"})",
                             "name has 101 characters, more than 100", "say it shorter"},
                    BodyCase{"unknown", "resume", R"({"reason":"x"})",
                             "the body has a field 'reason'", "this takes: why"},
                    BodyCase{"none_at_all", "check", R"({"x":1})", "the body has a field 'x'",
                             "this takes none"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace body_test
}  // namespace norekey::console
