/// certificate: until when the certificates of a PEM file are valid. Used by whoever warns before
/// one expires; knows no connection.
#pragma once
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::net {

/// Over all certificates in the file.
struct Validity {
  Instant first{};  ///< when the first of them expires: a chain is of no use from then on
  Instant last{};   ///< when the last of them does: a set of authorities is of no use from then on
};

/// Reads at most 1 MB. halt: not there, not readable, no PEM certificate in it.
Result<Validity> certificate_validity(const std::string& file);

}  // namespace norekey::net
