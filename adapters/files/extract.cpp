#include "adapters/files/extract.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

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

}  // namespace

Result<std::map<std::string, ErpOrder>> read_extract(const std::string& text,
                                                     const std::string& file) {
  if (text.empty() || text.back() != '\n') {
    return Error{Fate::reject,
                 "the extract ends in the middle of a row",
                 "let the ERP write to a temporary name and rename it",
                 {file, 0, 0, ""},
                 ""};
  }
  mapping::CsvReader reader(text);
  std::vector<std::string> header, row;
  auto more = reader.next(header);
  if (!more) return more.error();
  std::map<std::string, std::size_t> at;
  for (const std::string& name : kColumns) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
      return Error{Fate::reject,
                   "the column " + shown(name) + " is missing",
                   "let the extract have  " + join(kColumns, ","),
                   {file, 1, 0, ""},
                   ""};
    at[name] = static_cast<std::size_t>(found - header.begin());
  }
  std::map<std::string, ErpOrder> out;
  for (;;) {
    more = reader.next(row);
    if (!more) return more.error();
    if (!*more) return out;
    const Where where{file, reader.line(), 0, ""};
    if (row.size() != header.size())
      return Error{Fate::reject,
                   "expected " + std::to_string(header.size()) + " fields, found " +
                       std::to_string(row.size()),
                   "write one field for each column", where, ""};
    ErpOrder order;
    auto total = Decimal::parse(row[at["total"]]);
    auto reps = read_reps(row[at["reps"]]);
    if (!total || !reps) {
      Error e = total ? reps.error() : total.error();
      e.where = where;
      return e;
    }
    order.receipt = {row[at["number"]], row[at["number"]], row[at["status"]], row[at["key"]], true};
    order.customer = row[at["customer"]];
    order.taker = row[at["taker"]];
    order.reps = *reps;
    order.total = *total;
    out[order.receipt.key] = std::move(order);
  }
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
    auto rows =
        text ? read_extract(*text, path) : Result<std::map<std::string, ErpOrder>>(text.error());
    if (!rows) {
      if (!broken) broken = rows.error();
      continue;
    }
    file = {size, modified, std::move(*rows)};
  }
  if (broken) return *broken;
  return {};
}

std::map<std::string, ErpOrder> Extract::all() const {
  std::map<std::string, ErpOrder> out;
  for (const auto& file : files_) {
    for (const auto& [key, order] : file.second.rows) out[key] = order;
  }
  return out;
}

const ErpOrder* Extract::find(const std::string& key) const {
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    const auto found = file->second.rows.find(key);
    if (found != file->second.rows.end()) return &found->second;
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
