/// Journal: reading and searching what the Store holds. Never blocks intake; sees only what is
/// committed.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

using boost::asio::awaitable;

/// A message without its body, as lists show it.
struct Row {
  std::int64_t id = 0;
  std::string key{}, kind{}, channel{}, identity{}, destination{};
  int revision = 1;
  State state = State::fresh;
  int attempts = 0;
  Instant received{}, due{}, ended{};  ///< ended: epoch = not yet
  Instant
      retired{};  ///< by `message` only: its body was removed for good then; epoch = it is there
  std::string cause{}, what{}, fix{};  ///< of the last error; "" = none
  std::string where{};                 ///< its place, as `to_string(Error)` shows it
};

struct Query {
  std::string channel{}, identity{}, kind{}, cause{};  ///< "" = any
  std::optional<State> state{};
  Instant since{}, until = Instant::max();  ///< received, half-open
  std::int64_t before = 0;  ///< id: the next page of a newest-first list; 0 = from the newest
  int limit = 100;          ///< at most 1000
};

/// Parked messages that have the same cause.
struct Cause {
  std::string cause{}, what{}, fix{};
  std::int64_t count = 0;
  Instant oldest{};
};

struct Counts {
  std::int64_t fresh = 0, leased = 0, parked = 0, done = 0, superseded = 0, ignored = 0;
  Instant oldest_waiting{};  ///< epoch = none waits
};

class Journal {
 public:
  virtual ~Journal() = default;

  /// The message with its body. reject: no such number.
  virtual awaitable<Result<std::pair<Row, Message>>> message(std::int64_t id) = 0;

  /// Newest first.
  virtual awaitable<Result<std::vector<Row>>> list(Query query) = 0;

  virtual awaitable<Result<std::vector<Step>>> steps(std::int64_t id) = 0;

  /// Parked, by cause, most first; `channel` "" = all.
  virtual awaitable<Result<std::vector<Cause>>> causes(std::string channel) = 0;

  virtual awaitable<Result<Counts>> counts(std::string channel) = 0;

  /// The latest version; nullopt = never put, or withdrawn.
  virtual awaitable<Result<std::optional<Record>>> record(std::string kind, std::string key) = 0;

  /// Latest versions in key order, after `after`; `limit` at most 100000.
  virtual awaitable<Result<std::vector<Record>>> records(std::string kind, std::string after,
                                                         int limit) = 0;

  /// Every kept version of one record, newest first.
  virtual awaitable<Result<std::vector<Record>>> history(std::string kind, std::string key) = 0;

  /// Orders that `value` (web, ERP or PO number) leads to; `channel` "" = all.
  virtual awaitable<Result<std::vector<Alias>>> aliases(std::string value, std::string channel) = 0;

  /// In chain order after `after`.
  virtual awaitable<Result<std::vector<LedgerEntry>>> ledger(std::string company,
                                                             std::int64_t after, int limit) = 0;

  /// All entries of one order, by company and in chain order; the first 100000.
  virtual awaitable<Result<std::vector<LedgerEntry>>> ledger_of(std::string identity) = 0;

  /// The intent last written under a delivery key, of those whose outcome nobody knows where there
  /// are any; nullopt = none was written.
  virtual awaitable<Result<std::optional<Intent>>> intent(std::string key) = 0;
};

}  // namespace norekey::queue
