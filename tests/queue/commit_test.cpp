#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <future>

#include "queue/engine.hpp"
#include "queue/sqlite/connection.hpp"
#include "run.hpp"

namespace norekey::queue::test {
namespace commit_test {

using testing::IsEmpty;
using testing::SizeIs;

/// A worker whose first group waits until `go`.
class HeldWorker {
 public:
  explicit HeldWorker(Limits limits)
      : worker_(limits, [this](Group& group) {
          started_.set_value_at_first();
          go_.get_future_once();
          sizes_.push_back(group.size());
          for (const auto& operation : group) {
            operation->fail(Error{Fate::reject, "served", "", {}, ""});
            operation->finish();
          }
        }) {}

  void call(std::size_t bytes, Refusable refusable) {
    boost::asio::co_spawn(io_, worker_.call<int>(bytes, refusable, nullptr),
                          [this](std::exception_ptr, Result<int> answer) {
                            answers_.push_back(answer.error().what);
                          });
    io_.poll();
    io_.restart();
  }
  void wait_until_held() { started_.wait(); }
  std::vector<std::string> answers() {
    io_.poll();
    io_.restart();
    return answers_;
  }
  std::vector<std::string> release() {
    go_.open();
    io_.run();
    return answers_;
  }
  const std::vector<std::size_t>& sizes() const { return sizes_; }

 private:
  struct Started {
    std::promise<void> promise;
    std::future<void> future = promise.get_future();
    bool done = false;
    void set_value_at_first() {
      if (!std::exchange(done, true)) promise.set_value();
    }
    void wait() { future.wait(); }
  };
  struct Gate {
    std::promise<void> promise;
    std::shared_future<void> future = promise.get_future().share();
    void get_future_once() { future.wait(); }
    void open() { promise.set_value(); }
  };

  boost::asio::io_context io_;
  std::vector<std::string> answers_;
  std::vector<std::size_t> sizes_;
  Started started_;
  Gate go_;
  Worker worker_;
};

TEST(Worker, RefusesAtOnceWhenTooManyWait) {
  HeldWorker held({.waiting_operations = 2});
  held.call(1, Refusable::yes);
  held.wait_until_held();
  held.call(1, Refusable::yes);
  held.call(1, Refusable::yes);
  EXPECT_THAT(held.answers(), IsEmpty());
  held.call(1, Refusable::yes);
  EXPECT_THAT(held.answers(), testing::ElementsAre("the store is busy: 2 operations wait"));
  held.call(1, Refusable::no);  // a lease that is to be settled is never refused
  EXPECT_THAT(held.release(), SizeIs(5));
}

TEST(Worker, RefusesAtOnceWhenTooMuchWaits) {
  HeldWorker held({.waiting_bytes = 1'000});
  held.call(1, Refusable::yes);
  held.wait_until_held();
  held.call(1'500, Refusable::yes);
  held.call(1, Refusable::yes);
  EXPECT_THAT(held.answers(), testing::ElementsAre("the store is busy: 1500 bytes wait"));
  EXPECT_THAT(held.release(), SizeIs(3));
}

TEST(Worker, TakesAllThatWaitsUpToTheSizeOfAGroup) {
  HeldWorker held({.group_operations = 3, .group_bytes = 100});
  held.call(1, Refusable::no);
  held.wait_until_held();
  for (const std::size_t bytes : {1, 1, 1, 1, 200, 1, 99, 2}) held.call(bytes, Refusable::no);
  EXPECT_THAT(held.release(), SizeIs(9));
  EXPECT_THAT(held.sizes(), testing::ElementsAre(1, 3, 1, 1, 2, 1));
}

/// A Sql that fails where it is told to, in front of a real one.
class FailingSql final : public Sql {
 public:
  explicit FailingSql(std::unique_ptr<Sql> real) : real_(std::move(real)) {}
  Result<void> begin() override {
    injected_.reset();
    return real_->begin();
  }
  Result<void> commit() override {
    if (fail_commit) return away();
    if (injected_) return *injected_;
    return real_->commit();
  }
  Instant now() override { return real_->now(); }
  void rollback() override { real_->rollback(); }
  void save() override { real_->save(); }
  void keep() override { real_->keep(); }
  void undo() override { real_->undo(); }
  void ask(Statement statement, std::size_t width, std::span<const Value> values) override {
    if (fail_statement == statement) injected_ = away();
    if (!failure()) real_->ask(statement, width, values);
  }
  Rows answer() override { return real_->answer(); }
  Rows script(const std::string& sql) override { return real_->script(sql); }
  const std::optional<Error>& failure() override {
    return injected_ ? injected_ : real_->failure();
  }

  static Error away() { return {Fate::retry, "the disk is away", "", {}, ""}; }
  std::atomic<bool> fail_commit = false;
  std::optional<Statement> fail_statement;

 private:
  std::unique_ptr<Sql> real_;
  std::optional<Error> injected_;
};

class GroupCommit : public testing::Test {
 protected:
  GroupCommit() {
    OpenOptions options;
    options.url = "sqlite:" + path();
    { const auto made = open_store(options).value(); }
    EngineParts parts;
    auto failing = std::make_unique<FailingSql>(
        sqlite::Connection::open(path(), sqlite::Access::write).value());
    sql_ = failing.get();
    parts.writing = std::move(failing);
    parts.reading = sqlite::Connection::open(path(), sqlite::Access::read).value();
    parts.given = &clock_;
    parts.poll = std::chrono::hours(1);
    parts.counter = CounterFile::open(directory_.file("counter")).value();
    parts.opened.instance = std::string(32, 'a');
    engine_ = std::make_shared<Engine>(std::move(parts));
    store_ = make_store(engine_);
  }

  std::string path() const { return directory_.file("store.db"); }
  static Message message(int number) {
    Message m;
    m.key = "k" + std::to_string(number);
    m.kind = "event";
    return m;
  }
  /// Adds so many at once; returns how many were acknowledged.
  int add_at_once(int many) {
    boost::asio::io_context io;
    int good = 0;
    for (int i = 0; i < many; ++i) {
      boost::asio::co_spawn(io, store_->add({message(i)}),
                            [&](std::exception_ptr, Result<std::vector<AddedMessage>> added) {
                              good += added.has_value() ? 1 : 0;
                            });
    }
    io.run();
    return good;
  }
  std::size_t lease_all() {
    return run(store_->lease(1'000, std::chrono::seconds(60), {})).value().size();
  }

  TemporaryDirectory directory_;
  ManualClock clock_;
  FailingSql* sql_ = nullptr;
  std::shared_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
};

TEST_F(GroupCommit, CallsThatComeTogetherShareCommits) {
  EXPECT_EQ(add_at_once(500), 500);
  EXPECT_LT(engine_->commits(), 250);
  EXPECT_EQ(lease_all(), 500u);
}

TEST_F(GroupCommit, ACommitThatFailsAcknowledgesNothing) {
  sql_->fail_commit = true;
  EXPECT_EQ(add_at_once(64), 0);
  sql_->fail_commit = false;
  EXPECT_EQ(lease_all(), 0u);
  EXPECT_EQ(add_at_once(64), 64);
  EXPECT_EQ(lease_all(), 64u);
}

TEST_F(GroupCommit, AStatementThatLosesTheTransactionAcknowledgesNothing) {
  sql_->fail_statement = Statement::body_insert;
  EXPECT_EQ(add_at_once(64), 0);
  sql_->fail_statement.reset();
  EXPECT_EQ(add_at_once(64), 64);
  EXPECT_EQ(lease_all(), 64u);
}

TEST_F(GroupCommit, TheCounterFileNeverGetsAheadOfAFailedCommit) {
  EXPECT_EQ(add_at_once(1), 1);
  const auto leased = run(store_->lease(1, std::chrono::seconds(60), {})).value().at(0);
  const Intent intent{"k0/place", {}, {}};
  sql_->fail_commit = true;
  EXPECT_EQ(run(store_->intend(leased.lease, intent)).error().what, "the disk is away");
  EXPECT_FALSE(CounterFile::open(directory_.file("counter")).value().found());
  sql_->fail_commit = false;
  EXPECT_TRUE(run(store_->intend(leased.lease, intent)).has_value());
  EXPECT_EQ(CounterFile::open(directory_.file("counter")).value().found()->intents, 1);
}

}  // namespace commit_test
}  // namespace norekey::queue::test
