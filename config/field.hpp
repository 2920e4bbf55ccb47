/// field: one struct and one table a section. The table drives parsing, `norekey check` and
/// docs/config.md.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/secret.hpp"
#include "config/yaml.hpp"

namespace norekey::config {

using Duration = std::chrono::microseconds;

/// A row of a section's table.
template <class T>
struct Field {
  std::string_view name;
  std::variant<std::string T::*, int T::*, bool T::*, Duration T::*, Secret T::*,
               std::vector<std::string> T::*>
      member;
  long min, max;  ///< whole numbers: range; texts, also of a list: length; durations: seconds (0 =
                  ///< none is fine)
  std::string_view help;
  std::string_view choices;  ///< for texts: "a|b|c"; "" = free; for a yes or no: "yes|no|word"
  bool required = false;
};

/// Not a template: what reading one value of each kind does.
void read_value(Section&, std::string_view name, std::string& out, long min, long max,
                std::string_view choices);
void read_value(Section&, std::string_view name, int& out, long min, long max,
                std::string_view choices);
void read_value(Section&, std::string_view name, bool& out, long min, long max,
                std::string_view choices);
void read_value(Section&, std::string_view name, Duration& out, long min, long max,
                std::string_view choices);
/// A text or a list of texts; an empty list takes the place of the default too.
void read_value(Section&, std::string_view name, std::vector<std::string>& out, long min, long max,
                std::string_view choices);

/// Fills `out` from the section by its table. Everything wrong is a finding; absent keys keep their
/// defaults.
template <class T, class Table>
void read_fields(Section& section, T& out, const Table& table, const std::string& directory) {
  for (const Field<T>& field : table) {
    const bool there = section.take(field.name).has_value();
    if (field.required && !there) {
      section.error(field.name, "is missing: " + std::string(field.help),
                    "add  " + std::string(field.name) + ": …");
    }
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), Secret T::*>) {
            out.*member = read_secret(section, std::string(field.name), directory);
          } else {
            read_value(section, field.name, out.*member, field.min, field.max, field.choices);
          }
        },
        field.member);
  }
  section.finish();
}

}  // namespace norekey::config
