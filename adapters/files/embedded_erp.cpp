#include "adapters/files/embedded_erp.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/files/extract.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::adapters::files {
namespace {

namespace fs = std::filesystem;

/// The order that a CSV order file holds: what an ERP would have stored.
Result<ErpOrder> read_order_file(const std::string& text) {
  mapping::CsvReader reader(text);
  std::vector<std::string> header, row;
  for (std::vector<std::string>* into : {&header, &row}) {
    auto more = reader.next(*into);
    if (!more) return more.error();
    if (!*more || into->size() < header.size())
      return Error{Fate::reject, "the order file has no lines", "", {}, ""};
  }
  const auto field = [&](const std::string& name) {
    const auto at = std::find(header.begin(), header.end(), name);
    return at == header.end() ? std::string() : row[static_cast<std::size_t>(at - header.begin())];
  };
  ErpOrder out;
  out.receipt.key = field("key");
  out.customer = field("customer");
  out.taker = field("taker");
  auto total = Decimal::parse(field("total"));
  if (!total) return total.error();
  out.total = *total;
  for (const std::string& rep : split(field("rep"), ';')) {
    const auto parts = split(rep, ':');
    if (!parts[0].empty())
      out.reps.push_back(
          {parts[0], value_or(Decimal::parse(parts.size() > 1 ? parts[1] : "100"), Decimal(100)),
           false});
  }
  return out;
}

/// What cannot be read is put aside with the reason beside it, as an ERP does; the others go on.
void refuse(const std::string& directory, const std::string& name, const Error& why) {
  std::error_code ec;
  fs::create_directories(directory + "/refused", ec);
  fs::rename(directory + "/" + name, directory + "/refused/" + name, ec);
  std::ofstream(directory + "/refused/" + name + ".txt") << to_string(why) << "\n";
}

int last_number(const std::string& extract) {
  return static_cast<int>(std::max<long>(0, std::count(extract.begin(), extract.end(), '\n') - 1));
}

}  // namespace

Result<int> take_order_files(const std::string& directory, const std::string& extract_directory) {
  std::error_code ec;
  fs::create_directories(directory + "/taken", ec);
  fs::create_directories(extract_directory, ec);
  std::set<std::string> waiting;
  for (const auto& entry : fs::directory_iterator(directory, ec)) {
    if (entry.is_regular_file(ec) && entry.path().extension() == ".csv")
      waiting.insert(entry.path().filename().string());
  }
  if (waiting.empty()) return 0;
  const std::string extract = extract_directory + "/orders.csv";
  std::string text = value_or(config::read_text_file(extract), extract_header());
  int number = last_number(text), taken = 0;
  for (const std::string& name : waiting) {
    auto file = config::read_text_file(directory + "/" + name);
    if (!file) return file.error();
    auto order = read_order_file(*file);
    if (!order) {
      refuse(directory, name, order.error());
      continue;
    }
    order->receipt.number = "SO" + std::to_string(100'001 + number++);
    order->receipt.state = "entered";
    text += extract_row(*order);
    fs::rename(directory + "/" + name, directory + "/taken/" + name, ec);
    ++taken;
  }
  std::ofstream(extract + ".tmp", std::ios::binary | std::ios::trunc) << text;
  fs::rename(extract + ".tmp", extract, ec);
  return taken;
}

}  // namespace norekey::adapters::files
