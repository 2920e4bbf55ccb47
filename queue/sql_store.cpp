/// Store over an Engine: each call becomes one operation of the writer's next group. The rules are
/// in queue/rules/.
#include <map>
#include <mutex>
#include <utility>

#include "queue/engine.hpp"
#include "queue/rules/effects.hpp"
#include "queue/rules/intake.hpp"
#include "queue/rules/leasing.hpp"
#include "queue/rules/retiring.hpp"
#include "queue/rules/settling.hpp"
#include "queue/rules/text.hpp"
#include "queue/together.hpp"

namespace norekey::queue {
namespace {

constexpr std::size_t kSmall = 256;  // bytes, roughly, of a call without a body
constexpr std::chrono::hours kForGood{24 * 3650};

class SqlStore final : public Store {
 public:
  explicit SqlStore(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

  awaitable<Result<std::vector<AddedMessage>>> add(std::vector<Message> batch) override {
    const auto bytes = bytes_of(batch);
    auto input = std::make_shared<const std::vector<Message>>(std::move(batch));
    return engine_->writer.call<std::vector<AddedMessage>>(
        bytes, Refusable::yes,
        [input](Sql& sql, Change& change) { return add_messages(sql, change, *input); },
        Joint{&adding(), input});
  }

  awaitable<Result<std::vector<Leased>>> lease(int max, std::chrono::seconds hold,
                                               DestinationLimits limits) override {
    return write<std::vector<Leased>>(
        kSmall, Refusable::no, [max, hold, limits = std::move(limits)](Sql& sql, Change& change) {
          return queue::lease(sql, change, max, hold, limits);
        });
  }

  awaitable<Result<std::vector<Lease>>> renew(std::vector<Lease> leases,
                                              std::chrono::seconds hold) override {
    return write<std::vector<Lease>>(kSmall, Refusable::no,
                                     [leases = std::move(leases), hold](Sql& sql, Change& change) {
                                       return queue::renew(sql, change, leases, hold);
                                     });
  }

  awaitable<Result<void>> intend(Lease lease, Intent intent) override {
    auto input = std::make_shared<const IntendInput>(IntendInput{lease, std::move(intent)});
    const bool good = !check_key("delivery key", input->intent.key);
    return engine_->writer.call<void>(
        kSmall, Refusable::no,
        [input](Sql& sql, Change& change) {
          return queue::intend(sql, change, input->lease, input->intent);
        },
        Joint{good ? &intending() : nullptr, input});
  }

  awaitable<Result<void>> settle(Lease lease, Outcome outcome, Effects effects) override {
    const auto bytes = kSmall + bytes_of(effects);
    const bool plain = is_plain(outcome, effects);
    auto input = std::make_shared<const SettleInput>(
        SettleInput{lease, std::move(outcome), std::move(effects)});
    return engine_->writer.call<void>(
        bytes, Refusable::no,
        [input](Sql& sql, Change& change) {
          return queue::settle(sql, change, input->lease, input->outcome, input->effects);
        },
        Joint{plain ? &settling() : nullptr, input});
  }

  awaitable<Result<std::vector<AddedMessage>>> put(Effects effects) override {
    const auto bytes = kSmall + bytes_of(effects);
    const auto refusable = effects.messages.empty() ? Refusable::no : Refusable::yes;
    return write<std::vector<AddedMessage>>(
        bytes, refusable, [effects = std::move(effects)](Sql& sql, Change& change) {
          return apply(sql, change, effects, 0);
        });
  }

  awaitable<Result<int>> replay(Selection selection) override {
    int count = 0;
    std::int64_t after = 0;
    do {
      auto part = replay_some(selection, after);
      const auto replayed = co_await std::move(part);
      if (!replayed) co_return replayed.error();
      count += replayed->count;
      after = replayed->last;
    } while (after != 0);
    co_return count;
  }

  awaitable<Result<void>> ignore(std::int64_t id, std::string who, std::string why) override {
    return write<void>(kSmall, Refusable::no,
                       [id, who = std::move(who), why = std::move(why)](Sql& sql, Change& change) {
                         return queue::ignore(sql, change, id, who, why);
                       });
  }

  /// Written anew once half its time is over; where nobody else can open the store, once.
  awaitable<Result<bool>> claim(std::string duty, std::chrono::seconds hold) override {
    const auto now = engine_->clock.now();
    if (engine_->exclusive) hold = kForGood;
    if (ours_until(duty) > now + hold / 2) co_return true;
    auto writing = write<bool>(kSmall, Refusable::no, [this, duty, hold](Sql& sql, Change& change) {
      return queue::claim(sql, change, duty, engine_->daemon, hold);
    });
    auto claimed = co_await std::move(writing);
    if (claimed && *claimed) {
      const std::lock_guard lock(mutex_);
      duties_[duty] = now + hold;
    }
    co_return claimed;
  }

  awaitable<Result<Retired>> retire(Retirement policy, std::int64_t after) override {
    auto* archive = engine_->archive.get();
    return write<Retired>(kSmall, Refusable::no,
                          [policy, after, archive](Sql& sql, Change& change) {
                            return queue::retire(sql, change, policy, after, archive);
                          });
  }

  awaitable<void> wait_for_work(Instant latest) override { return engine_->waiters.wait(latest); }

 private:
  template <class T>
  awaitable<Result<T>> write(std::size_t bytes, Refusable refusable, typename Call<T>::Work work) {
    return engine_->writer.call<T>(bytes, refusable, std::move(work));
  }

  awaitable<Result<Replayed>> replay_some(const Selection& selection, std::int64_t after) {
    return write<Replayed>(kSmall, Refusable::no, [selection, after](Sql& sql, Change& change) {
      return queue::replay(sql, change, selection, after);
    });
  }

  Instant ours_until(const std::string& duty) {
    const std::lock_guard lock(mutex_);
    const auto found = duties_.find(duty);
    return found == duties_.end() ? Instant() : found->second;
  }

  std::shared_ptr<Engine> engine_;
  std::mutex mutex_;  ///< guards what is below
  std::map<std::string, Instant> duties_;
};

}  // namespace

std::unique_ptr<Store> make_store(std::shared_ptr<Engine> engine) {
  return std::make_unique<SqlStore>(std::move(engine));
}

}  // namespace norekey::queue
