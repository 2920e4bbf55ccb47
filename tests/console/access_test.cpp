#include <gtest/gtest.h>

#include "console/access/password.hpp"
#include "console/access/session.hpp"
#include "console/access/throttle.hpp"
#include "console/access/totp.hpp"
#include "console/call.hpp"

namespace norekey::console {
namespace access_test {

using namespace std::chrono_literals;

struct TotpCase {
  std::int64_t seconds;
  const char* code;
};

class TotpOfTheRfc : public testing::TestWithParam<TotpCase> {};

// RFC 6238, appendix B, SHA-1; the last 6 of its 8 digits.
TEST_P(TotpOfTheRfc, GivesItsCodes) {
  EXPECT_EQ(totp_code("12345678901234567890", GetParam().seconds / 30), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(Console, TotpOfTheRfc,
                         testing::Values(TotpCase{59, "287082"}, TotpCase{1111111109, "081804"},
                                         TotpCase{1111111111, "050471"},
                                         TotpCase{1234567890, "005924"},
                                         TotpCase{2000000000, "279037"},
                                         TotpCase{20000000000, "353130"}));

TEST(Totp, TakesACodeOnceAndOnlyNearItsTime) {
  const std::string secret = to_base32("12345678901234567890");
  const Instant now{std::chrono::seconds{59}};
  EXPECT_EQ(totp_step(secret, "287082", now, 0), 1);
  EXPECT_EQ(totp_step(secret, "287082", now, 1), std::nullopt);
  EXPECT_EQ(totp_step(secret, "287082", now + 30s, 0), 1);
  EXPECT_EQ(totp_step(secret, "287082", now + 61s, 0), std::nullopt);
  EXPECT_EQ(totp_step(secret, "287 082 ", now, 0), 1);  // as apps show it
  EXPECT_EQ(totp_step(secret, "28708", now, 0), std::nullopt);
  EXPECT_EQ(totp_step("", "", now, 0), std::nullopt);
  EXPECT_EQ(totp_step("not base32!", "287082", now, 0), std::nullopt);
}

TEST(Base32, IsThatOfTheRfcWithoutPadding) {
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(from_base32("MZXW6YTBOI"), "foobar");
  EXPECT_EQ(from_base32("mzxw"), std::nullopt);
  EXPECT_EQ(new_totp_secret().size(), 32u);
  EXPECT_NE(new_totp_secret(), new_totp_secret());
}

struct AddressCase {
  const char* name;
  int proxies;
  std::vector<std::string> forwarded;
  const char* from;
};

class AddressOfACaller : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressOfACaller, IsTheOneThatTheOutermostOwnProxySaw) {
  net::Request request;
  request.remote = "127.0.0.1";
  for (const std::string& one : GetParam().forwarded)
    request.headers.push_back({"X-Forwarded-For", one});
  EXPECT_EQ(address_of(request, GetParam().proxies), GetParam().from);
}

INSTANTIATE_TEST_SUITE_P(
    Console, AddressOfACaller,
    testing::Values(
        AddressCase{"no_proxy", 0, {"203.0.113.9"}, "127.0.0.1"},
        AddressCase{"one", 1, {"203.0.113.9"}, "203.0.113.9"},
        AddressCase{
            "one_and_what_the_caller_made_up", 1, {"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
        AddressCase{"two_in_two_headers", 2, {"2001:db8::1", "10.0.0.2"}, "2001:db8::1"},
        AddressCase{"fewer_than_there_are", 2, {"203.0.113.9"}, "127.0.0.1"},
        AddressCase{"no_address", 1, {"unknown"}, "127.0.0.1"},
        AddressCase{"none", 1, {}, "127.0.0.1"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ThrottleOfTries, LetsABurstThroughAndThenOneAtATime) {
  Throttle throttle(3, 60s);
  Instant now{std::chrono::hours{1}};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(throttle.wait("ann", now), 0s);
    throttle.wrong("ann", now);
  }
  EXPECT_EQ(throttle.wait("ann", now), 60s);
  EXPECT_EQ(throttle.wait("bob", now), 0s);
  now += 60s;
  EXPECT_EQ(throttle.wait("ann", now), 0s);
  throttle.wrong("ann", now);
  EXPECT_EQ(throttle.wait("ann", now), 60s);
  throttle.right("ann");
  EXPECT_EQ(throttle.wait("ann", now), 0s);
}

TEST(ThrottleOfTries, ForgetsWhatIsOldBeforeItGrowsWithoutEnd) {
  Throttle throttle(3, 60s);
  const Instant now{std::chrono::hours{1}};
  for (int i = 0; i < 20'000; ++i) throttle.wrong("user" + std::to_string(i), now);
  EXPECT_LE(throttle.size(), 10'000u);
}

TEST(SessionTokens, AreKnownByAHashAndGiveOneCsrfValueEach) {
  const SessionToken a{"a"}, b{"b"};
  EXPECT_EQ(a.key().size(), 64u);
  EXPECT_NE(a.key(), b.key());
  EXPECT_NE(a.csrf(), b.csrf());
  EXPECT_EQ(a.csrf(), SessionToken{"a"}.csrf());
  EXPECT_EQ(a.key().find(a.csrf()), std::string::npos);
}

TEST(SealedSecrets, AreOpenedByTheirTokenOnly) {
  const std::string sealed = seal("token", "refresh me");
  EXPECT_EQ(sealed.find("refresh"), std::string::npos);
  EXPECT_EQ(unseal("token", sealed), "refresh me");
  EXPECT_EQ(unseal("other", sealed), std::nullopt);
  EXPECT_EQ(unseal("token", "AAAA"), std::nullopt);
  EXPECT_EQ(unseal("token", ""), std::nullopt);
  std::string altered = sealed;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(unseal("token", altered), std::nullopt);
}

struct PasswordCase {
  const char *password, *what;
};

class PoorPassword : public testing::TestWithParam<PasswordCase> {};

TEST_P(PoorPassword, IsRefused) {
  const auto checked = check_password(GetParam().password, "ann.miller");
  ASSERT_TRUE(checked.has_error());
  EXPECT_EQ(checked.error().what, GetParam().what);
  EXPECT_EQ(checked.error().fix, "take another one: four random words do");
}

INSTANTIATE_TEST_SUITE_P(
    Console, PoorPassword,
    testing::Values(PasswordCase{"short", "the password has fewer than 10 characters"},
                    PasswordCase{"aaaaaaaaaaaaaa", "the password is one character again and again"},
                    PasswordCase{"Ann.Miller1",
                                 "the password is little more than the user's name"}));

TEST(GoodPassword, IsTaken) { EXPECT_TRUE(check_password("correct horse battery", "ann")); }

}  // namespace access_test
}  // namespace norekey::console
