/// How fast one core checks EDI files and makes ERP records of their orders. Prints figures,
/// asserts nothing. edi_bench FILE... [--record MAPPING]: each file's structure, full validation,
/// validation with acknowledgement; with --record also its purchase orders through a mapping, as
/// text.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "edi/ack.hpp"
#include "edi/order_document.hpp"
#include "edi/validate.hpp"
#include "mapping/mapping.hpp"

namespace {

using namespace norekey;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Processor seconds of this process, the system's for it included.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Prints the best of five runs of `once`, which gives the bytes that it read.
void measure(const char* what, const std::string& file,
             const std::function<std::uint64_t()>& once) {
  double best = 1e9;
  std::uint64_t bytes = 0;
  for (int run = 0; run < 5; ++run) {
    const double start = processor_seconds();
    bytes = once();
    best = std::min(best, processor_seconds() - start);
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("%-34s %-24s %9.1f MB/s   %ld MB at the most\n", what,
              std::filesystem::path(file).filename().c_str(),
              static_cast<double>(bytes) / best / 1e6, used.ru_maxrss / 1024);
  std::fflush(stdout);
}

struct Quiet : edi::Listener {
  bool wants_segments() const override { return false; }
};

std::uint64_t validated(const std::string& file, bool elements, edi::Listener& listener) {
  const auto source = edi::open_file(file);
  edi::ValidateOptions options;
  options.elements = elements;
  const auto totals = edi::validate(**source, options, listener);
  if (totals->rejected > 0) std::exit(1);
  return totals->bytes;
}

std::uint64_t recorded(const std::string& file, const mapping::Mapping& mapping,
                       const mapping::Lookups& lookups) {
  std::size_t written = 0;
  edi::KeepSets keep([](const edi::Set& set) { return edi::is_order(set); },
                     [&](const edi::KeptSet& set) {
                       auto read = edi::read_order(set, {});
                       if (!read) std::exit(1);
                       for (Line& line : read->order.lines) {
                         if (line.sku.empty()) line.sku = line.vendor_sku;
                       }
                       auto made = mapping.apply(mapping::to_document(read->order), lookups);
                       if (!made) {
                         std::fprintf(stderr, "%s\n", to_string(made.error()).c_str());
                         std::exit(1);
                       }
                       written += mapping::to_xml(*made).size();
                     });
  const auto source = edi::open_file(file);
  const auto totals = edi::validate(**source, {}, keep);
  return written == 0 ? 0 : totals->bytes;
}

mapping::Mapping load(const std::string& path) {
  config::Findings findings;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const mapping::Surrounding around{"UTC", [folder](const std::string& name) {
                                      return std::optional(text_of(folder + "/" + name));
                                    }};
  auto out = mapping::Mapping::load(text_of(path), path, around, findings);
  for (const Error& e : findings.errors) std::fprintf(stderr, "%s\n", to_string(e).c_str());
  if (!out) std::exit(1);
  return std::move(*out);
}

}  // namespace

int main(int count, char** words) {
  std::string mapping;
  std::vector<std::string> files;
  for (int i = 1; i < count; ++i) {
    if (std::string(words[i]) == "--record" && i + 1 < count) {
      mapping = words[++i];
    } else {
      files.emplace_back(words[i]);
    }
  }
  for (const std::string& file : files) {
    Quiet quiet;
    std::size_t answered = 0;
    edi::Ack ack({}, [&](const edi::Interchange&, const edi::AckText& text) {
      (void)text.each([&](std::string_view piece) { answered += piece.size(); });
    });
    measure("envelope and structure", file, [&] { return validated(file, false, quiet); });
    measure("full validation", file, [&] { return validated(file, true, quiet); });
    measure("full validation, acknowledgement", file, [&] { return validated(file, true, ack); });
    if (mapping.empty()) continue;
    const mapping::Mapping made = load(mapping);
    measure("orders to ERP records", file, [&] { return recorded(file, made, {}); });
  }
  return 0;
}
