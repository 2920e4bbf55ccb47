// The disk below an SQLite store fails: each call of it in turn, and the power, at any moment. What
// was acknowledged is there afterwards, and the store goes on by itself.
//   test_disk [--images=N] [--rounds=N] [--messages=N] [--seed=N]
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <iostream>
#include <set>

#include "../queue/run.hpp"
#include "core/text.hpp"
#include "disk.hpp"
#include "queue/open.hpp"

namespace norekey::queue::test {

struct {
  int images = 300;   ///< a round
  int rounds = 1;     ///< recorded runs
  int messages = 60;  ///< of a recorded run
  int failing = 6;    ///< messages of a run in which one call fails
  unsigned seed = 0;
} parameters;

namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

/// On memory, where there is such a file system: nothing here needs a real disk.
class Place {
 public:
  Place() {
    if (std::filesystem::is_directory("/dev/shm")) path_ = "/dev/shm";
    path_ += "/norekey-disk-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
  }
  ~Place() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }
  void clear() const {
    for (const auto& one : std::filesystem::directory_iterator(path_)) {
      std::filesystem::remove(one.path());
    }
  }

 private:
  std::string path_ = std::filesystem::temp_directory_path().string();
};

/// What was promised: keys taken in, and keys of messages whose end was acknowledged.
struct Promises {
  std::set<std::string> added, ended;
};

/// A customer of the store: adds, leases, intends, settles, and tries again what may be tried
/// again.
class Customer {
 public:
  Customer(std::string directory, std::function<void(bool, const std::string&)> promised)
      : directory_(std::move(directory)), promised_(std::move(promised)) {}

  void play(int messages) {
    for (int i = 0; i < messages; ++i) {
      Message m;
      m.key = "k" + std::to_string(i);
      m.kind = "part";
      m.channel = "acme/shop";
      m.ordering = "customer-" + std::to_string(i % 3);
      m.body = std::string(static_cast<std::size_t>(1 + i * 997 % 9'000),
                           static_cast<char>('a' + i % 26));
      persist([&] { return run(open().store->add({m})); });
      promised_(false, m.key);
      if (i % 2 == 1) work();
    }
    work();
  }

 private:
  OpenStore& open() {
    for (int tries = 0; !open_.store; ++tries) {
      if (tries > 400) throw std::runtime_error("the store stays closed: " + why_);
      OpenOptions options;
      options.url = "sqlite:" + directory_ + "/store.db";
      options.counter_file = directory_ + "/counter";
      auto opened = open_store(options);
      if (opened) {
        open_ = std::move(*opened);
      } else {
        why_ = to_string(opened.error());
      }
    }
    return open_;
  }

  template <class Call>
  typename std::invoke_result_t<Call>::value_type persist(Call call) {
    for (int tries = 0;; ++tries) {
      auto answer = call();
      if (answer) return std::move(*answer);
      if (answer.error().fate == Fate::halt) open_ = {};  // as the daemon would start again
      if (answer.error().fate == Fate::reject || tries > 400) {
        throw std::runtime_error(to_string(answer.error()));
      }
    }
  }

  void work() {
    for (;;) {
      auto leased = persist([&] { return run(open().store->lease(4, 60s, {})); });
      if (leased.empty()) return;
      for (auto& one : leased) finish(one);
    }
  }

  /// A lease that the store has lost by being opened again is left to the next round.
  void finish(const Leased& one) {
    const Instant now = open().clock->now();
    const Intent intent{one.message.key + "/place", now + 1s, now + 2s};
    const auto intended = run(open().store->intend(one.lease, intent));
    if (!intended) {
      if (intended.error().fate == Fate::halt) open_ = {};
      put_back(one);
      return;
    }
    Outcome outcome;
    outcome.intent_settled = true;
    Effects effects;
    LedgerEntry entry;
    entry.company = "acme";
    entry.body = one.message.key;
    effects.ledger.push_back(entry);
    const auto settled = run(open().store->settle(one.lease, outcome, effects));
    if (settled) return promised_(true, one.message.key);
    if (settled.error().fate == Fate::halt) open_ = {};
    put_back(one);
  }

  void put_back(const Leased& one) {
    for (int tries = 0; tries < 400; ++tries) {
      Outcome later;
      later.state = State::fresh;
      const auto settled = run(open().store->settle(one.lease, later, Effects{}));
      if (settled || settled.error().fate == Fate::reject) return;
      if (settled.error().fate == Fate::halt) open_ = {};
    }
  }

  const std::string directory_;
  const std::function<void(bool, const std::string&)> promised_;
  OpenStore open_;
  std::string why_;
};

std::set<std::string> keys(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  std::set<std::string> all;
  sqlite3_exec(
      database, sql.c_str(),
      [](void* out, int, char** cells, char**) {
        static_cast<std::set<std::string>*>(out)->insert(cells[0]);
        return 0;
      },
      &all, nullptr);
  sqlite3_close(database);
  return all;
}

/// Opens what is there and compares it with what was promised.
void expect_kept(const std::string& directory, const Promises& promises) {
  OpenOptions options;
  options.url = "sqlite:" + directory + "/store.db";
  options.counter_file = directory + "/counter";
  {
    const auto opened = open_store(options);
    ASSERT_TRUE(opened.has_value()) << to_string(opened.error());
    EXPECT_FALSE(opened->upkeep->restored());
    EXPECT_THAT(opened->upkeep->check().value(), IsEmpty());
  }
  const auto added = keys(directory + "/store.db", "SELECT key FROM message");
  for (const auto& key : promises.added) EXPECT_TRUE(added.contains(key)) << key << " is lost";
  const auto ended = keys(directory + "/store.db",
                          "SELECT m.key FROM finished f JOIN message m ON m.id = f.id"
                          " JOIN ledger l ON l.body = m.key");
  for (const auto& key : promises.ended) EXPECT_TRUE(ended.contains(key)) << key << " is undone";
}

struct Promise {
  std::size_t at;  ///< events before it was given
  bool end;
  std::string key;
};

/// Power-loss images of one recorded run, at moments all over it.
void lose_power(unsigned seed, int images) {
  const Place place, image_place;
  std::vector<Promise> given;
  disk::watch(place.path());
  disk::record();
  {
    Customer customer(place.path(), [&](bool end, const std::string& key) {
      given.push_back({disk::position(), end, key});
    });
    customer.play(parameters.messages);
  }
  const auto events = disk::recorded();
  disk::watch("");
  std::mt19937 random(seed);
  disk::Image image;
  Promises promises;
  std::size_t next = 0;
  int made = 0;
  for (std::size_t at = 0; at < events.size() && !testing::Test::HasFailure(); ++at) {
    image.happen(events[at]);
    for (; next < given.size() && given[next].at <= at + 1; ++next) {
      (given[next].end ? promises.ended : promises.added).insert(given[next].key);
    }
    const auto due = static_cast<int>(static_cast<std::size_t>(images) * (at + 1) / events.size());
    for (; made < due && !testing::Test::HasFailure(); ++made) {
      image_place.clear();
      image.write_to(image_place.path(), random);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", after event " + std::to_string(at + 1) +
                   " of " + std::to_string(events.size()));
      expect_kept(image_place.path(), promises);
    }
  }
  std::cout << made << " images of " << events.size() << " writes and syncs, "
            << promises.added.size() << " messages promised" << std::endl;
  EXPECT_EQ(promises.ended.size(), static_cast<std::size_t>(parameters.messages));
}

TEST(Disk, APowerLossAtAnyMomentTakesNothingThatWasAcknowledged) {
  for (int round = 0; round < parameters.rounds && !testing::Test::HasFailure(); ++round) {
    lose_power(parameters.seed + static_cast<unsigned>(round), parameters.images);
  }
}

struct WrongCase {
  const char* name;
  disk::Wrong how;
  int many;  ///< calls in a row that go wrong
};

class DiskCall : public testing::TestWithParam<WrongCase> {};

TEST_P(DiskCall, ThatFailsAcknowledgesNothingFalselyAndAllGoesOn) {
  int site = 0;
  for (bool reached = true; reached && !HasFailure();) {
    ++site;
    const Place place;
    Promises promises;
    disk::watch(place.path());
    disk::fail(site, GetParam().many, GetParam().how);
    {
      Customer customer(place.path(), [&](bool end, const std::string& key) {
        (end ? promises.ended : promises.added).insert(key);
      });
      SCOPED_TRACE("call " + std::to_string(site));
      ASSERT_NO_THROW(customer.play(parameters.failing));
    }
    reached = disk::calls() >= site;
    disk::heal();
    disk::watch("");
    SCOPED_TRACE("call " + std::to_string(site));
    expect_kept(place.path(), promises);
    EXPECT_EQ(promises.ended.size(), static_cast<std::size_t>(parameters.failing));
  }
  std::cout << site - 1 << " calls failed, one at a time" << std::endl;
  EXPECT_GT(site, 50);
}

INSTANTIATE_TEST_SUITE_P(Queue, DiskCall,
                         testing::Values(WrongCase{"IoError", disk::Wrong::io_error, 1},
                                         WrongCase{"NoSpace", disk::Wrong::no_space, 1},
                                         WrongCase{"NoSpaceForAWhile", disk::Wrong::no_space, 25},
                                         WrongCase{"ShortWrite", disk::Wrong::short_write, 1},
                                         WrongCase{"Interrupted", disk::Wrong::interrupted, 1}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace norekey::queue::test

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  auto& parameters = norekey::queue::test::parameters;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word.starts_with("--images=")) parameters.images = std::stoi(value);
    if (word.starts_with("--rounds=")) parameters.rounds = std::stoi(value);
    if (word.starts_with("--messages=")) parameters.messages = std::stoi(value);
    if (word.starts_with("--seed=")) parameters.seed = static_cast<unsigned>(std::stoul(value));
  }
  return RUN_ALL_TESTS();
}
