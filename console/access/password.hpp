/// password: passwords as they are kept, Argon2id (RFC 9106) in its encoded form. Computed on one
/// thread of its own that starts with the first sign-in: 19 MB and some 50 ms each (OWASP Password
/// Storage Cheat Sheet, m=19456 t=2 p=1).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "core/error.hpp"
#include "core/own_thread.hpp"

namespace norekey::console {

using boost::asio::awaitable;

class Passwords {
 public:
  /// "$argon2id$v=19$…". retry: too many wait already.
  awaitable<Result<std::string>> hash(std::string password);

  /// Takes as long for "" as for a kept one, so that nobody learns which users there are.
  awaitable<Result<bool>> is(std::string password, std::string kept);

 private:
  OwnThread thread_;
  int waiting_ = 0;
};

/// reject: shorter than 10 characters, longer than 1000 bytes, or only one character again and
/// again.
Result<void> check_password(const std::string& password, const std::string& user);

}  // namespace norekey::console
