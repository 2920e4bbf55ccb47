/// activate: a checked bundle takes over, whole or not at all; its lookups' changed rows go into
/// the store, and what was parked for them goes on.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "flow/context.hpp"

namespace norekey::flow {

/// What an activation does or would do.
struct Activation {
  std::string hash;
  bool same = false;               ///< the active bundle already is this one
  std::vector<std::string> files;  ///< "~ mappings/web.yaml"
  std::vector<std::string> rows;   ///< "+ lookups/items ABC-1 = 000123"; at most 1000 are named
  std::int64_t row_changes = 0;
  queue::Effects effects;  ///< carried out by `activate`
};

/// Compares with the active bundle. Rows are set where the file changed them since the last
/// activation or the store does not have them; rows that people set since stay. Rows that left the
/// file leave the store.
awaitable<Result<Activation>> prepare(Context& context, config::Bundle bundle, const Setup& setup,
                                      std::string who, std::string why);

/// What it does, for `--json`: bundle, same, files, rows, row_changes.
void tell(const Activation& activation, boost::json::object& out);

/// Stores it and makes it the running one. The lookups in memory follow.
awaitable<Result<void>> activate(Context& context, Activation activation,
                                 std::shared_ptr<const Setup> setup);

/// At start: the active bundle from the store, compiled, with the lookups' rows. nullopt: none was
/// activated yet.
awaitable<Result<std::optional<config::Bundle>>> active_bundle(Context& context);
awaitable<Result<void>> load_lookups(Context& context, std::shared_ptr<const Setup> setup);

}  // namespace norekey::flow
