#include "mapping/loader.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "mapping/keys.hpp"
#include "mapping/names.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {
namespace {

using config::Section;

constexpr int kMostNested = 40;
constexpr std::size_t kMostFields = 20'000;

std::string source_names() {
  std::vector<std::string> out;
  for (const Key& one : source_keys()) out.emplace_back(one.key);
  return join(out, ", ");
}

bool has_key(const Section& s, const char* key) {
  const auto keys = s.keys();
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::vector<Field> Loader::fields(Section& section, const std::string& prefix) {
  std::vector<Field> out;
  for (const std::string& name : section.keys()) {
    if (!counted(section, name)) return out;
    out.push_back(field(section, name, prefix));
  }
  section.finish();
  return out;
}

bool Loader::full() const { return count_ > kMostFields; }

bool Loader::counted(Section& section, const std::string& key) {
  ++count_;
  if (!full()) return true;
  if (count_ == kMostFields + 1)
    section.error(key, "the mapping has more than 20000 fields and rules",
                  "look for named groups, or aliases such as *name, that use others several times");
  return false;
}

std::vector<Rule> Loader::let(Section& section) {
  std::vector<Rule> out;
  for (const std::string& name : section.keys()) {
    if (!counted(section, name)) break;
    const auto node = section.take(name);
    if (node && node->IsMap()) {
      auto inner = *section.section(name);
      out.push_back(rule(inner, name));
      out.back().where = section.where(name);
    } else {
      out.push_back(short_rule(section, name, node));
    }
    if (!Path::compile("$" + name) || Path::compile("$" + name)->variable().empty())
      section.error(name, shown(name) + " cannot be the name of a value",
                    "use letters, digits, _ and -");
  }
  return out;
}

Group Loader::group(Section& section, const std::string& name, const std::string& prefix) {
  Group out;
  out.target = target(prefix + section.text("as").value_or(name));
  out.where = section.where("");
  out.flat = section.flag("flat").value_or(false);
  if (!out.flat) check_name(section, "as", out.target);
  if (const auto each = section.text("each")) out.each = path(section, "each", *each);
  if (const auto at = section.text("at")) out.at = path(section, "at", *at);
  if (out.each && out.at) section.error("at", "a group has each or at, not both", "keep each");
  out.when = condition(section);
  each_ += out.each ? 1 : 0;
  if (auto named = section.section("let")) out.let = let(*named);
  const auto use = section.text("use");
  const std::string own_prefix = section.text("prefix").value_or("");
  if (!own_prefix.empty() && !out.flat)
    section.error("prefix", "a prefix is for fields without an element of their own",
                  "add  flat: yes");
  if (depth_ >= kMostNested) {
    section.error("", "groups are nested too deeply", "at most 40 levels");
    each_ -= out.each ? 1 : 0;
    return out;
  }
  ++depth_;
  const std::string below = out.flat ? prefix + own_prefix : "";
  if (use) used_group(section, *use, out, below);
  if (auto inner = section.section("fields")) {
    auto own = fields(*inner, below);
    std::move(own.begin(), own.end(), std::back_inserter(out.fields));
  } else if (!use) {
    section.error("fields", "a group needs fields",
                  "add  fields:  with the fields of each " + shown(out.target));
  }
  --depth_;
  each_ -= out.each ? 1 : 0;
  section.finish();
  return out;
}

void Loader::know_groups(Section& groups) {
  for (const std::string& name : groups.keys()) {
    const auto node = groups.take(name);
    if (!node || !node->IsMap()) {
      groups.error(name, "a named group needs fields", "write the fields below  " + name + ":");
      continue;
    }
    if (const auto there = groups_.find(name); there != groups_.end()) {
      groups.error(name, "the group " + shown(name) + " is in " + there->second.file + " already",
                   "give one of them another name");
      continue;
    }
    groups_[name] = {*node, groups.file(), groups.path() + "." + name, false, false};
  }
}

void Loader::used_group(Section& section, const std::string& name, Group& out,
                        const std::string& prefix) {
  const auto found = groups_.find(name);
  if (found == groups_.end()) {
    std::vector<std::string> names;
    for (const auto& one : groups_) names.push_back(one.first);
    section.error("use", "there is no group " + shown(name) + did_you_mean(name, names),
                  names.empty() ? "add it below  groups:" : "use one of: " + join(names, ", "));
    return;
  }
  Named& named = found->second;
  if (named.open) {
    section.error("use", "the group " + shown(name) + " uses itself", "take this use away");
    return;
  }
  named.used = named.open = true;
  Section inner(named.node, named.file, named.path, findings_);
  out.fields = fields(inner, prefix);
  named.open = false;
}

void Loader::finish(const std::string& own_file) {
  for (auto& [name, named] : groups_) {
    if (named.used) continue;
    named.open = in_named_group_ = true;
    Section inner(named.node, named.file, named.path, findings_);
    fields(inner);
    named.open = in_named_group_ = false;
    if (named.file != own_file) continue;
    findings_.warnings.push_back({Fate::halt, "the group " + shown(name) + " is not used",
                                  "use it, or take it out",
                                  config::where_of(named.node, named.file, named.path), ""});
  }
}

Field Loader::field(Section& section, const std::string& name, const std::string& prefix) {
  const auto node = section.take(name);
  if (node && node->IsMap()) {
    auto inner = *section.section(name);
    if (has_key(inner, "fields") || has_key(inner, "use")) return group(inner, name, prefix);
    Rule out = rule(inner, prefix + name);
    out.where = section.where(name);
    out.target = target(out.target);
    check_name(section, name, out.target);
    return out;
  }
  Rule out = short_rule(section, name, node);
  out.target = target(prefix + name);
  check_name(section, name, out.target);
  return out;
}

/// NAME: path  is short for  NAME: { from: path }
Rule Loader::short_rule(Section& section, const std::string& name,
                        const std::optional<YAML::Node>& node) {
  Rule out;
  out.target = name;
  out.where = section.where(name);
  if (node && !node->IsScalar()) {
    section.error(name, "expected a rule, found a list", "write  " + name + ": { from: path }");
  } else if (!node || node->Scalar().empty()) {
    section.error(name, "the field has no source", "write  " + name + ": { from: path }");
  } else if (auto p = path(section, name, node->Scalar())) {
    out.from.push_back(std::move(*p));
  }
  return out;
}

Rule Loader::rule(Section& s, const std::string& target) {
  Rule out;
  out.target = target;
  out.where = s.where("");
  read_source(s, out);
  read_steps(s, out);
  s.finish();
  return out;
}

void Loader::read_source(Section& s, Rule& rule) {
  int sources = 0;
  rule.from = paths(s, "from", sources);
  read_sum(s, rule, sources);
  rule.key = paths(s, "key", sources);
  rule.count = paths(s, "count", sources);
  rule.join = paths(s, "join", sources);
  rule.constant = s.text("value");
  if (rule.constant) ++sources;
  if (const auto text = s.text("text")) {
    ++sources;
    rule.text = parts(s, "text", *text);
  }
  read_first(s, rule, sources);
  read_allocate(s, rule, sources);
  read_sequence(s, rule, sources);
  read_create(s, rule, sources);
  if (sources == 0) s.error("", "the field has no source", "add one of: " + source_names());
  if (sources > 1) s.error("", "the field has several sources", "keep one of: " + source_names());
  rule.when = condition(s);
}

void Loader::read_sum(Section& s, Rule& rule, int& sources) {
  const auto node = s.take("sum");
  if (!node || !node->IsMap()) {
    rule.sum = paths(s, "sum", sources);
    return;
  }
  ++sources;
  auto in = *s.section("sum");
  const auto each = in.text("each");
  if (!each) {
    in.error("each", "the sum does not say of which nodes", "write  sum: { each: line, … }");
    return;
  }
  if (depth_ >= kMostNested) {
    in.error("", "rules are nested too deeply", "at most 40 levels");
    return;
  }
  ++depth_;
  auto nodes = path(in, "each", *each);
  auto when = condition(in);
  Rule inner = this->rule(in, rule.target);
  --depth_;
  inner.when.reset();
  if (nodes)
    rule.sum_each = std::make_shared<const SumEach>(SumEach{
        std::move(*nodes), std::move(when), std::make_shared<const Rule>(std::move(inner))});
}

void Loader::read_first(Section& s, Rule& rule, int& sources) {
  const auto node = s.take("first");
  if (!node) return;
  ++sources;
  if (!node->IsSequence() || node->size() == 0) {
    s.error("first", "first needs a list of rules",
            "write  first: [ { from: customer_sku, lookup: buyer-parts }, { from: sku } ]");
    return;
  }
  if (depth_ >= kMostNested) {
    s.error("first", "rules are nested too deeply", "at most 40 levels");
    return;
  }
  ++depth_;
  for (std::size_t i = 0; i < node->size() && counted(s, "first"); ++i) {
    const YAML::Node one = (*node)[i];
    const std::string at = s.path() + ".first[" + std::to_string(i + 1) + "]";
    if (one.IsMap()) {
      Section inner(one, s.file(), at, findings_);
      rule.first.push_back(this->rule(inner, rule.target));
    } else if (one.IsScalar() && !one.Scalar().empty()) {
      Rule plain;
      plain.target = rule.target;
      plain.where = config::where_of(one, s.file(), at);
      auto compiled = Path::compile(one.Scalar());
      if (compiled) {
        plain.from.push_back(std::move(*compiled));
      } else {
        findings_.errors.push_back(
            {Fate::halt, compiled.error().what, compiled.error().fix, plain.where, ""});
      }
      rule.first.push_back(std::move(plain));
    } else {
      s.error("first", "first needs a list of rules",
              "write  first: [ { from: customer_sku, lookup: buyer-parts }, { from: sku } ]");
    }
  }
  --depth_;
}

void Loader::read_allocate(Section& s, Rule& rule, int& sources) {
  const auto node = s.take("allocate");
  if (!node) return;
  ++sources;
  if (each_ == 0 && !in_named_group_)
    s.error("allocate",
            "allocate stands outside a group with each: there is nothing to share among",
            "move the field into the group of the lines");
  Allocation out;
  std::optional<Path> amount;
  if (node->IsScalar()) {
    amount = path(s, "allocate", node->Scalar());
    out.over = path(s, "allocate", "amount");
  } else if (auto in = s.section("allocate")) {
    const auto text = in->text("amount");
    if (text) {
      amount = path(*in, "amount", *text);
    } else {
      in->error("amount", "allocate does not say which amount",
                "write  allocate: { amount: ../charge/amount, over: amount }");
    }
    const std::string over = in->text("over").value_or("amount");
    if (over != "equal") out.over = path(*in, "over", over);
    out.digits = in->whole("digits", 0, 12).value_or(2);
    in->finish();
  }
  if (!amount) return;
  out.amount = std::move(*amount);
  rule.allocate = std::make_shared<const Allocation>(std::move(out));
}

void Loader::read_sequence(Section& s, Rule& rule, int& sources) {
  const auto node = s.take("sequence");
  if (!node) return;
  ++sources;
  Sequence out;
  if (node->IsScalar()) {
    out.name = node->Scalar();
  } else if (auto in = s.section("sequence")) {
    out.name = in->text("name").value_or("");
    out.start = in->whole("start", -1'000'000'000, 1'000'000'000).value_or(1);
    out.by = in->whole("by", -1'000'000, 1'000'000).value_or(1);
    in->finish();
  }
  if (out.name.empty()) s.error("sequence", "the sequence has no name", "write  sequence: lines");
  rule.sequence = std::make_shared<const Sequence>(std::move(out));
}

void Loader::read_create(Section& s, Rule& rule, int& sources) {
  auto in = s.section("create");
  if (!in) return;
  ++sources;
  Creation out;
  out.lookup = in->text("lookup").value_or("");
  if (out.lookup.empty())
    in->error("lookup", "create does not name the lookup that remembers it",
              "write  create: { lookup: customers, key: [buyer/email], code: \"W{buyer/login}\" }");
  int keys = 0;
  out.key = paths(*in, "key", keys);
  if (keys == 0)
    in->error("key", "create does not say what makes it known again",
              "write  key: [buyer/email], the same as the lookup is asked with");
  const auto code = in->text("code");
  if (code) {
    out.code = parts(*in, "code", *code);
  } else {
    in->error("code", "create does not say what code it gets",
              "write  code: \"W{buyer/login}\", made of what never changes");
  }
  in->finish();
  rule.create = std::make_shared<const Creation>(std::move(out));
}

void Loader::read_steps(Section& s, Rule& rule) {
  rule.trim = s.flag("trim").value_or(true);
  rule.with = s.text("with").value_or(", ");
  add_steps(s, rule);
  if (const auto list = s.take("then")) {
    if (!list->IsSequence())
      s.error("then", "then needs a list of steps", "write  then: [ { upper: yes } ]");
    for (std::size_t i = 0; list->IsSequence() && i < list->size(); ++i) {
      const std::string at = s.path() + ".then[" + std::to_string(i + 1) + "]";
      if (!(*list)[i].IsMap()) {
        s.error("then", "then needs a list of steps", "write  then: [ { upper: yes } ]");
        continue;
      }
      Section inner((*list)[i], s.file(), at, findings_);
      add_steps(inner, rule);
      inner.finish();
    }
  }
  rule.fallback = s.text("default");
  rule.empty = s.text("empty");
  rule.required = s.flag("required").value_or(false);
  const auto asks = [](const Step& step) {
    return step.kind->key == "lookup" || step.kind->key == "convert";
  };
  if (!rule.key.empty() && std::none_of(rule.steps.begin(), rule.steps.end(), asks))
    s.error("key", "a key needs a lookup", "add  lookup: name");
}

void Loader::add_steps(Section& s, Rule& rule) {
  const std::size_t before = findings_.errors.size();
  std::vector<Step> made;
  for (const StepKind& kind : step_kinds()) {
    Step step;
    step.kind = &kind;
    if (!kind.read(s, step)) continue;
    step.where = s.where(kind.key);
    if (kind.key == "type") rule.type = step.text;
    made.push_back(std::move(step));
  }
  if (findings_.errors.size() == before)
    std::move(made.begin(), made.end(), std::back_inserter(rule.steps));
  else  // what is only half read must not be carried out, but its lookup is still used
    for (Step& step : made)
      if (step.kind->key == "lookup") rule.steps.push_back(std::move(step));
}

std::optional<Path> Loader::path(Section& s, const std::string& key, const std::string& text) {
  auto compiled = Path::compile(text);
  if (compiled) {
    compiled->where = s.where(key);
    return *compiled;
  }
  s.error(key, compiled.error().what, compiled.error().fix);
  return std::nullopt;
}

std::vector<Path> Loader::paths(Section& s, const char* key, int& sources) {
  std::vector<Path> out;
  const auto texts = s.texts(key);
  if (!texts.empty()) ++sources;
  for (const std::string& text : texts) {
    if (auto p = path(s, key, text)) out.push_back(std::move(*p));
  }
  return out;
}

std::optional<Condition> Loader::condition(Section& s) {
  const auto text = s.text("when");
  if (!text) return std::nullopt;
  auto compiled = Condition::compile(*text);
  if (compiled) {
    compiled->where = s.where("when");
    return *compiled;
  }
  s.error("when", compiled.error().what, compiled.error().fix);
  return std::nullopt;
}

std::vector<TextPart> Loader::parts(Section& s, const char* key, const std::string& text) {
  std::vector<TextPart> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    if (open != at) out.emplace_back(text.substr(at, open - at));
    if (open == std::string::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) {
      s.error(key, "a brace is not closed in " + shown(text), "write the path as {buyer/name}");
      break;
    }
    if (auto p = path(s, key, text.substr(open + 1, close - open - 1)))
      out.emplace_back(std::move(*p));
    at = close + 1;
  }
  return out;
}

std::string Loader::target(const std::string& name) const {
  return any_names ? element_name(name) : name;
}

void Loader::check_name(Section& s, const std::string& key, const std::string& name) {
  std::string_view bare = name;
  if (bare.substr(0, 1) == "@" && key != "root") bare.remove_prefix(1);
  const auto colon = bare.find(':');
  if (prefixed_names && colon != std::string_view::npos && colon > 0) {
    if (encode_name(bare.substr(0, colon)) == bare.substr(0, colon)) bare.remove_prefix(colon + 1);
  }
  const bool encoded = any_names && encode_name(decode_name(bare)) == bare;  // by target()
  if (!encoded && encode_name(bare) != bare) {
    s.error(key, shown(name) + " cannot be the name of a field",
            "use letters, digits, _ and -; begin with a letter");
  }
}

}  // namespace norekey::mapping
