/// conformance: the rules of adapters/adapter.hpp, each a test, for every adapter that gives a
/// Bench.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>

#include "adapters/adapter.hpp"
#include "tests/adapters/documents.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::adapters {

/// An adapter on a real ERP that knows the customers, items and reps of documents.hpp.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual Adapter& adapter() = 0;

  /// Brings an order to where it can no longer be changed, as the ERP's people do.
  virtual void pick(const Receipt& receipt) = 0;

  template <class T>
  T get(boost::asio::awaitable<T> todo) {
    return world.get(std::move(todo));
  }

  net::World world;
};

struct BenchCase {
  const char* name;
  std::function<std::unique_ptr<Bench>()> make;
};

class AdapterConformance : public testing::TestWithParam<BenchCase> {
 protected:
  /// One that no other test and no earlier run has used.
  static std::string fresh_key() {
    static int serial = 0;
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    return "test/web/" + std::to_string(getpid()) + "-" + std::to_string(now) + "-" +
           std::to_string(++serial) + "/1";
  }

  static Instant soon() { return system_clock().now() + std::chrono::minutes(1); }

  Sent send(const std::string& xml, const std::string& key) {
    return bench_->get(bench_->adapter().send(document_of(xml), key, soon()));
  }

  /// The receipt of what was sent; the test fails where it was not.
  Receipt sent(const std::string& xml, const std::string& key) { return taken(send(xml, key)); }

  static Receipt taken(const Sent& sent) {
    if (const auto* receipt = std::get_if<Receipt>(&sent)) return *receipt;
    ADD_FAILURE() << "not taken: " << to_string(why(sent));
    return {};
  }

  static Error why(const Sent& sent) {
    if (const auto* rejected = std::get_if<Rejected>(&sent)) return rejected->error;
    if (const auto* retry = std::get_if<Retry>(&sent)) return retry->error;
    if (const auto* unknown = std::get_if<Unknown>(&sent)) return unknown->error;
    return {};
  }

  std::vector<Receipt> find(const std::string& key) {
    auto found = bench_->get(bench_->adapter().find(key));
    EXPECT_TRUE(found) << to_string(found.error());
    return found ? *found : std::vector<Receipt>{};
  }

  ErpOrder read_back(const Receipt& receipt) {
    auto held = bench_->get(bench_->adapter().read_back(receipt));
    EXPECT_TRUE(held) << to_string(held.error());
    return held ? *held : ErpOrder{};
  }

  std::unique_ptr<Bench> bench_ = GetParam().make();
};

TEST_P(AdapterConformance, WhatWasSentIsFoundUnderItsKeyOnce) {
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  EXPECT_EQ(receipt.key, key);
  const auto found = find(key);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, receipt.id);
  EXPECT_EQ(found[0].number, receipt.number);
}

TEST_P(AdapterConformance, NothingIsFoundUnderAnotherKey) {
  const std::string key = fresh_key();
  sent(document_xml(), key);
  EXPECT_TRUE(find(key + "0").empty());
  EXPECT_TRUE(find(key.substr(0, key.size() - 1)).empty());
  EXPECT_TRUE(find("%").empty());
  EXPECT_TRUE(find("").empty());
}

TEST_P(AdapterConformance, ReadBackShowsWhatWasSent) {
  const std::string xml = document_xml();
  const ErpOrder held = read_back(sent(xml, fresh_key()));
  const ErpOrder want = *expected(document_of(xml));
  EXPECT_EQ(held.customer, want.customer);
  EXPECT_EQ(held.ship_to, want.ship_to);
  EXPECT_EQ(held.po_number, want.po_number);
  EXPECT_EQ(held.total, want.total);
  ASSERT_EQ(held.reps.size(), 1u);
  EXPECT_EQ(held.reps[0].rep, want.reps[0].rep);
  ASSERT_GE(held.lines.size(), want.lines.size());
  for (std::size_t i = 0; i < want.lines.size(); ++i) {
    EXPECT_EQ(held.lines[i].item, want.lines[i].item);
    EXPECT_EQ(held.lines[i].uom, want.lines[i].uom);
    EXPECT_EQ(held.lines[i].quantity, want.lines[i].quantity);
    EXPECT_EQ(held.lines[i].price, want.lines[i].price);
  }
}

TEST_P(AdapterConformance, AfterTheDeadlineNothingIsWritten) {
  const std::string key = fresh_key();
  const Instant past = system_clock().now() - std::chrono::seconds(1);
  const Sent late = bench_->get(bench_->adapter().send(document_of(document_xml()), key, past));
  EXPECT_TRUE(std::holds_alternative<Retry>(late));
  EXPECT_TRUE(find(key).empty());
}

TEST_P(AdapterConformance, AnUnknownCustomerIsRejectedAndNothingIsWritten) {
  const std::string key = fresh_key();
  const Sent refused = send(document_xml("", "7654321"), key);
  EXPECT_TRUE(std::holds_alternative<Rejected>(refused));
  EXPECT_NE(why(refused).what.find("'7654321'"), std::string::npos) << to_string(why(refused));
  EXPECT_NE(why(refused).fix, "");
  EXPECT_TRUE(find(key).empty());
}

TEST_P(AdapterConformance, FinishCanBeRepeated) {
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  const Receipt once = taken(bench_->get(bench_->adapter().finish(receipt)));
  const Receipt twice = taken(bench_->get(bench_->adapter().finish(once)));
  EXPECT_EQ(twice.id, receipt.id);
  EXPECT_EQ(twice.state, receipt.state);
  EXPECT_EQ(find(key).size(), 1u);
}

TEST_P(AdapterConformance, AChangeMakesTheOrderEqualToTheDocument) {
  if (!bench_->adapter().abilities().changes) return;
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  const std::string other =
      "<document><customer>0004117</customer><ship_to>SHIP-TO "
      "02</ship_to><po_number>PO-2</po_number>"
      "<rep><code>REP02</code></rep><line><item>FST001000</item><quantity>1</quantity><uom>EA</uom>"
      "<price>3.42</price></line><total>3.42</total></document>";
  for (int times = 0; times < 2; ++times) {
    taken(bench_->get(bench_->adapter().change(receipt, document_of(other), soon())));
    const ErpOrder held = read_back(receipt);
    EXPECT_EQ(held.receipt.number, receipt.number);
    EXPECT_EQ(held.receipt.state, receipt.state);
    EXPECT_EQ(held.receipt.key, key);
    EXPECT_EQ(held.ship_to, "SHIP-TO 02");
    EXPECT_EQ(held.reps[0].rep, "REP02");
    EXPECT_EQ(held.lines.size(), 1u);
    EXPECT_EQ(held.total.str(), "3.42");
  }
}

TEST_P(AdapterConformance, ACancelledOrderStaysFoundAndCanBeCancelledAgain) {
  if (!bench_->adapter().abilities().changes) return;
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  taken(bench_->get(bench_->adapter().cancel(receipt, soon())));
  const Receipt again = taken(bench_->get(bench_->adapter().cancel(receipt, soon())));
  const auto found = find(key);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].state, again.state);
  EXPECT_FALSE(read_back(receipt).changeable);
}

TEST_P(AdapterConformance, WhatIsPickedIsNeitherChangedNorCancelled) {
  if (!bench_->adapter().abilities().changes) return;
  const Receipt receipt = sent(document_xml(), fresh_key());
  bench_->pick(receipt);
  const Decimal total = read_back(receipt).total;
  const Sent changed = bench_->get(bench_->adapter().change(
      receipt, document_of(document_xml("", "0004117", "351.06")), soon()));
  EXPECT_TRUE(std::holds_alternative<Rejected>(changed));
  const Sent cancelled = bench_->get(bench_->adapter().cancel(receipt, soon()));
  EXPECT_TRUE(std::holds_alternative<Rejected>(cancelled));
  EXPECT_EQ(why(cancelled).cause, "too late in ERP");
  EXPECT_EQ(read_back(receipt).total, total);
  EXPECT_FALSE(read_back(receipt).changeable);
}

TEST_P(AdapterConformance, SaysWhatItIs) {
  auto said = bench_->get(bench_->adapter().greet());
  ASSERT_TRUE(said) << to_string(said.error());
  EXPECT_NE(*said, "");
}

}  // namespace norekey::adapters
