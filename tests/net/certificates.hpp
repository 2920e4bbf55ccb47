/// certificates: a CA and server certificates made on the spot, as PEM files in a directory of
/// their own.
#pragma once
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace norekey::net {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;

/// Files of one test, gone with it.
class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "norekey-net-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class Authority {
 public:
  explicit Authority(const std::string& name) : key_(EVP_EC_gen("P-256")) {
    certificate_ = make(name, "CA:TRUE", "", key_.get(), 0, 3600);
  }

  void write_ca(const std::string& file) const {
    write(file, [&](FILE* out) { PEM_write_X509(out, certificate_.get()); });
  }

  /// `names`: "DNS:localhost,IP:127.0.0.1". Chain (server first, then the CA) and key.
  void issue(const std::string& names, const std::string& chain_file, const std::string& key_file,
             long valid_from = 0, long valid_to = 3600) const {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate leaf = make("server", "CA:FALSE", names, key.get(), valid_from, valid_to);
    write(chain_file, [&](FILE* out) {
      PEM_write_X509(out, leaf.get());
      PEM_write_X509(out, certificate_.get());
    });
    write(key_file, [&](FILE* out) {
      PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  void write_encrypted_key(const std::string& file) const {
    write(file, [&](FILE* out) {
      PEM_write_PrivateKey(out, key_.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr,
                           const_cast<char*>("secret"));
    });
  }

 private:
  template <class Print>
  static void write(const std::string& file, Print print) {
    FILE* out = std::fopen(file.c_str(), "w");
    print(out);
    std::fclose(out);
  }

  static void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  Certificate make(const std::string& name, const std::string& basic, const std::string& names,
                   EVP_PKEY* key, long valid_from, long valid_to) const {
    static long serial = 1;
    Certificate out(X509_new());
    X509* issuer = certificate_ ? certificate_.get() : out.get();
    X509_set_version(out.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), valid_from - 60);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), valid_to);
    X509_set_pubkey(out.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(out.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(out.get(), X509_get_subject_name(issuer));
    extend(out.get(), issuer, NID_basic_constraints, basic);
    if (!names.empty()) extend(out.get(), issuer, NID_subject_alt_name, names);
    X509_sign(out.get(), key_.get(), EVP_sha256());
    return out;
  }

  Key key_;
  Certificate certificate_;
};

}  // namespace norekey::net
