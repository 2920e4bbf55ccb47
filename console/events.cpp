#include "console/events.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "console/shown_row.hpp"
#include "flow/alerts/commands.hpp"
#include "flow/alerts/keep.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;

constexpr std::size_t kMostReaders = 64;
constexpr std::size_t kMostBehind = 256 * 1024;  // bytes a reader may be behind; then it is cut
constexpr std::chrono::seconds kSign{15};        // of life, where there is nothing to tell
constexpr std::chrono::seconds kLook{1};
constexpr int kNewest = 200;

std::string event_text(const std::string& event, const json::value& data) {
  return "event: " + event + "\ndata: " + json::serialize(data) + "\n\n";
}

}  // namespace

struct Events::Reader {
  explicit Reader(const asio::any_io_executor& on) : bell(on) {}
  std::string waiting;
  bool behind = false, over = false;
  Instant until{};
  asio::steady_timer bell;

  void give(const std::string& text) {
    if (over) return;
    if (waiting.size() + text.size() > kMostBehind) behind = over = true;
    if (!behind) waiting += text;
    bell.cancel();
  }
};

std::optional<net::More> Events::listen(Instant until) {
  std::erase_if(readers_, [](const auto& one) { return one.expired(); });
  if (readers_.size() >= kMostReaders || stopped_) return std::nullopt;
  auto reader = std::make_shared<Reader>(context_.surroundings.executor);
  reader->until = until;
  reader->waiting = "retry: 2000\n\n";
  readers_.push_back(reader);
  counts_.clear();  // told at once
  if (!watching_) {
    watching_ = true;
    asio::co_spawn(context_.surroundings.executor, watch(), asio::detached);
  }
  return net::More([self = shared_from_this(), reader] { return self->next(reader); });
}

awaitable<std::string> Events::next(std::shared_ptr<Reader> reader) {
  if (reader->waiting.empty() && !reader->over) {
    reader->bell.expires_after(kSign);
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await reader->bell.async_wait(token);
  }
  if (!reader->waiting.empty()) co_return std::exchange(reader->waiting, "");
  if (reader->over) co_return "";
  if (context_.clock.now() >= reader->until) {
    reader->over = true;
    co_return event_text("bye", json::object{{"why", "the session is over"}});
  }
  co_return ": still here\n\n";
}

void Events::tell(const std::string& event, const json::value& data) {
  const std::string text = event_text(event, data);
  for (const auto& one : readers_) {
    if (const auto reader = one.lock()) reader->give(text);
  }
}

void Events::stop(const std::string& why) {
  stopped_ = true;
  tell("bye", json::object{{"why", why}});
  for (const auto& one : readers_) {
    const auto reader = one.lock();
    if (!reader) continue;
    reader->over = true;
    reader->bell.cancel();
  }
}

awaitable<void> Events::watch() {
  const auto self = shared_from_this();
  asio::steady_timer timer(co_await asio::this_coro::executor);
  seen_.clear();
  alerts_.reset();
  bundle_ = context_.setup->bundle;
  while (!stopped_) {
    co_await look();
    co_await look_at_alerts();
    std::erase_if(readers_, [](const auto& one) { return one.expired(); });
    if (readers_.empty()) break;
    timer.expires_after(kLook);
    co_await timer.async_wait(asio::use_awaitable);
  }
  watching_ = false;
}

awaitable<void> Events::look() {
  if (context_.setup->bundle != bundle_) {
    bundle_ = context_.setup->bundle;
    tell("activated", json::object{{"bundle", bundle_}});
  }
  std::string all;
  auto counts = co_await context_.journal.counts(std::move(all));
  if (!counts) co_return;  // the log has it from elsewhere
  const json::object told = counts_json(*counts);
  std::string text = json::serialize(told);
  if (text == counts_) co_return;
  counts_ = std::move(text);
  tell("counts", told);
  queue::Query query;
  query.limit = kNewest;
  auto rows = co_await context_.journal.list(query);
  if (rows) tell_messages(*rows);
}

/// Whichever daemon found them: what is remembered of alerts is in the store.
awaitable<void> Events::look_at_alerts() {
  auto known = co_await flow::remembered_alerts(context_);
  if (!known) co_return;  // the log has it from elsewhere
  std::map<std::string, std::pair<Instant, Instant>> now;
  for (const auto& [key, one] : *known) {
    now[key] = {one.opened, one.over};
    if (!alerts_) continue;
    const auto before = alerts_->find(key);
    if (before != alerts_->end() && before->second == now[key]) continue;
    tell("alert", flow::alert_row(one));
  }
  alerts_ = std::move(now);
}

void Events::tell_messages(const std::vector<queue::Row>& rows) {
  std::map<std::int64_t, std::pair<queue::State, int>> now;
  const bool first = seen_.empty();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const std::pair<queue::State, int> is{row->state, row->attempts};
    now[row->id] = is;
    const auto before = seen_.find(row->id);
    if (first || (before != seen_.end() && before->second == is)) continue;
    tell("message", shown_row(*row));
  }
  seen_ = std::move(now);
}

}  // namespace norekey::console
