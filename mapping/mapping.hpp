/// Mapping: document to document, as an ERP admin wrote it in YAML. Loaded with all findings at
/// once, then immutable.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/document.hpp"
#include "mapping/explain.hpp"
#include "mapping/formats/format.hpp"
#include "mapping/lookups.hpp"
#include "mapping/rule.hpp"

namespace norekey::mapping {

/// `parts`: what splits one order into several ERP orders.
struct PartsRule {
  std::vector<std::string> by;    ///< paths on a line; none = one part
  std::string charges = "first";  ///< "first": all charges on the first part; "spread": by amount
  Where where{};
};

/// What a mapping is loaded with besides its text.
struct Surrounding {
  std::string zone = "UTC";  ///< of dates without `zone`
  /// The text of another file of the same folder, "common.yaml"; nullopt: there is none.
  std::function<std::optional<std::string>(const std::string& name)> file = {};
};

class Mapping {
 public:
  /// All that could be read of it, for the checker too: it is not to be used where there are
  /// errors. nullopt where the text is no mapping at all.
  static std::optional<Mapping> read(const std::string& yaml, const std::string& file,
                                     const Surrounding& around, config::Findings& findings);

  /// nullopt where there are errors; warnings do not keep it from being used.
  static std::optional<Mapping> load(const std::string& yaml, const std::string& file,
                                     const Surrounding& around, config::Findings& findings);

  /// The same without other files.
  static std::optional<Mapping> load(const std::string& yaml, const std::string& file,
                                     const std::string& default_zone, config::Findings& findings) {
    return load(yaml, file, Surrounding{default_zone, {}}, findings);
  }

  /// Whether a file only has groups for others (`shared: name` in place of `mapping: name`).
  static bool is_shared(const std::string& yaml);

  /// The result, or everything that is wrong with this document in one error: its text names all,
  /// its cause the first. reject: missing lookups, missing or several nodes, values that do not
  /// fit, numbers beyond 38 digits. halt: a lookup that does not exist. `run`: what else comes of
  /// it.
  Result<Document> apply(const Document& source, const Lookups& lookups, Run* run = nullptr) const;

  /// The result as the ERP is given it: without the group `confirm`, where the mapping says with
  /// `to:` how it is written.
  Document written(const Document& result) const;

  const std::string& name() const { return name_; }
  const std::string& file() const { return file_; }
  const std::string& from() const { return from_; }  ///< what it reads: "order"
  const std::string& root() const { return root_; }  ///< name of the result
  const PartsRule& parts() const { return parts_; }
  const std::string& version() const { return version_; }  ///< hex SHA-256 of the files' texts
  const std::string& zone() const { return zone_; }
  std::vector<std::string> lookups() const;  ///< names it asks
  const std::vector<Field>& fields() const { return top_.fields; }
  const std::vector<Rule>& let() const { return top_.let; }
  const std::optional<formats::Format>& source() const { return source_; }
  const std::optional<formats::Format>& to() const { return to_; }

 private:
  std::string name_, file_, from_, root_, version_, zone_;
  PartsRule parts_;
  Group top_;
  std::optional<formats::Format> source_, to_;
};

/// Calls `see` for each rule of the fields, those inside rules and groups too.
void each_rule(const std::vector<Field>& fields, const std::function<void(const Rule&)>& see);
void each_rule(const Rule& rule, const std::function<void(const Rule&)>& see);

}  // namespace norekey::mapping
