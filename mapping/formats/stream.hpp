/// stream: the documents of a long text one after the other, in bounded memory: rows of a CSV file,
/// lines of JSON, records of a fixed file. What is one document in one text is read whole.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {

/// Fills at most `most` bytes and says how many; 0 at the end.
using Feed = std::function<Result<std::size_t>(char* into, std::size_t most)>;

/// `text` must outlive it.
Feed feed_of(std::string_view text);

/// halt: the file cannot be opened.
Result<Feed> feed_of_file(const std::string& path);

/// The most bytes of one document of a stream, and of a text that is one document.
constexpr std::size_t kMostDocument = 16U << 20, kMostWhole = 64U << 20;

class Documents {
 public:
  Documents(Feed feed, Format format, std::string root);
  ~Documents();
  Documents(const Documents&) = delete;
  Documents& operator=(const Documents&) = delete;

  /// false at the end. reject: this document is malformed or too large, with its line; the next
  /// call goes on behind it where that can be said, else ends. Of a document of several records
  /// nothing comes out where one of them is refused, or may be missing.
  Result<bool> next(Document& out);

  /// 1-based line at which the last document began.
  unsigned line() const;

  /// The bytes of the last document, where they begin in the text, and how they are read alone.
  struct Raw {
    std::string_view text;
    std::size_t offset = 0;
    Format format;
  };

  /// From now on the bytes of a document are kept until the next, for `raw`.
  void keep_raw();
  Raw raw() const;

  class Reader;  ///< document_reader.hpp

 private:
  class Lines;
  class Fixed;
  class Whole;
  std::unique_ptr<Reader> reader_;
};

}  // namespace norekey::mapping::formats
