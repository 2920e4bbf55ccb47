#include "console/events.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include <algorithm>

#include "console/listener.hpp"
#include "console/shown_row.hpp"
#include "flow/alerts/commands.hpp"
#include "flow/alerts/keep.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;

constexpr std::size_t kMostReaders = 64;
constexpr std::ptrdiff_t kMostOfOne = 8;   // nobody keeps the others out
constexpr std::chrono::seconds kSign{15};  // of life, where there is nothing to tell
constexpr std::chrono::seconds kLook{1};
constexpr int kNewest = 200;

Error too_many_pages(std::string what) {
  return {Fate::retry, std::move(what), "close some, then reload", {}, "busy"};
}

}  // namespace

struct Events::Reader {
  Reader(const asio::any_io_executor& on, std::string user, Instant until)
      : listener(std::move(user), until), bell(on) {}
  Listener listener;
  asio::steady_timer bell;

  void give(const std::string& text) {
    listener.give(text);
    bell.cancel();
  }
};

Result<net::More> Events::listen(std::string user, Instant until) {
  std::erase_if(readers_, [](const auto& one) { return one.expired(); });
  const auto own = std::count_if(readers_.begin(), readers_.end(), [&user](const auto& one) {
    const auto reader = one.lock();
    return reader && reader->listener.user() == user;
  });
  if (own >= kMostOfOne) return too_many_pages("too many pages of " + user + " listen already");
  if (readers_.size() >= kMostReaders || stopped_)
    return too_many_pages("too many pages listen already");
  auto reader = std::make_shared<Reader>(context_.surroundings.executor, std::move(user), until);
  readers_.push_back(reader);
  counts_.clear();  // told at once
  if (!watching_) {
    watching_ = true;
    asio::co_spawn(context_.surroundings.executor, watch(), asio::detached);
  }
  return net::More([self = shared_from_this(), reader] { return self->next(reader); });
}

awaitable<std::string> Events::next(std::shared_ptr<Reader> reader) {
  const Instant now = context_.clock.now();
  if (auto text = reader->listener.take(now)) co_return std::move(*text);
  const std::chrono::microseconds left = reader->listener.until() - now;
  reader->bell.expires_after(std::min<std::chrono::microseconds>(kSign, left));
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await reader->bell.async_wait(token);
  if (auto text = reader->listener.take(context_.clock.now())) co_return std::move(*text);
  co_return ": still here\n\n";
}

void Events::tell(const std::string& event, const json::value& data) {
  const std::string text = event_text(event, json::serialize(data));
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
    reader->listener.end();
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
