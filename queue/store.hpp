/// Store: the durable queue between the outside world and the ERP. Filled by flow/intake, drained
/// by flow/deliver. Backends: sqlite/ (one host), postgres/. It knows no order, no ERP. States: new
/// -> leased -> done | new (retry) | parked | superseded. Each rule here is a test in
/// tests/queue/conformance_*_test.cpp, run for every backend.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

using boost::asio::awaitable;

/// Which parked messages to take up again. Empty fields do not restrict.
struct Selection {
  std::int64_t id = 0;
  std::string cause{};
  std::string channel{};
  Instant since{};  ///< received at or after
  /// Somebody has looked: what was written under this delivery key never came about. Its open
  /// intents are settled, but for one that is being worked on. "" = nobody has.
  std::string never_came{};
  std::string who{};  ///< said so
};

/// How many deliveries of a destination may be taken at most.
using DestinationLimits = std::map<std::string, int>;

/// What leaves the store: bodies and steps of messages that ended before. SQLite: sealed into day
/// files first, whole files removed later. Epoch = nothing does.
struct Retirement {
  Instant seal_before{};    ///< SQLite only
  Instant remove_before{};  ///< for good
};

struct Retired {
  int count = 0;
  std::int64_t last = 0;  ///< go on after this message; 0 = that was all
};

class Store {
 public:
  virtual ~Store() = default;

  /// On return all of `batch` survives power loss, so the caller may answer 2xx. One group commit
  /// for all that wait. retry: database busy, away or full, or too much waits already. halt: schema
  /// too old or too new. reject: a name that is no UTF-8 or longer than 500 bytes, a body over
  /// 256 MB. All or nothing.
  virtual awaitable<Result<std::vector<AddedMessage>>> add(std::vector<Message> batch) = 0;

  /// Up to `max` due deliveries, oldest first (PostgreSQL: in the order in which they became due),
  /// at most one per ordering key: a key whose earlier delivery is leased or waits for its retry is
  /// passed over; a parked, done or superseded one has released it. `hold`: after that, without
  /// `renew`, the delivery may be leased again under a higher epoch. `limits`: destinations of
  /// which at most so many are taken, 0 = none; whoever raises a limit leases without waiting
  /// first, for nothing else wakes those who wait.
  virtual awaitable<Result<std::vector<Leased>>> lease(int max, std::chrono::seconds hold,
                                                       DestinationLimits limits) = 0;

  /// Prolongs leases that are still ours. Answers those that are not (the worker must stop without
  /// sending).
  virtual awaitable<Result<std::vector<Lease>>> renew(std::vector<Lease> leases,
                                                      std::chrono::seconds hold) = 0;

  /// Durable intent: on return it survives power loss; only then may the first byte leave. reject:
  /// the epoch is stale.
  virtual awaitable<Result<void>> intend(Lease lease, Intent intent) = 0;

  /// Ends a lease and commits its effects (records, ledger, follow-up messages, wake-ups) in the
  /// same transaction, durable on return. reject: the epoch is stale, nothing was written.
  virtual awaitable<Result<void>> settle(Lease lease, Outcome outcome, Effects effects) = 0;

  /// Effects of a person's or a poller's doing, without a lease; durable on return. Returns what
  /// `effects.messages` became.
  virtual awaitable<Result<std::vector<AddedMessage>>> put(Effects effects) = 0;

  /// Parked messages become new, due at once. Returns how many.
  virtual awaitable<Result<int>> replay(Selection selection) = 0;

  /// A parked or waiting message is ended by a person. reject: no such message, leased, or already
  /// ended.
  virtual awaitable<Result<void>> ignore(std::int64_t id, std::string who, std::string why) = 0;

  /// Of all daemons on this store one has a duty (polling a channel, watching an ERP) at a time:
  /// true = this one has it now, for `hold` from now on, unless it claims again before. A dead
  /// one's duty is free once its time is over.
  virtual awaitable<Result<bool>> claim(std::string duty, std::chrono::seconds hold) = 0;

  /// One chunk of what is to leave, after the message `after`: at most 200 messages or 1 MB, so
  /// that intake in between never waits for more. retry: no room for the sealed files.
  virtual awaitable<Result<Retired>> retire(Retirement policy, std::int64_t after) = 0;

  /// Returns when there may be something to lease, or at `latest`. Woken by add, settle, put and
  /// replay of any daemon.
  virtual awaitable<void> wait_for_work(Instant latest) = 0;
};

}  // namespace norekey::queue
