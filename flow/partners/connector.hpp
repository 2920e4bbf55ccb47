/// connector: an EDI partner as a channel. Its orders are trees in the journal already, made by
/// flow/partners/sets; nothing is fetched and nothing is called back.
#pragma once
#include <memory>
#include <vector>

#include "connectors/connector.hpp"
#include "flow/partners/folder.hpp"

namespace norekey::flow {

struct PartnerGuide;

/// What the flow knows of a partner, beside its route.
struct Partner {
  config::Partner config;
  std::vector<std::shared_ptr<const PartnerGuide>> guides;
  std::shared_ptr<PartnerFolder> folder;
};

/// halt: what a step says to a message of a partner that the active bundle does not have.
Error no_partner(const std::string& channel);

std::unique_ptr<connectors::Connector> partner_connector(std::shared_ptr<PartnerFolder> folder);

}  // namespace norekey::flow
