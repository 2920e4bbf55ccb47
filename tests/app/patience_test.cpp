#include "app/patience.hpp"

#include <gtest/gtest.h>

#include "tests/app/typed.hpp"

namespace norekey::app {
namespace patience_test {

struct HindranceCase {
  const char* cause;
  Hindrance want;
};

TEST(Patience, WaitsForADatabaseThatIsAwayAndNotForWhatSomebodyHasToMend) {
  const HindranceCase rows[] = {
      {"store/away", Hindrance::passing},    {"store/busy", Hindrance::passing},
      {"store/lock", Hindrance::momentary},  {"store/refused", Hindrance::lasting},
      {"store/damaged", Hindrance::lasting}, {"store/schema", Hindrance::lasting},
      {"store/counter", Hindrance::lasting}, {"store/open", Hindrance::lasting},
      {"store/url", Hindrance::lasting},     {"", Hindrance::lasting},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(hindrance_of({Fate::halt, "what", "fix", {}, row.cause}), row.want) << row.cause;
  }
}

TEST(Patience, ADaemonWhoseStoreIsNoneIsRefusedAtOnce) {
  ScratchFolder folder;
  config::Daemon config;
  config.directory = config.state_dir = ".";
  config.store = "sqlight:store.db";
  const auto refused = open_patiently(config, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().cause, "store/url");
}

}  // namespace patience_test
}  // namespace norekey::app
