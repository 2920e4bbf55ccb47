#include "config/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "config/text_file.hpp"
#include "core/text.hpp"

namespace norekey::config {
namespace {

std::string child_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

const char* kind_of(const YAML::Node& node) {
  if (node.IsSequence()) return "a list";
  if (node.IsMap()) return "a mapping";
  return "a text";
}

}  // namespace

Where where_of(const YAML::Node& node, const std::string& file, const std::string& path) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {file, 0, 0, path};
  return {file, static_cast<unsigned>(mark.line) + 1, static_cast<unsigned>(mark.column) + 1, path};
}

Section::Section(const YAML::Node& node, std::string file, std::string path, Findings& findings)
    : node_(node), file_(std::move(file)), path_(std::move(path)), findings_(&findings) {
  check_shape();
}

/// A section may be read several times; its shape is as wrong as the first time.
void Section::tell_once(Error finding) {
  const auto same = [&finding](const Error& told) {
    return told.where.line == finding.where.line && told.where.column == finding.where.column &&
           told.where.file == finding.where.file && told.what == finding.what;
  };
  auto& errors = findings_->errors;
  if (std::none_of(errors.begin(), errors.end(), same)) errors.push_back(std::move(finding));
}

void Section::check_shape() {
  std::set<std::string> seen;
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar()) {
      tell_once({Fate::halt, "a key must be a text", "write  name: value",
                 where_of(pair.first, file_, path_), ""});
    } else if (!seen.insert(pair.first.Scalar()).second) {
      tell_once({Fate::halt, "the key " + shown(pair.first.Scalar()) + " is there twice",
                 "remove one of them",
                 where_of(pair.first, file_, child_path(path_, pair.first.Scalar())), ""});
    }
  }
}

std::optional<YAML::Node> Section::take(std::string_view key) {
  known_.emplace_back(key);
  for (const auto& pair : node_) {
    if (pair.first.IsScalar() && pair.first.Scalar() == key) {
      if (pair.second.IsNull()) return std::nullopt;
      return pair.second;
    }
  }
  return std::nullopt;
}

Where Section::where(std::string_view key) const {
  for (const auto& pair : node_) {
    if (pair.first.IsScalar() && pair.first.Scalar() == key)
      return where_of(pair.second, file_, child_path(path_, key));
  }
  return where_of(node_, file_, key.empty() ? path_ : child_path(path_, key));
}

bool Section::was_left_out(const std::string& key, const Where& place) const {
  const auto found = findings_->left_out.find(file_);
  if (found == findings_->left_out.end()) return false;
  if (found->second.lines.contains(place.line)) return true;
  const bool there = !key.empty() && node_.IsMap() && node_[key] && !node_[key].IsNull();
  return !there && found->second.keys.contains(key);
}

void Section::error(std::string_view key, std::string what, std::string fix) {
  if (was_left_out(std::string(key), where(key))) return;
  findings_->errors.push_back({Fate::halt, std::move(what), std::move(fix), where(key), ""});
}

void Section::warning(std::string_view key, std::string what, std::string fix) {
  if (was_left_out(std::string(key), where(key))) return;
  findings_->warnings.push_back({Fate::halt, std::move(what), std::move(fix), where(key), ""});
}

std::optional<std::string> Section::text(std::string_view key) {
  const auto node = take(key);
  if (!node) return std::nullopt;
  if (node->IsScalar()) return node->Scalar();
  error(key, std::string("expected a text, found ") + kind_of(*node),
        "write  " + std::string(key) + ": value");
  return std::nullopt;
}

std::optional<bool> Section::flag(std::string_view key) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const std::string v = lower(*value);
  if (v == "yes" || v == "true" || v == "on") return true;
  if (v == "no" || v == "false" || v == "off") return false;
  error(key, shown(*value) + " is neither yes nor no", "write yes or no");
  return std::nullopt;
}

std::optional<int> Section::whole(std::string_view key, int min, int max) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  int out = 0;
  const char* end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, out);
  if (read.ec == std::errc() && read.ptr == end && out >= min && out <= max) return out;
  error(key,
        shown(*value) + " is not a whole number from " + std::to_string(min) + " to " +
            std::to_string(max),
        "write a number in that range");
  return std::nullopt;
}

std::vector<std::string> Section::texts(std::string_view key) {
  const auto node = take(key);
  std::vector<std::string> out;
  if (!node) return out;
  if (node->IsScalar()) {
    out.push_back(node->Scalar());
    return out;
  }
  for (const auto& one : *node) {
    if (!node->IsSequence() || !one.IsScalar()) {
      error(key, std::string("expected a text or a list of texts, found ") + kind_of(*node),
            "write  " + std::string(key) + ": [one, two]");
      return {};
    }
    out.push_back(one.Scalar());
  }
  return out;
}

std::optional<Section> Section::section(std::string_view key) {
  const auto node = take(key);
  if (!node) return std::nullopt;
  if (node->IsMap()) return Section(*node, file_, child_path(path_, key), *findings_);
  error(key, std::string("expected a mapping, found ") + kind_of(*node),
        "indent its keys below  " + std::string(key) + ":");
  return std::nullopt;
}

std::vector<std::string> Section::keys() const {
  std::vector<std::string> out;
  for (const auto& pair : node_) {
    if (pair.first.IsScalar() &&
        std::find(out.begin(), out.end(), pair.first.Scalar()) == out.end()) {
      out.push_back(pair.first.Scalar());
    }
  }
  return out;
}

void Section::finish() {
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar()) continue;
    const std::string& key = pair.first.Scalar();
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    std::vector<std::string> known = known_;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    findings_->errors.push_back({Fate::halt, "unknown key " + shown(key) + did_you_mean(key, known),
                                 "use one of: " + join(known, ", "),
                                 where_of(pair.first, file_, child_path(path_, key)), ""});
  }
}

std::optional<Section> read_yaml(const std::string& text, const std::string& file,
                                 Findings& findings) {
  if (!check_utf8(text, file, findings)) return std::nullopt;
  const std::size_t before = findings.errors.size();
  auto node = parse_yaml(text, file, findings.errors, findings.left_out[file]);
  if (!node) return std::nullopt;
  if (node->IsNull()) node->reset(YAML::Node(YAML::NodeType::Map));
  if (node->IsMap()) return Section(*node, file, "", findings);
  if (findings.errors.size() == before) {
    findings.errors.push_back(
        {Fate::halt, std::string("expected a mapping at the top, found ") + kind_of(*node),
         "begin with  key: value", where_of(*node, file, ""), ""});
  }
  return std::nullopt;
}

void locate(const std::string& text, const std::string& file, std::vector<Error>& findings) {
  std::vector<Error> told;  // by whoever read it
  LeftOut left_out;
  const auto top = parse_yaml(text, file, told, left_out);
  if (!top) return;
  for (Error& one : findings) {
    if (one.where.line != 0 || (!one.where.file.empty() && one.where.file != file)) continue;
    YAML::Node at = *top;
    bool known = false;
    for (const std::string& step : split(one.where.field, '.')) {
      const YAML::Node& here = at;
      const YAML::Node below = here.IsMap() ? here[step] : YAML::Node(YAML::NodeType::Undefined);
      if (!below.IsDefined() || below.IsNull()) break;
      at.reset(below);
      known = true;
    }
    if (known) one.where = where_of(at, file, one.where.field);
  }
}

}  // namespace norekey::config
