#include "mapping/check.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/formats/number_field.hpp"
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
    outside_of_rows();
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
    for (const auto& text : {r.empty, r.fallback}) {
      if (text && !text->empty()) constant(*text, column, r.where);
    }
    known(r, column);
    if (r.steps.empty()) {
      for (const Rule& one : r.first) fits(one, column, within);
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
    if (number) words(r, column, within);
  }

  /// What a value is known to be, whatever the order: a constant, one of a map or a list, so much
  /// filled up, with letters around it. Followed through the steps as far as it can be.
  void known(const Rule& r, const Column& column) {
    std::optional<std::vector<std::string>> values;
    if (r.constant) values = std::vector<std::string>{std::string(trim(*r.constant))};
    Where where = r.where;
    const Step *around = nullptr, *pad = nullptr;
    for (const Step& s : r.steps) {
      const std::string_view key = s.kind->key;
      if (key == "map" || key == "one_of") {
        values = s.texts;
        for (const auto& [code, to] : s.table) values->push_back(to);
        where = s.where;
        around = pad = nullptr;
      } else if (values && !is_open(s)) {
        carry(s, *values);
      } else if (key == "prefix" || key == "suffix") {
        around = no_number(s) ? &s : around;
      } else if (key == "pad") {
        pad = &s;
      } else if (key != "upper" && key != "lower" && (key != "max" || s.flag)) {
        values.reset();
        around = pad = nullptr;
      }
    }
    for (const std::string& one : values.value_or(std::vector<std::string>())) {
      if (!one.empty()) constant(one, column, where);
    }
    if (around != nullptr && column.type != Type::text)
      error(around->where,
            shown(around->text) + " leaves no number, which the column " + shown(column.name) +
                " takes",
            "take it away, or make it a column of type text");
    const bool by_text =
        column.type == Type::text || (column.type == Type::number && column.decimals < 0);
    if (pad != nullptr && by_text && column.width > 0 &&
        static_cast<std::size_t>(pad->number) > column.width)
      error(pad->where,
            "pad to " + std::to_string(pad->number) + " is more than the " +
                std::to_string(column.width) + " characters of the column " + shown(column.name),
            "write  to: " + std::to_string(column.width));
  }

  /// Whether a step asks for more than the value.
  static bool is_open(const Step& s) {
    const std::string_view key = s.kind->key;
    return key == "lookup" || key == "convert" || key == "date" || s.path || s.second;
  }

  /// Those of the values that the step lets pass.
  static void carry(const Step& s, std::vector<std::string>& values) {
    const pugi::xml_node nowhere;
    const Lookups none;
    const Work work{nowhere, nullptr, none, "UTC"};
    std::vector<std::string> out;
    for (const std::string& one : values) {
      auto made = one.empty() ? Result<std::string>(one) : s.kind->carry_out(s, one, work);
      if (made) out.push_back(std::move(*made));
    }
    values = std::move(out);
  }

  /// Whether no number is left with the step's text around it.
  static bool no_number(const Step& s) {
    const std::string one = s.kind->key == "prefix" ? s.text + "1" : "1" + s.text;
    return !Decimal::parse(trim(one));
  }

  /// What people write in words is no number.
  void words(const Rule& r, const Column& column, const Within& within) {
    static const std::set<std::string_view> written_by_people = {
        "name", "email", "description", "street1",       "street2",      "street3",
        "city", "note",  "credit_note", "delivery_note", "internal_note"};
    static const std::set<std::string_view> harmless = {"upper", "lower", "squeeze", "ascii",
                                                        "max"};
    const bool as_it_stands = std::all_of(r.steps.begin(), r.steps.end(), [](const Step& s) {
      return harmless.contains(s.kind->key);
    });
    if (layout_ || around_.sample || !as_it_stands) return;
    for (const Path& one : r.from) {
      if (one.steps().empty() || !written_by_people.contains(one.steps().back())) continue;
      const Standing at =
          follow(one.text(), within.standing, [](const std::string&, const Shape&) {});
      if (at.empty() || !at.back()->kind.empty() || !at.back()->children.empty()) continue;
      error(one.where.file.empty() ? r.where : one.where,
            shown(one.text()) + " is a text, the column " + shown(column.name) + " takes a number",
            "take a field that holds a number, add a lookup, or make it a column of type text");
    }
  }

  /// A value that is known already must fit its column.
  void constant(const std::string& text, const Column& column, const Where& where) {
    if (column.type != Type::text) {
      if (!Decimal::parse(trim(text)))
        error(where,
              shown(text) + " is not a number, which the column " + shown(column.name) + " takes",
              "write digits, or make it a column of type text");
      else if (mapping_.to()->kind == formats::Kind::fixed && column.width > 0)
        digits(text, column, where);
    } else if (column.width > 0 && count_characters(text) > column.width) {
      error(where,
            shown(text) + " has " + std::to_string(count_characters(text)) +
                " characters, the column " + shown(column.name) + " takes " +
                std::to_string(column.width),
            "shorten it, or widen the column");
    }
  }

  /// A number that is known already must fit its digits.
  void digits(const std::string& text, const Column& column, const Where& where) {
    const auto bytes = formats::number_bytes(text, column, mapping_.to()->charset);
    if (bytes) return;
    error(where, bytes.error().what + " (" + shown(column.name) + ")", bytes.error().fix);
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

  /// Fields of the top that CSV without records has no row for.
  void outside_of_rows() {
    if (!mapping_.to() || mapping_.to()->kind != formats::Kind::csv || has_layout()) return;
    const auto is_row = [](const Field& one) {
      const Group* group = std::get_if<Group>(&one);
      return group != nullptr && !group->flat && group->target != "confirm";
    };
    const auto row = std::find_if(mapping_.fields().begin(), mapping_.fields().end(), is_row);
    if (row == mapping_.fields().end()) return;
    const std::string& name = std::get<Group>(*row).target;
    for (const Field& one : mapping_.fields()) {
      const Rule* rule = std::get_if<Rule>(&one);
      if (rule == nullptr) continue;
      warn(rule->where,
           "the field " + shown(rule->target) + " is not written: the rows of this CSV are the " +
               shown(name),
           "give it to the group, or name the records in  to: { format: csv, records: … }");
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
