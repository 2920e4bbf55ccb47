#include "flow/held_lines.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostKeptLines = 1000;

/// All lines of one item together.
struct OfItem {
  Decimal quantity;
  std::vector<Decimal> prices;  ///< sorted, each line's
};

using ByItem = std::map<std::string, OfItem>;

void add_line(ByItem& all, const std::string& item, const Decimal& quantity, const Decimal& price) {
  OfItem& one = all[item];
  one.quantity += quantity;
  one.prices.insert(std::upper_bound(one.prices.begin(), one.prices.end(), price), price);
}

ByItem read_kept(const std::string& kept) {
  ByItem out;
  boost::system::error_code ec;
  const json::value all = json::parse(kept, ec);
  if (ec || !all.is_array()) return out;
  for (const json::value& line : all.get_array()) {
    if (!line.is_array() || line.get_array().size() != 3) return {};
    std::string texts[3];
    for (std::size_t i = 0; i < 3; ++i) {
      const json::value& text = line.get_array()[i];
      if (!text.is_string()) return {};
      texts[i] = std::string(text.get_string());
    }
    const auto quantity = Decimal::parse(texts[1]), price = Decimal::parse(texts[2]);
    if (!quantity || !price) return {};
    add_line(out, texts[0], *quantity, *price);
  }
  return out;
}

std::string prices_text(const std::vector<Decimal>& prices) {
  std::string out;
  for (const Decimal& one : prices) out += (out.empty() ? "" : " and ") + one.trimmed(2).str();
  return out;
}

std::string counted_item(const OfItem& one, const std::string& item) {
  return one.quantity.trimmed().str() + " x " + item;
}

}  // namespace

std::string keep_lines(const std::vector<adapters::ErpLine>& lines) {
  if (lines.empty() || lines.size() > kMostKeptLines) return "";
  json::array out;
  for (const adapters::ErpLine& one : lines)
    out.push_back(json::array{one.item.empty() ? one.description : one.item, one.quantity.str(),
                              one.price.str()});
  return json::serialize(out);
}

std::vector<std::string> changed_lines(const std::string& kept,
                                       const std::vector<adapters::ErpLine>& now) {
  std::vector<std::string> out;
  const ByItem was = read_kept(kept);
  if (was.empty() || now.empty()) return out;
  ByItem is;
  for (const adapters::ErpLine& one : now)
    add_line(is, one.item.empty() ? one.description : one.item, one.quantity, one.price);
  for (const auto& [item, before] : was) {
    const auto found = is.find(item);
    if (found == is.end()) {
      out.push_back(counted_item(before, item) + " removed");
    } else if (found->second.quantity != before.quantity) {
      out.push_back("quantity of " + item + " " + before.quantity.trimmed().str() + " became " +
                    found->second.quantity.trimmed().str());
    }
    if (found != is.end() && found->second.prices != before.prices)
      out.push_back("price of " + item + " " + prices_text(before.prices) + " became " +
                    prices_text(found->second.prices));
  }
  for (const auto& [item, one] : is) {
    if (!was.contains(item)) out.push_back(counted_item(one, item) + " added");
  }
  return out;
}

}  // namespace norekey::flow
