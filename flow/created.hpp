/// created: codes that mappings made for what no lookup knew yet (`create`), from the plan to its
/// commit: they count from then on, and of two plans under way only one makes a key's code.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Adds the rows to what commits with a settlement of this order.
void keep_rows(Settlement& settlement, const std::vector<mapping::Created>& rows,
               const std::string& order);

/// Puts rows into the lookups in memory, or takes them out. Lookups that are not there are passed
/// over.
void know_rows(Context& context, const std::vector<mapping::Created>& rows);
void forget_rows(Context& context, const std::vector<mapping::Created>& rows);

/// The rows' keys are under way for as long as what it answers lives; null: one of them already is.
std::shared_ptr<void> begin_making(Context& context, const std::vector<mapping::Created>& rows);

/// Whether the store has none of the rows. Those that it has, made by another daemon, are known in
/// memory from now on. Errors: the store's.
awaitable<Result<bool>> are_new(Context& context, std::vector<mapping::Created> rows);

/// Adds to a plan's effects what waits for the rows that it made. Errors: the store's.
awaitable<Result<void>> wake_for_created(Context& context, Settlement& settlement);

}  // namespace norekey::flow
