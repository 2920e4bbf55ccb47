#include "adapters/files/reps_file.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "config/bundle.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::adapters::files {
namespace {

class RepsReader {
 public:
  RepsReader(const std::string& path, const std::string& text) : path_(path), reader_(text) {}

  Result<Changes> run() {
    std::vector<std::string> header;
    if (auto read = reader_.next(header); !read) return placed(read.error());
    for (std::size_t i = 0; i < header.size(); ++i) column_[std::string(trim(header[i]))] = i;
    for (const char* needed : {"customer", "rep"}) {
      if (column_.contains(needed)) continue;
      return wrong(std::string("there is no column ") + needed,
                   "write the header as customer,rep,name,from,until,active", 1);
    }
    Changes out;
    out.whole = true;
    for (;;) {
      auto more = reader_.next(row_);
      if (!more) return placed(more.error());
      if (!*more) return whole(std::move(out));
      if (says_end()) return ended(std::move(out));
      if (auto taken = take(out); !taken) return taken.error();
    }
  }

 private:
  /// Without a row it says that nobody is anybody's: a list that was lost reads like that.
  Result<Changes> whole(Changes out) {
    if (known_.empty()) return wrong("the reps file has no rows", "let the ERP write it again", 0);
    return out;
  }

  /// "END,12", as the other files of the ERP may end.
  bool says_end() const {
    if (row_.size() < 2 || trim(row_[0]) != "END") return false;
    const std::string_view count = trim(row_[1]);
    return !count.empty() && count.find_first_not_of("0123456789") == std::string_view::npos &&
           std::all_of(row_.begin() + 2, row_.end(),
                       [](const std::string& one) { return trim(one).empty(); });
  }

  Result<Changes> ended(Changes out) {
    if (trim(row_[1]) != std::to_string(rows_))
      return wrong("the reps file has " + std::to_string(rows_) + " rows, its end says " +
                       shown(trim(row_[1])),
                   "let the ERP write it again: part of it is missing", reader_.line());
    return whole(std::move(out));
  }

  std::string at(const char* name) const {
    const auto found = column_.find(name);
    if (found == column_.end() || found->second >= row_.size()) return "";
    return std::string(trim(row_[found->second]));
  }

  Error wrong(std::string what, std::string fix, unsigned line) const {
    return {Fate::reject, std::move(what), std::move(fix), {path_, line, 0, ""}, ""};
  }

  Error placed(Error error) const {
    error.where.file = path_;
    return error;
  }

  Result<void> take(Changes& out) {
    ++rows_;
    const std::string rep = at("rep"), active = lower(at("active"));
    if (rep.empty())
      return wrong("the row names no rep", "write the rep's code, or leave the row away",
                   reader_.line());
    if (active != "" && active != "yes" && active != "no")
      return wrong(shown(at("active")) + " is neither yes nor no", "write yes or no",
                   reader_.line());
    if (known_.insert(rep).second) out.reps.push_back({rep, at("name"), active != "no"});
    if (at("customer").empty()) return {};
    RepOfCustomer owner{at("customer"), rep, {}, {}};
    for (const auto& [name, day] : {std::pair{"from", &owner.from}, {"until", &owner.until}}) {
      const std::string text = at(name);
      if (text.empty()) continue;
      const auto read = parse_date(text);
      if (!read)
        return wrong(std::string(name) + ": " + read.error().what, read.error().fix,
                     reader_.line());
      *day = *read;
    }
    out.owners.push_back(std::move(owner));
    return {};
  }

  const std::string path_;
  mapping::CsvReader reader_;
  std::map<std::string, std::size_t> column_;
  std::vector<std::string> row_;
  std::set<std::string> known_;
  std::size_t rows_ = 0;
};

}  // namespace

Result<Changes> read_reps_file(const std::string& path) {
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  return read_reps(path, *text);
}

Result<Changes> read_reps(const std::string& path, const std::string& text) {
  return RepsReader(path, text).run();
}

}  // namespace norekey::adapters::files
