#include "app/registry.hpp"

#include "adapters/files/adapter.hpp"

namespace norekey::app {

flow::Kinds kinds() {
  flow::Kinds out;
  out.adapters = {
      {"files", [](const config::Erp& erp, const flow::Surroundings&) { return adapters::files::make(erp); }},
  };
  return out;
}

}  // namespace norekey::app
