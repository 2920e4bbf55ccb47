#include "net/call_error.hpp"

#include <gtest/gtest.h>

namespace norekey::net {
namespace call_error_test {

using namespace std::chrono_literals;

struct PeerCase {
  const char* name;
  std::string url;
  const char* want;
};

class Peer : public testing::TestWithParam<PeerCase> {};

TEST_P(Peer, IsHostAndPortAndNothingElse) { EXPECT_EQ(peer_of(GetParam().url), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Net, Peer,
    testing::Values(PeerCase{"with_port", "http://erp.example:8069/jsonrpc", "erp.example:8069"},
                    PeerCase{"http", "http://erp.example", "erp.example:80"},
                    PeerCase{"https", "HTTPS://erp.example/?a:b", "erp.example:443"},
                    PeerCase{"userinfo", "https://user:secret@erp.example/", "erp.example:443"},
                    PeerCase{"userinfo_with_at", "https://user:sec@ret@erp.example:1/",
                             "erp.example:1"},
                    PeerCase{"query_with_at", "https://erp.example?mail=a@b", "erp.example:443"},
                    PeerCase{"fragment_with_at", "https://erp.example#a@b:1", "erp.example:443"},
                    PeerCase{"ipv6", "http://[::1]/", "[::1]:80"},
                    PeerCase{"ipv6_port", "http://[::1]:81/", "[::1]:81"},
                    PeerCase{"other_scheme", "ftp://erp.example", ""},
                    PeerCase{"none", "erp.example", ""}, PeerCase{"empty", "", ""},
                    PeerCase{"no_host", "http:///x", ""},
                    PeerCase{"nul", std::string("http://a\0b/", 11), ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CallErrorText, SaysWaitsAndSizesRoundly) {
  EXPECT_EQ(wait_text(30'000ms), "30 s");
  EXPECT_EQ(wait_text(1'500ms), "1500 ms");
  EXPECT_EQ(size_text(64 * 1024 * 1024), "64 MiB");
  EXPECT_EQ(size_text(1000), "1000 bytes");
}

TEST(CallErrorText, NamesThePeerAndTheShorterWait) {
  Call call;
  call.connect_wait = 5s;
  call.total_wait = 2s;
  const CallError error =
      call_error(Trouble::connect_late, call, "erp.example:8069", "", Reached::nothing);
  EXPECT_EQ(error.error.what, "no connection to erp.example:8069 within 2 s");
}

TEST(CallErrorText, ThrownAsAnExceptionKeepsItsWords) {
  const boost::system::result<Answer, CallError> failed =
      call_error(Trouble::closed, Call{}, "erp.example:80", "", Reached::sent);
  try {
    failed.value();
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(),
                 "erp.example:80 closed the connection without an answer\n  fix: check the "
                 "server's own log for this "
                 "time");
  }
}

}  // namespace call_error_test
}  // namespace norekey::net
