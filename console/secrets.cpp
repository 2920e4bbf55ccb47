#include "console/secrets.hpp"

#include <re2/re2.h>

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "core/text.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

constexpr std::string_view kMask = "•••";

constexpr const char* kName =
    "(?i:[a-z0-9_.-]*(?:password|passwd|passphrase|pwd|secret|token|(?:api|private|access)[-_]?key|"
    "authorization|cookie|cvv|cvc|security[-_]?code|card[-_]?number)[a-z0-9_-]*)";

/// Secrets that some write as a number; "tokens": 3 is none.
constexpr const char* kNumberName =
    "(?i:[a-z0-9_.-]*(?:password|passwd|pwd|secret|cvv|cvc|security[-_]?code|card[-_]?number)"
    "[a-z0-9_-]*)";

/// A secret where it stands in the text, and what is shown in its place.
struct Span {
  std::size_t from, to;
  std::string with;
};

/// The first group is the secret.
using Patterns = std::vector<std::pair<std::unique_ptr<RE2>, std::string>>;

Patterns make_patterns() {
  const std::string name = kName, number = kNumberName, open = "<(?:[\\w.-]+:)?" + name;
  const std::string tag = open + R"((?:\s[^>]*)?>\s*)";
  const std::string attribute = R"(\s(?:[\w.-]+:)?)" + name + R"(\s*=\s*)";
  const std::string quoted = "\"" + std::string(kMask) + "\"", mask(kMask);
  Patterns out;
  const auto add = [&out](const std::string& pattern, const std::string& with) {
    out.emplace_back(std::make_unique<RE2>(pattern, RE2::Latin1), with);
  };
  add("\"" + name + R"re("\s*:\s*"((?:[^"\\]|\\.)+)")re", mask);
  add(R"(\\")" + name + R"re(\\"\s*:\s*\\"([^"\\]+)\\")re", mask);  // JSON within JSON
  add("\"" + number + R"re("\s*:\s*(-?\d+))re", quoted);
  add(tag + R"re(([^<\s][^<]*)</)re", mask);
  add(tag + R"re(<!\[CDATA\[((?s:.)+?)\]\]>)re", mask);
  add(attribute + R"re("([^"]+)")re", mask);
  add(attribute + R"re('([^']+)')re", mask);
  add("(?:^|[?&;])" + name + R"re(=([^&\s"'<>]+))re", mask);
  add(R"re((?i)authorization:\s*([^\r\n]+))re", mask);
  add(R"re((?i:bearer|basic) ([A-Za-z0-9+/_.=-]{8,}))re", mask);
  add(R"re(://([^/\s:@]+:[^/\s@]+)@)re", mask);
  add("-----BEGIN [A-Z ]*PRIVATE KEY-----((?s:.)+?)-----END", mask);
  return out;
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

/// As cards of this length begin: Visa, Mastercard, American Express, Discover, JCB, UnionPay,
/// Diners (14).
bool begins_card(std::string_view digits) {
  const std::string_view two = digits.substr(0, 2), four = digits.substr(0, 4);
  const auto any_of = [two](std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), two) != all.end();
  };
  if (digits.size() == 14) return any_of({"36", "38", "39"}) || (four >= "3000" && four <= "3059");
  return digits[0] == '4' || digits[0] == '5' ||
         any_of({"34", "35", "37", "60", "62", "64", "65"}) || (four >= "2221" && four <= "2720");
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

/// Where the first group of each match stands.
template <class Use>
void each_match(const RE2& pattern, std::string_view text, Use use) {
  re2::StringPiece groups[2];
  const re2::StringPiece all(text.data(), text.size());
  std::size_t at = 0;
  while (at <= text.size() && pattern.Match(all, at, text.size(), RE2::UNANCHORED, groups, 2)) {
    const auto from = static_cast<std::size_t>(groups[1].data() - text.data());
    use(from, from + groups[1].size());
    at = from + groups[1].size();
  }
}

/// In their order; none overlaps another.
std::vector<Span> secrets_in(std::string_view text) {
  static const Patterns patterns = make_patterns();
  static const RE2 number(R"(\b(\d{14,16}|(?:\d{4}[ -]){3}\d{4}|\d{4}[ -]\d{6}[ -]\d{4,5})\b)",
                          RE2::Latin1);
  std::vector<Span> all;
  for (const auto& [pattern, with] : patterns) {
    const std::string& mask = with;
    each_match(*pattern, text, [&](std::size_t from, std::size_t to) {
      all.push_back({from, to, mask});
    });
  }
  each_match(number, text, [&](std::size_t from, std::size_t to) {
    const std::string plain = digits_of(text.substr(from, to - from));
    if (!begins_card(plain) || !is_card(plain)) return;
    all.push_back({from, to, std::string(kMask) + plain.substr(plain.size() - 4)});
  });
  std::stable_sort(all.begin(), all.end(),
                   [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> out;
  for (Span& one : all) {
    if (!out.empty() && one.from < out.back().to) {
      out.back().to = std::max(out.back().to, one.to);
    } else {
      out.push_back(std::move(one));
    }
  }
  return out;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

/// The word before a place: a member's or an element's name.
std::string word_before(std::string_view text, std::size_t at) {
  while (at > 0 &&
         std::string_view(" \t\r\n\"':=>[\\").find(text[at - 1]) != std::string_view::npos)
    --at;
  std::size_t from = at;
  while (from > 0 && is_word(text[from - 1])) --from;
  return std::string(text.substr(from, at - from));
}

/// Masks of a corrected text, as they stand there: "•••", or a card's "•••1111".
std::vector<Span> masks_in(std::string_view text) {
  std::vector<Span> out;
  for (std::size_t at = text.find(kMask); at != std::string_view::npos;
       at = text.find(kMask, out.back().to)) {
    std::size_t to = at + kMask.size();
    const std::string_view next = text.substr(to, 4);
    if (next.size() == 4 && digits_of(next).size() == 4) to += 4;
    out.push_back({at, to, std::string(text.substr(at, to - at))});
  }
  return out;
}

/// A mask's name among those of a text: what stands before it, and itself.
using Named = std::map<std::pair<std::string, std::string>, std::vector<const Span*>>;

Named by_name(std::string_view text, const std::vector<Span>& spans) {
  Named out;
  for (const Span& one : spans) {
    const bool quoted = one.with.front() == '"';
    const std::string mask = quoted ? std::string(kMask) : one.with;
    out[{word_before(text, one.from), mask}].push_back(&one);
  }
  return out;
}

}  // namespace

std::string masked_bytes(const std::string& bytes) {
  std::string out;
  std::size_t from = 0;
  for (const Span& one : secrets_in(bytes)) {
    out.append(bytes, from, one.from - from).append(one.with);
    from = one.to;
  }
  return out.append(bytes, from, std::string::npos);
}

std::string masked_text(std::string text) {
  if (invalid_utf8(text) != std::string::npos) {
    std::string plain;
    for (const char c : text) plain += static_cast<unsigned char>(c) < 0x80 ? c : '?';
    text = std::move(plain);
  }
  return masked_bytes(text);
}

Result<std::string> unmasked_text(const std::string& corrected, const std::string& original) {
  const std::vector<Span> masks = masks_in(corrected), secrets = secrets_in(original);
  const Named known = by_name(original, secrets);
  std::map<const Span*, const Span*> behind;
  for (const auto& [name, all] : by_name(corrected, masks)) {
    const auto found = known.find(name);
    if (found == known.end() || found->second.size() != all.size()) {
      const std::string place = name.first.empty() ? "" : " of " + shown(name.first);
      return Error{Fate::reject,
                   "it is not clear what stands behind the " + name.second + place,
                   "leave masked places as they stand, or type the values in all of that name",
                   {},
                   "usage"};
    }
    for (std::size_t i = 0; i < all.size(); ++i) behind[all[i]] = found->second[i];
  }
  std::string out;
  std::size_t from = 0;
  for (const Span& mask : masks) {
    const Span& secret = *behind.at(&mask);
    std::size_t begin = mask.from, end = mask.to;
    const bool was_number = secret.with.front() == '"';  // shown in quotes that are not its own
    if (was_number && begin > 0 && corrected[begin - 1] == '"' && corrected[end] == '"') {
      --begin;
      ++end;
    }
    out.append(corrected, from, begin - from);
    out.append(original, secret.from, secret.to - secret.from);
    from = end;
  }
  return out.append(corrected, from, std::string::npos);
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

namespace {

/// As it would be masked where its name stands in a document: each word of the path may be it.
std::string masked_value(const std::string& path, const std::string& value) {
  std::string word;
  for (const char c : path + "/") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.') {
      word += c;
      continue;
    }
    if (!word.empty()) {
      const json::value masked = masked_json(json::serialize(json::object{{word, value}}));
      const json::object* in = masked.if_object();
      const json::value* shown = in == nullptr ? nullptr : in->if_contains(word);
      if (shown == nullptr || *shown != json::value(value)) return std::string(kMask);
    }
    word.clear();
  }
  return value;
}

/// Whether something was masked.
bool mask_member(json::object& in, const char* path, const char* name) {
  const json::value *at = in.if_contains(path), *value = in.if_contains(name);
  if (at == nullptr || value == nullptr || !at->is_string() || !value->is_string()) return false;
  const std::string is(value->get_string());
  const std::string masked = masked_value(std::string(at->get_string()), is);
  if (masked == is) return false;
  in[name] = masked;
  return true;
}

void mask_field(json::object& field) {
  bool any = mask_member(field, "field", "value");
  if (json::value* values = field.if_contains("values"); values != nullptr && values->is_array()) {
    for (json::value& one : values->get_array())
      any = (one.is_object() && mask_member(one.get_object(), "path", "value")) || any;
  }
  if (!any) return;
  field["value"] = kMask;
  field.erase("note");
  json::value* steps = field.if_contains("steps");
  if (steps == nullptr || !steps->is_array()) return;
  for (json::value& one : steps->get_array()) {
    if (one.is_object() && one.get_object().contains("result")) one.get_object()["result"] = kMask;
  }
}

}  // namespace

void mask_explained(json::value& in) {
  if (in.is_array()) {
    for (json::value& one : in.get_array()) mask_explained(one);
  } else if (in.is_object()) {
    json::object& object = in.get_object();
    if (object.contains("field") && object.contains("values")) return mask_field(object);
    for (auto& one : object) mask_explained(one.value());
  }
}

}  // namespace norekey::console
