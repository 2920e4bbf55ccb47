/// interchange: one interchange of a partner: validated, answered, and taken apart into its sets.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// An "interchange" message: the answer (997, 999, TA1, CONTRL) as a "partner-file" message, each
/// order set that is accepted as a "set" message behind it. Parked where something was rejected:
/// the partner has been told, a person should know. A control number that was there before with
/// other content is answered as a duplicate, and nothing of it is taken.
awaitable<Result<Settlement>> take_interchange(Context& context, const queue::Leased& leased);

/// A "partner-file" message: into the outbox.
awaitable<Result<Settlement>> put_file(Context& context, const queue::Leased& leased);

/// "997_000000012.x12", "CONTRL_12.edi".
std::string file_name(const std::string& kind, std::uint64_t control, bool x12);

/// A message that puts `text` into the outbox.
queue::Message file_message(const Route& route, std::string key, std::string name, std::string text,
                            std::string identity);

}  // namespace norekey::flow
