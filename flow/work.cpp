#include "flow/work.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>

#include "core/text.hpp"
#include "flow/acknowledge.hpp"
#include "flow/alerts/tell.hpp"
#include "flow/created.hpp"
#include "flow/deliver.hpp"
#include "flow/digest.hpp"
#include "flow/fetch.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/status.hpp"
#include "flow/partners/answer.hpp"
#include "flow/partners/interchange.hpp"
#include "flow/partners/sets.hpp"
#include "flow/pause.hpp"
#include "flow/plan.hpp"
#include "flow/receipt.hpp"
#include "flow/reconcile/shadow.hpp"
#include "flow/release.hpp"
#include "flow/settle.hpp"
#include "flow/terms.hpp"
#include "flow/waits.hpp"

namespace norekey::flow {
namespace {

using boost::asio::use_awaitable;

const char* outcome_word(queue::State state) {
  switch (state) {
    case queue::State::done:
      return "done";
    case queue::State::parked:
      return "parked";
    case queue::State::superseded:
      return "superseded";
    default:
      return "retry";
  }
}

}  // namespace

awaitable<Result<Settlement>> take_step(Context& context, const queue::Leased& leased) {
  const std::string& kind = leased.message.kind;
  if (kind == "event") co_return co_await fetch(context, leased);
  if (kind == "order") co_return co_await plan(context, leased);
  if (kind == "part") {
    auto shadow = co_await in_shadow(context, leased);
    if (!shadow) co_return shadow.error();
    if (*shadow) co_return co_await shadow_part(context, leased);
    co_return co_await deliver(context, leased);
  }
  if (kind == "confirm") co_return co_await confirm(context, leased);
  if (kind == "release") co_return co_await release(context, leased);
  if (kind == "interchange") co_return co_await take_interchange(context, leased);
  if (kind == "set") co_return co_await take_set(context, leased);
  if (kind == "document") co_return co_await send_document(context, leased);
  if (kind == "partner-file") co_return co_await put_file(context, leased);
  if (kind == "notice") co_return co_await acknowledge(context, leased);
  if (kind == "push") co_return co_await push_out(context, leased);
  if (kind == "status") co_return co_await tell_status(context, leased);
  if (kind == "ask") co_return ask_a_person(leased);
  if (kind == "receipt") co_return co_await hand_over_receipt(context, leased);
  if (kind == "digest") co_return co_await hand_over_digest(context, leased);
  if (kind == "alert") co_return co_await tell_alert(context, leased);
  co_return Error{Fate::reject,
                  "no step takes messages of kind " + shown(kind),
                  "upgrade norekey: a newer version wrote it",
                  {},
                  "kind"};
}

queue::Outcome outcome_of(const Error& error, int attempts, Instant now, const WorkLimits& limits,
                          int random) {
  queue::Outcome out;
  out.error = error;
  out.state = error.fate == Fate::reject ? queue::State::parked : queue::State::fresh;
  if (out.state == queue::State::parked) return out;
  std::chrono::microseconds wait = limits.first_retry;
  for (int i = 0; i < attempts && wait < limits.longest_retry; ++i) wait *= 2;
  wait = std::min<std::chrono::microseconds>(wait, limits.longest_retry);
  if (error.fate == Fate::halt)
    wait = std::max<std::chrono::microseconds>(wait, std::chrono::seconds{15});
  out.due = now + wait / 2 + wait / 2 * random / 1000;
  return out;
}

/// So many times (some 20 minutes) an order file may be asked about before its silence is told as a
/// warning.
constexpr int kPatience = 12;

/// The store wakes the worker when there is work; it looks by itself only this often.
constexpr std::chrono::seconds kIdle{10};

struct Worker::State {
  State(Context& c, WorkLimits l) : context(c), limits(l) {}

  Context& context;
  WorkLimits limits;
  bool stopping = false;
  std::map<std::int64_t, queue::Lease> held;
  std::shared_ptr<const Setup> known;         ///< whose terms the destinations have
  boost::asio::steady_timer* bell = nullptr;  ///< of `run`, while it runs
  bool rung = false;                          ///< since the last rest: there may be something to do
  bool watched = false;                       ///< somebody waits for the store's word
  bool pauses_known = false;
  bool ends_ring = false;  ///< a message that ends makes room for another
  std::uint64_t ends = 0;  ///< so many have ended
  std::mt19937 random{limits.seed != 0 ? limits.seed : std::random_device{}()};

  awaitable<void> one(queue::Leased leased) {
    const auto begun = std::chrono::steady_clock::now();
    Result<Settlement> result = co_await guarded(leased);
    Settlement settlement;
    if (result) {
      settlement = std::move(*result);
      fill_in(settlement, leased);
    } else {
      settlement.outcome =
          outcome_of(result.error(), leased.attempts, context.clock.now(), limits, random_number());
    }
    remember_waits(settlement, leased.id);
    note(settlement, leased);
    const queue::State ended = settlement.outcome.state;
    queue::Outcome outcome = settlement.outcome;
    queue::Lease lease = leased.lease;
    const Told told = told_by(settlement.effects);
    auto settled = co_await settle_patiently(context.store, lease, std::move(outcome),
                                             std::move(settlement.effects), limits.hold);
    if (settled) know_rows(context, settlement.created);
    if (!settled && is_refused(settled.error())) {
      settlement.outcome = refused_by_the_store(settled.error(), leased.id);
      outcome = settlement.outcome;
      queue::Effects none;
      settled = co_await settle_patiently(context.store, lease, std::move(outcome), std::move(none),
                                          limits.hold);
    }
    settlement.making.reset();
    let_go(leased.lease);
    if (ends_ring) ring();
    tell(leased, settlement.outcome, settled, told, std::chrono::steady_clock::now() - begun);
    context.metrics.ended(leased.message.kind, settled ? outcome_word(ended) : "lost");
  }

  /// The store does not take what came of the message, and never will: it is no lease of another's.
  static bool is_refused(const Error& error) {
    return error.fate == Fate::reject && error.cause != "store/stale";
  }

  /// Parked: tried again and again it would hold its key for ever, and nobody would see it.
  static queue::Outcome refused_by_the_store(const Error& error, std::int64_t id) {
    queue::Outcome out;
    out.state = queue::State::parked;
    out.error = Error{Fate::reject,
                      "what came of it cannot be kept: " + error.what,
                      error.fix.empty()
                          ? "report this with the output of: norekey trace " + std::to_string(id)
                          : error.fix,
                      {},
                      "store/refused"};
    return out;
  }

  /// The message's lease may have passed to a later step of ours: that one is kept up.
  void let_go(const queue::Lease& lease) {
    const auto found = held.find(lease.delivery);
    if (found != held.end() && found->second.epoch == lease.epoch) held.erase(found);
  }

  /// The one catch of the flow: a broken invariant parks the message that broke it.
  awaitable<Result<Settlement>> guarded(const queue::Leased& leased) {
    std::string what;
    try {
      co_return co_await take_step(context, leased);
    } catch (const std::exception& e) {
      what = e.what();
    }
    co_return Error{Fate::reject,
                    "the step failed: " + what,
                    "report this with the output of: norekey trace " + std::to_string(leased.id),
                    {},
                    "fault"};
  }

  /// A step that only gave an error and no time: the usual back-off.
  void fill_in(Settlement& settlement, const queue::Leased& leased) {
    queue::Outcome& outcome = settlement.outcome;
    if (outcome.state != queue::State::fresh || !outcome.error || outcome.due != Instant{}) return;
    outcome.due =
        outcome_of(*outcome.error, leased.attempts, context.clock.now(), limits, random_number())
            .due;
  }

  /// What the outcome says of whom was called.
  void note(const Settlement& settlement, const queue::Leased& leased) {
    Destination& destination = context.destinations[leased.message.destination];
    destination.ended();
    ++ends;
    const queue::Outcome& outcome = settlement.outcome;
    if (outcome.state != queue::State::fresh || !outcome.error) return destination.answered();
    if (outcome.error->cause == kReadAgainCause) return destination.answered();
    if (outcome.error->cause == "outcome unknown" || outcome.error->cause == "awaiting ERP") return;
    if (outcome.error->cause.starts_with("store/")) return;  // our own: nobody has to rest for it
    const auto asked = asked_to_wait(context, leased.message.destination);
    destination.failed(context.clock.now(), asked, random_number());
  }

  int random_number() { return static_cast<int>(random() % 1000); }

  /// What a log line says of a settlement, taken before its effects are given away.
  struct Told {
    std::string stage, text, erp;
  };

  static Told told_by(const queue::Effects& effects) {
    Told out;
    for (const queue::Step& step : effects.steps) {
      if (out.stage.empty() || step.stage != "credited") out.stage = step.stage;
      if (step.stage != "credited") out.text += (out.text.empty() ? "" : "; ") + step.text;
    }
    for (const queue::Alias& alias : effects.aliases) {
      if (alias.kind == "erp") out.erp = alias.value;
    }
    return out;
  }

  /// The order's number, or what the message is about where it is of none yet.
  static std::string order_name(const queue::Message& message) {
    const std::string& name = message.identity.empty() ? message.key : message.identity;
    if (message.identity.empty() && message.kind == "event") return message.body.substr(0, 60);
    return name.substr(name.rfind('/') + 1);
  }

  void tell(const queue::Leased& leased, const queue::Outcome& outcome, const Result<void>& settled,
            const Told& told, std::chrono::steady_clock::duration took) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took);
    context.metrics.stage(leased.message.kind, micros);
    std::vector<Fact> facts{{"message", std::to_string(leased.id)},
                            {"channel", leased.message.channel},
                            {"order", order_name(leased.message)},
                            {"erp", told.erp},
                            {"took", std::to_string(micros.count() / 1000) + "ms"}};
    if (!settled) {
      context.log.failure(leased.message.kind, settled.error(), facts);
    } else if (outcome.error && outcome.error->cause == "awaiting ERP" &&
               leased.attempts < kPatience) {
      context.log.write(Level::debug, leased.message.kind, outcome.error->what, facts);
    } else if (outcome.error) {
      facts.emplace_back("outcome", outcome_word(outcome.state));
      if (outcome.state == queue::State::fresh) facts.emplace_back("next", to_string(outcome.due));
      context.log.failure(leased.message.kind, *outcome.error, facts);
    } else {
      context.log.info(told.stage.empty() ? leased.message.kind : told.stage,
                       told.text.empty() ? outcome_word(outcome.state) : told.text, facts);
    }
  }

  queue::DestinationLimits destination_limits() {
    if (context.setup.get() != known.get()) {
      known = context.setup;
      learn_terms(context);
    }
    queue::DestinationLimits out;
    const Instant now = context.clock.now();
    for (const auto& [name, destination] : context.destinations) {
      out[name] = destination.allowance(now);
      context.metrics.destination_is(name, destination, now);
    }
    out.erase("");  // nobody is called: nothing to spare
    return out;
  }

  bool any_full() const {
    const Instant now = context.clock.now();
    return std::any_of(context.destinations.begin(), context.destinations.end(),
                       [now](const auto& one) { return one.second.full(now); });
  }

  /// When a destination may take more by time alone.
  Instant next_allowance(Instant latest) const {
    const Instant now = context.clock.now();
    for (const auto& [name, destination] : context.destinations) {
      if (destination.allowance(now) == 0) latest = std::min(latest, destination.next(now));
    }
    return latest;
  }

  void ring() {
    rung = true;
    if (bell) bell->cancel();
  }

  static awaitable<void> watch(std::shared_ptr<State> self, Instant latest) {
    co_await self->context.store.wait_for_work(latest);
    self->watched = false;
    self->ring();
  }

  /// Until the store has something, a message ends while `ends_ring`, the worker is stopped, or
  /// `latest`.
  awaitable<void> rest(std::shared_ptr<State> self, Instant latest) {
    if (!watched) {
      watched = true;
      const auto executor = co_await boost::asio::this_coro::executor;
      boost::asio::co_spawn(executor, watch(std::move(self), latest), boost::asio::detached);
    }
    co_await sleep(latest);
  }

  /// Until the bell rings, or `latest`.
  awaitable<void> sleep(Instant latest) {
    if (!rung) {
      bell->expires_after(std::max<std::chrono::microseconds>(latest - context.clock.now(),
                                                              std::chrono::microseconds{0}));
      boost::system::error_code ended;
      auto token = boost::asio::redirect_error(use_awaitable, ended);
      co_await bell->async_wait(token);
    }
    rung = false;
  }

  /// Before anything is taken up: nothing is sent to somebody who may be paused.
  awaitable<bool> know_pauses() {
    if (pauses_known) co_return true;
    auto learned = co_await learn_pauses(context);
    if (!learned) context.log.failure("leased", learned.error());
    pauses_known = learned.has_value();
    co_return pauses_known;
  }

  awaitable<void> keep_leases() {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    while (!stopping || !held.empty()) {
      timer.expires_after(std::min<std::chrono::seconds>(limits.hold / 4, std::chrono::seconds{5}));
      co_await timer.async_wait(use_awaitable);
      co_await learn_pauses(context);  // where that fails, the next lease says why
      if (held.empty()) continue;
      std::vector<queue::Lease> leases;
      for (const auto& one : held) leases.push_back(one.second);
      auto lost = co_await context.store.renew(std::move(leases), limits.hold);
      if (!lost) context.log.failure("renewed", lost.error());
    }
  }
};

Worker::Worker(Context& context, WorkLimits limits)
    : state_(std::make_shared<State>(context, limits)) {}
Worker::~Worker() = default;

void Worker::stop() {
  state_->stopping = true;
  state_->ring();
}

int Worker::running() const { return static_cast<int>(state_->held.size()); }

/// The bell hangs in the frame of `run`: the worker may outlive the io_context.
class Worker::Hung {
 public:
  Hung(State& state, boost::asio::steady_timer& bell) : state_(state) { state_.bell = &bell; }
  ~Hung() { state_.bell = nullptr; }
  Hung(const Hung&) = delete;
  Hung& operator=(const Hung&) = delete;

 private:
  State& state_;
};

awaitable<void> Worker::run() {
  const std::shared_ptr<State> self = state_;
  State& s = *self;
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer bell(executor);
  const Hung hung(s, bell);
  s.context.look_again = [weak = std::weak_ptr<State>(self)] {
    if (const auto state = weak.lock()) state->ring();
  };
  boost::asio::co_spawn(executor, s.keep_leases(), boost::asio::detached);
  while (!s.stopping) {
    s.context.life.worked = std::chrono::steady_clock::now();
    if (!co_await s.know_pauses()) {
      co_await s.sleep(s.context.clock.now() + std::chrono::seconds{1});
      continue;
    }
    const int room = s.limits.at_once - running();
    std::size_t taken = 0;
    // Who was full when the limits were made may have room by the time the store has answered.
    const bool full = s.any_full();
    const std::uint64_t ends = s.ends;
    if (room > 0) {
      auto limits = s.destination_limits();
      auto leased = co_await s.context.store.lease(room, s.limits.hold, std::move(limits));
      if (!leased) {
        s.context.log.failure("leased", leased.error());
        s.ends_ring = false;
        co_await s.sleep(s.context.clock.now() + std::chrono::seconds{1});
        continue;
      }
      taken = leased->size();
      for (queue::Leased& one : *leased) {
        s.held[one.lease.delivery] = one.lease;
        s.context.destinations[one.message.destination].start(s.context.clock.now());
        boost::asio::co_spawn(executor, s.one(std::move(one)), boost::asio::detached);
      }
    }
    const bool made_room = full && s.ends != ends;
    if ((taken > 0 || made_room) && running() < s.limits.at_once) continue;
    s.ends_ring = running() >= s.limits.at_once || s.any_full();
    const Instant latest = s.next_allowance(s.context.clock.now() + kIdle);
    if (running() >= s.limits.at_once) {
      // Only a message that ends makes room. The store's word would come at once, over and over,
      // and nothing else would ever run.
      co_await s.sleep(latest);
    } else {
      co_await s.rest(self, latest);
    }
  }
  s.ends_ring = true;
  while (!s.held.empty()) co_await s.sleep(s.context.clock.now() + kIdle);
}

}  // namespace norekey::flow
