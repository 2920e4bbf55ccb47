#include "flow/context.hpp"

#include "core/text.hpp"

namespace norekey::flow {

Error no_channel(const std::string& name) {
  return {Fate::halt,
          "there is no channel " + norekey::shown(name) + " in the active bundle",
          "add the channel to channels.yaml, then: norekey apply",
          {},
          "channel"};
}

Settlement done(std::string stage, std::string text, std::string detail) {
  Settlement out;
  out.outcome.state = queue::State::done;
  out.effects.steps.push_back({std::move(stage), std::move(text), std::move(detail), 0, {}});
  return out;
}

}  // namespace norekey::flow
