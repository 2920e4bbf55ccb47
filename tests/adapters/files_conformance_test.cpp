// The rules for every adapter, on an ERP that takes order files: the built-in one, which confirms
// by extracts, and one that is silent.
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/files/adapter.hpp"
#include "adapters/files/written_file.hpp"
#include "tests/adapters/conformance.hpp"

namespace norekey::adapters::files {
namespace files_conformance_test {

namespace fs = std::filesystem;

class FilesBench : public Bench {
 public:
  FilesBench(const std::string& format, bool embedded) : folder_(make_folder()) {
    config::Erp erp;
    erp.name = "erp";
    erp.directory = (folder_ / "in").string();
    erp.extract_directory = (folder_ / "out").string();
    erp.format = format;
    erp.embedded = embedded;
    erp.file_quiet = std::chrono::seconds{0};
    erp.stock_file = (folder_ / "stock.csv").string();
    std::ofstream(erp.stock_file)
        << "item,warehouse,on_hand\nFST001000,WH,5\nFST001000,WH2,6\nEND,2\n";
    erp.layout = (folder_ / "layout.csv").string();
    std::ofstream(erp.layout) << "record,field,width,align,pad\norder,customer,10,left,\n"
                                 "line,item,12,left,\nline,quantity,8,right,0\n";
    adapter_ = *make(erp, system_clock());
  }
  /// The mapping writes the file, by these words below `to:`.
  explicit FilesBench(const std::string& to) : FilesBench("csv", false) {
    config::Findings findings;
    auto section = config::read_yaml(to, "m.yaml", findings);
    to_ = mapping::formats::read_format(*section);
    EXPECT_TRUE(findings.ok());
  }
  ~FilesBench() override {
    adapter_.reset();
    fs::remove_all(folder_);
  }

  Adapter& adapter() override { return *adapter_; }
  void pick(const Receipt&) override { ADD_FAILURE() << "file ERPs change nothing"; }
  bool checks_customers() const override { return false; }
  bool shows_lines() const override { return false; }

  mapping::Document prepared(mapping::Document document) const override {
    if (!to_) return document;
    const auto text = mapping::formats::write(document, *to_);
    EXPECT_TRUE(text) << to_string(text.error());
    keep_written_file(document, {value_or(text, std::string()), ending_of(to_->kind)});
    return document;
  }

 private:
  static fs::path make_folder() {
    static int serial = 0;
    const fs::path folder =
        fs::temp_directory_path() /
        ("norekey-bench-" + std::to_string(::getpid()) + "-" + std::to_string(++serial));
    fs::create_directories(folder / "out");
    return folder;
  }

  const fs::path folder_;
  std::unique_ptr<Adapter> adapter_;
  std::optional<mapping::formats::Format> to_;
};

/// The fields of documents.hpp as records.
const std::string kRecords =
    "records: { document: { customer: 10, bill_to: 12, ship_to: 12, po_number: 10, warehouse: 6, "
    "payment_term: 8, total: 12, note: 40, reference: 40 }, rep: { code: 8, share: 8, primary: 3 "
    "}, line: { item: 12, quantity: 8, uom: 3, price: 10 }, charge: { item: 12, amount: 10 } }";

INSTANTIATE_TEST_SUITE_P(
    Files, AdapterConformance,
    testing::Values(
        BenchCase{"files_with_the_built_in_erp",
                  [] { return std::make_unique<FilesBench>("csv", true); }},
        BenchCase{"csv_files_that_nobody_confirms",
                  [] { return std::make_unique<FilesBench>("csv", false); }},
        BenchCase{"fixed_width_files_that_nobody_confirms",
                  [] { return std::make_unique<FilesBench>("fixed", false); }},
        BenchCase{"fixed_width_in_ebcdic_by_the_mapping",
                  [] {
                    return std::make_unique<FilesBench>(
                        "{ format: fixed, charset: ebcdic-037, line_end: none, " + kRecords + " }");
                  }},
        BenchCase{"csv_by_the_mapping",
                  [] {
                    return std::make_unique<FilesBench>(
                        "{ format: csv, header: no, separator: \";\", " + kRecords + " }");
                  }},
        BenchCase{"sql_by_the_mapping",
                  [] { return std::make_unique<FilesBench>("{ format: sql, " + kRecords + " }"); }},
        BenchCase{"xml_by_the_mapping",
                  [] { return std::make_unique<FilesBench>(std::string("{ format: xml }")); }},
        BenchCase{"json_by_the_mapping",
                  [] { return std::make_unique<FilesBench>("{ format: json }"); }},
        BenchCase{
            "key_value_by_the_mapping",
            [] { return std::make_unique<FilesBench>("{ format: key-value, line_end: crlf }"); }}),
    [](const auto& info) { return std::string(info.param.name); });

/// People cancel there; the extract says so.
TEST(FilesAdapter, ACancellationByHandIsTakenOnceTheExtractSaysSo) {
  const fs::path folder =
      fs::temp_directory_path() / ("norekey-cancel-" + std::to_string(::getpid()));
  fs::create_directories(folder / "out");
  config::Erp erp;
  erp.directory = (folder / "in").string();
  erp.extract_directory = (folder / "out").string();
  auto adapter = *make(erp, system_clock());
  net::World world;
  const auto cancel = [&] {
    const Sent sent =
        world.get(adapter->cancel(Receipt{"", "SO1", "", "a/w/1/1", true}, Instant{}));
    if (const auto* refused = std::get_if<Rejected>(&sent))
      return refused->error.what + " | " + refused->error.fix;
    return std::holds_alternative<Receipt>(sent) ? std::get<Receipt>(sent).state : "neither";
  };
  const std::string header = "key,number,customer,reps,taker,total,status\n";
  const auto extract = [&](const std::string& rows) {
    std::ofstream(folder / "out" / "orders.csv") << header << rows;
  };
  const std::string by_hand =
      "this ERP takes no changes by file: cancel SO1 there by hand | cancel the order in the ERP: "
      "once its extract says so, reconciling takes this up again";
  EXPECT_EQ(cancel(), by_hand);
  extract("a/w/1/1,SO1,C1,,,5.00,open\n");
  EXPECT_EQ(cancel(), by_hand);
  extract("a/w/1/1,SO1,C1,,,5.00,Cancelled\n");
  EXPECT_EQ(cancel(), "Cancelled");
  adapter.reset();
  fs::remove_all(folder);
}

TEST(FilesAdapter, ABadRowOfAnExtractHoldsUpNoOtherOrder) {
  const fs::path folder =
      fs::temp_directory_path() / ("norekey-badrow-" + std::to_string(::getpid()));
  fs::create_directories(folder / "out");
  const std::string extract = (folder / "out" / "orders.csv").string();
  std::ofstream(extract) << "key,number,customer,reps,taker,total,status\n"
                            "a/w/1/1,SO1,C1,,,n/a,open\n"
                            "a/w/2/1,SO2,C1,,,5.00,open\n";
  config::Erp erp;
  erp.directory = (folder / "in").string();
  erp.extract_directory = (folder / "out").string();
  auto adapter = *make(erp, system_clock());
  net::World world;
  const std::string said = extract +
                           ":2: total: 'n/a' is not a number: it has a character that numbers do "
                           "not have\n  fix: write it like -1234.50";
  const auto bad = world.get(adapter->find("a/w/1/1")), good = world.get(adapter->find("a/w/2/1"));
  ASSERT_TRUE(good) << to_string(good.error());
  EXPECT_EQ(good->at(0).number, "SO2");
  ASSERT_FALSE(bad);
  EXPECT_EQ(to_string(bad.error()), said);
  EXPECT_EQ(bad.error().fate, Fate::retry);
  const auto read = world.get(adapter->read_back(Receipt{"", "SO2", "", "a/w/2/1", true}));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->total.str(), "5.00");
  const auto greeted = world.get(adapter->greet());
  ASSERT_FALSE(greeted) << "the doctor tells of it";
  EXPECT_EQ(to_string(greeted.error()), said);
  adapter.reset();
  fs::remove_all(folder);
}

/// A stock file whose time is not this machine's, watched by an adapter that waits for it to rest.
class RestingFile : public testing::Test {
 protected:
  RestingFile()
      : folder_(fs::temp_directory_path() / ("norekey-rest-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "out");
    config::Erp erp;
    erp.directory = (folder_ / "in").string();
    erp.extract_directory = (folder_ / "out").string();
    erp.stock_file = file_;
    erp.file_quiet = std::chrono::milliseconds{200};
    adapter_ = *make(erp, system_clock());
    std::ofstream(file_) << "item,warehouse,on_hand\nA,W,5\n";
  }
  ~RestingFile() override {
    adapter_.reset();
    fs::remove_all(folder_);
  }

  void written(std::chrono::seconds ago) const {
    fs::last_write_time(file_, fs::file_time_type::clock::now() - ago);
  }

  Result<Changes> look() { return world_.get(adapter_->watch(Subject::stock, "")); }

  const fs::path folder_;
  const std::string file_ = (folder_ / "stock.csv").string();
  net::World world_;
  std::unique_ptr<Adapter> adapter_;
};

TEST_F(RestingFile, ATimeFarAheadOrBehindKeepsNoFileFromBeingRead) {
  for (const int hours : {-24, -1, 1, 24 * 365}) {
    written(std::chrono::hours{hours});
    const auto seen = look();
    ASSERT_TRUE(seen) << hours << " " << to_string(seen.error());
    EXPECT_EQ(seen->stock.size(), 1U);
  }
}

TEST_F(RestingFile, OneThatGrowsMeanwhileIsWaitedFor) {
  std::jthread erp([this](std::stop_token stop) {
    while (!stop.stop_requested()) {
      std::ofstream(file_, std::ios::app) << "B,W,1\n";
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  });
  const auto seen = look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(to_string(seen.error()), file_ +
                                         ": the file is being written\n  fix: let the ERP write to "
                                         "another name and rename it");
  EXPECT_EQ(seen.error().fate, Fate::retry);
}

}  // namespace files_conformance_test
}  // namespace norekey::adapters::files
