#include "flow/mapping_diff.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/text.hpp"
#include "mapping/path.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostExamples = 3;

/// Every text and attribute, by its place: /sale/line[2]/price.
void flatten_node(const pugi::xml_node& node, std::map<std::string, std::string>& out, int depth) {
  if (depth > 200) return;
  bool elements = false;
  for (const pugi::xml_attribute a : node.attributes())
    out[mapping::place_in_tree({a, node})] = a.value();
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    elements = true;
    flatten_node(child, out, depth + 1);
  }
  if (!elements) out[mapping::place_in_tree(node)] = node.text().get();
}

/// The same name whichever one of several it is: a document with one line says /sale/line, with two
/// /sale/line[1].
std::string first_numbered(const std::string& path) {
  std::string out;
  for (const std::string& step : split(std::string_view(path).substr(1), '/'))
    out += "/" + (step.find('[') == std::string::npos && step[0] != '@' ? step + "[1]" : step);
  return out;
}

std::map<std::string, std::string> flattened(const mapping::Document& document) {
  std::map<std::string, std::string> raw, out;
  if (document.root()) flatten_node(document.root(), raw, 0);
  for (auto& [path, value] : raw) out[first_numbered(path)] = value;
  return out;
}

}  // namespace

std::string field_of(const std::string& path) {
  std::string out;
  bool inside = false;
  for (const char c : path.substr(std::min(path.find('/', 1), path.size() - 1) + 1)) {
    if (c == '[') inside = true;
    if (!inside) out += c;
    if (c == ']') inside = false;
  }
  return out;
}

void MappingDiff::tell(const Key& key, const std::string& order, const std::string& before,
                       const std::string& after) {
  Cause& cause = causes_[key];
  cause.orders.insert(order);
  ++cause.values;
  const auto a = before.empty() ? Result<Decimal>(Decimal(0)) : Decimal::parse(before);
  const auto b = after.empty() ? Result<Decimal>(Decimal(0)) : Decimal::parse(after);
  if (a && b && cause.numbers) {
    cause.difference += *b - *a;
  } else {
    cause.numbers = false;
  }
  if (cause.examples.size() < kMostExamples) cause.examples.push_back({order, {before, after}});
}

void MappingDiff::add(const std::string& order, const Mapped& before, const Mapped& after) {
  ++orders;
  const auto had = [&] {
    std::int64_t n = 0;
    for (const auto& one : causes_) n += one.second.values;
    return n;
  };
  const std::int64_t told = had();
  if (before.error || after.error) {
    const std::string a = before.error ? before.error->what : "",
                      b = after.error ? after.error->what : "";
    const Error& e = after.error ? *after.error : *before.error;
    const std::string cause = e.cause.empty() ? e.what : e.cause;
    if (a != b)
      tell({cause, !before.error  ? "parks now"
                   : !after.error ? "parks no longer"
                                  : "parks for another cause"},
           order, a.empty() ? "maps" : a, b.empty() ? "maps" : b);
  } else if (before.parts.size() != after.parts.size()) {
    tell({"parts", "other number of parts"}, order, std::to_string(before.parts.size()),
         std::to_string(after.parts.size()));
  } else {
    for (std::size_t i = 0; i < before.parts.size(); ++i) {
      const auto a = flattened(before.parts[i]), b = flattened(after.parts[i]);
      for (const auto& [path, value] : a) {
        const auto other = b.find(path);
        if (other == b.end()) {
          tell({field_of(path), "only before"}, order, value, "");
        } else if (other->second != value) {
          tell({field_of(path), "changed"}, order, value, other->second);
        }
      }
      for (const auto& [path, value] : b) {
        if (!a.contains(path)) tell({field_of(path), "only after"}, order, "", value);
      }
    }
  }
  if (had() > told) ++changed;
}

boost::json::array MappingDiff::causes() const {
  std::vector<const std::pair<const Key, Cause>*> all;
  for (const auto& one : causes_) all.push_back(&one);
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    return a->second.orders.size() > b->second.orders.size();
  });
  boost::json::array out;
  for (const auto* one : all) {
    const Cause& cause = one->second;
    boost::json::array examples;
    for (const auto& [order, values] : cause.examples) {
      examples.push_back(boost::json::object{
          {"order", order}, {"before", values.first}, {"after", values.second}});
    }
    boost::json::object row{{"field", one->first.first},
                            {"what", one->first.second},
                            {"orders", cause.orders.size()},
                            {"values", cause.values}};
    if (cause.numbers) row["difference"] = cause.difference.str();
    row["examples"] = std::move(examples);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace norekey::flow
