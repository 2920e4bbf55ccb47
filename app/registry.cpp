#include "app/registry.hpp"

#include "adapters/files/adapter.hpp"
#include "adapters/tryton/tryton.hpp"
#include "connectors/recorded/connector.hpp"
#include "connectors/vendure/make.hpp"

namespace norekey::app {

flow::Kinds kinds() {
  using flow::Surroundings;
  flow::Kinds out;
  out.connectors = {
      {"recorded", [](const config::Channel& channel,
                      const Surroundings&) { return connectors::recorded::make(channel); }},
      {"vendure",
       [](const config::Channel& channel, const Surroundings& s) {
         return connectors::vendure::make(channel, s.client);
       }},
  };
  out.adapters = {
      {"files", [](const config::Erp& erp,
                   const Surroundings& s) { return adapters::files::make(erp, s.clock); }},
      {"tryton",
       [](const config::Erp& erp, const Surroundings& s) {
         return adapters::tryton::make(erp, s.client, s.clock, s.executor);
       }},
  };
  return out;
}

}  // namespace norekey::app
