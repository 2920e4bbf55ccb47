/// Client: every outgoing HTTP call. One thread drives libcurl; callers only see awaitables.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "net/http.hpp"

namespace norekey::net {

using boost::asio::awaitable;

/// How far a call got that brought no answer: what the sender may conclude from its failure.
enum class Reached {
  nothing,  ///< no byte of the request left (name, connect, TLS): the peer has not seen it
  sent,     ///< at least one byte left: the peer may have acted on it
};

struct Call {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  std::chrono::milliseconds connect_wait{5'000};
  std::chrono::milliseconds total_wait{30'000};
  std::size_t answer_bytes = 64 * 1024 * 1024;  ///< a longer answer is refused (reject)
  std::string proxy;            ///< "http://proxy:3128", "socks5h://…"; "" = from the environment, "-" = none
  std::string ca_file;          ///< PEM; "" = the system's
  bool verify_tls = true;       ///< false only where the config says so for this endpoint
  std::string user, password;   ///< Basic; "" = none
};

struct Answer {
  Response response;
  std::chrono::microseconds took{0};
};

/// What came of a call: an answer (any status), or why there was none and how far it got.
struct CallError {
  Error error;        ///< retry: network. halt: TLS not trusted, unknown host scheme. reject: answer too long
  Reached reached = Reached::nothing;
};

class Client {
 public:
  virtual ~Client() = default;

  /// Any HTTP status is an answer. Redirects are not followed. Never longer than call.total_wait.
  virtual awaitable<boost::system::result<Answer, CallError>> send(Call call) = 0;
};

[[noreturn]] void throw_exception_from_error(const CallError&, const boost::source_location&);

/// `in_flight`: calls at once; further ones wait their turn (their time counts from the turn on).
std::unique_ptr<Client> make_client(int in_flight = 64);

/// Seconds from now that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or an HTTP date); 0 where absent.
std::chrono::seconds retry_after(const Headers&);

}  // namespace norekey::net
