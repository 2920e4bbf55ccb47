#include "tests/flow/world.hpp"

#include <boost/asio/co_spawn.hpp>

#include "flow/created.hpp"
#include "flow/waits.hpp"

namespace norekey::flow {

World::World(std::string partial, std::string mapping,
             const std::map<std::string, std::string>& more_files) {
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

World::~World() {
  close();
  std::filesystem::remove_all(folder_);
}

void World::use(const std::map<std::string, std::string>& files) {
  for (const auto& [name, text] : files) bundle_.files[name] = text;
  activate_bundle();
}

void World::restart(const std::function<void()>& between) {
  const auto orders = shop->orders;
  const auto sales = erp->sales;
  close();
  if (between) between();
  open();
  shop->orders = orders;
  erp->sales = sales;
}

int World::webhook(const std::string& body, const std::string& path) {
  net::Request request;
  request.method = "POST";
  request.target = path;
  request.body = body;
  return run(take_webhook(*context_, request)).status;
}

void World::work() {
  for (int i = 0; i < 500; ++i) {
    auto leased = run(context_->store.lease(1, 60s, {}));
    ASSERT_TRUE(leased) << to_string(leased.error());
    if (leased->empty()) return;
    one(leased->front());
  }
  FAIL() << "the queue never became empty";
}

std::string World::newest(const std::string& kind) {
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

boost::json::value World::command(boost::json::object request) {
  auto answer = run(run_command(*context_, std::move(request)));
  EXPECT_TRUE(answer) << (answer ? "" : to_string(answer.error()));
  return answer ? *answer : boost::json::value{};
}

std::vector<std::string> World::ledger() {
  std::vector<std::string> out;
  const auto entries = run(context_->journal.ledger("acme", 0, 100)).value();
  for (const auto& entry : entries) out.push_back(entry.body);
  return out;
}

void World::one(const queue::Leased& leased) {
  Outcome_ outcome = take(leased);
  remember_waits(outcome.settlement, leased.id);
  const auto settled = run(
      context_->store.settle(leased.lease, outcome.settlement.outcome, outcome.settlement.effects));
  ASSERT_TRUE(settled) << to_string(settled.error());
  know_rows(*context_, outcome.settlement.created);
}

World::Outcome_ World::take(const queue::Leased& leased) {
  auto result = run(take_step(*context_, leased));
  if (!result) return {{outcome_of(result.error(), leased.attempts, clock.now(), {}, 500), {}}};
  Settlement settlement = std::move(*result);
  if (settlement.outcome.state == queue::State::fresh && settlement.outcome.due == Instant{}) {
    settlement.outcome.due =
        outcome_of(*settlement.outcome.error, leased.attempts, clock.now(), {}, 500).due;
  }
  return {std::move(settlement)};
}

void World::open() {
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
  kinds.adapters["fake"] = [this](
                               const config::Erp&,
                               const Surroundings&) -> Result<std::unique_ptr<adapters::Adapter>> {
    auto made = std::make_unique<FakeErp>();
    erp = made.get();
    return std::unique_ptr<adapters::Adapter>(std::move(made));
  };
  const Surroundings surroundings{*client_, clock, io_.get_executor()};
  context_ = std::unique_ptr<Context>(new Context{*store_.store,
                                                  *store_.journal,
                                                  *store_.index,
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

void World::activate_bundle() {
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

void World::close() {
  context_.reset();
  client_.reset();
  store_ = {};
}

void World::run_to_end(awaitable<void> task) {
  bool done = false;
  boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr e) {
    if (e) std::rethrow_exception(e);
    done = true;
  });
  io_.restart();
  while (!done) io_.run_one();
}

}  // namespace norekey::flow
