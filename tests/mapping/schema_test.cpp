/// The JSON Schemas that editors use: every shipped file fits its own, a misspelt key does not, and
/// they name every key that the loader reads.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <filesystem>

#include "config/json_schema.hpp"
#include "examples.hpp"
#include "mapping/json_schema.hpp"

namespace norekey::mapping {
namespace schema_test {

namespace json = boost::json;

/// As editors read YAML: plain words are flags and numbers where they look so.
json::value to_json(const YAML::Node& node) {
  if (node.IsMap()) {
    json::object out;
    for (const auto& one : node) out[one.first.Scalar()] = to_json(one.second);
    return out;
  }
  if (node.IsSequence()) {
    json::array out;
    for (const auto& one : node) out.push_back(to_json(one));
    return out;
  }
  if (!node.IsScalar()) return nullptr;
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return json::value(text);  // quoted
  if (text == "true" || text == "false") return text == "true";
  if (!text.empty() && text.size() < 10 &&
      text.find_first_not_of("0123456789") == std::string::npos)
    return json::value(std::stoll(text));
  return json::value(text);
}

/// The part of JSON Schema that the schemas use. Gives the places that do not fit.
class Fitting {
 public:
  explicit Fitting(const json::object& root) : root_(root) {}

  bool fits(const json::value& value, const json::object& schema) const {
    if (const auto* ref = schema.if_contains("$ref"))
      return fits(value, root_.at("$defs").at(std::string(ref->as_string()).substr(8)).as_object());
    if (const auto* any = schema.if_contains("anyOf")) {
      for (const auto& one : any->as_array())
        if (fits(value, one.as_object())) return true;
      return false;
    }
    if (const auto* choices = schema.if_contains("enum")) {
      for (const auto& one : choices->as_array())
        if (one == value) return true;
      return false;
    }
    if (const auto* type = schema.if_contains("type"); type != nullptr && !is(value, *type))
      return false;
    if (const auto* least = schema.if_contains("minimum");
        least != nullptr && value.is_int64() && value.as_int64() < least->as_int64())
      return false;
    if (const auto* items = schema.if_contains("items"); items != nullptr && value.is_array()) {
      for (const auto& one : value.as_array())
        if (!fits(one, items->as_object())) return false;
    }
    return !value.is_object() || members(value.as_object(), schema);
  }

 private:
  static bool is(const json::value& value, const json::value& type) {
    if (type.is_array()) {
      for (const auto& one : type.as_array())
        if (is(value, one)) return true;
      return false;
    }
    const auto& t = type.as_string();
    return (t == "object" && value.is_object()) || (t == "array" && value.is_array()) ||
           (t == "string" && value.is_string()) || (t == "boolean" && value.is_bool()) ||
           ((t == "integer" || t == "number") && value.is_int64());
  }

  bool members(const json::object& value, const json::object& schema) const {
    if (const auto* required = schema.if_contains("required")) {
      for (const auto& one : required->as_array())
        if (!value.contains(one.as_string())) return false;
    }
    const auto* known = schema.if_contains("properties");
    const auto* others = schema.if_contains("additionalProperties");
    for (const auto& one : value) {
      const auto* own = known == nullptr ? nullptr : known->as_object().if_contains(one.key());
      if (own != nullptr) {
        if (!fits(one.value(), own->as_object())) return false;
      } else if (others != nullptr && others->is_bool()) {
        return false;
      } else if (others != nullptr && !fits(one.value(), others->as_object())) {
        return false;
      }
    }
    return true;
  }

  const json::object& root_;
};

bool fits(const json::object& schema, const std::string& yaml) {
  return Fitting(schema).fits(to_json(YAML::Load(yaml)), schema);
}

TEST(Schema, EveryShippedFileFits) {
  const json::object mapping = mapping_schema(), channels = config::channels_schema(),
                     daemon = config::daemon_schema();
  int seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(SOURCE_DIR "/config/examples")) {
    const std::string path = entry.path().string(), name = entry.path().filename().string();
    const std::string text = entry.is_regular_file() ? file_text(path) : "";
    if (path.find("/mappings/") != std::string::npos && entry.path().extension() == ".yaml") {
      EXPECT_TRUE(fits(mapping, text)) << path;
    } else if (name == "channels.yaml") {
      EXPECT_TRUE(fits(channels, text)) << path;
    } else if (name == "norekey.yaml") {
      EXPECT_TRUE(fits(daemon, text)) << path;
    } else {
      continue;
    }
    ++seen;
  }
  EXPECT_GE(seen, 30);
}

TEST(Schema, MisspeltKeysDoNotFit) {
  const json::object schema = mapping_schema();
  EXPECT_TRUE(fits(schema, "mapping: m\nfields: { A: { from: number, upper: yes } }\n"));
  EXPECT_FALSE(fits(schema, "mapping: m\nfields: { A: { from: number, uper: yes } }\n"));
  EXPECT_FALSE(fits(schema, "mapping: m\nfields: { A: { from: number, upper: maybe } }\n"));
  EXPECT_FALSE(fits(schema, "mapping: m\nfrom: ordr\nfields: { A: number }\n"));
  const std::string to = "mapping: m\nfields: { A: number }\nto: { format: fixed, ";
  EXPECT_TRUE(fits(schema, to + "charset: latin-1, records: { o: { A: 9, B: { width: 2 } } } }\n"));
  EXPECT_FALSE(fits(schema, to + "charst: latin-1, records: { o: { A: 9 } } }\n"));
  EXPECT_FALSE(fits(schema, to + "charset: latin1, records: { o: { A: 9 } } }\n"));
  EXPECT_FALSE(fits(schema, to + "records: { o: { A: { wdth: 2 } } } }\n"));
  EXPECT_FALSE(fits(config::channels_schema(), "company: { a: { zon: UTC } }\n"));
}

/// One rule for the field F.
bool rule_fits(const json::object& schema, const std::string& rule) {
  return fits(schema, "mapping: m\nfields: { F: { " + rule + " } }\n");
}

TEST(Schema, KnowsWhatStandsInsideOfKeys) {
  const json::object schema = mapping_schema();
  for (const char* fine :
       {"from: a, lookup: items",
        "from: a, lookup: { in: items, spelling: codes, on: requested, "
        "missing: keep, repeat: yes }",
        "from: a, convert: units",
        "from: a, convert: { by: units, unit: uom, item: sku, to: CS, remainder: up, as: price }",
        "from: a, pad: { to: 10, with: 0, on: left }", "from: a, piece: { of: \"-\", at: 2 }",
        "create: { lookup: customers, key: [a, b], code: \"W{number}\" }", "allocate: amount",
        "allocate: { amount: ../total, over: amount, digits: 2 }", "sequence: lines",
        "sequence: { name: lines, start: 10, by: 10 }"})
    EXPECT_TRUE(rule_fits(schema, fine)) << fine;
  for (const char* wrong :
       {"from: a, lookup: { in: items, speling: codes }", "from: a, lookup: { missing: keep }",
        "from: a, lookup: { in: items, missing: skip }",
        "from: a, convert: { by: units, reminder: up }",
        "from: a, convert: { by: units, remainder: round }", "from: a, pad: { too: 10 }",
        "from: a, pad: { to: ten }", "from: a, piece: { at: 1 }",
        "create: { lookup: customers, keys: [a], code: W }", "create: { lookup: customers }",
        "allocate: { over: amount }", "allocate: { amount: total, digit: 2 }",
        "sequence: { name: lines, step: 10 }"})
    EXPECT_FALSE(rule_fits(schema, wrong)) << wrong;
  EXPECT_TRUE(
      fits(schema, "mapping: m\nparts: { by: warehouse, charges: spread }\nfields: { A: b }\n"));
  EXPECT_FALSE(
      fits(schema, "mapping: m\nparts: { by: warehouse, charge: spread }\nfields: { A: b }\n"));
}

std::string names_of(const json::value& properties) {
  std::vector<std::string> keys;
  for (const auto& one : properties.as_object()) keys.emplace_back(one.key());
  std::sort(keys.begin(), keys.end());
  std::string out;
  for (const std::string& one : keys) out += (out.empty() ? "" : ", ") + one;
  return out;
}

TEST(Schema, HasTheKeysOfFormatsAndColumnsThatTheLoaderKnows) {
  config::Findings findings;
  Mapping::load(
      "mapping: m\nto: { format: csv, nokey: 1, records: { d: { A: { nocolumn: 1 } } } }\n"
      "fields: { A: number }\n",
      "m.yaml", "UTC", findings);
  ASSERT_EQ(findings.errors.size(), 2U);
  const json::object schema = mapping_schema();
  std::vector<std::string> fixes = {findings.errors[0].fix, findings.errors[1].fix};
  std::sort(fixes.begin(), fixes.end());
  EXPECT_EQ(fixes[0], "use one of: " + names_of(schema.at("$defs").at("column").at("properties")));
  EXPECT_EQ(fixes[1], "use one of: " + names_of(schema.at("$defs").at("format").at("properties")));
}

/// What the loader says it knows is what the schema says.
TEST(Schema, HasTheKeysThatTheLoaderKnows) {
  config::Findings findings;
  Mapping::load("mapping: m\nfields: { A: { from: number, unknown: 1 } }\n", "m.yaml", "UTC",
                findings);
  ASSERT_EQ(findings.errors.size(), 1U);
  std::string fix = findings.errors[0].fix;
  const json::object schema = mapping_schema();
  std::vector<std::string> keys;
  const auto& rule =
      schema.at("$defs").at("rule").at("anyOf").as_array().at(1).at("properties").as_object();
  for (const auto& one : rule) keys.emplace_back(one.key());
  std::sort(keys.begin(), keys.end());
  std::string joined;
  for (const std::string& one : keys) joined += (joined.empty() ? "" : ", ") + one;
  EXPECT_EQ(fix, "use one of: " + joined);
}

}  // namespace schema_test
}  // namespace norekey::mapping
