/// yaml: YAML files read with a place for every finding. Used by the config loader and by the
/// mapping loader; knows neither's keys. Nothing throws; everything wrong is put into Findings, all
/// of it in one run.
#pragma once
#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml_syntax.hpp"
#include "core/error.hpp"

namespace norekey::config {

/// Everything that was found wrong, in the order of the files and lines.
struct Findings {
  std::vector<Error> errors;                  ///< these keep a bundle from being activated
  std::vector<Error> warnings;                ///< these do not
  std::map<std::string, LeftOut> left_out{};  ///< by file: what could not be read at all

  bool ok() const { return errors.empty(); }
};

/// One YAML mapping while it is read. Whoever knows a key takes it; what nobody took is a finding
/// when `finish` is called.
class Section {
 public:
  Section(const YAML::Node& node, std::string file, std::string path, Findings& findings);

  /// The value of `key`, marked as known. nullopt where it is absent or null.
  std::optional<YAML::Node> take(std::string_view key);

  /// Its text. A list or mapping there is a finding, and nullopt.
  std::optional<std::string> text(std::string_view key);

  /// yes/no/true/false/on/off; anything else is a finding.
  std::optional<bool> flag(std::string_view key);

  /// A whole number in [min, max]; anything else is a finding.
  std::optional<int> whole(std::string_view key, int min, int max);

  /// A text, or a list of texts.
  std::vector<std::string> texts(std::string_view key);

  /// The mapping below `key`; anything else there is a finding.
  std::optional<Section> section(std::string_view key);

  /// Names of the keys, in file order, without duplicates.
  std::vector<std::string> keys() const;

  /// Adds a finding for each key that nobody took, with the nearest known one.
  void finish();

  void error(std::string_view key, std::string what, std::string fix);
  void warning(std::string_view key, std::string what, std::string fix);

  /// Of the key's value, or of the section itself where `key` is "" or absent.
  Where where(std::string_view key) const;
  const std::string& path() const { return path_; }
  const std::string& file() const { return file_; }
  Findings& findings() { return *findings_; }

 private:
  void check_shape();
  void tell_once(Error finding);
  /// What is said of a line that could not be read, or of its key where it is missed, follows from
  /// that mistake.
  bool was_left_out(const std::string& key, const Where& place) const;

  YAML::Node node_;
  std::string file_, path_;
  Findings* findings_;
  std::vector<std::string> known_;
};

/// The mapping at the top of a YAML text. Syntax errors and duplicate keys are findings, and what
/// stands on other lines is checked all the same; nullopt where nothing can be read.
std::optional<Section> read_yaml(const std::string& text, const std::string& file,
                                 Findings& findings);

/// Gives the findings that name a key of this file, but no line, the place of its value, or of the
/// nearest section above where the key is absent. For checks made after the file was read.
void locate(const std::string& text, const std::string& file, std::vector<Error>& findings);

/// A place in a node, for those who go through lists themselves.
Where where_of(const YAML::Node& node, const std::string& file, const std::string& path);

}  // namespace norekey::config
