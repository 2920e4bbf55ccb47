/// How fast one core maps an order, step by step, how that grows with lines, and how long a lookup
/// of up to 5 million keys takes. Prints figures, asserts nothing. `./dev bench mapping` runs it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "mapping/mapping.hpp"

namespace {

using namespace norekey;
using namespace norekey::mapping;
namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Lookups lookups_in(const std::string& folder) {
  Lookups out;
  config::Findings findings;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    Lookup& table = out.tables[name];
    table.name = name;
    for (auto& row : read_lookup_csv(text_of(entry.path().string()), name, table, findings))
      table.rows.emplace(std::move(row.key), std::move(row.value));
  }
  return out;
}

Mapping load(const std::string& path) {
  config::Findings findings;
  const std::string folder = fs::path(path).parent_path().string();
  const Surrounding around{"UTC", [folder](const std::string& name) {
                             return std::optional(text_of(folder + "/" + name));
                           }};
  auto out = Mapping::load(text_of(path), path, around, findings);
  for (const Error& e : findings.errors) std::fprintf(stderr, "%s\n", to_string(e).c_str());
  if (!out) std::exit(1);
  return std::move(*out);
}

/// Processor seconds of this one thread: other work on the machine does not count.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Microseconds of one call: the least of five rounds of a fifth of a second each.
double microseconds(const std::function<void()>& once) {
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    const double start = processor_seconds();
    int n = 0;
    for (; processor_seconds() - start < 0.2; ++n) once();
    best = std::min(best, (processor_seconds() - start) * 1e6 / n);
  }
  return best;
}

/// Ends the run where something that is measured did not happen.
template <class T>
T taken(Result<T> value) {
  if (!value) {
    std::fprintf(stderr, "%s\n", to_string(value.error()).c_str());
    std::exit(1);
  }
  return std::move(*value);
}

/// The whole way of one order: its JSON, the canonical order, the mapping, the ERP's text.
void whole_way(const std::string& json, const Mapping& mapping, const Lookups& lookups,
               const formats::Format& to) {
  const Order order = taken(to_order(taken(order_from_json(json))));
  const Document made = taken(mapping.apply(to_document(order), lookups));
  if (taken(formats::write(made, to)).empty()) std::exit(1);
}

void steps(const std::string& json, const Mapping& mapping, const Lookups& lookups,
           const formats::Format& to) {
  const Document tree = taken(order_from_json(json));
  const Order order = taken(to_order(tree));
  const Document document = to_document(order);
  const Document made = taken(mapping.apply(document, lookups));
  std::printf("  JSON to tree %.1f us, tree to order %.1f us, order to tree %.1f us, ",
              microseconds([&] { taken(order_from_json(json)); }),
              microseconds([&] { taken(to_order(tree)); }),
              microseconds([&] { to_document(order); }));
  std::printf("mapping %.1f us, ERP record as text %.1f us\n",
              microseconds([&] { taken(mapping.apply(document, lookups)); }),
              microseconds([&] { taken(formats::write(made, to)); }));
}

void orders(const std::string& title, const std::string& json, const Mapping& mapping,
            const Lookups& lookups) {
  formats::Format to = mapping.to() ? *mapping.to() : formats::plain(formats::Kind::xml);
  const double us = microseconds([&] { whole_way(json, mapping, lookups, to); });
  std::printf("%s: %.0f orders/s (%.1f us, JSON of %zu bytes)\n", title.c_str(), 1e6 / us, us,
              json.size());
  steps(json, mapping, lookups, to);
}

void lines(const std::string& folder, const Mapping& mapping, const Lookups& lookups) {
  std::printf("us a line of the whole way:");
  for (const int n : {20, 200, 2000, 20000}) {
    const std::string json = text_of(folder + "/order-" + std::to_string(n) + ".json");
    const auto to = formats::plain(formats::Kind::xml);
    const double us = microseconds([&] { whole_way(json, mapping, lookups, to); });
    std::printf("  %d lines %.2f", n, us / n);
  }
  std::printf("\n");
}

long resident_mb() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kb = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> kb;
  }
  return kb / 1024;
}

/// Keys as a catalogue has them; asked in random order, each by itself.
void lookup(int keys) {
  const long before = resident_mb();
  Lookups all;
  Lookup& table = all.tables["items"];
  table.name = "items";
  const double start = processor_seconds();
  for (int i = 0; i < keys; ++i)
    table.set("SKU-" + std::to_string(1'000'000 + i), std::to_string(70'000'000 + i));
  const double built = processor_seconds() - start;
  std::mt19937 luck(7);
  std::vector<std::string> asked;
  for (int i = 0; i < 200'000; ++i)
    asked.push_back("SKU-" +
                    std::to_string(1'000'000 + static_cast<int>(luck() % unsigned(keys))));
  taken(all.find("items", asked[0]));
  std::vector<double> took;
  std::size_t bytes = 0;
  for (const std::string& key : asked) {
    const auto from = std::chrono::steady_clock::now();
    bytes += taken(all.find("items", key)).size();
    took.push_back(
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - from).count());
  }
  std::sort(took.begin(), took.end());
  std::printf(
      "lookup of %d keys: median %.0f ns, p99 %.0f ns, built in %.2f s (%.0f ns a key), %ld MB\n",
      keys, took[took.size() / 2], took[took.size() * 99 / 100], built, built * 1e9 / keys,
      resident_mb() - before);
  if (bytes == 0) std::exit(1);
}

}  // namespace

/// mapping_bench FOLDER EXAMPLES [MOST KEYS]: a folder made by measure.mjs, the shipped mappings.
int main(int n, char** words) {
  if (n < 3) return 2;
  const std::string folder = words[1], examples = words[2];
  const int most = n > 3 ? std::atoi(words[3]) : 1'000'000;
  const Mapping mapping = load("bench/mapping/mappings/order.yaml");
  const Lookups known = lookups_in(folder + "/lookups");
  orders("20-line order to an ERP record as XML", text_of(folder + "/order-20.json"), mapping,
         known);
  orders("the shipped order-to-as400, the sample of 3 lines",
         text_of(examples + "/samples/order.json"),
         load(examples + "/mappings/order-to-as400.yaml"), lookups_in(examples + "/lookups"));
  lines(folder, mapping, known);
  for (const int keys : {10'000, 100'000, 1'000'000, 5'000'000}) {
    if (keys <= most) lookup(keys);
  }
  return 0;
}
