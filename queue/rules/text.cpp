#include "queue/rules/text.hpp"

#include "core/text.hpp"

namespace norekey::queue {
namespace {

Error wrong_name(std::string_view what, std::string_view name, const std::string& why) {
  return {.fate = Fate::reject,
          .what = std::string(what) + " " + shown(name) + " " + why,
          .fix = "look at what sends it: names are UTF-8 text of at most " +
                 std::to_string(kMaxName) + " bytes",
          .where = {},
          .cause = "store/name"};
}

}  // namespace

std::optional<Error> check_name(std::string_view what, std::string_view name) {
  if (name.size() > kMaxName) {
    return wrong_name(what, name, "is " + std::to_string(name.size()) + " bytes long");
  }
  if (name.find('\0') != std::string_view::npos) return wrong_name(what, name, "has a zero byte");
  if (const auto at = invalid_utf8(name); at != std::string_view::npos) {
    return wrong_name(what, name, "is not UTF-8 at byte " + std::to_string(at + 1));
  }
  return std::nullopt;
}

std::optional<Error> check_key(std::string_view what, std::string_view name) {
  if (name.empty()) return wrong_name(what, name, "is empty");
  return check_name(what, name);
}

std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto good = std::min(invalid_utf8(text), text.find('\0'));
    out += text.substr(0, good);
    if (good >= text.size()) break;
    out += "\xef\xbf\xbd";
    text.remove_prefix(good + 1);
  }
  return out;
}

std::string clean_name(std::string_view text) {
  auto out = clean(text);
  if (out.size() <= kMaxName) return out;
  std::size_t end = kMaxName;
  while ((static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // inside a character
  out.resize(end);
  return out;
}

std::string cause_of(const Error& error) {
  return clean_name(error.cause.empty() ? error.what : error.cause);
}

std::string place_of(const Error& error) {
  Error only_place;
  only_place.where = error.where;
  auto text = clean(to_string(only_place));
  if (text.ends_with(": ")) text.resize(text.size() - 2);
  return text;
}

}  // namespace norekey::queue
