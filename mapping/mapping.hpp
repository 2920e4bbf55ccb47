/// Mapping: document to document, as an ERP admin wrote it in YAML. Loaded with all findings at
/// once, then immutable.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/document.hpp"
#include "mapping/lookups.hpp"
#include "mapping/rule.hpp"

namespace norekey::mapping {

class Mapping {
 public:
  /// nullopt where there are errors; warnings do not keep it from being used. `default_zone`: for
  /// dates without `zone`.
  static std::optional<Mapping> load(const std::string& yaml, const std::string& file,
                                     const std::string& default_zone, config::Findings& findings);

  /// The result, or everything that is wrong with this document in one error: its text names all,
  /// its cause the first. reject: missing lookups, missing or several nodes, values that do not
  /// fit. halt: a lookup that does not exist.
  Result<Document> apply(const Document& source, const Lookups& lookups) const;

  const std::string& name() const { return name_; }
  const std::string& file() const { return file_; }
  const std::string& from() const { return from_; }  ///< what it reads: "order"
  const std::string& parts_by() const {
    return parts_by_;
  }  ///< path on a line that splits the order; "" = one part
  const std::string& version() const { return version_; }  ///< hex SHA-256 of the file's text
  std::vector<std::string> lookups() const;                ///< names it asks

 private:
  std::string name_, file_, from_, root_, parts_by_, version_;
  Group top_;
};

}  // namespace norekey::mapping
