/// http: plain HTTP requests and answers. What everyone outside net/ sees of the web; no Beast, no
/// curl.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace norekey::net {

struct Header {
  std::string name, value;  ///< see valid_name, valid_value: server and client refuse others
};

using Headers = std::vector<Header>;

/// The first value of `name`, compared without case (RFC 9110, 5.1); "" where it is absent.
std::string_view find(const Headers&, std::string_view name);

/// The two compared without the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b);

/// A header's name: a token, RFC 9110, 5.6.2.
bool valid_name(std::string_view);

/// A header's value: no control character but the tab, so no line break that would begin another
/// header.
bool valid_value(std::string_view);

struct Request {
  std::string method;  ///< "POST"
  std::string target;  ///< path and query as they came: "/hooks/shop?x=1"
  Headers headers;     ///< those of the head; trailers of a chunked body are dropped
  std::string body;    ///< raw bytes, after transfer decoding
  std::string remote;  ///< address of the peer, "127.0.0.1"
};

/// Gives the next piece of an answer that goes on; "" is its end. Asked again only once the piece
/// before has been taken by the peer, and never after that one has left. It may wait as long as it
/// likes, but a peer that leaves is noticed by the next piece only: give one now and then.
using More = std::function<boost::asio::awaitable<std::string>()>;

struct Response {
  int status = 200;  ///< 200 to 599
  Headers headers;  ///< without Content-Length, Transfer-Encoding and Connection: the server writes
                    ///< those
  std::string body;  ///< not sent in answer to HEAD, nor with 204 and 304
  More more{};       ///< where set: what comes after the body, which is sent at once
};

/// The path of a target, without its query.
std::string_view path_of(std::string_view target);

}  // namespace norekey::net
