#include "credit/base.hpp"

#include <algorithm>

namespace norekey::credit {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The excluded kind that `kind` falls under; "" = it carries sales credit.
std::string excluded_as(const std::string& kind, const Policy& policy) {
  for (const std::string& one : policy.exclude) {
    if (kind == one || ends_with(kind, "_" + one)) return kind;
  }
  return "";
}

std::vector<Decimal> spread(const Sale& sale, const std::vector<bool>& carries, int exponent) {
  std::vector<Decimal> weights;
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    const Decimal& net = sale.lines[i].net;
    weights.push_back(carries[i] && !net.is_negative() ? net : Decimal(0));
  }
  auto parts = allocate(sale.header_discount, weights, exponent);
  if (parts) return *parts;
  std::vector<Decimal> out(sale.lines.size());  // nothing has a price: the first line takes it
  const auto first = std::find(carries.begin(), carries.end(), true);
  if (first != carries.end())
    out[static_cast<std::size_t>(first - carries.begin())] = sale.header_discount;
  return out;
}

void add_line(const SaleLine& line, const Decimal& net, int exponent, Base& out) {
  out.total += net;
  if (line.kit.empty()) {
    out.shares.push_back({&line, line.product_line, "", net});
    return;
  }
  std::vector<Decimal> weights;
  Decimal sum;
  for (const Piece& piece : line.kit) sum += piece.list;
  for (const Piece& piece : line.kit) weights.push_back(sum.is_zero() ? Decimal(1) : piece.list);
  const auto parts = allocate(net, weights, exponent);
  for (std::size_t i = 0; i < line.kit.size(); ++i) {
    const Piece& piece = line.kit[i];
    out.shares.push_back({&line,
                          piece.product_line.empty() ? line.product_line : piece.product_line,
                          piece.sku, parts ? (*parts)[i] : Decimal(0)});
  }
}

}  // namespace

Base base_of(const Sale& sale, const Policy& policy, int exponent) {
  Base out;
  std::vector<bool> carries;
  for (const SaleLine& line : sale.lines) {
    const std::string kind = excluded_as(line.kind, policy);
    carries.push_back(kind.empty());
    if (!kind.empty()) out.excluded[kind] += line.net;
  }
  for (const auto& [kind, amount] :
       {std::pair{"freight", sale.freight}, std::pair{"tax", sale.tax}}) {
    if (!amount.is_zero()) out.excluded[kind] += amount;
  }
  if (!sale.header_discount.is_zero()) out.line_discounts = spread(sale, carries, exponent);
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    if (!carries[i]) continue;
    const SaleLine& line = sale.lines[i];
    const Decimal net = out.line_discounts.empty() ? line.net : line.net + out.line_discounts[i];
    add_line(line, net, exponent, out);
  }
  return out;
}

}  // namespace norekey::credit
