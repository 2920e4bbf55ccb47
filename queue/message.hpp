/// Message and what becomes of it: the shapes that pass through the Store. They know no order and
/// no ERP.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::queue {

/// One journalled thing: a shop's event, an order's revision, a part for the ERP, a notice to the
/// shop.
struct Message {
  std::string
      key{};  ///< unique name: "acme/shop/event/5f1c", "acme/shop/WEB-1"; never changes on retry
  std::string kind{};         ///< which step of flow/ takes it: "event", "order", "part", "notice"
  std::string channel{};      ///< "acme/shop": company and configured shop or partner
  std::string identity{};     ///< the order it is about, "acme/shop/WEB-1"; "" = none
  std::string ordering{};     ///< deliveries with the same one run strictly in the order they were
                              ///< added; "" = free
  std::string destination{};  ///< who is called when it is worked on, "erp/acme", "shop/acme/shop":
                              ///< pauses and rates
  std::string media_type{};   ///< of `body`, with charset where declared: "application/json"
  std::string body{};         ///< raw bytes as received
  std::string meta{};         ///< a small JSON object for the step that takes it; "" = none
  std::string
      digest{};   ///< what "same bytes" compares, hex SHA-256; "" = the store takes that of `body`
  Instant due{};  ///< not leased before; epoch = at once
};

enum class Added {
  first,      ///< stored
  duplicate,  ///< same key, same bytes as its latest revision: nothing stored
  conflict,   ///< same key, other bytes: stored as the next revision, see DESIGN.md "Revisions"
};

struct AddedMessage {
  Added how = Added::first;
  std::int64_t id = 0;  ///< the journal's number; of the message already there, for a duplicate
  int revision = 1;     ///< 1-based, per key
};

/// new -> leased -> done | new (retry) | parked. superseded: ended because a newer revision took
/// over. ignored: ended by a person, with a reason.
enum class State { fresh, leased, done, parked, superseded, ignored };

/// The right to work on one delivery. Every call that completes it checks `epoch` in database time.
struct Lease {
  std::int64_t delivery = 0;
  std::int64_t epoch = 0;
};

/// Written, durably, before the first byte leaves for the ERP.
struct Intent {
  std::string
      key{};  ///< delivery key: identity / part / operation; what the ERP is asked for by `find`
  Instant send_by{};  ///< rechecked right before writing: later, nothing is sent under this intent
  Instant look_from{};   ///< send_by + the ERP's longest request: a successor may look from here on
  bool settled = false;  ///< filled by Journal: its outcome is known
};

struct Leased {
  Lease lease;
  std::int64_t id = 0;
  int revision = 1;
  int attempts = 0;  ///< leases that ended in retry or were lost, since it was last parked
  Instant received{};
  Message message;
  std::optional<Intent> intent{};  ///< an earlier attempt's intent whose outcome nobody knows
};

/// A keyed fact: what is known of an order, a channel's cursor, a lookup's row, a bundle.
struct Record {
  std::string kind{};  ///< "order", "cursor", "lookup/items", "bundle"
  std::string key{};
  std::string value{};   ///< JSON; "" = the fact is withdrawn
  std::string who{};     ///< "daemon", or the person and where: "ann (cli)"
  std::string why{};     ///< given by a person; "" = none
  bool history = false;  ///< true: earlier versions are kept
  // Filled by the store when read:
  std::int64_t version = 0;  ///< 1-based, per kind and key
  Instant at{};
};

/// A number that people search by.
struct Alias {
  std::string channel{};  ///< scope: "acme/shop"
  std::string kind{};     ///< "web", "erp", "po"
  std::string value{};
  std::string identity{};  ///< the order it leads to
};

/// What a message can be searched by (queue/index.hpp): the newest of that kind and identity. Lower
/// case, no blanks; each at most 500 bytes.
struct Words {
  std::string kind, identity;
  std::vector<std::string> words;
};

/// One entry of a company's hash-chained sales-credit ledger: ids and amounts, no personal data.
struct LedgerEntry {
  std::string company{};
  std::string identity{};  ///< the order
  std::string body{};      ///< canonical JSON
  // Filled by the store: `hash` = hex SHA-256 of previous hash + "\n" + body.
  std::int64_t number = 0;
  std::string previous{}, hash{};
  Instant at{};
};

/// One line of a message's journey, shown by `trace`.
struct Step {
  std::string stage{};   ///< "received", "normalised", "credited", "mapped", "sent", "read back",
                         ///< "acknowledged"
  std::string text{};    ///< one sentence for people
  std::string detail{};  ///< JSON; "" = none
  // Filled by the store:
  std::int64_t message = 0;
  Instant at{};
};

/// Live and parked messages of one kind and identity that a newer one makes needless. Those with an
/// open intent stay: nobody knows yet what became of them.
struct Supersede {
  std::string kind, identity;
  std::int64_t before =
      0;  ///< only messages with a smaller id; 0 = all there are when the settlement begins
};

/// All that changes with a settlement, in the same transaction, in this order: supersede first,
/// then the rest.
struct Effects {
  std::vector<Message> messages{};  ///< follow-ups, stored as `add` would
  std::vector<Record> records{};
  std::vector<Alias> aliases{};
  std::vector<LedgerEntry> ledger{};
  std::vector<Step> steps{};               ///< of the settled message
  std::vector<std::string> wake_causes{};  ///< messages parked for one of these become new
  std::vector<std::int64_t> wake{};        ///< these become new where they are parked
  std::vector<Supersede> supersede{};
  std::vector<Words> words{};  ///< added; what was there stays
};

/// How a lease ends.
struct Outcome {
  State state = State::done;     ///< done, parked, superseded, or fresh = retry
  std::optional<Error> error{};  ///< why it is retried or parked
  Instant due{};                 ///< retry: not before
  bool intent_settled = false;   ///< the open intent's outcome is known now
};

}  // namespace norekey::queue
