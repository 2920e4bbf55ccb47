/// conformance: what the rules of adapters/adapter.hpp, each a test in conformance_test.cpp, need
/// of an adapter: a Bench. Each adapter instantiates them in its own file.
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

  /// Brings an order to where it can no longer be changed, as the ERP's people do. Asked only where
  /// the adapter can change orders.
  virtual void pick(const Receipt& receipt) = 0;

  /// The document as the flow hands it over to this ERP.
  virtual mapping::Document prepared(mapping::Document document) const { return document; }

  /// False for ERPs that take what they are given and check it later, by themselves.
  virtual bool checks_customers() const { return true; }
  /// False where what the ERP tells of an order has no lines.
  virtual bool shows_lines() const { return true; }

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
    return bench_->get(bench_->adapter().send(bench_->prepared(document_of(xml)), key, soon()));
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

}  // namespace norekey::adapters
