/// http: plain HTTP requests and answers. What everyone outside net/ sees of the web; no Beast, no curl.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norekey::net {

struct Header {
  std::string name, value;  ///< value: no CR, no LF (the server and the client refuse them)
};

using Headers = std::vector<Header>;

/// The first value of `name`, compared without case (RFC 9110, 5.1); "" where it is absent.
std::string_view find(const Headers&, std::string_view name);

struct Request {
  std::string method;  ///< "POST"
  std::string target;  ///< path and query as they came: "/hooks/shop?x=1"
  Headers headers;
  std::string body;    ///< raw bytes, after transfer decoding
  std::string remote;  ///< address of the peer, "127.0.0.1"
};

struct Response {
  int status = 200;
  Headers headers;   ///< without Content-Length and Connection: the server writes those
  std::string body;
};

/// The path of a target, without its query.
std::string_view path_of(std::string_view target);

}  // namespace norekey::net
