/// handing: what the looks at stock, prices and statuses share: one look at a time for a channel,
/// room in the queue, and records with what is shown from then on, in one transaction.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/push.hpp"
#include "flow/context.hpp"
#include "flow/duty.hpp"

namespace norekey::flow {

/// The box of a channel, once no other look has it. It becomes busy with `Busy`, before anything is
/// waited for.
template <class Box>
awaitable<std::shared_ptr<Box>> free_box(std::map<std::string, std::shared_ptr<Box>>& boxes,
                                         std::string name) {
  for (;;) {
    auto& kept = boxes[name];
    if (!kept) kept = std::make_shared<Box>();
    if (!kept->busy) co_return kept;
    co_await rest_for(std::chrono::milliseconds{50});
  }
}

/// One look at a time for each channel.
template <class Box>
class Busy {
 public:
  explicit Busy(Box& box) : box_(box) { box_.busy = true; }
  ~Busy() { box_.busy = false; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  Box& box_;
};

/// What waits in the queue, and how much of it is enough.
struct Room {
  std::string channel, kind;
  int most = 0;
  std::string what, cause;  ///< "batches of stock", "stock/waiting": for the error
};

/// Until fewer than `most` wait: the queue never holds more than it can name, and a shop that is
/// away stops the looking. retry: none has ended for a minute.
awaitable<Result<void>> wait_for_room(Context& context, Room room);

/// What is shown of one SKU, as the store keeps it.
struct NowShown {
  std::string sku, value;
};

/// Batches as messages "push", and what is shown from then on: after it the queue answers for it.
/// `subject`: "stock", "prices". `number`: of the batches that this look made so far; grows.
awaitable<Result<void>> hand_over(Context& context, std::string channel, std::string subject,
                                  std::vector<connectors::Batch> batches,
                                  std::vector<NowShown> shown, int* number);

}  // namespace norekey::flow
