/// Index: searching what the Store holds, and how much came and went in each five minutes. Answers
/// in a time that does not grow with the journal; never blocks intake; sees only what is committed.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "queue/journal.hpp"

namespace norekey::queue {

/// Empty fields do not restrict.
struct Search {
  std::vector<std::string> words{};  ///< a message has all of them
  std::string beginning{};           ///< and one that begins so
  std::string channel{}, identity{}, kind{}, cause{};
  std::optional<State> state{};
  Instant since{}, until = Instant::max();  ///< received, half-open
  std::int64_t before = 0;                  ///< id: the next page; 0 = from the newest
  int limit = 100;                          ///< at most 500
};

struct FoundRows {
  std::vector<Row> rows;  ///< newest first
  /// To go on with; 0 = that was all. There may be fewer rows than asked for and still more to
  /// look at: one search looks at some thousand messages, so that none takes long.
  std::int64_t before = 0;
};

/// What happened to messages of one channel and kind in five minutes.
struct Pulse {
  Instant at{};  ///< when the five minutes began
  std::string channel{}, kind{};
  State what = State::fresh;  ///< fresh: taken in; else: ended so, or parked
  std::int64_t count = 0;
  std::chrono::microseconds took{}, longest{};  ///< since taken in: the sum, and the longest
};

class Index {
 public:
  virtual ~Index() = default;

  virtual awaitable<Result<FoundRows>> search(Search search) = 0;

  /// In order of time; at most 200,000. Kept for 35 days.
  virtual awaitable<Result<std::vector<Pulse>>> pulses(Instant since) = 0;
};

}  // namespace norekey::queue
