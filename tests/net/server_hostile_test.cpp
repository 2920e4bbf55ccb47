#include "tests/net/loopback.hpp"

namespace norekey::net {
namespace server_hostile_test {

struct HostileCase {
  const char* name;
  std::string sent;
  const char* want;  ///< status and body of the only answer; the connection is closed after it
};

class HostileRequest : public ServerTest, public testing::WithParamInterface<HostileCase> {};

TEST_P(HostileRequest, GetsOneAnswerThatSaysWhyAndIsClosed) {
  config.limits.header_bytes = 1024;
  config.limits.body_bytes = 100;
  serve();
  Raw raw = connect();
  raw.send(GetParam().sent);
  const std::string answer = raw.rest();
  EXPECT_EQ(status_and_body(answer), GetParam().want);
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
  Raw next = connect();
  next.send("GET /still HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(next.answer()), "200 GET /still ");
}

TEST_F(ServerTest, ARefusalIsSaidAsItsTargetIsUsedTo) {
  config.limits.header_bytes = 1024;
  config.limits.body_bytes = 100;
  config.refuser = [](int status, std::string why, std::string_view target) {
    return Response{status, {}, "[" + std::string(target) + "] " + why};
  };
  serve();
  const auto answer_to = [this](const std::string& sent) {
    Raw raw = connect();
    raw.send(sent);
    return status_and_body(raw.rest());
  };
  EXPECT_EQ(answer_to("POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n"),
            "413 [/a?b] the request's body is longer than 100 bytes");
  EXPECT_EQ(answer_to("GET /a HTTP/1.1\r\nX: " + std::string(2000, 'x')),
            "431 [/a] the request's head is longer than 1024 bytes");
  EXPECT_EQ(answer_to("GET /a HTTP/1.1\r\nX: a\rb\r\n\r\n"),
            "400 [/a] a line of the request's head ends in CR without LF");
  EXPECT_EQ(answer_to("\x01\x02"), "400 [] the request's head holds a control character");
}

std::string post(const std::string& headers, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

std::string get(const std::string& headers) { return "GET / HTTP/1.1\r\n" + headers + "\r\n"; }

const std::string kSmuggled = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n";
const char* const kNoNumber = "400 Content-Length is not one decimal number\n";
const char* const kBadName = "400 a header's name is not valid\n";
const char* const kControl = "400 the request's head holds a control character\n";
const char* const kBadChunk = "400 a chunk of the body is not valid\n";
const char* const kBadTarget = "400 the request's first line has no valid target\n";
const char* const kBadVersion = "400 the request's first line does not end in HTTP/1.1\n";
const char* const kTwoLengths =
    "400 Transfer-Encoding stands beside another header that says how long the body is\n";

INSTANTIATE_TEST_SUITE_P(
    FirstLine, HostileRequest,
    testing::Values(
        HostileCase{"tls_hello", std::string("\x16\x03\x01\x02\x00\x01\x00", 7),
                    "400 this port speaks plain HTTP, not TLS\n"},
        HostileCase{"garbage", "\x01\x02\x03", kControl},
        HostileCase{"bare_lf", "GET / HTTP/1.1\nHost: x\n\n",
                    "400 a line of the request's head ends in LF without CR\n"},
        HostileCase{"bare_cr", "GET / HTTP/1.1\rHost: x\r\n\r\n",
                    "400 a line of the request's head ends in CR without LF\n"},
        HostileCase{"leading_blank", " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 a line of the request's head begins with a blank\n"},
        HostileCase{"no_method", "/ HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 the request's first line does not begin with a method\n"},
        HostileCase{"method_with_colon", "GE:T / HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 the request's first line does not begin with a method\n"},
        HostileCase{"no_version", "GET /\r\nHost: x\r\n\r\n", kBadTarget},
        HostileCase{"no_target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", kBadTarget},
        HostileCase{"two_blanks", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", kBadTarget},
        HostileCase{"http_2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", kBadVersion},
        HostileCase{"http_0_9", "GET / HTTP/0.9\r\nHost: x\r\n\r\n", kBadVersion},
        HostileCase{"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kBadVersion},
        HostileCase{"lower_case_version", "GET / http/1.1\r\nHost: x\r\n\r\n", kBadVersion},
        HostileCase{"more_after_version", "GET / HTTP/1.1 x\r\nHost: x\r\n\r\n", kBadVersion},
        HostileCase{"relative_target", "GET hooks HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 the request's target does not begin with '/'\n"},
        HostileCase{"star_without_options", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 the request's target does not begin with '/'\n"},
        HostileCase{"high_byte_in_target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n",
                    "400 the request's target holds a byte that must be percent-encoded\n"},
        HostileCase{"connect", "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
                    "501 CONNECT is not served here\n"}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Headers, HostileRequest,
    testing::Values(
        HostileCase{"no_host", get(""), "400 the request must have exactly one Host header\n"},
        HostileCase{"two_hosts", get("Host: a\r\nHost: b\r\n"),
                    "400 the request must have exactly one Host header\n"},
        HostileCase{"blank_before_colon", get("Host : x\r\n"), kBadName},
        HostileCase{"empty_name", get("Host: x\r\n: y\r\n"), kBadName},
        HostileCase{"no_colon", get("Host: x\r\nnonsense\r\n"), kBadName},
        HostileCase{"blank_in_name", get("Host: x\r\nX Y: z\r\n"), kBadName},
        HostileCase{"folded_line", get("Host: x\r\nX-A: one\r\n two\r\n"),
                    "400 a line of the request's head begins with a blank\n"},
        HostileCase{"folded_with_tab", get("Host: x\r\nX-A: one\r\n\ttwo\r\n"),
                    "400 a line of the request's head begins with a blank\n"},
        HostileCase{"nul", get(std::string("Host: x\r\nX-A: a\0b\r\n", 19)), kControl},
        HostileCase{"escape", get("Host: x\r\nX-A: \x1b[2J\r\n"), kControl},
        HostileCase{"delete", get("Host: x\r\nX-A: \x7f\r\n"), kControl},
        HostileCase{"lf_in_value", get("Host: x\r\nX-A: a\nX-B: b\r\n"),
                    "400 a line of the request's head ends in LF without CR\n"},
        HostileCase{"too_long", get("Host: x\r\nX-A: " + std::string(2000, 'a') + "\r\n"),
                    "431 the request's head is longer than 1024 bytes\n"},
        HostileCase{"too_long_without_end", "GET /" + std::string(2000, 'a'),
                    "431 the request's head is longer than 1024 bytes\n"},
        HostileCase{"unknown_expectation", post("Content-Length: 1\r\nExpect: 200-maybe\r\n", "a"),
                    "417 only 'Expect: 100-continue' is understood\n"}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Length, HostileRequest,
    testing::Values(
        HostileCase{"length_then_chunked",
                    post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", kSmuggled),
                    kTwoLengths},
        HostileCase{"chunked_then_length",
                    post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", kSmuggled),
                    kNoNumber},
        HostileCase{"two_lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", kSmuggled),
                    kNoNumber},
        HostileCase{"same_length_twice", post("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd"),
                    "400 Content-Length is sent more than once\n"},
        HostileCase{"list_of_lengths", post("Content-Length: 4, 4\r\n", "abcd"), kNoNumber},
        HostileCase{"negative_length", post("Content-Length: -1\r\n"), kNoNumber},
        HostileCase{"plus_length", post("Content-Length: +4\r\n", "abcd"), kNoNumber},
        HostileCase{"hex_length", post("Content-Length: 0x4\r\n", "abcd"), kNoNumber},
        HostileCase{"empty_length", post("Content-Length:\r\n"), kNoNumber},
        HostileCase{"huge_length", post("Content-Length: 99999999999999999999999\r\n"), kNoNumber},
        HostileCase{"wrapping_length", post("Content-Length: 18446744073709551620\r\n"), kNoNumber},
        HostileCase{"declared_too_long", post("Content-Length: 101\r\n"),
                    "413 the request's body is longer than 100 bytes\n"},
        HostileCase{"other_coding", post("Transfer-Encoding: gzip\r\n", kSmuggled),
                    "400 Transfer-Encoding does not end in chunked\n"},
        HostileCase{"identity", post("Transfer-Encoding: identity\r\n", kSmuggled),
                    "400 Transfer-Encoding does not end in chunked\n"},
        HostileCase{"coding_before_chunked",
                    post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
                    "501 of the transfer codings only chunked is understood\n"},
        HostileCase{"chunked_not_last", post("Transfer-Encoding: chunked, gzip\r\n", kSmuggled),
                    "400 Transfer-Encoding does not end in chunked\n"},
        HostileCase{"quoted_chunked", post("Transfer-Encoding: \"chunked\"\r\n", kSmuggled),
                    "400 Transfer-Encoding does not end in chunked\n"},
        HostileCase{
            "chunked_twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            kTwoLengths},
        HostileCase{"chunked_in_http_1_0",
                    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "400 Transfer-Encoding does not exist in HTTP/1.0\n"}),
    [](const auto& row) { return std::string(row.param.name); });

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

INSTANTIATE_TEST_SUITE_P(
    Chunks, HostileRequest,
    testing::Values(
        HostileCase{"no_size", chunked("\r\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"size_is_no_number", chunked("zz\r\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"negative_size", chunked("-1\r\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"hex_prefix", chunked("0x3\r\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"wrapping_size", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"bare_lf_after_size", chunked("3\nabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"bare_cr_after_size", chunked("3\rabc\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"longer_than_its_size", chunked("3\r\nabcd\r\n0\r\n\r\n"), kBadChunk},
        HostileCase{"total_too_long", chunked("40\r\n" + std::string(64, 'a') + "\r\n40\r\n"),
                    "413 the request's body is longer than 100 bytes\n"},
        HostileCase{"one_too_long", chunked("FFFFFFFF\r\n"),
                    "413 the request's body is longer than 100 bytes\n"},
        HostileCase{"endless_extension", chunked("3;" + std::string(2000, 'x')),
                    "431 a chunk's first line or the trailers are longer than 1024 bytes\n"},
        HostileCase{"endless_trailer", chunked("0\r\nX: " + std::string(2000, 'x')),
                    "431 a chunk's first line or the trailers are longer than 1024 bytes\n"},
        HostileCase{"length_in_trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), kNoNumber},
        HostileCase{"bad_trailer", chunked("0\r\nX Y: 1\r\n\r\n"), kBadName}),
    [](const auto& row) { return std::string(row.param.name); });

using HostileBytes = ServerTest;

TEST_F(HostileBytes, ATrailerDoesNotBecomeAHeader) {
  serve([](Request request) -> awaitable<Response> {
    Response out;
    out.body = std::string(find(request.headers, "X-Shop-Signature")) + "|" + request.body;
    co_return out;
  });
  Raw raw = connect();
  raw.send(chunked("3\r\nabc\r\n0\r\nX-Shop-Signature: forged\r\n\r\n"));
  EXPECT_EQ(status_and_body(raw.answer()), "200 |abc");
}

TEST_F(HostileBytes, EmptyLinesBeforeARequestAreSkipped) {
  serve();
  Raw raw = connect();
  raw.send("\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET /a ");
}

TEST_F(HostileBytes, AWholeUrlAsTargetIsServedByItsPath) {
  serve();
  Raw raw = connect();
  raw.send("GET HTTP://shop.example:80/a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET /a?b=1 ");
  raw.send("GET http://shop.example HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET / ");
}

TEST_F(HostileBytes, EveryPrefixOfARequestIsWaitedForAndEveryCutIsSurvived) {
  serve();
  const std::string whole = post("Content-Length: 3\r\n", "abc");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Raw raw = connect();
    raw.send(whole.substr(0, size)).finish();
    EXPECT_EQ(raw.rest(), "") << "after " << size << " bytes";
  }
  Raw raw = connect();
  for (const char byte : whole) raw.send(std::string_view(&byte, 1));
  EXPECT_EQ(status_and_body(raw.answer()), "200 POST / abc");
}

TEST_F(HostileBytes, RandomBytesNeverStopTheServer) {
  serve();
  std::uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    std::string bytes =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (int change = 0; change < 3; ++change) {
      state = state * 1664525 + 1013904223;
      bytes[(state >> 8) % bytes.size()] = static_cast<char>(state >> 24);
    }
    Raw raw = connect();
    raw.send(bytes).finish();
    const std::string answer = raw.rest();
    EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 ")) << bytes;
  }
  Raw raw = connect();
  raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(status_and_body(raw.answer()), "200 GET / ");
}

}  // namespace server_hostile_test
}  // namespace norekey::net
