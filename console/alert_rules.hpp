/// alert_rules: what is wrong now, by rules, from what the store and the daemon know already.
#pragma once
#include <boost/json/array.hpp>
#include <vector>

#include "console/house.hpp"

namespace norekey::console {

struct Alert {
  std::string rule, on;  ///< which rule, about what: together they name it
  std::string text;      ///< one sentence for people
  std::string link;      ///< a place of the pages: "#/exceptions"
  Instant since{};       ///< epoch: not known
  bool critical = false;
};

boost::json::object to_json(const Alert& alert);

/// Worst first. Errors: the store's.
awaitable<Result<std::vector<Alert>>> alerts_now(House& house);

/// AlertRule of openapi.yaml: every rule with its bound.
boost::json::array rules_json();

}  // namespace norekey::console
