/// LookupRows: the rows of one lookup, key to value, made for millions of short ones: a row of up
/// to 29 bytes stands in its slot, so that finding it touches one place in memory. Owned by
/// Lookup; it knows nothing of days and spellings. Not for several threads.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norekey::mapping {

/// Memory of large tables in large pages, where the system has them: asking at random for one of
/// millions of rows would otherwise wait for the page tables first.
void* allocate_large(std::size_t bytes);
void free_large(void* memory, std::size_t bytes);

template <class T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <class U>
  LargePages(const LargePages<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_large(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t n) { free_large(memory, n * sizeof(T)); }
  bool operator==(const LargePages&) const { return true; }
};

class LookupRows {
 public:
  using Row = std::pair<std::string, std::string>;

  LookupRows() = default;
  LookupRows(std::initializer_list<Row> rows);

  /// Goes through all rows, in no order. A change of the rows ends it.
  class Iterator {
   public:
    /// What `->` needs: the row that `*` makes, for as long as the expression lasts.
    struct Arrow {
      Row row;
      const Row* operator->() const { return &row; }
    };
    using iterator_category = std::input_iterator_tag;
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    using pointer = Arrow;
    using reference = Row;

    Iterator(const LookupRows& rows, std::size_t at) : rows_(&rows), at_(at) {}
    Row operator*() const { return rows_->row(at_); }
    Arrow operator->() const { return {rows_->row(at_)}; }
    Iterator& operator++() {
      at_ = rows_->used_from(at_ + 1);
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const LookupRows* rows_;
    std::size_t at_;
  };

  Iterator begin() const { return {*this, used_from(0)}; }
  Iterator end() const { return {*this, slots_.size()}; }
  Iterator find(std::string_view key) const { return {*this, slot_of(key)}; }
  bool contains(std::string_view key) const { return slot_of(key) != slots_.size(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// The same for the same rows, whatever their history; another one, as good as surely, for
  /// others. Counts in this process only, and costs nothing to ask.
  std::uint64_t mark() const { return mark_; }

  /// nullopt: there is no such key. Lasts until the rows change.
  std::optional<std::string_view> value(std::string_view key) const;

  /// Throws std::out_of_range where there is no such key.
  std::string at(std::string_view key) const;

  void put(std::string_view key, std::string_view value);

  /// Puts the row where its key is new.
  void emplace(std::string_view key, std::string_view value);
  void erase(std::string_view key);

 private:
  enum class State : std::uint8_t { free, here, far };
  static constexpr std::size_t kInSlot = 29;

  /// `text` is key and value one after the other, or the place of a long row.
  struct alignas(32) Slot {
    State state = State::free;
    std::uint8_t key_bytes = 0, value_bytes = 0;
    char text[kInSlot] = {};
  };
  static_assert(sizeof(Slot) == 32);
  using Slots = std::vector<Slot, LargePages<Slot>>;

  /// A row that does not fit into its slot: which of `far_`, and how much of that is the key.
  struct Far {
    std::uint32_t index = 0, key_bytes = 0;
  };
  static Far far_of(const Slot& slot);
  static Slot far_slot(Far far);

  std::string_view key_in(const Slot& slot) const;
  std::string_view value_in(const Slot& slot) const;
  Row row(std::size_t at) const {
    return {std::string(key_in(slots_[at])), std::string(value_in(slots_[at]))};
  }
  std::size_t home(std::string_view key) const;
  std::size_t slot_of(std::string_view key) const;
  std::size_t used_from(std::size_t at) const;
  void grow();
  Slot made(std::string_view key, std::string_view value);
  void place(const Slot& slot);
  void let_go(const Slot& slot);

  Slots slots_;  ///< as many as a power of two, at most seven of ten in use
  std::vector<std::string> far_;
  std::vector<std::uint32_t> unused_far_;
  std::size_t size_ = 0;
  std::uint64_t mark_ = 0;  ///< the sum of the rows' own
};

}  // namespace norekey::mapping
