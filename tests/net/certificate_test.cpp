#include "net/certificate.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/net/certificates.hpp"

namespace norekey::net {
namespace certificate_test {

using namespace std::chrono_literals;

long seconds_left(Instant end) {
  return std::chrono::duration_cast<std::chrono::seconds>(
             end.time_since_epoch() - std::chrono::system_clock::now().time_since_epoch())
      .count();
}

TEST(CertificateValidity, IsOfTheFirstAndOfTheLastInTheFile) {
  const TempDir folder;
  const Authority authority("ca");  // valid for an hour
  authority.issue("DNS:x", folder / "chain.pem", folder / "key.pem", 0, 600);
  const auto found = certificate_validity(folder / "chain.pem");
  ASSERT_TRUE(found) << to_string(found.error());
  EXPECT_NEAR(seconds_left(found->first), 600, 30);
  EXPECT_NEAR(seconds_left(found->last), 3600, 30);
}

TEST(CertificateValidity, OfOneThatHasExpiredLiesInThePast) {
  const TempDir folder;
  const Authority authority("ca");
  authority.issue("DNS:x", folder / "chain.pem", folder / "key.pem", -7200, -3600);
  const auto found = certificate_validity(folder / "chain.pem");
  ASSERT_TRUE(found) << to_string(found.error());
  EXPECT_NEAR(seconds_left(found->first), -3600, 30);
}

TEST(CertificateValidity, ThereIsNoneOfWhatIsNoCertificate) {
  const TempDir folder;
  const std::string file = folder / "x.pem";
  EXPECT_EQ(to_string(certificate_validity(file).error()),
            "cannot read the certificate file '" + file +
                "': no such file or directory\n  fix: check the path, and that the daemon's user "
                "may read it");
  std::ofstream(file) << "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(to_string(certificate_validity(file).error()),
            "the certificate file '" + file +
                "' holds no usable PEM certificate\n  fix: put the server's certificate first, "
                "then those of its issuers, all as PEM");
}

}  // namespace certificate_test
}  // namespace norekey::net
