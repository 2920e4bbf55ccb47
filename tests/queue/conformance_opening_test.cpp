#include <fstream>

#include "conformance.hpp"
#include "queue/counter.hpp"

namespace norekey::queue::test {
namespace conformance_opening_test {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CountedConformance : public Conformance {
 protected:
  std::string counter() const { return backend_->directory().file("counter"); }

  Result<OpenStore> open_counted() {
    close();
    auto with_counter = options();
    with_counter.counter_file = counter();
    return open_store(with_counter);
  }
  void open_with_counter() { open_ = value(open_counted()); }

  void write_intent(const std::string& key) {
    add(message(key));
    const auto leased = lease_one();
    expect_ok(run(store().intend(leased.lease, intent(key))));
    done(leased.lease);
  }

  CounterFile::Content found() {
    const auto file = value(CounterFile::open(counter()));
    return file.found().value_or(CounterFile::Content{});
  }
};

TEST_P(Conformance, WhatWasAddedIsThereAfterReopening) {
  const auto added = add(message("k"));
  reopen();
  EXPECT_EQ(lease_one().id, added.id);
}

TEST_P(Conformance, WithoutLeaveToCreateAMissingStoreHalts) {
  close();
  auto other = GetParam().make();
  auto with = options();
  with.url = other->url();
  with.create = false;
  const auto opened = open_store(with);
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().fate, Fate::halt);
  EXPECT_EQ(opened.error().fix, "start the daemon once, or name the right --config");
}

TEST_P(Conformance, AUrlOfNoKnownKindHalts) {
  for (const char* url : {"", "sqlite:", "mysql://host/db", "/var/lib/norekey/store.db"}) {
    auto with = options();
    with.url = url;
    expect_error(open_store(with), Fate::halt,
                 "store '" + std::string(url) +
                     "' names no kind of store\n  fix: write "
                     "sqlite:/var/lib/norekey/store.db or postgresql://host/database");
  }
}

TEST_P(Conformance, WithoutACounterNothingCountsAsRestored) {
  EXPECT_FALSE(upkeep().restored());
  EXPECT_EQ(upkeep().restored_at(), Instant());
}

TEST_P(CountedConformance, TheCounterFollowsTheIntents) {
  open_with_counter();
  EXPECT_EQ(found().intents, 0);
  write_intent("a");
  write_intent("b");
  EXPECT_EQ(found().intents, 2);
  open_with_counter();
  EXPECT_EQ(found().intents, 2);
  EXPECT_FALSE(upkeep().restored());
}

TEST_P(CountedConformance, ACounterThatIsBehindIsNoRestore) {
  open_with_counter();
  const auto early = content(counter());
  write_intent("a");
  std::ofstream(counter(), std::ios::binary) << early;
  open_with_counter();
  EXPECT_FALSE(upkeep().restored());
  EXPECT_EQ(found().intents, 1);
}

TEST_P(CountedConformance, ACounterThatIsAheadMeansRestoredAndStaysSo) {
  open_with_counter();
  write_intent("a");
  close();
  auto ahead = value(CounterFile::open(counter()));
  ahead.write(found().instance, 9);
  clock_.advance(1h);
  const auto noticed = clock_.now();
  open_with_counter();
  EXPECT_TRUE(upkeep().restored());
  EXPECT_EQ(upkeep().restored_at(), noticed);
  clock_.advance(1h);
  open_with_counter();
  EXPECT_TRUE(upkeep().restored());
  EXPECT_EQ(upkeep().restored_at(), noticed);
  write_intent("b");
  EXPECT_EQ(found().intents, 10);
}

TEST_P(CountedConformance, ACounterOfAnotherStoreHaltsNamingBoth) {
  open_with_counter();
  const auto instance = found().instance;
  auto other = value(CounterFile::open(counter()));
  other.write(std::string(32, 'f'), 3);
  const auto opened = open_counted();
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().fate, Fate::halt);
  EXPECT_EQ(opened.error().what, "counter file " + norekey::shown(counter()) +
                                     " belongs to store " + std::string(32, 'f') + ", but " +
                                     norekey::shown(backend_->shown()) + " is store " + instance);
  EXPECT_EQ(opened.error().fix,
            "put back the store or a backup of it: norekey store restore FILE; if the store is "
            "meant to begin anew, move the counter file away");
}

TEST_P(CountedConformance, ACounterFileOfSomethingElseHalts) {
  std::ofstream(counter()) << "to do: buy milk\n";
  const auto opened = open_counted();
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().what,
            "counter file " + norekey::shown(counter()) + " is not one that norekey wrote");
  EXPECT_EQ(content(counter()), "to do: buy milk\n");
}

INSTANTIATE_TEST_SUITE_P(Every, CountedConformance, testing::ValuesIn(every_backend()), name_of);

}  // namespace conformance_opening_test
}  // namespace norekey::queue::test
