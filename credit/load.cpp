/// The loader of assignments.csv and reps.csv: every finding with its line.
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "credit/assignment.hpp"
#include "mapping/csv.hpp"

namespace norekey::credit {
namespace {

constexpr const char* kFile = "assignments.csv";
constexpr const char* kReps = "reps.csv";

using Fields = std::map<std::string, std::string>;

/// The rows of a CSV file as name -> field, after its header; false where the file cannot be read
/// as a table.
class Table {
 public:
  Table(const std::string& text, std::string file, std::vector<std::string> required,
        std::vector<std::string> optional, config::Findings& findings)
      : reader_(text), file_(std::move(file)), findings_(findings) {
    std::vector<std::string> known = required;
    known.insert(known.end(), optional.begin(), optional.end());
    if (!read(header_)) {
      wrong("the file is empty", "begin it with the header  " + join(known, ","));
      return;
    }
    for (const std::string& name : header_) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        wrong("unknown column " + shown(name) + did_you_mean(name, known),
              "use the columns " + join(known, ","));
      }
    }
    usable_ = true;
    for (const std::string& name : required) {
      if (std::find(header_.begin(), header_.end(), name) != header_.end()) continue;
      wrong("the column " + shown(name) + " is missing", "add it to the header");
      usable_ = false;
    }
  }

  bool next(Fields& row) {
    std::vector<std::string> fields;
    while (usable_ && read(fields)) {
      if (fields.size() != header_.size()) {
        wrong("expected " + std::to_string(header_.size()) + " fields, found " +
                  std::to_string(fields.size()),
              "write one field for each column");
        continue;
      }
      row.clear();
      for (std::size_t i = 0; i < fields.size(); ++i) row[header_[i]] = trim(fields[i]);
      return true;
    }
    return false;
  }

  unsigned line() const { return reader_.line(); }

  void wrong(std::string what, std::string fix, unsigned line = 0) {
    findings_.errors.push_back({Fate::halt,
                                std::move(what),
                                std::move(fix),
                                {file_, line == 0 ? std::max(1U, reader_.line()) : line, 0, ""},
                                ""});
  }

 private:
  bool read(std::vector<std::string>& fields) {
    auto more = reader_.next(fields);
    if (more) return *more;
    wrong(more.error().what, more.error().fix, more.error().where.line);
    return false;
  }

  mapping::CsvReader reader_;
  std::string file_;
  config::Findings& findings_;
  std::vector<std::string> header_;
  bool usable_ = false;
};

}  // namespace

class AssignmentLoader {
 public:
  AssignmentLoader(config::Findings& findings) : findings_(findings) {}

  Assignments load(const std::string& assignments_csv, const std::string& reps_csv) {
    if (!reps_csv.empty()) read_reps(reps_csv);
    if (!assignments_csv.empty()) read_assignments(assignments_csv);
    return std::move(out_);
  }

 private:
  void read_reps(const std::string& text) {
    Table table(text, kReps, {"rep", "name"}, {"email", "active_until"}, findings_);
    Fields row;
    while (table.next(row)) {
      Rep rep{row["rep"], row["name"], row["email"], std::nullopt};
      if (rep.code.empty()) {
        table.wrong("the rep has no code", "fill in the column rep");
        continue;
      }
      if (const std::string& until = row["active_until"]; !until.empty())
        rep.active_until = date(table, "active_until", until);
      if (!out_.reps_.emplace(rep.code, rep).second)
        table.wrong("rep " + shown(rep.code) + " is there twice", "remove one of the two lines");
    }
  }

  void read_assignments(const std::string& text) {
    Table table(text, kFile, {"id", "at", "slot", "rep", "share", "from"}, {"until", "unit"},
                findings_);
    std::vector<Assignment> drafts;
    std::map<std::string, std::size_t> by_id;
    std::vector<bool> bad;
    Fields row;
    while (table.next(row)) {
      const std::size_t before = findings_.errors.size();
      auto [known, first] = by_id.emplace(row["id"], drafts.size());
      if (first) {
        drafts.push_back(head(table, row));
        bad.push_back(false);
      } else if (!agrees(drafts[known->second], row)) {
        table.wrong(
            "the rows of " + shown(row["id"]) + " disagree in at, slot, from, until or unit",
            "give the same in each row, or another id");
      }
      Assignment& draft = drafts[known->second];
      read_seat(table, row, draft);
      if (findings_.errors.size() > before) bad[known->second] = true;
    }
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (!bad[i] && check_shares(table, drafts[i]) && check_overlap(table, drafts[i]))
        keep(std::move(drafts[i]));
    }
  }

  Assignment head(Table& table, Fields& row) {
    Assignment out;
    out.id = row["id"];
    out.at = row["at"];
    out.slot = row["slot"];
    out.line = table.line();
    out.weights = row["unit"] == "weight";
    if (out.id.empty()) table.wrong("the assignment has no id", "fill in the column id");
    static const std::vector<std::string> slots = {"primary", "inside"};
    if (std::find(slots.begin(), slots.end(), out.slot) == slots.end()) {
      table.wrong("unknown slot " + shown(out.slot) + did_you_mean(out.slot, slots),
                  "use one of: " + join(slots, ", "));
    }
    const bool account = out.at.rfind("account:", 0) == 0 && out.at.size() > 8;
    const bool ship_to = out.at.rfind("shipto:", 0) == 0 && out.at.find('/') != std::string::npos;
    if (!account && !ship_to) {
      table.wrong(shown(out.at) + " is not a place that can be assigned",
                  "write account:C100 or shipto:C100/ST001");
    }
    if (!row["unit"].empty() && row["unit"] != "weight" && row["unit"] != "percent") {
      table.wrong("unknown unit " + shown(row["unit"]), "write percent or weight");
    }
    out.from = date(table, "from", row["from"]).value_or(Date{});
    if (!row["until"].empty()) out.until = date(table, "until", row["until"]);
    if (out.until && *out.until <= out.from) {
      table.wrong("until " + to_string(*out.until) + " is not after from " + to_string(out.from),
                  "dates are half-open: until is the first day without it");
    }
    return out;
  }

  static bool agrees(const Assignment& draft, Fields& row) {
    return draft.at == row["at"] && draft.slot == row["slot"] &&
           to_string(draft.from) == row["from"] &&
           (draft.until ? to_string(*draft.until) : "") == row["until"] &&
           draft.weights == (row["unit"] == "weight");
  }

  void read_seat(Table& table, Fields& row, Assignment& draft) {
    const auto share = Decimal::parse(row["share"]);
    if (!share || *share <= Decimal(0)) {
      table.wrong("the share " + shown(row["share"]) + " is not a number above 0",
                  "write a percent such as 50 or 33.34");
      return;
    }
    const bool known =
        row["rep"] == "HOUSE" || out_.reps_.empty() || out_.reps_.contains(row["rep"]);
    if (!known || row["rep"].empty()) {
      std::vector<std::string> codes;
      for (const auto& one : out_.reps_) codes.push_back(one.first);
      table.wrong("unknown rep " + shown(row["rep"]) + did_you_mean(row["rep"], codes),
                  "add it to reps.csv, or use one that is there");
      return;
    }
    draft.seats.push_back({row["rep"], *share});
  }

  std::optional<Date> date(Table& table, const char* column, const std::string& text) {
    auto day = parse_date(text);
    if (day) return *day;
    table.wrong(std::string(column) + ": " + day.error().what, day.error().fix);
    return std::nullopt;
  }

  bool check_shares(Table& table, const Assignment& draft) {
    if (draft.weights) return true;
    Decimal sum;
    for (const Seat& seat : draft.seats) sum += seat.share;
    if (sum == Decimal(100)) return true;
    table.wrong("the shares of " + shown(draft.id) + " add up to " + sum.str() + ", not 100",
                "correct the shares, or write unit weight", draft.line);
    return false;
  }

  bool check_overlap(Table& table, const Assignment& draft) {
    const auto others = out_.by_place_.find(draft.slot + " " + draft.at);
    if (others == out_.by_place_.end()) return true;
    for (const std::size_t i : others->second) {
      const Assignment& other = out_.all_[i];
      const bool apart = (draft.until && *draft.until <= other.from) ||
                         (other.until && *other.until <= draft.from);
      if (apart) continue;
      table.wrong(shown(draft.id) + " overlaps " + shown(other.id) + " at " + draft.at + ", slot " +
                      draft.slot,
                  "end one of them: until " + to_string(std::max(draft.from, other.from)),
                  draft.line);
      return false;
    }
    return true;
  }

  void keep(Assignment draft) {
    out_.by_place_[draft.slot + " " + draft.at].push_back(out_.all_.size());
    out_.all_.push_back(std::move(draft));
  }

  config::Findings& findings_;
  Assignments out_;
};

Assignments Assignments::load(const std::string& assignments_csv, const std::string& reps_csv,
                              config::Findings& findings) {
  return AssignmentLoader(findings).load(assignments_csv, reps_csv);
}

}  // namespace norekey::credit
