/// Carrying a mapping out: rules over one document. Everything that is wrong is collected; nothing
/// is half done.
#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "core/text.hpp"
#include "mapping/mapping.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {
namespace {

using Value = Result<std::string>;

Error too_large() {
  return {Fate::reject,
          "a number of the document grew beyond 38 digits",
          "look for a quantity or a price that cannot be meant",
          {},
          ""};
}

/// One run through a group's nodes.
struct Turn {
  const std::vector<pugi::xml_node>& nodes;
  std::size_t at = 0;
  std::unordered_map<const Rule*, std::vector<Decimal>> shares{};  ///< of `allocate`
};

/// Where rules read.
struct Place {
  pugi::xml_node node;
  Scope* scope;
  Turn* turn;
};

class Applier {
 public:
  Applier(const Lookups& lookups, const std::string& zone, bool mark_types, Run* run)
      : lookups_(lookups), zone_(zone), mark_types_(mark_types), run_(run) {}

  std::vector<Error> wrong;
  Scope global;

  void fields(const std::vector<Field>& all, const Place& place, pugi::xml_node target,
              const std::string& path) {
    for (const Field& one : all) {
      if (const Rule* rule = std::get_if<Rule>(&one)) {
        field(*rule, place, target, path);
      } else {
        group(std::get<Group>(one), place, target, path);
      }
    }
  }

  void let(const std::vector<Rule>& rules, const Place& place, const std::string& path) {
    for (const Rule& rule : rules) {
      if (rule.when && !holds(rule.when, place.node, place.scope, path, "$" + rule.target))
        continue;
      begin(rule);
      Value value = finished(rule, place);
      if (!value) {
        fail(rule, path + "$", value.error());
      } else {
        if (!value->empty()) place.scope->values.emplace_back(rule.target, *value);
        end("$" + rule.target, *value, {});
      }
    }
  }

 private:
  /// Whether there is no condition, or it holds; where it cannot be asked of this document, that is
  /// what is wrong with the field. `number`: of several nodes; 0 = there is one.
  bool holds(const std::optional<Condition>& when, const pugi::xml_node& at, const Scope* scope,
             const std::string& path, const std::string& name, std::size_t number = 0) {
    if (!when) return true;
    const auto asked = when->holds(at, scope);
    if (asked) return *asked;
    wrong.push_back(asked.error());
    wrong.back().where.field =
        path + name + (number == 0 ? "" : "[" + std::to_string(number) + "]");
    return false;
  }

  void group(const Group& g, const Place& place, pugi::xml_node target, const std::string& path) {
    if (g.each) return repeated(g, place, target, path);
    pugi::xml_node node = place.node;
    if (g.at) {
      const auto found = g.at->nodes(place.node);
      if (found.empty()) return;
      if (found.size() > 1) {
        wrong.push_back({Fate::reject,
                         g.at->text() + " has " + std::to_string(found.size()) +
                             " nodes, the group reads from one",
                         "pick one with a condition such as [1], or write each in place of at",
                         g.where, ""});
        wrong.back().where.field = path + g.target;
        return;
      }
      node = found.front();
    }
    if (!holds(g.when, node, place.scope, path, g.target)) return;
    Scope scope{place.scope, {}};
    const Place inner{node, g.let.empty() ? place.scope : &scope, place.turn};
    if (!g.let.empty()) let(g.let, inner, path);
    if (g.flat) return fields(g.fields, inner, target, path);
    const pugi::xml_node made = element(g, target);
    fields(g.fields, inner, made, path + g.target + "/");
    mark_empty(made);
  }

  void repeated(const Group& g, const Place& place, pugi::xml_node target,
                const std::string& path) {
    std::vector<pugi::xml_node> nodes = g.each->nodes(place.node);
    std::vector<std::size_t> numbers;
    if (g.when) {
      std::vector<pugi::xml_node> kept;
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!holds(g.when, nodes[i], place.scope, path, g.target, i + 1)) continue;
        kept.push_back(nodes[i]);
        numbers.push_back(i + 1);
      }
      nodes = std::move(kept);
    }
    Turn turn{nodes};
    Scope scope{place.scope, {}};
    for (; turn.at < nodes.size(); ++turn.at) {
      scope.values.clear();
      scope.values.emplace_back("position", std::to_string(turn.at + 1));
      const Place inner{nodes[turn.at], &scope, &turn};
      let(g.let, inner, path);
      const std::size_t number = numbers.empty() ? turn.at + 1 : numbers[turn.at];
      if (g.flat) {
        fields(g.fields, inner, target, path);
      } else {
        const pugi::xml_node made = element(g, target);
        fields(g.fields, inner, made, path + g.target + "[" + std::to_string(number) + "]/");
        mark_empty(made);
      }
    }
  }

  pugi::xml_node element(const Group& g, pugi::xml_node target) {
    pugi::xml_node out = target.append_child(g.target.c_str());
    if (mark_types_ && g.each) out.append_attribute("json").set_value("list");
    return out;
  }

  /// In JSON a group without any field is an object all the same, no text.
  void mark_empty(pugi::xml_node made) const {
    if (!mark_types_ || made.first_child()) return;
    pugi::xml_attribute mark = made.attribute("json");
    if (!mark) mark = made.append_attribute("json");
    mark.set_value(*mark.value() == 0 ? "object" : "list object");
  }

  void field(const Rule& rule, const Place& place, pugi::xml_node target, const std::string& path) {
    if (!holds(rule.when, place.node, place.scope, path, rule.target)) return;
    begin(rule);
    Value value = finished(rule, place);
    if (!value) return fail(rule, path, value.error());
    if (value->empty()) {
      if (rule.required) {
        return fail(rule, path,
                    {Fate::reject,
                     "the field is required and has no value",
                     "fill in " + source_of(rule) + " at the source, or give a default",
                     {},
                     ""});
      }
      return end(path + rule.target, "", {});
    }
    if (rule.target[0] == '@') {
      pugi::xml_attribute made = target.append_attribute(rule.target.c_str() + 1);
      made.set_value(value->c_str());
      end("", *value, pugi::xpath_node(made, target));
    } else {
      pugi::xml_node made = target.append_child(rule.target.c_str());
      made.append_child(pugi::node_pcdata).set_value(value->c_str());
      if (mark_types_ && !rule.type.empty())
        made.append_attribute("json").set_value(rule.type == "flag" ? "flag" : "number");
      end("", *value, made);
    }
  }

  void fail(const Rule& rule, const std::string& path, Error e) {
    if (e.where.file.empty()) e.where = rule.where;
    e.where.field = path + rule.target;
    if (told_ != nullptr) told_->error = e.what;
    end(e.where.field, "", {});
    wrong.push_back(std::move(e));
  }

  // Explaining: every field that a rule was asked for.

  void begin(const Rule& rule) {
    if (run_ == nullptr || !run_->explain) return;
    run_->told.emplace_back();
    told_ = &run_->told.back();
    told_->where = rule.where;
  }

  void end(const std::string& field, const std::string& value, const pugi::xpath_node& made) {
    if (told_ == nullptr) return;
    told_->field = field;
    told_->result = value;
    told_->made = made;
    told_ = nullptr;
  }

  void tell_source(const std::string& what) {
    if (told_ != nullptr) told_->source += (told_->source.empty() ? "" : ", then ") + what;
  }

  void tell_values(const Path& path, const Place& place) {
    if (told_ == nullptr) return;
    if (!path.variable().empty()) {
      const std::string* value = place.scope->find(path.variable());
      told_->values.push_back({path.text(), value == nullptr ? "" : *value, {}});
      return;
    }
    const auto found = path.places(place.node);
    const Texts texts = path.select(place.node, place.scope);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const bool known = i < found.size();
      told_->values.push_back({known ? found[i].first : path.text(), texts[i],
                               known ? found[i].second : pugi::xpath_node{}});
    }
  }

  // Values

  static std::string source_of(const Rule& rule) {
    if (!rule.from.empty()) return rule.from.front().text();
    if (!rule.key.empty()) return rule.key.front().text();
    return "the value";
  }

  /// The value with `default` in place where there is none.
  Value finished(const Rule& rule, const Place& place) {
    Value value = counted(rule, place);
    if (value && value->empty() && rule.fallback) {
      *value = *rule.fallback;
      if (told_ != nullptr) told_->steps.push_back({"default", rule.where, *value});
    }
    return value;
  }

  /// A number that no decimal holds is the field's fault.
  Value counted(const Rule& rule, const Place& place) {
    try {
      return compute(rule, place);
    } catch (const std::overflow_error&) {
      return too_large();
    }
  }

  Value compute(const Rule& rule, const Place& place) {
    Value value = take(rule, place);
    if (!value) return value;
    if (rule.trim && !value->empty() && (is_blank(value->front()) || is_blank(value->back())))
      *value = std::string(trim(*value));
    if (value->empty()) return rule.empty.value_or("");
    if (rule.steps.empty()) return value;
    const Work work{place.node, place.scope, lookups_, zone_, rule.fallback.has_value()};
    for (const Step& step : rule.steps) {
      value = step.kind->carry_out(step, std::move(*value), work);
      if (told_ != nullptr) {
        told_->steps.push_back(
            {std::string(step.kind->key) + (step.text.empty() ? "" : " ") + step.text, step.where,
             value ? *value : value.error().what});
      }
      if (!value || value->empty()) return value;
    }
    return value;
  }

  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  Value take(const Rule& rule, const Place& place) {
    if (!rule.from.empty()) {
      for (const Path& path : rule.from) {
        Value one = single(path, place);
        if (!one || !one->empty()) return one;
      }
      return std::string();
    }
    if (rule.constant) {
      tell_source("value");
      return *rule.constant;
    }
    if (!rule.text.empty()) return fill(rule.text, place);
    if (!rule.sum.empty()) return add(rule.sum, place);
    if (!rule.key.empty()) return key(rule.key, place);
    if (!rule.count.empty()) return count(rule, place);
    if (!rule.join.empty()) return joined(rule, place);
    if (!rule.first.empty()) return first(rule, place);
    if (rule.sum_each) return sum_each(*rule.sum_each, place);
    if (rule.allocate) return share(rule, place);
    if (rule.sequence) return next_number(*rule.sequence);
    if (rule.create) return create(*rule.create, place);
    return std::string();
  }

  Value single(const Path& path, const Place& place) {
    std::string out;
    const std::size_t n = path.take(place.node, place.scope, out);
    if (told_ != nullptr) {
      tell_source("from " + path.text());
      tell_values(path, place);
    }
    if (n <= 1) return out;
    const Texts found = path.select(place.node, place.scope);
    return Error{Fate::reject,
                 path.text() + " has " + std::to_string(found.size()) +
                     " values, a field takes one: " + shown(found[0]) + ", " + shown(found[1]),
                 "pick one with a condition such as [1], or add them with sum",
                 {},
                 ""};
  }

  Value key(const std::vector<Path>& paths, const Place& place) {
    std::string out;
    bool any = false;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      Value one = single(paths[i], place);
      if (!one) return one;
      any = any || !one->empty();
      if (i > 0) out += '/';
      out += *one;
    }
    return any ? out : std::string();
  }

  Value fill(const std::vector<TextPart>& text, const Place& place) {
    std::string out;
    for (const TextPart& part : text) {
      if (const std::string* literal = std::get_if<std::string>(&part)) {
        out += *literal;
      } else {
        Value one = single(std::get<Path>(part), place);
        if (!one) return one;
        out += *one;
      }
    }
    return out;
  }

  Result<Decimal> total(const std::vector<Path>& paths, const Place& place) {
    Decimal out;
    for (const Path& path : paths) {
      tell_values(path, place);
      for (const std::string& text : path.select(place.node, place.scope)) {
        auto number = Decimal::parse(trim(text));
        if (!number) return number.error();
        out += *number;
      }
    }
    return out;
  }

  Value add(const std::vector<Path>& paths, const Place& place) {
    for (const Path& path : paths) tell_source("sum " + path.text());
    auto out = total(paths, place);
    if (!out) return out.error();
    return out->str();
  }

  Value count(const Rule& rule, const Place& place) {
    std::size_t n = 0;
    for (const Path& path : rule.count) {
      tell_source("count " + path.text());
      n += path.select(place.node, place.scope).size();
    }
    return std::to_string(n);
  }

  Value joined(const Rule& rule, const Place& place) {
    std::string out;
    for (const Path& path : rule.join) {
      tell_source("join " + path.text());
      tell_values(path, place);
      for (const std::string& text : path.select(place.node, place.scope)) {
        const std::string_view one = trim(text);
        if (one.empty()) continue;
        if (!out.empty()) out += rule.with;
        out += one;
      }
    }
    return out;
  }

  /// Codes that are not found go on to the next; anything else that is wrong is said. A row for any
  /// of them would do.
  Value first(const Rule& rule, const Place& place) {
    std::optional<Error> missed;
    std::vector<std::string> others;
    for (const Rule& one : rule.first) {
      if (one.when) {
        const auto asked = one.when->holds(place.node, place.scope);
        if (!asked) return asked.error();
        if (!*asked) continue;
      }
      Value value = finished(one, place);
      if (value && !value->empty()) return value;
      if (value) continue;
      const Error& e = value.error();
      if (e.fate != Fate::reject || e.cause.empty()) return value;
      if (missed) {
        others.push_back(e.cause);
        missed->also.push_back(e.cause);
        missed->also.insert(missed->also.end(), e.also.begin(), e.also.end());
      } else {
        missed = e;
      }
    }
    if (!missed || rule.fallback) return std::string();
    if (!others.empty()) missed->what += " (nor is there " + join(others, ", ") + ")";
    return *missed;
  }

  Value sum_each(const SumEach& sum, const Place& place) {
    Decimal out;
    const auto nodes = sum.each.nodes(place.node);
    Turn turn{nodes};
    for (; turn.at < nodes.size(); ++turn.at) {
      const Place inner{nodes[turn.at], place.scope, &turn};
      if (sum.when) {
        const auto asked = sum.when->holds(inner.node, inner.scope);
        if (!asked) return asked.error();
        if (!*asked) continue;
      }
      Value value = finished(*sum.rule, inner);
      if (!value) return value;
      if (value->empty()) continue;
      auto number = Decimal::parse(*value);
      if (!number) return number.error();
      out += *number;
    }
    return out.str();
  }

  Value share(const Rule& rule, const Place& place) {
    const Allocation& how = *rule.allocate;
    tell_source("allocate " + how.amount.text() + " over " +
                (how.over ? how.over->text() : "equal parts"));
    tell_values(how.amount, place);
    if (place.turn == nullptr) return std::string();
    auto& shares = place.turn->shares[&rule];
    if (shares.empty()) {
      auto amount = total({how.amount}, place);
      if (!amount) return amount.error();
      std::vector<Decimal> weights;
      for (const pugi::xml_node& node : place.turn->nodes) {
        Decimal weight = 1;
        if (how.over) {
          auto one = total({*how.over}, {node, place.scope, place.turn});
          if (!one) return one.error();
          weight = one->abs();
        }
        weights.push_back(weight);
      }
      // where nothing costs anything, nobody has more of the amount than another
      if (std::all_of(weights.begin(), weights.end(), [](const Decimal& w) { return w.is_zero(); }))
        weights.assign(weights.size(), Decimal(1));
      auto made = norekey::allocate(*amount, weights, how.digits);
      if (!made) return made.error();
      shares = std::move(*made);
    }
    return shares[place.turn->at].str();
  }

  Value next_number(const Sequence& sequence) {
    tell_source("sequence " + sequence.name);
    const auto counter = counters_.try_emplace(sequence.name, sequence.start);
    if (!counter.second) counter.first->second += sequence.by;
    return std::to_string(counter.first->second);
  }

  Value create(const Creation& how, const Place& place) {
    tell_source("create " + how.lookup);
    Value known = key(how.key, place);
    if (!known || known->empty()) return known;
    if (auto there = lookups_.find(how.lookup, *known)) return there;
    for (const Created& one : created_) {
      if (one.lookup == how.lookup && one.key == *known) return one.value;
    }
    Value code = fill(how.code, place);
    if (!code || code->empty()) return code;
    created_.push_back({how.lookup, *known, *code});
    if (run_ != nullptr) run_->created.push_back(created_.back());
    global.values.emplace_back("created." + how.lookup, "yes");
    return code;
  }

  const Lookups& lookups_;
  const std::string& zone_;
  const bool mark_types_;
  Run* run_;
  FieldTold* told_ = nullptr;
  std::unordered_map<std::string, long> counters_;
  std::vector<Created> created_;
};

Error all_in_one(const std::vector<Error>& wrong) {
  Error all = wrong.front();
  for (std::size_t i = 1; i < wrong.size(); ++i) {
    const Error& e = wrong[i];
    if (e.fate == Fate::halt) all.fate = Fate::halt;
    if (all.what.find(e.what) == std::string::npos)
      all.what += "; " + e.where.field + ": " + e.what;
  }
  return all;
}

/// The day of the order, where a lookup has rows that count for some days only.
std::string order_day(const Mapping& mapping, const Document& source, const Lookups& lookups) {
  if (!lookups.any_dated()) return "";
  return day_of(source.root().child("placed_at").text().get(), mapping.zone());
}

/// `$key`: what the ERP's answer names the order by.
std::string delivery_key_of(const Document& source, const Run* run) {
  if (run != nullptr && !run->key.empty()) return run->key;
  const pugi::xml_node order = source.root();
  std::string out;
  for (const char* name : {"company", "channel", "number"}) {
    const std::string_view text = order.child(name).text().get();
    if (!text.empty()) (out += text) += '/';
  }
  return out.empty() ? out : out + "1";
}

}  // namespace

Result<Document> Mapping::apply(const Document& source, const Lookups& lookups, Run* run) const {
  Document out;
  const bool json =
      to_ && (to_->kind == formats::Kind::json || to_->kind == formats::Kind::json_lines);
  Applier applier(lookups, zone_, json, run);
  if (std::string day = order_day(*this, source, lookups); !day.empty())
    applier.global.values.emplace_back("day", std::move(day));
  if (from_ == "order") applier.global.values.emplace_back("key", delivery_key_of(source, run));
  const Place place{source.root(), &applier.global, nullptr};
  try {
    applier.let(top_.let, place, "");
    applier.fields(top_.fields, place, out.tree().append_child(root_.c_str()), "");
  } catch (const std::overflow_error&) {  // of what belongs to no single field
    Error e = too_large();
    e.where.file = file_;
    return e;
  }
  if (run != nullptr) {
    for (FieldTold& one : run->told) {
      if (one.made) one.field = place_in_tree(one.made);
    }
  }
  if (!applier.wrong.empty()) return all_in_one(applier.wrong);
  return out;
}

}  // namespace norekey::mapping
