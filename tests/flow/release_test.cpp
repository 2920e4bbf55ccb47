/// Orders that the ERP leaves for a rep's release: released by themselves when their time is over,
/// unless staff released, edited or cancelled them.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "flow/trace.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace release_test {

using testing::HasSubstr;
using testing::SizeIs;

class ReleaseWorld : public testing::Test {
 protected:
  ReleaseWorld() : world("no, release-after: 4 h") {
    world.erp->leaves_for_release = true;
    world.shop->put("W1", {{"A", "10.00"}, {"B", "6.00"}});
    world.webhook("W1@1");
    world.work();
  }

  adapters::ErpOrder& sale() { return world.erp->sales.at(0).order; }

  void pass(std::chrono::microseconds time) {
    world.clock.advance(time);
    world.work();
  }

  std::vector<std::string> steps() {
    std::vector<std::string> out;
    const auto told = world.command({{"command", "trace"}, {"key", "W1"}});
    const std::string text = boost::json::serialize(told);
    return {text};
  }

  World world;
};

TEST_F(ReleaseWorld, ItIsReleasedByItselfOnceItsTimeIsOver) {
  EXPECT_EQ(sale().receipt.state, "draft");
  EXPECT_THAT(steps()[0], HasSubstr("left for its rep's release in the ERP, by itself at "
                                    "2026-03-10T19:00:00.000000Z"));
  pass(3h + 59min);
  EXPECT_EQ(sale().receipt.state, "draft");
  pass(1min);
  EXPECT_EQ(sale().receipt.state, "confirmed");
  EXPECT_THAT(steps()[0], HasSubstr("SO1 released by itself, its time was over: confirmed"));
  pass(24h);
  EXPECT_EQ(world.erp->releases, 1);
  EXPECT_THAT(world.ledger(), SizeIs(1)) << "the sales credit is the same either way";
}

TEST_F(ReleaseWorld, WhatStaffReleasedIsLeftAlone) {
  sale().receipt.state = "processing";
  pass(4h);
  EXPECT_EQ(world.erp->releases, 0);
  EXPECT_THAT(steps()[0], HasSubstr("SO1 was released in the ERP: processing"));
}

TEST_F(ReleaseWorld, WhatStaffEditedIsForThemToRelease) {
  sale().lines.at(0).quantity = 7;
  sale().total = Decimal::parse("76.00").value();
  pass(4h);
  EXPECT_EQ(world.erp->releases, 0);
  EXPECT_EQ(sale().receipt.state, "draft");
  EXPECT_THAT(steps()[0],
              HasSubstr("SO1 was edited in the ERP, so its rep releases it: quantity of "
                        "000A 1 became 7; total 16.00 became 76.00"));
}

TEST_F(ReleaseWorld, AnotherRepIsAnEditToo) {
  sale().reps = {{"BOB", 100, true}};
  pass(4h);
  EXPECT_EQ(world.erp->releases, 0);
  EXPECT_THAT(steps()[0], HasSubstr("reps ANA 100 % became BOB 100 %"));
}

TEST_F(ReleaseWorld, ACancelledOrderIsNotReleased) {
  world.shop->orders["W1"].operation = Operation::cancel;
  world.webhook("W1@2");
  world.work();
  pass(4h);
  EXPECT_EQ(world.erp->releases, 0);
}

TEST_F(ReleaseWorld, AChangedOrderHasItsTimeFromTheChangeOn) {
  pass(3h);
  world.shop->put("W1", {{"A", "10.00"}});
  world.webhook("W1@2");
  world.work();
  pass(3h);
  EXPECT_EQ(sale().receipt.state, "draft");
  pass(1h);
  EXPECT_EQ(sale().receipt.state, "confirmed");
  EXPECT_EQ(world.erp->releases, 1);
}

TEST_F(ReleaseWorld, AReleaseWithoutAnAnswerIsLookedAtAndTriedAgain) {
  world.erp->faults = {Fault::is_silent};
  pass(4h);
  EXPECT_EQ(sale().receipt.state, "draft");
  pass(10min);
  EXPECT_EQ(sale().receipt.state, "confirmed");
}

TEST_F(ReleaseWorld, OneThatTheErpDoesNotReleaseIsParked) {
  world.erp->too_late = true;
  pass(4h);
  EXPECT_EQ(world.newest("release"), "parked: the ERP left SO1 in state draft");
}

}  // namespace release_test
}  // namespace norekey::flow
