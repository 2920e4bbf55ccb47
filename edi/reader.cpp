#include "edi/reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>

namespace norekey::edi {
namespace {

constexpr std::size_t kHeader = 640;    ///< bytes that tell how an interchange begins
constexpr std::size_t kMostOdd = 4096;  ///< odd bytes of one segment that are told

bool is_break(char c) { return c == '\r' || c == '\n'; }
constexpr std::size_t kSlack = 64;  ///< bytes that may be read behind the last one

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_filler(char c) { return is_break(c) || c == ' ' || c == '\t' || c == '\0' || c == '\x1a'; }

}  // namespace

Reader::Reader(Source& source, ReaderOptions options)
    : source_(source),
      options_(options),
      room_(std::max<std::size_t>(options.chunk, 4096)),
      buffer_(room_ + kSlack) {}

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
  if (size_ == room_) {
    if (size_ >= options_.longest_segment) return false;
    room_ = std::min(size_ * 2, options_.longest_segment + options_.chunk);
    buffer_.resize(room_ + kSlack);
  }
  const std::size_t before = size_;
  while (size_ < room_ && !ended_) {
    auto got = source_.read(buffer_.data() + size_, room_ - size_);
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
  found_.restart();
  mark_ = inner_ = odd_ = end_ = 0;
  scanned_ = pos_;
}

void Reader::scan_window() {
  // Marks and odd bytes of segments that were handed out are dropped first.
  const auto drop = [](auto& found, std::size_t& count) {
    if (count > 0 && found.count > count)
      std::memmove(found.at.data(), found.at.data() + count,
                   (found.count - count) * sizeof(found.at[0]));
    found.count -= count;
    count = 0;
  };
  drop(found_.marks, mark_);
  drop(found_.inner, inner_);
  drop(found_.odd, odd_);
  found_.ends.count = end_ = 0;                             // all of them were handed out
  found_.odd.count = std::min(found_.odd.count, kMostOdd);  // all of them of the open segment
  const std::size_t size = std::min(options_.window, size_ - scanned_);
  auto* how = options_.scalar ? scan_scalar : scan;
  how(buffer_.data() + scanned_, size, static_cast<std::uint32_t>(scanned_), set_, found_);
  scanned_ += size;
}

/// What stands before `pos_` was handed out or passed over.
void Reader::catch_up() {
  const auto& marks = found_.marks;
  while (mark_ < marks.count && marks.at[mark_] < pos_) ++mark_;
  while (inner_ < found_.inner.count && found_.inner.at[inner_] < pos_) ++inner_;
  while (odd_ < found_.odd.count && found_.odd.at[odd_] < pos_) ++odd_;
  while (end_ < found_.ends.count && marks.at[found_.ends.at[end_].mark] < pos_) ++end_;
  if (scanned_ >= pos_) return;
  found_.released = found_.behind_end = found_.behind_carriage = false;
  scanned_ = pos_;
}

bool Reader::more_marks() {
  if (scanned_ == size_) return false;
  scan_window();
  return true;
}

void Reader::skip_breaks(bool outside) {
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
}

/// A segment that begins another interchange although the last one is still open.
bool Reader::at_header() const {
  const char* p = buffer_.data() + pos_;
  if (size_ - pos_ < 4) return false;
  if (std::memcmp(p, "ISA", 3) == 0) return !is_alnum(p[3]);
  if (std::memcmp(p, "UNB", 3) == 0) return !is_alnum(p[3]);
  return std::memcmp(p, "UNA", 3) == 0 && size_ - pos_ > 12 &&
         (std::memcmp(p + 9, "UNB", 3) == 0 || is_break(p[9]));
}

bool Reader::find_header() {
  for (;;) {
    while (pos_ < size_ && !is_break(buffer_[pos_])) ++pos_;
    if (pos_ == size_) {
      if (!fill()) return false;
      continue;
    }
    skip_breaks(true);
    const bool all = have(kHeader);
    if (failed_ || pos_ == size_) return false;
    if (!at_header() || buffer_[pos_ + 3] == ' ') continue;
    const std::string_view text(buffer_.data() + pos_, size_ - pos_);
    if (read_header(text.substr(0, 4096), !all, options_.lenient).family != Family::none)
      return true;
  }
}

/// What the scan looks for. Where nobody takes elements apart, it may leave out their inside.
void Reader::set_scan() {
  set_ = scan_set(header_);
  if (options_.parts) return;
  for (const std::size_t inside : {3u, 4u}) {
    if (set_.marks[inside] < 128) set_.allow(set_.marks[inside], set_.marks[inside]);
    set_.marks[inside] = set_.marks[0];
  }
}

/// The separators inside the elements of the segment that ends at `end`, one byte after the other.
void Reader::find_parts(std::uint32_t end) {
  Segment& s = segment_;
  const Separators& by = header_.separators;
  parts_.clear();
  for (std::uint32_t at = *s.marks; at < end && parts_.size() < kMostRows; ++at) {
    const char c = s.data[at];
    if (c == by.element || c == by.segment) continue;  // what stands twice has its first meaning
    const bool release = by.release != '\0' && c == by.release;
    if (release || c == by.component || (by.repetition != '\0' && c == by.repetition))
      parts_.push_back(at);
    at += release ? 1 : 0;
  }
  s.inner = parts_.data();
  s.inner_count = static_cast<std::uint32_t>(parts_.size());
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
    plain_ = !is_alnum(header_.separators.element) && !is_alnum(header_.separators.segment);
    pos_ += header_.skip;
    if (!same || header_.skip > 0) {
      set_scan();
      restart_marks();
    }
    return Got::begin;
  }
}

namespace {

/// Tags that begin or end an interchange, or stand before binary data.
bool is_special(TagWord word) {
  switch (word) {
    case tag_word("ISA"):
    case tag_word("UNA"):
    case tag_word("UNB"):
    case tag_word("IEA"):
    case tag_word("UNZ"):
    case tag_word("BIN"):
    case tag_word("BDS"):
    case tag_word("UNO"):
      return true;
    default:
      return false;
  }
}

}  // namespace

void Reader::take() {
  Segment& s = segment_;
  s.data = buffer_.data();
  s.begin = peeked_.at;
  s.end = peeked_.end;
  if (header_.separators.segment == '\n') s.end = line_end(peeked_.end);
  s.offset = base_ + peeked_.at;
  s.marks = found_.marks.at.data() + mark_;
  s.mark_count = peeked_.last.mark - static_cast<std::uint32_t>(mark_) + 1;
  s.tag = {s.data + s.begin, std::min(*s.marks, s.end) - s.begin};
  s.word = peeked_.word;
  s.inner = found_.inner.at.data() + inner_;
  s.inner_count = peeked_.last.inner - static_cast<std::uint32_t>(inner_);
  if (!options_.parts) find_parts(peeked_.end);
  s.odd.clear();
  s.terminated = true;
  s.renew();
  if (options_.lenient) [[unlikely]]
    leave_out_blanks();
  pass();
}

/// Lenient: blanks before the terminator are no part of the last value.
void Reader::leave_out_blanks() {
  Segment& s = segment_;
  const Separators& by = header_.separators;
  padded_ = false;
  if (by.element == ' ' || by.component == ' ' || by.release == ' ') return;
  const std::uint32_t least = s.marks[s.mark_count > 1 ? s.mark_count - 2 : 0];
  while (s.end > least + 1 && s.data[s.end - 1] == ' ') {
    --s.end;
    padded_ = true;
  }
}

Got Reader::next() {
  binary_ = Binary::none;
  indented_ = false;
  const TagWord word = options_.scalar || object_ > 0 || !plain_ ? 0 : peek();
  if (word == 0 || is_special(word)) return next_of_any_kind();
  take();
  return Got::segment;
}

/// Where nothing more is handed out, the segment becomes an empty one at the place that was
/// reached: the bytes of the last one may be gone from the buffer. It keeps its tag.
Got Reader::next_of_any_kind() {
  std::array<char, 8> tag{};
  const std::size_t tag_size = std::min(segment_.tag.size(), tag.size());
  std::copy_n(segment_.tag.data(), tag_size, tag.data());
  const Got got = pull();
  if (got == Got::segment || got == Got::begin) return got;
  last_tag_.assign(tag.data(), tag_size);
  leave_unwrapped();
  Segment& s = segment_;
  s.mark_count = 1;
  s.inner_count = 0;
  s.renew();
  s.odd.clear();
  s.data = buffer_.data();
  s.begin = s.end = static_cast<std::uint32_t>(pos_);
  s.tag = last_tag_;
  s.word = tag_word(s.tag);
  return got;
}

/// ISO 9735-8: UNO says how long the object is, and how many segments stand before it.
void Reader::begin_object() {
  const std::string_view length = segment_.at(4, 1), before = segment_.at(4, 2);
  object_ = object_after_ = 0;
  const auto read = [](std::string_view text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (!read(length, object_) || (!before.empty() && !read(before, object_after_))) object_ = 0;
}

/// The bytes of an object are passed over where UNP follows them. Where they are too many to look
/// beyond them, what UNO says is believed. False: the input ends inside them.
bool Reader::pass_object() {
  std::uint64_t left = object_;
  object_ = 0;
  if (left + 3 < options_.longest_segment) {
    const bool there = have(static_cast<std::size_t>(left) + 3);
    if (there && std::memcmp(buffer_.data() + pos_ + left, "UNP", 3) != 0) return true;
  }
  while (left > size_ - pos_) {
    left -= size_ - pos_;
    pos_ = size_;
    if (!fill()) return false;
  }
  pos_ += static_cast<std::size_t>(left);
  return true;
}

Got Reader::pull() {
  leave_unwrapped();
  if (object_ > 0) {
    if (object_after_ > 0) {
      --object_after_;
    } else if (!pass_object()) {
      return failed_ ? Got::failed : Got::end;
    }
  }
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
  for (;;) {
    if (gather(header_segment)) {
      if (segment_.odd.empty() || !options_.lenient || header_segment || !unwrap()) break;
      continue;
    }
    if (failed_) return Got::failed;
    if (too_many() || size_ - pos_ > options_.longest_segment) return Got::too_long;
    if (fill()) continue;
    if (failed_) return Got::failed;
    if (!ended_ || closed_) return Got::too_long;
    end_here();
    closed_ = true;
  }
  const TagWord last = header_.family == Family::x12 ? tag_word("IEA") : tag_word("UNZ");
  if (segment_.word == last) outside_ = true;
  if (segment_.word == tag_word("UNO") && header_.family == Family::edifact) begin_object();
  return Got::segment;
}

/// The input ended inside a segment: a terminator beyond its end closes what is there.
void Reader::end_here() {
  buffer_[size_] = header_.separators.segment;
  found_.ends.add({static_cast<std::uint32_t>(found_.marks.count),
                   static_cast<std::uint32_t>(found_.inner.count)});
  found_.marks.add(static_cast<std::uint32_t>(size_));
}

/// More separators in the segment at `pos_` than are kept of one.
bool Reader::too_many() const {
  const bool whole = end_ < found_.ends.count;
  const std::size_t marks = whole ? found_.ends.at[end_].mark : found_.marks.count;
  const std::size_t inner = whole ? found_.ends.at[end_].inner : found_.inner.count;
  return marks - mark_ > kMostRows || inner - inner_ > kMostRows;
}

bool Reader::gather(bool header_segment) {
  catch_up();
  while (end_ == found_.ends.count) {
    if (too_many() || !more_marks()) return false;
  }
  if (too_many()) return false;
  Segment& s = segment_;
  const End last = found_.ends.at[end_];
  s.data = buffer_.data();
  s.begin = static_cast<std::uint32_t>(pos_);
  s.offset = base_ + pos_;
  s.marks = found_.marks.at.data() + mark_;
  s.mark_count = last.mark - static_cast<std::uint32_t>(mark_) + 1;
  s.inner = found_.inner.at.data() + inner_;
  s.inner_count = header_segment ? 0 : last.inner - static_cast<std::uint32_t>(inner_);
  if (!options_.parts && !header_segment) find_parts(s.marks[s.mark_count - 1]);
  s.component = header_.separators.component;
  s.release = header_.separators.release;
  s.odd.clear();
  s.renew();
  const std::uint32_t tag_end = std::min(s.marks[0], line_end(s.marks[s.mark_count - 1]));
  s.tag = {s.data + s.begin, tag_end - s.begin};
  s.word = tag_word(s.tag);
  binary_begin_ = binary_end_ = 0;
  if (s.tag.starts_with('B') && header_.family == Family::x12 && !take_binary()) return false;
  finish(s.marks[s.mark_count - 1]);
  return true;
}

/// Where a segment with its terminator at `at` ends: before a CR that belongs to a line break, and
/// before all line breaks where the input ends.
std::uint32_t Reader::line_end(std::uint32_t at) const {
  const char* const data = buffer_.data();
  auto end = at;
  if (header_.separators.segment == '\n' && end > pos_ && data[end - 1] == '\r') --end;
  if (at >= size_) {
    while (end > pos_ && is_break(data[end - 1])) --end;
  }
  return end;
}

/// The terminator is at `at`.
void Reader::finish(std::uint32_t at) {
  Segment& s = segment_;
  s.terminated = at < size_;
  s.end = line_end(at);
  padded_ = false;
  if (options_.lenient && s.terminated && s.word != tag_word("ISA")) leave_out_blanks();
  pos_ = std::min<std::size_t>(at + 1, size_);
  const char next = pos_ < size_ ? s.data[pos_] : '\0';
  s.break_after = next == '\n' ? "lf" : next == '\r' ? "crlf" : "none";
  if (header_.separators.segment == '\n' && s.end + 1 == at) s.break_after = "cr";
  const Found<std::uint32_t>& odd = found_.odd;
  for (; odd_ < odd.count && odd.at[odd_] < s.end; ++odd_) {
    if (odd.at[odd_] < binary_begin_ || odd.at[odd_] >= binary_end_) s.odd.push_back(odd.at[odd_]);
  }
  catch_up();
}

/// BIN02 and BDS03 hold as many bytes as the element before says; they are no separators. False:
/// more bytes are needed.
bool Reader::take_binary() {
  Segment& s = segment_;
  const std::uint32_t before = s.tag == "BIN" ? 1 : s.tag == "BDS" ? 2 : 0;
  if (before == 0 || s.mark_count <= before + 1) return true;
  const std::uint32_t data = s.marks[before] + 1;
  std::uint64_t length = 0;
  binary_ = Binary::no_number;
  if (!binary_length(s.marks[before - 1] + 1, data - 1, length)) return true;
  binary_ = Binary::past_end;
  const std::uint64_t end = data + length;
  if (end >= size_) return ended_ || end - pos_ > options_.longest_segment;
  binary_ = Binary::wrong;
  if (buffer_[static_cast<std::size_t>(end)] != header_.separators.segment) return true;
  binary_ = Binary::fits;
  binary_begin_ = data;
  binary_end_ = static_cast<std::uint32_t>(end);
  std::copy_n(s.marks, before + 1, binary_marks_.begin());
  binary_marks_[before + 1] = binary_end_;
  s.marks = binary_marks_.data();
  s.mark_count = before + 2;
  while (s.inner_count > 0 && s.inner[s.inner_count - 1] >= data) --s.inner_count;
  return true;
}

/// The whole number at [begin, end). False: it is none.
bool Reader::binary_length(std::uint32_t begin, std::uint32_t end, std::uint64_t& length) {
  if (begin == end || end - begin > 15) return false;
  for (std::uint32_t at = begin; at < end; ++at) {
    const char c = buffer_[at];
    if (c < '0' || c > '9') return false;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
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
    if (!r.newline || r.at >= pos_) continue;  // those behind it: the segment was never whole
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
