#include "net/certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <memory>

#include "net/system_text.hpp"

namespace norekey::net {
namespace {

constexpr std::streamsize kMostBytes = 1024 * 1024;

struct FreePem {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

Instant not_after(const X509& certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &parts) != 1) return {};
  return Instant{std::chrono::seconds{::timegm(&parts)}};
}

}  // namespace

Result<Validity> certificate_validity(const std::string& file) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return Error{Fate::halt,
                 "cannot read the certificate file '" + file + "': " + system_text(errno),
                 "check the path, and that the daemon's user may read it",
                 {},
                 ""};
  }
  std::string text(static_cast<std::size_t>(kMostBytes), '\0');
  in.read(text.data(), kMostBytes);
  text.resize(static_cast<std::size_t>(in.gcount()));
  const std::unique_ptr<BIO, FreePem> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Validity out;
  for (;;) {
    const std::unique_ptr<X509, FreePem> one(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    const Instant end = not_after(*one);
    if (out.first == Instant{} || end < out.first) out.first = end;
    out.last = std::max(out.last, end);
  }
  ERR_clear_error();
  if (out.last != Instant{}) return out;
  return Error{Fate::halt,
               "the certificate file '" + file + "' holds no usable PEM certificate",
               "put the server's certificate first, then those of its issuers, all as PEM",
               {},
               ""};
}

}  // namespace norekey::net
