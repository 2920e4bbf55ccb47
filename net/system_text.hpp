/// system_text: the operating system's errors in the product's voice. Used by the files of net/
/// only.
#pragma once
#include <string>

namespace norekey::net {

/// ECONNREFUSED -> "connection refused": strerror's text, its first letter lower.
std::string system_text(int errno_value);

}  // namespace norekey::net
