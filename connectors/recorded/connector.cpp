#include "connectors/recorded/connector.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "config/bundle.hpp"
#include "connectors/vendure/normalise.hpp"
#include "connectors/vendure/sources.hpp"
#include "core/own_thread.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::connectors::recorded {
namespace {

namespace fs = std::filesystem;
using boost::asio::use_awaitable;

/// With ".txt.new" behind it, 255 bytes (NAME_MAX of every usual file system).
constexpr std::size_t kLongestName = 247;

/// File I/O runs on a thread of its own: the daemon's thread never waits for a disk.
class RecordedConnector : public Connector {
 public:
  RecordedConnector(std::string directory, std::string zone)
      : directory_(std::move(directory)), zone_(std::move(zone)) {}

  Result<std::vector<Trigger>> receive(const net::Request&, Instant) const override {
    return Error{Fate::reject,
                 "a recorded channel takes no webhooks",
                 "put the order's file into " + directory_,
                 {},
                 "webhook"};
  }
  awaitable<Result<Page>> poll(std::string cursor, Instant) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), listing(std::move(cursor)),
                                             use_awaitable);
  }
  std::string cursor_from(Instant) const override { return "0"; }
  awaitable<Result<Payload>> fetch(std::string order) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), reading(std::move(order)),
                                             use_awaitable);
  }
  Result<std::optional<Order>> normalise(const Payload& payload) const override {
    return vendure::normalise(payload.body, zone_);
  }
  std::optional<std::pair<std::size_t, std::size_t>> bytes_of(
      const Payload& payload, const std::string& place, const std::string& value) const override {
    return vendure::bytes_of(payload.body, place, value);
  }
  awaitable<Result<void>> acknowledge(Notice notice) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), writing(std::move(notice)),
                                             use_awaitable);
  }
  awaitable<Result<std::vector<Pushed>>> push(Batch batch) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), keeping(std::move(batch)),
                                             use_awaitable);
  }
  awaitable<Result<WebPage>> placed(Instant since, std::string) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), listing_placed(since),
                                             use_awaitable);
  }
  awaitable<Result<std::string>> greet() override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), counting(), use_awaitable);
  }

 private:
  Error no_folder(const std::error_code& ec) const {
    return {Fate::retry,
            "the folder " + directory_ + " cannot be read: " + lower(ec.message()),
            "create it and let the daemon's user read it",
            {},
            ""};
  }

  /// Files changed at or after the cursor, nanoseconds since 1970.
  awaitable<Result<Page>> listing(std::string cursor) {
    long from = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), from);
    std::vector<std::pair<std::string, long>> found;
    std::error_code ec;
    fs::create_directories(directory_, ec);
    for (const auto& entry : fs::directory_iterator(directory_, ec)) {
      if (entry.path().extension() != ".json") continue;
      std::error_code gone;
      const auto written = std::chrono::file_clock::to_sys(entry.last_write_time(gone));
      const long changed = static_cast<long>(written.time_since_epoch().count());
      if (!gone && changed >= from) found.emplace_back(entry.path().filename().string(), changed);
    }
    if (ec) co_return no_folder(ec);
    std::sort(found.begin(), found.end());
    Page out;
    long newest = from;
    for (const auto& [name, changed] : found) {
      out.triggers.push_back({name + "@" + std::to_string(changed), name, "recorded"});
      newest = std::max(newest, changed);
    }
    out.cursor = std::to_string(newest);
    co_return out;
  }

  /// The names that `listing` gives, and no way out of the folder.
  Result<void> name_of_a_file(const std::string& order) const {
    if (!order.empty() && order[0] != '.' && order.find('/') == std::string::npos &&
        order.find('\0') == std::string::npos)
      return {};
    return Error{Fate::reject,
                 shown(order) + " is not a file of this folder",
                 "name a file in " + directory_,
                 {},
                 ""};
  }

  awaitable<Result<Payload>> reading(std::string order) {
    if (auto name = name_of_a_file(order); !name) co_return name.error();
    std::error_code ec;
    if (!fs::is_directory(directory_, ec))
      co_return no_folder(ec ? ec : std::make_error_code(std::errc::not_a_directory));
    auto text = config::read_text_file(directory_ + "/" + order);
    if (!text) {
      Error e = text.error();
      e.fate = Fate::reject;
      co_return e;
    }
    co_return Payload{"application/json", std::move(*text)};
  }

  /// acknowledged/FILE.txt beside the order's own file: a later notice takes the place of an
  /// earlier one.
  awaitable<Result<void>> writing(Notice notice) {
    if (auto name = name_of_a_file(notice.order); !name) co_return name.error();
    const std::string folder = directory_ + "/acknowledged";
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec) co_return no_folder(ec);
    const std::string file = folder + "/" + fs::path(notice.order).stem().string() + ".txt";
    std::ofstream out(file + ".new");
    out << "ERP number " << notice.erp_number << "\n" << notice.text << "\n";
    out.close();
    if (out) fs::rename(file + ".new", file, ec);
    if (!out || ec) {
      co_return Error{Fate::retry,
                      "the notice " + file + " could not be written",
                      "make room on that disk and let the daemon's user write there",
                      {},
                      ""};
    }
    co_return Result<void>{};
  }

  awaitable<Result<WebPage>> listing_placed(Instant since) {
    auto files = co_await listing("0");
    if (!files) co_return files.error();
    WebPage out;
    for (const Trigger& one : files->triggers) {
      auto payload = co_await reading(one.order);
      if (!payload) co_return payload.error();
      auto order = normalise(*payload);
      if (!order || !*order || (*order)->placed_at < since) continue;
      out.orders.push_back({one.order, (*order)->number, (*order)->currency, (*order)->state,
                            (*order)->total, (*order)->placed_at,
                            (*order)->operation == Operation::cancel});
    }
    co_return out;
  }

  /// What a shop would show: stock/SKU.txt, prices/SKU.txt, statuses/ORDER.txt.
  awaitable<Result<std::vector<Pushed>>> keeping(Batch batch) {
    std::vector<Pushed> out;
    for (const StockRecord& one : batch.stock) {
      std::string text;
      for (const auto& [location, quantity] : one.levels)
        text += location + " " + quantity.str() + "\n";
      if (one.backorder) text += "to be ordered beyond it " + one.backorder->str() + "\n";
      out.push_back(keep("stock", one.sku, text));
    }
    for (const PriceRecord& one : batch.prices) {
      std::string text;
      if (one.list) text += "list " + one.list->str() + " " + one.currency + "\n";
      for (const auto& [group, price] : one.groups)
        text += group + " " + price.str() + " " + one.currency + "\n";
      out.push_back(keep("prices", one.sku, text));
    }
    for (const StatusRecord& one : batch.statuses)
      out.push_back(keep("statuses", one.order, status_text(one)));
    for (const Pushed& one : out) {
      if (one && one->fate == Fate::retry) co_return *one;
    }
    co_return out;
  }

  static std::string status_text(const StatusRecord& record) {
    std::string out = record.text + "\n";
    if (record.cancelled) out += "cancelled: " + record.reason + "\n";
    for (const ShownShipment& one : record.shipments) {
      out += one.text + "\n";
      if (!one.tracking.empty()) out += "tracking " + one.tracking + "\n";
    }
    for (const std::string& note : record.notes) out += note + "\n";
    return out;
  }

  /// One record as a file, under its own name at once and whole.
  Pushed keep(const std::string& subject, const std::string& name, const std::string& text) const {
    if (auto fine = name_of_a_file(name); !fine) return fine.error();
    if (name.size() > kLongestName)
      return Error{Fate::reject,
                   shown(name) + " is too long for the name of a file: it has " +
                       std::to_string(name.size()) + " bytes",
                   "shorten it to " + std::to_string(kLongestName) +
                       " bytes, or take it out of lookups/items",
                   {},
                   "shop/TOO_LONG"};
    const std::string folder = directory_ + "/" + subject, file = folder + "/" + name + ".txt";
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec) return no_folder(ec);
    std::ofstream out(file + ".new");
    out << text;
    out.close();
    if (out) fs::rename(file + ".new", file, ec);
    if (!out || ec)
      return Error{Fate::retry,
                   "the file " + file + " could not be written",
                   "make room on that disk and let the daemon's user write there",
                   {},
                   ""};
    return std::nullopt;
  }

  awaitable<Result<std::string>> counting() {
    std::error_code ec;
    fs::create_directories(directory_, ec);
    int n = 0;
    for (const auto& entry : fs::directory_iterator(directory_, ec))
      n += entry.path().extension() == ".json" ? 1 : 0;
    if (ec) co_return no_folder(ec);
    co_return std::to_string(n) + " recorded orders in " + directory_;
  }

  const std::string directory_, zone_;
  OwnThread thread_;  // last: its tasks use all of the above
};

}  // namespace

Result<std::unique_ptr<Connector>> make(const config::Channel& channel) {
  if (channel.directory.empty()) {
    return Error{Fate::halt,
                 "is missing: a recorded channel needs the folder of its orders",
                 "add  directory: /path",
                 {"channels.yaml", 0, 0, "channel." + channel.name + ".directory"},
                 ""};
  }
  if (auto zone = check_zone(channel.zone); !zone) {
    Error e = zone.error();
    e.where = {"channels.yaml", 0, 0, "channel." + channel.name + ".zone"};
    return e;
  }
  return std::unique_ptr<Connector>(
      std::make_unique<RecordedConnector>(channel.directory, channel.zone));
}

}  // namespace norekey::connectors::recorded
