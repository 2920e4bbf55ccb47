/// conformance: the rules of connectors/connector.hpp as tests, run for every connector. A bench is
/// a shop that the test can play with: see VendureBench in vendure/connector_test.cpp for what it
/// must have.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>

#include "connectors/connector.hpp"

namespace norekey::connectors {

template <class Bench>
class ConnectorRules : public testing::Test {
 protected:
  /// Everything that polling brings until it says that no more waits.
  std::vector<Trigger> polled(std::string& cursor) {
    std::vector<Trigger> out;
    for (bool more = true; more;) {
      auto page = bench.get(bench.connector().poll(cursor, bench.now()));
      if (!page) {
        ADD_FAILURE() << to_string(page.error());
        break;
      }
      out.insert(out.end(), page->triggers.begin(), page->triggers.end());
      cursor = page->cursor;
      more = page->more;
    }
    return out;
  }

  static bool brings(const std::vector<Trigger>& triggers, const std::string& order) {
    return std::any_of(triggers.begin(), triggers.end(),
                       [&](const Trigger& one) { return one.order == order; });
  }

  Bench bench;
};

TYPED_TEST_SUITE_P(ConnectorRules);

TYPED_TEST_P(ConnectorRules, AnAuthenticWebhookNamesAnOrderThatCanBeFetched) {
  const std::string id = this->bench.place();
  const auto triggers = this->bench.connector().receive(this->bench.webhook(id), this->bench.now());
  if (!this->bench.takes_webhooks()) {
    ASSERT_FALSE(triggers);
    EXPECT_EQ(triggers.error().cause, "webhook");
    EXPECT_FALSE(triggers.error().fix.empty());
    return;
  }
  ASSERT_TRUE(triggers) << to_string(triggers.error());
  ASSERT_EQ(triggers->size(), 1u);
  EXPECT_FALSE(triggers->front().event.empty());
  EXPECT_TRUE(this->bench.get(this->bench.connector().fetch(triggers->front().order)));
}

TYPED_TEST_P(ConnectorRules, AForgedWebhookIsRejectedAsNotAuthentic) {
  if (!this->bench.takes_webhooks()) return;
  net::Request forged = this->bench.webhook(this->bench.place());
  forged.body += " ";
  const auto triggers = this->bench.connector().receive(forged, this->bench.now());
  ASSERT_FALSE(triggers);
  EXPECT_EQ(triggers.error().fate, Fate::reject);
  EXPECT_EQ(triggers.error().cause, "signature");
}

TYPED_TEST_P(ConnectorRules, PollingBringsWhatWasPlacedAndWhatChangedSince) {
  std::string cursor = this->bench.connector().cursor_from(this->bench.now());
  const std::string first = this->bench.place();
  EXPECT_TRUE(this->brings(this->polled(cursor), first));
  const std::string second = this->bench.place();
  EXPECT_TRUE(this->brings(this->polled(cursor), second));
  this->bench.change(first);
  EXPECT_TRUE(this->brings(this->polled(cursor), first));
}

TYPED_TEST_P(ConnectorRules, AChangeIsAnotherEventThanTheOneBefore) {
  std::string cursor = this->bench.connector().cursor_from(this->bench.now());
  const std::string id = this->bench.place();
  const auto before = this->polled(cursor);
  this->bench.change(id);
  for (const Trigger& trigger : this->polled(cursor)) {
    for (const Trigger& old : before) {
      if (trigger.order == id && old.order == id) {
        EXPECT_NE(trigger.event, old.event);
      }
    }
  }
}

TYPED_TEST_P(ConnectorRules, AnEmptyCursorBeginsWhereTheConfigSays) {
  std::string cursor;
  this->polled(cursor);
  EXPECT_FALSE(cursor.empty());
  const std::string id = this->bench.place();
  EXPECT_TRUE(this->brings(this->polled(cursor), id));
}

TYPED_TEST_P(ConnectorRules, AFetchedOrderAddsUp) {
  const auto payload = this->bench.get(this->bench.connector().fetch(this->bench.place()));
  ASSERT_TRUE(payload) << to_string(payload.error());
  EXPECT_FALSE(payload->media_type.empty());
  const auto order = this->bench.connector().normalise(*payload);
  ASSERT_TRUE(order) << to_string(order.error());
  ASSERT_TRUE(order->has_value());
  Decimal sum = (*order)->tax;
  for (const Line& line : (*order)->lines) sum += line.amount;
  for (const Charge& charge : (*order)->charges) sum += charge.amount;
  EXPECT_EQ(sum, (*order)->total);
  EXPECT_FALSE((*order)->number.empty());
}

TYPED_TEST_P(ConnectorRules, ACartIsNoOrder) {
  const auto payload = this->bench.get(this->bench.connector().fetch(this->bench.cart()));
  ASSERT_TRUE(payload) << to_string(payload.error());
  const auto order = this->bench.connector().normalise(*payload);
  ASSERT_TRUE(order) << to_string(order.error());
  EXPECT_FALSE(order->has_value());
}

TYPED_TEST_P(ConnectorRules, AnOrderThatTheShopDoesNotHaveIsRejected) {
  const auto payload = this->bench.get(this->bench.connector().fetch("99999"));
  ASSERT_FALSE(payload);
  EXPECT_EQ(payload.error().fate, Fate::reject);
}

TYPED_TEST_P(ConnectorRules, GarbageIsRejectedWithAFix) {
  for (const std::string body : {"", "{}", "[]", "<html>", "{\"data\":{\"order\":{}}}"}) {
    const Payload garbage{"application/json", body};
    const auto order = this->bench.connector().normalise(garbage);
    if (order && !order->has_value()) continue;  // nothing placed: also an answer
    ASSERT_FALSE(order) << body;
    EXPECT_EQ(order.error().fate, Fate::reject);
    EXPECT_FALSE(order.error().fix.empty());
  }
}

TYPED_TEST_P(ConnectorRules, ANoticeIsVisibleOnceHoweverOftenItIsGiven) {
  Notice notice;
  notice.order = this->bench.place();
  notice.erp_number = "SO-1";
  notice.text = "sales credit REP01 100 %";
  for (int i = 0; i < 3; ++i) {
    const auto told = this->bench.get(this->bench.connector().acknowledge(notice));
    ASSERT_TRUE(told) << to_string(told.error());
  }
  EXPECT_EQ(this->bench.notes(notice.order), 1);
  EXPECT_TRUE(this->bench.shows(notice.order, "SO-1"));
  EXPECT_TRUE(this->bench.shows(notice.order, "sales credit REP01 100 %"));
}

TYPED_TEST_P(ConnectorRules, AnEmptyBatchIsTaken) {
  const auto pushed = this->bench.get(this->bench.connector().push(Batch{}));
  ASSERT_TRUE(pushed) << to_string(pushed.error());
  EXPECT_TRUE(pushed->empty());
}

TYPED_TEST_P(ConnectorRules, StockIsShownOnceForEachRecordHoweverOftenItIsPushed) {
  this->bench.sells("A");
  this->bench.sells("B");
  Batch batch;
  batch.stock.push_back({"A", {{"EAST", 12}, {"WEST", 0}}, {}});
  batch.stock.push_back({"B", {{"EAST", 7}}, {}});
  for (int i = 0; i < 2; ++i) {
    const auto pushed = this->bench.get(this->bench.connector().push(batch));
    ASSERT_TRUE(pushed) << to_string(pushed.error());
    ASSERT_EQ(pushed->size(), 2u);
    for (const Pushed& one : *pushed) EXPECT_FALSE(one) << to_string(*one);
  }
  EXPECT_EQ(this->bench.stock("A", "EAST"), "12");
  EXPECT_EQ(this->bench.stock("A", "WEST"), "0");
  EXPECT_EQ(this->bench.stock("B", "EAST"), "7");
}

TYPED_TEST_P(ConnectorRules, GreetsWithItsKind) {
  const auto greeting = this->bench.get(this->bench.connector().greet());
  ASSERT_TRUE(greeting) << to_string(greeting.error());
  EXPECT_FALSE(greeting->empty());
}

TYPED_TEST_P(ConnectorRules, AShopThatIsAwayIsARetry) {
  this->bench.place();
  this->bench.go_away();
  const auto page = this->bench.get(this->bench.connector().poll(
      this->bench.connector().cursor_from(this->bench.now()), this->bench.now()));
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().fate, Fate::retry);
  const auto payload = this->bench.get(this->bench.connector().fetch("1"));
  ASSERT_FALSE(payload);
  EXPECT_EQ(payload.error().fate, Fate::retry);
}

REGISTER_TYPED_TEST_SUITE_P(ConnectorRules, AnAuthenticWebhookNamesAnOrderThatCanBeFetched,
                            AForgedWebhookIsRejectedAsNotAuthentic,
                            PollingBringsWhatWasPlacedAndWhatChangedSince,
                            AChangeIsAnotherEventThanTheOneBefore,
                            AnEmptyCursorBeginsWhereTheConfigSays, AFetchedOrderAddsUp,
                            ACartIsNoOrder, AnOrderThatTheShopDoesNotHaveIsRejected,
                            GarbageIsRejectedWithAFix, ANoticeIsVisibleOnceHoweverOftenItIsGiven,
                            AnEmptyBatchIsTaken,
                            StockIsShownOnceForEachRecordHoweverOftenItIsPushed, GreetsWithItsKind,
                            AShopThatIsAwayIsARetry);

}  // namespace norekey::connectors
