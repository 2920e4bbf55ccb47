/// world: a store, a clock, a fake shop and a fake ERP around the real flow: for faults that real
/// peers cannot be made to show.
#pragma once
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "flow/activate.hpp"
#include "flow/commands.hpp"
#include "flow/deliver.hpp"
#include "flow/fetch.hpp"
#include "flow/intake.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/stock.hpp"
#include "flow/plan.hpp"
#include "flow/work.hpp"

namespace norekey::flow {

using namespace std::chrono_literals;

class FakeClock : public Clock {
 public:
  Instant now() const override { return now_; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  Instant now_ = parse_instant("2026-03-10T15:00:00Z").value();
};

/// A shop whose orders are made of "SKU quantity price" lines; the payload is the order's own tree
/// as XML.
class FakeShop : public connectors::Connector {
 public:
  std::map<std::string, Order> orders;
  std::vector<connectors::Notice> notices;
  struct Cancelled {
    Instant at;
    std::string by, reason;
  };
  std::map<std::string, Cancelled> cancelled;  ///< what its history says of cancelled orders
  std::map<std::string, std::string> shelf;    ///< what it shows of each SKU
  std::set<std::string> refuses;               ///< SKUs that it refuses, one by one
  std::map<std::string, Error> poison;         ///< SKUs that make a whole batch fail
  std::map<std::string, connectors::StatusRecord> board;  ///< what each order shows of the ERP
  std::map<std::string, std::string> tags;                ///< the prices of each SKU, as JSON
  int priced = 0;                                         ///< how often a SKU was given prices
  int told = 0;                                           ///< how often an order was told of
  std::optional<Error> busy;                              ///< what it answers to every push
  int pushes = 0;
  std::optional<Error> down;
  mutable int torn = 0;  ///< so many payloads show an order half changed

  Order& put(const std::string& number, std::vector<std::pair<std::string, std::string>> lines,
             const std::string& account = "C100") {
    Order o;
    o.id = o.number = number;
    o.currency = "USD";
    o.buyer.account = account;
    o.buyer.name = "Hudson Valley";
    o.state = "PaymentSettled";
    o.placed_at = parse_instant("2026-03-10T14:59:00Z").value();
    for (const auto& [sku, amount] : lines) {
      Line line;
      line.number = static_cast<int>(o.lines.size()) + 1;
      line.sku = sku;
      line.quantity = 1;
      line.amount = Decimal::parse(amount).value();
      line.price = line.amount;
      o.subtotal += line.amount;
      o.lines.push_back(line);
    }
    o.total = o.subtotal;
    return orders[number] = o;
  }

  Result<std::vector<connectors::Trigger>> receive(const net::Request& request,
                                                   Instant) const override {
    if (request.body.empty())
      return Error{Fate::reject, "the signature is wrong", "", {}, "signature"};
    if (request.body == "?")
      return Error{Fate::reject, "the body is not understood", "", {}, "webhook"};
    return std::vector<connectors::Trigger>{
        {request.body, request.body.substr(0, request.body.find('@')), "order.placed"}};
  }
  awaitable<Result<connectors::Page>> poll(std::string cursor, Instant) override {
    if (down) co_return *down;
    connectors::Page page;
    for (const auto& one : orders)
      page.triggers.push_back({"poll-" + one.first, one.first, "poll"});
    page.cursor = cursor + "+";
    co_return page;
  }
  std::string cursor_from(Instant) const override { return "start"; }
  awaitable<Result<connectors::Payload>> fetch(std::string order) override {
    if (down) co_return *down;
    const auto found = orders.find(order);
    if (found == orders.end())
      co_return Error{Fate::reject, "the shop has no order " + order, "", {}, ""};
    co_return connectors::Payload{"application/xml",
                                  mapping::to_xml(mapping::to_document(found->second))};
  }
  Result<std::optional<Order>> normalise(const connectors::Payload& payload) const override {
    if (torn > 0 && torn-- > 0)
      return Error{Fate::reject, "lines 0.00, but the shop's subTotal is 3.01", "", {}, "totals"};
    auto tree = mapping::from_xml(payload.body);
    if (!tree) return tree.error();
    auto order = mapping::to_order(*tree);
    if (!order) return order.error();
    return std::optional<Order>(std::move(*order));
  }
  awaitable<Result<void>> acknowledge(connectors::Notice notice) override {
    notices.push_back(std::move(notice));
    co_return Result<void>{};
  }
  awaitable<Result<connectors::WebPage>> placed(Instant since, std::string) override {
    if (down) co_return *down;
    connectors::WebPage out;
    for (const auto& [number, o] : orders) {
      if (o.placed_at < since) continue;
      out.orders.push_back({number, number, o.currency, o.state, o.total, o.placed_at,
                            o.operation == Operation::cancel});
      const auto gone = cancelled.find(number);
      if (gone == cancelled.end()) continue;
      out.orders.back().cancelled_at = gone->second.at;
      out.orders.back().cancelled_by = gone->second.by;
      out.orders.back().cancel_reason = gone->second.reason;
    }
    co_return out;
  }
  awaitable<Result<std::vector<connectors::Pushed>>> push(connectors::Batch batch) override {
    ++pushes;
    if (busy) co_return *busy;
    for (const connectors::StockRecord& one : batch.stock) {
      if (const auto found = poison.find(one.sku); found != poison.end()) co_return found->second;
    }
    std::vector<connectors::Pushed> out;
    for (const connectors::PriceRecord& one : batch.prices) {
      if (refuses.contains(one.sku)) {
        out.emplace_back(Error{Fate::reject, "no SKU " + one.sku, "add it", {}, "shop/NO_SKU"});
        continue;
      }
      ++priced;
      tags[one.sku] = to_json(one);
      out.emplace_back(std::nullopt);
    }
    for (const connectors::StatusRecord& one : batch.statuses) {
      ++told;
      if (refuses.contains(one.order)) {
        out.emplace_back(Error{Fate::reject, "no order " + one.order, "", {}, "shop/NO_ORDER"});
        continue;
      }
      board[one.order] = one;
      out.emplace_back(std::nullopt);
    }
    for (const connectors::StockRecord& one : batch.stock) {
      if (refuses.contains(one.sku)) {
        out.emplace_back(Error{Fate::reject, "no SKU " + one.sku, "add it", {}, "shop/NO_SKU"});
        continue;
      }
      shelf[one.sku] = stock_text(one);
      out.emplace_back(std::nullopt);
    }
    co_return out;
  }
  awaitable<Result<std::string>> greet() override { co_return std::string("a fake shop"); }
};

/// What the ERP does with the next send: as it should, or one of the faults.
enum class Fault { none, rejects, retries, commits_then_is_silent, is_silent, commits_late };

class FakeErp : public adapters::Adapter {
 public:
  struct Sale {
    std::string key;
    adapters::ErpOrder order;
    bool cancelled = false;
    std::string by{}, changed_by{};  ///< people; "" = us
    Instant entered = parse_instant("2026-03-10T15:00:00Z").value();
  };
  std::vector<Sale> sales;
  std::deque<Fault> faults;
  std::vector<Sale> late;  ///< it has them somewhere, and will commit them when it likes
  int sends = 0, finds = 0, changes = 0;
  bool too_late = false;
  int silent_changes = 0;                ///< so many changes are made, but not answered
  int blind = 0;                         ///< so many reads back fail
  std::set<std::string> unknown_reps;    ///< reps that it has not in use: it refuses their orders
  std::optional<std::string> other_rep;  ///< what the ERP stores in place of the rep it was sent

  std::map<std::string, std::string> stock;  ///< "ITEM WAREHOUSE" -> on hand; told whole each time
  std::optional<Error> blind_to_stock;       ///< what it answers to every look
  std::size_t stock_page = 1000;
  int looks = 0;

  adapters::Abilities abilities() const override {
    adapters::Abilities out;
    out.watches = true;
    return out;
  }

  awaitable<Result<adapters::HeldPage>> orders(Instant, std::string) override {
    adapters::HeldPage out;
    for (const Sale& sale : sales) {
      adapters::HeldOrder& one = out.orders.emplace_back();
      one.order = sale.order;
      one.alive = !sale.cancelled;
      one.entered = sale.entered;
      one.entered_by = sale.by.empty() ? "Integration" : sale.by;
      one.by_us = sale.by.empty();
      one.changed_by = sale.changed_by.empty() ? one.entered_by : sale.changed_by;
      one.last_by_us = sale.changed_by.empty() && one.by_us;
    }
    co_return out;
  }

  std::map<std::string, std::function<void(adapters::OrderStatus&)>> became;  ///< by number

  /// Every sale as it stands, with what became of it.
  adapters::Changes all_orders() const {
    adapters::Changes out;
    out.whole = true;
    for (const Sale& sale : sales) {
      adapters::OrderStatus& one = out.orders.emplace_back();
      one.key = sale.key;
      one.number = sale.order.receipt.number;
      one.state = sale.order.receipt.state;
      one.cancelled = sale.cancelled;
      one.total = sale.order.total;
      one.reps = sale.order.reps;
      one.changed_by = sale.changed_by;
      for (const adapters::ErpLine& line : sale.order.lines)
        one.ordered.push_back({line.item, line.quantity});
      if (const auto found = became.find(one.number); found != became.end()) found->second(one);
    }
    return out;
  }

  std::map<std::string, std::string> prices;  ///< "ITEM LIST FROM" -> price
  std::vector<adapters::ListCustomer> buyers;

  adapters::Changes all_prices() const {
    adapters::Changes out;
    out.whole = true;
    out.buyers = buyers;
    for (const auto& [name, price] : prices) {
      const auto list = name.find(' '), from = name.rfind(' ');
      out.prices.push_back({name.substr(0, list), name.substr(list + 1, from - list - 1),
                            Decimal::parse(name.substr(from + 1)).value(),
                            Decimal::parse(price).value(), "USD"});
    }
    return out;
  }

  awaitable<Result<adapters::Changes>> watch(adapters::Subject subject,
                                             std::string cursor) override {
    ++looks;
    if (blind_to_stock) co_return *blind_to_stock;
    if (subject == adapters::Subject::orders) co_return all_orders();
    if (subject == adapters::Subject::prices) co_return all_prices();
    adapters::Changes out;
    const std::size_t from = cursor.rfind("@") == 0 ? std::stoul(cursor.substr(1)) : 0;
    std::size_t at = 0;
    for (const auto& [where, on_hand] : stock) {
      const auto space = where.find(' ');
      if (at >= from && at < from + stock_page)
        out.stock.push_back({where.substr(0, space), where.substr(space + 1),
                             Decimal::parse(on_hand).value(), 0, 0});
      ++at;
    }
    out.whole = true;
    out.more = from + stock_page < at;
    out.cursor = out.more ? "@" + std::to_string(from + stock_page) : "";
    co_return out;
  }

  std::optional<Error> unknown_rep(const mapping::Document& document) const {
    for (const DocumentRep& rep : adapters::expected(document).value().reps) {
      if (unknown_reps.contains(rep.rep))
        return Error{Fate::reject,
                     "the ERP has no rep '" + rep.rep + "' in use",
                     "",
                     {},
                     "erp/reps/" + rep.rep};
    }
    return std::nullopt;
  }

  awaitable<adapters::Sent> send(mapping::Document document, std::string key, Instant) override {
    ++sends;
    if (auto refused = unknown_rep(document)) co_return adapters::Rejected{*refused};
    Fault fault = Fault::none;
    if (!faults.empty()) {
      fault = faults.front();
      faults.pop_front();
    }
    if (fault == Fault::rejects)
      co_return adapters::Rejected{
          {Fate::reject, "the customer is blocked", "unblock it", {}, "blocked"}};
    if (fault == Fault::retries)
      co_return adapters::Retry{{Fate::retry, "the ERP is busy", "", {}, ""}};
    if (fault == Fault::is_silent)
      co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
    Sale sale{key, adapters::expected(document).value(), false};
    sale.order.receipt = {std::to_string(sales.size() + 1), "SO" + std::to_string(sales.size() + 1),
                          "confirmed", key, true};
    if (other_rep) sale.order.reps.front().rep = *other_rep;
    if (fault == Fault::commits_late) {
      late.push_back(sale);
      co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
    }
    sales.push_back(sale);
    if (fault == Fault::commits_then_is_silent)
      co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
    co_return sale.order.receipt;
  }
  awaitable<Result<std::vector<adapters::Receipt>>> find(std::string key) override {
    ++finds;
    std::vector<adapters::Receipt> out;
    for (const Sale& sale : sales) {
      if (sale.key == key) out.push_back(sale.order.receipt);
    }
    co_return out;
  }
  awaitable<adapters::Sent> finish(adapters::Receipt receipt) override { co_return receipt; }
  awaitable<Result<adapters::ErpOrder>> read_back(adapters::Receipt receipt) override {
    if (blind > 0 && blind-- > 0)
      co_return Error{Fate::retry, "the ERP closed the connection", "", {}, ""};
    co_return sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1).order;
  }
  awaitable<adapters::Sent> change(adapters::Receipt receipt, mapping::Document document,
                                   Instant) override {
    if (too_late)
      co_return adapters::Rejected{
          {Fate::reject,
           receipt.number + " is picked already: it can no longer be changed",
           "",
           {},
           "too late"}};
    ++changes;
    if (auto refused = unknown_rep(document)) co_return adapters::Rejected{*refused};
    Sale& sale = sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1);
    const adapters::Receipt kept = sale.order.receipt;
    sale.order = adapters::expected(document).value();
    sale.order.receipt = kept;
    if (silent_changes > 0 && silent_changes-- > 0) {
      co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
    }
    co_return kept;
  }
  awaitable<adapters::Sent> cancel(adapters::Receipt receipt, Instant) override {
    if (too_late)
      co_return adapters::Rejected{
          {Fate::reject,
           receipt.number + " is picked already: it can no longer be cancelled",
           "",
           {},
           "too late"}};
    sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1).cancelled = true;
    co_return receipt;
  }
  awaitable<Result<std::string>> greet() override { co_return std::string("a fake ERP"); }
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
                 const std::map<std::string, std::string>& more_files = {}) {
    folder_ = std::filesystem::temp_directory_path() /
              ("norekey-world-" + std::to_string(::getpid()) + "-" + std::to_string(next_++));
    std::filesystem::create_directories(folder_);
    std::string channels = kChannels;
    channels.replace(channels.find("PARTIAL"), 7, partial);
    bundle_.files = {{"channels.yaml", channels},
                     {"mappings/m.yaml", std::move(mapping)},
                     {"lookups/items.csv", "sku,item\nA,000A\nB,000B\n"},
                     {"lookups/customers.csv", "account,customer\nC100,0004117\n"},
                     {"assignments.csv",
                      "id,at,slot,rep,share,from\nA1,account:C100,primary,ANA,100,2026-01-01\n"}};
    for (const auto& [name, text] : more_files) bundle_.files[name] = text;
    open();
  }
  ~World() {
    close();
    std::filesystem::remove_all(folder_);
  }

  Context& context() { return *context_; }

  /// Another bundle takes over; shop and ERP begin afresh.
  void use(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) bundle_.files[name] = text;
    activate_bundle();
  }
  std::string store_file() const { return (folder_ / "store.db").string(); }

  /// As if the process had ended and started again; `between` runs while nothing is open. Shop and
  /// ERP live on.
  void restart(const std::function<void()>& between = {}) {
    const auto orders = shop->orders;
    const auto sales = erp->sales;
    close();
    if (between) between();
    open();
    shop->orders = orders;
    erp->sales = sales;
  }

  template <class T>
  T run(awaitable<T> task) {
    std::optional<T> out;
    boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr e, T value) {
      if (e) std::rethrow_exception(e);
      out = std::move(value);
    });
    io_.restart();
    while (!out) io_.run_one();
    return std::move(*out);
  }

  int webhook(const std::string& body, const std::string& path = "/hooks/acme/shop") {
    net::Request request;
    request.method = "POST";
    request.target = path;
    request.body = body;
    return run(take_webhook(*context_, request)).status;
  }

  /// Works until nothing is due now. Uses the worker's own table of steps, one message at a time.
  void work() {
    for (int i = 0; i < 500; ++i) {
      auto leased = run(context_->store.lease(1, 60s, {}));
      ASSERT_TRUE(leased) << to_string(leased.error());
      if (leased->empty()) return;
      one(leased->front());
    }
    FAIL() << "the queue never became empty";
  }

  /// The state, cause and text of the newest message of a kind.
  std::string newest(const std::string& kind) {
    queue::Query query;
    query.kind = kind;
    query.limit = 1;
    const auto rows = run(context_->journal.list(query)).value();
    if (rows.empty()) return "none";
    static const char* const words[] = {"new", "leased", "done", "parked", "superseded", "ignored"};
    const queue::Row& row = rows.front();
    const bool open = row.state == queue::State::fresh || row.state == queue::State::parked;
    return std::string(words[static_cast<int>(row.state)]) +
           (open && !row.what.empty() ? ": " + row.what : "");
  }

  boost::json::value command(boost::json::object request) {
    auto answer = run(run_command(*context_, std::move(request)));
    EXPECT_TRUE(answer) << (answer ? "" : to_string(answer.error()));
    return answer ? *answer : boost::json::value{};
  }

  std::vector<std::string> ledger() {
    std::vector<std::string> out;
    const auto entries = run(context_->journal.ledger("acme", 0, 100)).value();
    for (const auto& entry : entries) out.push_back(entry.body);
    return out;
  }

 private:
  void one(const queue::Leased& leased) {
    Outcome_ outcome = take(leased);
    const auto settled = run(context_->store.settle(leased.lease, outcome.settlement.outcome,
                                                    outcome.settlement.effects));
    ASSERT_TRUE(settled) << to_string(settled.error());
  }

  struct Outcome_ {
    Settlement settlement;
  };
  Outcome_ take(const queue::Leased& leased) {
    auto result = run(take_step(*context_, leased));
    if (!result) return {{outcome_of(result.error(), leased.attempts, clock.now(), {}, 500), {}}};
    Settlement settlement = std::move(*result);
    if (settlement.outcome.state == queue::State::fresh && settlement.outcome.due == Instant{}) {
      settlement.outcome.due =
          outcome_of(*settlement.outcome.error, leased.attempts, clock.now(), {}, 500).due;
    }
    return {std::move(settlement)};
  }

  void open() {
    log_ = silent_log();
    client_ = net::make_client();
    queue::OpenOptions options;
    options.url = "sqlite:" + store_file();
    options.counter_file = (folder_ / "instance").string();
    options.clock = &clock;
    auto store = queue::open_store(options);
    ASSERT_TRUE(store) << to_string(store.error());
    store_ = std::move(*store);
    Kinds kinds;
    kinds.connectors["fake"] =
        [this](const config::Channel&,
               const Surroundings&) -> Result<std::unique_ptr<connectors::Connector>> {
      auto made = std::make_unique<FakeShop>();
      shop = made.get();
      return std::unique_ptr<connectors::Connector>(std::move(made));
    };
    kinds.adapters["fake"] =
        [this](const config::Erp&,
               const Surroundings&) -> Result<std::unique_ptr<adapters::Adapter>> {
      auto made = std::make_unique<FakeErp>();
      erp = made.get();
      return std::unique_ptr<adapters::Adapter>(std::move(made));
    };
    const Surroundings surroundings{*client_, clock, io_.get_executor()};
    context_ = std::unique_ptr<Context>(new Context{*store_.store,
                                                    *store_.journal,
                                                    *store_.upkeep,
                                                    clock,
                                                    *log_,
                                                    metrics_,
                                                    kinds,
                                                    surroundings,
                                                    folder_.string(),
                                                    std::make_shared<Setup>(),
                                                    {},
                                                    {}});
    activate_bundle();
  }

  void activate_bundle() {
    config::Findings findings;
    auto setup =
        make_setup(bundle_, folder_.string(), context_->kinds, context_->surroundings, findings);
    for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
    ASSERT_NE(setup, nullptr);
    auto activation = run(prepare(*context_, bundle_, *setup, "test", ""));
    ASSERT_TRUE(activation) << to_string(activation.error());
    auto activated = run(activate(*context_, std::move(*activation), setup));
    ASSERT_TRUE(activated) << to_string(activated.error());
  }

  void close() {
    context_.reset();
    client_.reset();
    store_ = {};
  }

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
