#include "flow/outbound/diff.hpp"

#include <algorithm>
#include <cstring>

namespace norekey::flow {
namespace {

/// A bijection that spreads every bit over all (the finaliser that Stafford calls mix13).
std::uint64_t spread(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

constexpr unsigned kRowsABucket = 4;

}  // namespace

std::uint64_t mark_of(std::string_view text) {
  std::uint64_t out = spread(text.size() + 0x9e3779b97f4a7c15ULL);
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
    out = spread(out ^ word) + 0x9e3779b97f4a7c15ULL;
  }
  std::uint64_t rest = 0;
  for (unsigned i = 0; at < text.size(); ++at, ++i)
    rest |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at])) << (8 * i);
  out = spread(out ^ rest);
  return out == 0 ? 1 : out;
}

void Shown::sort() {
  for (const auto& [key, value] : fresh_) rows_.push_back({key, value});
  fresh_.clear();
  std::stable_sort(rows_.begin(), rows_.end(),
                   [](const Row& a, const Row& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (const Row& row : rows_) {
    if (kept > 0 && rows_[kept - 1].key == row.key) --kept;
    rows_[kept++] = row;
  }
  rows_.resize(kept);
  unsigned bits = 0;
  while (bits < 24 && (std::size_t{1} << bits) * kRowsABucket < rows_.size()) ++bits;
  shift_ = 64 - bits;
  buckets_.assign((std::size_t{1} << bits) + 1, 0);
  for (const Row& row : rows_) ++buckets_[(bits == 0 ? 0 : row.key >> shift_) + 1];
  for (std::size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
}

std::size_t Shown::place(std::uint64_t key) const {
  if (buckets_.empty()) return rows_.size();
  const std::size_t bucket = shift_ == 64 ? 0 : key >> shift_;
  const auto begin = rows_.begin() + buckets_[bucket];
  const auto end = rows_.begin() + buckets_[bucket + 1];
  const auto found = std::lower_bound(begin, end, key,
                                      [](const Row& row, std::uint64_t k) { return row.key < k; });
  return found == end || found->key != key ? rows_.size()
                                           : static_cast<std::size_t>(found - rows_.begin());
}

std::uint64_t Shown::find(std::uint64_t key) const {
  const std::size_t at = place(key);
  if (at < rows_.size()) return rows_[at].value;
  const auto found = fresh_.find(key);
  return found == fresh_.end() ? 0 : found->second;
}

void Shown::set(std::uint64_t key, std::uint64_t value) {
  const std::size_t at = place(key);
  if (at < rows_.size()) {
    rows_[at].value = value;
  } else {
    fresh_[key] = value;
  }
}

void Shown::begin_pass() {
  if (!fresh_.empty()) sort();
  seen_.assign(rows_.size(), false);
}

void Shown::ready(const std::vector<std::uint64_t>& keys) const {
  if (shift_ == 64 || buckets_.empty()) return;
  for (const std::uint64_t key : keys) __builtin_prefetch(&buckets_[key >> shift_]);
  for (const std::uint64_t key : keys) __builtin_prefetch(rows_.data() + buckets_[key >> shift_]);
}

std::uint64_t Shown::visit(std::uint64_t key) {
  const std::size_t at = place(key);
  if (at < seen_.size()) seen_[at] = true;
  if (at < rows_.size()) return rows_[at].value;
  const auto found = fresh_.find(key);
  return found == fresh_.end() ? 0 : found->second;
}

bool Shown::seen(std::uint64_t key) const {
  const std::size_t at = place(key);
  return at >= seen_.size() || seen_[at];
}

std::size_t Shown::unseen() const {
  return static_cast<std::size_t>(std::count(seen_.begin(), seen_.end(), false));
}

}  // namespace norekey::flow
