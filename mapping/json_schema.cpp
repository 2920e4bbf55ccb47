#include "mapping/json_schema.hpp"

#include <boost/json.hpp>

#include "mapping/keys.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {
namespace {

namespace json = boost::json;

void add_key(json::object& to, std::string_view key, std::string_view schema,
             std::string_view help) {
  json::object one = json::parse(schema).as_object();
  one["description"] = help;
  to[key] = std::move(one);
}

json::object properties(const std::vector<Key>& keys) {
  json::object out;
  for (const Key& one : keys) add_key(out, one.key, one.schema, one.help);
  return out;
}

void add_steps(json::object& to) {
  for (const StepKind& one : step_kinds()) add_key(to, one.key, one.schema, one.help);
  for (const Companion& one : step_companions()) add_key(to, one.key, one.schema, one.help);
}

json::object closed_object(json::object all) {
  return {{"type", "object"}, {"properties", std::move(all)}, {"additionalProperties", false}};
}

json::object format_schema() {
  json::object out = closed_object(properties(format_keys()));
  out["required"] = json::array{"format"};
  return out;
}

}  // namespace

json::object mapping_schema() {
  json::object rule = properties(source_keys());
  for (auto& one : properties(rule_keys())) rule[one.key()] = std::move(one.value());
  add_steps(rule);
  const json::object field{{"anyOf",
                            {{{"type", {"string", "number"}}},
                             {{"$ref", "#/$defs/rule"}},
                             {{"$ref", "#/$defs/group"}}}}};
  json::object defs{
      {"rule",
       json::object{{"anyOf", {{{"type", {"string", "number"}}}, closed_object(std::move(rule))}}}},
      {"group", closed_object(properties(group_keys()))},
      {"fields", {{"type", "object"}, {"additionalProperties", field}}},
      {"column", closed_object(properties(column_keys()))},
      {"format", format_schema()}};
  json::object top = properties(top_keys());
  top["shared"] = json::object{{"type", "string"},
                               {"description", "in place of mapping: a file of groups for others"}};
  return {{"$schema", "http://json-schema.org/draft-07/schema#"},
          {"title", "Norekey mapping"},
          {"type", "object"},
          {"properties", std::move(top)},
          {"additionalProperties", json::object{{"$ref", "#/$defs/group"}}},
          {"$defs", std::move(defs)}};
}

}  // namespace norekey::mapping
