#include "flow/alerts/heartbeat.hpp"

#include "tests/flow/alerts/alert_world.hpp"

namespace norekey::flow {
namespace heartbeat_test {

namespace json = boost::json;
using testing::SizeIs;

std::string doctors_word(World& w) {
  const json::value answer = w.command({{"command", "doctor"}});
  for (const json::value& row : answer.as_array()) {
    if (row.at("what") == "heartbeat")
      return std::string(row.at("ok").as_bool() ? "" : "! ") +
             std::string(row.at("text").as_string());
  }
  return "";
}

class Heartbeat : public testing::Test {
 protected:
  Listener listener;
  AlertWorld w{"proxy: \"-\", heartbeat: { url: \"" + listener.url("/ping/{host}") + "\" }"};

  bool beat() { return w.run(beat_once(w.context())); }
  void live() { w.context().life = {true, std::chrono::steady_clock::now()}; }
};

TEST_F(Heartbeat, AsksWhileTheDaemonIsReadyAndNamesItsMachine) {
  live();
  EXPECT_TRUE(beat());
  ASSERT_THAT(listener.requests(), SizeIs(1));
  EXPECT_TRUE(listener.requests()[0].starts_with("GET /ping/db1 HTTP/1.1\r\n"));
  EXPECT_EQ(doctors_word(w), "answered 0 s ago");
}

TEST_F(Heartbeat, IsSilentWhileItStartsAndStops) {
  EXPECT_FALSE(beat());
  w.context().life.worked = std::chrono::steady_clock::now();
  EXPECT_FALSE(beat());
  EXPECT_EQ(listener.asked(), 0);
  EXPECT_EQ(doctors_word(w), "not asked yet: only a running daemon asks");
}

TEST_F(Heartbeat, IsSilentWhereTheWorkerStandsStill) {
  live();
  w.context().life.worked -= 61s;
  EXPECT_FALSE(beat());
  EXPECT_EQ(listener.asked(), 0);
}

TEST_F(Heartbeat, SaysThatItsAddressDoesNotTakeIt) {
  live();
  listener.answer(404);
  EXPECT_TRUE(beat());
  EXPECT_EQ(doctors_word(w), "! the heartbeat's address answered 404");
  listener.answer(200);
  EXPECT_TRUE(beat());
  EXPECT_EQ(doctors_word(w), "answered 0 s ago");
}

TEST(HeartbeatUrl, HasTheMachineInEachPlace) {
  config::Heartbeat heartbeat;
  heartbeat.url = "https://hc.example/{host}?from={host}";
  EXPECT_EQ(heartbeat_url(heartbeat, "db1"), "https://hc.example/db1?from=db1");
  EXPECT_EQ(heartbeat_url(heartbeat, "{host}"), "https://hc.example/{host}?from={host}");
}

}  // namespace heartbeat_test
}  // namespace norekey::flow
