/// token: API tokens: a role, areas, an end. The store keeps a hash of the text.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "console/access/user.hpp"

namespace norekey::console {

struct Token {
  std::string id, name;
  Role role = Role::viewer;
  std::string rep;
  std::vector<std::string> areas;  ///< "*" = all
  Instant made{}, expires{}, last{};
  std::string made_by, hash;
  std::string owner;  ///< the user behind it, who made it or the token that did; "" = nobody knows
};

boost::json::object to_json(const Token& token);

/// Its text, "nk_ID_SECRET", which is kept nowhere; `token` is filled in. Durable on return.
awaitable<Result<std::string>> add_token(Context& context, Token& token, std::string who,
                                         std::string why);

/// nullopt: unknown, over, not its secret, or its owner is disabled or gone. Notes once an hour
/// that it was used.
awaitable<Result<std::optional<Token>>> find_token(Context& context, std::string text);

awaitable<Result<std::vector<Token>>> all_tokens(Context& context);
/// reject: there is none.
awaitable<Result<Token>> remove_token(Context& context, std::string id, std::string who);

}  // namespace norekey::console
