#include "net/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace norekey::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kLinger = 1s;  // for the peer to read a last answer before its data is reset
constexpr auto kArrive = 2s;  // for the rest of a request, once the server drains
constexpr std::size_t kLingerBytes = 1 << 20;  // of a body nobody will read
constexpr std::size_t kHeadRead = 2 * 1024;    // what an idle connection holds in memory
constexpr std::size_t kBodyRead = 64 * 1024;
constexpr std::size_t kOneWrite = 16 * 1024;  // a body up to this goes out with its head

constexpr const char* kStops = "the server stops, and the request did not arrive before";

/// The address as the operator writes it: an IPv4 peer of an IPv6 socket is shown as IPv4.
std::string address_text(tcp::socket& socket) {
  error_code ec;
  const auto end = socket.remote_endpoint(ec);
  if (ec) return "";
  auto address = end.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string();
}

std::string limit_text(std::chrono::milliseconds limit) {
  return std::to_string(limit.count()) + " ms";
}

/// The second word of a head's first line, valid or not.
std::string target_in(std::string_view head) {
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  head = head.substr(0, head.find_first_of("\r\n"));
  const auto blank = head.find(' ');
  if (blank == std::string_view::npos) return "";
  head.remove_prefix(blank + 1);
  return std::string(head.substr(0, head.find(' ')));
}

}  // namespace

/// A question to the handler: shared, because the handler may outlive the connection's patience.
struct Connection::Asked {
  explicit Asked(const asio::any_io_executor& on) : done(on) {}
  std::optional<Response> response;
  std::string fault;
  bool ended = false;
  asio::steady_timer done;
};

Connection::Connection(std::shared_ptr<House> house, std::unique_ptr<Stream> stream, Place place)
    : house_(std::move(house)),
      stream_(std::move(stream)),
      place_(std::move(place)),
      clock_(stream_->socket().get_executor()),
      remote_(address_text(stream_->socket())) {}

asio::any_io_executor Connection::executor() { return stream_->socket().get_executor(); }

awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  give(house_->limits.header_wait);
  const bool open = co_await stream_->open();
  if (open && !house_->draining) {
    while (co_await take_turn()) {
    }
  }
  cut();
}

awaitable<void> Connection::turn_away() {
  const auto self = shared_from_this();
  idle_ = false;
  give(kLinger);
  if (co_await stream_->open()) {
    refused(Refusal{503, "all connections are in use"});
    co_await refuse();
  }
  cut();
}

/// One request and its answer. False where the connection ends.
awaitable<bool> Connection::take_turn() {
  RequestParser parser(house_->limits.body_bytes, house_->limits.header_bytes);
  Came came = co_await read_head(parser);
  if (came == Came::request) came = co_await read_body(parser);
  arriving_ = false;
  if (came == Came::nothing) co_return false;
  if (came == Came::refused) {
    co_await refuse();
    co_return false;
  }
  Framing framing;
  framing.to_head = parser.request().method == "HEAD";
  close_after_ = !parser.keeps_alive();
  parser.request().remote = remote_;
  Response response = co_await ask(std::move(parser.request()));
  framing.chunked = response.more && parser.takes_chunks();
  if (response.more && !framing.chunked) close_after_ = true;  // its end is the connection's
  framing.close = close_after_ || house_->draining;
  const bool sent = co_await answer(std::move(response), framing);
  if (sent && framing.close) co_await close();
  co_return sent && !framing.close;
}

awaitable<Connection::Came> Connection::read_head(RequestParser& parser) {
  HeadScan scan(house_->limits.header_bytes);
  target_.clear();
  idle_ = in_.empty();
  if (idle_) in_.shrink_to_fit();
  if (idle_ && house_->draining) co_return Came::nothing;
  if (idle_) {
    give(house_->limits.idle);
  } else {
    give_to_arrive(house_->limits.header_wait);
  }
  for (;;) {
    const auto seen = scan.take(in_);
    if (seen != HeadScan::Seen::more) target_ = target_in(in_);
    if (seen == HeadScan::Seen::refused) co_return refused(scan.refusal());
    if (seen == HeadScan::Seen::whole) break;
    if (!co_await read_more(kHeadRead)) {
      if (idle_ || !late_) co_return Came::nothing;
      if (house_->draining) co_return refused(Refusal{503, kStops});
      co_return refused(Refusal{408, "the request's head did not arrive within " +
                                         limit_text(house_->limits.header_wait)});
    }
    if (idle_) give_to_arrive(house_->limits.header_wait);
    idle_ = false;
  }
  idle_ = false;
  const auto head = std::string_view(in_).substr(scan.begin(), scan.end() - scan.begin());
  const auto parsed = parser.take_head(head);
  in_.erase(0, scan.end());
  co_return parsed == RequestParser::Seen::refused ? refused(parser.refusal()) : Came::request;
}

awaitable<Connection::Came> Connection::read_body(RequestParser& parser) {
  if (parser.whole()) co_return Came::request;
  give_to_arrive(house_->limits.body_wait);
  if (parser.waits_for_100() && in_.empty()) {
    if (!co_await stream_->write("HTTP/1.1 100 Continue\r\n\r\n")) co_return Came::nothing;
  }
  for (;;) {
    const auto seen = parser.take_body(in_);
    if (seen == RequestParser::Seen::refused) co_return refused(parser.refusal());
    if (seen == RequestParser::Seen::whole) co_return Came::request;
    if (!co_await read_more(kBodyRead)) {
      if (!late_) co_return Came::nothing;
      if (house_->draining) co_return refused(Refusal{503, kStops});
      co_return refused(Refusal{
          408, "the request's body did not arrive within " + limit_text(house_->limits.body_wait)});
    }
  }
}

/// False where the peer has finished or the time given is over.
awaitable<bool> Connection::read_more(std::size_t room) {
  if (late_) co_return false;
  const std::size_t before = in_.size();
  in_.resize(before + room);
  const std::size_t got = co_await stream_->read_some(in_.data() + before, room);
  in_.resize(before + got);
  co_return got > 0;
}

awaitable<Response> Connection::ask(Request request) {
  const std::string name = request.method + " " + std::string(path_of(request.target));
  auto asked = std::make_shared<Asked>(executor());
  asked->done.expires_after(house_->limits.handler_wait);
  asio::co_spawn(executor(), run_handler(house_, asked, std::move(request), place_),
                 asio::detached);
  if (!asked->ended) {
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await asked->done.async_wait(token);
  }
  if (!asked->ended) {
    close_after_ = true;
    house_->on_fault(name + ": no answer within " + limit_text(house_->limits.handler_wait));
    co_return as_response(Refusal{503, "the request could not be answered in time"});
  }
  if (asked->fault.empty()) asked->fault = fault_of(*asked->response);
  if (asked->fault.empty()) co_return std::move(*asked->response);
  house_->on_fault(name + ": " + asked->fault);
  co_return as_response(Refusal{500, "the request could not be answered"});
}

awaitable<void> Connection::run_handler(std::shared_ptr<House> house, std::shared_ptr<Asked> asked,
                                        Request request, Place place) {
  try {
    asked->response = co_await house->handler(std::move(request));
  } catch (const std::exception& e) {
    asked->fault = "failed: " + std::string(e.what());
  } catch (...) {
    asked->fault = "failed with something that is no exception";
  }
  asked->ended = true;
  asked->done.cancel();
  place.reset();
}

awaitable<bool> Connection::answer(Response response, Framing framing) {
  give(house_->limits.answer_wait);
  framing.now = std::chrono::system_clock::now();
  std::string head = head_text(response, framing);
  std::string_view body = body_text(response, framing);
  if (!framing.chunked && body.size() <= kOneWrite) {
    head += body;
    body = {};
  }
  const bool goes_on = response.more && !framing.to_head;
  if (framing.chunked && !body.empty()) {
    head += chunk_text(body);
    body = {};
  }
  if (!co_await stream_->write(head)) co_return false;
  if (!body.empty()) {
    if (!co_await stream_->write(body)) co_return false;
  }
  if (!goes_on) co_return true;
  co_return co_await pour(std::move(response.more), framing.chunked);
}

/// Piece by piece, until there are no more or the server drains. A peer that does not take one in
/// the time of a whole answer is cut.
awaitable<bool> Connection::pour(More more, bool chunked) {
  for (;;) {
    give_any_time();
    std::string piece;
    try {
      piece = co_await more();
    } catch (const std::exception& e) {
      house_->on_fault("an answer that goes on failed: " + std::string(e.what()));
      co_return false;  // cut: the peer must not take it for the end
    }
    const bool last = piece.empty() || house_->draining;
    give(house_->limits.answer_wait);
    const std::string text = chunked ? (piece.empty() ? "" : chunk_text(piece)) : piece;
    if (!text.empty()) {
      if (!co_await stream_->write(text)) co_return false;
    }
    if (!last) continue;
    if (!chunked) co_return true;
    const std::string end = chunk_text("");
    co_return co_await stream_->write(end);
  }
}

Connection::Came Connection::refused(Refusal refusal) {
  refusal_ = std::move(refusal);
  return Came::refused;
}

awaitable<void> Connection::refuse() {
  Framing framing;
  framing.close = true;
  Response response = house_->refuser ? house_->refuser(refusal_.status, refusal_.why, target_)
                                      : as_response(refusal_);
  if (co_await answer(std::move(response), framing)) co_await close();
}

/// Says that it is the end and lets the peer read that: closing with unread bytes would reset the
/// answer away.
awaitable<void> Connection::close() {
  give(kLinger);
  co_await stream_->finish();
  std::array<char, kHeadRead> part;
  std::size_t left = kLingerBytes;
  while (!late_ && left > 0) {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto into = asio::buffer(part);
    const std::size_t got = co_await stream_->socket().async_read_some(into, token);
    if (ec) co_return;
    left -= std::min(left, got);
  }
}

void Connection::close_if_idle() {
  if (idle_) return cut();
  if (arriving_) give(kArrive);
}

void Connection::cut() {
  ++turn_;
  clock_.cancel();
  error_code ignored;
  stream_->socket().close(ignored);
}

/// For a request that has begun.
void Connection::give_to_arrive(std::chrono::milliseconds time) {
  arriving_ = true;
  give(house_->draining ? std::min<std::chrono::milliseconds>(time, kArrive) : time);
}

/// Nothing ends the waits from now on but the peer and cut().
void Connection::give_any_time() {
  ++turn_;
  late_ = false;
  clock_.cancel();
}

/// From now on, waits on the stream end when `time` is over, and late_ says so.
void Connection::give(std::chrono::milliseconds time) {
  late_ = false;
  clock_.expires_after(time);
  clock_.async_wait([self = weak_from_this(), turn = ++turn_](error_code ec) {
    const auto connection = self.lock();
    if (ec || !connection || connection->turn_ != turn) return;
    connection->late_ = true;
    error_code ignored;
    connection->stream_->socket().cancel(ignored);
  });
}

}  // namespace norekey::net
