/// Reader: pulls the segments of a stream of interchanges, X12 and EDIFACT, one at a time, out of a
/// buffer of fixed size. It knows separators, release characters, binary segments and places; it
/// knows no envelope rules and no guide. Used by validate, tree, events.
#pragma once
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
  bool scalar = false;                            ///< no SIMD; the results are the same
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
  const Segment& segment() const { return segment_; }
  const Header& header() const { return header_; }
  const Error& error() const { return error_; }
  bool had_bom() const { return had_bom_; }
  Binary binary() const { return binary_; }
  /// Blanks or tabs stood between a line break and the current segment.
  bool indented() const { return indented_; }
  /// What is in the buffer and was not handed out: for telling what it is, if it is no EDI.
  std::string_view rest() const { return {buffer_.data() + pos_, size_ - pos_}; }
  /// Bytes read so far up to the end of the current segment.
  std::uint64_t offset() const { return base_ + pos_; }
  /// Of an offset into `segment().data` within the current segment.
  Place place(std::uint32_t at);
  /// Of the next byte that is not handed out.
  Place here();

 private:
  /// An element and a part that are not closed yet.
  struct Open {
    std::uint32_t begin = 0, part_begin = 0, parts = 0;
    std::uint16_t repetition = 0, component = 0;
    bool released = false, part_released = false;
  };
  /// A line break that `unwrap` took out.
  struct Removed {
    std::uint32_t at;
    bool newline;
  };

  Got pull();
  bool fill();  ///< more bytes into the buffer; false at the end or on failure
  bool have(std::size_t count);
  bool more_marks();  ///< scans the next window
  void scan_window();
  void restart_marks();  ///< forget marks: the separators or the bytes changed
  void skip_breaks(bool outside);
  bool at_header() const;
  Got begin_interchange();
  Got collect(bool header_segment);
  bool gather(bool header_segment);  ///< false: the buffer ends first
  bool finish(Open& open, std::uint32_t at, bool tag);
  void close(Open& open, std::uint32_t at);
  void close_part(Open& open, std::uint32_t at, bool component);
  bool binary(std::uint32_t data);
  void end_here();
  bool unwrap();
  void leave_unwrapped();
  Place place_unwrapped(std::uint32_t at) const;
  void count_lines(std::uint64_t upto, std::uint64_t& line, std::uint64_t& line_start) const;

  Source& source_;
  ReaderOptions options_;
  std::vector<char> buffer_;
  std::size_t size_ = 0;     ///< bytes in the buffer
  std::size_t pos_ = 0;      ///< where the next segment begins
  std::size_t scanned_ = 0;  ///< marks are known up to here
  bool ended_ = false, failed_ = false, outside_ = true, started_ = false, had_bom_ = false,
       indented_ = false;
  std::uint64_t base_ = 0;  ///< offset of buffer_[0] in the input
  ScanSet set_;
  ScanResult found_;
  std::size_t mark_ = 0, first_mark_ = 0, odd_ = 0;
  Header header_;
  Segment segment_;
  bool closed_ = false;  ///< the end of the input was marked as a terminator
  Binary binary_ = Binary::none;
  std::string last_tag_;  ///< of the last segment, once nothing more comes
  Error error_;
  std::uint32_t binary_begin_ = 0, binary_end_ = 0;
  std::vector<Removed> removed_;
  std::uint64_t line_ = 1, line_start_ = 0, counted_ = 0;  ///< up to offset `counted_`
};

}  // namespace norekey::edi
