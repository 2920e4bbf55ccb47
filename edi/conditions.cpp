#include "edi/conditions.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

constexpr std::uint32_t bit(std::size_t i) { return std::uint32_t{1} << i; }
constexpr std::uint32_t all_of(std::size_t count) {
  return static_cast<std::uint32_t>(bit(count) - 1);
}

bool is_there(const Ask& ask, std::uint16_t node, const Segment& segment) {
  if (!std::binary_search(ask.nodes.begin(), ask.nodes.end(), node)) return false;
  if (ask.element == 0) return true;
  const std::string_view value =
      ask.component == 0 ? segment.at(ask.element) : segment.at(ask.element, ask.component);
  if (ask.values.empty()) return !value.empty();
  return std::find(ask.values.begin(), ask.values.end(), value) != ask.values.end();
}

/// "BEG02 is 'BK' and CUR is there".
std::string reason_of(const Condition& condition) {
  std::vector<std::string> all;
  for (const Ask& ask : condition.when) {
    std::vector<std::string> values;
    for (const std::string& one : ask.values) values.push_back(shown(one));
    all.push_back(ask.name + (values.empty() ? " is there" : " is " + join(values, " or ")));
  }
  return join(all, " and ");
}

std::uint32_t bits_outside(const std::vector<Ask>& asks) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < asks.size(); ++i) out |= asks[i].outside ? bit(i) : 0;
  return out;
}

}  // namespace

void Conditions::start(const SetGuide& guide) {
  guide_ = &guide;
  states_.assign(guide.conditions.size(), {});
  for (std::size_t i = 0; i < states_.size(); ++i)
    states_[i].open = guide.conditions[i].scope == kNone;
  for (std::size_t i = 0; i < states_.size(); ++i)
    states_[i].seen.resize(guide.conditions[i].require.size());
}

bool Conditions::inside(std::uint16_t node, std::uint16_t scope) const {
  for (std::uint16_t at = node; at != kNone; at = guide_->nodes[at].parent) {
    if (at == scope) return true;
  }
  return scope == kNone;
}

void Conditions::look(const Condition& condition, State& state, std::uint16_t node,
                      const Segment& segment, const TakeBroken& take) {
  const auto mark = [&](const std::vector<Ask>& asks, std::uint32_t& bits) {
    for (std::size_t i = 0; i < asks.size(); ++i) {
      if (is_there(asks[i], node, segment)) bits |= bit(i);
    }
  };
  mark(condition.when, state.when);
  mark(condition.require, state.require);
  const std::uint32_t before = state.forbid;
  mark(condition.forbid, state.forbid);
  if (state.forbid == before || state.when != all_of(condition.when.size())) return;
  for (std::size_t i = 0; i < condition.forbid.size(); ++i) {
    if ((state.forbid & ~before & bit(i)) == 0) continue;
    take({&condition.forbid[i], true, true, reason_of(condition), 0, {}});
    state.forbid &= ~bit(i);
  }
}

void Conditions::close(const Condition& condition, State& state, const TakeBroken& take) {
  if (state.when == all_of(condition.when.size())) {
    for (std::size_t i = 0; i < condition.require.size(); ++i) {
      if ((state.require & bit(i)) == 0)
        take({&condition.require[i], false, false, reason_of(condition), state.seen[i].ordinal,
              state.seen[i].place});
    }
    for (std::size_t i = 0; i < condition.forbid.size(); ++i) {
      if ((state.forbid & bit(i)) != 0)
        take({&condition.forbid[i], true, false, reason_of(condition), 0, {}});
    }
  }
  state.when &= bits_outside(condition.when);
  state.require &= bits_outside(condition.require);
  state.forbid &= bits_outside(condition.forbid);
  for (std::size_t i = 0; i < condition.require.size(); ++i) {
    if (!condition.require[i].outside) state.seen[i] = {};
  }
}

void Conditions::segment(std::uint16_t node, const Segment& segment, std::uint32_t ordinal,
                         const TellPlace& place, const TakeBroken& take) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const Condition& condition = guide_->conditions[i];
    State& state = states_[i];
    if (condition.scope != kNone) {
      const bool within = inside(node, condition.scope);
      if (state.open && (!within || node == condition.scope)) close(condition, state, take);
      state.open = within;
    }
    look(condition, state, node, segment, take);
    for (std::size_t r = 0; r < condition.require.size(); ++r) {
      const Ask& ask = condition.require[r];
      if (ask.element > 0 && std::binary_search(ask.nodes.begin(), ask.nodes.end(), node))
        state.seen[r] = {ordinal, place()};
    }
  }
}

void Conditions::finish(const TakeBroken& take) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].open) close(guide_->conditions[i], states_[i], take);
    states_[i].open = false;
  }
}

}  // namespace norekey::edi
