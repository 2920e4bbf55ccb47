/// send_once: at least once on the wire, once in effect. Durable intent, look before a second send,
/// unknown outcomes waited out (DESIGN.md, "Exactly once, honestly").
#pragma once
#include <optional>
#include <string>

#include "flow/context.hpp"
#include "mapping/document.hpp"

namespace norekey::flow {

/// What is to be made true in the ERP.
struct Wanted {
  std::string key;                            ///< delivery key
  std::optional<mapping::Document> document;  ///< nullopt: only find out whether it is there
  std::optional<adapters::Receipt>
      delivered;  ///< an earlier revision that is there: change it instead of sending
  bool cancel = false;
  bool reps_only = false;  ///< of an earlier revision that is there: its reps and notes only
  /// Of another message of the same part, which was given up before anybody knew its outcome.
  std::optional<queue::Intent> in_doubt;
  bool look_first = false;  ///< the store was restored: it may be there without our knowing
};

/// What is true now.
struct Made {
  std::optional<adapters::Receipt> receipt;  ///< nullopt: looked, and it is not there
  bool found = false;  ///< it was there already, from an attempt whose outcome was not known
};

/// On success an open intent's outcome is known. Errors: retry with `*due` set to when a look may
/// settle an unknown outcome;
/// `*settled` says whether the open intent's outcome is known now.
awaitable<Result<Made>> send_once(Context& context, adapters::Adapter& adapter, const Route& route,
                                  const queue::Leased& part, Wanted wanted, Instant* due,
                                  bool* settled);

}  // namespace norekey::flow
