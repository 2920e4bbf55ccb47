/// virtual_time: the time of a simulation: std::chrono::steady_clock and Asio's timers follow it in
/// programs that link virtual_time.cpp. It passes while an io_context waits, from one timer to the
/// next, and when `set_time` is called.
#pragma once
#include <chrono>
#include <map>

#include "queue/clock.hpp"

namespace norekey::queue::test {

std::chrono::microseconds virtual_time();
void set_time(std::chrono::microseconds now);
/// An io_context that waits lets no more time pass than until then.
void pass_at_most_until(std::chrono::microseconds latest);

/// A machine that lives in it. Its wall clock can be set.
class VirtualMachine final : public Machine {
 public:
  Instant wall() const override { return start_ + virtual_time() + set_by; }
  std::chrono::microseconds up() const override { return std::chrono::hours(1) + virtual_time(); }
  std::string boot() const override { return "simulated"; }
  std::chrono::microseconds set_by{0};

 private:
  const Instant start_ = parse_instant("2026-03-10T15:00:00Z").value();
};

}  // namespace norekey::queue::test
