/// url: is it an address that can be called, a file that is there? For sections that name one.
#pragma once
#include <string>

#include "config/yaml.hpp"

namespace norekey::config {

/// A finding at `key` where `url` is no http:// or https:// address with a host, or has a login in
/// it. "" is fine. `example`: what is written in the fix.
void check_url(Section& at, std::string_view key, const std::string& url,
               const std::string& example);

/// A finding at "proxy" where it can be none; a warning where a password stands in it.
void check_proxy(Section& at, const std::string& proxy);

/// A warning at `key` where there is no file `path`: it may come yet, and what uses it will say so.
/// A path that ends with / stands for none given.
void warn_of_no_file(Section& at, std::string_view key, const std::string& path);

}  // namespace norekey::config
