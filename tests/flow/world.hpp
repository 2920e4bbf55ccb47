/// world: a store, a clock, a fake shop and a fake ERP around the real flow: for faults that real
/// peers cannot be made to show.
#pragma once
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "flow/activate.hpp"
#include "flow/commands.hpp"
#include "flow/deliver.hpp"
#include "flow/fetch.hpp"
#include "flow/intake.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/stock.hpp"
#include "flow/plan.hpp"
#include "flow/work.hpp"
#include "tests/flow/fake_erp.hpp"
#include "tests/flow/fake_shop.hpp"

namespace norekey::flow {

using namespace std::chrono_literals;

class FakeClock : public Clock {
 public:
  Instant now() const override { return now_; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  Instant now_ = parse_instant("2026-03-10T15:00:00Z").value();
};

inline constexpr const char* kChannels = R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: own-pool }
channel:
  shop: { company: acme, connector: fake, erp: erp, mapping: m, partial: PARTIAL }
erp:
  erp: { adapter: fake, send-window: 5 s, longest-request: 10 s }
)";

inline constexpr const char* kMapping = R"(mapping: test
from: order
fields:
  customer: { from: buyer/account, lookup: customers }
  total: total
reps: { each: rep, as: rep, fields: { code: code, share: share, primary: "@primary" } }
lines:
  each: line
  as: line
  fields: { item: { from: sku, lookup: items }, quantity: quantity, price: price }
)";

/// The real store (SQLite), the real flow, fakes at both ends.
class World {
 public:
  FakeClock clock;
  FakeShop* shop = nullptr;
  FakeErp* erp = nullptr;

  explicit World(std::string partial = "no", std::string mapping = kMapping,
                 const std::map<std::string, std::string>& more_files = {});
  ~World();

  Context& context() { return *context_; }

  /// Another bundle takes over; shop and ERP begin afresh.
  void use(const std::map<std::string, std::string>& files);
  std::string store_file() const { return (folder_ / "store.db").string(); }

  /// As if the process had ended and started again; `between` runs while nothing is open. Shop and
  /// ERP live on.
  void restart(const std::function<void()>& between = {});

  template <class T>
  T run(awaitable<T> task) {
    std::optional<T> out;
    run_to_end(into(std::move(task), out));
    return std::move(*out);
  }

  int webhook(const std::string& body, const std::string& path = "/hooks/acme/shop");

  /// Works until nothing is due now. Uses the worker's own table of steps, one message at a time.
  void work();

  /// The state, cause and text of the newest message of a kind.
  std::string newest(const std::string& kind);

  boost::json::value command(boost::json::object request);

  std::vector<std::string> ledger();

 private:
  template <class T>
  static awaitable<void> into(awaitable<T> task, std::optional<T>& out) {
    T got = co_await std::move(task);
    out = std::move(got);
  }
  void run_to_end(awaitable<void> task);
  void one(const queue::Leased& leased);

  struct Outcome_ {
    Settlement settlement;
  };
  Outcome_ take(const queue::Leased& leased);

  void open();

  void activate_bundle();

  void close();

  static inline int next_ = 0;
  std::filesystem::path folder_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_ =
      boost::asio::make_work_guard(io_);
  config::Bundle bundle_;
  std::unique_ptr<Log> log_;
  Metrics metrics_;
  std::unique_ptr<net::Client> client_;
  queue::OpenStore store_;
  std::unique_ptr<Context> context_;
};

}  // namespace norekey::flow
