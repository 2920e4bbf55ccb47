#include "edi/reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace norekey::edi {
namespace {

constexpr std::size_t kHeader = 640;    ///< bytes that tell how an interchange begins
constexpr std::size_t kMostOdd = 4096;  ///< odd bytes of one segment that are told

bool is_break(char c) { return c == '\r' || c == '\n'; }
bool is_filler(char c) { return is_break(c) || c == ' ' || c == '\t' || c == '\0' || c == '\x1a'; }

}  // namespace

Reader::Reader(Source& source, ReaderOptions options)
    : source_(source), options_(options), buffer_(std::max<std::size_t>(options.chunk, 4096)) {}

/// Makes room by dropping what was handed out, then reads. Offsets into the buffer change.
bool Reader::fill() {
  if (ended_ || failed_) return false;
  if (pos_ > 0) {
    count_lines(base_ + pos_, line_, line_start_);
    counted_ = std::max(counted_, base_ + pos_);
    std::memmove(buffer_.data(), buffer_.data() + pos_, size_ - pos_);
    base_ += pos_;
    size_ -= pos_;
    pos_ = 0;
    restart_marks();
  }
  if (size_ == buffer_.size()) {
    if (size_ >= options_.longest_segment) return false;
    buffer_.resize(std::min(size_ * 2, options_.longest_segment + options_.chunk));
  }
  const std::size_t before = size_;
  while (size_ < buffer_.size() && !ended_) {
    auto got = source_.read(buffer_.data() + size_, buffer_.size() - size_);
    if (!got) {
      failed_ = true;
      error_ = got.error();
      return false;
    }
    ended_ = *got == 0;
    size_ += *got;
  }
  return size_ > before;
}

bool Reader::have(std::size_t count) {
  while (size_ - pos_ < count) {
    if (!fill()) return false;
  }
  return true;
}

void Reader::restart_marks() {
  found_.marks.count = found_.odd.count = 0;
  mark_ = first_mark_ = odd_ = 0;
  scanned_ = pos_;
}

void Reader::scan_window() {
  // Marks and odd bytes of segments that were handed out are dropped first.
  const auto drop = [](Offsets& offsets, std::size_t count) {
    if (offsets.count > count)
      std::memmove(offsets.at.data(), offsets.at.data() + count,
                   (offsets.count - count) * sizeof(std::uint32_t));
    offsets.count -= count;
  };
  drop(found_.marks, first_mark_);
  mark_ -= first_mark_;
  first_mark_ = 0;
  drop(found_.odd, odd_);
  odd_ = 0;
  found_.odd.count = std::min(found_.odd.count, kMostOdd);  // all of them of the open segment
  const std::size_t size = std::min(options_.window, size_ - scanned_);
  auto* how = options_.scalar ? scan_scalar : scan;
  how(buffer_.data() + scanned_, size, static_cast<std::uint32_t>(scanned_), set_, found_);
  scanned_ += size;
}

bool Reader::more_marks() {
  if (scanned_ == size_) return false;
  scan_window();
  return true;
}

void Reader::skip_breaks(bool outside) {
  if (!outside && pos_ + 1 < size_ && buffer_[pos_] == '\n' && buffer_[pos_ + 1] > ' ') {
    ++pos_;  // by far the most frequent: one line break, then the next tag
    indented_ = false;
    scanned_ = std::max(scanned_, pos_);
    return;
  }
  // Inside, blanks are passed over only behind a line break, or behind a terminator that is one.
  bool broken = header_.separators.segment == '\n' || header_.separators.segment == '\r';
  indented_ = false;
  for (;;) {
    for (; pos_ < size_; ++pos_) {
      const char c = buffer_[pos_];
      if (is_break(c)) {
        broken = true;
        indented_ = false;
      } else if (!outside && broken && (c == ' ' || c == '\t')) {
        indented_ = true;
      } else if (!outside || !is_filler(c)) {
        break;
      }
    }
    if (pos_ < size_ || !fill()) break;
  }
  scanned_ = std::max(scanned_, pos_);
}

/// A segment that begins another interchange although the last one is still open.
bool Reader::at_header() const {
  const char* p = buffer_.data() + pos_;
  if (size_ - pos_ < 4) return false;
  if (std::memcmp(p, "ISA", 3) == 0) return std::isalnum(static_cast<unsigned char>(p[3])) == 0;
  if (std::memcmp(p, "UNB", 3) == 0) return std::isalnum(static_cast<unsigned char>(p[3])) == 0;
  return std::memcmp(p, "UNA", 3) == 0 && size_ - pos_ > 12 &&
         (std::memcmp(p + 9, "UNB", 3) == 0 || is_break(p[9]));
}

Got Reader::begin_interchange() {
  std::size_t wanted = kHeader;
  for (;;) {
    const bool all = have(wanted);
    if (failed_) return Got::failed;
    const std::string_view text(buffer_.data() + pos_, size_ - pos_);
    Header header = read_header(text.substr(0, 4096), !all, options_.lenient);
    if (!header.complete && all) {
      wanted *= 2;
      continue;
    }
    if (header.family == Family::none) return Got::junk;
    const bool same = header.family == header_.family && header.separators == header_.separators &&
                      header.syntax == header_.syntax;
    header_ = std::move(header);
    pos_ += header_.skip;
    if (!same || header_.skip > 0) {
      set_ = scan_set(header_);
      restart_marks();
    }
    return Got::begin;
  }
}

/// Where nothing more is handed out, the segment becomes an empty one at the place that was
/// reached: the bytes of the last one may be gone from the buffer. It keeps its tag.
Got Reader::next() {
  std::array<char, 8> tag{};
  const std::size_t tag_size = std::min(segment_.tag.size(), tag.size());
  std::copy_n(segment_.tag.data(), tag_size, tag.data());
  const Got got = pull();
  if (got == Got::segment || got == Got::begin) return got;
  last_tag_.assign(tag.data(), tag_size);
  leave_unwrapped();
  Segment& s = segment_;
  s.elements.clear();
  s.parts.clear();
  s.odd.clear();
  s.data = buffer_.data();
  s.begin = s.end = static_cast<std::uint32_t>(pos_);
  s.tag = last_tag_;
  s.word = tag_word(s.tag);
  return got;
}

Got Reader::pull() {
  leave_unwrapped();
  binary_ = Binary::none;
  if (!started_) {
    started_ = true;
    if (have(3) && std::memcmp(buffer_.data(), "\xEF\xBB\xBF", 3) == 0) {
      had_bom_ = true;
      pos_ = 3;
    }
  }
  skip_breaks(outside_);
  if (failed_) return Got::failed;
  if (pos_ == size_) return Got::end;
  bool begins = outside_;
  if (!begins && (buffer_[pos_] == 'I' || buffer_[pos_] == 'U')) {
    have(16);
    begins = at_header();
  }
  if (failed_) return Got::failed;
  if (!begins) return collect(false);
  const Got got = begin_interchange();
  if (got != Got::begin) return got;
  outside_ = false;
  const Got first = collect(header_.family == Family::x12);
  return first == Got::segment ? Got::begin : first;
}

Got Reader::collect(bool header_segment) {
  while (mark_ < found_.marks.count && found_.marks.at[mark_] < pos_) ++mark_;
  first_mark_ = mark_;
  for (;;) {
    if (gather(header_segment)) {
      if (segment_.odd.empty() || !options_.lenient || header_segment || !unwrap()) break;
      continue;
    }
    if (failed_) return Got::failed;
    if (segment_.elements.full() || segment_.parts.full() ||
        size_ - pos_ > options_.longest_segment)
      return Got::too_long;
    if (fill()) continue;
    if (failed_) return Got::failed;
    if (!ended_ || closed_) return Got::too_long;
    end_here();
    closed_ = true;
  }
  const TagWord last = header_.family == Family::x12 ? tag_word("IEA") : tag_word("UNZ");
  if (segment_.word == last) outside_ = true;
  return Got::segment;
}

/// The input ended inside a segment: terminators beyond its end close what is there. (Two, since a
/// release character may stand last.)
void Reader::end_here() {
  if (buffer_.size() < size_ + 2) buffer_.resize(size_ + 2);
  buffer_[size_] = buffer_[size_ + 1] = header_.separators.segment;
  std::uint32_t* to = found_.marks.room_for(2);
  to[0] = static_cast<std::uint32_t>(size_);
  to[1] = to[0] + 1;
  found_.marks.count += 2;
}

bool Reader::gather(bool header_segment) {
  Segment& s = segment_;
  s.elements.clear();
  s.parts.clear();
  s.odd.clear();
  s.data = buffer_.data();
  s.begin = static_cast<std::uint32_t>(pos_);
  s.offset = base_ + pos_;
  binary_begin_ = binary_end_ = 0;
  mark_ = first_mark_;
  const Separators sep = header_.separators;
  Open open;
  open.begin = open.part_begin = s.begin;
  const char* const data = s.data;
  std::uint32_t literal = ~0u;
  bool tag = true;
  for (;;) {
    if (mark_ == found_.marks.count) {
      if (!more_marks()) return false;
      continue;
    }
    const std::uint32_t at = found_.marks.at[mark_++];
    const char c = data[at];
    if (at == literal || at < binary_end_) continue;
    if (c == sep.segment) {
      return finish(open, at, tag);
    } else if (c == sep.element) {
      if (tag) {
        s.tag = {s.data + s.begin, at - s.begin};
        tag = false;
      } else {
        if (open.parts == 0) {
          Element& e = s.elements.add();
          e.begin = open.begin;
          e.end = at;
          e.parts = 0;
          e.released = open.released;
          open.released = open.part_released = false;
        } else {
          close(open, at);
        }
        if (s.elements.full()) return false;
        if (s.tag[0] == 'B' && !binary(at + 1)) return false;
      }
      open.begin = open.part_begin = at + 1;
    } else if (c == sep.release && sep.release != '\0') {
      literal = at + 1;
      open.released = open.part_released = true;
    } else if (!header_segment && !tag) {
      if (s.parts.full()) return false;
      close_part(open, at, c == sep.component);
    }
  }
}

void Reader::close_part(Open& open, std::uint32_t at, bool component) {
  segment_.parts.push_back(
      {open.part_begin, at, open.repetition, open.component, open.part_released});
  ++open.parts;
  open.part_begin = at + 1;
  open.part_released = false;
  if (component) {
    ++open.component;
  } else {
    open.component = 0;
    ++open.repetition;
  }
}

void Reader::close(Open& open, std::uint32_t at) {
  std::uint32_t first = 0;
  if (open.parts > 0) {
    segment_.parts.push_back(
        {open.part_begin, at, open.repetition, open.component, open.part_released});
    ++open.parts;
    first = static_cast<std::uint32_t>(segment_.parts.size()) - open.parts;
  }
  segment_.elements.push_back({open.begin, at, first, open.parts, open.released});
  open.parts = 0;
  open.repetition = open.component = 0;
  open.released = open.part_released = false;
}

/// The terminator is at `at`.
bool Reader::finish(Open& open, std::uint32_t at, bool tag) {
  Segment& s = segment_;
  s.terminated = at < size_;
  std::uint32_t end = std::min(at, static_cast<std::uint32_t>(size_));
  if (header_.separators.segment == '\n' && end > s.begin && s.data[end - 1] == '\r') --end;
  if (!s.terminated) {
    while (end > s.begin && is_break(s.data[end - 1])) --end;
  }
  s.end = end;
  if (tag) {
    s.tag = {s.data + s.begin, end - s.begin};
  } else {
    close(open, std::max(end, open.part_begin));
  }
  s.word = tag_word(s.tag);
  pos_ = std::min<std::size_t>(at + 1, size_);
  const char next = pos_ < size_ ? s.data[pos_] : '\0';
  s.break_after = next == '\n' ? "lf" : next == '\r' ? "crlf" : "none";
  if (header_.separators.segment == '\n' && end + 1 == at) s.break_after = "cr";
  const Offsets& odd = found_.odd;
  while (odd_ < odd.count && odd.at[odd_] < s.begin) ++odd_;
  for (; odd_ < odd.count && odd.at[odd_] < end; ++odd_) {
    if (odd.at[odd_] < binary_begin_ || odd.at[odd_] >= binary_end_) s.odd.push_back(odd.at[odd_]);
  }
  return true;
}

/// After an element of a segment whose tag begins with B: where it gives the length of binary data
/// that begins at `data`, those bytes are no separators. False: more bytes are needed.
bool Reader::binary(std::uint32_t data) {
  const bool here =
      header_.family == Family::x12 && ((segment_.tag == "BIN" && segment_.elements.size() == 1) ||
                                        (segment_.tag == "BDS" && segment_.elements.size() == 2));
  if (!here) return true;
  const std::string_view text = segment_.raw(segment_.elements.back());
  binary_ = Binary::no_number;
  if (text.empty() || text.size() > 15) return true;
  std::uint64_t length = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return true;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  binary_ = Binary::past_end;
  const std::uint64_t end = data + length;
  if (end >= size_) {
    const bool hopeless = ended_ || end - pos_ > options_.longest_segment;
    return hopeless;
  }
  binary_ = Binary::wrong;
  if (buffer_[static_cast<std::size_t>(end)] != header_.separators.segment) return true;
  binary_ = Binary::fits;
  binary_begin_ = data;
  binary_end_ = static_cast<std::uint32_t>(end);
  return true;
}

/// Lenient: takes the line breaks out of the segment just gathered, so that it is gathered again.
/// Its bytes move to the right, up to its terminator. False: there are none.
bool Reader::unwrap() {
  removed_.clear();
  for (std::uint32_t at : segment_.odd) {
    if (is_break(buffer_[at])) removed_.push_back({at, buffer_[at] == '\n'});
  }
  if (removed_.empty()) return false;
  place(segment_.begin);
  char* data = buffer_.data();
  auto to = static_cast<std::uint32_t>(pos_);
  std::size_t left = removed_.size();
  for (std::uint32_t from = to; from > segment_.begin;) {
    --from;
    if (left > 0 && removed_[left - 1].at == from) {
      --left;
    } else {
      data[--to] = data[from];
    }
  }
  segment_.wrapped = true;
  options_.window = 1024;
  pos_ = to;
  restart_marks();
  return true;
}

/// Where a byte stood before `unwrap`, and the lines before it.
Place Reader::place_unwrapped(std::uint32_t at) const {
  for (auto r = removed_.rbegin(); r != removed_.rend(); ++r) {
    if (at <= r->at) --at;
  }
  Place out;
  out.offset = base_ + at;
  out.line = line_;
  std::uint64_t line_start = line_start_;
  for (const Removed& r : removed_) {
    if (r.at >= at || !r.newline) continue;
    ++out.line;
    line_start = base_ + r.at + 1;
  }
  out.column = out.offset - line_start + 1;
  return out;
}

/// The lines of an unwrapped segment are counted once it is done: its breaks are gone from the
/// buffer.
void Reader::leave_unwrapped() {
  if (!segment_.wrapped) return;
  for (const Removed& r : removed_) {
    if (!r.newline) continue;
    ++line_;
    line_start_ = base_ + r.at + 1;
  }
  counted_ = base_ + pos_;
  segment_.wrapped = false;
}

Place Reader::place(std::uint32_t at) {
  if (segment_.wrapped) return place_unwrapped(at);
  const std::uint64_t start = base_ + segment_.begin;
  count_lines(start, line_, line_start_);
  counted_ = std::max(counted_, start);
  Place out;
  out.offset = base_ + at;
  out.line = line_;
  std::uint64_t line_start = line_start_;
  count_lines(out.offset, out.line, line_start);
  out.column = out.offset - line_start + 1;
  return out;
}

Place Reader::here() {
  leave_unwrapped();
  count_lines(base_ + pos_, line_, line_start_);
  counted_ = std::max(counted_, base_ + pos_);
  return {line_, base_ + pos_ - line_start_ + 1, base_ + pos_};
}

/// Adds the lines between `counted_` and the offset `upto`.
void Reader::count_lines(std::uint64_t upto, std::uint64_t& line, std::uint64_t& line_start) const {
  if (upto <= counted_) return;
  const char* from = buffer_.data() + (counted_ - base_);
  std::size_t size = static_cast<std::size_t>(upto - counted_);
  const std::size_t lines = count_newlines(from, size);
  if (lines == 0) return;
  while (from[size - 1] != '\n') --size;
  line += lines;
  line_start = counted_ + size;
}

}  // namespace norekey::edi
