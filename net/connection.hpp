/// connection: one accepted connection from its first byte to its close. Started by server.cpp; all
/// of it runs on the connection's own strand. Order of a turn: read head, read body, ask the
/// handler, write the answer.
#pragma once
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "net/answer_text.hpp"
#include "net/http_server.hpp"
#include "net/request_parser.hpp"
#include "net/stream.hpp"

namespace norekey::net {

/// What the connections of one server share.
struct House {
  ServerLimits limits;
  Handler handler;
  std::function<void(std::string_view)> on_fault;
  Refuser refuser;
  std::atomic<bool> draining{false};
};

/// A place among the server's connections, given back when the last holder lets go.
using Place = std::shared_ptr<void>;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<House>, std::unique_ptr<Stream>, Place);

  /// Serves requests until one side has enough.
  awaitable<void> run();

  /// Answers 503 without reading, and closes: the server is full.
  awaitable<void> turn_away();

  /// Closes unless a request is under way; one that has begun to arrive gets 2 s for the rest, then
  /// 503. On the connection's strand, as cut().
  void close_if_idle();
  void cut();

  boost::asio::any_io_executor executor();

 private:
  enum class Came { request, refused, nothing };
  struct Asked;

  awaitable<bool> take_turn();
  awaitable<Came> read_head(RequestParser& parser);
  awaitable<Came> read_body(RequestParser& parser);
  awaitable<bool> read_more(std::size_t room);
  awaitable<Response> ask(Request request);
  static awaitable<void> run_handler(std::shared_ptr<House> house, std::shared_ptr<Asked> asked,
                                     Request request, Place place);
  awaitable<bool> answer(Response response, Framing framing);
  awaitable<bool> pour(More more, bool chunked);
  awaitable<void> refuse();
  awaitable<void> close();

  Came refused(Refusal refusal);
  void give(std::chrono::milliseconds time);
  void give_to_arrive(std::chrono::milliseconds time);
  void give_any_time();

  std::shared_ptr<House> house_;
  std::unique_ptr<Stream> stream_;
  Place place_;
  boost::asio::steady_timer clock_;
  unsigned turn_ = 0;      ///< counts give(): a late expiry of an earlier one means nothing
  bool late_ = false;      ///< the time given is over
  bool idle_ = true;       ///< no byte of a request is here
  bool arriving_ = false;  ///< a request has begun and is not whole
  bool close_after_ = false;
  std::string in_;  ///< bytes received and not yet used
  std::string remote_;
  std::string target_;  ///< of the request under way, as far as it has come
  Refusal refusal_;
};

}  // namespace norekey::net
