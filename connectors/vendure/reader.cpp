#include "connectors/vendure/reader.hpp"

#include <charconv>

#include "core/text.hpp"
#include "mapping/names.hpp"

namespace norekey::connectors::vendure {
namespace {

bool is_null(const pugi::xml_node& node) { return !node || node.attribute("null").as_bool(); }

const char* const kAskShop =
    "compare the order in the shop; if the field is new or gone there, Norekey must learn it";

/// "/data/order/lines[3]/quantity" -> "/data/order/lines/quantity": one cause for all lines, and
/// another for each field.
std::string without_indexes(const std::string& field) {
  std::string out;
  bool inside = false;
  for (const char c : field) {
    inside = inside || c == '[';
    if (!inside) out += c;
    inside = inside && c != ']';
  }
  return out;
}

}  // namespace

Reader::Reader(pugi::xml_node node, std::string path, Reading& reading)
    : node_(node), path_(std::move(path)), reading_(&reading) {}

pugi::xml_node Reader::member(const char* name) const {
  const pugi::xml_node child = node_.child(name);
  return is_null(child) ? pugi::xml_node() : child;
}

bool Reader::is_there() const { return !is_null(node_); }
bool Reader::has(const char* name) const { return !member(name).empty(); }

Reader Reader::object(const char* name) const {
  return Reader(member(name), path_ + "/" + name, *reading_);
}

std::vector<Reader> Reader::list(const char* name) const {
  std::vector<Reader> out;
  for (const pugi::xml_node child : node_.children(name)) {
    if (is_null(child)) continue;
    out.emplace_back(child, path_ + "/" + name + "[" + std::to_string(out.size() + 1) + "]",
                     *reading_);
  }
  return out;
}

std::vector<std::string> Reader::texts(const char* name) const {
  std::vector<std::string> out;
  for (const pugi::xml_node child : node_.children(name)) {
    if (!is_null(child)) out.emplace_back(child.text().get());
  }
  return out;
}

std::vector<std::string> Reader::names() const {
  std::vector<std::string> out;
  for (const pugi::xml_node child : node_.children()) {
    if (child.type() == pugi::node_element && !is_null(child))
      out.push_back(mapping::decode_name(child.name()));
  }
  return out;
}

std::string Reader::text(const char* name) const { return member(name).text().get(); }
std::string Reader::code(const char* name) const { return std::string(trim(text(name))); }
bool Reader::flag(const char* name) const { return text(name) == "true"; }

std::string Reader::needed(const char* name) const {
  std::string out = text(name);
  if (out.empty()) fail(name, "is missing", kAskShop);
  return out;
}

std::string Reader::needed_code(const char* name) const {
  std::string out = code(name);
  if (out.empty()) fail(name, "is missing", kAskShop);
  return out;
}

std::optional<std::int64_t> Reader::integer(const char* name) const {
  const std::string digits = needed(name);
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec == std::errc() && read.ptr == digits.data() + digits.size()) return value;
  if (!digits.empty()) fail(name, shown(digits) + " is not a whole number", kAskShop);
  return {};
}

Decimal Reader::whole(const char* name) const {
  const std::int64_t value = integer(name).value_or(0);
  if (value < 0) fail(name, shown(text(name)) + " is a quantity below zero", kAskShop);
  return value;
}

Decimal Reader::money(const char* name) const {
  return Decimal::from_minor(integer(name).value_or(0), reading_->precision)
      .trimmed(reading_->exponent);
}

Instant Reader::instant(const char* name) const {
  const std::string written = needed(name);
  if (written.empty()) return {};
  const auto out = parse_instant(written);
  if (!out) fail(name, shown(written) + " is not a moment", kAskShop);
  return out ? *out : Instant{};
}

void Reader::fail(const char* name, const std::string& what, const std::string& fix) const {
  if (reading_->failed) return;
  const std::string field = *name == '\0' ? path_ : path_ + "/" + name;
  reading_->failed =
      Error{Fate::reject, what, fix, {"", 0, 0, field}, "vendure" + without_indexes(field)};
}

}  // namespace norekey::connectors::vendure
