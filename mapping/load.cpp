/// The mapping loader: YAML to rules, every finding with its place.
#include <algorithm>
#include <array>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/mapping.hpp"
#include "mapping/names.hpp"

namespace norekey::mapping {
namespace {

using config::Section;

class Loader {
 public:
  explicit Loader(std::string default_zone) : default_zone_(std::move(default_zone)) {}

  std::vector<Field> fields(Section& section) {
    std::vector<Field> out;
    for (const std::string& name : section.keys()) out.push_back(field(section, name));
    section.finish();
    return out;
  }

  Group group(Section& section, const std::string& name) {
    Group out;
    out.target = section.text("as").value_or(name);
    out.where = section.where("");
    check_name(section, "as", out.target);
    if (const auto each = section.text("each")) out.each = path(section, "each", *each);
    out.when = condition(section);
    if (auto inner = section.section("fields")) {
      out.fields = fields(*inner);
    } else {
      section.error("fields", "a group needs fields",
                    "add  fields:  with the fields of each " + shown(out.target));
    }
    section.finish();
    return out;
  }

 private:
  Field field(Section& section, const std::string& name) {
    const auto node = section.take(name);
    Rule rule;
    rule.target = name;
    rule.where = section.where(name);
    rule.zone = default_zone_;
    if (!node || node->IsScalar()) {  // NAME: path  is short for  NAME: { from: path }
      if (!node || node->Scalar().empty()) {
        section.error(name, "the field has no source", "write  " + name + ": { from: path }");
      } else if (auto p = path(section, name, node->Scalar())) {
        rule.from.push_back(std::move(*p));
      }
      check_name(section, name, name);
      return rule;
    }
    if (!node->IsMap()) {
      section.error(name, "expected a rule, found a list", "write  " + name + ": { from: path }");
      return rule;
    }
    auto inner = *section.section(name);
    const auto keys = inner.keys();
    if (std::find(keys.begin(), keys.end(), "fields") != keys.end()) return group(inner, name);
    check_name(section, name, name);
    read_source(inner, rule);
    read_steps(inner, rule);
    inner.finish();
    return rule;
  }

  void read_source(Section& s, Rule& rule) {
    int sources = 0;
    rule.from = paths(s, "from", sources);
    rule.sum = paths(s, "sum", sources);
    rule.key = paths(s, "key", sources);
    rule.constant = s.text("value");
    if (rule.constant) ++sources;
    if (const auto text = s.text("text")) {
      ++sources;
      rule.text = parts(s, *text);
    }
    if (sources == 0)
      s.error("", "the field has no source", "add one of: from, value, text, sum, key");
    if (sources > 1)
      s.error("", "the field has several sources", "keep one of: from, value, text, sum, key");
    rule.when = condition(s);
  }

  void read_steps(Section& s, Rule& rule) {
    rule.trim = s.flag("trim").value_or(true);
    rule.lookup = s.text("lookup").value_or("");
    if (!rule.key.empty() && rule.lookup.empty())
      s.error("key", "a key needs a lookup", "add  lookup: name");
    if (auto table = s.section("map")) {
      for (const std::string& code : table->keys())
        rule.table[code] = table->text(code).value_or("");
    }
    for (const char* op : {"times", "divide", "plus", "minus"}) read_arithmetic(s, op, rule);
    rule.round = s.whole("round", 0, 12);
    if (const auto how = s.text("rounding")) {
      auto parsed = parse_rounding(*how);
      if (parsed) {
        rule.rounding = *parsed;
      } else {
        s.error("rounding", parsed.error().what, parsed.error().fix);
      }
      if (!rule.round) s.error("rounding", "rounding without round", "add  round: 2");
    }
    rule.date = s.text("date").value_or("");
    if (const auto zone = s.text("zone")) {
      rule.zone = *zone;
      if (auto known = check_zone(*zone); !known)
        s.error("zone", known.error().what, known.error().fix);
    }
    rule.upper = s.flag("upper").value_or(false);
    rule.lower = s.flag("lower").value_or(false);
    rule.max = s.whole("max", 1, 1'000'000).value_or(0);
    rule.cut = s.flag("cut").value_or(false);
    if (rule.cut && rule.max == 0) s.error("cut", "cut without max", "add  max: 20");
    rule.fallback = s.text("default");
    rule.empty = s.text("empty");
    rule.required = s.flag("required").value_or(false);
    if (!rule.lookup.empty()) lookups_.insert(rule.lookup);
  }

  void read_arithmetic(Section& s, const char* op, Rule& rule) {
    const auto text = s.text(op);
    if (!text) return;
    if (auto number = Decimal::parse(*text)) {
      rule.arithmetic.push_back({op, *number});
    } else if (auto p = path(s, op, *text)) {
      rule.arithmetic.push_back({op, std::move(*p)});
    }
    if (std::string(op) == "divide" && !s.take("round")) {
      s.error(op, "a division needs round: it may not come out even", "add  round: 4");
    }
  }

  std::optional<Path> path(Section& s, const std::string& key, const std::string& text) {
    auto compiled = Path::compile(text);
    if (compiled) return *compiled;
    s.error(key, compiled.error().what, compiled.error().fix);
    return std::nullopt;
  }

  std::vector<Path> paths(Section& s, const char* key, int& sources) {
    std::vector<Path> out;
    const auto texts = s.texts(key);
    if (!texts.empty()) ++sources;
    for (const std::string& text : texts) {
      if (auto p = path(s, key, text)) out.push_back(std::move(*p));
    }
    return out;
  }

  std::optional<Condition> condition(Section& s) {
    const auto text = s.text("when");
    if (!text) return std::nullopt;
    auto compiled = Condition::compile(*text);
    if (compiled) return *compiled;
    s.error("when", compiled.error().what, compiled.error().fix);
    return std::nullopt;
  }

  std::vector<TextPart> parts(Section& s, const std::string& text) {
    std::vector<TextPart> out;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t open = text.find('{', at);
      if (open != at) out.emplace_back(text.substr(at, open - at));
      if (open == std::string::npos) break;
      const std::size_t close = text.find('}', open);
      if (close == std::string::npos) {
        s.error("text", "a brace is not closed in " + shown(text),
                "write the path as {buyer/name}");
        break;
      }
      if (auto p = path(s, "text", text.substr(open + 1, close - open - 1)))
        out.emplace_back(std::move(*p));
      at = close + 1;
    }
    return out;
  }

  static void check_name(Section& s, const std::string& key, const std::string& name) {
    const std::string_view bare =
        name.substr(0, 1) == "@" ? std::string_view(name).substr(1) : std::string_view(name);
    if (encode_name(bare) != bare) {
      s.error(key, shown(name) + " cannot be the name of a field",
              "use letters, digits, _ and -; begin with a letter");
    }
  }

  std::string default_zone_;

 public:
  std::set<std::string> lookups_;
};

}  // namespace

std::optional<Mapping> Mapping::load(const std::string& yaml, const std::string& file,
                                     const std::string& default_zone, config::Findings& findings) {
  const std::size_t before = findings.errors.size();
  auto section = config::read_yaml(yaml, file, findings);
  if (!section) return std::nullopt;
  Mapping out;
  out.file_ = file;
  out.version_ = sha256_hex(yaml);
  out.name_ = section->text("mapping").value_or("");
  if (out.name_.empty())
    section->error("mapping", "the mapping has no name", "begin the file with  mapping: its name");
  out.from_ = section->text("from").value_or("order");
  static const std::vector<std::string> sources = {"order",   "order-answer", "shipment",
                                                   "invoice", "stock",        "prices"};
  if (std::find(sources.begin(), sources.end(), out.from_) == sources.end()) {
    section->error(
        "from",
        shown(out.from_) + " is not a source that mappings read" + did_you_mean(out.from_, sources),
        "use one of: " + join(sources, ", "));
  }
  out.root_ = section->text("root").value_or("document");
  out.parts_by_ = section->text("parts").value_or("");
  Loader loader(default_zone);
  if (auto fields = section->section("fields")) out.top_.fields = loader.fields(*fields);
  static const std::set<std::string> own = {"mapping", "from", "root", "parts", "fields"};
  for (const std::string& key : section->keys()) {
    if (own.contains(key)) continue;
    const auto node = section->take(key);
    const bool is_group = node && node->IsMap() && (*node)["each"];
    if (!is_group) {
      section->error(key, "unknown key " + shown(key) + did_you_mean(key, {own.begin(), own.end()}),
                     "a mapping has: mapping, from, root, parts, fields, and groups with each");
      continue;
    }
    auto inner = *section->section(key);
    out.top_.fields.emplace_back(loader.group(inner, key));
  }
  section->finish();
  if (out.top_.fields.empty()) section->error("", "the mapping has no fields", "add  fields:");
  if (findings.errors.size() > before) return std::nullopt;
  return out;
}

namespace {

void collect_lookups(const std::vector<Field>& fields, std::set<std::string>& out) {
  for (const Field& field : fields) {
    if (const Rule* rule = std::get_if<Rule>(&field)) {
      if (!rule->lookup.empty()) out.insert(rule->lookup);
    } else {
      collect_lookups(std::get<Group>(field).fields, out);
    }
  }
}

}  // namespace

std::vector<std::string> Mapping::lookups() const {
  std::set<std::string> out;
  collect_lookups(top_.fields, out);
  return {out.begin(), out.end()};
}

}  // namespace norekey::mapping
