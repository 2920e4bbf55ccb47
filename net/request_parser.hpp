/// request_parser: bytes of one HTTP/1 request -> Request, by Beast's parser plus the rules Beast
/// leaves out. Fed by connection.cpp with heads that HeadScan has let through. Knows no socket and
/// no clock.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/head_scan.hpp"
#include "net/http.hpp"

namespace norekey::net {

/// One request. First take_head(), then take_body() until it says `whole`.
class RequestParser {
 public:
  enum class Seen { more, whole, refused };

  /// `line_bytes`: the most a chunk's first line, or the trailers, may take.
  RequestParser(std::size_t body_bytes, std::size_t line_bytes);
  ~RequestParser();

  /// `head`: a whole head, its empty line included. `more`: a body follows. Sources of the rules:
  /// RFC 9112, 3.2 (Host, target), 5 (fields), 6 (length of the body); where that leaves a choice,
  /// the request is refused.
  Seen take_head(std::string_view head);

  /// Takes what it can from the front of `in` and removes it there.
  Seen take_body(std::string& in);

  const Refusal& refusal() const;
  bool whole() const;          ///< no byte is missing
  bool keeps_alive() const;    ///< HTTP/1.1 without "Connection: close"
  bool takes_chunks() const;   ///< HTTP/1.1: chunks are understood
  bool waits_for_100() const;  ///< "Expect: 100-continue" was sent
  Request& request();          ///< method, target and headers from the head on; the body when whole

 private:
  class Beast;
  std::unique_ptr<Beast> beast_;
};

}  // namespace norekey::net
