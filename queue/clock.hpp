/// clock: the store's own time. What waits (a retry, a lease, an outcome nobody knows) is measured
/// by it, so that setting the machine's clock makes nothing early, late or lost. Started by the
/// backends at open, read by all that plans moments in the store. It knows no database.
#pragma once
#include <atomic>
#include <string>

#include "core/time.hpp"

namespace norekey::queue {

/// What a machine knows of time. Tests and the simulator give their own.
class Machine {
 public:
  virtual ~Machine() = default;
  virtual Instant wall() const = 0;  ///< what people and NTP may set at any moment
  /// Since the machine was started, sleep included; nobody can set it (CLOCK_BOOTTIME).
  virtual std::chrono::microseconds up() const = 0;
  virtual std::string boot() const = 0;  ///< names this start of the machine
};

const Machine& this_machine();

/// Goes on by the machine's uptime from the moment it was set to.
class StoreClock final : public Clock {
 public:
  explicit StoreClock(const Machine& machine) : machine_(machine) { set(machine.wall()); }

  Instant now() const override {
    return Instant(std::chrono::microseconds(offset_.load()) + machine_.up());
  }
  void set(Instant now) { offset_ = (now.time_since_epoch() - machine_.up()).count(); }
  const Machine& machine() const { return machine_; }

 private:
  const Machine& machine_;
  std::atomic<std::int64_t> offset_;
};

}  // namespace norekey::queue
