/// Carrying a mapping out: rules over one document. Everything that is wrong is collected; nothing
/// is half done.
#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/mapping.hpp"

namespace norekey::mapping {
namespace {

class Applier {
 public:
  Applier(const Lookups& lookups) : lookups_(lookups) {}

  std::vector<Error> wrong;

  void fields(const std::vector<Field>& all, const pugi::xml_node& source, pugi::xml_node target,
              const std::string& path) {
    for (const Field& one : all) {
      if (const Rule* rule = std::get_if<Rule>(&one)) {
        field(*rule, source, target, path);
      } else {
        group(std::get<Group>(one), source, target, path);
      }
    }
  }

 private:
  void group(const Group& g, const pugi::xml_node& source, pugi::xml_node target,
             const std::string& path) {
    if (!g.each) {
      if (!g.when || g.when->holds(source))
        fields(g.fields, source, target.append_child(g.target.c_str()), path + g.target + "/");
      return;
    }
    int n = 0;
    for (const pugi::xml_node& node : g.each->nodes(source)) {
      ++n;
      if (g.when && !g.when->holds(node)) continue;
      fields(g.fields, node, target.append_child(g.target.c_str()),
             path + g.target + "[" + std::to_string(n) + "]/");
    }
  }

  void field(const Rule& rule, const pugi::xml_node& source, pugi::xml_node target,
             const std::string& path) {
    if (rule.when && !rule.when->holds(source)) return;
    auto value = compute(rule, source);
    if (!value) {
      fail(rule, path, value.error());
      return;
    }
    if (value->empty() && rule.fallback) *value = *rule.fallback;
    if (value->empty()) {
      if (rule.required)
        fail(rule, path,
             {Fate::reject,
              "the field is required and has no value",
              "fill in " + source_of(rule) + " at the source, or give a default",
              {},
              ""});
      return;
    }
    if (rule.target[0] == '@') {
      target.append_attribute(rule.target.c_str() + 1).set_value(value->c_str());
    } else {
      target.append_child(rule.target.c_str()).text().set(value->c_str());
    }
  }

  void fail(const Rule& rule, const std::string& path, Error e) {
    if (e.where.file.empty()) e.where = rule.where;
    e.where.field = path + rule.target;
    wrong.push_back(std::move(e));
  }

  static std::string source_of(const Rule& rule) {
    if (!rule.from.empty()) return rule.from.front().text();
    if (!rule.key.empty()) return rule.key.front().text();
    return "the value";
  }

  Result<std::string> compute(const Rule& rule, const pugi::xml_node& source) {
    auto taken = take(rule, source);
    if (!taken) return taken;
    std::string value = rule.trim ? std::string(trim(*taken)) : *taken;
    if (value.empty()) return rule.empty.value_or("");
    if (!rule.table.empty()) {
      const auto code = rule.table.find(value);
      if (code == rule.table.end() && !rule.fallback) {
        return Error{Fate::reject,
                     shown(value) + " is not in the map",
                     "add it to map, or give a default",
                     {},
                     rule.target + "/" + value};
      }
      value = code == rule.table.end() ? "" : code->second;
    }
    if (!rule.lookup.empty()) {
      auto found = lookups_.find(rule.lookup, value);
      if (!found && (found.error().fate == Fate::halt || !rule.fallback)) return found.error();
      value = found ? *found : "";
    }
    if (value.empty()) return value;
    return shape(rule, source, std::move(value));
  }

  Result<std::string> take(const Rule& rule, const pugi::xml_node& source) {
    if (rule.constant) return *rule.constant;
    if (!rule.text.empty()) return fill(rule, source);
    if (!rule.sum.empty()) return add(rule, source);
    if (!rule.key.empty()) return key(rule, source);
    for (const Path& path : rule.from) {
      auto one = single(path, source);
      if (!one || !one->empty()) return one;
    }
    return std::string();
  }

  static Result<std::string> single(const Path& path, const pugi::xml_node& source) {
    const Texts found = path.select(source);
    if (found.size() > 1) {
      return Error{Fate::reject,
                   path.text() + " has " + std::to_string(found.size()) +
                       " values, a field takes one: " + shown(found[0]) + ", " + shown(found[1]),
                   "pick one with a condition such as [1], or add them with sum",
                   {},
                   ""};
    }
    return found.empty() ? std::string() : found[0];
  }

  static Result<std::string> key(const Rule& rule, const pugi::xml_node& source) {
    std::string out;
    bool any = false;
    for (std::size_t i = 0; i < rule.key.size(); ++i) {
      auto one = single(rule.key[i], source);
      if (!one) return one;
      any = any || !one->empty();
      out += (i == 0 ? "" : "/") + *one;
    }
    return any ? out : std::string();
  }

  static Result<std::string> fill(const Rule& rule, const pugi::xml_node& source) {
    std::string out;
    for (const TextPart& part : rule.text) {
      if (const std::string* literal = std::get_if<std::string>(&part)) {
        out += *literal;
      } else {
        auto one = single(std::get<Path>(part), source);
        if (!one) return one;
        out += *one;
      }
    }
    return out;
  }

  static Result<std::string> add(const Rule& rule, const pugi::xml_node& source) {
    Decimal total;
    for (const Path& path : rule.sum) {
      for (const std::string& text : path.select(source)) {
        auto number = Decimal::parse(trim(text));
        if (!number) return number.error();
        total += *number;
      }
    }
    return total.str();
  }

  Result<std::string> shape(const Rule& rule, const pugi::xml_node& source, std::string value) {
    if (!rule.arithmetic.empty() || rule.round) {
      auto computed = calculate(rule, source, value);
      if (!computed) return computed;
      value = *computed;
    }
    if (!rule.date.empty()) {
      auto formatted = format(rule, value);
      if (!formatted) return formatted;
      value = *formatted;
    }
    if (rule.upper) value = upper(value);
    if (rule.lower) value = lower(value);
    if (rule.max > 0 && count_characters(value) > static_cast<std::size_t>(rule.max)) {
      if (!rule.cut) {
        return Error{Fate::reject,
                     shown(value) + " has " + std::to_string(count_characters(value)) +
                         " characters, the field takes " + std::to_string(rule.max),
                     "shorten it at the source, or allow it with  cut: yes",
                     {},
                     ""};
      }
      value = first_characters(value, static_cast<std::size_t>(rule.max));
    }
    return value;
  }

  static Result<std::string> format(const Rule& rule, const std::string& value) {
    if (value.size() == 10) {  // a date without a zone stays a date
      auto day = parse_date(value);
      if (!day) return day.error();
      return format_date(*day, rule.date);
    }
    auto instant = parse_instant(value);
    if (!instant) return instant.error();
    return format_in_zone(*instant, rule.zone, rule.date);
  }

  static Result<std::string> calculate(const Rule& rule, const pugi::xml_node& source,
                                       const std::string& value) {
    auto number = Decimal::parse(value);
    if (!number) return number.error();
    Decimal total = *number;
    for (const Arithmetic& step : rule.arithmetic) {
      Decimal by;
      if (const Decimal* constant = std::get_if<Decimal>(&step.operand)) {
        by = *constant;
      } else {
        auto text = single(std::get<Path>(step.operand), source);
        if (!text) return text;
        auto parsed = Decimal::parse(trim(*text));
        if (!parsed) return parsed.error();
        by = *parsed;
      }
      if (step.op == "times") total = total * by;
      if (step.op == "plus") total = total + by;
      if (step.op == "minus") total = total - by;
      if (step.op == "divide") {
        auto quotient = Decimal::divide(total, by, *rule.round, rule.rounding);
        if (!quotient) return quotient.error();
        total = *quotient;
      }
    }
    return (rule.round ? total.rounded(*rule.round, rule.rounding) : total).str();
  }

  const Lookups& lookups_;
};

}  // namespace

Result<Document> Mapping::apply(const Document& source, const Lookups& lookups) const {
  Document out;
  Applier applier(lookups);
  applier.fields(top_.fields, source.root(), out.tree().append_child(root_.c_str()), "");
  if (applier.wrong.empty()) return out;
  Error all = applier.wrong.front();
  for (std::size_t i = 1; i < applier.wrong.size(); ++i) {
    const Error& e = applier.wrong[i];
    if (e.fate == Fate::halt) all.fate = Fate::halt;
    if (all.what.find(e.what) == std::string::npos)
      all.what += "; " + e.where.field + ": " + e.what;
  }
  return all;
}

}  // namespace norekey::mapping
