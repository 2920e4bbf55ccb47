#include "adapters/tryton/values.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

/// The shortest text that names the same number: what the server wrote.
std::string text_of_number(double number) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

}  // namespace

json::value to_json(const Decimal& value) {
  return json::object{{"__class__", "Decimal"}, {"decimal", value.str()}};
}

json::value to_json(Date day) {
  return json::object{{"__class__", "date"},
                      {"year", static_cast<int>(day.year())},
                      {"month", static_cast<unsigned>(day.month())},
                      {"day", static_cast<unsigned>(day.day())}};
}

json::value to_stamp(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss time(at - day);
  json::object out = to_json(Date(day)).as_object();
  out["__class__"] = "datetime";
  out["hour"] = time.hours().count();
  out["minute"] = time.minutes().count();
  out["second"] = time.seconds().count();
  out["microsecond"] = time.subseconds().count();
  return out;
}

std::string stamp_text(const json::object& record, std::string_view name) {
  const json::value* value = record.if_contains(name);
  if (value == nullptr || !value->is_object()) return "";
  const json::object& at = value->get_object();
  const auto part = [&](const char* key) { return static_cast<unsigned>(id_of(at, key)); };
  const Date day{std::chrono::year{static_cast<int>(part("year"))},
                 std::chrono::month{part("month")}, std::chrono::day{part("day")}};
  if (!day.ok()) return "";
  const Instant midnight = std::chrono::sys_days(day);
  return to_string(midnight + std::chrono::hours(part("hour")) +
                   std::chrono::minutes(part("minute")) + std::chrono::seconds(part("second")) +
                   std::chrono::microseconds(part("microsecond")));
}

json::array only(json::array element) {
  json::array out;
  out.emplace_back(std::move(element));
  return out;
}

json::array by(const char* field, const char* way) { return only(json::array{field, way}); }

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool breaks = c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
    if (!breaks) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string text_of(const json::object& record, std::string_view name) {
  const json::value* value = record.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t id_of(const json::object& record, std::string_view name) {
  const json::value* value = record.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

namespace {

/// A formula answers with up to 27 digits, the last of them noise: as many as a Decimal holds. Cut,
/// not rounded: whoever rounds later meets the same half.
std::string without_noise(std::string text) {
  constexpr std::size_t kDigits = 18, kDecimals = 12;
  const std::size_t point = text.find('.');
  if (point == std::string::npos || text.find_first_of("eE") != std::string::npos) return text;
  const std::size_t whole = point - (text.starts_with('-') ? 1 : 0);
  const std::size_t kept = std::min(kDecimals, kDigits - std::min(kDigits, whole));
  text.resize(std::min(text.size(), point + 1 + kept));
  return text;
}

}  // namespace

Decimal decimal_of(const json::object& record, std::string_view name) {
  const json::value* value = record.if_contains(name);
  if (value == nullptr) return {};
  if (value->is_int64()) return Decimal(value->get_int64());
  if (value->is_double()) {
    return value_or(Decimal::parse(text_of_number(value->get_double())), Decimal())
        .rounded(6)
        .trimmed();
  }
  if (!value->is_object()) return {};
  const std::string text = without_noise(text_of(value->get_object(), "decimal"));
  return value_or(Decimal::parse(text), Decimal());
}

const json::object& related(const json::object& record, std::string_view name) {
  static const json::object none;
  const json::value* value = record.if_contains(std::string(name) + ".");
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::vector<const json::object*> records(const json::value& result) {
  std::vector<const json::object*> out;
  if (!result.is_array()) return out;
  for (const json::value& one : result.get_array()) {
    if (one.is_object()) out.push_back(&one.get_object());
  }
  return out;
}

std::optional<Date> date_of(const json::object& record, std::string_view name) {
  const json::value* value = record.if_contains(name);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const json::object& in = value->get_object();
  return Date{std::chrono::year{static_cast<int>(id_of(in, "year"))},
              std::chrono::month{static_cast<unsigned>(id_of(in, "month"))},
              std::chrono::day{static_cast<unsigned>(id_of(in, "day"))}};
}

std::int64_t referred(const std::string& reference, std::string_view model) {
  if (!reference.starts_with(model) || reference.size() <= model.size() ||
      reference[model.size()] != ',')
    return 0;
  return std::strtoll(reference.c_str() + model.size() + 1, nullptr, 10);
}

}  // namespace norekey::adapters::tryton
