/// text: what may stand in a name, and how other text is made storable, the same for every backend.
/// Used by the other rules. Names are refused when wrong, so that two of them never become one;
/// texts are mended.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

inline constexpr std::size_t kMaxName = 500;                     ///< bytes
inline constexpr std::size_t kMaxBody = std::size_t(256) << 20;  ///< bytes

/// reject: not UTF-8, a zero byte, or longer than kMaxName. `what` names it in the text: "message
/// key".
std::optional<Error> check_name(std::string_view what, std::string_view name);

/// The same, and not empty.
std::optional<Error> check_key(std::string_view what, std::string_view name);

/// Each byte that is not UTF-8, and each zero byte, becomes U+FFFD.
std::string clean(std::string_view text);

/// Cleaned and cut to kMaxName bytes, between characters: for what is searched by but never told
/// apart by.
std::string clean_name(std::string_view text);

/// What parked messages are grouped by: the error's cause, else its text.
std::string cause_of(const Error& error);

/// "units.csv:14:9: units.CTN", as to_string(Error) shows it.
std::string place_of(const Error& error);

}  // namespace norekey::queue
