/// Loader: the fields of a mapping file, YAML to rules, every finding with its place. Used by
/// load.cpp; knows nothing of a mapping's head.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/rule.hpp"

namespace norekey::mapping {

class Loader {
 public:
  explicit Loader(config::Findings& findings) : findings_(findings) {}

  /// Names that may have a prefix with ':', for XML.
  bool prefixed_names = false;
  bool any_names = false;  ///< the format writes names that XML has not: "Order No"

  std::vector<Field> fields(config::Section& section, const std::string& prefix = "");
  Group group(config::Section& section, const std::string& name, const std::string& prefix = "");
  std::vector<Rule> let(config::Section& section);

  /// Whether an element, or with @ in front an attribute, can have that name; the root is none.
  void check_name(config::Section& s, const std::string& key, const std::string& name);

  /// The element that a field's name becomes.
  std::string target(const std::string& name) const;

  /// Makes the groups of a file known to `use`.
  void know_groups(config::Section& groups);

  /// There were more fields and rules than it reads, and it said so.
  bool full() const;

  /// Loads those that nobody used, and warns of them where they stand in `own_file`.
  void finish(const std::string& own_file);

 private:
  struct Named {
    YAML::Node node;
    std::string file, path;
    bool used = false, open = false;
  };

  /// false: there are too many fields and rules, as aliases make them; said once.
  bool counted(config::Section& section, const std::string& key);
  Field field(config::Section& section, const std::string& name, const std::string& prefix);
  Rule rule(config::Section& section, const std::string& target);
  Rule short_rule(config::Section& section, const std::string& name,
                  const std::optional<YAML::Node>& node);
  void read_source(config::Section& s, Rule& rule);
  void read_sum(config::Section& s, Rule& rule, int& sources);
  void read_first(config::Section& s, Rule& rule, int& sources);
  void read_allocate(config::Section& s, Rule& rule, int& sources);
  void read_sequence(config::Section& s, Rule& rule, int& sources);
  void read_create(config::Section& s, Rule& rule, int& sources);
  void read_steps(config::Section& s, Rule& rule);
  void add_steps(config::Section& s, Rule& rule);
  void used_group(config::Section& section, const std::string& name, Group& out,
                  const std::string& prefix);
  std::optional<Path> path(config::Section& s, const std::string& key, const std::string& text);
  std::vector<Path> paths(config::Section& s, const char* key, int& sources);
  std::optional<Condition> condition(config::Section& s);
  std::vector<TextPart> parts(config::Section& s, const char* key, const std::string& text);
  config::Findings& findings_;
  std::map<std::string, Named> groups_;
  int depth_ = 0, each_ = 0;
  std::size_t count_ = 0;
  bool in_named_group_ = false;  ///< one that nobody uses: what is around it is not known
};

}  // namespace norekey::mapping
