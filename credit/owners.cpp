#include "credit/owners.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::credit {
namespace {

constexpr std::string_view kImported = "ERP-";

/// A table as rows of cells, so that a cell can be written and a row added.
class Sheet {
 public:
  explicit Sheet(const std::string& text) : text_(text) {
    mapping::CsvReader reader(text_);
    std::vector<std::string> row;
    while (true) {
      const auto more = reader.next(row);
      if (!more || !*more) break;
      rows_.push_back(row);
    }
  }

  bool has(const std::string& column) const { return place(column) < header().size(); }

  std::string at(std::size_t row, const std::string& column) const {
    const std::size_t i = place(column);
    return i < rows_[row].size() ? rows_[row][i] : "";
  }

  void put(std::size_t row, const std::string& column, const std::string& value) {
    if (!has(column)) rows_.front().push_back(column);
    const std::size_t i = place(column);
    rows_[row].resize(std::max(rows_[row].size(), rows_.front().size()));
    rows_[row][i] = value;
    written_ = true;
  }

  std::size_t add() {
    rows_.emplace_back(header().size());
    written_ = true;
    return rows_.size() - 1;
  }

  void remove(std::size_t row) {
    rows_[row].clear();  // keeps its place, and is not written
    written_ = true;
  }

  std::size_t size() const { return rows_.size(); }

  std::string text() const {
    if (!written_) return text_;
    std::string out;
    for (std::vector<std::string> row : rows_) {
      if (row.empty()) continue;
      row.resize(std::max(row.size(), rows_.front().size()));
      out += mapping::csv_record(row);
    }
    return out;
  }

 private:
  const std::vector<std::string>& header() const { return rows_.front(); }

  std::size_t place(const std::string& column) const {
    const auto found = std::find(header().begin(), header().end(), column);
    return static_cast<std::size_t>(found - header().begin());
  }

  const std::string text_;
  std::vector<std::vector<std::string>> rows_;
  bool written_ = false;
};

std::string seats_text(const Assignment& one) {
  std::string out;
  for (const Seat& seat : one.seats)
    out += (out.empty() ? "" : ", ") + seat.rep + " " + seat.share.trimmed().str() +
           (one.weights ? "" : " %");
  return one.house ? "house" : out;
}

bool imported(const Assignment& one) { return one.id.rfind(kImported, 0) == 0; }

class Taking {
 public:
  Taking(const std::string& assignments, const std::string& reps_csv, const Tables& now, Date today)
      : sheet_(assignments.empty() ? "id,at,slot,rep,share,from,until\n" : assignments),
        reps_(reps_csv.empty() ? "rep\n" : reps_csv),
        keeps_reps_(!reps_csv.empty()),
        now_(now),
        today_(today) {
    out_.assignments = assignments;
    out_.reps = reps_csv;
    for (std::size_t row = 1; row < sheet_.size(); ++row)
      rows_of_[sheet_.at(row, "id")].push_back(row);
  }

  Owners run(const std::vector<ErpRep>& reps, const std::vector<ErpOwner>& owners) {
    for (const ErpRep& one : reps) {
      if (one.active) {
        take_rep(one);
      } else {
        left_.insert(one.rep);
      }
    }
    std::set<std::string> said;
    for (const ErpOwner& one : owners) {
      const bool counts = (!one.from || *one.from <= today_) && (!one.until || today_ < *one.until);
      if (!counts) continue;
      if (said.insert(one.account).second) {
        take(one);
      } else {
        tell("left out", one.account, one.rep, "", "the ERP names another rep before this one");
      }
    }
    end_the_others(said);
    if (out_.writes()) {
      out_.assignments = sheet_.text();
      if (keeps_reps_) out_.reps = reps_.text();
    }
    return std::move(out_);
  }

 private:
  void tell(std::string what, std::string account, std::string rep, std::string was,
            std::string why) {
    out_.changes.push_back(
        {std::move(what), std::move(account), std::move(rep), std::move(was), std::move(why)});
  }

  void take_rep(const ErpRep& one) {
    if (!keeps_reps_ || now_.rep(one.rep) != nullptr) return;
    const std::size_t row = reps_.add();
    reps_.put(row, "rep", one.rep);
    if (reps_.has("name")) reps_.put(row, "name", one.name);
    tell("new rep", "", one.rep, "", one.name);
  }

  /// What is in force for the account today; nullptr = nothing.
  const Assignment* in_force(const std::string& account) const {
    const Found found = now_.assignments.at("account:" + account, Slot::primary, today_, today_);
    return found.empty() ? nullptr : found.front();
  }

  void take(const ErpOwner& one) {
    const Assignment* now = in_force(one.account);
    const std::string was = now == nullptr ? "" : seats_text(*now);
    if (left_.contains(one.rep)) {
      tell("left out", one.account, one.rep, was, "the rep has left in the ERP");
      return;
    }
    if (now != nullptr && holds(*now, one.rep)) {
      ++out_.same;
      return;
    }
    if (now != nullptr && !imported(*now)) {
      tell("kept", one.account, one.rep, was,
           "assignment " + now->id + " was written by hand; end it to follow the ERP");
      return;
    }
    if (now != nullptr) end(*now);
    add(one);
    tell(now == nullptr ? "new" : "changed", one.account, one.rep, was, "");
  }

  /// An ERP with one field holds the seat with the largest share.
  static bool holds(const Assignment& now, const std::string& rep) {
    Decimal most;
    for (const Seat& seat : now.seats) most = std::max(most, seat.share);
    return std::any_of(now.seats.begin(), now.seats.end(),
                       [&](const Seat& seat) { return seat.rep == rep && seat.share == most; });
  }

  void add(const ErpOwner& one) {
    const std::size_t row = sheet_.add();
    sheet_.put(row, "id", std::string(kImported) + one.account + "-" + to_string(today_));
    sheet_.put(row, "at", "account:" + one.account);
    sheet_.put(row, "slot", "primary");
    sheet_.put(row, "rep", one.rep);
    sheet_.put(row, "share", "100");
    sheet_.put(row, "from", to_string(today_));
    if (one.until) sheet_.put(row, "until", to_string(*one.until));
  }

  /// From today on it is over; one that began today never was.
  void end(const Assignment& one) {
    for (const std::size_t row : rows_of_[one.id]) {
      if (one.from >= today_) {
        sheet_.remove(row);
      } else {
        sheet_.put(row, "until", to_string(today_));
      }
    }
  }

  void end_the_others(const std::set<std::string>& said) {
    for (const Assignment& one : now_.assignments.all()) {
      const bool ours = imported(one) && one.place.rung == Rung::account && one.covers(today_);
      if (!ours || said.contains(one.place.account)) continue;
      end(one);
      tell("ended", one.place.account, "", seats_text(one), "the ERP names nobody any more");
    }
  }

  Sheet sheet_, reps_;
  const bool keeps_reps_;
  const Tables& now_;
  const Date today_;
  std::map<std::string, std::vector<std::size_t>> rows_of_;  ///< by assignment's id
  std::set<std::string> left_;
  Owners out_;
};

}  // namespace

bool Owners::writes() const {
  return std::any_of(changes.begin(), changes.end(), [](const OwnerChange& one) {
    return one.what != "kept" && one.what != "left out";
  });
}

Owners take_owners(const std::string& assignments_csv, const std::string& reps_csv,
                   const Tables& now, const std::vector<ErpRep>& reps,
                   const std::vector<ErpOwner>& owners, Date today) {
  return Taking(assignments_csv, reps_csv, now, today).run(reps, owners);
}

}  // namespace norekey::credit
