#include "adapters/files/extract.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "config/bundle.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::adapters::files {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kColumns = {"key",   "number", "customer", "reps",
                                           "taker", "total",  "status"};

Result<std::vector<DocumentRep>> read_reps(const std::string& text) {
  std::vector<DocumentRep> out;
  if (text.empty()) return out;
  for (const std::string& one : split(text, ';')) {
    const auto parts = split(one, ':');
    auto share = Decimal::parse(parts.size() > 1 ? parts[1] : "100");
    if (!share) return share.error();
    out.push_back({parts[0], *share, out.empty()});
  }
  return out;
}

/// The columns of one file.
class Header {
 public:
  Result<void> read(std::vector<std::string> names, const std::string& file) {
    names_ = std::move(names);
    for (const std::string& name : kColumns) {
      if (!has(name))
        return Error{Fate::reject,
                     "the column " + shown(name) + " is missing",
                     "let the extract have  " + join(kColumns, ","),
                     {file, 1, 0, ""},
                     ""};
    }
    return {};
  }

  std::size_t size() const { return names_.size(); }
  bool has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  /// "" where there is no such column.
  std::string cell(const std::vector<std::string>& row, const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return found == names_.end() ? "" : row[static_cast<std::size_t>(found - names_.begin())];
  }

 private:
  std::vector<std::string> names_;
};

Error in_column(Error error, const Where& where, const char* column) {
  error.where = where;
  error.where.field = column;
  return error;
}

/// What a row says of its order, without the line that may stand in it.
Result<HeldOrder> read_order(const Header& header, const std::vector<std::string>& row,
                             const Where& where) {
  HeldOrder out;
  const std::string key = header.cell(row, "key"), number = header.cell(row, "number");
  auto total = Decimal::parse(header.cell(row, "total"));
  if (!total) return in_column(total.error(), where, "total");
  auto reps = read_reps(header.cell(row, "reps"));
  if (!reps) return in_column(reps.error(), where, "reps");
  out.order.receipt = {number, number, header.cell(row, "status"), key, true};
  out.order.customer = header.cell(row, "customer");
  out.order.taker = header.cell(row, "taker");
  out.order.po_number = header.cell(row, "po_number");
  out.order.currency = upper(header.cell(row, "currency"));
  out.order.reps = std::move(*reps);
  out.order.total = *total;
  out.order.partly = true;
  out.text = header.cell(row, "note");
  out.entered_by = header.cell(row, "entered_by");
  if (const std::string text = header.cell(row, "entered"); !text.empty()) {
    auto entered = parse_instant(text);
    if (!entered) return in_column(entered.error(), where, "entered");
    out.entered = *entered;
  }
  out.by_us = out.last_by_us = !key.empty();
  out.alive = !is_cancelled(out.order.receipt.state);
  return out;
}

Result<void> read_line(const Header& header, const std::vector<std::string>& row,
                       const Where& where, ErpOrder& into) {
  ErpLine line;
  line.item = header.cell(row, "item");
  if (line.item.empty()) return {};
  line.uom = header.cell(row, "uom");
  auto quantity = Decimal::parse(header.cell(row, "quantity"));
  if (!quantity) return in_column(quantity.error(), where, "quantity");
  line.quantity = *quantity;
  if (const std::string text = header.cell(row, "price"); !text.empty()) {
    auto price = Decimal::parse(text);
    if (!price) return in_column(price.error(), where, "price");
    line.price = *price;
    line.amount = line.price * line.quantity;
  }
  into.lines.push_back(std::move(line));
  return {};
}

bool same_order(const HeldOrder& a, const HeldOrder& b) {
  const Receipt &one = a.order.receipt, &other = b.order.receipt;
  return one.key == other.key && one.number == other.number &&
         !(one.key.empty() && one.number.empty());
}

/// Takes one row into what is read so far: an order, or one more line of the last.
Result<void> take_row(const Header& header, const std::vector<std::string>& row, const Where& where,
                      std::vector<HeldOrder>& out) {
  auto order = read_order(header, row, where);
  if (!order) return order.error();
  const bool goes_on = !out.empty() && same_order(out.back(), *order);
  if (goes_on) order->order.lines = out.back().order.lines;
  if (auto line = read_line(header, row, where, order->order); !line) return line.error();
  if (goes_on) {
    out.back() = std::move(*order);
  } else {
    out.push_back(std::move(*order));
  }
  return {};
}

/// Half of what the file says of an order would pass for all of it.
void leave_out(const std::vector<BadRow>& bad, std::vector<HeldOrder>& orders) {
  std::set<std::pair<std::string, std::string>> names;
  for (const BadRow& one : bad) names.emplace(one.key, one.number);
  std::erase_if(orders, [&](const HeldOrder& one) {
    const Receipt& of = one.order.receipt;
    return !(of.key.empty() && of.number.empty()) && names.contains({of.key, of.number});
  });
}

}  // namespace

bool is_cancelled(const std::string& state) {
  const std::string word = lower(state);
  return word == "cancelled" || word == "canceled";
}

Result<ExtractRows> read_extract(const std::string& text, const std::string& file) {
  if (text.empty() || text.back() != '\n') {
    return Error{Fate::reject,
                 "the extract ends in the middle of a row",
                 "let the ERP write to a temporary name and rename it",
                 {file, 0, 0, ""},
                 ""};
  }
  mapping::CsvReader reader(text);
  std::vector<std::string> row;
  auto more = reader.next(row);
  if (!more) return more.error();
  Header header;
  if (auto read = header.read(row, file); !read) return read.error();
  ExtractRows out;
  for (;;) {
    more = reader.next(row);
    if (!more) return more.error();
    if (!*more) break;
    const Where where{file, reader.line(), 0, ""};
    if (row.size() != header.size())
      return Error{Fate::reject,
                   "expected " + std::to_string(header.size()) + " fields, found " +
                       std::to_string(row.size()),
                   "write one field for each column", where, ""};
    if (auto taken = take_row(header, row, where, out.orders); !taken)
      out.bad.push_back({header.cell(row, "key"), header.cell(row, "number"), taken.error()});
  }
  leave_out(out.bad, out.orders);
  return out;
}

Result<void> Extract::refresh() {
  std::optional<Error> broken;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(directory_, ec)) {
    if (entry.path().extension() != ".csv" || !entry.is_regular_file(ec)) continue;
    const std::string path = entry.path().lexically_normal().string();
    if (others_.contains(path)) continue;
    const long size = static_cast<long>(entry.file_size(ec));
    const long modified = static_cast<long>(entry.last_write_time(ec).time_since_epoch().count());
    File& file = files_[path];
    if (file.size == size && file.modified == modified) continue;
    auto text = config::read_text_file(path);
    auto read = text ? read_extract(*text, path) : Result<ExtractRows>(text.error());
    if (!read) {
      if (!broken) broken = read.error();
      continue;
    }
    file = {size, modified, std::move(read->orders), std::move(read->bad), {}};
    for (std::size_t i = 0; i < file.rows.size(); ++i)
      file.of_key[file.rows[i].order.receipt.key].push_back(i);
  }
  if (broken) return *broken;
  for (const auto& file : files_) {
    if (!file.second.bad.empty()) return file.second.bad.front().error;
  }
  return {};
}

std::vector<HeldOrder> Extract::all() const {
  std::map<std::pair<std::string, std::string>, const HeldOrder*> latest;
  std::vector<HeldOrder> out;
  for (const auto& file : files_) {
    for (const HeldOrder& row : file.second.rows) {
      const Receipt& of = row.order.receipt;
      if (of.key.empty() && of.number.empty()) {
        out.push_back(row);  // nothing to know it again by
      } else {
        latest[{of.key, of.number}] = &row;
      }
    }
  }
  for (auto one = latest.begin(); one != latest.end(); ++one) {
    const auto next = std::next(one);
    const bool numbered_since =
        one->first.second.empty() && next != latest.end() && next->first.first == one->first.first;
    if (!numbered_since) out.push_back(*one->second);
  }
  return out;
}

const ErpOrder* Extract::find(const std::string& key) const {
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    const auto& bad = file->second.bad;
    if (std::any_of(bad.begin(), bad.end(), [&](const BadRow& one) { return one.key == key; }))
      return nullptr;
    const auto found = file->second.of_key.find(key);
    if (found == file->second.of_key.end()) continue;
    const HeldOrder* out = nullptr;
    for (const std::size_t at : found->second) {
      const HeldOrder& row = file->second.rows[at];
      if (out == nullptr || row.alive || !out->alive) out = &row;
    }
    return &out->order;
  }
  return nullptr;
}

std::string extract_header() { return mapping::csv_record(kColumns); }

std::string extract_row(const ErpOrder& order) {
  std::string reps;
  for (const DocumentRep& rep : order.reps)
    reps += (reps.empty() ? "" : ";") + rep.rep + ":" + rep.share.trimmed().str();
  return mapping::csv_record({order.receipt.key, order.receipt.number, order.customer, reps,
                              order.taker, order.total.str(), order.receipt.state});
}

}  // namespace norekey::adapters::files
