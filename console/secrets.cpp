#include "console/secrets.hpp"

#include <re2/re2.h>

#include <boost/json.hpp>

#include "core/text.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

constexpr const char* kName =
    "(?i:[a-z_.-]*(?:password|passwd|secret|token|api[-_]?key|authorization|cookie|cvv|cvc|"
    "card[-_]?number)[a-z_-]*)";

/// Secrets that some write as a number; "tokens": 3 is none.
constexpr const char* kNumberName =
    "(?i:[a-z_.-]*(?:password|passwd|secret|cvv|cvc|card[-_]?number)[a-z_-]*)";

struct Mask {
  RE2 pattern;
  const char* with;
};

const std::vector<const Mask*>& masks() {
  static const std::string name = kName, number = kNumberName;
  static const Mask json_member{"(\"" + name + R"("\s*:\s*")((?:[^"\\]|\\.)+)("))", R"(\1•••\3)"};
  static const Mask json_number{R"((")" + number + R"("\s*:\s*)(-?\d+))", R"(\1"•••")"};
  static const Mask element{"(<(" + name + ")(?: [^>]*)?>)([^<]+)(</)", R"(\1•••\4)"};
  static const Mask attribute{"(\\s" + name + R"(=")([^"]+)("))", R"(\1•••\3)"};
  static const Mask header{R"((?i)(authorization:\s*)([^\r\n]+))", R"(\1•••)"};
  static const Mask bearer{R"(((?i:bearer|basic) )([A-Za-z0-9+/_.=-]{8,}))", R"(\1•••)"};
  static const Mask login{R"((://)[^/\s:@]+:[^/\s@]+(@))", R"(\1•••\2)"};
  static const std::vector<const Mask*> all{&json_member, &json_number, &element, &attribute,
                                            &header,      &bearer,      &login};
  return all;
}

/// ISO/IEC 7812-1, annex B (Luhn).
bool is_card(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int one = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) one = one * 2 > 9 ? one * 2 - 9 : one * 2;
    sum += one;
  }
  return sum % 10 == 0;
}

bool begins_card(std::string_view digits) {
  return digits[0] == '4' || digits[0] == '5' || digits.substr(0, 2) == "34" ||
         digits.substr(0, 2) == "37" || digits.substr(0, 2) == "60";
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

void mask_cards(std::string& text) {
  static const RE2 number{R"(\b(\d{15,16}|(?:\d{4}[ -]){3}\d{4}|\d{4}[ -]\d{6}[ -]\d{5})\b)"};
  std::string out;
  re2::StringPiece rest(text), digits;
  const char* from = text.data();
  while (RE2::FindAndConsume(&rest, number, &digits)) {
    const std::string_view found(digits.data(), digits.size());
    const std::string plain = digits_of(found);
    if (!begins_card(plain) || !is_card(plain)) continue;
    out.append(from, static_cast<std::size_t>(found.data() - from));
    out.append("•••").append(found.substr(found.size() - 4));
    from = found.data() + found.size();
  }
  if (out.empty()) return;
  out.append(from, static_cast<std::size_t>(text.data() + text.size() - from));
  text = std::move(out);
}

}  // namespace

std::string masked_text(std::string text) {
  if (invalid_utf8(text) != std::string::npos) {
    std::string plain;
    for (const char c : text) plain += static_cast<unsigned char>(c) < 0x80 ? c : '?';
    text = std::move(plain);
  }
  for (const Mask* mask : masks()) RE2::GlobalReplace(&text, mask->pattern, mask->with);
  mask_cards(text);
  return text;
}

json::value masked_json(const std::string& text) {
  if (text.empty()) return nullptr;
  std::string masked = masked_text(text);
  boost::system::error_code ec;
  json::value value = json::parse(masked, ec);
  if (!ec) return value;
  return json::value(masked);
}

void mask_documents(json::value& in) {
  if (in.is_array()) {
    for (json::value& one : in.get_array()) mask_documents(one);
  } else if (in.is_object()) {
    for (auto& one : in.get_object()) {
      if (one.key() == "document" && one.value().is_string()) {
        one.value() = masked_text(std::string(one.value().get_string()));
      } else {
        mask_documents(one.value());
      }
    }
  }
}

}  // namespace norekey::console
