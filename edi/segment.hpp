/// segment: one segment as the reader hands it out: views into its buffer, no copy, valid until the
/// next one is asked for. Used by everything in edi/.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace norekey::edi {

/// A segment tag in one word, for comparing and hashing; 0 for what cannot be a tag.
using TagWord = std::uint32_t;
constexpr TagWord tag_word(std::string_view tag) {
  if (tag.empty() || tag.size() > 3) return 0;
  TagWord out = 0;
  for (char c : tag) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

enum class Family { none, x12, edifact };

/// The separators of one interchange. '\0' = there is none.
struct Separators {
  char element = '*', component = ':', repetition = '\0', segment = '~', release = '\0';
  char decimal = '.';  ///< EDIFACT: of UNA; '\0': both '.' and ',' will do
  bool operator==(const Separators&) const = default;
};

/// One value of an element that has several: a component of a repetition, both counted from 0.
struct Part {
  std::uint32_t begin, end;
  std::uint16_t repetition, component;
  bool released;  ///< holds release characters
};

/// One element: the bytes [begin, end), and, where separators are inside, its parts.
struct Element {
  std::uint32_t begin, end;
  std::uint32_t first_part, parts;  ///< 0 parts: simple
  bool released;
};

/// A place in the input: line and column from 1, columns in bytes, offset from 0.
struct Place {
  std::uint64_t line = 1, column = 1, offset = 0;
};

constexpr std::size_t kMostRows =
    65'000;  ///< elements, or separators inside them, of one segment; more ends the reading

/// A list that has room for all a segment may have (each separator inside its elements makes two
/// parts at the most), so that adding to it checks nothing. Memory
/// that was never used is never touched.
template <class T>
class Rows {
 public:
  Rows() : rows_(std::make_unique_for_overwrite<T[]>(2 * kMostRows + 2)) {}
  Rows(const Rows& other) : Rows() { *this = other; }
  Rows& operator=(const Rows& other) {
    count_ = other.count_;
    std::copy(other.begin(), other.end(), rows_.get());
    return *this;
  }
  void clear() { count_ = 0; }
  void push_back(const T& row) { rows_[count_++] = row; }
  T& add() { return rows_[count_++]; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const T& operator[](std::size_t i) const { return rows_[i]; }
  const T& back() const { return rows_[count_ - 1]; }
  const T* begin() const { return rows_.get(); }
  const T* end() const { return rows_.get() + count_; }

 private:
  std::unique_ptr<T[]> rows_;
  std::size_t count_ = 0;
};

/// One segment: where its separators are. What is between them is taken apart when somebody asks.
/// Offsets are into `data`.
struct Segment {
  const char* data = nullptr;
  std::uint32_t begin = 0, end = 0;  ///< without the terminator
  std::string_view tag;
  TagWord word = 0;                      ///< of `tag`
  const std::uint32_t* marks = nullptr;  ///< the end of the tag, then of each element
  std::uint32_t mark_count = 1;
  const std::uint32_t* inner = nullptr;  ///< separators inside the elements, release characters
  std::uint32_t inner_count = 0;
  char component = ':', release = '\0';
  std::vector<std::uint32_t> odd;    ///< offsets of bytes outside the character set
  bool terminated = true;            ///< false: the input ended first
  const char* break_after = "none";  ///< what follows the terminator: "none", "lf", "crlf", "cr"
  bool wrapped = false;              ///< lenient: line breaks inside were taken out
  std::uint64_t offset = 0;          ///< of `begin` in the input

  std::size_t size() const { return mark_count - 1; }  ///< of elements
  /// elements()[0] is the first after the tag.
  const Rows<Element>& elements() const {
    if (!split_) split();
    return elements_;
  }
  const Rows<Part>& parts() const {
    if (!split_) split();
    return parts_;
  }
  /// The fields above are new: what was taken apart before is forgotten.
  void renew() { split_ = false; }

  std::string_view raw(const Element& e) const { return {data + e.begin, e.end - e.begin}; }
  std::string_view raw(const Part& p) const { return {data + p.begin, p.end - p.begin}; }
  /// The raw text of element `position` (from 1), "" where it is absent.
  std::string_view at(std::size_t position) const {
    if (position == 0 || position > size()) return {};
    const std::uint32_t from = marks[position - 1] + 1;
    const std::uint32_t to = position == size() ? std::max(end, from) : marks[position];
    return {data + from, to - from};
  }
  /// Component `which` (from 1) of the first repetition of element `position`.
  std::string_view at(std::size_t position, std::size_t which) const;

 private:
  void split() const;

  mutable Rows<Element> elements_;
  mutable Rows<Part> parts_;
  mutable bool split_ = false;
};

/// `raw` without release characters.
std::string unreleased(std::string_view raw, char release);

}  // namespace norekey::edi
