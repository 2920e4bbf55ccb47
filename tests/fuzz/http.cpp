/// An HTTP request in any pieces is understood, or refused, as it is in one.
#include "fuzz.hpp"
#include "net/head_scan.hpp"
#include "net/request_parser.hpp"

namespace {

using norekey::net::HeadScan;
using norekey::net::RequestParser;

struct Read {
  int status = 0;  ///< 0: more is needed; 200: whole; else what the refusal says
  std::string body;
  bool operator==(const Read&) const = default;
};

Read read_in_pieces(const std::string& bytes, std::size_t piece) {
  HeadScan scan(4096);
  std::size_t got = 0;
  HeadScan::Seen seen = HeadScan::Seen::more;
  while (seen == HeadScan::Seen::more && got < bytes.size()) {
    got = std::min(bytes.size(), got + piece);
    seen = scan.take(std::string_view(bytes).substr(0, got));
  }
  if (seen == HeadScan::Seen::refused) return {scan.refusal().status, ""};
  if (seen == HeadScan::Seen::more) return {};
  RequestParser parser(1 << 16, 256);
  auto state =
      parser.take_head(std::string_view(bytes).substr(scan.begin(), scan.end() - scan.begin()));
  std::string in = bytes.substr(scan.end(), got - scan.end());
  for (;;) {
    if (state == RequestParser::Seen::refused) return {parser.refusal().status, ""};
    if (state == RequestParser::Seen::whole || parser.whole()) return {200, parser.request().body};
    state = parser.take_body(in);
    if (state != RequestParser::Seen::more) continue;
    if (got == bytes.size()) return {};
    const std::size_t next = std::min(bytes.size(), got + piece);
    in += bytes.substr(got, next - got);
    got = next;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const std::string bytes = fuzz::text_of(data, size);
  const Read whole = read_in_pieces(bytes, bytes.size() + 1);
  for (const std::size_t piece : {1, 7})
    fuzz::must(read_in_pieces(bytes, piece) == whole, "pieces change nothing");
  return 0;
}
