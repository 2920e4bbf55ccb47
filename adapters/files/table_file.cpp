#include "adapters/files/table_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

constexpr std::size_t kPageKeys = 1000, kPageRows = 4000;  // some ms of the daemon's thread
constexpr std::size_t kMostIndexed = 20'000'000;           ///< 320 MB
constexpr std::uint64_t kFewRows = 20;                     ///< so many may always be missing

std::optional<std::uint64_t> digits_in(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return out;
}

std::string stamp_of(const struct stat& info) {
  return std::to_string(info.st_size) + "-" + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec) + "-" + std::to_string(info.st_ino);
}

/// What is kept of the files before: the rows of the longest, and "end" below them where one had
/// it.
struct Before {
  std::uint64_t rows = 0;
  bool had_end = false;
};

Before before_in(const std::string& path) {
  std::string rows, end;
  if (std::ifstream kept(path); !path.empty()) {
    std::getline(kept, rows);
    std::getline(kept, end);
  }
  return {digits_in(trim(rows)).value_or(0), trim(end) == "end"};
}

ReadAt read_at_of_file(std::shared_ptr<const int> file) {
  return [file](std::uint64_t offset, char* into, std::size_t most) -> Result<std::size_t> {
    const ssize_t got = ::pread(*file, into, most, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    return Error{Fate::retry,
                 "the file cannot be read: " + lower(std::strerror(errno)),
                 "look at the disk or the share that it lies on",
                 {},
                 ""};
  };
}

}  // namespace

TableFile::TableFile(std::string path, TableLayout layout, TableSubject subject, TableMemory memory)
    : path_(std::move(path)),
      layout_(std::move(layout)),
      subject_(std::move(subject)),
      memory_(std::move(memory)) {}

TableFile::~TableFile() = default;

Error TableFile::wrong(std::string what, std::string fix, unsigned line) const {
  return {Fate::reject, std::move(what), std::move(fix), {path_, line, 0, ""}, subject_.name};
}

Error TableFile::placed(Error error) const {
  error.where.file = path_;
  if (!error.where.field.empty()) error.where.field = layout_.name_in_file(error.where.field);
  error.cause = subject_.name;
  return error;
}

Result<std::string> TableFile::stamp() const {
  struct stat info {};
  if (::stat(path_.c_str(), &info) == 0) return stamp_of(info);
  return Error{Fate::retry,
               "the " + subject_.name + " " + path_ + " is not there",
               "let the ERP write it, and the daemon's user read it",
               {},
               subject_.name};
}

std::chrono::nanoseconds TableFile::age() const {
  struct stat info {};
  if (::stat(path_.c_str(), &info) != 0) return {};
  const auto changed =
      std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec);
  return std::chrono::system_clock::now().time_since_epoch() - changed;
}

Result<Changes> TableFile::watch(const std::string& cursor) {
  const std::string of = cursor.substr(0, cursor.find('@'));
  const bool goes_on = of.size() < cursor.size();
  if (!goes_on || of != opened_) {  // what is open is read to its end, whatever came since
    auto now = stamp();
    if (!now) return now.error();
    if (cursor == *now) {
      Changes same;
      same.cursor = *now;
      return same;
    }
    if (auto ready = open(*now); !ready) return placed(ready.error());
  }
  go_to(goes_on && of == opened_ ? cursor.substr(of.size() + 1) : "");
  auto out = page();
  if (!out) {
    close();
    checked_.clear();
    return placed(out.error());
  }
  return out;
}

/// A file that was found whole once is only opened again.
Result<void> TableFile::open(const std::string& stamp) {
  close();
  const int number = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (number < 0) {
    return Error{Fate::retry,
                 "the file cannot be opened: " + lower(std::strerror(errno)),
                 "let the daemon's user read it",
                 {},
                 ""};
  }
  file_ = std::shared_ptr<const int>(new int(number), [](const int* one) {
    ::close(*one);
    delete one;
  });
  walk_ = std::make_unique<TableWalk>(read_at_of_file(file_), layout_, subject_);
  Result<void> fine = walk_->begin();
  first_ = walk_->place();
  if (fine && checked_ != stamp) {
    fine = check();
  } else if (fine && !in_order_) {
    fine = index_rows();
  }
  struct stat info {};
  if (::fstat(number, &info) != 0 || stamp_of(info) != stamp) {  // also while it was checked
    fine = Error{Fate::retry,
                 "the file is being written",
                 "let the ERP write to another name and rename it",
                 {},
                 ""};
  }
  if (!fine) {
    close();
    checked_.clear();
    return fine;
  }
  if (checked_ != stamp) accepted_ = trusted_;
  checked_ = opened_ = stamp;
  trusted_ = false;
  return {};
}

/// The whole file once, before any row of it counts.
Result<void> TableFile::check() {
  unused_ = false;
  auto ordered = check_in_order();
  if (!ordered) return ordered.error();
  in_order_ = *ordered;
  if (!in_order_) {
    if (auto fine = check_by_index(); !fine) return fine;
  }
  has_end_ = walk_->end().has_value();
  return check_beside_before();
}

/// false: a key stands behind a greater one, so that its rows must be looked up.
Result<bool> TableFile::check_in_order() {
  TableRows rows;
  std::string last;
  for (count_ = 0;;) {
    auto more = walk_->next_rows(rows);
    if (!more) return more.error();
    if (!*more) break;
    if (count_ > 0 && rows.front().key() <= last) return false;
    last = rows.front().key();
    count_ += rows.size();
    Changes nothing;
    if (auto taken = subject_.take(rows, nothing); !taken && !subject_.each_alone)
      return taken.error();
  }
  if (auto fine = check_end(); !fine) return fine.error();
  return true;
}

Result<void> TableFile::check_by_index() {
  if (auto indexed = index_rows(); !indexed) return indexed;
  TableRows rows;
  for (next_ = 0;;) {
    auto more = next_by_index(rows);
    if (!more) return more.error();
    if (!*more) return {};
    Changes nothing;
    if (auto taken = subject_.take(rows, nothing); !taken && !subject_.each_alone) return taken;
  }
}

Result<void> TableFile::index_rows() {
  index_.clear();
  if (auto head = walk_->begin(); !head) return head;
  std::unordered_map<std::string, std::uint32_t> keys;
  for (TableRow row;;) {
    auto more = walk_->next_row(row);
    if (!more) return more.error();
    if (!*more) break;
    if (index_.size() >= kMostIndexed) {
      return wrong("the " + subject_.name + " has more than " + std::to_string(kMostIndexed) +
                       " rows and is not in the order of its " + subject_.columns.front().name +
                       " column",
                   "let the ERP write it in that order", row.place.line);
    }
    const auto key = keys.try_emplace(row.key(), static_cast<std::uint32_t>(keys.size())).first;
    index_.push_back({row.place.offset, key->second, row.place.line});
  }
  count_ = index_.size();
  if (auto fine = check_end(); !fine) return fine;
  std::stable_sort(index_.begin(), index_.end(),
                   [](const Indexed& a, const Indexed& b) { return a.key < b.key; });
  return {};
}

Result<void> TableFile::check_end() const {
  if (!walk_->end()) {
    if (!layout_.end_required) return {};
    return wrong(
        "the " + subject_.name + " has no end: it was cut off behind row " + std::to_string(count_),
        "let the ERP write it again, with the number of rows at its end");
  }
  const auto says = digits_in(trim(*walk_->end()));
  if (says && *says == count_) return {};
  if (says) {
    return wrong("the " + subject_.name + " has " + std::to_string(count_) +
                     " rows, its end says " + shown(trim(*walk_->end())),
                 "let the ERP write it again: part of it is missing", walk_->end_line());
  }
  return wrong("the end says " + shown(*walk_->end()) + ", which is no number of rows",
               "let it say how many rows stand before it", walk_->end_line());
}

/// A file is held against the longest one before it: one that is cut shorter look by look is
/// noticed as well.
Result<void> TableFile::check_beside_before() const {
  if (count_ == 0 && subject_.each_alone) return {};  // nothing is told of any order: nothing moves
  if (count_ == 0)
    return wrong("the " + subject_.name + " has no rows", "let the ERP write it again");
  if (trusted_) return {};
  const Before before = before_in(memory_.file);
  if (before.had_end && !has_end_)
    return wrong("the " + subject_.name +
                     " has no end, and one before it had: it was cut off behind row " +
                     std::to_string(count_),
                 "let the ERP write it again, with the number of rows at its end; where it writes "
                 "none any more: norekey sync " +
                     subject_.command + " --accept");
  const auto least = static_cast<unsigned>(100 - memory_.shrink_percent);
  if (before.rows < count_ + kFewRows || count_ * 100 >= before.rows * least) return {};
  return wrong("the " + subject_.name + " has " + std::to_string(count_) +
                   " rows, one before it had " + std::to_string(before.rows),
               "let the ERP write it again; where it is right: norekey sync " + subject_.command +
                   " --accept");
}

Result<bool> TableFile::next_rows(TableRows& rows) {
  return in_order_ ? walk_->next_rows(rows) : next_by_index(rows);
}

Result<bool> TableFile::next_by_index(TableRows& rows) {
  rows.clear();
  const std::size_t from = next_;
  for (; next_ < index_.size() && index_[next_].key == index_[from].key; ++next_) {
    walk_->seek({index_[next_].offset, index_[next_].line});
    auto more = walk_->next_row(rows.emplace_back());
    if (!more) return more.error();
    if (!*more) return wrong("the file is shorter than it was", "let the ERP write it again");
  }
  return !rows.empty();
}

/// "OFFSET:LINE" where the file is in order, "NUMBER" where it is not, "" for its begin.
void TableFile::go_to(const std::string& cursor) {
  const auto parts = split(cursor, ':');
  const std::uint64_t at = digits_in(parts[0]).value_or(in_order_ ? first_.offset : 0);
  next_ = static_cast<std::size_t>(at);
  if (in_order_)
    walk_->seek({at, static_cast<unsigned>(parts.size() > 1 ? digits_in(parts[1]).value_or(1)
                                                            : first_.line)});
}

Result<Changes> TableFile::page() {
  Changes out;
  out.whole = out.more = true;
  TableRows rows;
  std::size_t keys = 0, count = 0;
  while (keys < kPageKeys && count < kPageRows) {
    auto more = next_rows(rows);
    if (!more) return more.error();
    out.more = *more;
    if (!*more) break;
    ++keys;
    count += rows.size();
    if (auto taken = subject_.take(rows, out); !taken) {
      if (!subject_.each_alone) return taken.error();
      out.refused.push_back({rows.front().key(), placed(taken.error())});
    }
  }
  struct stat info {};
  if (::fstat(*file_, &info) != 0 || stamp_of(info) != opened_) {
    return Error{Fate::retry,
                 "the file is being written",
                 "let the ERP write to another name and rename it",
                 {},
                 ""};
  }
  if (out.more) {
    const RowPlace at = walk_->place();
    out.cursor = opened_ + "@" +
                 (in_order_ ? std::to_string(at.offset) + ":" + std::to_string(at.line)
                            : std::to_string(next_));
    return out;
  }
  out.cursor = opened_;
  unused_ = true;
  if (accepted_) taken();  // a person has looked at it
  close();
  return out;
}

void TableFile::close() {
  walk_.reset();
  file_.reset();
  opened_.clear();
  index_ = {};
}

/// Lost, it is only that the next file is compared with an older one, or with none.
void TableFile::taken() {
  if (!unused_ || memory_.file.empty()) return;
  unused_ = false;
  const Before before = accepted_ ? Before{} : before_in(memory_.file);
  std::error_code ec;
  std::filesystem::create_directories(std::filesystem::path(memory_.file).parent_path(), ec);
  {
    std::ofstream out(memory_.file + ".new", std::ios::trunc);
    out << std::max(count_, before.rows) << "\n" << (has_end_ ? "end\n" : "");
    if (!out.flush()) return;
  }
  std::filesystem::rename(memory_.file + ".new", memory_.file, ec);
  accepted_ = false;
}

}  // namespace norekey::adapters::files
