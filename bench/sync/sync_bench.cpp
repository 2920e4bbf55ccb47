/// How long it takes, and how much memory, to find what changed between what a shop was last made to
/// show and a snapshot of the ERP's stock. Prints figures, asserts nothing.
///   sync_bench generate SKUS BEFORE.csv AFTER.csv     3 warehouses; 1 % differ, some vanish, some are new
///   sync_bench diff BEFORE.csv AFTER.csv
///   sync_bench generate-prices ROWS PRICES.csv        50 price lists; a third are out of their dates
///   sync_bench prices PRICES.csv                      checked whole, then read page by page
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "adapters/files/table_file.hpp"
#include "adapters/files/table_subjects.hpp"
#include "flow/outbound/diff.hpp"

namespace {

using norekey::flow::mark_of;
using norekey::flow::Shown;

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

File open_file(const char* path, const char* mode) {
  File out(std::fopen(path, mode));
  if (!out) std::perror(path), std::exit(1);
  return out;
}

void generate(int skus, const char* before, const char* after) {
  std::mt19937 luck(7);
  const File old_one = open_file(before, "w"), new_one = open_file(after, "w");
  for (int i = 0; i < skus; ++i) {
    for (const char* house : {"NJ", "NV", "TX"}) {
      const unsigned quantity = luck() % 5000, chance = luck() % 10'000;
      if (chance >= 5) std::fprintf(old_one.get(), "SKU-%08d,%s,%u\n", i, house, quantity);
      if (chance < 10 && chance >= 5) continue;
      std::fprintf(new_one.get(), "SKU-%08d,%s,%u\n", i, house,
                   chance < 110 ? quantity + 1 : quantity);
    }
  }
}

/// Each row's key and value; one line in memory at a time.
std::size_t each_row(const char* path,
                     const std::function<void(std::string_view, std::string_view)>& take) {
  const File file = open_file(path, "r");
  char line[256];
  std::size_t rows = 0;
  while (std::fgets(line, sizeof line, file.get()) != nullptr) {
    const std::string_view row(line, std::strlen(line) - 1);
    const auto comma = row.rfind(',');
    take(row.substr(0, comma), row.substr(comma + 1));
    ++rows;
  }
  return rows;
}

/// Of this process alone, whatever else the machine does.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void diff(const char* before, const char* after) {
  auto begun = std::chrono::steady_clock::now();
  Shown shown;
  const std::size_t shown_rows = each_row(before, [](auto, auto) {});
  shown.reserve(shown_rows);
  each_row(before, [&](std::string_view key, std::string_view value) {
    shown.add(mark_of(key), mark_of(value));
  });
  shown.sort();
  const double loaded = seconds_since(begun);

  begun = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  shown.begin_pass();
  std::size_t changed = 0, fresh = 0;
  std::vector<std::uint64_t> keys, values;  // a few at a time, as pages come
  const auto compare = [&] {
    shown.ready(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::uint64_t was = shown.visit(keys[i]);
      fresh += was == 0 ? 1 : 0;
      changed += was != 0 && was != values[i] ? 1 : 0;
    }
    keys.clear();
    values.clear();
  };
  const std::size_t rows = each_row(after, [&](std::string_view key, std::string_view value) {
    keys.push_back(mark_of(key));
    values.push_back(mark_of(value));
    if (keys.size() == 256) compare();
  });
  compare();
  const std::size_t vanished = shown.unseen();
  const double took = seconds_since(begun), worked = cpu_seconds() - cpu;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("norekey: %zu rows, changed %zu, new %zu, vanished %zu: %.3f s, of them %.3f s on the CPU (%.0f ns a row), "
              "peak %ld MB; taking up what was shown %.3f s\n",
              rows, changed, fresh, vanished, took, worked, worked * 1e9 / static_cast<double>(rows),
              usage.ru_maxrss / 1024, loaded);
}

void generate_prices(int rows, const char* path) {
  const File out = open_file(path, "w");
  std::fprintf(out.get(), "item,price,list,valid_until\n");
  for (int i = 0; i < rows; ++i)
    std::fprintf(out.get(), "ITEM-%08d,%d.%02d,LIST-%02d,%s\n", i / 50, i % 900, i % 100, i % 50,
                 i % 3 == 0 ? "2020-12-31" : "");
  std::fprintf(out.get(), "END,%d\n", rows);
}

void prices(const char* path) {
  namespace files = norekey::adapters::files;
  const auto lists = std::make_shared<std::set<std::string>>();
  const auto today = [day = norekey::parse_date("2026-03-10").value()] { return day; };
  files::TableFile file(path, files::plain_table(), files::price_subject(today, lists, lists));
  const double begun = cpu_seconds();
  const auto clock = std::chrono::steady_clock::now();
  std::size_t prices = 0, items = 0;
  std::string cursor, last;
  for (bool more = true; more;) {
    auto page = file.watch(cursor);
    if (!page) std::fprintf(stderr, "%s\n", norekey::to_string(page.error()).c_str()), std::exit(1);
    for (const auto& one : page->prices) {
      items += one.item != last ? 1 : 0;
      last = one.item;
      ++prices;
    }
    cursor = page->cursor;
    more = page->more;
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("norekey: %zu prices of %zu items count today: %.2f s, of them %.2f s on the CPU, peak "
              "%ld MB\n",
              prices, items, seconds_since(clock), cpu_seconds() - begun, usage.ru_maxrss / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "generate" && argc == 5) return generate(std::atoi(argv[2]), argv[3], argv[4]), 0;
  if (what == "diff" && argc == 4) return diff(argv[2], argv[3]), 0;
  if (what == "generate-prices" && argc == 4)
    return generate_prices(std::atoi(argv[2]), argv[3]), 0;
  if (what == "prices" && argc == 3) return prices(argv[2]), 0;
  std::fprintf(stderr, "sync_bench generate SKUS BEFORE AFTER | diff BEFORE AFTER | generate-prices ROWS "
                       "FILE | prices FILE\n");
  return 2;
}
