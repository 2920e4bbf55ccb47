// The small process of crash_worker is killed at random moments, over and over, also while somebody
// sets the machine's clock. Then every order that was acknowledged is in the ERP exactly once, and
// those of one customer are there in their order.
//   test_crash [--kills=N] [--postgres-kills=N] [--clock-kills=N] [--pauses=N] [--faults=N]
//              [--stopped-seconds=N] [--seed=N] [--progress=FILE]
#include <random>

#include "scene.hpp"

namespace norekey::queue::test {

Parameters parameters;

namespace {

constexpr std::int64_t kDay = 86'400;

void kill_many(Scene& scene, const std::string& url, int kills, int longest_milliseconds) {
  for (int i = 0; i < kills && !testing::Test::HasFailure(); ++i) {
    scene.kill_one(url, longest_milliseconds);
  }
  if (!testing::Test::HasFatalFailure()) scene.drain(url);
  if (!testing::Test::HasFatalFailure()) scene.expect_nothing_lost_doubled_or_reordered(url);
}

TEST(Crash, OnSqliteNothingIsLostDoubledOrReordered) {
  rounds("kills-sqlite", parameters.kills, 500,
         [](Scene& scene, int kills) { kill_many(scene, scene.sqlite_url(), kills, 100); });
}

TEST(Crash, OnPostgresNothingIsLostDoubledOrReordered) {
  rounds("kills-postgres", parameters.postgres_kills, 100, [](Scene& scene, int kills) {
    drop_schema();
    kill_many(scene, PostgresCluster::instance().url(), kills, 1'500);
  });
}

/// A day on or back, in one jump or half a day at a time, while the worker runs and between runs.
void kill_while_the_clock_is_set(Scene& scene, const std::string& url, int kills) {
  for (int i = 0; i < kills && !testing::Test::HasFailure(); ++i) {
    const auto worker = scene.start(url, "customer-", false);
    char byte = 0;
    (void)!::read(worker.ready, &byte, 1);
    if (i == 0) scene.until_next_promise();  // a slow machine would be killed before each
    for (int jump = scene.pick(0, 3); jump > 0; --jump) {
      scene.sleep(scene.pick(0, 60));
      scene.set_clock(kDay / 2 * scene.pick(-2, 2));
    }
    scene.sleep(scene.pick(0, 60));
    scene.kill(worker);
    if (scene.pick(0, 1) == 0) scene.set_clock(kDay / 2 * scene.pick(-2, 2));
  }
  const auto start = std::chrono::steady_clock::now();
  scene.drain(url);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30)) << "late";
  scene.set_clock(0);
  if (!testing::Test::HasFailure()) scene.expect_nothing_lost_doubled_or_reordered(url);
}

TEST(Crash, AClockThatIsSetMakesNothingEarlyLateLostOrTwiceOnSqlite) {
  rounds("clock-sqlite", parameters.clock_kills, 100, [](Scene& scene, int kills) {
    scene.set_clock(0);
    kill_while_the_clock_is_set(scene, scene.sqlite_url(), kills);
  });
}

TEST(Crash, AClockThatIsSetMakesNothingEarlyLateLostOrTwiceOnPostgres) {
  rounds("clock-postgres", (parameters.clock_kills + 1) / 2, 100, [](Scene& scene, int kills) {
    drop_schema();
    scene.set_clock(0);
    kill_while_the_clock_is_set(scene, PostgresCluster::instance().url(), kills);
  });
}

}  // namespace
}  // namespace norekey::queue::test

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  auto& parameters = norekey::queue::test::parameters;
  parameters.seed = std::random_device()();
  const std::map<std::string, int*> numbers = {{"--kills", &parameters.kills},
                                               {"--postgres-kills", &parameters.postgres_kills},
                                               {"--clock-kills", &parameters.clock_kills},
                                               {"--pauses", &parameters.pauses},
                                               {"--faults", &parameters.faults},
                                               {"--stopped-seconds", &parameters.stopped_seconds}};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto name = word.substr(0, word.find('='));
    const auto value = word.substr(std::min(name.size() + 1, word.size()));
    if (name == "--seed") parameters.seed = static_cast<unsigned>(std::stoul(value));
    if (name == "--progress") parameters.progress = value;
    if (const auto found = numbers.find(name); found != numbers.end()) {
      *found->second = std::stoi(value);
    }
  }
  return RUN_ALL_TESTS();
}
