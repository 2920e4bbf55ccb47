#include "mapping/told_json.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

namespace json = boost::json;

std::string place_text(const Where& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

json::array values_of(const FieldTold& told, const RawSource& source) {
  json::array out;
  for (const SourceValue& value : told.values) {
    json::object one{{"path", value.path}, {"value", value.value}};
    if (source.format != nullptr && value.node) {
      if (const auto range = formats::locate(source.raw, *source.format, value.node)) {
        one["from"] = source.offset + range->from;
        one["to"] = source.offset + range->to;
      }
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string member_text(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
}

std::string member_number(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v == nullptr ? "" : json::serialize(*v);
}

}  // namespace

json::array told_json(const Run& run, const std::string& typed, const RawSource& source) {
  json::array out;
  for (const FieldTold& told : run.told) {
    if (!typed.empty() && !is_meant(told.field, typed)) continue;
    json::array steps;
    for (const StepTold& step : told.steps) {
      steps.push_back(json::object{
          {"step", step.step}, {"mapping", place_text(step.where)}, {"result", step.result}});
    }
    json::object one{{"field", told.field},
                     {"value", told.result},
                     {"mapping", place_text(told.where)},
                     {"source", told.source},
                     {"values", values_of(told, source)},
                     {"steps", std::move(steps)}};
    if (!told.error.empty()) one["error"] = told.error;
    out.push_back(std::move(one));
  }
  return out;
}

std::string told_text(const json::array& told) {
  std::string out;
  for (const json::value& v : told) {
    const json::object& one = v.get_object();
    out += member_text(one, "field") + " = " + shown(member_text(one, "value")) + "\n  mapping  " +
           member_text(one, "mapping") + "\n  source   " + member_text(one, "source") + "\n";
    for (const json::value& s : one.at("values").get_array()) {
      const json::object& value = s.get_object();
      out +=
          "           " + member_text(value, "path") + " = " + shown(member_text(value, "value"));
      if (value.contains("from"))
        out += "  bytes " + member_number(value, "from") + " to " + member_number(value, "to");
      out += "\n";
    }
    for (const json::value& s : one.at("steps").get_array()) {
      const json::object& step = s.get_object();
      out += "  step     " + member_text(step, "step") + " gives " +
             shown(member_text(step, "result")) + "  (" + member_text(step, "mapping") + ")\n";
      if (step.contains("row")) out += "           " + member_text(step, "row") + "\n";
    }
    if (one.contains("error")) out += "  error    " + member_text(one, "error") + "\n";
    if (one.contains("note")) out += "  note     " + member_text(one, "note") + "\n";
  }
  return out;
}

}  // namespace norekey::mapping
