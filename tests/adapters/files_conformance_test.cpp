// The rules for every adapter, on an ERP that takes order files: the built-in one, which confirms
// by extracts, and one that is silent.
#include <filesystem>
#include <fstream>

#include "adapters/files/adapter.hpp"
#include "tests/adapters/conformance.hpp"

namespace norekey::adapters::files {
namespace {

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
    erp.stock_file = (folder_ / "stock.csv").string();
    std::ofstream(erp.stock_file)
        << "item,warehouse,on_hand\nFST001000,WH,5\nFST001000,WH2,6\nEND,2\n";
    erp.layout = (folder_ / "layout.csv").string();
    std::ofstream(erp.layout) << "record,field,width,align,pad\norder,customer,10,left,\n"
                                 "line,item,12,left,\nline,quantity,8,right,0\n";
    adapter_ = *make(erp, system_clock());
  }
  ~FilesBench() override {
    adapter_.reset();
    fs::remove_all(folder_);
  }

  Adapter& adapter() override { return *adapter_; }
  void pick(const Receipt&) override { ADD_FAILURE() << "file ERPs change nothing"; }
  bool checks_customers() const override { return false; }
  bool shows_lines() const override { return false; }

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
};

INSTANTIATE_TEST_SUITE_P(
    Files, AdapterConformance,
    testing::Values(BenchCase{"files_with_the_built_in_erp",
                              [] { return std::make_unique<FilesBench>("csv", true); }},
                    BenchCase{"csv_files_that_nobody_confirms",
                              [] { return std::make_unique<FilesBench>("csv", false); }},
                    BenchCase{"fixed_width_files_that_nobody_confirms",
                              [] { return std::make_unique<FilesBench>("fixed", false); }}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace norekey::adapters::files
