#include "app/serve.hpp"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <set>

#include "app/control.hpp"
#include "app/daemon.hpp"
#include "app/patience.hpp"
#include "console/console.hpp"
#include "console/noted.hpp"
#include "flow/alerts/heartbeat.hpp"
#include "flow/alerts/keep.hpp"
#include "flow/credit_import.hpp"
#include "flow/digest.hpp"
#include "flow/in_step.hpp"
#include "flow/intake.hpp"
#include "flow/outbound/watch.hpp"
#include "flow/reconcile/books.hpp"
#include "flow/words.hpp"
#include "flow/work.hpp"
#include "net/http_server.hpp"

namespace norekey::app {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::use_awaitable;

constexpr std::chrono::seconds kDrain{20};

net::Response plain(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, std::move(text)};
}

/// The running daemon: its parts in the order in which they start; they stop in the reverse order.
class Service {
 public:
  Service(const config::Daemon& config, Daemon& daemon)
      : config_(config), daemon_(daemon), context_(daemon.context()), worker_(context_, {}) {
    if (config.console.on) {
      console_ = std::make_unique<console::Console>(context_, config.console, NOREKEY_VERSION,
                                                    !config.http.certificate.empty());
    }
  }

  awaitable<Result<void>> start() {
    config::Findings findings;
    auto loaded = co_await daemon_.load_bundle(findings);
    for (const Error& e : findings.warnings) context_.log.failure("config", e);
    for (const Error& e : findings.errors) context_.log.failure("config", e);
    if (!loaded) co_return loaded.error();
    const auto executor = co_await asio::this_coro::executor;
    auto control = listen_for_commands(
        executor, config_.socket_path(),
        [this](boost::json::object request) { return command(std::move(request)); });
    if (!control) co_return control.error();
    control_ = std::move(*control);
    auto server = net::listen(
        executor, server_config(),
        [this](net::Request request) { return route(std::move(request)); },
        [this](std::string_view fault) { context_.log.warning("http", fault); });
    if (!server) co_return server.error();
    server_ = std::move(*server);
    context_.premises.certificate = config_.http.certificate;
    if (console_)
      context_.premises.console_url = config_.console.url.empty() ? own_url() : config_.console.url;
    asio::co_spawn(executor, run_worker(), asio::detached);
    asio::co_spawn(executor, keep_pollers(), asio::detached);
    asio::co_spawn(executor, flow::keep_reconciling(context_), asio::detached);
    asio::co_spawn(executor, flow::keep_digesting(context_), asio::detached);
    asio::co_spawn(executor, flow::keep_taking_invoices(context_), asio::detached);
    asio::co_spawn(executor, flow::keep_alerting(context_), asio::detached);
    asio::co_spawn(executor, flow::keep_beating(context_), asio::detached);
    if (config_.store.starts_with("postgres"))
      asio::co_spawn(executor, flow::keep_in_step(context_), asio::detached);
    asio::co_spawn(executor, keep_retention(), asio::detached);
    asio::co_spawn(executor, keep_watchdog(), asio::detached);
    asio::co_spawn(executor, flow::find_words_of_earlier(context_), asio::detached);
    asio::co_spawn(executor, keep_certificate(), asio::detached);
    if (console_) co_await console_->start(own_url());
    ready_ = context_.life.ready = true;
    context_.log.info(
        "started", "ready",
        {{"port", std::to_string(server_->port())},
         {"bundle", context_.setup->bundle.substr(0, 12)},
         {"store",
          config_.store.empty() ? "sqlite" : config_.store.substr(0, config_.store.find(':'))}});
    if (context_.upkeep.restored()) {
      context_.log.warning(
          "started",
          "the store was put back from a copy: orders placed before are looked up in "
          "the ERP before they are sent",
          {{"restored", to_string(context_.upkeep.restored_at())}});
    }
    sd_notify(0, "READY=1\nSTATUS=ready");
    co_return Result<void>{};
  }

  awaitable<void> stop() {
    ready_ = context_.life.ready = false;
    sd_notify(0, "STOPPING=1");
    context_.log.info("stopping", "finishing what is under way");
    control_->stop();
    if (console_) console_->stop();
    worker_.stop();
    co_await server_->drain(kDrain);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto until = std::chrono::steady_clock::now() + kDrain;
    while (!worker_done_ && std::chrono::steady_clock::now() < until) {
      timer.expires_after(std::chrono::milliseconds{10});
      co_await timer.async_wait(use_awaitable);
    }
    context_.log.info("stopped", worker_done_
                                     ? "nothing is left half done"
                                     : "what was under way is taken up again at the next start");
  }

  std::uint16_t port() const { return server_->port(); }

 private:
  net::ServerConfig server_config() const {
    net::ServerConfig out;
    out.address = config_.http.address;
    out.port = static_cast<std::uint16_t>(config_.http.port);
    out.certificate_file = config_.http.certificate;
    out.private_key_file = config_.http.key;
    out.limits.body_bytes = static_cast<std::size_t>(config_.http.body_mb) * 1024 * 1024;
    out.limits.connections = config_.http.connections;
    out.refuser = console::Console::refuse;
    return out;
  }

  awaitable<net::Response> route(net::Request request) {
    const std::string path(net::path_of(request.target));
    if (path.rfind("/hooks/", 0) == 0)
      co_return co_await flow::take_webhook(context_, std::move(request));
    if (path == "/healthz") co_return plain(200, "ok\n");
    if (path == "/readyz") co_return co_await readiness();
    if (path == "/metrics") co_return co_await metrics();
    if (console_) co_return co_await console_->answer(std::move(request));
    co_return plain(404, "there is nothing here\n");
  }

  awaitable<net::Response> readiness() {
    auto counts = co_await context_.journal.counts("");
    if (!ready_ || !counts)
      co_return plain(503, counts ? "not ready\n" : counts.error().what + "\n");
    co_return plain(200, "ready\n");
  }

  awaitable<net::Response> metrics() {
    auto counts = co_await context_.journal.counts("");
    if (counts) context_.metrics.queue_is(*counts);
    co_return plain(200, context_.metrics.text());
  }

  awaitable<Result<boost::json::value>> command(boost::json::object request) {
    const std::string own = std::filesystem::weakly_canonical(config_.directory).string();
    const boost::json::value* theirs = request.if_contains("config");
    if (theirs != nullptr && theirs->is_string() && *theirs != boost::json::value(own)) {
      co_return Error{Fate::halt,
                      "the daemon on " + config_.socket_path() + " runs from " + own +
                          ", not from " + std::string(theirs->get_string()),
                      "give each norekey.yaml its own state-dir, control-socket and port",
                      {},
                      "usage"};
    }
    if (console::Console::is_command(request)) {
      auto answer = co_await console::Console::run_command(context_, std::move(request));
      if (answer && answer->is_object() && answer->get_object().contains("path")) {
        json::object& out = answer->get_object();
        const std::string base = config_.console.url.empty() ? own_url() : config_.console.url;
        out["link"] = base + std::string(out.at("path").as_string());
      }
      co_return answer;
    }
    co_return co_await console::run_noted(context_, std::move(request));
  }

  /// By this machine's own address: where nobody has configured another.
  std::string own_url() const {
    const bool any = config_.http.address == "0.0.0.0" || config_.http.address == "::";
    const std::string host = any ? "127.0.0.1" : config_.http.address;
    const bool six = host.find(':') != std::string::npos;
    return (config_.http.certificate.empty() ? "http://" : "https://") +
           (six ? "[" + host + "]" : host) + ":" + std::to_string(server_->port());
  }

  /// A renewed certificate is taken up by itself, and on SIGHUP: its file's time is looked at once
  /// a minute. One that cannot be used is told of, and the old one stays in force.
  awaitable<void> keep_certificate() {
    if (config_.http.certificate.empty()) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    asio::signal_set hung_up(co_await asio::this_coro::executor, SIGHUP);
    auto known = certificate_time();
    bool asked = false;
    for (;;) {
      asked = false;
      timer.expires_after(std::chrono::minutes{1});
      hung_up.async_wait([&timer, &asked](const boost::system::error_code& ec, int) {
        if (ec) return;
        asked = true;
        timer.cancel();
      });
      boost::system::error_code ignored;
      co_await timer.async_wait(asio::redirect_error(use_awaitable, ignored));
      hung_up.cancel();
      const auto now = certificate_time();
      if (!asked && now == known) continue;
      known = now;
      const auto loaded = server_->reload_certificate();
      if (loaded) {
        context_.log.info("http", "the certificate was read again",
                          {{"file", config_.http.certificate}});
      } else {
        context_.log.failure("http", loaded.error());
      }
    }
  }

  std::filesystem::file_time_type certificate_time() const {
    std::error_code ec;
    const auto a = std::filesystem::last_write_time(config_.http.certificate, ec);
    const auto b = std::filesystem::last_write_time(config_.http.key, ec);
    return std::max(a, b);
  }

  awaitable<void> run_worker() {
    co_await worker_.run();
    worker_done_ = true;
  }

  /// One poller for each channel of the active bundle; a bundle activated later brings its own.
  awaitable<void> keep_pollers() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    for (;;) {
      std::vector<std::string> missing;
      for (const auto& one : context_.setup->routes) {
        if (polled_.insert(one.first).second) missing.push_back(one.first);
      }
      for (std::string& channel : missing)
        asio::co_spawn(executor, poll(std::move(channel)), asio::detached);
      for (const auto& one : context_.setup->routes) {
        for (std::string& subject : flow::watched_subjects(context_, one.first)) {
          if (watched_.insert(subject + "/" + one.first).second)
            asio::co_spawn(executor, watch(one.first, std::move(subject)), asio::detached);
        }
      }
      timer.expires_after(std::chrono::seconds{1});
      co_await timer.async_wait(use_awaitable);
    }
  }

  /// Once an hour, by one daemon: chunk by chunk, with a pause in which intake goes before.
  awaitable<void> keep_retention() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto& policy = config_.retention;
    for (;;) {
      const auto ours = co_await context_.store.claim("retention", std::chrono::hours{2});
      if (ours && *ours) co_await retire_all(timer, policy);
      timer.expires_after(std::chrono::hours{1});
      co_await timer.async_wait(use_awaitable);
    }
  }

  awaitable<void> retire_all(asio::steady_timer& timer, const config::Retention& policy) {
    const auto days_ago = [now = context_.clock.now()](int days) {
      return days == 0 ? Instant() : now - std::chrono::days{days};
    };
    const queue::Retirement retirement{days_ago(policy.seal_days), days_ago(policy.days)};
    std::int64_t after = 0;
    int count = 0;
    do {
      const auto chunk = co_await context_.store.retire(retirement, after);
      if (!chunk) co_return context_.log.failure("retention", chunk.error());
      count += chunk->count;
      after = chunk->last;
      timer.expires_after(std::chrono::milliseconds{20});
      co_await timer.async_wait(use_awaitable);
    } while (after != 0);
    if (count > 0) {
      context_.log.info("retention", "bodies and steps of finished messages have left the store",
                        {{"messages", std::to_string(count)}});
    }
  }

  awaitable<void> poll(std::string channel) {
    co_await flow::keep_polling(context_, channel);
    polled_.erase(channel);
  }

  awaitable<void> watch(std::string channel, std::string subject) {
    co_await flow::keep_watching(context_, channel, subject);
    watched_.erase(subject + "/" + channel);
  }

  awaitable<void> keep_watchdog() {
    std::uint64_t micros = 0;
    if (sd_watchdog_enabled(0, &micros) <= 0) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
      sd_notify(0, "WATCHDOG=1");
      timer.expires_after(std::chrono::microseconds{micros / 3});
      co_await timer.async_wait(use_awaitable);
    }
  }

  const config::Daemon& config_;
  Daemon& daemon_;
  flow::Context& context_;
  flow::Worker worker_;
  std::unique_ptr<console::Console> console_;
  std::unique_ptr<ControlServer> control_;
  std::unique_ptr<net::Server> server_;
  std::set<std::string> polled_, watched_;
  bool ready_ = false, worker_done_ = false;
};

int refuse(const Error& e) {
  std::fprintf(stderr, "norekey: %s\n", to_string(e).c_str());
  return 3;
}

awaitable<void> live(Service& service, asio::io_context& io, std::optional<Error>& failed) {
  asio::signal_set signals(io, SIGTERM, SIGINT);
  auto started = co_await service.start();
  if (!started) {
    failed = started.error();
  } else {
    co_await signals.async_wait(use_awaitable);
    co_await service.stop();
  }
  io.stop();
}

}  // namespace

int serve(const std::string& directory) {
  config::Findings findings;
  const auto config = config::read_daemon(directory, findings);
  for (const Error& e : findings.errors) refuse(e);
  if (!config) return 3;
  std::error_code ec;
  std::filesystem::create_directories(config->state_dir, ec);
  if (ec)
    return refuse(
        {Fate::halt,
         "the state directory " + config->state_dir + " cannot be created: " + ec.message(),
         "create it and give it to the daemon's user",
         {},
         ""});
  auto daemon = open_patiently(
      *config, {config->log.to, config->log.file, config->log.level, config->log.format == "json"});
  if (!daemon) return refuse(daemon.error());
  std::optional<Error> failed;
  {
    Service service(*config, **daemon);
    asio::co_spawn((*daemon)->io(), live(service, (*daemon)->io(), failed), asio::detached);
    (*daemon)->io().run();
  }
  return failed ? refuse(*failed) : 0;
}

}  // namespace norekey::app
