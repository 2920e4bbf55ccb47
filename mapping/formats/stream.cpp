#include "mapping/formats/stream.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"

namespace norekey::mapping::formats {
namespace {

constexpr std::size_t kChunk = 256U << 10;

Error too_large(unsigned line, std::size_t most) {
  return {Fate::reject,
          "a record of more than " + std::to_string(most >> 20) + " MB",
          "look for a quote that is not closed, or for the wrong format",
          {"", line, 1, ""},
          ""};
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

/// A window on the text that moves on as documents are taken.
class Documents::Reader {
 public:
  Reader(Feed feed, Format format, std::string root)
      : feed_(std::move(feed)), format_(std::move(format)), root_(std::move(root)) {}
  virtual ~Reader() = default;
  virtual Result<bool> next(Document& out) = 0;
  unsigned line() const { return began_; }

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

  void take(std::size_t bytes) {
    line_ +=
        static_cast<unsigned>(std::count(buffer_.begin() + static_cast<long>(at_),
                                         buffer_.begin() + static_cast<long>(at_ + bytes), '\n'));
    at_ += bytes;
  }

  /// The bytes up to and with the next line end outside quotes; the rest where there is none. 0 at
  /// the end of the text.
  Result<std::size_t> line_bytes(bool quotes) {
    std::size_t i = 0;
    bool inside = false;
    for (;;) {
      const std::string_view text = rest();
      for (; i < text.size(); ++i) {
        if (quotes && text[i] == '"') inside = !inside;
        if (!inside && text[i] == '\n') return i + 1;
      }
      if (text.size() > kMostDocument) {
        ended_ = true;
        const unsigned line = line_;
        buffer_.clear();
        at_ = 0;
        feed_ = [](char*, std::size_t) -> Result<std::size_t> { return 0; };
        return too_large(line, kMostDocument);
      }
      auto got = more();
      if (!got) return got.error();
      if (!*got) return rest().size();
    }
  }

  Feed feed_;
  const Format format_;
  const std::string root_;
  std::string buffer_;
  std::size_t at_ = 0;
  unsigned line_ = 1, began_ = 1;
  bool ended_ = false;
};

/// CSV: one document a row, or of all neighbouring rows that have the same values in the group's
/// columns.
class Documents::Rows : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    if (!started_) {
      started_ = true;
      if (auto head = begin(); !head) return head.error();
    }
    out = Document();
    pugi::xml_node root = out.tree().append_child(root_.c_str());
    std::size_t bytes = 0;
    bool any = false;
    for (;;) {
      if (!waiting_) {
        auto got = row();
        if (!got) return got.error();
        if (!*got) return any;
      }
      if (any && (format_.group.empty() || group_of(fields_) != group_)) return true;
      if (!any) began_ = row_line_;
      group_ = group_of(fields_);
      waiting_ = false;
      any = true;
      for (const std::string& one : fields_) bytes += one.size();
      if (bytes > kMostWhole) return too_large(began_, kMostWhole);
      if (auto put = add(root); !put) return put.error();
      if (format_.group.empty()) return true;
    }
  }

 private:
  /// Byte order mark and header.
  Result<void> begin() {
    while (rest().size() < 3) {
      auto got = more();
      if (!got) return got.error();
      if (!*got) break;
    }
    if (rest().substr(0, 3) == "\xEF\xBB\xBF") take(3);
    if (!format_.records.empty() && !format_.header)
      for (const Column& one : format_.records.front().columns) names_.push_back(one.name);
    if (!format_.header) return {};
    auto got = row();
    if (!got) return got.error();
    waiting_ = false;
    if (!*got) return {};
    for (const std::string& name : fields_) names_.push_back(encode_name(trim(name)));
    const Record* layout = format_.records.empty() ? nullptr : &format_.records.front();
    for (std::size_t i = 0; layout != nullptr && i < layout->columns.size(); ++i) {
      const std::string& name = layout->columns[i].name;
      if (std::find(names_.begin(), names_.end(), name) == names_.end() &&
          layout->columns[i].required) {
        std::vector<std::string> known = names_;
        return Error{Fate::reject,
                     "the header has no column " + shown(name) + did_you_mean(name, known),
                     "have the sender add it, or correct the layout",
                     {"", 1, 1, ""},
                     ""};
      }
    }
    return {};
  }

  /// The next row into `fields_`; false at the end. Empty lines are passed over.
  Result<bool> row() {
    for (;;) {
      auto bytes = line_bytes(format_.quote != "never");
      if (!bytes) return bytes.error();
      if (*bytes == 0) return false;
      row_line_ = line_;
      const std::string_view text = rest().substr(0, *bytes);
      if (text == "\n" || text == "\r\n") {
        take(*bytes);
        continue;
      }
      auto read = split_row(text);
      take(*bytes);
      if (!read) return read.error();
      waiting_ = true;
      return true;
    }
  }

  Result<void> split_row(std::string_view text) {
    fields_.clear();
    if (format_.quote == "never") {
      while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
      fields_ = split(text, format_.separator);
    } else {
      CsvReader reader(text, format_.separator);
      auto got = reader.next(fields_);
      if (!got) {
        Error e = got.error();
        e.where.line += row_line_ - 1;
        return e;
      }
    }
    for (std::string& field : fields_) {
      auto decoded = to_utf8(field, format_.charset);
      Result<void> fine = decoded ? no_nul(*decoded) : Result<void>(decoded.error());
      if (!fine) {
        Error e = fine.error();
        e.where.line = row_line_;
        e.where.column = 0;
        return e;
      }
      field = std::move(*decoded);
    }
    return {};
  }

  std::string group_of(const std::vector<std::string>& fields) const {
    std::string out;
    for (const std::string& name : format_.group) {
      const auto at = std::find(names_.begin(), names_.end(), encode_name(name)) - names_.begin();
      if (static_cast<std::size_t>(at) < std::min(fields.size(), names_.size()))
        out += fields[static_cast<std::size_t>(at)] + "\x1f";
    }
    return out;
  }

  Result<void> add(pugi::xml_node root) {
    if (fields_.size() > names_.size() && !names_.empty()) {
      return Error{Fate::reject,
                   "the row has " + std::to_string(fields_.size()) + " fields, the header " +
                       std::to_string(names_.size()),
                   "quote a field that holds the separator",
                   {"", row_line_, 1, ""},
                   ""};
    }
    pugi::xml_node row = root.append_child(format_.row.c_str());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::string name = i < names_.size() ? names_[i] : "c" + std::to_string(i + 1);
      std::string text = fields_[i];
      if (const Column* column = column_of(name); column != nullptr && column->type != Type::text) {
        if (format_.decimal == ',') {
          text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
          std::replace(text.begin(), text.end(), ',', '.');
        }
        Column written = *column;
        written.decimals = -1;  // the point is written
        auto number = number_text(text, written, Charset::utf8);
        if (!number) {
          Error e = number.error();
          e.where = {"", row_line_, 0, name};
          return e;
        }
        text = std::move(*number);
      }
      add_column(row, Column{name}, text);
    }
    return {};
  }

  const Column* column_of(const std::string& name) const {
    if (format_.records.empty()) return nullptr;
    for (const Column& one : format_.records.front().columns) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }

  std::vector<std::string> names_, fields_;
  std::string group_;
  unsigned row_line_ = 1;
  bool started_ = false, waiting_ = false;
};

/// JSON, one document a line.
class Documents::Lines : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    for (;;) {
      auto bytes = line_bytes(false);
      if (!bytes) return bytes.error();
      if (*bytes == 0) return false;
      began_ = line_;
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
};

/// Fixed records, one document from each `begins` to the next.
class Documents::Fixed : public Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    out = Document();
    pugi::xml_node root = out.tree().append_child(root_.c_str());
    bool any = false;
    for (;;) {
      auto record = next_record();
      if (!record) return record.error();
      if (record->record == nullptr) return any;
      const bool first = format_.begins.empty() || record->record->name == format_.begins;
      if (any && first) return true;
      if (!any) began_ = number_;
      auto put =
          add_fixed(rest().substr(0, record->bytes), *record->record, format_, number_, root);
      take(record->bytes);
      ++number_;
      if (!put) return put.error();
      any = true;
    }
  }

 private:
  Result<FixedRecord> next_record() {
    for (;;) {
      if (rest().size() < kChunk) {
        auto got = more();
        if (!got) return got.error();
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
    reader_ = std::make_unique<Rows>(std::move(feed), std::move(format), std::move(root));
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

}  // namespace norekey::mapping::formats
