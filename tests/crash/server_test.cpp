// What PostgreSQL and its daemons suffer: the server is killed, stopped, or its connections are
// cut; the daemon that owns work is stopped past its lease while another goes on. Then as in
// crash_test.
#include "../queue/cut_proxy.hpp"
#include "scene.hpp"

namespace norekey::queue::test {
namespace {

constexpr double kBackWithin = 5;  // seconds

/// One worker under load; `fault` happens `times`, and each time it goes on soon after its end.
void play(Scene& scene, const std::string& url, int times, const std::function<void()>& fault) {
  drop_schema();
  scene.keep(url, "customer-");
  double longest = 0;
  for (int i = 0; i < times && !testing::Test::HasFailure(); ++i) {
    scene.sleep(scene.pick(100, 600));
    fault();
    const auto waited = scene.until_next_promise();
    longest = std::max(longest, waited);
    EXPECT_LE(waited, kBackWithin) << "goes on too late";
  }
  std::cout << "back after at most " << longest << " s; " << std::flush;
  scene.stop_all();
  scene.drain(PostgresCluster::instance().url());
  scene.expect_nothing_lost_doubled_or_reordered(PostgresCluster::instance().url());
}

TEST(Server, KilledItTakesNothingWithIt) {
  auto& server = PostgresCluster::instance();
  rounds("server-killed", parameters.faults, 50, [&](Scene& scene, int times) {
    play(scene, server.url(), times, [&] {
      server.stop(SIGQUIT);
      scene.sleep(scene.pick(0, 1'000));
      server.start();
    });
  });
}

TEST(Server, StoppedAndContinuedItTakesNothingWithIt) {
  auto& server = PostgresCluster::instance();
  rounds("server-stopped", parameters.faults, 10, [&](Scene& scene, int times) {
    play(scene, server.url(), times, [&] {
      const auto all = server.processes();
      for (const auto one : all) ::kill(one, SIGSTOP);
      scene.sleep(parameters.stopped_seconds * 1'000);
      for (const auto one : all) ::kill(one, SIGCONT);
    });
  });
}

TEST(Server, CutOffItTakesNothingWithIt) {
  rounds("server-cut-off", parameters.faults, 50, [&](Scene& scene, int times) {
    CutProxy proxy(PostgresCluster::instance().socket());
    play(scene, proxy.url(), times, [&] {
      if (scene.pick(0, 2) == 0) {
        proxy.cut_after("COMMIT");
      } else {
        proxy.away(scene.pick(0, 1) == 0);
        proxy.cut_all();
        scene.sleep(scene.pick(0, 1'000));
        proxy.away(false);
      }
    });
  });
}

/// The workers' leases last a second.
TEST(Daemons, TheOwnerStoppedPastItsLeaseCompletesNothingStaleAndNothingTwice) {
  auto& server = PostgresCluster::instance();
  rounds("owner-paused", parameters.pauses, 100, [&](Scene& scene, int times) {
    drop_schema();
    const Scene::Worker workers[] = {scene.keep(server.url(), "customer-"),
                                     scene.keep(server.url(), "second-")};
    for (int i = 0; i < times; ++i) {
      const auto stopped = workers[scene.pick(0, 1)].process;
      ::kill(stopped, SIGSTOP);
      scene.sleep(scene.pick(1'050, 1'400));
      ::kill(stopped, SIGCONT);
      scene.sleep(scene.pick(10, 150));
    }
    scene.stop_all();
    scene.drain(server.url());
    scene.expect_nothing_lost_doubled_or_reordered(server.url());
  });
}

}  // namespace
}  // namespace norekey::queue::test
