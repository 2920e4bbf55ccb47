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
    65'000;  ///< elements or parts of one segment; more ends the reading

/// A list that has room for all a segment may have, so that adding to it checks nothing. Memory
/// that was never used is never touched.
template <class T>
class Rows {
 public:
  Rows() : rows_(std::make_unique_for_overwrite<T[]>(kMostRows + 2)) {}
  Rows(const Rows& other) : Rows() { *this = other; }
  Rows& operator=(const Rows& other) {
    count_ = other.count_;
    std::copy(other.begin(), other.end(), rows_.get());
    return *this;
  }
  void clear() { count_ = 0; }
  void push_back(const T& row) { rows_[count_++] = row; }
  T& add() { return rows_[count_++]; }
  bool full() const { return count_ >= kMostRows; }
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

/// One segment. Offsets in elements and parts are into `data`.
struct Segment {
  const char* data = nullptr;
  std::uint32_t begin = 0, end = 0;  ///< without the terminator
  std::string_view tag;
  TagWord word = 0;        ///< of `tag`
  Rows<Element> elements;  ///< elements[0] is the first after the tag
  Rows<Part> parts;
  std::vector<std::uint32_t> odd;    ///< offsets of bytes outside the character set
  bool terminated = true;            ///< false: the input ended first
  const char* break_after = "none";  ///< what follows the terminator: "none", "lf" or "crlf"
  bool wrapped = false;              ///< lenient: line breaks inside were taken out
  std::uint64_t offset = 0;          ///< of `begin` in the input

  std::string_view raw(const Element& e) const { return {data + e.begin, e.end - e.begin}; }
  std::string_view raw(const Part& p) const { return {data + p.begin, p.end - p.begin}; }
  /// The raw text of element `position` (from 1), "" where it is absent.
  std::string_view at(std::size_t position) const {
    return position == 0 || position > elements.size() ? std::string_view()
                                                       : raw(elements[position - 1]);
  }
  /// Component `component` (from 1) of the first repetition of element `position`.
  std::string_view at(std::size_t position, std::size_t component) const;
};

/// `raw` without release characters.
std::string unreleased(std::string_view raw, char release);

}  // namespace norekey::edi
