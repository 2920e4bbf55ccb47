#include "adapters/files/watch.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "config/bundle.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::adapters::files {
namespace {

constexpr std::size_t kPageItems = 5000;
constexpr std::string_view kEnd = "END";

std::size_t number_in(std::string_view text) {
  std::size_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

Error StockFile::wrong(unsigned line, std::string what, std::string fix) const {
  return {Fate::reject, std::move(what), std::move(fix), {path_, line, 0, ""}, "stock file"};
}

/// Names this state of the file: its size, time and inode.
Result<std::string> StockFile::stamp() const {
  struct stat info {};
  if (::stat(path_.c_str(), &info) != 0) {
    return Error{Fate::retry,
                 "the stock file " + path_ + " is not there",
                 "let the ERP write it, and the daemon's user read it",
                 {},
                 "stock file"};
  }
  return std::to_string(info.st_size) + "-" + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec) + "-" + std::to_string(info.st_ino);
}

Result<Changes> StockFile::watch(const std::string& cursor) {
  auto now = stamp();
  if (!now) return now.error();
  Changes out;
  out.cursor = *now;
  if (cursor == *now) return out;
  const std::string prefix = *now + "@";
  const bool goes_on = cursor.rfind(prefix, 0) == 0;
  if (loaded_ != *now) {
    if (auto loaded = load(*now); !loaded) return loaded.error();
  }
  const std::size_t from = goes_on ? number_in(std::string_view(cursor).substr(prefix.size())) : 0;
  const std::size_t to = std::min(from + kPageItems, firsts_.size());
  for (std::size_t item = from; item < to; ++item) {
    const std::size_t end = item + 1 < firsts_.size() ? firsts_[item + 1] : rows_.size();
    for (std::size_t at = firsts_[item]; at < end; ++at) {
      auto one = level(rows_[at]);
      if (!one) return one.error();
      out.stock.push_back(std::move(*one));
    }
  }
  out.whole = true;
  out.more = to < firsts_.size();
  if (out.more) {
    out.cursor = prefix + std::to_string(to);
  } else {
    loaded_.clear();
    text_ = {};
    rows_ = {};
    firsts_ = {};
  }
  return out;
}

Result<void> StockFile::load(std::string before) {
  loaded_.clear();
  auto text = config::read_text_file(path_);
  if (!text) {
    Error e = text.error();
    e.fate = Fate::retry;
    return e;
  }
  auto after = stamp();
  if (!after) return after.error();
  if (*after != before) {
    return Error{Fate::retry,
                 "the stock file " + path_ + " is being written",
                 "let the ERP write to another name and rename it",
                 {},
                 "stock file"};
  }
  text_ = std::move(*text);
  if (text_.empty() || text_.back() != '\n') {
    return wrong(
        0, text_.empty() ? "the stock file is empty" : "the stock file ends in the middle of a row",
        "let the ERP write it again, to another name, and rename it");
  }
  if (auto indexed = index(); !indexed) return indexed.error();
  loaded_ = std::move(before);
  return {};
}

Result<void> StockFile::read_columns(const std::vector<std::string>& header) {
  columns_ = {};
  columns_.count = header.size();
  const auto place = [&](const char* name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  columns_.item = place("item");
  columns_.warehouse = place("warehouse");
  columns_.on_hand = place("on_hand");
  columns_.committed = place("committed");
  columns_.has_committed = columns_.committed < header.size();
  for (const char* name : {"item", "warehouse", "on_hand"}) {
    if (place(name) < header.size()) continue;
    return wrong(1, "the column " + shown(name) + " is missing",
                 "let the stock file have  item,warehouse,on_hand  and perhaps  committed");
  }
  return {};
}

/// Every row is read once before any counts; then only where it begins is kept.
Result<void> StockFile::index() {
  rows_.clear();
  firsts_.clear();
  mapping::CsvReader reader(text_);
  std::vector<std::string> fields;
  auto more = reader.next(fields);
  if (!more) return more.error();
  if (auto columns = read_columns(fields); !columns) return columns.error();
  std::unordered_map<std::string, std::uint32_t> items;
  for (;;) {
    const std::size_t from = reader.offset();
    more = reader.next(fields);
    if (!more) {
      Error e = more.error();
      e.where.file = path_;
      return e;
    }
    if (!*more) break;
    if (fields.size() == 2 && fields[0] == kEnd) {
      if (number_in(fields[1]) == rows_.size()) continue;
      return wrong(reader.line(),
                   "the stock file has " + std::to_string(rows_.size()) + " rows, its end says " +
                       shown(fields[1]),
                   "let the ERP write it again: part of it is missing");
    }
    if (fields.size() != columns_.count) {
      return wrong(reader.line(),
                   "expected " + std::to_string(columns_.count) + " fields, found " +
                       std::to_string(fields.size()),
                   "write one field for each column");
    }
    Row row{from, 0, reader.line()};
    if (auto one = level(row); !one) return one.error();
    row.item = items.try_emplace(fields[columns_.item], static_cast<std::uint32_t>(items.size()))
                   .first->second;
    rows_.push_back(row);
  }
  if (rows_.empty()) {
    return wrong(0, "the stock file has no rows", "let the ERP write it again");
  }
  std::stable_sort(rows_.begin(), rows_.end(),
                   [](const Row& a, const Row& b) { return a.item < b.item; });
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i == 0 || rows_[i].item != rows_[i - 1].item)
      firsts_.push_back(static_cast<std::uint32_t>(i));
  }
  return {};
}

Result<StockLevel> StockFile::level(const Row& row) const {
  mapping::CsvReader reader(std::string_view(text_).substr(row.from));
  std::vector<std::string> fields;
  auto more = reader.next(fields);
  if (!more) return more.error();
  StockLevel out;
  out.item = fields[columns_.item];
  out.warehouse = fields[columns_.warehouse];
  if (out.item.empty()) return wrong(row.line, "the item is empty", "write the item's number");
  const auto read = [&](std::size_t column, Decimal& into) -> Result<void> {
    auto value = Decimal::parse(trim(fields[column]));
    if (!value) return wrong(row.line, value.error().what, value.error().fix);
    into = *value;
    return {};
  };
  if (auto on_hand = read(columns_.on_hand, out.on_hand); !on_hand) return on_hand.error();
  if (columns_.has_committed) {
    if (auto waits = read(columns_.committed, out.committed); !waits) return waits.error();
  }
  return out;
}

}  // namespace norekey::adapters::files
