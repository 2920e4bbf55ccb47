#include "net/head_scan.hpp"

namespace norekey::net {
namespace {

constexpr char kTlsHello = 0x16;  // RFC 8446, 5.1: content type "handshake"

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7f;
}

}  // namespace

HeadScan::Seen HeadScan::take(std::string_view in) {
  while (at_ < in.size()) {
    if (at_ >= limit_) {
      refuse(431, "the request's head is longer than " + std::to_string(limit_) + " bytes");
      return Seen::refused;
    }
    if (!step(in[at_])) return Seen::refused;
    ++at_;
    if (ended_) return Seen::whole;
  }
  return Seen::more;
}

bool HeadScan::step(char c) {
  if (at_ == 0 && c == kTlsHello) return refuse(400, "this port speaks plain HTTP, not TLS");
  if (is_control(c)) return refuse(400, "the request's head holds a control character");
  if (before_ == '\r' && c != '\n')
    return refuse(400, "a line of the request's head ends in CR without LF");
  if (c == '\n') {
    if (before_ != '\r') return refuse(400, "a line of the request's head ends in LF without CR");
    const bool first = begin_ == at_ - line_;
    if (line_ == 1 && !first) ended_ = true;
    if (line_ == 1 && first) begin_ = at_ + 1;
    line_ = 0;
  } else {
    if (line_ == 0 && (c == ' ' || c == '\t')) {
      return refuse(400, "a line of the request's head begins with a blank");
    }
    ++line_;
  }
  before_ = c;
  return true;
}

bool HeadScan::refuse(int status, std::string why) {
  refusal_ = Refusal{status, std::move(why)};
  return false;
}

}  // namespace norekey::net
