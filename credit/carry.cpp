#include "credit/carry.hpp"

#include <algorithm>
#include <map>

namespace norekey::credit {
namespace {

/// The base of each split when its slot shares `net`: all on the first line where none had any.
std::vector<Decimal> carried_bases(const std::vector<const Split*>& of_slot, const Decimal& net,
                                   int exponent) {
  std::vector<Decimal> weights;
  for (const Split* split : of_slot) weights.push_back(split->base);
  auto shared = allocate(net, weights, exponent);
  if (shared) return std::move(*shared);
  std::vector<Decimal> out(of_slot.size());
  out.front() = net;
  return out;
}

}  // namespace

std::vector<Entry> carry(const Decision& decided, const Decimal& net) {
  std::map<Slot, std::vector<const Split*>> slots;
  for (const Split& split : decided.splits) slots[split.slot].push_back(&split);
  std::vector<Entry> out;
  for (const auto& [slot, splits] : slots) {
    const std::vector<Decimal> bases = carried_bases(splits, net, decided.exponent);
    for (std::size_t i = 0; i < splits.size(); ++i) {
      const auto amounts = amounts_of(*splits[i], bases[i], decided.exponent);
      for (std::size_t seat = 0; seat < amounts.size(); ++seat) {
        const Holder& holder = splits[i]->holders[seat];
        Entry& one = out.emplace_back();
        one.line = splits[i]->line;
        one.slot = slot;
        one.component = splits[i]->component;
        one.rep = holder.rep;
        one.amount = amounts[seat].rounded(decided.exponent);
        one.rule = holder.rule;
        one.via = holder.via;
        one.state = "booked";
      }
    }
  }
  return out;
}

}  // namespace norekey::credit
