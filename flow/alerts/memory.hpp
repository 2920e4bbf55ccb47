/// memory: what looking for alerts keeps between two looks, so that each is cheap, and what is
/// known of the heartbeat. One a daemon, in its Context; nothing in it has to survive.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "flow/alerts/silence.hpp"
#include "net/certificate.hpp"

namespace norekey::flow {

struct AlertMemory {
  std::map<std::string, OrdersByTime> orders;  ///< by channel, of 35 days
  Instant orders_until{};                      ///< the last five minutes that were read
  bool orders_are_read = false;                ///< somebody is at it; what is there is not whole

  struct Certificate {
    Instant read{};
    std::optional<net::Validity> validity;
    std::optional<Error> failed;
  };
  std::map<std::string, Certificate> certificates;  ///< by file

  std::string own_seen;  ///< what this daemon last told the one that has the duty
  Instant own_seen_at{};
  Instant refreshed{};  ///< when Alertmanager was last told what is open

  struct Heartbeat {
    Instant at{};                 ///< the last try; epoch: none yet
    std::optional<Error> failed;  ///< nullopt: it was answered
  } heartbeat;
};

}  // namespace norekey::flow
