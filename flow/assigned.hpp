/// assigned: who looks after what is parked, as records of the store. The console sets it; its
/// pages and the alerts say it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/text.hpp"

namespace norekey::flow {

inline constexpr const char* kAssignedRecords = "console/assigned";

inline std::string assigned_key(std::string_view cause) {
  return "cause/" + first_characters(cause, 120);
}
inline std::string assigned_key(std::int64_t message) {
  return "message/" + std::to_string(message);
}

}  // namespace norekey::flow
