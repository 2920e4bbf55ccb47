/// Client: every outgoing HTTP call. One thread drives libcurl; callers only see awaitables.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "net/http.hpp"

namespace norekey::net {

using boost::asio::awaitable;

/// How far a call got that brought no answer: what the sender may conclude from its failure.
enum class Reached {
  nothing,  ///< no byte of the request left (name, connect, TLS): the peer has not seen it
  sent,     ///< it was handed to a connection: the peer may have acted on it
};

/// STARTTLS (RFC 3207) on a plain connection to a mail server.
enum class MailTls { required, offered, none };

struct Call {
  std::string method = "GET";
  std::string url;  ///< http or https; smtp or smtps for a mail
  Headers
      headers;  ///< Host, Content-Length, Accept-Encoding, User-Agent and Accept come by themselves
  std::string body;
  std::chrono::milliseconds connect_wait{5'000};  ///< name, connection and TLS
  std::chrono::milliseconds total_wait{30'000};   ///< all of it
  /// Asked on the client's thread right before the request's first byte is written, after all
  /// waiting for a turn, a connection and TLS: false = nothing leaves (retry). Empty: always.
  std::function<bool()> in_time;
  std::size_t answer_bytes =
      64 * 1024 * 1024;  ///< of the body, decompressed; a longer one is refused (reject)
  std::string proxy;  ///< "http://proxy:3128", "socks5h://…"; "" = from the environment, "-" = none
  std::string ca_file;         ///< PEM, trusted instead of the system's; "" = the system's
  bool verify_tls = true;      ///< false only where the config says so for this endpoint
  std::string user, password;  ///< Basic; "" = none

  /// A mail: the sender and who gets it; `headers` are its headers, `body` its text (UTF-8). The
  /// answer's status is the server's code (RFC 5321, 4.2): 250 = taken over, with all that follows
  /// from it; 4xx = not now; 5xx = never. Without `mail_to` it is asked whether it is there (NOOP).
  std::string mail_from;
  std::vector<std::string> mail_to;
  MailTls mail_tls = MailTls::required;  ///< on smtp://; smtps:// is always encrypted
};

struct Answer {
  Response response;  ///< headers as they came; the body decompressed
  std::chrono::microseconds took{0};
};

/// What came of a call that brought no answer. Its texts hold the URL's host and port, and nothing
/// else of the call.
struct CallError {
  Error error;  ///< retry: network. halt: TLS not trusted, a url or header that cannot be sent.
                ///< reject: answer too long
  Reached reached = Reached::nothing;
};

class Client {
 public:
  /// Calls under way end with a retry error. The executors that called must still exist.
  virtual ~Client() = default;

  /// Any HTTP status is an answer. Redirects are not followed. Never longer than call.total_wait.
  /// The request is sent once: libcurl's own repetition on a broken kept-alive connection is
  /// allowed for GET, HEAD and OPTIONS only.
  virtual awaitable<boost::system::result<Answer, CallError>> send(Call call) = 0;

  /// How much longer the server of `url` asked, with 429 or 503 and Retry-After, to be left alone.
  virtual std::chrono::seconds asked_to_wait(const std::string& url) const {
    (void)url;
    return std::chrono::seconds{0};
  }
};

[[noreturn]] void throw_exception_from_error(const CallError&, const boost::source_location&);

/// `in_flight`: calls at once; further ones wait their turn (their time counts from the turn on).
std::unique_ptr<Client> make_client(int in_flight = 64);

/// Seconds from `now` that a Retry-After header asks for (RFC 9110, 10.2.3: seconds, or one of the
/// three forms of an HTTP date); 0 where absent, past or not valid, at most one week.
std::chrono::seconds retry_after(const Headers&, std::chrono::system_clock::time_point now);

}  // namespace norekey::net
