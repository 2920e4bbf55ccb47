#include "credit/reentry_watch.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace reentry_watch_test {

Instant at(const std::string& time) { return parse_instant("2026-03-10T" + time + ":00Z").value(); }

WebOrder web(const std::string& no, std::vector<BasketLine> lines) {
  WebOrder out;
  out.no = no;
  out.account = "C100";
  out.lines = std::move(lines);
  out.placed_at = at("15:00");
  out.cancelled_at = at("15:40");
  out.cancelled_by = "IVY";
  return out;
}

ManualOrder manual(const std::string& no, const std::string& time, std::vector<BasketLine> lines) {
  ManualOrder out;
  out.no = no;
  out.account = "C100";
  out.taker = "IVY";
  out.entered_at = at(time);
  out.lines = std::move(lines);
  return out;
}

TEST(ReentryWatch, GivesEachOrderAtMostOnePartner) {
  const std::vector<BasketLine> lines = {{"V", 12}, {"E", 40}};
  const auto found = watch({web("W1", lines), web("W2", lines)},
                           {manual("S1", "15:50", lines), manual("S2", "15:55", {{"X", 1}})}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].manual, std::vector<std::size_t>{0});
  EXPECT_EQ(found[0].compared.link, Link::rule);
}

TEST(ReentryWatch, SaysHowFarApartTheyAreInWordsThatPeopleUse) {
  const std::vector<BasketLine> lines = {{"V", 12}, {"E", 40}};
  struct Gap {
    const char* entered;
    const char* want;
  };
  for (const Gap& one :
       {Gap{"2026-03-10T15:52:00Z", "12 min after"}, Gap{"2026-03-10T14:41:00Z", "59 min before"},
        Gap{"2026-03-10T20:45:00Z", "5 h 5 min after"},
        Gap{"2026-03-12T16:40:00Z", "2 d 1 h after"}}) {
    ManualOrder entered = manual("S1", "15:50", lines);
    entered.entered_at = parse_instant(one.entered).value();
    EXPECT_EQ(compare(web("W1", lines), entered, {}).why,
              "the same lines, no PO to compare, " + std::string(one.want) +
                  " the web order was cancelled by staff");
  }
  WebOrder unknown = web("W1", lines);
  unknown.cancelled_by.clear();
  EXPECT_EQ(compare(unknown, manual("S1", "15:50", lines), {}).why,
            "the same lines, no PO to compare, 10 min after the web order was cancelled, nobody "
            "knows by whom");
}

TEST(ReentryWatch, FindsAnOrderThatWasEnteredAsTwo) {
  const auto found =
      watch({web("W1", {{"V", 12}, {"E", 40}})},
            {manual("S1", "15:50", {{"V", 12}}), manual("S2", "15:52", {{"E", 40}})}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].manual, (std::vector<std::size_t>{0, 1}));
}

TEST(ReentryWatch, LeavesOrdersOfTheirOwnAlone) {
  EXPECT_TRUE(watch({web("W1", {{"V", 12}})},
                    {manual("S1", "15:50", {{"P", 1}}), manual("S2", "21:00", {{"Q", 3}})}, {})
                  .empty());
}

}  // namespace reentry_watch_test
}  // namespace norekey::credit
