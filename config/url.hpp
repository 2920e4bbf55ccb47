/// url: is it an address that can be called? For sections that name one.
#pragma once
#include <string>

#include "config/yaml.hpp"

namespace norekey::config {

/// A finding at `key` where `url` is no http:// or https:// address with a host, or has a login in
/// it. "" is fine. `example`: what is written in the fix.
void check_url(Section& at, std::string_view key, const std::string& url,
               const std::string& example);

}  // namespace norekey::config
