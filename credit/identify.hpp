/// identify: which account a sale belongs to, where the shop does not say.
#pragma once
#include <string>

#include "credit/tables.hpp"

namespace norekey::credit {

struct Buyer {
  std::string account;    ///< "" = nobody knows
  bool inferred = false;  ///< from a mail domain or a known address: confirmed before settlement
  std::string how;        ///< "mail domain acme.example", for the explanation; "" = given
};

/// The account given (or found before, of a kept sale), else that of the web login (the one chosen
/// at log-in where it serves several), else of the mail domain, else of a known delivery address.
/// Public mail domains never identify anybody, and what points to two accounts points to none.
Buyer identify(const Sale& sale, const Tables& tables);

/// A login as it is compared: an e-mail address in lower case, anything else as it is.
std::string login_key(std::string_view login);

/// A mail provider that anybody may use.
bool is_public_domain(std::string_view domain);

}  // namespace norekey::credit
