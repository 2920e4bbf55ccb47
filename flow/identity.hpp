/// identity: the names that never change: of an order, of a part, of a message. Made here and
/// nowhere else.
#pragma once
#include <string>

#include "core/order.hpp"

namespace norekey::flow {

/// "acme/shop": company and channel, the scope of all names below.
std::string channel_name(const std::string& company, const std::string& channel);

/// "acme/shop/WEB-1": webhook, poll, backfill and replay of one order meet here.
std::string order_identity(const std::string& channel, const Order& order);

/// "acme/shop/WEB-1/1": identity / part. What the ERP is searched for; never contains an event's
/// id.
std::string delivery_key(const std::string& identity, int part);

/// What parts are delivered strictly in order within: the order, or its customer where the channel
/// says so. Plans have a key of their own: a newer revision is planned, and supersedes, while an
/// older part waits for its retry.
std::string ordering_key(const std::string& channel, bool by_customer, const Order& order);

/// What the digest of a revision is made of: the order without what moves by itself (state, times,
/// payments).
std::string canonical_content(const Order& order);

}  // namespace norekey::flow
