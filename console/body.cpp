#include "console/body.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "console/call.hpp"
#include "core/text.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

struct Body {
  std::string_view operation, fields;
};

constexpr Body kBodies[] = {
    {"sign_in", "user:text password:text code:text link:text"},
    {"change_password", "old:text password:text"},
    {"begin_totp", "code:text"},
    {"confirm_totp", "code:text"},
    {"end_totp", "code:text"},
    {"set_up", "token:text user:text name:text password:text"},
    {"replay",
     "id:whole ids:wholes cause:text channel:text since:text send_again:flag "
     "why:text"},
    {"ignore", "id:whole ids:wholes why:text"},
    {"resend", "id:whole text:text digest:text why:text"},
    {"assign", "cause:text id:whole ids:wholes to:text why:text"},
    {"set_lookup_row", "value:text was:text why:text"},
    {"import_lookup", "csv:text dry_run:flag why:text"},
    {"draft_mapping", "text:text why:text"},
    {"discard_draft", "why:text"},
    {"try_mapping", "text:text key:text"},
    {"diff_mapping", "text:text since:text channel:text"},
    {"apply", "bundle:text why:text"},
    {"rollback", "to:text why:text"},
    {"sync", "channel:text dry_run:flag all:flag accept:flag approve:text why:text"},
    {"credit_what_if", "assignments:text since:text"},
    {"decide_reentry", "same:flag cause:text channel:text why:text"},
    {"credit_claim", "key:text channel:text to:text line:whole why:text"},
    {"decide_claim", "uphold:flag why:text"},
    {"pause", "for:text why:text"},
    {"resume", "why:text"},
    {"add_user", "user:text name:text role:text rep:text password:text why:text"},
    {"change_user", "name:text role:text rep:text disabled:flag link:flag why:text"},
    {"add_token", "name:text role:text rep:text areas:texts days:whole why:text"},
};

struct Kind {
  std::string_view name;
  const char* words;
  bool (*is)(const json::value&);
};

bool is_text(const json::value& in) { return in.is_string(); }
bool is_whole(const json::value& in) { return in.is_int64(); }

template <bool (*Is)(const json::value&)>
bool is_list(const json::value& in) {
  if (!in.is_array()) return false;
  const json::array& all = in.get_array();
  return std::all_of(all.begin(), all.end(), Is);
}

constexpr Kind kKinds[] = {
    {"text", "a text", is_text},
    {"flag", "true or false", [](const json::value& in) { return in.is_bool(); }},
    {"whole", "a whole number", is_whole},
    {"texts", "a list of texts", is_list<is_text>},
    {"wholes", "a list of whole numbers", is_list<is_whole>},
};

const char* words_of(const json::value& in) {
  switch (in.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "true or false";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
    default:
      return is_whole(in) ? "a whole number" : "a number";
  }
}

/// Names that stand in lists and in the log beside others.
constexpr std::string_view kOneLine[] = {"user", "name", "to", "value"};
constexpr std::size_t kMostOfAName = 100;

/// PostgreSQL keeps no U+0000, and no name of an order or a code has one.
Result<void> check_text(const std::string& name, const std::string& text) {
  if (text.find('\0') != std::string::npos)
    return wanted(name + " holds U+0000", "leave that character out");
  const bool one_line =
      std::find(std::begin(kOneLine), std::end(kOneLine), name) != std::end(kOneLine);
  if (one_line && !is_one_line(text))
    return wanted(name + " " + shown(text) + " is not one line of what can be seen",
                  "type it anew, without line breaks, tabs and the like");
  if (name == "name" && count_characters(text) > kMostOfAName)
    return wanted(name + " has " + std::to_string(count_characters(text)) +
                      " characters, more than " + std::to_string(kMostOfAName),
                  "say it shorter");
  return {};
}

}  // namespace

std::string_view body_fields(std::string_view operation) {
  for (const Body& one : kBodies) {
    if (one.operation == operation) return one.fields;
  }
  return "";
}

Result<void> check_body(std::string_view operation, const json::object& body) {
  std::vector<std::string> names, kinds;
  for (const std::string& field : split(body_fields(operation), ' ')) {
    if (field.empty()) continue;
    const auto colon = field.find(':');
    names.push_back(field.substr(0, colon));
    kinds.push_back(field.substr(colon + 1));
  }
  for (const auto& one : body) {
    const std::string name(one.key());
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      return wanted("the body has a field " + shown(name) + did_you_mean(name, names),
                    names.empty() ? "this takes none" : "this takes: " + join(names, ", "));
    }
    const std::string& want = kinds[static_cast<std::size_t>(found - names.begin())];
    for (const Kind& kind : kKinds) {
      if (kind.name != want || kind.is(one.value())) continue;
      return wanted(name + " is " + words_of(one.value()) + ", not " + kind.words,
                    "send " + std::string(kind.words));
    }
    if (!one.value().is_string()) continue;
    if (auto fine = check_text(name, std::string(one.value().get_string())); !fine) return fine;
  }
  return {};
}

}  // namespace norekey::console
