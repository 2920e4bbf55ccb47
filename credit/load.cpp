/// The loader of assignments.csv, reps.csv and accounts.csv: every finding with its line.
#include <algorithm>
#include <set>
#include <tuple>

#include "core/text.hpp"
#include "credit/csv_table.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {
namespace {

using Row = CsvTable::Row;

constexpr std::chrono::year kFirstYear{1900};  ///< "26" typed for 2026 is none

class TableLoader {
 public:
  TableLoader(const std::string& zone, config::Findings& findings)
      : zone_(zone), findings_(findings) {}

  Tables load(const std::string& assignments_csv, const std::string& reps_csv,
              const std::string& accounts_csv) {
    if (!reps_csv.empty()) read_reps(reps_csv);
    out_.all_reps = !out_.reps.empty();
    if (!accounts_csv.empty()) read_accounts(accounts_csv);
    if (!assignments_csv.empty()) read_assignments(assignments_csv);
    return std::move(out_);
  }

 private:
  void read_reps(const std::string& text) {
    CsvTable table(text, "reps.csv", {"rep", "name"},
                   {"email", "active_until", "successor", "final_statement"}, findings_);
    Row row;
    std::map<std::string, unsigned> successors;  // rep -> line
    while (table.next(row)) {
      Rep rep;
      rep.code = row["rep"];
      rep.name = row["name"];
      rep.email = row["email"];
      rep.successor = row["successor"];
      if (rep.code.empty()) {
        table.wrong("the rep has no code", "fill in the column rep");
        continue;
      }
      if (rep.code == "UNASSIGNED")
        table.wrong("'UNASSIGNED' is the word for orders that nobody has yet, and no rep",
                    "give the rep another code", "rep");
      if (!rep.email.empty() && !is_address(rep.email))
        table.wrong("email: " + shown(rep.email) + " is no mail address",
                    "write one address, such as ana@acme.example, or leave it empty", "email");
      if (!row["active_until"].empty()) rep.active_until = date(table, "active_until", row);
      if (!row["final_statement"].empty())
        rep.final_statement = date(table, "final_statement", row);
      if (!rep.successor.empty()) successors[rep.code] = table.line();
      if (!out_.reps.emplace(rep.code, rep).second)
        table.wrong("rep " + shown(rep.code) + " is there twice", "remove one of the two lines");
    }
    for (const auto& [code, line] : successors) {
      const std::string& next = out_.reps.at(code).successor;
      if (out_.reps.contains(next)) continue;
      table.wrong("the successor " + shown(next) + " of rep " + shown(code) + " is no rep" +
                      did_you_mean(next, rep_codes()),
                  "add it to reps.csv, or name one that is there", "", line);
    }
    check_successors(table, successors);
  }

  /// One address, as receipts are sent to: nothing more is sure before the mail server is asked.
  static bool is_address(const std::string& text) {
    const std::size_t at = text.find('@');
    return at != std::string::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string::npos &&
           text.find_first_of(" ,;<>\t") == std::string::npos;
  }

  /// Each circle is told once, at its first rep.
  void check_successors(CsvTable& table, const std::map<std::string, unsigned>& lines) {
    std::set<std::string> told;
    for (const auto& [first, line] : lines) {
      std::vector<std::string> way{first};
      std::string at = out_.reps.at(first).successor;
      while (out_.reps.contains(at) && std::find(way.begin(), way.end(), at) == way.end()) {
        way.push_back(at);
        at = out_.reps.at(at).successor;
      }
      if (at != first || told.contains(first)) continue;
      told.insert(way.begin(), way.end());
      way.push_back(first);
      table.wrong("the successors run in a circle: " + join(way, " -> "),
                  "take the successor away from one of them", "", line);
    }
  }

  void read_accounts(const std::string& text) {
    CsvTable table(text, "accounts.csv", {"account"}, {"crediting", "parent"}, findings_);
    Row row;
    std::map<std::string, unsigned> lines;
    while (table.next(row)) {
      Account account;
      account.parent = row["parent"];
      const std::string& mode = row["crediting"];
      if (mode == "named") account.mode = Mode::named;
      if (mode == "territory") account.mode = Mode::territory;
      if (!mode.empty() && account.mode == Mode::open) {
        table.wrong("unknown mode " + shown(mode) + did_you_mean(mode, {"named", "territory"}),
                    "write named or territory", "crediting");
      }
      if (!out_.accounts.emplace(row["account"], account).second)
        table.wrong("account " + shown(row["account"]) + " is there twice",
                    "remove one of the two lines", "account");
      lines.emplace(row["account"], table.line());
    }
    check_parents(table, lines);
  }

  /// Each circle is told once, at its first account.
  void check_parents(CsvTable& table, const std::map<std::string, unsigned>& lines) {
    std::set<std::string> told;
    for (const auto& [first, line] : lines) {
      std::vector<std::string> way{first};
      std::string at = out_.account(first).parent;
      while (!at.empty() && std::find(way.begin(), way.end(), at) == way.end()) {
        way.push_back(at);
        at = out_.account(at).parent;
      }
      if (at != first || told.contains(first)) continue;
      told.insert(way.begin(), way.end());
      way.push_back(first);
      table.wrong("the parents run in a circle: " + join(way, " -> "),
                  "take the parent away from one of them", "parent", line);
    }
  }

  void read_assignments(const std::string& text) {
    CsvTable table(text, "assignments.csv", {"id", "at", "slot", "rep", "share", "from"},
                   {"until", "unit", "priority", "inherit", "house", "override", "recorded_at",
                    "approved_by", "supersedes", "reason", "prefix_unit"},
                   findings_);
    std::vector<Assignment> drafts;
    std::vector<Row> heads;
    std::vector<bool> bad;
    std::map<std::string, std::size_t> by_id;
    Row row;
    while (table.next(row)) {
      const std::size_t before = findings_.errors.size();
      auto [known, first] = by_id.emplace(row["id"], drafts.size());
      if (first) {
        drafts.push_back(head(table, row));
        heads.push_back(row);
        bad.push_back(false);
      } else if (!agrees(heads[known->second], row)) {
        table.wrong("the rows of " + shown(row["id"]) + " disagree in more than rep and share",
                    "give the same in each row, or another id", "id");
        unsummed_.insert(row["id"]);
      }
      read_seat(table, row, drafts[known->second]);
      const std::size_t wrong = findings_.errors.size() - before;
      if (wrong > 0) bad[known->second] = true;
      if (wrong > (rep_unknown_ ? 1U : 0U)) misshapen_.insert(row["id"]);
    }
    std::vector<Assignment> good;
    std::set<std::string> left_out;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (bad[i]) left_out.insert(drafts[i].id);
      const bool apart = misshapen_.contains(drafts[i].id) && !unsummed_.contains(drafts[i].id);
      if (const auto wrong = apart ? wrong_total(drafts[i]) : std::nullopt)
        table.wrong(wrong->what, wrong->fix, "", wrong->line);
      if (!bad[i] || !misshapen_.contains(drafts[i].id)) good.push_back(std::move(drafts[i]));
    }
    warn_of_unknown_former(table, good, by_id);
    take(table, std::move(good), left_out);
  }

  static void warn_of_unknown_former(CsvTable& table, const std::vector<Assignment>& all,
                                     const std::map<std::string, std::size_t>& by_id) {
    std::vector<std::string> ids;
    for (const auto& one : by_id) ids.push_back(one.first);
    for (const Assignment& one : all) {
      for (const std::string& former : one.supersedes) {
        if (by_id.contains(former)) continue;
        table.warn(shown(one.id) + " supersedes " + shown(former) + ", which is no assignment" +
                       did_you_mean(former, ids),
                   "name one of this table, or leave it away", one.line);
      }
    }
  }

  /// Those that are left out for a rep that nobody knows are compared with the others all the same,
  /// so that everything is told at once.
  void take(CsvTable& table, std::vector<Assignment> drafts,
            const std::set<std::string>& left_out) {
    Accepted accepted = accept(std::move(drafts));
    std::erase_if(accepted.kept, [&](const Assignment& one) { return left_out.contains(one.id); });
    std::sort(accepted.refused.begin(), accepted.refused.end(),
              [](const Refusal& a, const Refusal& b) { return a.line < b.line; });
    for (const Refusal& one : accepted.refused) table.wrong(one.what, one.fix, "", one.line);
    warn_of_gaps(table, accepted.kept);
    warn_of_ties(table, accepted.kept);
    warn_of_leavers(table, accepted.kept);
    warn_of_doubles(table, accepted.kept);
    warn_of_barren(table, accepted.kept);
    for (const Assignment& one : accepted.kept) {
      if (!one.pending) continue;
      table.warn(shown(one.id) + " reaches into the past and nobody has approved it: it waits",
                 "fill in approved_by", one.line);
    }
    out_.use(std::move(accepted));
  }

  /// A place whose next assignment begins after the last one ended.
  static void warn_of_gaps(CsvTable& table, const std::vector<Assignment>& all) {
    std::map<std::pair<Slot, std::string>, std::vector<const Assignment*>> by_place;
    for (const Assignment& one : all) by_place[{one.slot, one.place.key}].push_back(&one);
    for (auto& [place, those] : by_place) {
      std::sort(those.begin(), those.end(),
                [](const Assignment* a, const Assignment* b) { return a->from < b->from; });
      std::optional<Date> covered = those.front()->until;
      for (std::size_t i = 1; i < those.size() && covered; ++i) {
        if (*covered < those[i]->from) {
          table.warn("nobody has " + place.second + ", slot " + name_of(place.first) + ", from " +
                         to_string(*covered) + " until " + to_string(those[i]->from),
                     "let " + shown(those[i]->id) + " begin on " + to_string(*covered),
                     those[i]->line);
        }
        const auto& until = those[i]->until;
        covered = until ? std::optional(std::max(*covered, *until)) : std::nullopt;
      }
    }
  }

  /// The first day on which neither the rep nor who follows them is there; nullopt = somebody is,
  /// or the code is none of reps.csv.
  std::optional<Date> nobody_from(const std::string& code) const {
    std::optional<Date> out;
    std::set<std::string> seen;
    for (const Rep* rep = out_.rep(code); rep != nullptr; rep = out_.rep(rep->successor)) {
      if (!rep->active_until || !seen.insert(rep->code).second) return std::nullopt;
      out = std::max(out.value_or(*rep->active_until), *rep->active_until);
      if (rep->successor.empty()) return out;
    }
    return std::nullopt;
  }

  /// Rows that go on after their rep has left, with nobody to follow.
  void warn_of_leavers(CsvTable& table, const std::vector<Assignment>& all) const {
    for (const Assignment& one : all) {
      for (const Seat& seat : one.seats) {
        const auto gone = nobody_from(seat.rep);
        if (!gone || (one.until && *one.until <= *gone)) continue;
        table.warn(
            shown(one.id) + " names rep " + shown(seat.rep) + ", and from " + to_string(*gone) +
                " on neither the rep nor a successor is there: orders will wait for a decision",
            one.from < *gone
                ? "name a successor in reps.csv, or end the row: until " + to_string(*gone)
                : "name a successor in reps.csv, or another rep",
            one.line);
      }
    }
  }

  /// A parent's row is looked at only from the accounts below it, and only with inherit.
  static void warn_of_barren(CsvTable& table, const std::vector<Assignment>& all) {
    for (const Assignment& one : all) {
      if (one.place.rung != Rung::parent || one.inherit) continue;
      table.warn(shown(one.id) + " at " + one.place.key + " decides nothing without inherit",
                 "write yes in the column inherit", one.line);
    }
  }

  /// Rows of one assignment that name one rep twice: seldom what was meant.
  static void warn_of_doubles(CsvTable& table, const std::vector<Assignment>& all) {
    for (const Assignment& one : all) {
      std::set<std::string> reps, told;
      for (const Seat& seat : one.seats) {
        if (reps.insert(seat.rep).second || !told.insert(seat.rep).second) continue;
        table.warn(shown(one.id) + " names rep " + shown(seat.rep) + " in more than one row",
                   "add the shares up in one row, or name the other rep", one.line);
      }
    }
  }

  /// Postal areas of one width that share codes: their orders wait for a person.
  static void warn_of_ties(CsvTable& table, const std::vector<Assignment>& all) {
    std::vector<const Assignment*> areas;
    for (const Assignment& one : all) {
      if (one.place.rung == Rung::postal_area && !one.pending) areas.push_back(&one);
    }
    const auto key = [](const Assignment* a) {
      return std::tuple(a->slot, a->place.area.country, a->place.area.width, a->place.area.first);
    };
    std::sort(areas.begin(), areas.end(),
              [&](const Assignment* a, const Assignment* b) { return key(a) < key(b); });
    for (std::size_t i = 1; i < areas.size(); ++i) {
      const Assignment &a = *areas[i - 1], &b = *areas[i];
      const auto same = [](const Assignment& x) {
        return std::tuple(x.slot, x.place.area.country, x.place.area.width);
      };
      const bool tie = same(a) == same(b) && b.place.area.first <= a.place.area.last &&
                       a.place.key != b.place.key && a.priority == b.priority && overlap(a, b);
      if (!tie) continue;
      table.warn(shown(b.id) + " at " + b.place.key + " ties with " + shown(a.id) + " at " +
                     a.place.key + ": orders of both will wait for a decision",
                 "give one of them a lower priority number", b.line);
    }
  }

  Assignment head(CsvTable& table, Row& row) {
    Assignment out;
    out.id = row["id"];
    out.line = table.line();
    out.weights = row["unit"] == "weight";
    if (out.id.empty()) table.wrong("the assignment has no id", "fill in the column id", "id");
    static const std::vector<std::string> slots = {"primary", "inside", "overlay", "helper"};
    const auto slot = parse_slot(row["slot"]);
    if (!slot) {
      table.wrong("unknown slot " + shown(row["slot"]) + did_you_mean(row["slot"], slots),
                  "use one of: " + join(slots, ", "), "slot");
      unsummed_.insert(out.id);
    }
    out.slot = slot.value_or(Slot::primary);
    auto place = parse_place(row["at"], row["prefix_unit"] == "district");
    if (!place) table.wrong(place.error().what, place.error().fix, "at");
    if (place) {
      if (auto real = check_place(*place); !real)
        table.wrong(real.error().what, real.error().fix, "at");
      out.place = std::move(*place);
    }
    if (!row["unit"].empty() && row["unit"] != "weight" && row["unit"] != "percent") {
      table.wrong("unknown unit " + shown(row["unit"]), "write percent or weight", "unit");
      unsummed_.insert(out.id);
    }
    read_time(table, row, out);
    read_rank(table, row, out);
    return out;
  }

  void read_time(CsvTable& table, Row& row, Assignment& out) {
    out.from = date(table, "from", row).value_or(Date{});
    if (!row["until"].empty()) out.until = date(table, "until", row);
    if (out.until && *out.until <= out.from) {
      table.wrong("until " + to_string(*out.until) + " is not after from " + to_string(out.from),
                  "dates are half-open: until is the first day without it", "until");
    }
    const std::string& recorded = row["recorded_at"];
    if (recorded.empty()) return;
    const auto at = parse_instant(recorded);
    const auto day = at ? date_in_zone(*at, zone_) : parse_date(recorded);
    if (day) {
      out.recorded = *day;
    } else {
      table.wrong("recorded_at: " + shown(recorded) + " is neither a date nor a moment",
                  "write it like 2026-11-21 or 2026-11-21T10:00:00Z", "recorded_at");
    }
  }

  static bool yes(CsvTable& table, Row& row, const char* column) {
    const std::string& text = row[column];
    if (!text.empty() && text != "yes" && text != "no")
      table.wrong(std::string(column) + ": " + shown(text) + " is neither yes nor no",
                  "write yes or no", column);
    return text == "yes";
  }

  static void read_rank(CsvTable& table, Row& row, Assignment& out) {
    const std::string& priority = row["priority"];
    if (!priority.empty()) {
      const auto number = Decimal::parse(priority);
      const bool whole =
          number && number->scale() == 0 && !number->is_negative() && *number <= Decimal(1'000'000);
      if (whole) out.priority = static_cast<int>(number->units(0));
      if (!whole) {
        table.wrong("the priority " + shown(priority) + " is not a whole number",
                    "write 10, or leave it empty; the lower number wins", "priority");
      }
    }
    out.inherit = yes(table, row, "inherit");
    out.house = yes(table, row, "house");
    out.approved_override = yes(table, row, "override");
    out.approved_by = row["approved_by"];
    if (!row["supersedes"].empty()) out.supersedes = split(row["supersedes"], ' ');
    out.reason = row["reason"];
    const bool needs_approval = out.approved_override || out.place.rung == Rung::channel;
    if (needs_approval && out.approved_by.empty()) {
      table.wrong("an override or a channel's own rep needs somebody who approved it",
                  "fill in approved_by", "approved_by");
    }
    if (out.approved_override) out.place.key = "override " + out.place.key;
  }

  static bool agrees(Row first, Row other) {
    for (const char* own : {"rep", "share"}) {
      first.erase(own);
      other.erase(own);
    }
    return first == other;
  }

  std::vector<std::string> rep_codes() const {
    std::vector<std::string> out;
    for (const auto& one : out_.reps) out.push_back(one.first);
    return out;
  }

  void read_seat(CsvTable& table, Row& row, Assignment& draft) {
    rep_unknown_ = false;
    const auto share = Decimal::parse(row["share"]);
    if (!share || *share <= Decimal(0)) {
      table.wrong("the share " + shown(row["share"]) + " is not a number above 0",
                  "write a percent such as 50 or 33.34", "share");
      unsummed_.insert(draft.id);
      return;
    }
    const bool known = row["rep"] == "HOUSE" || out_.reps.empty() || out_.reps.contains(row["rep"]);
    if (!known || row["rep"].empty()) {
      table.wrong("unknown rep " + shown(row["rep"]) + did_you_mean(row["rep"], rep_codes()),
                  "add it to reps.csv, or use one that is there", "rep");
      rep_unknown_ = true;
    }
    draft.seats.push_back({row["rep"], *share});
  }

  static std::optional<Date> date(CsvTable& table, const char* column, Row& row) {
    auto day = parse_date(row[column]);
    if (day && day->year() >= kFirstYear) return *day;
    if (day) {
      table.wrong(std::string(column) + ": " + shown(row[column]) + " is before 1900",
                  "write the year with its century, such as 2026-01-01", column);
      return std::nullopt;
    }
    table.wrong(std::string(column) + ": " + day.error().what, day.error().fix, column);
    return std::nullopt;
  }

  const std::string& zone_;
  config::Findings& findings_;
  Tables out_;
  bool rep_unknown_ = false;         ///< of the row read last
  std::set<std::string> misshapen_;  ///< assignments with more wrong than a rep nobody knows
  std::set<std::string> unsummed_;   ///< of which nobody can say what their shares add up to
};

}  // namespace

Tables Tables::load(const std::string& assignments_csv, const std::string& reps_csv,
                    const std::string& accounts_csv, const std::string& zone,
                    config::Findings& findings) {
  return TableLoader(zone, findings).load(assignments_csv, reps_csv, accounts_csv);
}

}  // namespace norekey::credit
