#include "config/json_schema.hpp"

#include <boost/json.hpp>

#include "config/business.hpp"
#include "config/daemon.hpp"
#include "core/text.hpp"

namespace norekey::config {
namespace {

namespace json = boost::json;

json::object text_schema() { return {{"type", {"string", "number", "boolean"}}}; }

struct SchemaOf {
  json::object operator()(const std::string&) const { return text_schema(); }
  json::object operator()(int) const { return {{"type", "integer"}}; }
  json::object operator()(bool) const {
    return {{"enum", {true, false, "yes", "no", "on", "off"}}};
  }
  json::object operator()(const Duration&) const { return text_schema(); }
  json::object operator()(const Secret&) const { return {{"type", "object"}}; }
  json::object operator()(const std::vector<std::string>&) const {
    return {{"type", {"string", "array"}}};
  }
};

/// One section, from its table.
template <class T, class Table>
json::object section_schema(const Table& table) {
  const T fresh{};
  json::object properties;
  json::array required;
  for (const Field<T>& field : table) {
    json::object one =
        std::visit([&](auto member) { return SchemaOf{}(fresh.*member); }, field.member);
    if (!field.choices.empty()) {
      json::array choices;
      for (const std::string& word : split(field.choices, '|')) {
        choices.emplace_back(word);
        if (word == "yes") choices.emplace_back(true);
        if (word == "no") choices.emplace_back(false);
      }
      one = {{"enum", std::move(choices)}};
    } else if (one.contains("type") && one.at("type") == "integer") {
      one["minimum"] = field.min;
      one["maximum"] = field.max;
    }
    one["description"] = field.help;
    properties[field.name] = std::move(one);
    if (field.required) required.emplace_back(field.name);
  }
  json::object out{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

json::object named(json::object section) {
  return {{"type", "object"}, {"additionalProperties", std::move(section)}};
}

json::object top(const char* title, json::object properties) {
  return {{"$schema", "http://json-schema.org/draft-07/schema#"},
          {"title", title},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

}  // namespace

json::object channels_schema() {
  json::object channel = section_schema<Channel>(channel_fields);
  channel["properties"].as_object()["outbound"] = section_schema<Outbound>(outbound_fields);
  channel["properties"].as_object()["authority"] = section_schema<Authority>(authority_fields);
  json::object alerts = section_schema<Alerts>(alerts_fields);
  alerts["properties"].as_object()["heartbeat"] = section_schema<Heartbeat>(heartbeat_fields);
  return top("Norekey channels.yaml",
             {{"company", named(section_schema<Company>(company_fields))},
              {"channel", named(std::move(channel))},
              {"partner", named(section_schema<Partner>(partner_fields))},
              {"erp", named(section_schema<Erp>(erp_fields))},
              {"receipts", named(section_schema<Receipts>(receipts_fields))},
              {"alerts", std::move(alerts)}});
}

json::object daemon_schema() {
  json::object out = top("Norekey norekey.yaml",
                         section_schema<Daemon>(daemon_fields).at("properties").as_object());
  auto& properties = out["properties"].as_object();
  properties["http"] = section_schema<Http>(http_fields);
  properties["log"] = section_schema<Log>(log_fields);
  properties["retention"] = section_schema<Retention>(retention_fields);
  json::object console = section_schema<Console>(console_fields);
  console["properties"].as_object()["oidc"] = section_schema<Oidc>(oidc_fields);
  properties["console"] = std::move(console);
  return out;
}

}  // namespace norekey::config
