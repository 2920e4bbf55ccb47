#include "console/listener.hpp"

#include <gtest/gtest.h>

namespace norekey::console {
namespace listener_test {

using namespace std::chrono_literals;

const Instant kUntil{std::chrono::hours{1}};
constexpr const char* kBye = "event: bye\ndata: {\"why\":\"the session is over\"}\n\n";

TEST(OneWhoListens, IsToldWhatWaits) {
  Listener one("ann", kUntil);
  EXPECT_EQ(one.take(kUntil - 2s), "retry: 2000\n\n");
  EXPECT_EQ(one.take(kUntil - 2s), std::nullopt);
  one.give(event_text("counts", "{}"));
  one.give(event_text("counts", "1"));
  EXPECT_EQ(one.take(kUntil - 2s), "event: counts\ndata: {}\n\nevent: counts\ndata: 1\n\n");
}

TEST(OneWhoListens, EndsInTimeHoweverMuchThereIsToTell) {
  Listener one("ann", kUntil);
  one.take(kUntil - 2s);
  one.give("a\n\n");
  EXPECT_EQ(one.take(kUntil), std::string("a\n\n") + kBye);
  one.give("b\n\n");
  EXPECT_EQ(one.take(kUntil), "");
}

TEST(OneWhoListens, IsToldTheEndBeforeItEnds) {
  Listener one("ann", kUntil);
  one.give("bye\n\n");
  one.end();
  EXPECT_EQ(one.take(kUntil - 2s), "retry: 2000\n\nbye\n\n");
  EXPECT_EQ(one.take(kUntil - 2s), "");
}

TEST(OneWhoListens, EndsWhereTooMuchWaits) {
  Listener one("ann", kUntil);
  one.take(kUntil - 2s);
  one.give(std::string(200 * 1024, 'a'));
  one.give(std::string(200 * 1024, 'b'));
  EXPECT_EQ(one.take(kUntil - 2s), std::string(200 * 1024, 'a'));
  EXPECT_EQ(one.take(kUntil - 2s), "");
}

}  // namespace listener_test
}  // namespace norekey::console
