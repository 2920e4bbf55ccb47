#include "flow/in_step.hpp"

#include <random>

#include "core/text.hpp"
#include "flow/activate.hpp"
#include "flow/duty.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::seconds kInStepEvery{3};

awaitable<Result<std::string>> stamp_in_store(Context& context, const char* what) {
  std::string kind = "stamp", key = what;
  auto record = co_await context.journal.record(std::move(kind), std::move(key));
  if (!record) co_return record.error();
  if (!*record) co_return std::string();
  co_return (*record)->value;
}

/// The active bundle, made ready and in force.
awaitable<Result<void>> take_bundle_over(Context& context) {
  auto active = co_await active_bundle(context);
  if (!active) co_return active.error();
  if (!*active) co_return Result<void>{};
  config::Findings findings;
  auto setup =
      make_setup(**active, context.directory, context.kinds, context.surroundings, findings);
  if (setup == nullptr || !findings.ok()) {
    co_return Error{
        Fate::halt,
        "another daemon's bundle cannot be used here: " +
            (findings.errors.empty() ? std::string("it has errors") : findings.errors.front().what),
        "give both daemons the same version and secrets; the bundle before stays in force",
        {},
        "bundle"};
  }
  co_return co_await load_lookups(context, std::move(setup));
}

}  // namespace

void stamp(Context& context, queue::Effects& effects, const char* what) {
  queue::Record record;
  record.kind = "stamp";
  record.key = what;
  record.value = to_string(context.clock.now()) + "/" + std::to_string(std::random_device{}());
  record.who = "norekey";
  context.stamps[what] = record.value;
  effects.records.push_back(std::move(record));
}

awaitable<Result<bool>> catch_up(Context& context) {
  auto bundle = co_await stamp_in_store(context, kBundleStamp);
  if (!bundle) co_return bundle.error();
  auto lookups = co_await stamp_in_store(context, kLookupsStamp);
  if (!lookups) co_return lookups.error();
  const bool other_bundle = context.stamps[kBundleStamp] != *bundle;
  const bool other_rows = context.stamps[kLookupsStamp] != *lookups;
  if (!other_bundle && !other_rows) co_return false;
  std::shared_ptr<const Setup> setup = context.setup;
  Result<void> taken;
  if (other_bundle) {
    taken = co_await take_bundle_over(context);
  } else {
    taken = co_await load_lookups(context, std::move(setup));
  }
  // What cannot be used here is told once; what could not be read is tried again.
  if (taken || taken.error().fate == Fate::halt) {
    context.stamps[kBundleStamp] = *bundle;
    context.stamps[kLookupsStamp] = *lookups;
  }
  if (!taken) co_return taken.error();
  if (context.look_again) context.look_again();
  co_return true;
}

awaitable<void> keep_in_step(Context& context) {
  for (;;) {
    co_await rest_for(kInStepEvery);
    auto caught_up = co_await catch_up(context);
    if (!caught_up) {
      context.log.failure("in step", caught_up.error());
    } else if (*caught_up) {
      context.log.info("in step", "took over what another daemon changed",
                       {{"bundle", context.setup->bundle.substr(0, 12)}});
    }
  }
}

}  // namespace norekey::flow
