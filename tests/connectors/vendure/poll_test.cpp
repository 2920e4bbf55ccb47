#include "connectors/vendure/poll.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/connectors/vendure/shop_model.hpp"

namespace norekey::connectors::vendure {
namespace poll_test {

using namespace std::chrono_literals;

const Instant kStart = parse_instant("2026-11-21T12:00:00Z").value();

Cursor cursor_since(Instant since) {
  Cursor out;
  out.since = out.changed = since;
  return out;
}

mapping::Document tree(const std::string& json) {
  return mapping::from_json(json, "answer").value();
}

/// One poll as the connector makes it: a page of the pass, and after its last one a page of the
/// sweep.
bool poll(const ShopModel& shop, Cursor& cursor, Instant edge, std::vector<Trigger>& out,
          std::chrono::microseconds overlap = 60s) {
  const auto more = take_pass(cursor, tree(shop.answer(pass_options(cursor))), overlap, out);
  EXPECT_TRUE(more);
  if (*more) return true;
  EXPECT_TRUE(take_sweep(cursor, tree(shop.answer(sweep_options(cursor, edge))), out));
  return false;
}

std::string orders_of(const std::vector<Trigger>& triggers) {
  std::string out;
  for (const Trigger& trigger : triggers) out += (out.empty() ? "" : " ") + trigger.order;
  return out;
}

std::vector<Trigger> polled(const ShopModel& shop, Cursor& cursor, Instant edge = kStart) {
  std::vector<Trigger> out;
  EXPECT_FALSE(poll(shop, cursor, edge, out));
  return out;
}

TEST(VendureCursor, IsTextAndComesBackAsItWas) {
  Cursor cursor = cursor_since(kStart);
  cursor.until = kStart + 5s;
  cursor.skip = 100;
  cursor.edge = kStart - 72h;
  cursor.swept = 50;
  const std::string text =
      "since=2026-11-21T12:00:00.000000Z changed=2026-11-21T12:00:00.000000Z "
      "until=2026-11-21T12:00:05.000000Z skip=100 "
      "edge=2026-11-18T12:00:00.000000Z swept=50";
  EXPECT_EQ(to_text(cursor), text);
  EXPECT_EQ(to_text(read_cursor(text).value()), text);
}

TEST(VendureCursor, ThatIsNoneIsSaid) {
  for (const std::string text :
       {"", "17", "since=2026-11-21T12:00:00Z", "since=x changed=x until=x skip=0 edge=x swept=0",
        "since=2026-11-21T12:00:00Z changed=2026-11-21T12:00:00Z until=2026-11-21T12:00:00Z "
        "skip=-1 "
        "edge=2026-11-21T12:00:00Z swept=0"}) {
    const auto result = read_cursor(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().fate, Fate::halt);
  }
  EXPECT_EQ(read_cursor("17").error().what, "the channel's cursor '17' cannot be read");
}

TEST(VendurePoll, BringsWhatWasPlacedEvenWhereUpdatedAtIsOlder) {
  ShopModel shop;
  Cursor cursor = cursor_since(kStart);
  shop.add(kStart + 1s, kStart + 1s);
  polled(shop, cursor);
  shop.add(kStart + 3h, kStart + 3h);
  polled(shop, cursor);
  shop.add(kStart + 1h, kStart + 4h).state =
      "Delivered";  // two hours on the payment page: updatedAt did not move
  const auto triggers = polled(shop, cursor, kStart + 5h);
  EXPECT_NE(orders_of(triggers).find("3"), std::string::npos) << orders_of(triggers);
}

TEST(VendurePoll, LeavesCartsAndOrdersFromBeforeTheBeginning) {
  ShopModel shop;
  shop.add(kStart + 1s, kStart - 1s);
  shop.add(kStart + 1s, Instant{});
  shop.add(kStart + 1s, kStart);
  Cursor cursor = cursor_since(kStart);
  EXPECT_EQ(orders_of(polled(shop, cursor)), "3");
}

TEST(VendurePoll, SeesAPaymentThatMovesNoClock) {
  ShopModel shop;
  Cursor cursor = cursor_since(kStart);
  shop.add(kStart + 1s, kStart + 1s);
  shop.add(kStart + 9h, kStart + 9h);  // so that the first is far behind the overlap
  polled(shop, cursor, kStart);
  const auto before = polled(shop, cursor, kStart);
  shop.orders[0].history++;
  shop.orders[0].last_entry = kStart + 10h;
  const auto after = polled(shop, cursor, kStart);
  ASSERT_EQ(orders_of(before), "2 1");
  ASSERT_EQ(orders_of(after), "2 1");
  EXPECT_EQ(before[0].event, after[0].event);
  EXPECT_NE(before[1].event, after[1].event) << "another sight is another event";
}

TEST(VendurePoll, SweepsOpenOrdersOfAnyAgeAndClosedOnesOfTheWindow) {
  ShopModel shop;
  Cursor cursor = cursor_since(kStart);
  shop.add(kStart + 1s, kStart + 1s);
  shop.add(kStart + 2s, kStart + 2s).state = "Delivered";
  shop.add(kStart + 99h, kStart + 99h).state = "Cancelled";
  polled(shop, cursor, kStart + 90h);
  EXPECT_EQ(orders_of(polled(shop, cursor, kStart + 90h)), "3 1");
}

TEST(VendurePoll, PagesThroughManyAndThenGoesOnFromTheShopsNewest) {
  ShopModel shop;
  for (int i = 0; i < 250; ++i) shop.add(kStart + i * 1s, kStart + i * 1s);
  Cursor cursor = cursor_since(kStart);
  std::vector<Trigger> triggers;
  int polls = 1;
  while (poll(shop, cursor, kStart + 10h, triggers)) ++polls;
  EXPECT_EQ(polls, 3);
  std::set<std::string> seen;
  for (const Trigger& trigger : triggers) seen.insert(trigger.order);
  EXPECT_EQ(seen.size(), 250u);
  EXPECT_EQ(cursor.changed, kStart + 249s - 60s);
  EXPECT_EQ(cursor.skip, 0);
}

TEST(VendurePoll, OfThousandsThatChangedInOneMomentMissesNone) {
  ShopModel shop;
  for (int i = 0; i < 1234; ++i) shop.add(kStart + 5s, kStart + 1s);
  Cursor cursor = cursor_since(kStart);
  std::vector<Trigger> triggers;
  while (poll(shop, cursor, kStart + 10h, triggers)) {
  }
  std::set<std::string> seen;
  for (const Trigger& trigger : triggers) seen.insert(trigger.order);
  EXPECT_EQ(seen.size(), 1234u);
}

TEST(VendurePoll, FirstStartLeavesAloneWhatIsThere) {
  ShopModel shop;
  const auto empty = first_cursor(tree(shop.answer({})), kStart + 9s, kStart + 9s);
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->since, Instant{});
  shop.add(kStart + 1s, kStart + 2s);
  shop.add(kStart + 3s, kStart + 1s);
  Cursor cursor = first_cursor(tree(shop.answer({})), kStart + 9s, kStart + 9s).value();
  EXPECT_EQ(cursor.since, kStart + 3s + 1ms);
  shop.add(kStart + 2s, kStart + 4s);
  EXPECT_EQ(orders_of(polled(shop, cursor)), "3");
}

TEST(VendurePoll, AnAnswerWithoutItsFieldsIsAnErrorAndMovesNothing) {
  Cursor cursor = cursor_since(kStart);
  std::vector<Trigger> out;
  const auto result = take_pass(
      cursor, tree(R"({"data":{"orders":{"items":[{"id":"1","state":"X"}]}}})"), 60s, out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().where.field + ": " + result.error().what,
            "/data/orders/items[1]/updatedAt: is missing");
  EXPECT_EQ(to_text(cursor), to_text(cursor_since(kStart)));
}

/// A shop that lives: orders are placed and changed between pages, seen late (a transaction takes
/// its time), with and without a trace in updatedAt.
class LivingShop {
 public:
  explicit LivingShop(std::uint32_t seed) : state_(seed) {}

  void live() {
    now_ += std::chrono::milliseconds(random(4000));
    if (random(2) == 0)
      pending_.push_back({now_, now_ + std::chrono::milliseconds(random(30'000)), random(6)});
    for (auto it = pending_.begin(); it != pending_.end();) {
      if (it->visible > now_) {
        ++it;
        continue;
      }
      happen(*it);
      it = pending_.erase(it);
    }
  }

  /// Nothing more is written; what was begun becomes visible.
  void rest() {
    for (const Change& change : pending_) happen(change);
    pending_.clear();
  }

  ShopModel shop;
  Instant now() const { return now_; }

 private:
  struct Change {
    Instant stamped, visible;
    unsigned kind;
  };

  unsigned random(unsigned below) {
    state_ = state_ * 1664525 + 1013904223;
    return (state_ >> 8) % below;
  }

  void happen(const Change& change) {
    if (change.kind < 2 || shop.orders.empty()) {
      const auto dwelt = std::chrono::milliseconds(random(7'200'000));
      shop.add(change.stamped - dwelt, change.stamped);
      return;
    }
    ShopOrder& order = shop.orders[random(static_cast<unsigned>(shop.orders.size()))];
    if (change.kind == 2) order.updated = std::max(order.updated, change.stamped);
    if (change.kind > 2) {  // settled, shipped, refunded: the history alone tells
      ++order.history;
      order.last_entry = change.stamped;
    }
    if (change.kind == 5 && random(3) == 0) order.state = "Delivered";
  }

  std::uint32_t state_;
  Instant now_ = kStart;
  std::vector<Change> pending_;
};

class VendurePollOfALivingShop : public testing::TestWithParam<std::uint32_t> {};

TEST_P(VendurePollOfALivingShop, MissesNoOrdersLastState) {
  LivingShop living(GetParam());
  Cursor cursor = cursor_since(kStart);
  std::set<std::string> events;
  std::vector<Trigger> triggers;
  const auto poll_once = [&] {
    triggers.clear();
    cursor = read_cursor(to_text(cursor)).value();  // as after a restart
    poll(living.shop, cursor, living.now() - 72h, triggers);
    for (const Trigger& trigger : triggers) events.insert(trigger.event);
  };
  for (int round = 0; round < 700; ++round) {
    living.live();
    if (round % 5 == 0) poll_once();
  }
  living.rest();
  ASSERT_GT(living.shop.orders.size(), 80u);
  for (int round = 0; round < 20; ++round) poll_once();

  Cursor fresh = cursor_since(kStart);  // all that there is, as it is now
  std::vector<Trigger> now;
  while (poll(living.shop, fresh, kStart, now)) {
  }
  EXPECT_GE(now.size(), living.shop.orders.size());
  for (const Trigger& trigger : now) EXPECT_TRUE(events.contains(trigger.event)) << trigger.order;
}

INSTANTIATE_TEST_SUITE_P(Seeds, VendurePollOfALivingShop, testing::Range(1u, 9u));

}  // namespace poll_test
}  // namespace norekey::connectors::vendure
