/// throttle: how often somebody may be wrong. A bucket for each name and each address: so many
/// tries at once, then one more as time passes. In memory, of this daemon; bounded.
#pragma once
#include <chrono>
#include <map>
#include <string>

#include "core/time.hpp"

namespace norekey::console {

class Throttle {
 public:
  /// `burst` tries, and one more each `every`.
  Throttle(int burst, std::chrono::seconds every) : burst_(burst), every_(every) {}

  /// How long until the next try is taken; 0 = now.
  std::chrono::seconds wait(const std::string& key, Instant now) const;

  /// A try that was wrong.
  void wrong(const std::string& key, Instant now);

  /// It was right: forgotten.
  void right(const std::string& key) { until_.erase(key); }

  std::size_t size() const { return until_.size(); }

 private:
  void make_room(Instant now);

  int burst_;
  std::chrono::seconds every_;
  std::map<std::string, Instant> until_;  ///< when the bucket is full again
};

}  // namespace norekey::console
