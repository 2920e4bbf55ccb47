#include "net/request_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace norekey::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using http::error;

/// RFC 9112, 3.2: a path, a whole URL of ours, or "*" for OPTIONS; only visible ASCII.
const char* trouble_with_target(std::string_view method, std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; })) {
    return "the request's target holds a byte that must be percent-encoded";
  }
  if (target.front() == '/' || (target == "*" && method == "OPTIONS")) return nullptr;
  return "the request's target does not begin with '/'";
}

/// "http://shop.example:80/a?b" -> "/a?b". Anything else is left as it is.
std::string_view without_origin(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_name(target.substr(0, scheme.size()), scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

/// What Beast found wrong, in words. Beast's own texts name its enumerators.
Refusal refusal_for(const error_code& ec) {
  if (ec == error::body_limit) return {413, ""};
  if (ec == error::bad_method)
    return {400, "the request's first line does not begin with a method"};
  if (ec == error::bad_target) return {400, "the request's first line has no valid target"};
  if (ec == error::bad_version) return {400, "the request's first line does not end in HTTP/1.1"};
  if (ec == error::bad_field) return {400, "a header's name is not valid"};
  if (ec == error::bad_value) return {400, "a header's value is not valid"};
  if (ec == error::bad_content_length || ec == error::multiple_content_length) {
    return {400, "Content-Length is not one decimal number"};
  }
  if (ec == error::bad_transfer_encoding) {
    return {400, "Transfer-Encoding stands beside another header that says how long the body is"};
  }
  if (ec == error::bad_chunk || ec == error::bad_chunk_extension || ec == error::bad_line_ending) {
    return {400, "a chunk of the body is not valid"};
  }
  return {400, "the request is not valid HTTP"};
}

}  // namespace

class RequestParser::Beast final : public http::basic_parser<true> {
 public:
  Beast(std::size_t body_bytes, std::size_t line) : line_bytes(line), body_bytes_(body_bytes) {
    eager(false);
    body_limit(body_bytes);
    header_limit(static_cast<std::uint32_t>(-1));  // HeadScan has measured the head
  }

  Seen feed(std::string_view in, std::size_t& taken) {
    error_code ec;
    taken = put(boost::asio::const_buffer(in.data(), in.size()), ec);
    if (refusal.why.empty() && ec && ec != error::need_more) {
      refusal = refusal_for(ec);
      if (refusal.status == 413) refusal.why = too_long();
    }
    if (!refusal.why.empty()) return Seen::refused;
    return is_done() ? Seen::whole : Seen::more;
  }

  void check_whole_head() {
    if (hosts_ > 1 || (hosts_ == 0 && version == 11)) {
      refuse(400, "the request must have exactly one Host header");
    }
    if (version == 10 && codings_ > 0) refuse(400, "Transfer-Encoding does not exist in HTTP/1.0");
    if (lengths_ > 1) refuse(400, "Content-Length is sent more than once");
    const auto expect = net::find(request.headers, "Expect");
    if (!expect.empty() && !same_name(expect, "100-continue")) {
      refuse(417, "only 'Expect: 100-continue' is understood");
    }
  }

  Request request;
  Refusal refusal{400, ""};
  int version = 11;
  std::size_t line_bytes;

 private:
  std::string too_long() const {
    return "the request's body is longer than " + std::to_string(body_bytes_) + " bytes";
  }

  void refuse(int status, std::string why) {
    if (refusal.why.empty()) refusal = Refusal{status, std::move(why)};
  }

  void on_request_impl(http::verb, boost::beast::string_view method,
                       boost::beast::string_view target, int http_version, error_code&) override {
    version = http_version;
    request.method = method;
    request.target = without_origin(std::string_view(target));
    if (request.method == "CONNECT") return refuse(501, "CONNECT is not served here");
    if (request.target.front() == '?') request.target.insert(0, "/");
    if (const char* why = trouble_with_target(request.method, request.target)) refuse(400, why);
  }

  void on_field_impl(http::field field, boost::beast::string_view name,
                     boost::beast::string_view value, error_code&) override {
    if (in_body_) return;  // a trailer must not pass for a header that was checked
    hosts_ += field == http::field::host;
    lengths_ += field == http::field::content_length;
    if (field == http::field::content_length &&
        !std::all_of(value.begin(), value.end(), is_digit)) {
      refuse(400, "Content-Length is not one decimal number");
    }
    if (field == http::field::transfer_encoding) check_coding(value);
    request.headers.push_back(Header{std::string(name), std::string(value)});
  }

  /// RFC 9112, 6.1 and 6.3: "chunked", once and last. Beast takes any other coding for no body at
  /// all.
  void check_coding(std::string_view value) {
    ++codings_;
    if (codings_ > 1) return refuse(400, "Transfer-Encoding is sent more than once");
    if (same_name(value, "chunked")) return;
    const auto last = value.substr(std::min(value.size(), value.find_last_of(", \t") + 1));
    if (same_name(last, "chunked"))
      return refuse(501, "of the transfer codings only chunked is understood");
    refuse(400, "Transfer-Encoding does not end in chunked");
  }

  void on_header_impl(error_code&) override { in_body_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}

  std::size_t on_body_impl(boost::beast::string_view part, error_code&) override {
    request.body.append(part.data(), part.size());
    return part.size();
  }

  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view part,
                                 error_code& ec) override {
    return on_body_impl(part, ec);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::size_t body_bytes_;
  int hosts_ = 0, lengths_ = 0, codings_ = 0;
  bool in_body_ = false;
};

RequestParser::RequestParser(std::size_t body_bytes, std::size_t line_bytes)
    : beast_(std::make_unique<Beast>(body_bytes, line_bytes)) {}

RequestParser::~RequestParser() = default;

RequestParser::Seen RequestParser::take_head(std::string_view head) {
  std::size_t taken = 0;
  auto seen = beast_->feed(head, taken);
  if (seen == Seen::refused) return seen;
  if (!beast_->is_header_done()) {
    beast_->refusal.why = "the request is not valid HTTP";
    return Seen::refused;
  }
  beast_->check_whole_head();
  if (!beast_->refusal.why.empty()) return Seen::refused;
  beast_->eager(true);
  return seen;
}

RequestParser::Seen RequestParser::take_body(std::string& in) {
  std::size_t taken = 0;
  if (in.empty()) return Seen::more;
  const auto seen = beast_->feed(in, taken);
  in.erase(0, taken);
  if (seen == Seen::more && in.size() > beast_->line_bytes) {
    beast_->refusal = Refusal{431, "a chunk's first line or the trailers are longer than " +
                                       std::to_string(beast_->line_bytes) + " bytes"};
    return Seen::refused;
  }
  return seen;
}

const Refusal& RequestParser::refusal() const { return beast_->refusal; }
bool RequestParser::whole() const { return beast_->is_done(); }
bool RequestParser::keeps_alive() const { return beast_->keep_alive() && beast_->version == 11; }
bool RequestParser::takes_chunks() const { return beast_->version == 11; }
bool RequestParser::waits_for_100() const {
  return beast_->version == 11 &&
         same_name(net::find(beast_->request.headers, "Expect"), "100-continue");
}
Request& RequestParser::request() { return beast_->request; }

}  // namespace norekey::net
