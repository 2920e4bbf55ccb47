// crash_worker: the smallest daemon: takes in orders of eight customers, one after the other of
// each, and carries them to the fake ERP, until it is killed. Started by crash_test:
//   crash_worker STORE_URL DIRECTORY NAME [drain]
// NAME tells the customers of several workers apart. What DIRECTORY/clock holds (8 bytes, seconds)
// is added to the machine's clock, as if somebody had set it.
// A line in DIRECTORY/acknowledged is an order that was promised to its customer. With "drain" it
// takes in nothing new and ends once nothing is left.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <iostream>

#include "core/text.hpp"
#include "queue/open.hpp"

namespace norekey::queue::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kCustomers = 8, kAtOnce = 16, kMostOpen = 400;
constexpr auto kSendWithin = 30ms, kLongestRequest = 60ms;

// What somebody has set the clock by. Read by the clock_gettime below, which stands in the place of
// the C library's for all of this process.
const std::int64_t* set_by = nullptr;

}  // namespace

std::int64_t seconds_set() { return set_by == nullptr ? 0 : *set_by; }

void watch_clock(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  auto* page = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) set_by = static_cast<const std::int64_t*>(page);
  ::close(file);
}

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "crash_worker: " << why << std::endl;
  std::_Exit(1);
}

template <class T>
void insist(const Result<T>& result) {
  if (!result) give_up(to_string(result.error()));
}

class Daemon {
 public:
  Daemon(const std::string& url, std::string directory, std::string name, bool drain)
      : directory_(std::move(directory)), name_(std::move(name)), drain_(drain) {
    OpenOptions options;
    options.url = url;
    options.counter_file = directory_ + "/counter" + name_;
    auto opened = open_store(std::move(options));
    insist(opened);
    open_ = std::move(*opened);
    if (open_.upkeep->restored()) give_up("the store believes that it was restored");
    acknowledged_ = ::open((directory_ + "/acknowledged").c_str(),
                           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  }

  void run() {
    if (::write(STDOUT_FILENO, "r", 1) != 1) give_up("nobody listens");
    for (int customer = 0; customer < kCustomers && !drain_; ++customer) {
      asio::co_spawn(io_, take_in(customer, next_order(customer)), asio::detached);
    }
    asio::co_spawn(io_, dispatch(), asio::detached);
    io_.run();
  }

 private:
  Instant now() const { return open_.clock->now(); }

  awaitable<void> sleep_until(Instant moment) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(moment - now());
    co_await timer.async_wait(asio::use_awaitable);
  }

  std::string name(int customer) const { return name_ + std::to_string(customer); }

  /// After the last one that was acknowledged. What was added and not acknowledged is added again.
  int next_order(int customer) const {
    std::ifstream in(directory_ + "/acknowledged");
    int next = 1;
    const auto mine = name(customer) + "/";
    for (std::string key; std::getline(in, key);) next += key.starts_with(mine) ? 1 : 0;
    return next;
  }

  awaitable<void> take_in(int customer, int order) {
    for (;; ++order) {
      Message message;
      message.key = name(customer) + "/" + std::to_string(order);
      message.kind = "part";
      message.channel = "acme/shop";
      message.identity = message.key;
      message.ordering = name(customer);
      message.destination = "erp/acme";
      message.body = std::string(1 + static_cast<std::size_t>(order) % 3'000, 'x');
      const auto line = message.key + "\n";
      std::vector<Message> batch;
      batch.push_back(std::move(message));
      const auto added = co_await open_.store->add(std::move(batch));
      if (added && ::write(acknowledged_, line.data(), line.size()) < 0) give_up("no room");
      if (!added) {
        if (added.error().fate != Fate::retry) insist(added);
        --order;
      }
      if (added) ++open_orders_;
      // What is taken in faster than it is delivered only makes the end of the test long.
      while (open_orders_ > kMostOpen) {
        const auto later = now() + 20ms;
        co_await sleep_until(later);
      }
      const auto pause = now() + std::chrono::milliseconds(order % 7);
      co_await sleep_until(pause);
    }
  }

  awaitable<void> dispatch() {
    while (!drain_ || !co_await is_empty()) {
      DestinationLimits none;
      auto leased = co_await open_.store->lease(kAtOnce - in_flight_, 1s, std::move(none));
      if (!leased) {
        if (leased.error().fate != Fate::retry) insist(leased);
        leased = std::vector<Leased>();
      }
      for (auto& one : *leased) {
        ++in_flight_;
        asio::co_spawn(io_, deliver(std::move(one)), asio::detached);
      }
      const auto soon = now() + (in_flight_ < kAtOnce ? 20ms : 2ms);
      if (in_flight_ < kAtOnce && leased->empty()) {
        co_await open_.store->wait_for_work(soon);
      } else if (in_flight_ == kAtOnce) {
        co_await sleep_until(soon);
      }
    }
  }

  awaitable<bool> is_empty() {
    std::string any;
    const auto counts = co_await open_.journal->counts(std::move(any));
    if (!counts && counts.error().fate == Fate::retry) co_return false;
    insist(counts);
    co_return counts->fresh + counts->leased == 0;
  }

  awaitable<void> deliver(Leased leased) {
    bool there = false, known = true;
    if (leased.intent) {
      co_await sleep_until(leased.intent->look_from);
      const auto question = "find " + leased.intent->key;
      there = co_await ask(question) == "yes";
    }
    if (!there) {
      const auto answer = co_await send(leased.lease, leased.message.key);
      there = answer == "ok";
      known = !answer.empty();
    }
    Outcome outcome;
    outcome.intent_settled = known;
    Effects effects;
    if (there) {
      LedgerEntry entry;
      entry.company = "acme";
      entry.identity = leased.message.identity;
      entry.body = leased.message.key;
      effects.ledger.push_back(std::move(entry));
    } else {
      outcome.state = State::fresh;
      outcome.due = now() + 3ms;
    }
    const auto settled =
        co_await open_.store->settle(leased.lease, std::move(outcome), std::move(effects));
    if (!settled && settled.error().fate == Fate::halt) insist(settled);
    if (settled && there) --open_orders_;
    --in_flight_;
  }

  /// What the ERP answered; "" = nobody knows: the intent stays open and the next attempt looks.
  awaitable<std::string> send(Lease lease, std::string key) {
    Intent intent;
    intent.key = key;
    intent.send_by = now() + kSendWithin;
    intent.look_from = intent.send_by + kLongestRequest;
    const auto deadline = intent.send_by;
    const auto over = this_machine().up() + (intent.look_from - now());
    const auto request = "send " + key + " " + std::to_string(over.count());
    const auto intended = co_await open_.store->intend(lease, std::move(intent));
    if (!intended) co_return std::string();
    if (now() >= deadline) co_return std::string("too late to send");
    co_return co_await ask(request);
  }

  /// One line there, one line back; "" where the connection broke.
  awaitable<std::string> ask(std::string line) {
    boost::system::error_code wrong;
    asio::local::stream_protocol::socket socket(io_);
    const asio::local::stream_protocol::endpoint erp(directory_ + "/erp.sock");
    socket.connect(erp, wrong);
    line += "\n";
    auto token = asio::redirect_error(asio::use_awaitable, wrong);
    std::string answer;
    if (!wrong) co_await asio::async_write(socket, asio::buffer(line), token);
    if (!wrong) co_await asio::async_read_until(socket, asio::dynamic_buffer(answer), '\n', token);
    if (wrong || answer.empty()) co_return std::string();
    answer.pop_back();
    co_return answer;
  }

  const std::string directory_, name_;
  const bool drain_;
  int acknowledged_ = -1;
  int in_flight_ = 0;
  int open_orders_ = 0;  ///< taken in and not delivered by this process
  asio::io_context io_;
  OpenStore open_;
};

}  // namespace
}  // namespace norekey::queue::test

extern "C" int clock_gettime(clockid_t which, timespec* time) noexcept {
  const auto result = static_cast<int>(::syscall(SYS_clock_gettime, which, time));
  if (which == CLOCK_REALTIME) time->tv_sec += norekey::queue::test::seconds_set();
  return result;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  norekey::queue::test::watch_clock(std::string(argv[2]) + "/clock");
  norekey::queue::test::Daemon(argv[1], argv[2], argv[3], argc > 4).run();
}
