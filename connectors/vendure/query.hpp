/// query: the GraphQL that is sent to Vendure's admin API. Custom fields differ from shop to shop:
/// only those that the shop says it has are asked for. Used by connector.cpp and session.cpp; knows
/// no HTTP.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "mapping/document.hpp"

namespace norekey::connectors::vendure {

/// Custom fields by entity ("Order", "Customer"): those with plain values that an order is read
/// with.
using CustomFields = std::map<std::string, std::vector<std::string>>;

/// What greets, and asks what the shop has: channel, precision of amounts, custom fields.
extern const char* const kAboutQuery;

/// Out of the answer to kAboutQuery.
CustomFields read_custom_fields(const mapping::Document& about);

/// Whether the shop has a custom field that orders are not read with. `about`: as above.
bool tells_of_field(const mapping::Document& about, const std::string& entity,
                    const std::string& name);

bool has_field(const CustomFields&, const std::string& entity, const std::string& name);

/// One order, whole: variable $i is its id.
std::string order_query(const CustomFields&);

extern const char* const kLoginQuery;  ///< $u, $p
extern const char* const kCodeQuery;   ///< $c: the id of the order with that code
extern const char* const kListQuery;   ///< $o: OrderListOptions, made by poll.cpp
extern const char* const kPlacedQuery;
extern const char* const kCancelledQuery;  ///< $o: OrderListOptions
extern const char* const kNotesQuery;      ///< $i: the notes that are on an order
extern const char* const kNumberQuery;     ///< $i: UpdateOrderInput
extern const char* const kNoteQuery;       ///< $i: AddNoteToOrderInput

}  // namespace norekey::connectors::vendure
