/// Conformance: the fixture of every rule in queue/store.hpp, journal.hpp and open.hpp. The rules
/// are the TEST_Ps in conformance_*_test.cpp; conformance_test.cpp runs each of them for every
/// backend.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend.hpp"
#include "core/text.hpp"

namespace norekey::queue::test {

using namespace std::chrono_literals;

class Conformance : public testing::TestWithParam<BackendCase> {
 protected:
  Conformance() : backend_(GetParam().make()) { reopen(); }

  OpenOptions options() const {
    OpenOptions options;
    options.url = backend_->url();
    options.clock = &clock_;
    return options;
  }

  void close() {
    open_.upkeep.reset();
    open_.index.reset();
    open_.journal.reset();
    open_.store.reset();
  }

  void reopen() {
    close();
    auto opened = open_store(options());
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    open_ = std::move(*opened);
  }

  Store& store() { return *open_.store; }
  Journal& journal() { return *open_.journal; }
  Upkeep& upkeep() { return *open_.upkeep; }

  /// A free message: body is its key.
  static Message message(const std::string& key, const std::string& ordering = "") {
    Message m;
    m.key = key;
    m.kind = "event";
    m.channel = "acme/shop";
    m.ordering = ordering;
    m.destination = "erp/acme";
    m.media_type = "application/json";
    m.body = key;
    return m;
  }

  /// Of an order: supersede looks at kind and identity.
  static Message of_order(const std::string& key, const std::string& identity,
                          const std::string& kind = "order") {
    auto m = message(key);
    m.kind = kind;
    m.identity = identity;
    return m;
  }

  AddedMessage add(Message m) {
    std::vector<Message> batch;
    batch.push_back(std::move(m));
    return value(run(store().add(std::move(batch)))).at(0);
  }

  std::vector<Leased> lease(int max = 100, DestinationLimits limits = {}) {
    return value(run(store().lease(max, 60s, std::move(limits))));
  }

  /// The one delivery that may be leased now.
  Leased lease_one() {
    auto leased = lease();
    EXPECT_EQ(leased.size(), 1u);
    return leased.empty() ? Leased{} : std::move(leased.front());
  }

  Result<void> settle(Lease lease, Outcome outcome, Effects effects = {}) {
    return run(store().settle(lease, std::move(outcome), std::move(effects)));
  }
  void done(Lease lease, Effects effects = {}) {
    Outcome outcome;
    outcome.intent_settled = true;
    expect_ok(settle(lease, outcome, std::move(effects)));
  }
  void park(Lease lease, const std::string& cause) {
    Outcome outcome;
    outcome.state = State::parked;
    outcome.error = Error{Fate::reject, "parked for " + cause, "mend " + cause, {}, cause};
    expect_ok(settle(lease, outcome));
  }
  void retry(Lease lease, std::chrono::seconds in) {
    Outcome outcome;
    outcome.state = State::fresh;
    outcome.error = Error{Fate::retry, "ERP answered 503", "", {}, ""};
    outcome.due = clock_.now() + in;
    expect_ok(settle(lease, outcome));
  }
  Intent intent(const std::string& key) const {
    return {key, clock_.now() + 30s, clock_.now() + 90s};
  }
  std::vector<AddedMessage> put(Effects effects) {
    return value(run(store().put(std::move(effects))));
  }

  Row row(std::int64_t id) { return value(run(journal().message(id))).first; }
  State state(std::int64_t id) { return row(id).state; }

  static std::vector<std::string> keys(const std::vector<Leased>& leased) {
    std::vector<std::string> all;
    for (const auto& one : leased) all.push_back(one.message.key);
    return all;
  }

  template <class T>
  static T value(Result<T> result) {
    if (!result) throw std::runtime_error(to_string(result.error()));
    return std::move(*result);
  }
  static void expect_ok(const Result<void>& result) {
    if (!result) ADD_FAILURE() << to_string(result.error());
  }
  template <class T>
  static void expect_error(const Result<T>& result, Fate fate, const std::string& text) {
    ASSERT_TRUE(result.has_error());
    EXPECT_STREQ(to_string(result.error().fate), to_string(fate));
    EXPECT_EQ(to_string(result.error()), text);
  }

  ManualClock clock_;
  std::unique_ptr<Backend> backend_;
  OpenStore open_;
};

}  // namespace norekey::queue::test
