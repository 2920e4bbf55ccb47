/// document_reader: the window on a long text that moves on as documents are taken. Behind
/// stream.hpp; only stream*.cpp include it.
#pragma once
#include <algorithm>
#include <cstddef>

#include "mapping/formats/stream.hpp"

namespace norekey::mapping::formats {

constexpr std::size_t kChunk = 256U << 10;

inline Error too_large(unsigned line, std::size_t most) {
  return {Fate::reject,
          "a record of more than " + std::to_string(most >> 20) + " MB",
          "look for a quote or a line end that is missing, or for the wrong format",
          {"", line, 1, ""},
          ""};
}

class Documents::Reader {
 public:
  Reader(Feed feed, Format format, std::string root)
      : feed_(std::move(feed)), format_(std::move(format)), root_(std::move(root)) {}
  virtual ~Reader() = default;
  virtual Result<bool> next(Document& out) = 0;

  /// How the bytes of one document are read by themselves.
  virtual Format alone() const { return format_; }

  unsigned line() const { return began_; }
  void keep_raw() { keeps_raw_ = true; }
  Raw raw() const { return {std::string_view(raw_).substr(0, raw_bytes_), raw_from_, alone()}; }

 protected:
  std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

  /// More bytes behind those that are there; false at the end of the text.
  Result<bool> more() {
    if (ended_) return false;
    if (at_ > 0) {
      buffer_.erase(0, at_);
      at_ = 0;
    }
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kChunk);
    auto got = feed_(buffer_.data() + had, kChunk);
    buffer_.resize(had + (got ? *got : 0));
    if (!got) return got.error();
    ended_ = *got == 0;
    return !ended_;
  }

  /// Passes over a byte order mark at the begin of the text.
  Result<void> pass_mark() {
    while (rest().size() < 3) {
      auto got = more();
      if (!got) return got.error();
      if (!*got) break;
    }
    if (rest().substr(0, 3) == "\xEF\xBB\xBF") take(3);
    return {};
  }

  /// Nothing is read any more.
  void end() {
    ended_ = true;
    buffer_.clear();
    at_ = 0;
  }

  /// What is taken from here on belongs to the next document.
  void begin_raw() {
    raw_.clear();
    raw_from_ = offset_;
  }

  void take(std::size_t bytes) {
    const std::string_view taken = rest().substr(0, bytes);
    line_ += static_cast<unsigned>(std::count(taken.begin(), taken.end(), '\n'));
    if (keeps_raw_) raw_ += taken;
    offset_ += bytes;
    at_ += bytes;
  }

  /// Bytes of the next piece of the text: `end_of(text, whole)` says where it ends, npos: behind
  /// `text`. 0 at the end of the text. reject: it does not end; nothing comes after that.
  template <class End>
  Result<std::size_t> piece_bytes(End end_of) {
    for (;;) {
      const std::size_t bytes = end_of(rest(), ended_);
      if (bytes != std::string_view::npos) return bytes;
      if (rest().size() > kMostDocument) {
        end();
        return too_large(line_, kMostDocument);
      }
      if (auto got = more(); !got) return got.error();
    }
  }

  Feed feed_;
  const Format format_;
  const std::string root_;
  std::string buffer_, raw_;
  std::size_t at_ = 0, offset_ = 0, raw_from_ = 0;
  std::size_t raw_bytes_ = std::string::npos;  ///< fewer where more was taken than belongs to it
  unsigned line_ = 1, began_ = 1;
  bool ended_ = false, keeps_raw_ = false;
};

/// CSV: one document a row, or of all neighbouring rows that belong together (stream_csv.cpp).
std::unique_ptr<Documents::Reader> csv_documents(Feed feed, Format format, std::string root);

}  // namespace norekey::mapping::formats
