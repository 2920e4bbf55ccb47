#include "adapters/element.hpp"

namespace norekey::adapters {

void Element::fail(const char* name, Error error) {
  if (wrong_) return;
  error.where.field = at_.path() + "/" + name;
  error.cause = "document" + error.where.field.substr(error.where.field.find('/', 1));
  wrong_ = std::move(error);
}

std::string Element::needed(const char* name) {
  std::string value = text(name);
  if (value.empty()) {
    fail(name, {Fate::reject,
                "the ERP's document has no " + std::string(name),
                "add the field " + std::string(name) + " to the mapping, then replay",
                {},
                ""});
  }
  return value;
}

Decimal Element::number(const char* name, Decimal other) {
  const std::string value = text(name);
  if (value.empty()) return other;
  auto parsed = Decimal::parse(value);
  if (parsed) return *parsed;
  fail(name, parsed.error());
  return other;
}

Decimal Element::needed_number(const char* name) {
  return needed(name).empty() ? Decimal() : number(name);
}

std::optional<Date> Element::date(const char* name) {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  auto parsed = parse_date(value);
  if (parsed) return *parsed;
  fail(name, parsed.error());
  return std::nullopt;
}

}  // namespace norekey::adapters
