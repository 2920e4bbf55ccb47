#include "mapping/lookups.hpp"

#include <algorithm>

#include "config/text_file.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/csv.hpp"

namespace norekey::mapping {
namespace {

constexpr std::size_t kDayBytes = 12;  // " @2026-07-01"

void add_dated(const std::string& key, const std::string& value, Lookup::Index& index) {
  const auto [base, from] = split_day(key);
  if (from.empty()) return;
  const auto [text, until] = split_day(value);
  auto& all = index.dated[base];
  all.push_back({from, until, text});
  std::sort(all.begin(), all.end(),
            [](const DatedValue& a, const DatedValue& b) { return a.from < b.from; });
}

const Lookup::Index& ready(const Lookup& lookup) {
  if (lookup.index.ready) return lookup.index;
  lookup.index.ready = true;
  for (const auto& [key, value] : lookup.rows) add_dated(key, value, lookup.index);
  return lookup.index;
}

const std::unordered_map<std::string, std::string>& by_spelling(const Lookup& lookup,
                                                                Spelling how) {
  const auto made = lookup.index.spelled.find(how);
  if (made != lookup.index.spelled.end()) return made->second;
  auto& out = lookup.index.spelled[how];
  for (const auto& row : lookup.rows) {
    const std::string base = split_day(row.first).first;
    const auto put = out.emplace(spelled(base, how), base);
    if (!put.second && put.first->second != base) put.first->second = "";
  }
  return out;
}

Error no_table(const Lookups& lookups, std::string_view table) {
  std::vector<std::string> names;
  for (const auto& one : lookups.tables) names.push_back(one.first);
  return {Fate::halt,
          "there is no lookup " + shown(table) + did_you_mean(table, names),
          "add the file lookups/" + std::string(table) + ".csv",
          {},
          ""};
}

/// A code that begins with - would be taken for an option.
std::string set_command(const Lookup& lookup, std::string_view key) {
  return "norekey lookups set " + lookup.name + (key.starts_with('-') ? " -- " : " ") +
         shell_word(key) + " <" + lookup.value_name + ">";
}

Error missing(const Lookup& lookup, std::string_view key, const std::string& more) {
  return {Fate::reject,
          lookup.key_name + " " + shown(key) + " has no " + lookup.value_name + " in lookups/" +
              lookup.name + more,
          set_command(lookup, key),
          {},
          lookup.name + "/" + std::string(key)};
}

std::string spelled_cause(const std::string& table, std::string_view key, Spelling how) {
  return table + "~" + std::string(word_of(how)) + "/" + spelled(key, how);
}

/// The value of the day among the dated rows of a key; nullptr where none counts on it.
const std::string* on_day(const std::vector<DatedValue>& all, const std::string& day) {
  const std::string* out = nullptr;
  for (const DatedValue& one : all) {
    if (one.from <= day && (one.until.empty() || day <= one.until)) out = &one.value;
  }
  return out;
}

Result<std::string> find_in(const Lookup& lookup, std::string_view key, const Asking& asking) {
  const Lookup::Index& index = ready(lookup);
  if (!index.dated.empty()) {
    const auto dated = index.dated.find(key);
    if (dated != index.dated.end()) {
      if (asking.day.empty()) {
        return Error{Fate::reject,
                     lookup.key_name + " " + shown(key) + " has dated rows in lookups/" +
                         lookup.name + ", and nothing says which day counts",
                     "name the day in the mapping with  on: placed_at",
                     {},
                     ""};
      }
      if (const std::string* value = on_day(dated->second, asking.day)) return *value;
      if (!lookup.rows.contains(key)) return missing(lookup, key, " on " + asking.day);
    }
  }
  if (const auto value = lookup.rows.value(key)) return std::string(*value);
  return missing(lookup, key, "");
}

}  // namespace

std::pair<std::string, std::string> split_day(std::string_view text) {
  if (text.size() <= kDayBytes || text.substr(text.size() - kDayBytes, 2) != " @" ||
      !parse_date(text.substr(text.size() - 10)))
    return {std::string(text), ""};
  return {std::string(text.substr(0, text.size() - kDayBytes)),
          std::string(text.substr(text.size() - 10))};
}

void Lookup::set(const std::string& key, const std::string& value) {
  if (value.empty()) {
    rows.erase(key);
  } else {
    rows.put(key, value);
  }
  const std::string base = split_day(key).first;
  if (base == key && index.spelled.empty()) return;  // the index knows dated rows only
  if (base != key || !value.empty() || !index.spelled.empty()) index = {};
}

Result<std::string> Lookups::find(std::string_view table, std::string_view key,
                                  const Asking& asking) const {
  const auto found = tables.find(table);
  if (found == tables.end()) return no_table(*this, table);
  const Lookup& lookup = found->second;
  if (asking.spelling == Spelling::exact || lookup.rows.contains(key))
    return find_in(lookup, key, asking);
  const auto& index = by_spelling(lookup, asking.spelling);
  const auto row = index.find(spelled(key, asking.spelling));
  if (row == index.end()) {
    Error e = missing(lookup, key, "");
    e.also.push_back(spelled_cause(lookup.name, key, asking.spelling));
    return e;
  }
  if (row->second.empty()) {
    return Error{Fate::reject,
                 lookup.key_name + " " + shown(key) + " fits several rows of lookups/" +
                     lookup.name + " that differ only in spelling",
                 set_command(lookup, key),
                 {},
                 lookup.name + "/" + std::string(key)};
  }
  return find_in(lookup, row->second, asking);
}

std::vector<std::string> causes_of_row(const std::string& table, std::string_view key) {
  std::vector<std::string> out{table + "/" + std::string(key)};
  for (const Spelling how :
       {Spelling::blanks, Spelling::letters, Spelling::codes, Spelling::names, Spelling::address})
    out.push_back(spelled_cause(table, key, how));
  return out;
}

bool Lookups::any_dated() const {
  for (const auto& one : tables) {
    if (!ready(one.second).dated.empty()) return true;
  }
  return false;
}

namespace {

/// Reads the rows of one file; everything wrong is a finding.
class LookupReader {
 public:
  LookupReader(const std::string& file, Lookup& table, config::Findings& findings)
      : file_(file), table_(table), findings_(findings) {}

  std::vector<LookupRow> run(const std::string& text) {
    if (!config::check_utf8(text, file_, findings_)) return {};
    CsvReader reader(text);
    std::vector<std::string> fields;
    for (;;) {
      auto more = reader.next(fields);
      if (!more) {
        Error e = more.error();
        e.fate = Fate::halt;
        e.where.file = file_;
        findings_.errors.push_back(std::move(e));
        return std::move(out_);
      }
      if (!*more) break;
      line_ = reader.line();
      if (columns_ == 0) {
        header(fields);
        if (columns_ == 0) return {};
      } else {
        row(fields);
      }
    }
    if (columns_ == 0) {
      line_ = 1;
      wrong("the file is empty", "begin the file with a header such as  web_sku,item_no");
    }
    return std::move(out_);
  }

 private:
  void header(const std::vector<std::string>& fields) {
    if (const char other = other_separator(fields); other != '\0')
      return wrong(separated_by(other), kSaveWithCommas);
    columns_ = 2;
    from_ = until_ = 0;
    for (std::size_t i = 2; i < fields.size(); ++i) {
      if (fields[i] == "from" && from_ == 0) from_ = i;
      if (fields[i] == "until" && until_ == 0) until_ = i;
    }
    const std::size_t known = 2 + (from_ > 0 ? 1 : 0) + (until_ > 0 ? 1 : 0);
    if (fields.size() < 2 || fields.size() != known) {
      wrong("expected 2 fields, found " + std::to_string(fields.size()),
            "begin the file with a header such as  web_sku,item_no");
      from_ = until_ = 0;  // its rows are looked at as those of a plain table
      return;
    }
    columns_ = fields.size();
    table_.key_name = fields[0];
    table_.value_name = fields[1];
  }

  void row(const std::vector<std::string>& fields) {
    if (fields.size() != columns_) {
      wrong("expected " + std::to_string(columns_) + " fields, found " +
                std::to_string(fields.size()),
            "write  key,value; quote a field that holds a comma");
      return;
    }
    std::string key(trim(fields[0])), value = fields[1];
    if (key.empty() || trim(value).empty()) {
      wrong(key.empty() ? "the key is empty" : "the value of " + shown(key) + " is empty",
            "fill it in or remove the line");
      return;
    }
    const std::string from(from_ > 0 ? trim(fields[from_]) : ""),
        until(until_ > 0 ? trim(fields[until_]) : "");
    for (const std::string& day : {from, until}) {
      if (day.empty()) continue;
      if (auto read = parse_date(day); !read) {
        wrong(read.error().what, read.error().fix);
        return;
      }
    }
    if (from.empty() && !until.empty()) {
      wrong(shown(key) + " has an end and no beginning", "fill in from, such as 2000-01-01");
      return;
    }
    if (!until.empty() && until < from) {
      wrong(shown(key) + " ends on " + until + ", before it begins on " + from,
            "exchange from and until");
      return;
    }
    const std::string bare = key;
    if (!from.empty()) key += " @" + from;
    if (!until.empty()) value += " @" + until;
    if (const auto first = seen_.emplace(key, line_); !first.second) {
      wrong(shown(bare) + " is already on line " + std::to_string(first.first->second),
            "remove one of the two lines");
      return;
    }
    out_.push_back({std::move(key), std::move(value), line_});
  }

  void wrong(std::string what, std::string fix) {
    findings_.errors.push_back(
        {Fate::halt, std::move(what), std::move(fix), {file_, line_, 0, ""}, ""});
  }

  const std::string& file_;
  Lookup& table_;
  config::Findings& findings_;
  std::vector<LookupRow> out_;
  std::unordered_map<std::string, unsigned> seen_;
  std::size_t columns_ = 0, from_ = 0, until_ = 0;
  unsigned line_ = 0;
};

}  // namespace

std::vector<LookupRow> read_lookup_csv(const std::string& text, const std::string& file,
                                       Lookup& table, config::Findings& findings) {
  return LookupReader(file, table, findings).run(text);
}

std::string lookup_csv(const Lookup& table) {
  std::vector<LookupRows::Row> rows(table.rows.begin(), table.rows.end());
  std::sort(rows.begin(), rows.end());
  const bool dated = std::any_of(rows.begin(), rows.end(), [](const LookupRows::Row& row) {
    return !split_day(row.first).second.empty();
  });
  std::vector<std::string> fields = {table.key_name, table.value_name};
  if (dated) {
    fields.emplace_back("from");
    fields.emplace_back("until");
  }
  std::string out = csv_record(fields);
  for (const auto& [key, value] : rows) {
    fields = {key, value};
    if (const auto [base, from] = split_day(key); !from.empty()) {
      const auto [text, until] = split_day(value);
      fields = {base, text, from, until};
    } else if (dated) {
      fields.resize(4);
    }
    out += csv_record(fields);
  }
  return out;
}

}  // namespace norekey::mapping
