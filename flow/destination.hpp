/// destination: somebody who is called (an ERP, a shop), and how many messages for it may be taken
/// up now: concurrency, rate, pause, calendar, rest after failures. A plain state machine, asked by
/// flow/work before each lease; time and chance are passed in. It knows no message.
#pragma once
#include <optional>
#include <string>

#include "config/calendar.hpp"
#include "core/time.hpp"

namespace norekey::flow {

/// What is configured.
struct Terms {
  int at_once = 4;      ///< calls under way
  int per_minute = 0;   ///< 0 = no limit
  int burst = 10;       ///< so many at once after a quiet time
  bool paused = false;  ///< by a person: nothing is taken up
  config::Calendar closed{};
  std::string zone = "UTC";
};

/// What a person ordered, over and above the terms.
struct Pause {
  std::string who{}, why{};        ///< "ann (cli)"; why: "" = not told
  Instant until = Instant::max();  ///< goes on by itself then; max = when somebody resumes it
  bool operator==(const Pause&) const = default;
};

enum class Standing {
  open,
  paused,
  closed,   ///< by its calendar
  resting,  ///< it asked for it, or has just failed
  trial,    ///< has failed so often that one call has to succeed first
};

const char* name_of(Standing);

class Destination {
 public:
  Destination() = default;
  explicit Destination(Terms terms) : terms_(std::move(terms)) {}
  /// New terms; what is known of its failures stays.
  void change(Terms terms) { terms_ = std::move(terms); }
  /// Takes nothing up until `pause` is over; nullopt: goes on, as far as its terms let it.
  void hold(std::optional<Pause> pause) { pause_ = std::move(pause); }

  Standing standing(Instant now) const;
  /// How many more may be taken up now.
  int allowance(Instant now) const;
  /// When there may be more again without anything ending; Instant::max() = not by time alone.
  Instant next(Instant now) const;
  /// Whether the only reason for an allowance of 0 is what is under way.
  bool full(Instant now) const;

  void start(Instant now);
  /// It has answered, whatever the answer: what it was asked is no failure of its own.
  void answered();
  /// It could not be reached, was busy or broken. `asked`: it asked to be left alone for so long.
  /// Rests for a random part (`chance`: 0 to 999) of a time that doubles, 1 s to 5 min.
  void failed(Instant now, std::chrono::seconds asked, int chance);
  /// What was started has ended without a word about the destination.
  void ended();

  const Terms& terms() const { return terms_; }
  /// A person's, while it lasts.
  const Pause* pause(Instant now) const {
    return pause_ && now < pause_->until ? &*pause_ : nullptr;
  }
  int running() const { return running_; }
  int failures() const { return failures_; }
  Instant rests_until() const { return rest_; }

 private:
  int tokens(Instant now) const;
  std::chrono::microseconds interval() const;

  Terms terms_;
  std::optional<Pause> pause_;
  int running_ = 0;
  int failures_ = 0;  ///< in a row
  Instant rest_{};
  Instant earned_{};  ///< when the rate would be used up to the last call
};

}  // namespace norekey::flow
