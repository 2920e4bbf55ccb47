/// Reader: pulls the segments of a stream of interchanges, X12 and EDIFACT, one at a time, out of a
/// buffer of fixed size. It knows separators, release characters, binary segments and places; it
/// knows no envelope rules and no guide. Used by validate, tree, events.
#pragma once
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "edi/header.hpp"
#include "edi/scan.hpp"
#include "edi/segment.hpp"
#include "edi/source.hpp"

namespace norekey::edi {

struct ReaderOptions {
  bool lenient = false;
  bool scalar = false;  ///< no SIMD and no short cuts, for comparing
  bool parts = true;    ///< false: separators inside elements are looked for only in what is taken
  std::size_t chunk = 256 * 1024;                 ///< bytes asked for at once
  std::size_t window = 16 * 1024;                 ///< bytes scanned at once
  std::size_t longest_segment = 8 * 1024 * 1024;  ///< a longer one ends the reading
};

enum class Got {
  segment,
  begin,     ///< as segment, and it begins an interchange: `header()` is new
  junk,      ///< bytes outside an interchange that begin none; reading ends
  too_long,  ///< a segment longer than allowed; reading ends
  end,       ///< no more input
  failed,    ///< the source failed: `error()`
};

/// What a binary segment (BIN, BDS, UNO) said about its length.
enum class Binary { none, fits, wrong, past_end, no_number };

class Reader {
 public:
  Reader(Source& source, ReaderOptions options);

  Got next();
  /// The tag of the next segment, where it is whole in the buffer and has no odd bytes and no line
  /// breaks. 0: only next() can tell. A tag that next() treats by itself (ISA, BIN) is no less
  /// told.
  TagWord peek();
  /// The segment that was peeked at is handed out, as by next().
  void take();
  /// It has no elements.
  bool peeked_empty() const { return peeked_.last.mark == mark_; }
  /// It is passed over.
  void pass() {
    mark_ = peeked_.last.mark + 1;
    inner_ = peeked_.last.inner;
    ++end_;
    pos_ = peeked_.end + 1;
  }
  const Segment& segment() const { return segment_; }
  const Header& header() const { return header_; }
  const Error& error() const { return error_; }
  bool had_bom() const { return had_bom_; }
  Binary binary() const { return binary_; }
  /// Blanks or tabs stood between a line break and the current segment.
  bool indented() const { return indented_; }
  /// Lenient: blanks before the current segment's terminator were left out.
  bool padded() const { return padded_; }
  /// After `Got::junk`: passes over it, up to a line that begins an interchange. False: none does.
  bool find_header();
  /// What is in the buffer and was not handed out: for telling what it is, if it is no EDI.
  std::string_view rest() const { return {buffer_.data() + pos_, size_ - pos_}; }
  /// Bytes read so far up to the end of the current segment.
  std::uint64_t offset() const { return base_ + pos_; }
  /// Of an offset into `segment().data` within the current segment.
  Place place(std::uint32_t at);
  /// Of the next byte that is not handed out.
  Place here();

 private:
  /// A line break that `unwrap` took out.
  struct Removed {
    std::uint32_t at;
    bool newline;
  };

  /// What peek() found.
  struct Peeked {
    std::uint32_t at = 0, end = 0;
    End last;
    TagWord word = 0;
  };

  Got next_of_any_kind();
  Got pull();
  bool fill();  ///< more bytes into the buffer; false at the end or on failure
  bool have(std::size_t count);
  bool more_marks();  ///< scans the next window
  void scan_window();
  void restart_marks();  ///< forget marks: the separators or the bytes changed
  void catch_up();       ///< drops marks before `pos_`
  void skip_breaks(bool outside);
  bool at_header() const;
  Got begin_interchange();
  Got collect(bool header_segment);
  bool gather(bool header_segment);  ///< false: the buffer ends first
  bool too_many() const;
  std::uint32_t line_end(std::uint32_t at) const;
  void finish(std::uint32_t at);
  void leave_out_blanks();
  void set_scan();
  void find_parts(std::uint32_t end);
  bool take_binary();
  void begin_object();
  bool pass_object();
  bool binary_length(std::uint32_t begin, std::uint32_t end, std::uint64_t& length);
  void end_here();
  bool unwrap();
  void leave_unwrapped();
  Place place_unwrapped(std::uint32_t at) const;
  void count_lines(std::uint64_t upto, std::uint64_t& line, std::uint64_t& line_start) const;

  Source& source_;
  ReaderOptions options_;
  std::size_t room_;  ///< bytes the buffer takes; behind them is some slack
  std::vector<char> buffer_;
  std::size_t size_ = 0;     ///< bytes in the buffer
  std::size_t pos_ = 0;      ///< where the next segment begins
  std::size_t scanned_ = 0;  ///< marks are known up to here
  bool ended_ = false, failed_ = false, outside_ = true, started_ = false, had_bom_ = false,
       indented_ = false, padded_ = false;
  std::uint64_t base_ = 0;  ///< offset of buffer_[0] in the input
  ScanSet set_;
  ScanResult found_;
  std::size_t mark_ = 0, inner_ = 0, odd_ = 0, end_ = 0;  ///< the first ones from `pos_` on
  Peeked peeked_;
  Header header_;
  bool plain_ = true;  ///< no letter or digit ends tags: those of headers are seen whole
  Segment segment_;
  bool closed_ = false;  ///< the end of the input was marked as a terminator
  Binary binary_ = Binary::none;
  std::string last_tag_;  ///< of the last segment, once nothing more comes
  Error error_;
  std::uint64_t object_ = 0;        ///< bytes of an EDIFACT package's object that come next
  std::uint64_t object_after_ = 0;  ///< segments that stand before it
  std::uint32_t binary_begin_ = 0, binary_end_ = 0;
  std::array<std::uint32_t, 4> binary_marks_{};  ///< of a segment that holds binary data
  std::vector<Removed> removed_;
  std::vector<std::uint32_t> parts_;                       ///< found by find_parts
  std::uint64_t line_ = 1, line_start_ = 0, counted_ = 0;  ///< up to offset `counted_`
};

[[gnu::always_inline]] inline TagWord Reader::peek() {
  if (end_ == found_.ends.count || outside_ || closed_ || segment_.wrapped) return 0;
  const char* const data = buffer_.data();
  const std::uint32_t* const marks = found_.marks.at.data();
  const End last = found_.ends.at[end_];
  auto at = static_cast<std::uint32_t>(pos_);
  at += data[at] == '\r' ? 1 : 0;
  at += data[at] == '\n' ? 1 : 0;
  const std::uint32_t end = marks[last.mark], tag_size = marks[mark_] - at;
  if (tag_size - 2 > 1 || data[at] <= ' ' || end - at > kMostRows) return 0;
  if (odd_ < found_.odd.count) [[unlikely]] {
    while (odd_ < found_.odd.count && found_.odd.at[odd_] < at) ++odd_;
    if (odd_ < found_.odd.count && found_.odd.at[odd_] < end) return 0;
  }
  std::uint32_t four = 0;
  std::memcpy(&four, data + at, sizeof four);
  peeked_ = {at, end, last, __builtin_bswap32(four) >> (tag_size == 2 ? 16 : 8)};
  return peeked_.word;
}

}  // namespace norekey::edi
