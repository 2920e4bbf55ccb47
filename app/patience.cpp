#include "app/patience.hpp"

#include <systemd/sd-daemon.h>

#include <chrono>
#include <thread>

namespace norekey::app {
namespace {

using namespace std::chrono_literals;

constexpr int kMoments = 100;  // of 100 ms
constexpr auto kEvery = 1s, kTellEvery = 60s;

/// systemd would end a start that takes longer than it expects.
void tell(const flow::LogConfig& log_config, const Error& error) {
  Error passing = error;
  passing.fate = Fate::retry;
  if (const auto log = flow::open_log(log_config)) (*log)->failure("starting", passing);
  sd_notify(0, ("STATUS=waits for the store: " + error.what).c_str());
}

void ask_for_time() { sd_notify(0, "EXTEND_TIMEOUT_USEC=60000000"); }

}  // namespace

Hindrance hindrance_of(const Error& error) {
  if (error.cause == "store/lock") return Hindrance::momentary;
  if (error.cause == "store/away" || error.cause == "store/busy") return Hindrance::passing;
  return Hindrance::lasting;
}

Result<std::unique_ptr<Daemon>> open_patiently(const config::Daemon& config,
                                               const flow::LogConfig& log_config) {
  auto next = std::chrono::steady_clock::now();
  for (int moments = 1;;) {
    auto log = flow::open_log(log_config);
    if (!log) return log.error();
    auto daemon = Daemon::open(config, std::move(*log), true);
    if (daemon) return daemon;
    const auto hindrance = hindrance_of(daemon.error());
    if (hindrance == Hindrance::lasting) return daemon;
    if (hindrance == Hindrance::momentary) {
      if (moments++ == kMoments) return daemon;
      std::this_thread::sleep_for(100ms);
      continue;
    }
    if (const auto now = std::chrono::steady_clock::now(); now >= next) {
      tell(log_config, daemon.error());
      next = now + kTellEvery;
    }
    ask_for_time();
    std::this_thread::sleep_for(kEvery);
  }
}

}  // namespace norekey::app
