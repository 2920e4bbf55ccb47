#include "app/daemon.hpp"

#include <unistd.h>

#include <array>
#include <climits>

#include "app/registry.hpp"
#include "core/own_thread.hpp"
#include "flow/activate.hpp"

namespace norekey::app {
namespace {

flow::Premises premises_of(const config::Daemon& config) {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) name[0] = '\0';
  flow::Premises out;
  out.host = name.data();
  if (out.host.empty()) out.host = "localhost";
  out.state_dir = config.state_dir;
  return out;
}

}  // namespace

Daemon::~Daemon() {
  // First every thread that still answers coroutines, then the coroutines, then what these refer
  // to.
  OwnThread::end_all();
  client_.reset();
  store_ = {};
  io_.shutdown();
  context_.reset();
}

Result<std::unique_ptr<Daemon>> Daemon::open(const config::Daemon& config,
                                             std::unique_ptr<flow::Log> log, bool create) {
  std::unique_ptr<Daemon> out(new Daemon);
  out->log_ = std::move(log);
  queue::OpenOptions options;
  options.url = config.store_url();
  options.counter_file = config.counter_file();
  options.create = create;
  auto store = queue::open_store(options);
  if (!store) return store.error();
  out->store_ = std::move(*store);
  out->client_ = net::make_client();
  const flow::Surroundings surroundings{*out->client_, *out->store_.clock, out->io_.get_executor()};
  out->context_ = std::unique_ptr<flow::Context>(new flow::Context{*out->store_.store,
                                                                   *out->store_.journal,
                                                                   *out->store_.index,
                                                                   *out->store_.upkeep,
                                                                   *out->store_.clock,
                                                                   *out->log_,
                                                                   out->metrics_,
                                                                   kinds(),
                                                                   surroundings,
                                                                   config.directory,
                                                                   std::make_shared<flow::Setup>(),
                                                                   {},
                                                                   {}});
  out->context_->premises = premises_of(config);
  out->context_->wall = &system_clock();
  return out;
}

boost::asio::awaitable<Result<void>> Daemon::load_bundle(config::Findings& findings,
                                                         bool first_start) {
  flow::Context& context = *context_;
  auto active = co_await flow::active_bundle(context);
  if (!active) co_return active.error();
  const bool first = !active->has_value();
  if (first && !first_start) co_return Result<void>{};
  config::Bundle bundle = first ? config::read_drafts(context.directory, findings) : **active;
  auto setup =
      flow::make_setup(bundle, context.directory, context.kinds, context.surroundings, findings);
  if (setup == nullptr || !findings.ok()) {
    co_return Error{
        Fate::halt,
        first ? "the config has errors" : "the active bundle can no longer be used by this version",
        first ? "correct them; norekey check shows all"
              : "norekey check, correct the drafts, then: norekey apply",
        {},
        ""};
  }
  if (!first) co_return co_await flow::load_lookups(context, std::move(setup));
  auto activation =
      co_await flow::prepare(context, std::move(bundle), *setup, "daemon", "first start");
  if (!activation) co_return activation.error();
  co_return co_await flow::activate(context, std::move(*activation), std::move(setup));
}

}  // namespace norekey::app
