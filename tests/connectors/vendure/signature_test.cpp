#include "connectors/vendure/signature.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace signature_test {

using namespace std::chrono_literals;

constexpr const char* kBody = R"({"id":"e1","event":"order.placed","data":{"id":"1"}})";
constexpr std::int64_t kNow = 1795302014;

std::string hex_of(const std::string& secret, std::int64_t time, const std::string& body = kBody) {
  return to_hex(hmac_sha256(secret, std::to_string(time) + "." + body));
}

std::string header_of(const std::string& secret, std::int64_t time = kNow,
                      const std::string& body = kBody) {
  return "t=" + std::to_string(time) + ",v1=" + hex_of(secret, time, body);
}

struct SignatureCase {
  const char* name;
  std::string header;
  std::string body;
  std::string want;  ///< "" = authentic; the text without its fix
};

class WebhookSignature : public testing::TestWithParam<SignatureCase> {};

std::string outcome(const SignatureCase& test, std::vector<std::string> secrets) {
  Secrets accepted;
  accepted.accepted = std::move(secrets);
  const auto result =
      check_signature(test.header, test.body, accepted, Instant(std::chrono::seconds(kNow)));
  if (result) return "";
  EXPECT_EQ(result.error().fate, Fate::reject);
  EXPECT_EQ(result.error().cause, "signature");
  EXPECT_FALSE(result.error().fix.empty());
  return result.error().what;
}

TEST_P(WebhookSignature, IsTakenOrRefusedWithTheReason) {
  EXPECT_EQ(outcome(GetParam(), {"new-secret", "old-secret"}), GetParam().want);
}

const std::string kOther =
    "the webhook's signature was made with another secret, or its body was changed";

std::string unreadable(const std::string& header) {
  return "the webhook's signature " + shown(header) + " cannot be read";
}
SignatureCase broken(const char* name, const std::string& header) {
  return {name, header, kBody, unreadable(header)};
}

const std::string kHex = hex_of("new-secret", kNow);

INSTANTIATE_TEST_SUITE_P(
    Good, WebhookSignature,
    testing::Values(
        SignatureCase{"present_secret", header_of("new-secret"), kBody, ""},
        SignatureCase{"former_secret", header_of("old-secret"), kBody, ""},
        SignatureCase{"upper_case_hex", "t=" + std::to_string(kNow) + ",v1=" + upper(kHex), kBody,
                      ""},
        SignatureCase{"blanks_around", " t=" + std::to_string(kNow) + " , v1=" + kHex + " ", kBody,
                      ""},
        SignatureCase{"other_order", "v1=" + kHex + ",t=" + std::to_string(kNow), kBody, ""},
        SignatureCase{"two_signatures",
                      "t=" + std::to_string(kNow) + ",v1=" + std::string(64, '0') + ",v1=" + kHex,
                      kBody, ""},
        SignatureCase{"later_scheme_beside", "t=" + std::to_string(kNow) + ",v2=abc,v1=" + kHex,
                      kBody, ""},
        SignatureCase{"five_minutes_old", header_of("new-secret", kNow - 300), kBody, ""},
        SignatureCase{"five_minutes_ahead", header_of("new-secret", kNow + 300), kBody, ""},
        SignatureCase{"empty_body", header_of("new-secret", kNow, ""), "", ""},
        SignatureCase{"bytes_that_are_no_text",
                      header_of("new-secret", kNow, std::string("\0\xff", 2)),
                      std::string("\0\xff", 2), ""}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Refused, WebhookSignature,
    testing::Values(
        SignatureCase{"none", "", kBody, "the webhook is not signed"},
        SignatureCase{"other_secret", header_of("guess"), kBody, kOther},
        SignatureCase{"empty_secret", header_of(""), kBody, kOther},
        SignatureCase{"changed_body", header_of("new-secret"), std::string(kBody) + " ", kOther},
        SignatureCase{"changed_time", "t=" + std::to_string(kNow + 1) + ",v1=" + kHex, kBody,
                      kOther},
        SignatureCase{
            "body_alone_signed",
            "t=" + std::to_string(kNow) + ",v1=" + to_hex(hmac_sha256("new-secret", kBody)), kBody,
            kOther},
        SignatureCase{"too_old", header_of("new-secret", kNow - 301), kBody,
                      "the webhook was signed at 2026-11-21T22:55:13.000000Z, too far from this "
                      "machine's time"},
        SignatureCase{"too_far_ahead", header_of("new-secret", kNow + 301), kBody,
                      "the webhook was signed at 2026-11-21T23:05:15.000000Z, too far from this "
                      "machine's time"},
        SignatureCase{"forged_and_old", header_of("guess", 0), kBody, kOther},
        broken("words", "hello"), broken("no_time", "v1=" + kHex),
        broken("no_signature", "t=" + std::to_string(kNow)),
        broken("later_scheme_only", "t=" + std::to_string(kNow) + ",v2=" + kHex),
        broken("two_times", "t=1,t=" + std::to_string(kNow) + ",v1=" + kHex),
        broken("time_is_no_number", "t=now,v1=" + kHex), broken("negative_time", "t=-5,v1=" + kHex),
        broken("endless_time", "t=99999999999999999999,v1=" + kHex),
        broken("empty_time", "t=,v1=" + kHex), broken("short_hex", "t=1,v1=" + kHex.substr(1)),
        broken("long_hex", "t=1,v1=" + kHex + "0"),
        broken("no_hex", "t=1,v1=" + std::string(64, 'g')), broken("only_commas", ",,,")),
    [](const auto& row) { return std::string(row.param.name); });

TEST(WebhookSecrets, NineSignaturesAreTooMany) {
  std::string header = "t=" + std::to_string(kNow);
  for (int i = 0; i < 9; ++i) header += ",v1=" + kHex;
  EXPECT_EQ(outcome({"many", header, kBody, ""}, {"new-secret"}), unreadable(header));
}

TEST(WebhookSecrets, AChannelWithoutSecretTakesNoWebhook) {
  EXPECT_EQ(outcome({"none", header_of(""), kBody, ""}, {}),
            "a webhook came, but the channel has no signing secret");
}

TEST(WebhookSecrets, ARecordedWebhookOfTheShopIsAuthentic) {
  const std::string body =
      R"({"id":"a015f8c2-653a-4e4d-abf9-e00815f7da7a","event":"order.placed","createdAt":"2026-11-21T23:00:14.031Z","data":{"id":"1","code":"12UKXEULMXAHDYWJ","state":"PaymentSettled","fromState":"ArrangingPayment","toState":"PaymentSettled"}})";
  const std::string header =
      "t=1795302017,v1=65a3bc333ee7022a698a29641e23c83bcf9d8f9f5d9380ba96ec016ba51af32f";
  EXPECT_EQ(outcome({"recorded", header, body, ""}, {"whsec-test"}), "");
}

}  // namespace signature_test
}  // namespace norekey::connectors::vendure
