/// map_commands: norekey map, schema, bundles and rollback, as typed and as printed.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds them; what they exit with goes to `exit_code`, which must live on.
void add_map(CLI::App& app, int& exit_code);

/// `trace KEY --explain FIELD`.
int explain_field(const std::string& directory, const std::string& key, const std::string& channel,
                  const std::string& field, bool as_json);

}  // namespace norekey::app
