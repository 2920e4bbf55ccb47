#include "connectors/vendure/signature.hpp"

#include <charconv>
#include <optional>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

constexpr std::size_t kHexDigits = 64;
constexpr std::size_t kMostSignatures = 8;  // a longer list is an attempt to make us compute

struct Claim {
  std::string time;
  std::vector<std::string> signatures;
};

Error refused(std::string what, std::string fix) {
  return Error{
      Fate::reject, std::move(what), std::move(fix), {"", 0, 0, "x-shop-signature"}, "signature"};
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// "t=1,v1=ab,v1=cd"; other keys are left for later versions.
std::optional<Claim> read(std::string_view header) {
  Claim out;
  for (const std::string& item : split(header, ',')) {
    const auto equals = item.find('=');
    if (equals == std::string::npos) return {};
    const auto key = trim(std::string_view(item).substr(0, equals));
    const auto value = std::string(trim(std::string_view(item).substr(equals + 1)));
    if (key == "t") {
      if (!out.time.empty()) return {};
      out.time = value;
    } else if (key == "v1") {
      if (value.size() != kHexDigits || !is_hex(value)) return {};
      out.signatures.push_back(lower(value));
    }
  }
  if (out.time.empty() || out.signatures.empty() || out.signatures.size() > kMostSignatures)
    return {};
  return out;
}

std::optional<std::int64_t> seconds_of(const std::string& time) {
  std::int64_t out = 0;
  if (time.find_first_not_of("0123456789") != std::string::npos || time.size() > 12) return {};
  std::from_chars(time.data(), time.data() + time.size(), out);
  return out;
}

}  // namespace

Result<void> check_signature(std::string_view header, std::string_view body, const Secrets& secrets,
                             Instant now) {
  if (secrets.accepted.empty()) {
    return refused("a webhook came, but the channel has no signing secret",
                   "give the channel a signing-secret, or remove the webhook in the shop");
  }
  if (header.empty())
    return refused("the webhook is not signed",
                   "give the shop's webhook sender the signing secret");
  const auto claim = read(header);
  const auto seconds = claim ? seconds_of(claim->time) : std::nullopt;
  if (!seconds)
    return refused("the webhook's signature " + shown(header) + " cannot be read",
                   "check who sends it; the shop writes t=…,v1=…");
  bool same = false;
  for (const std::string& secret : secrets.accepted) {
    const std::string expected = to_hex(hmac_sha256(secret, claim->time + "." + std::string(body)));
    for (const std::string& given : claim->signatures)
      same |= equal_in_constant_time(expected, given);
  }
  if (!same)
    return refused("the webhook's signature was made with another secret, or its body was changed",
                   "compare signing-secret with the shop's; while you change it, name the old one "
                   "as former-signing-secret");
  const auto distance = std::chrono::abs(now - Instant(std::chrono::seconds(*seconds)));
  if (distance <= secrets.tolerance) return {};
  return refused(
      "the webhook was signed at " + to_string(Instant(std::chrono::seconds(*seconds))) +
          ", too far from this machine's time",
      "compare the clocks of the shop and of this machine; the shop sends again by itself");
}

}  // namespace norekey::connectors::vendure
