/// head_scan: finds where a request's head ends, and refuses shapes that a parser would wait for or
/// let pass. Fed by connection.cpp, before Beast sees a byte. Knows bytes and lines, no header by
/// name.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace norekey::net {

/// Why a request is answered by the server itself: the status, and one line for the sender's
/// developer.
struct Refusal {
  int status = 400;
  std::string why;
};

/// Reads a head as it arrives. Refuses at the first byte that is wrong: LF without CR, CR without
/// LF, NUL and other control characters, a folded line (RFC 9112, 5.2: reject), a head longer than
/// `limit` bytes, and a TLS hello.
class HeadScan {
 public:
  enum class Seen { more, whole, refused };

  explicit HeadScan(std::size_t limit) : limit_(limit) {}

  /// `in`: all bytes received so far; only those not seen before are looked at.
  Seen take(std::string_view in);

  std::size_t begin() const {
    return begin_;
  }                                        ///< after the empty lines that may precede a request
  std::size_t end() const { return at_; }  ///< after the empty line that ends the head
  const Refusal& refusal() const { return refusal_; }

 private:
  bool step(char c);
  bool refuse(int status, std::string why);

  std::size_t limit_, begin_ = 0, at_ = 0;
  char before_ = '\n';    ///< the byte before; a request begins as if a line had ended
  std::size_t line_ = 0;  ///< bytes in this line so far
  bool ended_ = false;
  Refusal refusal_;
};

}  // namespace norekey::net
