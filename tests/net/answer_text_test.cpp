#include "net/answer_text.hpp"

#include <gtest/gtest.h>

namespace norekey::net {
namespace answer_text_test {

using namespace std::chrono_literals;

Framing at_the_epoch(bool close = false) {
  Framing out;
  out.close = close;
  out.now = std::chrono::system_clock::time_point(784111777s);
  return out;
}

TEST(AnswerText, IsStatusDateHeadersAndLength) {
  const Response response{201, {{"Content-Type", "text/plain"}, {"X-A", "b"}}, "hello"};
  EXPECT_EQ(head_text(response, at_the_epoch()),
            "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: "
            "text/plain\r\nX-A: b\r\n"
            "Content-Length: 5\r\n\r\n");
  EXPECT_EQ(body_text(response, at_the_epoch()), "hello");
}

TEST(AnswerText, KeepsTheHandlersDate) {
  const Response response{200, {{"date", "yesterday"}}, ""};
  EXPECT_EQ(head_text(response, at_the_epoch(true)),
            "HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST(AnswerText, HasAnEmptyPhraseForARareStatus) {
  EXPECT_EQ(head_text(Response{299, {{"Date", "d"}}, ""}, at_the_epoch()),
            "HTTP/1.1 299 \r\nDate: d\r\nContent-Length: 0\r\n\r\n");
}

TEST(AnswerText, SendsNoBodyWhereNoneMayBe) {
  Framing to_head = at_the_epoch();
  to_head.to_head = true;
  EXPECT_EQ(body_text(Response{200, {}, "hello"}, to_head), "");
  for (const int status : {204, 304}) {
    const Response response{status, {}, "hello"};
    EXPECT_EQ(body_text(response, at_the_epoch()), "");
    EXPECT_EQ(head_text(response, at_the_epoch()).find("Content-Length"), std::string::npos);
  }
}

}  // namespace answer_text_test
}  // namespace norekey::net
