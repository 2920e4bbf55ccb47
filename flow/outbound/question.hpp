/// question: a look that would do something absurd stops and asks: a parked message of kind "ask".
/// Used by stock and prices; the step `ask` of push.hpp parks it.
#pragma once
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

struct Question {
  std::string channel;
  std::string name;  ///< "acme/shop/prices/plan": one question at a time goes by it
  std::string plan;  ///< what exactly is asked about; "" = there is only one such question
};

/// Whether it waits for a person; with `plan` "" whatever it is about. Errors: the store's.
awaitable<Result<bool>> is_asked(Context& context, Question question);

/// Asks, unless it is asked already; another plan takes the place of the one before. Durable on
/// return.
awaitable<Result<void>> ask(Context& context, Question question, std::string what, std::string fix,
                            std::string cause);

/// The question is over: nothing absurd is left.
awaitable<Result<void>> take_back(Context& context, Question question);

}  // namespace norekey::flow
