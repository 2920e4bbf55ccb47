#include "config/field.hpp"

#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::config {
namespace {

std::string count_of(long min, long max) {
  return min == max ? "exactly " + std::to_string(min)
                    : std::to_string(min) + " to " + std::to_string(max);
}

}  // namespace

void read_value(Section& section, std::string_view name, std::string& out, long min, long max,
                std::string_view choices) {
  const auto value = section.text(name);
  if (!value) return;
  if (!choices.empty()) {
    const auto known = split(choices, '|');
    if (std::find(known.begin(), known.end(), *value) == known.end()) {
      section.error(name,
                    shown(*value) + " is not one of the choices" + did_you_mean(*value, known),
                    "use one of: " + join(known, ", "));
      return;
    }
  }
  const auto length = static_cast<long>(value->size());
  if (length < min || length > max) {
    section.error(name, shown(*value) + " has " + std::to_string(length) + " characters",
                  "use " + count_of(min, max));
    return;
  }
  out = *value;
}

void read_value(Section& section, std::string_view name, int& out, long min, long max,
                std::string_view) {
  if (const auto value = section.whole(name, static_cast<int>(min), static_cast<int>(max)))
    out = *value;
}

/// The last of the choices of a yes or no is another word for yes.
void read_value(Section& section, std::string_view name, bool& out, long, long,
                std::string_view choices) {
  const auto node = section.take(name);
  const bool scalar = node && node->IsScalar();
  if (scalar && !choices.empty() && lower(node->Scalar()) == split(choices, '|').back()) {
    out = true;
    return;
  }
  if (const auto value = section.flag(name)) out = *value;
}

void read_value(Section& section, std::string_view name, Duration& out, long min, long max,
                std::string_view) {
  const auto value = section.text(name);
  if (!value) return;
  const auto duration = parse_duration(*value);
  if (!duration) {
    section.error(name, duration.error().what, duration.error().fix);
    return;
  }
  if (*duration < std::chrono::seconds{min} || *duration > std::chrono::seconds{max}) {
    section.error(name, shown(*value) + " is out of range",
                  "use " + std::to_string(min) + " s to " + std::to_string(max) + " s");
    return;
  }
  out = *duration;
}

void read_value(Section& section, std::string_view name, std::vector<std::string>& out, long min,
                long max, std::string_view) {
  if (!section.take(name)) return;
  std::vector<std::string> texts = section.texts(name);
  for (const std::string& text : texts) {
    const auto length = static_cast<long>(text.size());
    if (length >= min && length <= max) continue;
    section.error(name, shown(text) + " has " + std::to_string(length) + " characters",
                  "use " + count_of(min, max) + " in each");
    return;
  }
  out = std::move(texts);
}

}  // namespace norekey::config
