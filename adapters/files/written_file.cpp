#include "adapters/files/written_file.hpp"

#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

constexpr const char* kElement = "written_file";

bool is_readable(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') return false;
    if (c == 0x7f) return false;
  }
  return invalid_utf8(text) == std::string_view::npos && trim(text) != "";
}

std::string from_hex(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return out;
}

}  // namespace

void keep_written_file(mapping::Document& document, const WrittenFile& file) {
  pugi::xml_node made = document.root().append_child(kElement);
  made.append_attribute("ending").set_value(file.ending.c_str());
  const bool readable = is_readable(file.text);
  if (!readable) made.append_attribute("encoding").set_value("hex");
  made.text().set((readable ? file.text : to_hex(file.text)).c_str());
}

std::optional<WrittenFile> written_file(const mapping::Document& document) {
  const pugi::xml_node made = document.root().child(kElement);
  if (!made) return std::nullopt;
  const std::string text = made.text().get();
  return WrittenFile{made.attribute("encoding") ? from_hex(text) : text,
                     made.attribute("ending").value()};
}

std::string ending_of(mapping::formats::Kind kind) {
  using mapping::formats::Kind;
  switch (kind) {
    case Kind::xml:
      return ".xml";
    case Kind::json:
      return ".json";
    case Kind::json_lines:
      return ".jsonl";
    case Kind::csv:
      return ".csv";
    case Kind::sql:
      return ".sql";
    case Kind::fixed:
    case Kind::key_value:
      break;
  }
  return ".txt";
}

const std::vector<std::string>& file_endings() {
  static const std::vector<std::string> all = {".csv", ".txt", ".xml", ".json", ".jsonl", ".sql"};
  return all;
}

}  // namespace norekey::adapters::files
