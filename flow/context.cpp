#include "flow/context.hpp"

namespace norekey::flow {

Settlement done(std::string stage, std::string text, std::string detail) {
  Settlement out;
  out.outcome.state = queue::State::done;
  out.effects.steps.push_back({std::move(stage), std::move(text), std::move(detail), 0, {}});
  return out;
}

}  // namespace norekey::flow
