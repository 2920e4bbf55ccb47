#include "adapters/files/adapter.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/files/drop.hpp"
#include "adapters/files/embedded_erp.hpp"
#include "adapters/files/extract.hpp"
#include "adapters/files/order_file.hpp"
#include "adapters/files/reps_file.hpp"
#include "adapters/files/tables.hpp"
#include "adapters/files/written_file.hpp"
#include "config/bundle.hpp"
#include "core/own_thread.hpp"
#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

using boost::asio::use_awaitable;

constexpr std::chrono::milliseconds kQuietStep{100};

/// All file I/O runs on a thread of its own, one call at a time: the daemon's thread never waits
/// for a disk.
class FilesAdapter : public Adapter {
 public:
  FilesAdapter(config::Erp erp, std::vector<LayoutField> layout, Tables tables, const Clock& clock)
      : erp_(std::move(erp)),
        clock_(clock),
        layout_(std::move(layout)),
        drop_(erp_.directory),
        extract_(erp_.extract_directory,
                 {erp_.stock_file, erp_.price_file, erp_.status_file, erp_.reps_file}),
        tables_(std::move(tables)) {}

  Abilities abilities() const override {
    Abilities out;
    out.unique_key = true;
    out.changes = false;
    out.watches = !erp_.stock_file.empty();
    out.watches_prices = !erp_.price_file.empty();
    out.watches_orders = !erp_.status_file.empty();
    out.longest_request = std::chrono::duration_cast<std::chrono::seconds>(erp_.longest_request);
    return out;
  }

  awaitable<Sent> send(mapping::Document document, std::string key, Instant send_by) override {
    co_return co_await boost::asio::co_spawn(
        thread_.executor(), sending(std::move(document), std::move(key), send_by), use_awaitable);
  }
  awaitable<Result<std::vector<Receipt>>> find(std::string key) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), finding(std::move(key)),
                                             use_awaitable);
  }
  awaitable<Sent> finish(Receipt receipt) override { co_return receipt; }
  awaitable<Result<ErpOrder>> read_back(Receipt receipt) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), reading(std::move(receipt)),
                                             use_awaitable);
  }
  awaitable<Sent> change(Receipt receipt, mapping::Document, Instant, Extent) override {
    co_return by_hand(receipt, "change", "change the order in the ERP, then ignore this message");
  }
  awaitable<Sent> cancel(Receipt receipt, Instant) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), cancelling(std::move(receipt)),
                                             use_awaitable);
  }
  awaitable<Result<Changes>> watch(Subject subject, std::string cursor) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(),
                                             watching(subject, std::move(cursor)), use_awaitable);
  }
  void tell(Subject subject, Said said) override {
    boost::asio::post(thread_.executor(), [this, subject, said] {
      TableFile* table = tables_.of(subject);
      if (table == nullptr) return;
      if (said == Said::trusted) {
        table->trust_next();
      } else {
        table->taken();
      }
    });
  }
  awaitable<Result<HeldPage>> orders(Instant, std::string) override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), holding(), use_awaitable);
  }
  awaitable<Result<std::string>> greet() override {
    co_return co_await boost::asio::co_spawn(thread_.executor(), greeting(), use_awaitable);
  }

 private:
  /// What the mapping wrote; else the document by the ERP's own format.
  Result<WrittenFile> file_of(const mapping::Document& document, const std::string& key) const {
    if (auto written = written_file(document)) return std::move(*written);
    if (erp_.format != "fixed") return WrittenFile{to_csv_file(document, key), ".csv"};
    auto text = to_fixed_file(document, key, layout_);
    if (!text) return text.error();
    return WrittenFile{std::move(*text), ".txt"};
  }

  /// Under any ending: the mapping may have got another format since.
  Result<bool> handed_over(const std::string& key) const {
    for (const std::string& ending : file_endings()) {
      auto handed = drop_.handed_over(file_name(key) + ending);
      if (!handed || *handed) return handed;
    }
    return false;
  }

  Rejected by_hand(const Receipt& receipt, const char* what, const char* fix) const {
    const std::string name = receipt.number.empty() ? receipt.key : receipt.number;
    return {
        {Fate::reject,
         std::string("this ERP takes no changes by file: ") + what + " " + name + " there by hand",
         fix,
         {},
         "change by hand"}};
  }

  awaitable<Sent> sending(mapping::Document document, std::string key, Instant send_by) {
    if (auto ready = drop_.prepare(); !ready) co_return Retry{ready.error()};
    auto file = file_of(document, key);
    if (!file) co_return Rejected{file.error()};
    if (clock_.now() > send_by) {
      co_return Retry{{Fate::retry,
                       "the time to send was over before the file could be written",
                       "check the load of this machine",
                       {},
                       ""}};
    }
    auto before = handed_over(key);
    if (!before) co_return Retry{before.error()};
    if (!*before) {
      const std::string name = file_name(key) + file->ending;
      if (auto dropped = drop_.hand_over(name, file->text); !dropped)
        co_return Retry{dropped.error()};
    }
    co_return Receipt{"", "", "handed over", key, false};
  }

  awaitable<Result<std::vector<Receipt>>> finding(std::string key) {
    std::vector<Receipt> out;
    if (auto seen = look(); !seen) co_return seen.error();
    if (const ErpOrder* order = extract_.find(key)) {
      out.push_back(order->receipt);
      co_return out;
    }
    if (broken_) co_return *broken_;
    auto handed = handed_over(key);
    if (!handed) co_return handed.error();
    if (*handed) out.push_back({"", "", "handed over", key, false});
    co_return out;
  }

  awaitable<Result<ErpOrder>> reading(Receipt receipt) {
    if (auto seen = look(); !seen) co_return seen.error();
    if (const ErpOrder* order = extract_.find(receipt.key)) co_return *order;
    if (broken_) co_return *broken_;
    ErpOrder waiting;
    waiting.receipt = std::move(receipt);
    co_return waiting;
  }

  /// What people have cancelled there, as the extract says, is cancelled.
  awaitable<Sent> cancelling(Receipt receipt) {
    if (auto seen = look(); !seen) co_return Retry{seen.error()};
    const ErpOrder* held = extract_.find(receipt.key);
    if (held != nullptr && is_cancelled(held->receipt.state)) co_return held->receipt;
    if (held == nullptr && broken_) co_return Retry{*broken_};
    co_return by_hand(
        receipt, "cancel",
        "cancel the order in the ERP: once its extract says so, reconciling takes this "
        "up again");
  }

  awaitable<Result<Changes>> watching(Subject subject, std::string cursor) {
    if (TableFile* table = tables_.of(subject)) {
      if (auto still = co_await resting(*table); !still) co_return still.error();
      co_return tables_.watch(subject, cursor);
    }
    if (subject == Subject::reps && !erp_.reps_file.empty())
      co_return read_reps_file(erp_.reps_file);
    co_return Changes{};
  }

  /// A file that was changed just now may be half written: it counts once it has stayed as it is
  /// for a while. Where the clocks differ, that is waited for.
  awaitable<Result<void>> resting(const TableFile& table) {
    const auto age = table.age();
    if (age >= erp_.file_quiet && age >= age.zero()) co_return Result<void>{};
    auto before = table.stamp();
    if (!before) co_return before.error();
    boost::asio::steady_timer timer(thread_.executor());
    const auto until = std::chrono::steady_clock::now() + erp_.file_quiet;
    while (std::chrono::steady_clock::now() < until && !thread_.ending()) {
      timer.expires_after(std::min<config::Duration>(kQuietStep, erp_.file_quiet));
      co_await timer.async_wait(use_awaitable);
    }
    auto after = table.stamp();
    if (!after) co_return after.error();
    if (*after == *before) co_return Result<void>{};
    co_return Error{Fate::retry,
                    "the file is being written",
                    "let the ERP write to another name and rename it",
                    {table.path(), 0, 0, ""},
                    ""};
  }

  /// All that the extracts say: many do not say when an order was entered.
  awaitable<Result<HeldPage>> holding() {
    if (auto seen = look(); !seen) co_return seen.error();
    if (broken_) co_return *broken_;
    HeldPage out;
    out.orders = extract_.all();
    co_return out;
  }

  awaitable<Result<std::string>> greeting() {
    if (auto ready = drop_.prepare(); !ready) co_return ready.error();
    if (auto open = drop_.writable(); !open) co_return open.error();
    if (auto seen = look(); !seen) co_return seen.error();
    if (broken_) co_return *broken_;
    co_return "order files in " + erp_.directory +
        (erp_.embedded ? ", taken by the built-in ERP" : "");
  }

  /// What the extracts say now; the embedded ERP does its work first. What is broken in them counts
  /// for the orders that are not found in the rest.
  Result<void> look() {
    if (erp_.embedded) {
      if (auto taken = take_order_files(erp_.directory, erp_.extract_directory); !taken)
        return taken.error();
    }
    broken_.reset();
    if (auto read = extract_.refresh(); !read) {
      broken_ = read.error();
      broken_->fate = Fate::retry;
    }
    return {};
  }

  const config::Erp erp_;
  const Clock& clock_;
  const std::vector<LayoutField> layout_;
  const Drop drop_;
  Extract extract_;
  std::optional<Error> broken_;
  Tables tables_;
  OwnThread thread_;  // last: its tasks use all of the above
};

Error missing(const config::Erp& erp, const char* key) {
  return {Fate::halt,
          std::string("is missing: the files adapter needs ") + key,
          std::string("add  ") + key + ": /path",
          {"channels.yaml", 0, 0, "erp." + erp.name + "." + key},
          ""};
}

}  // namespace

Result<std::unique_ptr<Adapter>> make(const config::Erp& erp, const Clock& clock) {
  if (erp.directory.empty()) return missing(erp, "directory");
  if (erp.extract_directory.empty()) return missing(erp, "extract-directory");
  std::vector<LayoutField> layout;
  if (erp.format == "fixed") {
    if (erp.layout.empty()) return missing(erp, "layout");
    if (erp.embedded)
      return Error{Fate::halt,
                   "the built-in ERP reads CSV only",
                   "write  format: csv",
                   {"channels.yaml", 0, 0, "erp." + erp.name + ".format"},
                   ""};
    auto text = config::read_text_file(erp.layout);
    if (!text) return text.error();
    auto read = read_layout(*text, erp.layout);
    if (!read) return read.error();
    layout = std::move(*read);
  }
  auto tables = make_tables(erp, clock);
  if (!tables) return tables.error();
  return std::unique_ptr<Adapter>(
      std::make_unique<FilesAdapter>(erp, std::move(layout), std::move(*tables), clock));
}

}  // namespace norekey::adapters::files
