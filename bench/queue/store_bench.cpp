// store_bench: how fast a store takes messages in and gets them done. One line a measurement:
// name, number, unit.   store_bench URL SECONDS NAME…
// Names: intake-1 intake-64 intake-1000 complete ordered ordered-runs latency fsync blocked
// snapshot. NOREKEY_BENCH_BLOCKED: so many keys are blocked; default: 100000. NOREKEY_BENCH_DISK:
// the folder whose disk is synced; default: the one we are in.
#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "queue/open.hpp"

namespace norekey::queue {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

double seconds(Steady::duration time) { return std::chrono::duration<double>(time).count(); }

void say(const std::string& name, double number, const char* unit) {
  std::printf("%s %.1f %s\n", name.c_str(), number, unit);
  std::fflush(stdout);
}

template <class T>
T insist(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << to_string(result.error()) << std::endl;
  std::exit(1);
}
void insist(const Result<void>& result) {
  if (result) return;
  std::cerr << to_string(result.error()) << std::endl;
  std::exit(1);
}

Message message(const std::string& key, const std::string& ordering) {
  Message m;
  m.key = key;
  m.kind = "part";
  m.channel = "acme/shop";
  m.identity = key;
  m.ordering = ordering;
  m.destination = "erp/acme";
  m.media_type = "application/json";
  m.body = std::string(1'000, 'x');
  return m;
}

class Bench {
 public:
  Bench(const std::string& url, double time) : time_(time) {
    OpenOptions options;
    options.url = url;
    open_ = insist(open_store(options));
    prefix_ = std::to_string(Steady::now().time_since_epoch().count()) + "/";
  }

  /// `in_flight` callers, each adding one message after the other.
  void intake(const std::string& name, int in_flight) {
    const auto start = Steady::now();
    const auto until =
        start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(time_));
    added_ = 0;
    for (int i = 0; i < in_flight; ++i) asio::co_spawn(io_, add_until(until), asio::detached);
    run();
    say(name, added_ / seconds(Steady::now() - start), "messages/s");
  }

  /// How messages of several keys stand one behind the other.
  enum class Order { in_turn, in_runs };

  /// All that waits is leased, intended and settled, each message by itself, `kAtOnce` at a time.
  void complete(const std::string& name, int messages, int keys, Order order = Order::in_turn) {
    fill(messages, keys, order);
    const auto start = Steady::now();
    left_ = messages;
    asio::co_spawn(io_, dispatch(), asio::detached);
    run();
    say(name, messages / seconds(Steady::now() - start), "messages/s");
  }

  /// From the call of add to the lease in hand, one message at a time.
  void latency() {
    std::vector<double> all;
    for (int i = 0; i < 300; ++i) {
      asio::co_spawn(io_, one_by_one(all), asio::detached);
      run();
    }
    std::sort(all.begin(), all.end());
    say("latency-p50", all[all.size() / 2] * 1'000, "ms");
    say("latency-p99", all[all.size() * 99 / 100] * 1'000, "ms");
  }

  /// Each of so many keys has a message that failed and waits, and one behind it.
  void block(int keys) {
    for (int done = 0; done < keys; done += 2'000) {
      std::vector<Message> batch;
      for (int i = done; i < done + 2'000; ++i) {
        auto m = message(prefix_ + "b" + std::to_string(i), "blocked-" + std::to_string(i));
        batch.push_back(m);
        batch.back().due = open_.clock->now() + 24h;
        m.key += "/2";
        batch.push_back(std::move(m));
      }
      asio::co_spawn(io_, add_all(std::move(batch)), asio::detached);
      run();
    }
  }

 private:
  static constexpr int kAtOnce = 512;

  void run() {
    io_.restart();
    io_.run();
  }

  std::string next_key() { return prefix_ + std::to_string(++number_); }

  asio::awaitable<void> add_until(Steady::time_point until) {
    while (Steady::now() < until) {
      std::vector<Message> batch;
      batch.push_back(message(next_key(), ""));
      insist(co_await open_.store->add(std::move(batch)));
      ++added_;
    }
  }

  asio::awaitable<void> add_all(std::vector<Message> batch) {
    insist(co_await open_.store->add(std::move(batch)));
  }

  static std::string key_of(int i, int messages, int keys, Order order) {
    if (keys == 0) return "";
    const auto at = order == Order::in_turn ? i % keys : std::int64_t{i} * keys / messages;
    return "key-" + std::to_string(at);
  }

  void fill(int messages, int keys, Order order) {
    asio::co_spawn(io_, forget(), asio::detached);
    run();
    for (int done = 0; done < messages; done += 500) {
      std::vector<Message> batch;
      for (int i = done; i < std::min(done + 500, messages); ++i) {
        batch.push_back(message(next_key(), key_of(i, messages, keys, order)));
      }
      asio::co_spawn(io_, add_all(std::move(batch)), asio::detached);
      run();
    }
  }

  /// Works off what an earlier measurement left.
  asio::awaitable<void> forget() {
    for (;;) {
      DestinationLimits none;
      const auto leased = insist(co_await open_.store->lease(1'000, 60s, std::move(none)));
      if (leased.empty()) co_return;
      under_way_ += static_cast<int>(leased.size());
      for (const auto& one : leased) {
        asio::co_spawn(io_, settle(one.lease), asio::detached);
      }
      while (under_way_ > 0) co_await pause();
    }
  }

  asio::awaitable<void> pause() {
    asio::steady_timer timer(io_, 200us);
    co_await timer.async_wait(asio::use_awaitable);
  }

  asio::awaitable<void> settle(Lease lease) {
    Outcome outcome;
    outcome.intent_settled = true;
    Effects effects;
    insist(co_await open_.store->settle(lease, std::move(outcome), std::move(effects)));
    --under_way_;
    --left_;
  }

  asio::awaitable<void> finish(Lease lease, std::string key) {
    const auto now = open_.clock->now();
    Intent intent{std::move(key), now + 10s, now + 30s};
    insist(co_await open_.store->intend(lease, std::move(intent)));
    co_await settle(lease);
  }

  asio::awaitable<void> dispatch() {
    while (left_ > 0) {
      const int room = kAtOnce - under_way_;
      if (room < kAtOnce / 4) {
        co_await pause();
        continue;
      }
      DestinationLimits none;
      auto leased = insist(co_await open_.store->lease(room, 60s, std::move(none)));
      under_way_ += static_cast<int>(leased.size());
      for (auto& one : leased) {
        asio::co_spawn(io_, finish(one.lease, one.message.key + "/place"), asio::detached);
      }
      if (leased.empty()) co_await pause();
    }
  }

  asio::awaitable<void> one_by_one(std::vector<double>& all) {
    asio::steady_timer timer(io_, 3ms);
    co_await timer.async_wait(asio::use_awaitable);
    asio::co_spawn(io_, add_now(), asio::detached);
    for (;;) {
      const auto latest = open_.clock->now() + 1s;
      co_await open_.store->wait_for_work(latest);
      DestinationLimits none;
      const auto leased = insist(co_await open_.store->lease(1, 60s, std::move(none)));
      if (leased.empty()) continue;
      all.push_back(seconds(Steady::now() - called_));
      co_await settle(leased.front().lease);
      co_return;
    }
  }

  asio::awaitable<void> add_now() {
    std::vector<Message> batch;
    batch.push_back(message(next_key(), ""));
    called_ = Steady::now();
    insist(co_await open_.store->add(std::move(batch)));
  }

  const double time_;
  asio::io_context io_;
  OpenStore open_;
  std::string prefix_;
  std::int64_t number_ = 0;
  int added_ = 0, under_way_ = 0, left_ = 0;
  Steady::time_point called_;
};

/// A reader that has begun and does not end.
std::function<void()> hold_snapshot(const std::string& url) {
  if (url.starts_with("sqlite:")) {
    sqlite3* database = nullptr;
    sqlite3_open(url.substr(7).c_str(), &database);
    sqlite3_exec(database, "BEGIN; SELECT count(*) FROM live", nullptr, nullptr, nullptr);
    return [database] { sqlite3_close(database); };
  }
  auto* connection = PQconnectdb(url.c_str());
  PQclear(PQexec(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1"));
  return [connection] { PQfinish(connection); };
}

std::string setting(const char* name, const char* other) {
  const char* given = std::getenv(name);
  return given == nullptr ? other : given;
}

/// What the disk itself takes: 4 KB appended and synced, the median of many.
void time_fsync() {
  std::string path = setting("NOREKEY_BENCH_DISK", ".") + "/norekey-fsync-XXXXXX";
  const int file = ::mkstemp(path.data());
  if (file < 0) return;
  ::unlink(path.c_str());
  const std::string page(4'096, 'x');
  std::vector<double> all;
  for (int i = 0; i < 300; ++i) {
    const auto start = Steady::now();
    if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) break;
    all.push_back(seconds(Steady::now() - start));
  }
  ::close(file);
  if (all.empty()) return;
  std::sort(all.begin(), all.end());
  say("fsync-p50", all[all.size() / 2] * 1'000, "ms");
}

int measure(const std::string& url, double time, const std::string& name) {
  const int many = static_cast<int>(10'000 * time);
  Bench bench(url, time);
  if (name == "intake-1") bench.intake(name, 1);
  if (name == "intake-64") bench.intake(name, 64);
  if (name == "intake-1000") bench.intake(name, 1'000);
  if (name == "complete") bench.complete(name, many, 0);
  if (name == "ordered") bench.complete(name, many, 1'000);
  if (name == "ordered-runs") bench.complete(name, many, 1'000, Bench::Order::in_runs);
  if (name == "latency") bench.latency();
  if (name == "fsync") time_fsync();
  if (name == "blocked") {
    bench.block(std::atoi(setting("NOREKEY_BENCH_BLOCKED", "100000").c_str()));
    bench.complete("complete-blocked", many, 0);
  }
  if (name == "snapshot") {
    const auto end = hold_snapshot(url);
    for (int round = 0; round < 3; ++round) bench.complete("complete-snapshot", many, 0);
    end();
  }
  return 0;
}

}  // namespace
}  // namespace norekey::queue

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  for (int i = 3; i < argc; ++i) norekey::queue::measure(argv[1], std::atof(argv[2]), argv[i]);
}
