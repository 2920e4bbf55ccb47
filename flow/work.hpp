/// work: leases what is due, hands each message to its step, and settles it. The one place where
/// errors become outcomes.
#pragma once
#include <functional>

#include "flow/context.hpp"

namespace norekey::flow {

struct WorkLimits {
  int at_once = 32;                     ///< messages worked on at the same time
  std::chrono::seconds hold{12};        ///< a lease's length; renewed while its step runs
  std::chrono::seconds first_retry{1};  ///< the first back-off; doubles, with full jitter
  std::chrono::seconds longest_retry{300};
  unsigned seed = 0;  ///< of the jitter; 0 = another one each time
};

/// Runs until `stop()` is called; then no new lease is taken, and it returns when the last step has
/// been settled.
class Worker {
 public:
  Worker(Context& context, WorkLimits limits);
  ~Worker();

  awaitable<void> run();
  void stop();
  int running() const;

 private:
  struct State;
  class Hung;
  std::shared_ptr<State> state_;  ///< shared with who waits for the store
};

/// Each kind of message and the step that takes it: the flow, as a table.
awaitable<Result<Settlement>> take_step(Context& context, const queue::Leased& leased);

/// What a failed step becomes: parked for reject, retried with back-off for the others. `random`: 0
/// <= x < 1000.
queue::Outcome outcome_of(const Error& error, int attempts, Instant now, const WorkLimits& limits,
                          int random);

}  // namespace norekey::flow
