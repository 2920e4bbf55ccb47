/// signature: is a webhook from the shop, and from now? Used by connector.cpp; knows nothing of
/// what the body says. Header x-shop-signature: "t=<unix seconds>,v1=<hex HMAC-SHA256 of
/// "t.body">", v1 repeated while a secret changes.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::connectors::vendure {

struct Secrets {
  std::vector<std::string> accepted;  ///< the present one, and the former one while it is changed
  std::chrono::microseconds tolerance = std::chrono::minutes(5);  ///< of t, both ways
};

/// reject, cause "signature": absent, malformed, too old or too new, or made with another secret.
/// The text tells the operator which; the caller answers the shop no more than 401. Compared in
/// constant time.
Result<void> check_signature(std::string_view header, std::string_view body, const Secrets& secrets,
                             Instant now);

}  // namespace norekey::connectors::vendure
