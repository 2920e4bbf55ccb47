/// The mapping loader: a file's head, then its fields by the Loader.
#include <algorithm>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/keys.hpp"
#include "mapping/loader.hpp"
#include "mapping/mapping.hpp"
#include "mapping/names.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {
namespace {

using config::Section;

constexpr std::size_t kMostIncludes = 20;

std::vector<std::string> key_names(const std::vector<Key>& keys) {
  std::vector<std::string> out;
  for (const Key& one : keys) out.emplace_back(one.key);
  return out;
}

/// What it reads; where that is misspelt, what was probably meant, so that its paths are checked
/// too.
std::string read_from(Section& section) {
  std::string out = section.text("from").value_or("order");
  static const std::vector<std::string> sources = {"order", "order-answer", "shipment", "invoice",
                                                   "stock", "prices",       "document"};
  if (std::find(sources.begin(), sources.end(), out) == sources.end()) {
    section.error("from",
                  shown(out) + " is not a source that mappings read" + did_you_mean(out, sources),
                  "use one of: " + join(sources, ", "));
    if (const std::string* meant = nearest(out, sources)) out = *meant;
  }
  return out;
}

bool is_group(const std::optional<YAML::Node>& node) {
  return node && node->IsMap() && ((*node)["each"] || (*node)["use"]);
}

/// A key of the head. A group may have the same name: what has `each` is one.
std::optional<Section> head(Section& section, const char* key) {
  if (is_group(section.take(key))) return std::nullopt;
  return section.section(key);
}

PartsRule read_parts(Section& section) {
  PartsRule out;
  const auto node = section.take("parts");
  out.where = section.where("parts");
  if (node && node->IsMap()) {
    auto in = *section.section("parts");
    out.by = in.texts("by");
    out.where = in.where("by");
    if (out.by.empty())
      in.error("by", "parts does not say what splits the order", "write  by: warehouse");
    out.charges = in.text("charges").value_or("first");
    if (out.charges != "first" && out.charges != "spread")
      in.error("charges", shown(out.charges) + " is neither first nor spread",
               "first: all charges on the first part; spread: over all by their goods");
    in.finish();
  } else {
    out.by = section.texts("parts");
  }
  for (const std::string& by : out.by) {
    if (auto path = Path::compile(by); !path)
      section.error("parts", path.error().what, path.error().fix);
  }
  return out;
}

/// The groups of other files, and the text that the version is made of.
std::string include(Section& section, const Surrounding& around, Loader& loader,
                    config::Findings& findings) {
  std::string texts;
  const auto names = section.texts("include");
  if (names.size() > kMostIncludes)
    section.error("include", "more than 20 files are included", "put their groups into fewer");
  for (const std::string& name : names) {
    std::optional<std::string> text;
    if (around.file && name.find('/') == std::string::npos) text = around.file(name);
    if (!text) {
      section.error("include", "there is no file " + shown(name) + " beside this one",
                    "name a file of the same folder, such as common.yaml");
      continue;
    }
    texts += *text;
    const std::string folder = section.file().substr(0, section.file().rfind('/') + 1);
    auto other = config::read_yaml(*text, folder + name, findings);
    if (!other) continue;
    if (!other->text("shared"))
      other->error("shared", "an included file begins with its name",
                   "begin it with  shared: what its groups are for");
    if (auto groups = other->section("groups")) loader.know_groups(*groups);
    other->finish();
  }
  return texts;
}

/// A named group that several fields use is read for each of them: its findings count once.
void once(std::vector<Error>& all, std::size_t from) {
  std::set<std::string> seen;
  std::vector<Error> kept(all.begin(), all.begin() + static_cast<long>(from));
  for (std::size_t i = from; i < all.size(); ++i) {
    if (seen.insert(to_string(all[i])).second) kept.push_back(std::move(all[i]));
  }
  all = std::move(kept);
}

/// The fields of one element, and the elements with fields that stand in it. A field that is left
/// out in one document has its column all the same.
void gather(const std::vector<Field>& fields, std::vector<std::string>& names,
            std::vector<const Group*>& groups) {
  for (const Field& one : fields) {
    if (const Rule* rule = std::get_if<Rule>(&one)) {
      if (std::find(names.begin(), names.end(), rule->target) == names.end())
        names.push_back(rule->target);
    } else if (const Group& group = std::get<Group>(one); group.flat) {
      gather(group.fields, names, groups);
    } else {
      groups.push_back(&group);
    }
  }
}

/// What the rows of CSV without records may have: of the groups at the top, else of the top.
std::vector<std::string> row_columns(const std::vector<Field>& top) {
  std::vector<std::string> names, in_rows;
  std::vector<const Group*> rows, deeper;
  gather(top, names, rows);
  std::erase_if(rows, [](const Group* one) { return one->target == "confirm"; });
  for (const Group* one : rows) gather(one->fields, in_rows, deeper);
  return rows.empty() ? names : in_rows;
}

}  // namespace

bool Mapping::is_shared(const std::string& yaml) {
  config::Findings ignored;
  auto section = config::read_yaml(yaml, "", ignored);
  return section && section->take("shared") && !section->take("mapping");
}

std::optional<Mapping> Mapping::load(const std::string& yaml, const std::string& file,
                                     const Surrounding& around, config::Findings& findings) {
  const std::size_t before = findings.errors.size();
  auto out = read(yaml, file, around, findings);
  if (findings.errors.size() > before) return std::nullopt;
  return out;
}

Document Mapping::written(const Document& result) const {
  Document out = result.copy();
  if (to_) out.root().remove_child("confirm");
  return out;
}

std::optional<Mapping> Mapping::read(const std::string& yaml, const std::string& file,
                                     const Surrounding& around, config::Findings& findings) {
  const std::size_t before = findings.errors.size(), warned = findings.warnings.size();
  auto section = config::read_yaml(yaml, file, findings);
  if (!section) return std::nullopt;
  Mapping out;
  out.file_ = file;
  out.zone_ = around.zone;
  out.name_ = section->text("mapping").value_or("");
  if (out.name_.empty())
    section->error("mapping", "the mapping has no name", "begin the file with  mapping: its name");
  out.from_ = read_from(*section);
  out.root_ = section->text("root").value_or("document");
  out.parts_ = read_parts(*section);
  if (auto in = head(*section, "source")) out.source_ = formats::read_format(*in);
  if (auto to = head(*section, "to")) out.to_ = formats::read_format(*to);
  Loader loader(findings);
  loader.prefixed_names = out.to_ && out.to_->kind == formats::Kind::xml;
  loader.any_names = out.to_ && out.to_->kind != formats::Kind::xml;
  const std::string others = include(*section, around, loader, findings);
  out.version_ = sha256_hex(yaml + others);
  loader.check_name(*section, "root", out.root_);
  if (auto groups = head(*section, "groups")) loader.know_groups(*groups);
  if (auto named = head(*section, "let")) out.top_.let = loader.let(*named);
  if (auto fields = head(*section, "fields")) out.top_.fields = loader.fields(*fields);
  const auto own = key_names(top_keys());
  for (const std::string& key : section->keys()) {
    const bool group = is_group(section->take(key));
    if (!group && std::find(own.begin(), own.end(), key) != own.end()) continue;
    if (!group) {
      section->error(key, "unknown key " + shown(key) + did_you_mean(key, own),
                     "a mapping has: " + join(own, ", ") + ", and groups with each");
      continue;
    }
    auto inner = *section->section(key);
    out.top_.fields.emplace_back(loader.group(inner, key));
  }
  if (out.to_ && out.to_->kind == formats::Kind::csv && out.to_->records.empty())
    out.to_->columns = row_columns(out.top_.fields);
  section->finish();
  loader.finish(file);
  if (out.top_.fields.empty() && !loader.full())
    section->error("fields", "the mapping has no fields", "add  fields:");
  once(findings.errors, before);
  once(findings.warnings, warned);
  return out;
}

void each_rule(const Rule& rule, const std::function<void(const Rule&)>& see) {
  see(rule);
  for (const Rule& one : rule.first) each_rule(one, see);
  if (rule.sum_each) each_rule(*rule.sum_each->rule, see);
}

void each_rule(const std::vector<Field>& fields, const std::function<void(const Rule&)>& see) {
  for (const Field& field : fields) {
    if (const Rule* rule = std::get_if<Rule>(&field)) {
      each_rule(*rule, see);
    } else {
      const Group& group = std::get<Group>(field);
      for (const Rule& one : group.let) each_rule(one, see);
      each_rule(group.fields, see);
    }
  }
}

std::vector<std::string> Mapping::lookups() const {
  std::set<std::string> out;
  const auto see = [&](const Rule& rule) {
    for (const Step& step : rule.steps) {
      if (step.kind->key == "lookup" || step.kind->key == "convert") out.insert(step.text);
    }
    if (rule.create) out.insert(rule.create->lookup);
  };
  for (const Rule& one : top_.let) each_rule(one, see);
  each_rule(top_.fields, see);
  return {out.begin(), out.end()};
}

}  // namespace norekey::mapping
