#include "console/listener.hpp"

#include <utility>

namespace norekey::console {
namespace {

constexpr std::size_t kMostBehind = 256 * 1024;  // bytes

}  // namespace

std::string event_text(const std::string& event, const std::string& data) {
  return "event: " + event + "\ndata: " + data + "\n\n";
}

void Listener::give(const std::string& text) {
  if (over_) return;
  if (waiting_.size() + text.size() > kMostBehind) {
    over_ = true;
  } else {
    waiting_ += text;
  }
}

std::optional<std::string> Listener::take(Instant now) {
  if (!over_ && now >= until_) {
    give(event_text("bye", R"({"why":"the session is over"})"));
    over_ = true;
  }
  if (!waiting_.empty()) return std::exchange(waiting_, "");
  if (over_) return "";
  return std::nullopt;
}

}  // namespace norekey::console
