/// Documents of a long CSV text: the rows that belong together, in bounded memory.
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/document_reader.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping::formats {
namespace {

class Rows : public Documents::Reader {
 public:
  using Reader::Reader;

  Result<bool> next(Document& out) override {
    if (!started_) {
      started_ = true;
      if (auto head = begin(); !head) {
        end();
        return head.error();
      }
    }
    if (auto passed = pass_rest(); !passed) return passed.error();
    auto got = document(out);
    broken_ = !got;
    return got;
  }

  Format alone() const override {
    Format out = format_;
    if (!format_.header) return out;
    out.header = false;
    out.records.assign(1, Record{row_name(format_, record_), {}, {}});
    for (const std::string& name : names_) out.records.front().columns.push_back(Column{name});
    return out;
  }

 private:
  bool several_rows() const { return !format_.group.empty() || !format_.begins.empty(); }

  Result<bool> document(Document& out) {
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
      if (any && begins_another()) return true;
      if (!any) {
        begin_document();
        if (auto whole = check_begin(); !whole) return whole.error();
      }
      group_ = group_of(fields_);
      waiting_ = false;
      any = true;
      raw_bytes_ = offset_ - raw_from_;
      for (const std::string& one : fields_) bytes += one.size();
      if (bytes > kMostWhole) return too_large(began_, kMostWhole);
      if (auto put = add(root); !put) return put.error();
      if (!several_rows()) return true;
    }
  }

  /// Rows that are left of a document that was refused: half a document must not come out as one.
  Result<void> pass_rest() {
    while (broken_ && several_rows()) {
      if (!waiting_) {
        const std::size_t before = offset_;
        auto got = row();
        if (!got && offset_ == before) return got.error();
        if (!got) continue;  // of a document that was refused already, or see check_begin
        if (!*got) break;
      }
      if (begins_another()) break;
      waiting_ = false;
      drop_raw();
    }
    broken_ = false;
    return {};
  }

  /// reject: the document's first rows are missing, or may be.
  Result<void> check_begin() {
    const unsigned lost = std::exchange(lost_line_, 0);
    if (!format_.begins.empty() && !begins_another()) {
      waiting_ = false;
      return at_row("the row " + shown(join(fields_, ", ")) + " stands before the first " +
                        shown(format_.begins) + ", with which a document begins",
                    "have the sender send whole documents, or correct  begins");
    }
    if (lost == 0 || format_.group.empty()) return {};
    group_ = group_of(fields_);
    waiting_ = false;
    return at_row("a row of this document may be missing: line " + std::to_string(lost) +
                      " cannot be read, so nobody knows which document it belongs to",
                  "have the sender correct line " + std::to_string(lost) + " and send both again");
  }

  std::string column_name(const std::string& heading) const {
    const std::string_view name = trim(heading);
    return name.empty() ? "c" + std::to_string(names_.size() + 1) : encode_name(name);
  }

  /// Byte order mark and header.
  Result<void> begin() {
    if (auto passed = pass_mark(); !passed) return passed;
    if (auto fine = no_utf16(rest()); !fine) return fine;
    if (!format_.header) return {};
    auto got = row();
    if (!got) return got.error();
    waiting_ = false;
    if (!*got) return {};
    if (wrong_) return *wrong_;
    for (const std::string& name : fields_) names_.push_back(column_name(name));
    return check_header();
  }

  Result<void> check_header() const {
    if (format_.records.empty()) return {};
    for (const Column& one : format_.records.front().columns) {
      if (!one.required || std::find(names_.begin(), names_.end(), one.name) != names_.end())
        continue;
      return Error{Fate::reject,
                   "the header has no column " + shown(one.name) + did_you_mean(one.name, names_),
                   "have the sender add it, or correct the layout",
                   {"", 1, 1, ""},
                   ""};
    }
    return {};
  }

  /// The next row into `fields_`; false at the end. Empty lines are passed over.
  Result<bool> row() {
    for (;;) {
      RowEnd end(format_.separator, format_.quote != "never");
      auto bytes =
          piece_bytes([&end](std::string_view text, bool whole) { return end.find(text, whole); });
      if (!bytes) return bytes.error();
      if (*bytes == 0) return false;
      row_line_ = line_;
      row_from_ = offset_;
      const std::string text(rest().substr(0, *bytes));
      take(*bytes);
      if (text.back() == '\r') ++line_;
      if (text.find_first_not_of("\r\n") == std::string::npos) continue;
      if (auto read = split_row(text); !read) {
        lost_line_ = row_line_;
        return read.error();
      }
      waiting_ = true;
      return true;
    }
  }

  /// Fields and record of a row. What is wrong with one of which it is known to which document it
  /// belongs is kept in `wrong_`. reject: that is not known.
  Result<void> split_row(std::string_view text) {
    const auto here = [&](Error e, const Where& where) {
      e.where.line = row_line_ + where.line - 1;
      e.where.column = where.column;
      return e;
    };
    wrong_.reset();
    CsvReader reader(text, format_.separator, format_.quote != "never");
    if (auto got = reader.next(fields_); !got) return here(got.error(), got.error().where);
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
      wrong_ = here(no_nul(text).error(), place_of(text, nul));
    bool lost = false;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      auto decoded = to_utf8(fields_[i], format_.charset);
      const bool bad = !decoded || fields_[i].find('\0') != std::string::npos;
      lost = lost || (bad && in_group(i));
      if (!decoded && !wrong_) {
        const auto [from, to] = reader.places()[i];
        const Error e = to_utf8(text.substr(from, to - from), format_.charset).error();
        wrong_ = here(e, place_of(text, from + e.where.column - 1));
      }
      fields_[i] = bad ? std::string() : std::move(*decoded);
    }
    record_ = record_of_row(fields_, format_);
    for (std::size_t i = fields_.size(); i < names_.size(); ++i) lost = lost || in_group(i);
    if (!lost) return {};
    if (wrong_) return *wrong_;
    return check_width(names_.size(), "the header");
  }

  /// Whether a column says which document its row belongs to.
  bool in_group(std::size_t column) const {
    return column < names_.size() &&
           std::any_of(format_.group.begin(), format_.group.end(), [&](const std::string& name) {
             return encode_name(name) == names_[column];
           });
  }

  void begin_document() {
    began_ = row_line_;
    drop_raw();
  }

  /// The bytes that are kept begin with the last row.
  void drop_raw() {
    if (keeps_raw_) raw_.erase(0, row_from_ - raw_from_);
    raw_from_ = row_from_;
  }

  bool begins_another() const {
    if (!format_.begins.empty()) return record_ != nullptr && record_->name == format_.begins;
    return group_of(fields_) != group_;
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

  Error at_row(std::string what, std::string fix) const {
    return {Fate::reject, std::move(what), std::move(fix), {"", row_line_, 1, ""}, ""};
  }

  /// The row has as many fields as the header or its record.
  Result<void> check_width(std::size_t want, const std::string& whose) const {
    const std::size_t n = fields_.size();
    if (want == 0 || n == want) return {};
    std::string what = "the row has " + std::to_string(n) + (n == 1 ? " field, " : " fields, ") +
                       whose + " " + std::to_string(want);
    if (n > want) return at_row(std::move(what), "quote a field that holds the separator");
    if (format_.short_rows) return {};
    return at_row(std::move(what),
                  "have the sender send whole rows; if it leaves out empty fields at the end, say  "
                  "short_rows: yes");
  }

  Result<void> add(pugi::xml_node root) {
    if (wrong_) return *wrong_;
    if (record_ == nullptr && format_.records.size() > 1 && !format_.header) {
      return at_row("no record of the layout fits the row " + shown(join(fields_, ", ")),
                    "the layout has: " + record_kinds(format_));
    }
    const bool layout = !format_.header && record_ != nullptr;
    auto fine = layout ? check_width(record_->columns.size(), shown(record_->name) + " has")
                       : check_width(names_.size(), "the header");
    if (!fine) return fine;
    pugi::xml_node node = root.append_child(row_name(format_, record_).c_str());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::string name = layout              ? record_->columns[i].name
                               : i < names_.size() ? names_[i]
                                                   : "c" + std::to_string(i + 1);
      const Column* column = layout ? &record_->columns[i] : column_of(name);
      if (column != nullptr && column->type != Type::text) {
        if (auto number = plain_number(fields_[i], *column); !number) return number;
      }
      add_column(node, Column{name}, fields_[i]);
    }
    return {};
  }

  /// A number with the sender's decimal mark as one with a point.
  Result<void> plain_number(std::string& text, Column column) const {
    if (format_.decimal == ',') {
      text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
      std::replace(text.begin(), text.end(), ',', '.');
    }
    column.decimals = -1;  // the point is written
    auto number = number_text(text, column, Charset::utf8);
    if (!number) {
      Error e = number.error();
      e.where = {"", row_line_, 0, column.name};
      return e;
    }
    text = std::move(*number);
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
  const Record* record_ = nullptr;
  std::string group_;
  std::size_t row_from_ = 0;
  unsigned row_line_ = 1;
  std::optional<Error> wrong_;  ///< with the last row
  unsigned lost_line_ = 0;      ///< of a row that cannot be read, before the next document
  bool started_ = false, waiting_ = false;
  bool broken_ = false;  ///< the last document was refused, its rest is still to come
};

}  // namespace

std::unique_ptr<Documents::Reader> csv_documents(Feed feed, Format format, std::string root) {
  return std::make_unique<Rows>(std::move(feed), std::move(format), std::move(root));
}

}  // namespace norekey::mapping::formats
