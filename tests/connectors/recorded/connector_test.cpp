// The rules for every connector, on a folder of recorded orders.
#include "connectors/recorded/connector.hpp"

#include <filesystem>
#include <fstream>

#include "config/bundle.hpp"
#include "core/text.hpp"
#include "tests/connectors/conformance.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::connectors::recorded {

namespace fs = std::filesystem;

class RecordedBench {
 public:
  RecordedBench() {
    static int serial = 0;
    folder_ = fs::temp_directory_path() /
              ("norekey-recorded-" + std::to_string(::getpid()) + "-" + std::to_string(++serial));
    fs::create_directories(folder_ / "orders");
    config::Channel channel;
    channel.directory = (folder_ / "orders").string();
    channel.zone = "America/Chicago";
    connector_ = make(channel).value();
  }
  ~RecordedBench() {
    connector_.reset();
    fs::remove_all(folder_);
  }

  template <class T>
  T get(awaitable<T> todo) {
    return world_.get(std::move(todo));
  }

  Connector& connector() { return *connector_; }
  std::string file(const std::string& name) const {
    return config::read_text_file((folder_ / "orders" / name).string()).value();
  }
  bool takes_webhooks() const { return false; }
  Instant now() const { return system_clock().now(); }

  std::string place() { return write("order-", recorded("02-PaymentAuthorized-6CW5XKRNRSGR7WET")); }

  std::string cart() {
    std::string order = recorded("02-PaymentAuthorized-6CW5XKRNRSGR7WET");
    const std::size_t key = order.find("\"orderPlacedAt\":");
    const std::size_t from = order.find('"', key + 16), to = order.find('"', from + 1);
    order.replace(from, to + 1 - from, "null");
    return write("cart-", order);
  }

  /// A file that is saved again, later.
  void change(const std::string& id) {
    const fs::path file = folder_ / "orders" / id;
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
  }
  net::Request webhook(const std::string& id) const { return {"POST", "/hooks/demo", {}, id, ""}; }

  int notes(const std::string& id) const { return fs::exists(note(id)) ? 1 : 0; }
  bool shows(const std::string& id, const std::string& text) const {
    return config::read_text_file(note(id).string()).value().find(text) != std::string::npos;
  }

  void sells(const std::string&) {}
  std::string stock(const std::string& sku, const std::string& location) const {
    std::ifstream in(folder_ / "orders/stock" / (sku + ".txt"));
    for (std::string name, quantity; in >> name >> quantity;) {
      if (name == location) return quantity;
    }
    return "";
  }

  /// The disk with the folder is not mounted.
  void go_away() {
    fs::rename(folder_ / "orders", folder_ / "elsewhere");
    std::ofstream(folder_ / "orders") << "no folder";
  }

 private:
  fs::path note(const std::string& id) const {
    return folder_ / "orders/acknowledged" / fs::path(id).replace_extension(".txt");
  }
  static std::string recorded(const std::string& name) {
    return config::read_text_file(SOURCE_DIR "/config/examples/demo/orders/" + name + ".json")
        .value();
  }
  std::string write(const std::string& kind, const std::string& text) {
    const std::string name = kind + std::to_string(++written_) + ".json";
    std::ofstream(folder_ / "orders" / name) << text;
    return name;
  }

  net::World world_;
  fs::path folder_;
  int written_ = 0;
  std::unique_ptr<Connector> connector_;
};

TEST(Recorded, ShowsInFilesWhatAShopWouldShow) {
  RecordedBench bench;
  Batch batch;
  batch.stock.push_back({"FST-1000", {{"EAST", 12}, {"WEST", 0}}, Decimal(5)});
  batch.stock.push_back({"../../x", {{"EAST", 1}}, {}});
  PriceRecord price{"FST-1000", "USD", Decimal::parse("12.50").value(), {}};
  price.groups["gold"] = 11;
  batch.prices.push_back(price);
  StatusRecord status;
  status.order = "6CW5XKRNRSGR7WET";
  status.text = "shipped in part";
  status.shipments.push_back({"12", "UPS", "1Z9", {}, "shipment 12 left by UPS: 2 x FST-1000"});
  status.notes = {"invoice I7: 25.00"};
  batch.statuses.push_back(status);
  const auto pushed = bench.get(bench.connector().push(batch));
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  ASSERT_EQ(pushed->size(), 4U);
  ASSERT_TRUE((*pushed)[1]);
  EXPECT_EQ((*pushed)[1]->fate, Fate::reject);
  EXPECT_EQ(bench.file("stock/FST-1000.txt"), "EAST 12\nWEST 0\nto be ordered beyond it 5\n");
  EXPECT_EQ(bench.file("prices/FST-1000.txt"), "list 12.50 USD\ngold 11 USD\n");
  EXPECT_EQ(bench.file("statuses/6CW5XKRNRSGR7WET.txt"),
            "shipped in part\nshipment 12 left by UPS: 2 x FST-1000\ntracking 1Z9\ninvoice I7: "
            "25.00\n");
}

TEST(Recorded, ANameThatIsTooLongForAFileIsRefusedAlone) {
  RecordedBench bench;
  Batch batch;
  batch.stock.push_back({std::string(247, 'A'), {{"EAST", 1}}, {}});
  batch.stock.push_back({std::string(300, 'B'), {{"EAST", 2}}, {}});
  batch.stock.push_back({"FST-1010", {{"EAST", 55}}, {}});
  const auto pushed = bench.get(bench.connector().push(batch));
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  EXPECT_FALSE((*pushed)[0]);
  ASSERT_TRUE((*pushed)[1]);
  EXPECT_EQ((*pushed)[1]->fate, Fate::reject);
  EXPECT_EQ(to_string(*(*pushed)[1]),
            shown(std::string(300, 'B')) +
                " is too long for the name of a file: it has 300 bytes\n  fix: shorten it to 247 "
                "bytes, or take it out of lookups/items");
  EXPECT_FALSE((*pushed)[2]);
  EXPECT_EQ(bench.file("stock/FST-1010.txt"), "EAST 55\n");
}

struct HostileName {
  const char* name;
  const char* file;
};

class RecordedName : public testing::TestWithParam<HostileName> {};

TEST_P(RecordedName, LeadsNotOutOfTheFolder) {
  RecordedBench bench;
  const auto payload = bench.get(bench.connector().fetch(GetParam().file));
  ASSERT_FALSE(payload);
  EXPECT_NE(payload.error().what.find("is not a file of this folder"), std::string::npos);
  Notice notice;
  notice.order = GetParam().file;
  EXPECT_FALSE(bench.get(bench.connector().acknowledge(notice)));
}

INSTANTIATE_TEST_SUITE_P(Recorded, RecordedName,
                         testing::Values(HostileName{"up", "../../etc/passwd"},
                                         HostileName{"absolute", "/etc/passwd"},
                                         HostileName{"hidden", ".profile"},
                                         HostileName{"empty", ""}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(RecordedConfig, NeedsAZoneThatThereIs) {
  config::Channel channel;
  channel.name = "shop";
  channel.directory = ".";
  channel.zone = "Mars/Olympus";
  const auto made = make(channel);
  ASSERT_FALSE(made);
  EXPECT_EQ(
      to_string(made.error()),
      "channels.yaml: channel.shop.zone: unknown time zone 'Mars/Olympus'\n  fix: use an IANA "
      "name such as America/Chicago");
}

}  // namespace norekey::connectors::recorded

namespace norekey::connectors {
INSTANTIATE_TYPED_TEST_SUITE_P(Recorded, ConnectorRules, recorded::RecordedBench);
}
