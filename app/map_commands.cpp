#include "app/map_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/map_try.hpp"
#include "app/print.hpp"
#include "config/bundle.hpp"
#include "config/json_schema.hpp"
#include "mapping/json_schema.hpp"
#include "mapping/mapping.hpp"
#include "mapping/told_json.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

bool any_error(const json::value& answer) {
  for (const json::value& one : answer.at("findings").as_array()) {
    if (text_at(one, "kind") == "error") return true;
  }
  return false;
}

std::string cause_text(const json::value& cause) {
  std::string out = text_at(cause, "field") + "  " + text_at(cause, "what") + "  in " +
                    text_at(cause, "orders") +
                    (text_at(cause, "orders") == "1" ? " order" : " orders");
  if (text_at(cause, "values") != text_at(cause, "orders"))
    out += ", " + text_at(cause, "values") + " values";
  if (const std::string all = text_at(cause, "difference"); !all.empty() && all != "0")
    out += ", together " + all;
  out += "\n";
  for (const json::value& one : cause.at("examples").as_array()) {
    out += "    " + text_at(one, "order") + "  '" + text_at(one, "before") + "' -> '" +
           text_at(one, "after") + "'\n";
  }
  return out;
}

std::string diff_text(const json::value& answer) {
  std::string out = findings_text(answer.at("findings"));
  if (any_error(answer)) return out;
  for (const json::value& cause : answer.at("causes").as_array()) out += cause_text(cause);
  return out + text_at(answer, "changed") + " of " + text_at(answer, "orders") +
         " orders would change (received since " + text_at(answer, "from") + ")\n";
}

/// Files of groups beside a mapping, which it may include, by name: those that go with it, changed
/// or new, before they are in any bundle.
json::object shared_beside(const std::string& file) {
  namespace fs = std::filesystem;
  json::object out;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::absolute(file).parent_path(), none)) {
    if (entry.path().extension() != ".yaml") continue;
    auto text = config::read_text_file(entry.path().string());
    if (text && mapping::Mapping::is_shared(*text)) out[entry.path().filename().string()] = *text;
  }
  return out;
}

int map_diff(const MapTyped& typed) {
  auto file = mapping_file(typed);
  if (!file) return fail(file.error(), typed.as_json);
  auto text = config::read_text_file(*file);
  if (!text) return fail(text.error(), typed.as_json);
  const std::string name = std::filesystem::path(*file).stem().string();
  auto answer = ask(typed.directory, {{"command", "map diff"},
                                      {"who", who()},
                                      {"mapping", name},
                                      {"file", *file},
                                      {"text", *text},
                                      {"beside", shared_beside(*file)},
                                      {"since", typed.since},
                                      {"channel", typed.channel}});
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : diff_text(*answer));
  if (any_error(*answer)) return 1;
  return answer->at("causes").as_array().empty() ? 0 : 1;
}

std::string bundles_text(const json::value& answer) {
  return table(answer,
               {{"version", "VERSION"},
                {"bundle", "BUNDLE"},
                {"at", "ACTIVATED"},
                {"who", "WHO"},
                {"why", "WHY"},
                {"files", "FILES"}},
               40);
}

int show_answer(const MapTyped& typed, json::object request,
                std::string (*print)(const json::value&), bool activates) {
  request["who"] = who();
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : print(*answer));
  return activates && any_error(*answer) ? 1 : 0;
}

/// Commands of their own folder of config; `typed` lives as long as the command line.
struct Adder {
  CLI::App& app;
  std::shared_ptr<MapTyped> typed;
  int& exit_code;

  CLI::App* command(CLI::App& on, const char* name, const char* help,
                    int (*run)(const MapTyped&)) const {
    CLI::App* out = on.add_subcommand(name, help);
    out->add_flag("--json", typed->as_json, "print JSON");
    out->add_option("--config", typed->directory, "folder of the config");
    out->callback([typed_ = typed, &app_ = app, &exit_ = exit_code, run] {
      if (typed_->directory.empty())
        typed_->directory = app_.get_option("--config")->as<std::string>();
      if (typed_->directory.empty()) typed_->directory = "/etc/norekey";
      exit_ = run(*typed_);
    });
    return out;
  }
};

void add_try(const Adder& add, CLI::App& map) {
  CLI::App* one = add.command(map, "try", "one file by a mapping; needs no daemon", map_try);
  one->add_option("--mapping", add.typed->mapping, "its file, or its name in mappings/")
      ->required();
  one->add_option("--input,--in", add.typed->input, "the document, or a file of many")->required();
  one->add_option("--from,--format", add.typed->from,
                  "xml, json, json-lines, csv, fixed, key-value, sql; absent: as the mapping says");
  one->add_option("--to", add.typed->to, "the same, of the result");
  one->add_option("--explain", add.typed->explain,
                  "where this field came from, such as line/price");
  one->add_option("--channel", add.typed->channel,
                  "the input is what this channel's shop sends; with its sales credit");
  CLI::App* check = add.command(map, "check", "every finding about one mapping file", map_check);
  check->add_option("mapping", add.typed->mapping, "its file, or its name in mappings/")
      ->required();
  check->add_option("--sample", add.typed->sample, "a document that it reads, for its paths");
  CLI::App* diff = add.command(
      map, "diff", "stored orders by a changed mapping, beside the active one", map_diff);
  diff->add_option("--mapping", add.typed->mapping,
                   "the new file, named as the one it replaces, or the draft's name in mappings/")
      ->required();
  diff->add_option("--since", add.typed->since, "orders received since, such as 7d")
      ->default_str("7d");
  diff->add_option("--channel", add.typed->channel, "only this channel, such as acme/shop");
}

int print_schema(const MapTyped& typed) {
  const std::string& what = typed.mapping;
  const json::object schema = what == "mapping"  ? mapping::mapping_schema()
                              : what == "config" ? config::channels_schema()
                                                 : config::daemon_schema();
  std::cout << json::serialize(schema) << "\n";
  return 0;
}

}  // namespace

void add_map(CLI::App& app, int& exit_code) {
  const Adder add{app, std::make_shared<MapTyped>(), exit_code};
  CLI::App* map = app.add_subcommand("map", "mappings: try, check, hold against stored orders");
  map->require_subcommand(1);
  add_try(add, *map);
  CLI::App* schema =
      add.command(app, "schema", "JSON Schema of the files that people write", print_schema);
  schema->add_option("what", add.typed->mapping, "mapping, config (channels.yaml) or daemon")
      ->required()
      ->check(CLI::IsMember({"mapping", "config", "daemon"}));
  add.command(app, "bundles", "every bundle that was active, newest first", [](const MapTyped& t) {
    return show_answer(t, {{"command", "bundles"}}, bundles_text, false);
  });
  CLI::App* back = add.command(
      app, "rollback", "the bundle before, or an earlier one, takes over", [](const MapTyped& t) {
        return show_answer(t, {{"command", "rollback"}, {"to", t.to}, {"why", t.explain}},
                           apply_text, true);
      });
  back->add_option("--to", add.typed->to, "its hash, or the beginning; absent: the one before");
  back->add_option("--why", add.typed->explain, "the reason, for the audit log");
}

int explain_field(const std::string& directory, const std::string& key, const std::string& channel,
                  const std::string& field, bool as_json) {
  auto answer = ask(directory, {{"command", "explain"},
                                {"who", who()},
                                {"key", key},
                                {"channel", channel},
                                {"field", field}});
  if (!answer) return fail(answer.error(), as_json);
  if (as_json) {
    std::cout << json::serialize(*answer) << "\n";
    return 0;
  }
  for (const json::value& one : answer->as_array()) {
    std::cout << text_at(one, "identity") << " part " << text_at(one, "part") << ", message #"
              << text_at(one, "message") << ", bundle " << text_at(one, "bundle") << "\n"
              << mapping::told_text(one.at("fields").as_array());
  }
  return 0;
}

}  // namespace norekey::app
