/// guide_file: a partner's guide, a YAML file laid over a standard's set (docs/edi.md). Read by the
/// command line and by setup; edi/partner does the laying. Everything wrong is found in one run.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "edi/validate.hpp"

namespace norekey::flow {

struct PartnerGuide {
  std::string name;
  edi::Family family = edi::Family::x12;
  std::string version;  ///< "004010", "D:96A"
  std::shared_ptr<const edi::SetGuide> set;
};

/// Null where there are errors.
std::shared_ptr<const PartnerGuide> read_guide(const std::string& text, const std::string& file,
                                               config::Findings& findings);

/// Whether one set could go by either.
bool same_sets(const PartnerGuide& a, const PartnerGuide& b);

/// For ValidateOptions::partner: the guide of a set's standard and name.
edi::FindGuide find_guide(std::vector<std::shared_ptr<const PartnerGuide>> guides);

}  // namespace norekey::flow
