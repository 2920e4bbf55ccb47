#include "flow/identity.hpp"

#include "mapping/document.hpp"

namespace norekey::flow {

std::string channel_name(const std::string& company, const std::string& channel) {
  return company + "/" + channel;
}

std::string order_identity(const std::string& channel, const Order& order) {
  return channel + "/" + order.number;
}

std::string delivery_key(const std::string& identity, int part) {
  return identity + "/" + std::to_string(part);
}

std::string ordering_key(const std::string& channel, bool by_customer, const Order& order) {
  if (by_customer && !order.buyer.account.empty())
    return channel + "/customer/" + order.buyer.account;
  return order_identity(channel, order);
}

std::string canonical_content(const Order& order) {
  Order still = order;
  still.state.clear();
  still.changed_at = {};
  still.authorisations.clear();
  still.holds.clear();
  still.sales_credit.clear();
  still.reps.clear();
  still.credit_note.clear();
  return mapping::to_xml(mapping::to_document(still));
}

}  // namespace norekey::flow
