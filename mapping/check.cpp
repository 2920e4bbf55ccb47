#include "mapping/check.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/names.hpp"
#include "mapping/path_check.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {
namespace {

using formats::Column;
using formats::Record;
using formats::Type;

/// What holds at one place of the mapping.
struct Within {
  Standing standing;
  std::vector<std::string> values;  ///< names of `$…`
  const Record* record = nullptr;   ///< of the element that is written
  std::string element;
  bool repeated = false, unwritten = false;  ///< unwritten: `confirm`, for the flow only
};

class Checker {
 public:
  Checker(const Mapping& mapping, const Surroundings& around, config::Findings& findings)
      : mapping_(mapping), around_(around), findings_(findings) {}

  void run() {
    Within top;
    top_ = &top;
    if (around_.shape == nullptr && mapping_.source()) layout_ = layout_shape(*mapping_.source());
    if (around_.shape != nullptr) top.standing = {around_.shape};
    if (layout_) top.standing = {&*layout_};
    top.element = mapping_.root();
    top.record = record_of(top.element);
    parts();
    let(mapping_.let(), top);
    fields(mapping_.fields(), top);
    unwritten();
    for (const auto& [name, where] : lets_) {
      if (!asked_.contains(name))
        warn(where, "the value " + shown("$" + name) + " is not used", "use it, or take it out");
    }
  }

 private:
  /// What splits an order stands at its lines.
  void parts() {
    const Shape* line = around_.shape == nullptr ? nullptr : around_.shape->child("line");
    if (line == nullptr || mapping_.from() != "order") return;
    Within at;
    at.standing = {around_.shape, line};
    for (const std::string& by : mapping_.parts().by) {
      if (auto one = Path::compile(by)) path(*one, mapping_.parts().where, at);
    }
  }

  // The tree of fields

  void fields(const std::vector<Field>& all, const Within& within) {
    for (const Field& one : all) {
      if (const Rule* field = std::get_if<Rule>(&one)) {
        rule(*field, within);
        target(*field, within);
      } else {
        group(std::get<Group>(one), within);
      }
    }
  }

  void group(const Group& g, const Within& within) {
    Within inner = within;
    if (g.each) {
      inner.standing = path(*g.each, g.where, within);
      inner.values.emplace_back("position");
      inner.repeated = true;
    }
    if (g.at) inner.standing = path(*g.at, g.where, within);
    if (g.when) condition(*g.when, g.each || g.at ? inner : within);
    let(g.let, inner);
    if (!g.flat) {
      inner.element = g.target;
      inner.unwritten = within.unwritten || (&within == top_ && g.target == "confirm");
      inner.record = record_of(g.target);
      const bool holds_fields = std::any_of(g.fields.begin(), g.fields.end(), [](const Field& f) {
        return std::holds_alternative<Rule>(f);
      });
      if (has_layout() && inner.record == nullptr && holds_fields && !inner.unwritten) no_record(g);
    }
    fields(g.fields, inner);
  }

  void let(const std::vector<Rule>& rules, Within& within) {
    for (const Rule& one : rules) {
      rule(one, within);
      within.values.push_back(one.target);
      lets_.emplace_back(one.target, one.where);
    }
  }

  void rule(const Rule& r, const Within& within) {
    for (const auto* paths : {&r.from, &r.sum, &r.key, &r.count, &r.join}) {
      for (const Path& one : *paths) path(one, r.where, within);
    }
    text(r.text, r.where, within);
    if (r.when) condition(*r.when, within);
    for (const Rule& one : r.first) rule(one, within);
    if (r.sum_each) {
      Within inner = within;
      inner.standing = path(r.sum_each->each, r.where, within);
      if (r.sum_each->when) condition(*r.sum_each->when, inner);
      rule(*r.sum_each->rule, inner);
    }
    if (r.allocate) {
      path(r.allocate->amount, r.where, within);
      if (r.allocate->over) path(*r.allocate->over, r.where, within);
    }
    if (r.create) {
      for (const Path& one : r.create->key) path(one, r.where, within);
      text(r.create->code, r.where, within);
      lookup(r.create->lookup, r.where);
    }
    for (const Step& one : r.steps) step(one, within);
  }

  void text(const std::vector<TextPart>& parts, const Where& where, const Within& within) {
    for (const TextPart& part : parts) {
      if (const Path* one = std::get_if<Path>(&part)) path(*one, where, within);
    }
  }

  void condition(const Condition& c, const Within& within) {
    for (const Comparison& one : c.comparisons()) {
      path(one.path, c.where, within);
      if (one.other) path(*one.other, c.where, within);
    }
  }

  void step(const Step& s, const Within& within) {
    const bool convert = s.kind->key == "convert";
    const bool unsaid = convert && s.texts.empty();  // convert: units reads uom and sku
    if (s.path && !unsaid) path(*s.path, s.where, within);
    if (s.second && !convert) path(*s.second, s.where, within);
    if (s.kind->key == "lookup" || convert) lookup(s.text, s.where);
  }

  void lookup(const std::string& name, const Where& where) {
    if (!around_.lookups || name.empty()) return;
    const auto& known = *around_.lookups;
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    error(where, "there is no lookup " + shown(name) + did_you_mean(name, known),
          "add the file lookups/" + name + ".csv");
  }

  Standing path(const Path& p, const Where& near, const Within& within) {
    const Where& where = p.where.file.empty() ? near : p.where;
    if (!p.variable().empty()) {
      variable(p.variable(), where, within);
      return {};
    }
    return follow(p.text(), within.standing, [&](const std::string& name, const Shape& in) {
      std::vector<std::string> names = in.names();
      std::string what = shown(p.text()) + " is not in the " +
                         (layout_          ? "source's records"
                          : around_.sample ? "sample"
                                           : mapping_.from());
      if (p.text() != name) what += ": there is no " + shown(name);
      what += did_you_mean(name, names);
      if (names.size() > 12) names.resize(12), names.emplace_back("…");
      const std::string fix =
          names.empty() ? "it is a text, nothing is below it" : "there are: " + join(names, ", ");
      if (around_.sample && !layout_) {
        warn(where, what, fix);
      } else {
        error(where, what, fix);
      }
    });
  }

  void variable(const std::string& name, const Where& where, const Within& within) {
    asked_.insert(name);
    if (name.rfind("created.", 0) == 0 || name == "day" || name == "key") return;
    if (std::find(within.values.begin(), within.values.end(), name) != within.values.end()) return;
    error(where, "there is no value " + shown("$" + name) + did_you_mean(name, within.values),
          "name it below  let:, before it is used");
  }

  // The target's layout

  bool has_layout() const { return mapping_.to() && !mapping_.to()->records.empty(); }

  const Record* record_of(const std::string& element) const {
    return has_layout() ? mapping_.to()->record(element) : nullptr;
  }

  void no_record(const Group& g) {
    std::vector<std::string> names;
    for (const Record& one : mapping_.to()->records) names.push_back(one.name);
    error(g.where, "the layout has no record " + shown(g.target) + did_you_mean(g.target, names),
          "add it below  to: records:, or name the group with  as:");
  }

  void target(const Rule& r, const Within& within) {
    if (!has_layout() || within.unwritten) return;
    if (within.record == nullptr) {
      if (within.element == mapping_.root() && told_root_.insert(within.element).second) {
        error(r.where,
              "the layout has no record " + shown(within.element) + " for the field " +
                  shown(r.target),
              "add it below  to: records:, or move the field into a group");
      }
      return;
    }
    const auto& columns = within.record->columns;
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& one) { return one.name == r.target; });
    if (column == columns.end()) {
      std::vector<std::string> names;
      for (const Column& one : columns) names.push_back(one.name);
      error(r.where,
            "the record " + shown(within.element) + " has no column " + shown(r.target) +
                did_you_mean(r.target, names),
            "add the column to the layout, or correct the field's name");
      return;
    }
    written_.insert(within.element + "/" + r.target);
    fits(r, *column, within);
  }

  void fits(const Rule& r, const Column& column, const Within& within) {
    for (const auto& text : {r.constant, r.empty, r.fallback}) {
      if (text && !text->empty()) constant(*text, column, r.where);
    }
    const bool number = column.type != Type::text;
    bool dated = false;
    const bool implied = std::any_of(r.steps.begin(), r.steps.end(),
                                     [](const Step& s) { return s.kind->key == "implied"; });
    for (const Step& s : r.steps) {
      if (s.kind->key == "max" && column.width > 0 && !number &&
          static_cast<std::size_t>(s.number) > column.width) {
        error(s.where,
              "max " + std::to_string(s.number) + " is more than the " +
                  std::to_string(column.width) + " characters of the column " + shown(column.name),
              "write  max: " + std::to_string(column.width));
      }
      if (s.kind->key == "round" && number && !implied && s.number > std::max(column.decimals, 0) &&
          column.decimals >= 0) {
        error(s.where,
              "round " + std::to_string(s.number) + " leaves more digits than the " +
                  std::to_string(column.decimals) + " decimals of the column " + shown(column.name),
              "write  round: " + std::to_string(column.decimals));
      }
      if (s.kind->key == "date") {
        dated = true;
        const auto day = format_date(
            Date{std::chrono::year{2026}, std::chrono::month{12}, std::chrono::day{31}}, s.text);
        if (day) constant(*day, column, s.where);
      }
    }
    if (number && !dated) moment(r, column, within);
  }

  /// A value that is known already must fit its column.
  void constant(const std::string& text, const Column& column, const Where& where) {
    if (column.type != Type::text) {
      if (!Decimal::parse(text))
        error(where,
              shown(text) + " is not a number, which the column " + shown(column.name) + " takes",
              "write digits, or make it a column of type text");
    } else if (column.width > 0 && count_characters(text) > column.width) {
      error(where,
            shown(text) + " has " + std::to_string(count_characters(text)) +
                " characters, the column " + shown(column.name) + " takes " +
                std::to_string(column.width),
            "shorten it, or widen the column");
    }
  }

  /// A moment or a date is no number as it stands.
  void moment(const Rule& r, const Column& column, const Within& within) {
    if (r.from.size() != 1 || !r.steps.empty()) return;
    const Standing at =
        follow(r.from.front().text(), within.standing, [](const std::string&, const Shape&) {});
    if (at.empty() || (at.back()->kind != "moment" && at.back()->kind != "date")) return;
    error(r.where,
          shown(r.from.front().text()) + " is a " + at.back()->kind + ", the column " +
              shown(column.name) + " takes a number",
          "add  date: \"%Y%m%d\"");
  }

  /// Columns that no field fills.
  void unwritten() {
    if (!has_layout()) return;
    for (const Record& record : mapping_.to()->records) {
      for (const Column& column : record.columns) {
        if (column.value || written_.contains(record.name + "/" + column.name) ||
            upper(column.name).rfind("FILLER", 0) == 0)
          continue;
        const std::string what = "no field fills the column " + shown(column.name) +
                                 " of the record " + shown(record.name);
        if (column.required) {
          error(column.where, what + ", which is required", "add the field to the mapping");
        } else {
          warn(column.where, what, "add the field, give the column a value, or call it FILLER_1");
        }
      }
    }
  }

  void error(const Where& where, std::string what, std::string fix) {
    add(findings_.errors, where, std::move(what), std::move(fix));
  }
  void warn(const Where& where, std::string what, std::string fix) {
    add(findings_.warnings, where, std::move(what), std::move(fix));
  }
  /// A named group is checked wherever it is used: the same finding counts once.
  void add(std::vector<Error>& to, const Where& where, std::string what, std::string fix) {
    Error e{Fate::halt, std::move(what), std::move(fix), where, ""};
    if (told_.insert(to_string(e)).second) to.push_back(std::move(e));
  }

  const Mapping& mapping_;
  const Surroundings& around_;
  config::Findings& findings_;
  const Within* top_ = nullptr;
  std::optional<Shape> layout_;  ///< of the source, where nothing else tells what it has
  std::vector<std::pair<std::string, Where>> lets_;
  std::set<std::string> asked_, written_, told_, told_root_;
};

}  // namespace

void check(const Mapping& mapping, const Surroundings& around, config::Findings& findings) {
  Checker(mapping, around, findings).run();
}

}  // namespace norekey::mapping
