/// answer_text: a Response as the bytes of an HTTP/1.1 answer. Used by connection.cpp; knows no
/// socket.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "net/head_scan.hpp"
#include "net/http.hpp"

namespace norekey::net {

/// What the connection decides about an answer, not the handler.
struct Framing {
  bool to_head = false;  ///< the request was HEAD: its body is measured, not sent
  bool close = false;    ///< "Connection: close"
  bool chunked = false;  ///< its length is not known: chunks (RFC 9112, 7.1)
  std::chrono::system_clock::time_point now;  ///< for the Date header (RFC 9110, 6.6.1)
};

/// "" where the response may be sent, else what its handler did wrong: a status outside 200 to 599,
/// a name or value that would break out of its header, or a header that is the server's to write.
std::string fault_of(const Response&);

/// The head of the answer, its empty line included. Precondition: fault_of() is "".
std::string head_text(const Response&, const Framing&);

/// What goes after the head.
std::string_view body_text(const Response&, const Framing&);

/// One piece as a chunk; that of "" is the last one.
std::string chunk_text(std::string_view piece);

/// A refusal as an answer: one line of plain text.
Response as_response(const Refusal&);

}  // namespace norekey::net
