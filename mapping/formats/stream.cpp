#include "mapping/formats/stream.hpp"

#include <cstring>
#include <fstream>
#include <utility>

#include "core/text.hpp"
#include "mapping/formats/document_reader.hpp"
#include "mapping/formats/parts.hpp"

namespace norekey::mapping::formats {
namespace {

std::size_t end_of_line(std::string_view text, bool whole) {
  const auto end = text.find('\n');
  return end != std::string_view::npos ? end + 1 : whole ? text.size() : end;
}

}  // namespace

Feed feed_of(std::string_view text) {
  auto at = std::make_shared<std::size_t>(0);
  return [text, at](char* into, std::size_t most) -> Result<std::size_t> {
    const std::size_t n = std::min(most, text.size() - *at);
    std::memcpy(into, text.data() + *at, n);
    *at += n;
    return n;
  };
}

Result<Feed> feed_of_file(const std::string& path) {
  auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (!*file)
    return Error{Fate::halt,
                 "the file " + shown(path) + " cannot be read",
                 "check its name and rights",
                 {},
                 "usage"};
  return Feed([file](char* into, std::size_t most) -> Result<std::size_t> {
    file->read(into, static_cast<std::streamsize>(most));
    return static_cast<std::size_t>(file->gcount());
  });
}

/// JSON, one document a line.
class Documents::Lines : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    if (!std::exchange(started_, true)) {
      if (auto passed = pass_mark(); !passed) return passed.error();
    }
    for (;;) {
      auto bytes = piece_bytes(end_of_line);
      if (!bytes) return bytes.error();
      if (*bytes == 0) return false;
      began_ = line_;
      begin_raw();
      const std::string_view text = rest().substr(0, *bytes);
      if (trim(text).empty()) {
        take(*bytes);
        continue;
      }
      auto read = from_json(trim(text), root_, JsonMarks::kept);
      take(*bytes);
      if (!read) {
        Error e = read.error();
        e.where.line += began_ - 1;
        return e;
      }
      out = std::move(*read);
      return true;
    }
  }

 private:
  bool started_ = false;
};

/// Fixed records, one document from each `begins` to the next.
class Documents::Fixed : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    if (!std::exchange(started_, true) && format_.charset == Charset::utf8) {
      if (auto passed = pass_mark(); !passed) return passed.error();
    }
    if (auto passed = pass_rest(); !passed) return passed.error();
    auto got = document(out);
    broken_ = !got;
    return got;
  }

 private:
  Result<bool> document(Document& out) {
    out = Document();
    pugi::xml_node root = out.tree().append_child(root_.c_str());
    bool any = false;
    for (;;) {
      auto record = next_record();
      if (!record) return record.error();
      if (record->record == nullptr) return any;
      const bool first = format_.begins.empty() || record->record->name == format_.begins;
      if (any && first) return true;
      if (!any) {
        began_ = number_;
        begin_raw();
        if (!first) return before_the_first(*record->record);
      }
      auto put =
          add_fixed(rest().substr(0, record->bytes), *record->record, format_, number_, root);
      take(record->bytes);
      ++number_;
      if (!put) return put.error();
      if (format_.begins.empty()) return true;  // whatever comes behind it
      any = true;
    }
  }

  /// Records that are left of a document that was refused: half a document must not come out as
  /// one.
  Result<void> pass_rest() {
    while (broken_ && !format_.begins.empty()) {
      const std::size_t before = offset_;
      auto record = next_record();
      if (!record && offset_ == before) return record.error();
      if (!record) continue;
      if (record->record == nullptr || record->record->name == format_.begins) break;
      begin_raw();
      take(record->bytes);
      ++number_;
    }
    broken_ = false;
    return {};
  }

  Error before_the_first(const Record& record) const {
    return {Fate::reject,
            "the record " + shown(record.name) + " stands before the first " +
                shown(format_.begins) + ", with which a document begins",
            "have the sender send whole documents, or correct  begins",
            {"", number_, 0, ""},
            ""};
  }

  /// Records without line ends are no longer than that.
  static std::size_t enough(std::string_view text, bool whole) {
    return whole || text.size() >= kChunk ? text.size() : std::string_view::npos;
  }

  Result<FixedRecord> next_record() {
    for (;;) {
      auto whole = format_.line_end.empty() ? piece_bytes(enough) : piece_bytes(end_of_line);
      if (!whole) {
        Error e = whole.error();
        e.where.line = number_;
        return e;
      }
      if (rest().empty()) return FixedRecord{};
      auto out = next_fixed(rest(), format_, number_);
      if (!out) {
        const auto end = format_.line_end.empty() ? std::string_view::npos : rest().find('\n');
        take(end == std::string_view::npos ? rest().size() : end + 1);
        ++number_;
        return out;
      }
      if (out->record != nullptr) return out;
      if (out->bytes == 0) return FixedRecord{};
      take(out->bytes);  // an empty line
      ++number_;
    }
  }

  unsigned number_ = 1;
  bool started_ = false;
  bool broken_ = false;  ///< the last document was refused, its rest is still to come
};

/// Formats whose text is one document.
class Documents::Whole : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    if (std::exchange(done_, true)) return false;
    for (;;) {
      auto got = more();
      if (!got) return got.error();
      if (!*got) break;
      if (rest().size() > kMostWhole) return too_large(1, kMostWhole);
    }
    auto read = formats::read(rest(), format_, root_);
    if (!read) return read.error();
    out = std::move(*read);
    return true;
  }

 private:
  bool done_ = false;
};

Documents::Documents(Feed feed, Format format, std::string root) {
  const Kind kind = format.kind;
  if (kind == Kind::csv) {
    reader_ = csv_documents(std::move(feed), std::move(format), std::move(root));
  } else if (kind == Kind::json_lines) {
    reader_ = std::make_unique<Lines>(std::move(feed), std::move(format), std::move(root));
  } else if (kind == Kind::fixed) {
    reader_ = std::make_unique<Fixed>(std::move(feed), std::move(format), std::move(root));
  } else {
    reader_ = std::make_unique<Whole>(std::move(feed), std::move(format), std::move(root));
  }
}

Documents::~Documents() = default;

Result<bool> Documents::next(Document& out) { return reader_->next(out); }
unsigned Documents::line() const { return reader_->line(); }
void Documents::keep_raw() { reader_->keep_raw(); }
Documents::Raw Documents::raw() const { return reader_->raw(); }

}  // namespace norekey::mapping::formats
