#include "flow/send_once.hpp"

#include "core/text.hpp"

namespace norekey::flow {
namespace {

Error unknown_outcome(const Error& why, Instant look_from) {
  return {Fate::retry,
          "nobody knows whether the ERP took it (" + why.what + "); it is looked for from " +
              to_string(look_from) + " on",
          why.fix, why.where, "outcome unknown"};
}

/// The ERP's answer in the flow's terms; nullopt where it is a receipt.
std::optional<Error> refusal(const adapters::Sent& sent) {
  if (const auto* rejected = std::get_if<adapters::Rejected>(&sent)) return rejected->error;
  if (const auto* retry = std::get_if<adapters::Retry>(&sent)) return retry->error;
  return std::nullopt;
}

/// One attempt to make `wanted` true; knows what an earlier one may have done.
class Attempt {
 public:
  Attempt(Context& context, adapters::Adapter& adapter, const Route& route,
          const queue::Leased& part, Wanted& wanted, Instant* due, bool* settled)
      : context_(context),
        adapter_(adapter),
        route_(route),
        part_(part),
        wanted_(wanted),
        due_(due),
        settled_(settled) {}

  awaitable<Result<Made>> run() {
    if (!wanted_.in_doubt) wanted_.in_doubt = part_.intent;
    const auto& doubt = wanted_.in_doubt;
    const bool in_doubt = doubt.has_value();
    if (in_doubt && context_.clock.now() < doubt->look_from) {
      *due_ = doubt->look_from;
      const Error why{Fate::retry, "an earlier attempt was interrupted", "", {}, ""};
      co_return unknown_outcome(why, *due_);
    }
    if (!wanted_.delivered && (in_doubt || wanted_.look_first)) {
      auto there = co_await look();
      if (!there || there->receipt) co_return there;
    }
    const bool found_to_cancel = wanted_.cancel && *settled_;
    if (in_doubt && !found_to_cancel && may_still_come()) {
      *settled_ = false;
      co_return wanted_.delivered
          ? change_unknown()
          : parked_unknown("outcome unknown: the ERP does not show it, and may take it late");
    }
    if (!wanted_.delivered && (wanted_.cancel || !wanted_.document)) co_return Made{};
    co_return co_await act();
  }

 private:
  Error parked_unknown(std::string what) const {
    const std::string id = std::to_string(part_.id);
    return {Fate::reject,
            std::move(what),
            "look in the ERP for " + wanted_.key +
                "; where it is not and will not be there: norekey "
                "replay --id " +
                id + " --send-again; where it is: norekey " +
                (adapter_.abilities().finds ? "replay" : "ignore") + " --id " + id,
            {},
            "outcome unknown"};
  }

  Error change_unknown() const {
    return {Fate::reject,
            "outcome unknown: an earlier change may still take effect",
            "look in the ERP for " + wanted_.key +
                "; once it will not change any more: norekey "
                "replay --id " +
                std::to_string(part_.id) + " --send-again",
            {},
            "outcome unknown"};
  }

  /// Whether what was not found may still take effect; a change even after a newer one was made.
  bool may_still_come() const {
    return route_.erp.may_commit_late && !adapter_.abilities().unique_key;
  }

  awaitable<Result<Made>> look() {
    if (wanted_.in_doubt && !adapter_.abilities().finds) {
      co_return parked_unknown(
          "outcome unknown: this ERP cannot be asked whether it took the order");
    }
    std::string key = wanted_.key;
    auto found = co_await adapter_.find(key);
    if (!found) co_return found.error();
    if (found->size() > 1) {
      co_return Error{Fate::reject,
                      "the ERP has " + std::to_string(found->size()) + " orders for " +
                          wanted_.key + ": " + found->front().number + " and " +
                          found->back().number,
                      "cancel all but one of them in the ERP, then replay",
                      {},
                      "duplicate in ERP"};
    }
    *settled_ = true;
    if (found->empty()) co_return Made{};
    if (wanted_.cancel) {
      wanted_.delivered = found->front();
      co_return Made{};
    }
    adapters::Receipt receipt = found->front();
    auto finished = co_await adapter_.finish(receipt);
    co_return judge(finished, true);
  }

  awaitable<Result<Made>> act() {
    queue::Intent intent;
    intent.key = wanted_.key;
    intent.send_by = context_.clock.now() + route_.erp.send_window;
    intent.look_from = intent.send_by + route_.erp.longest_request;
    auto written = co_await context_.store.intend(part_.lease, intent);
    if (!written) co_return written.error();
    *settled_ = false;
    *due_ = intent.look_from;
    std::string key = wanted_.key;
    adapters::Sent sent = co_await perform(std::move(key), intent.send_by);
    co_return judge(sent, false);
  }

  awaitable<adapters::Sent> perform(std::string key, Instant send_by) {
    if (!wanted_.delivered) {
      mapping::Document document = std::move(*wanted_.document);
      co_return co_await adapter_.send(std::move(document), std::move(key), send_by);
    }
    adapters::Receipt receipt = *wanted_.delivered;
    if (wanted_.cancel) co_return co_await adapter_.cancel(std::move(receipt), send_by);
    mapping::Document document = std::move(*wanted_.document);
    const auto extent = wanted_.reps_only ? adapters::Extent::reps : adapters::Extent::whole;
    co_return co_await adapter_.change(std::move(receipt), std::move(document), send_by, extent);
  }

  Result<Made> judge(const adapters::Sent& sent, bool found) {
    if (const auto* receipt = std::get_if<adapters::Receipt>(&sent)) {
      *settled_ = true;
      return Made{*receipt, found};
    }
    if (const auto* unknown = std::get_if<adapters::Unknown>(&sent)) {
      *settled_ = false;
      if (*due_ == Instant{}) *due_ = context_.clock.now() + route_.erp.longest_request;
      return unknown_outcome(unknown->error, *due_);
    }
    *settled_ = true;
    *due_ = Instant{};
    return *refusal(sent);
  }

  Context& context_;
  adapters::Adapter& adapter_;
  const Route& route_;
  const queue::Leased& part_;
  Wanted& wanted_;
  Instant* due_;
  bool* settled_;
};

}  // namespace

awaitable<Result<Made>> send_once(Context& context, adapters::Adapter& adapter, const Route& route,
                                  const queue::Leased& part, Wanted wanted, Instant* due,
                                  bool* settled) {
  Attempt attempt(context, adapter, route, part, wanted, due, settled);
  co_return co_await attempt.run();
}

}  // namespace norekey::flow
