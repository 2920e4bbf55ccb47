#include "net/answer_text.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace norekey::net {
namespace {

bool has_no_body(int status) { return status == 204 || status == 304; }

/// RFC 9110, 15. The phrase is for people with a network trace; programs read the number.
std::string_view phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
  }
  return "";
}

std::string date_text(std::chrono::system_clock::time_point now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return std::string(text, size);
}

}  // namespace

std::string fault_of(const Response& response) {
  if (response.status < 200 || response.status > 599) {
    return "answered with status " + std::to_string(response.status) +
           ", which is not one of 200 to 599";
  }
  for (const auto& header : response.headers) {
    if (!valid_name(header.name)) return "answered with a header whose name is not valid";
    if (!valid_value(header.value)) {
      return "answered with a line break or control character in header '" + header.name + "'";
    }
    for (const std::string_view ours : {"Content-Length", "Transfer-Encoding", "Connection"}) {
      if (same_name(header.name, ours))
        return "answered with header '" + header.name + "', which the server writes";
    }
  }
  return "";
}

std::string head_text(const Response& response, const Framing& framing) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out.append(phrase_of(response.status)).append("\r\n");
  if (find(response.headers, "Date").empty()) out += "Date: " + date_text(framing.now) + "\r\n";
  for (const auto& header : response.headers) out += header.name + ": " + header.value + "\r\n";
  if (framing.chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (!has_no_body(response.status) && !response.more) {
    out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  if (framing.close) out += "Connection: close\r\n";
  return out + "\r\n";
}

std::string_view body_text(const Response& response, const Framing& framing) {
  if (framing.to_head || has_no_body(response.status)) return {};
  return response.body;
}

std::string chunk_text(std::string_view piece) {
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16);
  std::string out(size.data(), end.ptr);
  out.append("\r\n").append(piece).append(piece.empty() ? "" : "\r\n");
  return piece.empty() ? out + "\r\n" : out;
}

Response as_response(const Refusal& refusal) {
  Response out;
  out.status = refusal.status;
  out.headers.push_back(Header{"Content-Type", "text/plain; charset=utf-8"});
  if (refusal.status == 503) out.headers.push_back(Header{"Retry-After", "5"});
  out.body = refusal.why + "\n";
  return out;
}

}  // namespace norekey::net
