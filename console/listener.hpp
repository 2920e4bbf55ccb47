/// listener: one who reads the events: what waits for them, and when it ends. No I/O; events.hpp
/// has the stream.
#pragma once
#include <optional>
#include <string>

#include "core/time.hpp"

namespace norekey::console {

/// An event as it goes over the wire (HTML Living Standard, 9.2.5). `data` is JSON.
std::string event_text(const std::string& event, const std::string& data);

class Listener {
 public:
  /// `until`: then it ends, whatever there is to tell.
  Listener(std::string user, Instant until) : user_(std::move(user)), until_(until) {}

  /// Something to tell; who is too far behind is told no more, and ends.
  void give(const std::string& text);

  /// What goes out now; "" = it has ended; nullopt = there is nothing to tell.
  std::optional<std::string> take(Instant now);

  /// Ends once what waits is told.
  void end() { over_ = true; }

  const std::string& user() const { return user_; }
  Instant until() const { return until_; }

 private:
  std::string user_, waiting_ = "retry: 2000\n\n";
  Instant until_;
  bool over_ = false;
};

}  // namespace norekey::console
