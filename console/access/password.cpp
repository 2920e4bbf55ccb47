#include "console/access/password.hpp"

#include <argon2.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

#include "core/random.hpp"
#include "core/text.hpp"

namespace norekey::console {
namespace {

constexpr std::uint32_t kPasses = 2, kKilobytes = 19456, kLanes = 1;
constexpr std::size_t kSalt = 16, kHash = 32;
constexpr int kMostWaiting = 16;
constexpr std::size_t kLeast = 10, kMost = 1000;

std::string hash_now(const std::string& password) {
  const std::string salt = random_bytes(kSalt);
  std::array<char, 200> out{};
  const int failed =
      argon2id_hash_encoded(kPasses, kKilobytes, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHash, out.data(), out.size());
  return failed == ARGON2_OK ? std::string(out.data()) : std::string();
}

/// Of no password: what an unknown user's is compared with.
const std::string& nobodys() {
  static const std::string one = hash_now(random_token());
  return one;
}

bool is_now(const std::string& password, const std::string& kept) {
  const std::string& against = kept.empty() ? nobodys() : kept;
  const bool same = argon2id_verify(against.c_str(), password.data(), password.size()) == ARGON2_OK;
  return same && !kept.empty();
}

awaitable<std::string> hash_task(std::string password) { co_return hash_now(password); }

awaitable<bool> is_task(std::string password, std::string kept) {
  co_return is_now(password, kept);
}

Error too_many() {
  return {Fate::retry, "too many sign in at once", "try again in some seconds", {}, "busy"};
}

}  // namespace

awaitable<Result<std::string>> Passwords::hash(std::string password) {
  if (waiting_ >= kMostWaiting) co_return too_many();
  ++waiting_;
  auto task = hash_task(std::move(password));
  std::string out = co_await boost::asio::co_spawn(thread_.executor(), std::move(task),
                                                   boost::asio::use_awaitable);
  --waiting_;
  if (!out.empty()) co_return out;
  co_return Error{Fate::retry, "there is no memory to keep a password", "free some", {}, "memory"};
}

awaitable<Result<bool>> Passwords::is(std::string password, std::string kept) {
  if (waiting_ >= kMostWaiting) co_return too_many();
  ++waiting_;
  auto task = is_task(std::move(password), std::move(kept));
  const bool out = co_await boost::asio::co_spawn(thread_.executor(), std::move(task),
                                                  boost::asio::use_awaitable);
  --waiting_;
  co_return out;
}

Result<void> check_password(const std::string& password, const std::string& user) {
  const auto refuse = [](std::string what) {
    return Error{
        Fate::reject, std::move(what), "take another one: four random words do", {}, "usage"};
  };
  if (count_characters(password) < kLeast) {
    return refuse("the password has fewer than " + std::to_string(kLeast) + " characters");
  }
  if (password.size() > kMost) {
    return refuse("the password has more than " + std::to_string(kMost) + " bytes");
  }
  if (password.find_first_not_of(password[0]) == std::string::npos) {
    return refuse("the password is one character again and again");
  }
  if (lower(password).find(lower(user)) != std::string::npos && user.size() * 2 > password.size()) {
    return refuse("the password is little more than the user's name");
  }
  return {};
}

}  // namespace norekey::console
