// Whole runs from a seed each: orders are placed, changed and cancelled while everything goes wrong
// that may. In the end each order that the shop has is in the ERP once, as it was last wanted.
//   test_simulator [--seeds=N] [--first=SEED] [--processes=N] [--story]
#include "flow/identity.hpp"
#include "flow/work_order.hpp"
#include "sim_world.hpp"

#include <sys/wait.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <iostream>
#include <thread>

namespace norekey::queue::test {

struct {
  int seeds = 2'000;
  unsigned first = 1;
  unsigned processes = std::max(1U, std::thread::hardware_concurrency());
  bool story = false;
} parameters;

namespace {

using flow::Context;

const Instant kPlaced = parse_instant("2026-03-10T14:59:00Z").value();

/// One daemon's life: until it is killed or the run ends.
class Life {
 public:
  Life(Outside& outside, Weather weather, VirtualMachine& machine, const std::string& folder,
       config::Bundle bundle)
      : outside_(outside), weather_(weather), folder_(folder) {
    open_store_of(machine);
    flow::Kinds kinds;
    kinds.connectors["fake"] =
        [this](const config::Channel&,
               const flow::Surroundings&) -> Result<std::unique_ptr<connectors::Connector>> {
      return std::unique_ptr<connectors::Connector>(std::make_unique<SimShop>(outside_));
    };
    kinds.adapters["fake"] =
        [this, weather](const config::Erp&,
                        const flow::Surroundings&) -> Result<std::unique_ptr<adapters::Adapter>> {
      return std::unique_ptr<adapters::Adapter>(
          std::make_unique<SimErp>(outside_, weather, *open_.clock));
    };
    const flow::Surroundings surroundings{client_, *open_.clock, io_->get_executor()};
    context_.reset(new Context{*open_.store,
                               *open_.journal,
                               *open_.index,
                               *open_.upkeep,
                               *open_.clock,
                               *log_,
                               metrics_,
                               kinds,
                               surroundings,
                               folder_,
                               std::make_shared<flow::Setup>(),
                               {},
                               {}});
    config::Findings findings;
    auto setup = flow::make_setup(bundle, folder_, kinds, surroundings, findings);
    if (setup == nullptr) throw std::runtime_error("the config has errors");
    worker_ = std::make_unique<flow::Worker>(
        *context_, flow::WorkLimits{.at_once = 8, .seed = outside_.seed()});
    boost::asio::co_spawn(*io_, live(std::move(bundle), setup), boost::asio::detached);
  }

  /// Everything of it is gone at once, wherever it was.
  ~Life() {
    open_.store.reset();
    open_.index.reset();
    open_.journal.reset();
    open_.upkeep.reset();
    engine_.reset();
    io_.reset();
  }

  /// At most one handler, once its time has come. false: there is none until `end`.
  bool step(microseconds end) {
    if (io_->stopped()) io_->restart();
    pass_at_most_until(end);
    return io_->run_one_for(end - virtual_time()) > 0;
  }

  void webhook(const std::string& number, int version) {
    boost::asio::co_spawn(*io_, take(number + "@" + std::to_string(version)),
                          boost::asio::detached);
  }

  /// Once nothing waits or is under way; parked ones may be there.
  bool quiet() const { return quiet_; }
  const Counts& counts() const { return counts_; }
  /// The last error of each message that is parked.
  const std::vector<std::string>& parked() const { return parked_; }

 private:
  void open_store_of(VirtualMachine& machine) {
    OpenOptions options;
    options.url = "sqlite:" + folder_ + "/store.db";
    options.machine = &machine;
    { const auto migrated = open_store(options).value(); }
    const auto path = folder_ + "/store.db";
    EngineParts parts;
    parts.writing = std::make_unique<SimSql>(
        sqlite::Connection::open(path, sqlite::Access::write).value(), outside_);
    parts.reading = sqlite::Connection::open(path, sqlite::Access::read).value();
    parts.clock = std::make_shared<StoreClock>(machine);
    parts.poll = microseconds::max();
    parts.opened.instance = std::string(32, 'a');
    parts.lock = std::make_shared<int>(0);
    parts.runs = Runs::with_its_callers;
    engine_ = std::make_shared<Engine>(std::move(parts));
    open_.store = make_store(engine_);
    open_.journal = make_journal(engine_);
    open_.index = make_index(engine_);
    open_.upkeep = std::make_unique<NoUpkeep>();
    open_.clock = &engine_->clock;
  }

  class NoUpkeep final : public Upkeep {
    bool restored() const override { return false; }
    Instant restored_at() const override { return {}; }
    Result<void> backup(const std::string&) override { return {}; }
    Result<std::vector<std::string>> check() override { return std::vector<std::string>{}; }
  };

  awaitable<void> live(config::Bundle bundle, std::shared_ptr<const flow::Setup> setup) {
    for (;;) {
      config::Bundle same = bundle;
      auto activation = co_await flow::prepare(*context_, std::move(same), *setup, "test", "");
      if (activation) {
        auto made = co_await flow::activate(*context_, std::move(*activation), setup);
        if (made) break;
      }
      co_await wait(100ms);
    }
    active_ = true;
    boost::asio::co_spawn(*io_, worker_->run(), boost::asio::detached);
    boost::asio::co_spawn(*io_, flow::keep_polling(*context_, "acme/shop"), boost::asio::detached);
    for (;;) {
      co_await wait(5s);
      co_await look();
    }
  }

  awaitable<void> look() {
    auto counts = co_await open_.journal->counts("");
    if (!counts) co_return;
    counts_ = *counts;
    quiet_ = counts->fresh + counts->leased == 0;
    Query query;
    query.state = State::parked;
    auto rows = co_await open_.journal->list(std::move(query));
    if (!rows) co_return;
    parked_.clear();
    for (const auto& row : *rows) parked_.push_back(row.cause + ": " + row.what);
    if (!weather_.late) co_return;
    quiet_ = quiet_ && rows->empty();
    const bool over = outside_.calm && outside_.events.empty();  // nothing comes late any more
    for (const auto& row : *rows) {
      if (over) co_await decide(row.id);
    }
  }

  /// A person looks in the ERP, and says how it goes on.
  awaitable<void> decide(std::int64_t id) {
    auto parked = co_await open_.journal->message(id);
    if (!parked) co_return;
    const auto work = flow::work_order(parked->second.meta);
    if (!work) co_return;
    const auto key = flow::delivery_key(work->identity, work->part);
    const auto sold = [&key](const auto& sale) { return sale.key == key; };
    const bool there = std::any_of(outside_.sales.begin(), outside_.sales.end(), sold);
    const auto says = [&what = parked->first.what](const char* words) {
      return what.find(words) != std::string::npos;
    };
    const bool again = !says("older revision") && (says("change") || !there);
    boost::json::object replay{
        {"command", "replay"}, {"id", id}, {"send_again", again}, {"who", "ann"}};
    const auto answered = co_await flow::run_command(*context_, std::move(replay));
    (void)answered;  // asked again in a moment
  }

  awaitable<void> take(std::string body) {
    while (!active_) co_await wait(50ms);
    net::Request request;
    request.method = "POST";
    request.target = "/hooks/acme/shop";
    request.body = std::move(body);
    const auto answered = co_await flow::take_webhook(*context_, std::move(request));
    (void)answered;  // whatever it is: polling brings what a lost webhook leaves
  }

  Outside& outside_;
  const Weather weather_;
  const std::string folder_;
  bool active_ = false, quiet_ = false;
  Counts counts_;
  std::vector<std::string> parked_;
  std::unique_ptr<flow::Log> log_ = flow::silent_log();
  flow::Metrics metrics_;
  NoClient client_;
  std::unique_ptr<boost::asio::io_context> io_ = std::make_unique<boost::asio::io_context>(1);
  std::shared_ptr<Engine> engine_;
  OpenStore open_;
  std::unique_ptr<Context> context_;
  std::unique_ptr<flow::Worker> worker_;
};

class Simulation {
 public:
  Simulation(unsigned seed, Weather weather)
      : seed_(seed), weather_(weather), outside_(seed), folder_(make_folder()) {
    set_time(0us);
    std::string channels = flow::kChannels;
    channels.replace(channels.find("PARTIAL"), 7, "no");
    if (weather.late)
      channels.replace(channels.find("adapter: fake"), 13, "adapter: fake, may-commit-late: yes");
    bundle_.files = {{"channels.yaml", channels},
                     {"mappings/m.yaml", flow::kMapping},
                     {"lookups/items.csv", "sku,item\nA,000A\nB,000B\n"},
                     {"lookups/customers.csv", "account,customer\nC100,0004117\n"},
                     {"assignments.csv",
                      "id,at,slot,rep,share,from\nA1,account:C100,primary,ANA,100,2026-01-01\n"}};
  }
  ~Simulation() {
    life_.reset();
    tell("the store is left in " + folder_);
    if (!parameters.story) std::filesystem::remove_all(folder_);
  }

  void run() {
    plan();
    live_until(kRough);
    outside_.calm = true;
    outside_.erp_back = outside_.shop_back = 0us;
    if (!life_) start();
    for (auto until = kRough + 60s; until < kRough + 1h; until += 30s) {
      live_until(until);
      const bool seen = outside_.seen > 0us && virtual_time() > outside_.seen + 10s;
      if (life_ && life_->quiet() && seen && outside_.events.empty()) break;
    }
    judge();
  }

  /// What happened, in short: two runs from one seed are the same run.
  std::string summary() const {
    std::string out = std::to_string(handlers_) + " handlers, " + std::to_string(outside_.kills) +
                      " kills, until " + std::to_string(virtual_time().count());
    for (const auto& sale : outside_.sales)
      out += ", " + sale.key + " " + sale.order.total.str() + (sale.cancelled ? " cancelled" : "");
    return out;
  }

 private:
  static constexpr auto kRough = microseconds(4min);

  static std::string make_folder() {
    std::string path = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
    path += "/norekey-sim-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
    return path;
  }

  void tell(const std::string& what) const {
    if (!parameters.story) return;
    std::cout << std::chrono::duration<double>(virtual_time()).count() << " " << what << std::endl;
  }

  /// What people do in the shop, and when it all goes wrong.
  void plan() {
    for (int i = 1; i <= 5; ++i) {
      const auto number = "WEB-" + std::to_string(i);
      auto when = outside_.time(90s);
      outside_.at(when, [this, number] { write(number, "placed"); });
      for (int more = outside_.pick(0, 2); more > 0; --more) {
        when += outside_.time(60s);
        outside_.at(when, [this, number] { write(number, "changed"); });
      }
      if (outside_.pick(1, 4) == 1) {
        outside_.at(when + outside_.time(60s), [this, number] { write(number, "cancelled"); });
      }
    }
    for (int i = outside_.pick(0, 6); i > 0; --i)
      outside_.at(outside_.time(kRough), [this] { kill(); });
    for (int i = outside_.pick(0, 2); i > 0; --i) {
      outside_.at(outside_.time(kRough), [this] {
        (outside_.pick(0, 1) == 0 ? outside_.erp_back : outside_.shop_back) =
            virtual_time() + outside_.time(20s);
      });
    }
    for (int i = outside_.pick(0, 2); i > 0; --i) {
      outside_.at(outside_.time(kRough), [this] {
        machine_.set_by = std::chrono::hours(12) * outside_.pick(-2, 2);
        tell("the clock is set");
      });
    }
    outside_.at(0us, [this] { start(); });
  }

  void write(const std::string& number, const std::string& what) {
    tell(number + " " + what);
    Order o;
    const int version = ++outside_.versions[number];
    o.id = o.number = number;
    o.currency = "USD";
    o.buyer.account = "C100";
    o.buyer.name = "Hudson Valley";
    o.state = what == "cancelled" ? "Cancelled" : "PaymentSettled";
    o.placed_at = kPlaced;
    if (const auto before = outside_.orders.find(number); before != outside_.orders.end()) {
      o = before->second;
    }
    if (what == "cancelled") {
      o.operation = norekey::Operation::cancel;
    } else {
      Line line;
      line.number = static_cast<int>(o.lines.size()) + 1;
      line.sku = outside_.pick(0, 1) == 0 ? "A" : "B";
      line.quantity = 1;
      line.amount = Decimal::parse(std::to_string(outside_.pick(1, 99)) + ".50").value();
      line.price = line.amount;
      o.subtotal += line.amount;
      o.total = o.subtotal;
      o.lines.push_back(line);
    }
    outside_.orders[number] = o;
    for (int times = outside_.pick(0, 2); times > 0; --times) {
      outside_.at(virtual_time() + outside_.time(5s), [this, number, version] {
        if (life_) life_->webhook(number, version);
      });
    }
  }

  void start() {
    if (life_) return;
    life_ = std::make_unique<Life>(outside_, weather_, machine_, folder_, bundle_);
    tell("the daemon starts");
  }

  void kill() {
    if (!life_ || outside_.calm) return;
    kill_after_ = outside_.pick(1, 40);
  }

  void live_until(microseconds end) {
    while (virtual_time() < end) {
      while (!outside_.events.empty() && outside_.events.begin()->first <= virtual_time()) {
        auto event = std::move(outside_.events.begin()->second);
        outside_.events.erase(outside_.events.begin());
        event();
      }
      auto next = end;
      if (!outside_.events.empty()) next = std::min(next, outside_.events.begin()->first);
      work(next);
    }
  }

  /// One handler, or the time passes. A kill comes after so many more handlers.
  void work(microseconds end) {
    if (!life_) return set_time(end);
    if (!life_->step(end)) return;
    ++handlers_;
    if (kill_after_ == 0 || --kill_after_ > 0) return;
    tell("the daemon is killed");
    life_.reset();
    ++outside_.kills;
    outside_.at(virtual_time() + outside_.time(5s), [this] { start(); });
  }

  void judge() const {
    SCOPED_TRACE("test_simulator --seeds=1 --story --first=" + std::to_string(seed_));
    ASSERT_TRUE(life_ && life_->quiet()) << "it never came to rest";
    std::map<std::string, int> times;
    for (const auto& sale : outside_.sales) {
      EXPECT_EQ(++times[sale.key], 1) << sale.key << " is there twice";
    }
    if (!weather_.finds) return judge_unknown();
    for (const auto& line : life_->parked()) ADD_FAILURE() << "parked: " << line;
    std::map<std::string, const flow::FakeErp::Sale*> by_order;
    for (const auto& sale : outside_.sales) by_order[number_of(sale.key)] = &sale;
    for (const auto& [number, order] : outside_.orders) {
      const bool cancelled = order.operation == norekey::Operation::cancel;
      const auto found = by_order.find(number);
      if (found == by_order.end()) {
        EXPECT_TRUE(cancelled) << number << " is lost";
        continue;
      }
      EXPECT_EQ(found->second->cancelled, cancelled) << number;
      if (cancelled) continue;
      EXPECT_EQ(found->second->order.total.str(), order.total.str()) << number;
    }
  }

  /// Nobody can ask this ERP: what is not known is parked for a person.
  void judge_unknown() const {
    for (const auto& line : life_->parked()) {
      EXPECT_TRUE(line.starts_with("outcome unknown")) << line;
    }
  }

  /// "acme/shop/WEB-1/1" -> "WEB-1".
  static std::string number_of(const std::string& key) {
    const auto at = key.find("WEB-");
    return key.substr(at, key.find('/', at) - at);
  }

  const unsigned seed_;
  const Weather weather_;
  Outside outside_;
  VirtualMachine machine_;
  const std::string folder_;
  config::Bundle bundle_;
  std::unique_ptr<Life> life_;
  int kill_after_ = 0;
  std::size_t handlers_ = 0;
};

/// Each seed of which this is the turn, up to the first that fails.
void simulate_share(Weather weather, unsigned seeds, unsigned turn) {
  for (unsigned i = turn; i < seeds && !testing::Test::HasFailure(); i += parameters.processes) {
    Simulation simulation(parameters.first + i, weather);
    simulation.run();
  }
}

/// A process for each core, as time is the process's own; what a child finds wrong it prints.
void simulate(Weather weather, int seeds) {
  const auto count = static_cast<unsigned>(seeds);
  if (parameters.processes == 1 || count == 1) return simulate_share(weather, count, 0);
  std::cout << std::flush;
  std::vector<pid_t> children;
  for (unsigned turn = 0; turn < parameters.processes; ++turn) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      simulate_share(weather, count, turn);
      std::cout << std::flush;
      ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
        << "a seed has failed; status " << status;
  }
}

TEST(Simulator, ASeedIsTheSameRunEachTime) {
  for (unsigned seed = parameters.first; seed < parameters.first + 10; ++seed) {
    Simulation once(seed, {});
    once.run();
    const std::string first = once.summary();
    Simulation again(seed, {});
    again.run();
    EXPECT_EQ(again.summary(), first) << "seed " << seed;
  }
}

TEST(Simulator, EachOrderIsInTheErpOnceAsItWasLastWanted) { simulate({}, parameters.seeds); }

TEST(Simulator, AnErpThatCommitsAfterItsTimeDoublesNothingAndAPersonDecides) {
  Weather weather;
  weather.late = true;
  simulate(weather, (parameters.seeds + 7) / 8);
}

TEST(Simulator, WhereTheErpCannotBeAskedNothingIsDoubledAndWhatIsUnknownIsParked) {
  Weather weather;
  weather.finds = false;
  simulate(weather, (parameters.seeds + 3) / 4);
}

}  // namespace
}  // namespace norekey::queue::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  auto& parameters = norekey::queue::test::parameters;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word.starts_with("--seeds=")) parameters.seeds = std::stoi(value);
    if (word.starts_with("--first=")) parameters.first = static_cast<unsigned>(std::stoul(value));
    if (word.starts_with("--processes="))
      parameters.processes = std::max(1U, static_cast<unsigned>(std::stoul(value)));
    if (word == "--story") parameters.story = true;
  }
  return RUN_ALL_TESTS();
}
