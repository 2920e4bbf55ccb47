#include "core/sign.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace norekey {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

constexpr std::size_t kSignature = 64;

Bio bio_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

bool is_ed25519(const Key& key) { return key && EVP_PKEY_is_a(key.get(), "ED25519") == 1; }

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct SigningKey::Key {
  ::norekey::Key key;
};

Result<SigningKey> SigningKey::read(const std::string& pem) {
  const Bio bio = bio_of(pem);
  // No password is asked for: a daemon has nobody to ask.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  ::norekey::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!is_ed25519(key)) {
    return Error{Fate::halt,
                 "the signing key is no Ed25519 private key in PEM form without a password",
                 "make one: openssl genpkey -algorithm ed25519 -out receipt-key.pem",
                 {},
                 ""};
  }
  return SigningKey(std::make_shared<const Key>(Key{std::move(key)}));
}

std::string SigningKey::sign(std::string_view bytes) const {
  std::array<unsigned char, kSignature> out{};
  std::size_t size = out.size();
  const Context context(EVP_MD_CTX_new());
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), out.data(), &size, bytes_of(bytes), bytes.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign");
  }
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string SigningKey::public_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PUBKEY(bio.get(), key_->key.get()) != 1)
    throw std::runtime_error("OpenSSL could not write a public key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<bool> is_signed(std::string_view bytes, std::string_view signature,
                       const std::string& public_pem) {
  const Bio bio = bio_of(public_pem);
  const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!is_ed25519(key)) {
    return Error{Fate::halt,
                 "the key is no Ed25519 public key in PEM form",
                 "write it with: norekey credit receipt-key",
                 {},
                 ""};
  }
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain),
               [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
  const std::size_t padding = plain.size() - std::min(plain.find('='), plain.size());
  const bool ends_well = plain.find_first_not_of('=', plain.size() - padding) == plain.npos;
  if (plain.size() % 4 != 0 || padding > 2 || !ends_well) return std::nullopt;
  std::string out(plain.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(plain),
                                   static_cast<int>(plain.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

}  // namespace norekey
