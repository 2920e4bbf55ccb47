/// SimWorld: a whole run in one thread and in virtual time: the real flow and the real store
/// between a shop and an ERP that answer late, not at all, or after they have forgotten their
/// caller; the store's commits fail, the daemon is killed between any two steps, its clock is set.
/// All chance comes from one seed. Used by simulator_test.
#pragma once
#include <functional>
#include <random>

#include "../flow/world.hpp"
#include "queue/engine.hpp"
#include "queue/sqlite/connection.hpp"
#include "virtual_time.hpp"

namespace norekey::queue::test {

using std::chrono::microseconds;
using namespace std::chrono_literals;

/// How bad the world is, and what the ERP can be asked.
struct Weather {
  bool finds = true;  ///< the ERP can be asked for what it has
  bool late = false;  ///< it may take effect long after its time, and the config says so
};

/// All that outlives the daemon.
struct Outside {
  explicit Outside(unsigned seed) : random(seed) {}

  std::mt19937 random;
  std::multimap<microseconds, std::function<void()>> events;
  std::map<std::string, Order> orders;     ///< of the shop, as they are now
  std::map<std::string, int> versions;     ///< of each order
  std::vector<flow::FakeErp::Sale> sales;  ///< of the ERP
  microseconds erp_back{0}, shop_back{0};  ///< away until then
  bool calm = false;                       ///< nothing goes wrong any more
  microseconds seen{0};                    ///< when a poll first saw all that is there since then
  int kills = 0, lost_answers = 0, late_commits = 0;

  int pick(int from, int to) {
    return from + static_cast<int>(random() % static_cast<unsigned>(to - from + 1));
  }
  /// For what has a chance of its own; never 0.
  unsigned seed() { return static_cast<unsigned>(random()) | 1U; }
  /// One time in `many`, while it is not calm.
  bool chance(int many) { return !calm && pick(1, many) == 1; }
  microseconds time(microseconds longest) {
    return microseconds(random() % static_cast<unsigned long>(longest.count()));
  }
  void at(microseconds when, std::function<void()> what) { events.emplace(when, std::move(what)); }
};

inline awaitable<void> wait(microseconds time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(time);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

class SimShop final : public flow::FakeShop {
 public:
  explicit SimShop(Outside& outside) : outside_(outside) {}

  awaitable<Result<connectors::Page>> poll(std::string cursor, Instant now) override {
    const auto reached = co_await reach();
    if (!reached) co_return reached.error();
    if (outside_.calm && outside_.seen == 0us) outside_.seen = virtual_time();
    connectors::Page page;
    for (const auto& [number, version] : outside_.versions) {
      page.triggers.push_back({number + "@" + std::to_string(version), number, "poll"});
    }
    page.cursor = cursor + std::to_string(now.time_since_epoch().count() % 2);
    co_return page;
  }
  awaitable<Result<connectors::Payload>> fetch(std::string order) override {
    const auto reached = co_await reach();
    if (!reached) co_return reached.error();
    orders = outside_.orders;
    co_return co_await FakeShop::fetch(std::move(order));
  }
  awaitable<Result<void>> acknowledge(connectors::Notice) override { co_return co_await reach(); }

 private:
  awaitable<Result<void>> reach() {
    co_await wait(1ms + outside_.time(outside_.chance(20) ? microseconds(3s) : 50ms));
    if (virtual_time() < outside_.shop_back || outside_.chance(15)) {
      co_return Error{Fate::retry, "the shop cannot be reached", "", {}, ""};
    }
    co_return Result<void>{};
  }

  Outside& outside_;
};

/// Takes orders, changes and cancellations; what has arrived is done, whoever still listens.
class SimErp final : public adapters::Adapter {
 public:
  SimErp(Outside& outside, Weather weather, const Clock& clock)
      : outside_(outside), weather_(weather), clock_(clock) {}

  adapters::Abilities abilities() const override {
    adapters::Abilities able;
    able.finds = weather_.finds;
    return able;
  }

  awaitable<adapters::Sent> send(mapping::Document document, std::string key,
                                 Instant send_by) override {
    auto order = adapters::expected(document).value();
    auto commit = [&outside = outside_, order, key]() mutable {
      auto& sales = outside.sales;
      const auto number = std::to_string(sales.size() + 1);
      order.receipt = {number, "SO" + number, "confirmed", key, true};
      sales.push_back({key, order, false});
      return order.receipt;
    };
    std::function<adapters::Receipt()> act = std::move(commit);
    co_return co_await ask(std::move(act), send_by);
  }
  awaitable<Result<std::vector<adapters::Receipt>>> find(std::string key) override {
    const auto reached = co_await reach();
    if (!reached) co_return reached.error();
    std::vector<adapters::Receipt> out;
    for (const auto& sale : outside_.sales) {
      if (sale.key == key) out.push_back(sale.order.receipt);
    }
    co_return out;
  }
  awaitable<adapters::Sent> finish(adapters::Receipt receipt) override { co_return receipt; }
  awaitable<Result<adapters::ErpOrder>> read_back(adapters::Receipt receipt) override {
    const auto reached = co_await reach();
    if (!reached) co_return reached.error();
    co_return outside_.sales.at(index(receipt)).order;
  }
  awaitable<adapters::Sent> change(adapters::Receipt receipt, mapping::Document document,
                                   Instant send_by, adapters::Extent) override {
    auto order = adapters::expected(document).value();
    std::function<adapters::Receipt()> act = [&outside = outside_, order, receipt]() mutable {
      order.receipt = outside.sales.at(index(receipt)).order.receipt;
      outside.sales.at(index(receipt)).order = order;
      return order.receipt;
    };
    co_return co_await ask(std::move(act), send_by);
  }
  awaitable<adapters::Sent> cancel(adapters::Receipt receipt, Instant send_by) override {
    std::function<adapters::Receipt()> act = [&outside = outside_, receipt] {
      outside.sales.at(index(receipt)).cancelled = true;
      return receipt;
    };
    co_return co_await ask(std::move(act), send_by);
  }
  /// It has no stock, and what it holds is compared by the tests themselves.
  awaitable<Result<adapters::Changes>> watch(adapters::Subject, std::string) override {
    co_return adapters::Changes{};
  }
  awaitable<Result<adapters::HeldPage>> orders(Instant, std::string) override {
    co_return adapters::HeldPage{};
  }
  awaitable<Result<std::string>> greet() override { co_return std::string("simulated"); }

 private:
  static std::size_t index(const adapters::Receipt& receipt) {
    return static_cast<std::size_t>(std::stoi(receipt.id)) - 1;
  }

  awaitable<Result<void>> reach() {
    co_await wait(1ms + outside_.time(outside_.chance(20) ? microseconds(4s) : 80ms));
    if (virtual_time() < outside_.erp_back || outside_.chance(15)) {
      co_return Error{Fate::retry, "the ERP cannot be reached", "", {}, ""};
    }
    co_return Result<void>{};
  }

  /// Its time is over 10 s after the last moment of sending.
  microseconds latest() const { return weather_.late ? microseconds(90s) : microseconds(9s); }

  /// A request: refused before it leaves, lost on its way, done late, done and not answered.
  awaitable<adapters::Sent> ask(std::function<adapters::Receipt()> act, Instant send_by) {
    co_await wait(outside_.time(outside_.chance(12) ? microseconds(8s) : 20ms));
    if (clock_.now() > send_by) {
      co_return adapters::Retry{{Fate::retry, "too late to send", "", {}, ""}};
    }
    if (virtual_time() < outside_.erp_back) {
      co_return adapters::Retry{{Fate::retry, "the ERP refuses connections", "", {}, ""}};
    }
    auto answer = std::make_shared<std::optional<adapters::Receipt>>();
    const auto late = outside_.chance(10);
    const auto commit = virtual_time() + outside_.time(late ? latest() : 100ms);
    outside_.late_commits += late ? 1 : 0;
    const bool arrives = !outside_.chance(12);
    if (arrives) outside_.at(commit, [answer, act = std::move(act)] { *answer = act(); });
    const bool heard = !outside_.chance(8);
    outside_.lost_answers += heard ? 0 : 1;
    const auto patience = virtual_time() + 6s;
    co_await wait(std::min(heard ? commit : patience, patience) + 1ms - virtual_time());
    if (*answer && heard) co_return **answer;
    if (virtual_time() < patience) co_await wait(patience - virtual_time());
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  }

  Outside& outside_;
  const Weather weather_;
  const Clock& clock_;
};

/// In front of a real connection: commits that fail, and commits whose success nobody hears of.
class SimSql final : public Sql {
 public:
  SimSql(std::unique_ptr<Sql> real, Outside& outside) : real_(std::move(real)), outside_(outside) {}

  Instant now() override { return real_->now(); }
  Result<void> begin() override {
    injected_.reset();
    if (outside_.chance(300)) return away();
    return real_->begin();
  }
  Result<void> commit() override {
    if (outside_.chance(200)) return away();
    auto committed = real_->commit();
    if (committed && outside_.chance(200)) return away();
    return committed;
  }
  void rollback() override { real_->rollback(); }
  void save() override { real_->save(); }
  void keep() override { real_->keep(); }
  void undo() override { real_->undo(); }
  void ask(Statement statement, std::size_t width, std::span<const Value> values) override {
    real_->ask(statement, width, values);
  }
  Rows answer() override { return real_->answer(); }
  Rows script(const std::string& sql) override { return real_->script(sql); }
  const std::optional<Error>& failure() override { return real_->failure(); }

 private:
  static Error away() { return {Fate::retry, "the store is away", "", {}, "store/away"}; }

  std::unique_ptr<Sql> real_;
  Outside& outside_;
  std::optional<Error> injected_;
};

class NoClient final : public net::Client {
  awaitable<boost::system::result<net::Answer, net::CallError>> send(net::Call) override {
    co_return net::CallError{{Fate::halt, "nobody is called over HTTP here", "", {}, ""}, {}};
  }
};

}  // namespace norekey::queue::test
