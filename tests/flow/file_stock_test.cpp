// Stock, prices and statuses from the files of an ERP to the shop: the real adapter, a shop that is
// played. A file that is not whole changes nothing of what the shop shows.
#include <fstream>

#include "adapters/files/adapter.hpp"
#include "flow/outbound/prices.hpp"
#include "flow/outbound/watch.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace file_stock_test {

namespace fs = std::filesystem;

class FileErpWorld : public testing::Test {
 protected:
  FileErpWorld()
      : folder_(fs::temp_directory_path() / ("norekey-files-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "out");
    world.context().kinds.adapters["files"] = [](const config::Erp& erp, const Surroundings& s) {
      return adapters::files::make(erp, s.clock);
    };
    std::string channels = kChannels;
    channels.replace(channels.find("PARTIAL"), 7,
                     "no, outbound: { stock: on-hand, vanished: zero, prices: yes, price-lists: "
                     "price-lists, customers: customers, statuses: yes }");
    channels.replace(channels.find("adapter: fake"), 13,
                     "adapter: files, directory: " + at("in") +
                         ", extract-directory: " + at("out") + ", stock-file: " + at("stock.csv") +
                         ", price-file: " + at("prices.csv") +
                         ", status-file: " + at("status.csv") + ", file-quiet: 0 s");
    std::string items = "sku,item\n";
    for (int i = 0; i < kSkus; ++i)
      items += "S" + std::to_string(i) + ",I" + std::to_string(100 + i) + "\n";
    write("stock.csv", stock(kSkus));
    write("prices.csv", prices(kSkus, "10.00"));
    world.use({{"channels.yaml", channels},
               {"lookups/items.csv", items},
               {"lookups/price-lists.csv", "list,group\nGOLD,gold\n"}});
  }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(at(name + ".new")) << text;
    fs::rename(at(name + ".new"), at(name));
  }

  static std::string stock(int skus) {
    std::string out = "item,warehouse,on_hand\n";
    for (int i = 0; i < skus; ++i)
      out += "I" + std::to_string(100 + i) + ",MAIN," + std::to_string(i + 1) + "\n";
    return out + "END," + std::to_string(skus) + "\n";
  }

  static std::string prices(int skus, const std::string& price) {
    std::string out = "item,list,price\n";
    for (int i = 0; i < skus; ++i) {
      const std::string item = "I" + std::to_string(100 + i);
      out += item + ",," + price + "\n" + item + ",GOLD,9.00\n";
    }
    return out;
  }

  std::string watch(const std::string& subject) {
    auto seen = world.run(watch_once(world.context(), "acme/shop", subject));
    world.work();
    if (seen) return std::to_string(*seen) + " changed";
    std::string text = seen.error().what;
    return text;
  }

  std::string parked() {
    queue::Query query;
    query.state = queue::State::parked;
    std::string out;
    const auto rows = world.run(world.context().journal.list(query)).value();
    for (const queue::Row& row : rows) {
      std::string what = row.what;
      if (const auto where = what.find(folder_.string()); where != std::string::npos)
        what.replace(where, folder_.string().size(), "DIR");
      out += row.cause + ": " + what + " | " + row.fix + "\n";
    }
    return out;
  }

  static constexpr int kSkus = 60;
  /// Once the world and the threads of its adapters are gone.
  struct Removed {
    const fs::path& folder;
    ~Removed() { fs::remove_all(folder); }
  };

  const fs::path folder_;
  const Removed removed_{folder_};
  World world;
};

TEST_F(FileErpWorld, AFileThatIsNotWholeLeavesTheShopAsItIs) {
  EXPECT_EQ(watch("stock"), "60 changed");
  const auto shelf = world.shop->shelf;
  EXPECT_EQ(shelf.at("S4"), "MAIN=5");
  const std::string whole = stock(kSkus);
  write("stock.csv", "");
  EXPECT_EQ(watch("stock"), "the file is empty");
  write("stock.csv", whole.substr(0, whole.size() / 2 - 3));
  EXPECT_EQ(watch("stock"), "the file ends in the middle of a row");
  write("stock.csv", "item,warehouse\nI100,MAIN\n");
  EXPECT_EQ(watch("stock"), "the column 'on_hand' is missing");
  write("stock.csv", "item,warehouse,on_hand\n");
  EXPECT_EQ(watch("stock"), "the stock file has no rows");
  write("stock.csv", stock(20));
  EXPECT_EQ(watch("stock"), "the stock file has 20 rows, one before it had 60");
  EXPECT_EQ(world.shop->shelf, shelf);
  EXPECT_EQ(parked(),
            "stock/source: what channel 'acme/shop' shows of the ERP's stock stays as it is: "
            "DIR/stock.csv: the stock file has 20 rows, one before it had 60 | let the ERP write "
            "it again; where it is right: norekey sync stock --accept\n");
  write("stock.csv", whole);
  EXPECT_EQ(watch("stock"), "0 changed");
  EXPECT_EQ(parked(), "");
}

TEST_F(FileErpWorld, AFileThatIsCutBetweenTwoRowsTurnsNothingTo0) {
  EXPECT_EQ(watch("stock"), "60 changed");
  const auto shelf = world.shop->shelf;
  std::string cut = stock(45);
  cut.resize(cut.rfind("END,"));
  write("stock.csv", cut);
  EXPECT_EQ(watch("stock"),
            "the stock file has no end, and one before it had: it was cut off behind row 45");
  EXPECT_EQ(world.shop->shelf, shelf);
}

TEST_F(FileErpWorld, ADryRunMovesNoLimit) {
  EXPECT_EQ(watch("stock"), "60 changed");
  write("stock.csv", stock(200));
  world.command({{"command", "sync stock"}, {"dry_run", true}});
  write("stock.csv", stock(45));
  EXPECT_EQ(watch("stock"), "15 changed");
}

TEST_F(FileErpWorld, AShortFileThatAPersonAcceptsIsTaken) {
  watch("stock");
  write("stock.csv", stock(20));
  watch("stock");
  const auto done = world.command({{"command", "sync stock"}, {"accept", true}});
  EXPECT_EQ(done.at("channels").at(0).at("vanished").to_number<int>(), 40);
  world.work();
  EXPECT_EQ(world.shop->shelf.at("S50"), "MAIN=0");
  EXPECT_EQ(watch("stock"), "0 changed");
  EXPECT_EQ(parked(), "");
}

TEST_F(FileErpWorld, APriceFileCutInHalfChangesNoPrice) {
  EXPECT_EQ(watch("prices"), "60 changed");
  const auto tags = world.shop->tags;
  EXPECT_NE(tags.at("S0").find("\"currency\":\"USD\""), std::string::npos) << tags.at("S0");
  EXPECT_NE(tags.at("S0").find("\"gold\":\"9.00\""), std::string::npos) << tags.at("S0");
  const std::string whole = prices(kSkus, "11.00");
  for (const std::size_t bytes : {whole.size() / 2, whole.size() / 2 + 1, whole.size() - 1}) {
    write("prices.csv", whole.substr(0, bytes));
    const std::string said = watch("prices");
    EXPECT_TRUE(said == "the file ends in the middle of a row" || said.find("rows") != said.npos)
        << said;
  }
  write("prices.csv", prices(10, "10.50"));
  EXPECT_EQ(watch("prices"), "the price file has 20 rows, one before it had 120");
  EXPECT_EQ(world.shop->tags, tags);
  world.command({{"command", "sync prices"}, {"accept", true}});
  world.work();
  EXPECT_NE(world.shop->tags.at("S3"), tags.at("S3"));
  EXPECT_EQ(world.shop->tags.at("S30"), tags.at("S30")) << "what the file leaves out stays";
}

TEST_F(FileErpWorld, AnOrderThatCannotBeReadIsAskedAboutAloneUntilItCan) {
  const std::string header = "key,state,item,ordered\n", fine = "acme/shop/W2/1,open,A,2\n";
  write("status.csv", header + "acme/shop/W1/1,open,A,-2\n" + fine);
  EXPECT_EQ(watch("statuses"), "0 changed");
  EXPECT_EQ(parked(),
            "statuses/refused: what channel 'acme/shop' shows of these orders stays as it is: W1: "
            "DIR/status.csv:2: ordered: '-2' is less than nothing | write how many\n");
  EXPECT_EQ(watch("statuses"), "0 changed") << "the file is as it was";
  EXPECT_NE(parked(), "");
  write("status.csv", header + "acme/shop/W1/1,open,A,20\n" + fine);
  EXPECT_EQ(watch("statuses"), "0 changed");
  EXPECT_EQ(parked(), "");
}

TEST_F(FileErpWorld, ANegativeQuantityIsShownAsNothing) {
  watch("stock");
  write("stock.csv", "item,warehouse,on_hand\nI100,MAIN,-4\n" + stock(kSkus).substr(35));
  EXPECT_EQ(watch("stock"), "1 changed");
  EXPECT_EQ(world.shop->shelf.at("S0"), "MAIN=0");
}

}  // namespace file_stock_test
}  // namespace norekey::flow
