/// diff: which of very many rows differ from what a shop was last made to show. Used by
/// flow/outbound; knows no stock and no price, only hashes.
#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace norekey::flow {

/// 64 bits of a text, never 0. That two of 3 million texts have the same one has a chance of 1 in 4
/// million. Marks are made anew at each start and stored nowhere.
std::uint64_t mark_of(std::string_view text);

/// What a shop shows, as 16 bytes a row, sorted by the key's mark: 48 MB for 3 million rows. A row
/// is found by the top bits of its mark and a short search: time is linear in the rows compared.
class Shown {
 public:
  /// While it is filled; `sort` ends that. The last of equal keys counts.
  void add(std::uint64_t key, std::uint64_t value) { rows_.push_back({key, value}); }
  void reserve(std::size_t rows) { rows_.reserve(rows); }
  void sort();

  /// What is shown of a key; 0 = nothing was ever pushed.
  std::uint64_t find(std::uint64_t key) const;
  void set(std::uint64_t key, std::uint64_t value);
  std::size_t size() const { return rows_.size() + fresh_.size(); }

  /// Rows that were seen since `begin_pass`, so that those that vanished can be told.
  void begin_pass();
  void see(std::uint64_t key) { visit(key); }
  /// Fetches what `visit` of these keys will touch, all at once: memory is slower than the search.
  void ready(const std::vector<std::uint64_t>& keys) const;
  /// `see` and `find` in one.
  std::uint64_t visit(std::uint64_t key);
  bool seen(std::uint64_t key) const;
  std::size_t unseen() const;

 private:
  struct Row {
    std::uint64_t key, value;
  };
  std::size_t place(std::uint64_t key) const;  ///< in rows_; its size where it is not there

  std::vector<Row> rows_;
  std::vector<std::uint32_t> buckets_;  ///< by the key's top bits: where its rows begin
  unsigned shift_ = 64;
  std::unordered_map<std::uint64_t, std::uint64_t> fresh_;  ///< keys that came since `sort`
  std::vector<bool> seen_;
};

}  // namespace norekey::flow
