#include "credit/fields.hpp"

#include "core/text.hpp"

namespace norekey::credit {

namespace json = boost::json;

const json::value* Fields::find(std::string_view key) const {
  const json::value* found = in_.if_contains(key);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

std::string Fields::shown_value(const json::value& value) const {
  return value.is_string() ? shown(std::string_view(value.get_string()))
                           : shown(json::serialize(value));
}

std::string Fields::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void Fields::fail(std::string_view key, const std::string& what, const std::string& fix) {
  if (!wrong_) wrong_ = Error{Fate::reject, what, fix, {"", 0, 0, path_of(key)}, ""};
}

bool Fields::has(std::string_view key) const { return find(key) != nullptr; }

std::string Fields::text(std::string_view key, std::string other) {
  const json::value* found = find(key);
  if (found == nullptr) return other;
  if (found->is_string()) return std::string(found->get_string());
  if (found->is_int64()) return std::to_string(found->get_int64());
  fail(key, shown_value(*found) + " is not a text", "write it in quotes");
  return other;
}

std::string Fields::needed(std::string_view key) {
  if (find(key) == nullptr) fail(key, "is missing", "add it");
  return text(key);
}

bool Fields::flag(std::string_view key) {
  const json::value* found = find(key);
  if (found == nullptr) return false;
  if (found->is_bool()) return found->get_bool();
  fail(key, shown_value(*found) + " is neither true nor false", "write true or false");
  return false;
}

int Fields::whole(std::string_view key, int other) {
  const json::value* found = find(key);
  if (found == nullptr) return other;
  if (found->is_int64() && found->get_int64() >= 0 && found->get_int64() <= 1'000'000'000)
    return static_cast<int>(found->get_int64());
  if (found->is_string()) {
    const auto number = Decimal::parse(std::string_view(found->get_string()));
    if (number && number->trimmed().scale() == 0 && !number->is_negative() &&
        *number <= Decimal(1'000'000'000))
      return static_cast<int>(number->units(0));
  }
  fail(key, shown_value(*found) + " is not a whole number", "write digits only");
  return other;
}

std::optional<Decimal> Fields::amount(std::string_view key) {
  const json::value* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (found->is_int64()) return Decimal(found->get_int64());
  if (found->is_string()) {
    const auto number = Decimal::parse(std::string_view(found->get_string()));
    if (number) return *number;
  }
  fail(key, shown_value(*found) + " is not a decimal number as text",
       "write it in quotes with a point, such as \"412.50\"");
  return std::nullopt;
}

std::optional<Instant> Fields::instant(std::string_view key) {
  if (find(key) == nullptr) return std::nullopt;
  const std::string typed = text(key);
  if (const auto at = parse_instant(typed)) return *at;
  const auto day = parse_date(typed);  // a day without a time: its noon, far from both neighbours
  if (day) return Instant{std::chrono::sys_days(*day)} + std::chrono::hours(18);
  fail(key, shown(typed) + " is not a moment", "write it like 2026-03-10T15:00:00Z");
  return std::nullopt;
}

std::optional<Date> Fields::date(std::string_view key) {
  if (find(key) == nullptr) return std::nullopt;
  const std::string typed = text(key);
  if (const auto day = parse_date(typed)) return *day;
  fail(key, shown(typed) + " is not a date", "write it like 2026-11-21");
  return std::nullopt;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  const json::value* found = find(key);
  std::vector<std::string> out;
  if (found == nullptr) return out;
  if (!found->is_array()) return {text(key)};
  for (const json::value& one : found->get_array()) {
    if (one.is_string()) {
      out.emplace_back(one.get_string());
    } else {
      fail(key, shown_value(one) + " is not a text", "write a list of texts");
    }
  }
  return out;
}

std::optional<Fields> Fields::object(std::string_view key) {
  const json::value* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (found->is_object()) return Fields(found->get_object(), path_of(key), wrong_);
  fail(key, shown_value(*found) + " is not an object", "write { … }");
  return std::nullopt;
}

std::vector<Fields> Fields::objects_of(std::string_view key, std::string_view inner) {
  const json::value* found = find(key);
  if (found == nullptr || !found->is_object()) return objects(key);
  return Fields(found->get_object(), path_of(key), wrong_).objects(inner);
}

std::vector<Fields> Fields::objects(std::string_view key) {
  const json::value* found = find(key);
  std::vector<Fields> out;
  if (found == nullptr) return out;
  if (!found->is_array()) {
    fail(key, shown_value(*found) + " is not a list", "write [ … ]");
    return out;
  }
  int number = 0;
  for (const json::value& one : found->get_array()) {
    const std::string path = path_of(key) + "[" + std::to_string(number++) + "]";
    if (one.is_object()) {
      out.emplace_back(one.get_object(), path, wrong_);
    } else if (!wrong_) {
      wrong_ = Error{Fate::reject,
                     shown_value(one) + " is not an object",
                     "write { … }",
                     {"", 0, 0, path},
                     ""};
    }
  }
  return out;
}

}  // namespace norekey::credit
