/// secret: passwords and keys. The config says where one is, never what it is; the value never
/// reaches a log or `--json`.
#pragma once
#include <string>

#include "config/yaml.hpp"
#include "core/error.hpp"

namespace norekey::config {

/// Where a secret is to be found: a file, an environment variable or a systemd credential
/// (systemd.exec(5), LoadCredential).
struct Secret {
  enum class Kind { none, file, environment, credential };
  Kind kind = Kind::none;
  std::string name;
  Where where{};  ///< of its key

  bool is_set() const { return kind != Kind::none; }

  /// Its value, without a line break at the end. halt, with the place of its key: not there, not
  /// readable, empty, or a file that everybody may read.
  Result<std::string> read() const;

  /// "file /etc/norekey/secrets/shop", for messages.
  std::string place() const;
};

/// password: { file: secrets/shop }   password: { env: SHOP_PASSWORD }   password: { credential:
/// shop-password } A text in place of the mapping is a finding: secrets do not stand in the config.
/// Relative files are below `directory`.
Secret read_secret(Section& section, const std::string& key, const std::string& directory);

}  // namespace norekey::config
