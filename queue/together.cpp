#include "queue/together.hpp"

#include <map>
#include <set>

#include "queue/rules/effects.hpp"
#include "queue/rules/intake.hpp"
#include "queue/rules/lanes.hpp"
#include "queue/rules/settling.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

class Adding final : public Together {
 public:
  void run(Sql& sql, Change& change, std::span<Operation* const> all) const override {
    std::vector<const Message*> messages;
    std::vector<std::pair<Call<std::vector<AddedMessage>>*, std::size_t>> calls;
    for (auto* operation : all) {
      auto* call = static_cast<Call<std::vector<AddedMessage>>*>(operation);
      const auto& batch = *static_cast<const std::vector<Message>*>(operation->input());
      if (auto wrong = check_messages(batch)) {
        call->answer(*wrong);
        continue;
      }
      for (const auto& message : batch) messages.push_back(&message);
      calls.emplace_back(call, batch.size());
    }
    if (calls.empty()) return;
    const auto added = add_checked(sql, change, messages);
    auto at = added.begin();
    for (const auto& [call, size] : calls) {
      const auto end = at + static_cast<std::ptrdiff_t>(size);
      call->answer(std::vector<AddedMessage>(at, end));
      at = end;
    }
  }
};

/// Calls under a lease: those whose lease is stale are answered, the others wait for what is done.
/// A delivery comes up once: a second call for it is told that the store is busy with it.
template <class Input>
class Held {
 public:
  /// `find`: reads as much of the deliveries as is needed.
  using Find = std::map<std::int64_t, Live>(Sql&, const std::vector<Value>&);
  Held(Sql& sql, std::span<Operation* const> all, Find* find) {
    std::vector<Value> ids;
    for (auto* operation : all) {
      ids.emplace_back(static_cast<const Input*>(operation->input())->lease.delivery);
    }
    lives_ = find(sql, ids);
    for (auto* operation : all) take(static_cast<Call<void>*>(operation));
  }

  struct One {
    Call<void>* call;
    const Input* input;
    const Live* live;
  };
  const std::vector<One>& all() const { return held_; }
  void answer() const {
    for (const auto& one : held_) one.call->answer({});
  }

 private:
  void take(Call<void>* call) {
    const auto* input = static_cast<const Input*>(call->input());
    const auto id = input->lease.delivery;
    const auto live = lives_.find(id);
    if (auto wrong = staleness(live == lives_.end() ? nullptr : &live->second, input->lease)) {
      return call->answer(*wrong);
    }
    if (!seen_.insert(id).second) {
      return call->answer(Error{.fate = Fate::retry,
                                .what = "message " + std::to_string(id) + " is being settled",
                                .fix = "",
                                .where = {},
                                .cause = "store/busy"});
    }
    held_.push_back({call, input, &live->second});
  }

  std::map<std::int64_t, Live> lives_;
  std::set<std::int64_t> seen_;
  std::vector<One> held_;
};

class Intending final : public Together {
 public:
  void run(Sql& sql, Change& change, std::span<Operation* const> all) const override {
    const Held<IntendInput> held(sql, all, find_leases);
    std::vector<Value> values;
    for (const auto& one : held.all()) {
      const auto& [lease, intent] = *one.input;
      values.insert(values.end(), {intent.key, lease.delivery, lease.epoch, intent.send_by,
                                   intent.look_from, change.now()});
    }
    sql.run_each(Statement::intent_set, 6, values);
    change.intents += static_cast<std::int64_t>(held.all().size());
    held.answer();
  }
};

class Settling final : public Together {
 public:
  void run(Sql& sql, Change& change, std::span<Operation* const> all) const override {
    const Held<SettleInput> held(sql, all, find_lives);
    std::vector<Value> known;
    std::vector<std::pair<const Live*, State>> ended;
    for (const auto& one : held.all()) {
      if (one.input->outcome.intent_settled) {
        known.insert(known.end(), {one.input->lease.delivery, change.now()});
      }
      ended.emplace_back(one.live, State::done);
    }
    sql.run_each(Statement::intent_settle, 2, known);
    end_all(sql, change, ended);
    for (const auto& one : held.all()) {
      for (const auto& step : one.input->effects.steps) {
        add_step(sql, change, step, one.input->lease.delivery);
      }
    }
    held.answer();
  }
};

}  // namespace

const Together& adding() {
  static const Adding all;
  return all;
}

const Together& intending() {
  static const Intending all;
  return all;
}

bool is_plain(const Outcome& outcome, const Effects& effects) {
  return outcome.state == State::done && !outcome.error && effects.messages.empty() &&
         effects.records.empty() && effects.aliases.empty() && effects.ledger.empty() &&
         effects.wake_causes.empty() && effects.wake.empty() && effects.supersede.empty() &&
         effects.words.empty();
}

const Together& settling() {
  static const Settling all;
  return all;
}

}  // namespace norekey::queue
