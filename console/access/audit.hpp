/// audit: who did what, before and after, and why. Entries are added, never changed, never removed;
/// retention leaves them alone.
#pragma once
#include <boost/json/value.hpp>

#include "console/access/user.hpp"

namespace norekey::console {

struct AuditEntry {
  std::string who;   ///< "ann (console)", "token nightly (api)"
  std::string from;  ///< address
  std::string what;  ///< the operation: "apply", "sign_in", "sign_in refused"
  std::string on;    ///< what it was done to
  boost::json::value before{}, after{};
  std::string why{};
};

/// Durable on return. Errors: the store's.
awaitable<Result<void>> audit(Context& context, AuditEntry entry);

struct AuditPage {
  boost::json::array items;
  std::string next;  ///< "" = the end
};

/// Whether it can be an `AuditPage::next`.
bool is_audit_cursor(std::string_view text);

/// Newest first, after the cursor; `who` and `what` begin so, "" = any. At most `limit`, of at most
/// 10,000 that are looked at.
awaitable<Result<AuditPage>> audit_page(Context& context, std::string who, std::string what,
                                        std::string cursor, int limit);

}  // namespace norekey::console
