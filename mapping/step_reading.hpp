/// step_reading: what the step kinds' readers share. Only steps.cpp and number_steps.cpp include
/// it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mapping/steps.hpp"

namespace norekey::mapping {

inline Error step_error(std::string what, std::string fix, std::string cause = "") {
  return {Fate::reject, std::move(what), std::move(fix), {}, std::move(cause)};
}

/// false: the key is absent.
inline bool read_step_text(config::Section& s, std::string_view key, std::string& out) {
  const auto text = s.text(key);
  if (text) out = *text;
  return text.has_value();
}

inline std::optional<Path> read_step_path(config::Section& s, std::string_view key,
                                          const std::string& text) {
  auto path = Path::compile(text);
  if (path) {
    path->where = s.where(key);
    return *path;
  }
  s.error(key, path.error().what, path.error().fix);
  return std::nullopt;
}

}  // namespace norekey::mapping
