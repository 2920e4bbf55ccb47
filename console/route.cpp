#include "console/route.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"

namespace norekey::console {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// RFC 3986, 2.1; in queries a plus is a blank.
Result<std::string> decode(std::string_view text, bool plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return wanted(shown(text) + " is not percent-encoded", "encode each % as %25");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (invalid_utf8(out) != std::string::npos || out.find('\0') != std::string::npos)
    return wanted(shown(out) + " is no UTF-8 text", "encode it as UTF-8");
  return out;
}

/// nullopt: another path.
std::optional<std::vector<std::pair<std::string, std::string_view>>> match(
    std::string_view pattern, const std::vector<std::string>& given) {
  const auto parts = split(pattern.substr(1), '/');
  if (parts.size() != given.size()) return std::nullopt;
  std::vector<std::pair<std::string, std::string_view>> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool any = parts[i][0] == '{';
    if (any && !given[i].empty()) {
      out.emplace_back(parts[i].substr(1, parts[i].size() - 2), given[i]);
    } else if (parts[i] != given[i]) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

bool may(const Route& route, Role role) {
  switch (route.least) {
    case Least::nobody:
    case Least::any:
      return true;
    default:
      break;
  }
  if (role == Role::rep) return route.rep;
  const int rank = role == Role::viewer ? 2 : role == Role::operator_ ? 3 : 4;
  return rank >= static_cast<int>(route.least);
}

/// Of several that fit, the one that names more ("partners/due" before "partners/{name}").
Result<Found> find_route(std::string_view method, std::string_view path) {
  Found out;
  if (path.empty() || path[0] != '/') return out;
  const auto given = split(path.substr(1), '/');
  std::size_t fewest = given.size() + 1;
  for (const Route& route : routes()) {
    const auto values = match(route.path, given);
    if (!values || values->size() > fewest) continue;
    if (values->size() < fewest) out = {};
    fewest = values->size();
    out.others += (out.others.empty() ? "" : ", ") + std::string(route.method);
    if (route.method != method) continue;
    out.route = &route;
    for (const auto& [name, raw] : *values) {
      auto value = decode(raw, false);
      if (!value) return value.error();
      out.values[name] = std::move(*value);
    }
  }
  return out;
}

namespace {

const std::set<std::string> kYesOrNo{"", "1", "0", "yes", "no", "true", "false"};

}  // namespace

Result<void> check_query(const Route& route, const std::map<std::string, std::string>& query) {
  if (route.query == "*") return {};
  std::vector<std::string> names;
  std::set<std::string> flags;
  for (std::string name : route.query.empty() ? names : split(route.query, ' ')) {
    if (name.ends_with('?')) {
      name.pop_back();
      flags.insert(name);
    }
    names.push_back(std::move(name));
  }
  for (const auto& [name, value] : query) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      return wanted("there is no parameter " + shown(name) + did_you_mean(name, names),
                    names.empty() ? "leave it out: " + std::string(route.operation) + " takes none"
                                  : "use one of: " + join(names, ", "));
    if (flags.contains(name) && !kYesOrNo.contains(value))
      return wanted(name + " is yes or no, not " + shown(value), "write " + name + "=yes");
  }
  return {};
}

Result<std::map<std::string, std::string>> read_query(std::string_view query) {
  std::map<std::string, std::string> out;
  if (query.empty()) return out;
  for (const std::string& one : split(query, '&')) {
    if (one.empty()) continue;
    const auto equals = one.find('=');
    auto name = decode(std::string_view(one).substr(0, equals), true);
    auto value = equals == std::string::npos
                     ? Result<std::string>(std::string())
                     : decode(std::string_view(one).substr(equals + 1), true);
    if (!name) return name.error();
    if (!value) return value.error();
    if (const auto known = out.find(*name); known != out.end() && known->second != *value)
      return wanted(
          shown(*name) + " is given twice, as " + shown(known->second) + " and as " + shown(*value),
          "give it once");
    out.emplace(std::move(*name), std::move(*value));
  }
  return out;
}

}  // namespace norekey::console
