#include "edi/guide.hpp"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "edi/table.hpp"

namespace norekey::edi {
namespace {

struct Shipped {
  Family family;
  const char *version, *table, *base;
};

constexpr Shipped kShipped[] = {
    {Family::x12, "004010", "x12_004010", nullptr},
    {Family::x12, "005010", "x12_005010", "x12_004010"},
    {Family::edifact, "D:96A", "edifact_d96a", "edifact_service"},
    {Family::edifact, "D:01B", "edifact_d01b", "edifact_service"},
    {Family::edifact, "service", "edifact_service", nullptr},
};

std::shared_ptr<const Dictionary> load(const char* table, const char* base) {
  std::shared_ptr<const Dictionary> below;
  if (base != nullptr) below = load(base, nullptr);
  auto out = read_table(table_text(table), table, below.get());
  if (!out) throw std::logic_error(to_string(out.error()));
  return *out;
}

}  // namespace

CodeSet::CodeSet(const std::vector<std::string>& codes) : codes_(codes) {
  std::size_t size = 4;
  while (size < codes.size() * 2 + 1) size *= 2;
  slots_.resize(size);
  mask_ = size - 1;
  for (const std::string& code : codes) {
    if (code.size() > 7) {
      long_codes_.push_back(code);
      continue;
    }
    const std::uint64_t word = code_word(code);
    std::uint64_t at = mix(word) & mask_;
    while (slots_[at] != 0 && slots_[at] != word) at = (at + 1) & mask_;
    slots_[at] = word;
  }
}

bool CodeSet::holds_long(std::string_view code) const {
  return std::find(long_codes_.begin(), long_codes_.end(), code) != long_codes_.end();
}

bool Dictionary::knows_segment(std::string_view tag) const {
  return std::binary_search(known_segments.begin(), known_segments.end(), tag);
}

bool Dictionary::knows_set(std::string_view id) const {
  return std::binary_search(known_sets.begin(), known_sets.end(), id);
}

std::shared_ptr<const Dictionary> dictionary(Family family, std::string_view version) {
  static std::mutex guard;
  static std::unordered_map<std::string, std::shared_ptr<const Dictionary>> loaded;
  for (const Shipped& one : kShipped) {
    if (one.family != family || one.version != version) continue;
    const std::lock_guard lock(guard);
    auto& place = loaded[one.table];
    if (!place) place = load(one.table, one.base);
    return place;
  }
  return nullptr;
}

std::shared_ptr<const Dictionary> service_dictionary() {
  return dictionary(Family::edifact, "service");
}

}  // namespace norekey::edi
