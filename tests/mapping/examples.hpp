/// examples: the shipped mappings and their tables, read as the program reads them.
#pragma once
#include <filesystem>
#include <fstream>
#include <sstream>

#include "mapping/check.hpp"
#include "mapping/mapping.hpp"

namespace norekey::mapping {

inline std::string file_text(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

inline std::string examples() { return SOURCE_DIR "/config/examples/mappings/"; }

inline Lookups example_lookups() {
  Lookups out;
  config::Findings findings;
  for (const auto& entry : std::filesystem::directory_iterator(examples() + "lookups")) {
    const std::string name = entry.path().stem().string();
    Lookup& table = out.tables[name];
    table.name = name;
    for (auto& row : read_lookup_csv(file_text(entry.path().string()), name, table, findings))
      table.rows.emplace(row.key, row.value);
  }
  return out;
}

/// A file of one of the examples' mappings/ folders, with what lies beside it.
inline std::optional<Mapping> load_example(const std::string& path, config::Findings& findings) {
  const std::string beside = std::filesystem::path(path).parent_path().string();
  const Surrounding around{"America/Chicago",
                           [beside](const std::string& name) -> std::optional<std::string> {
                             const std::string other = beside + "/" + name;
                             if (!std::filesystem::exists(other)) return std::nullopt;
                             return file_text(other);
                           }};
  return Mapping::load(file_text(path),
                       "mappings/" + std::filesystem::path(path).filename().string(), around,
                       findings);
}

}  // namespace norekey::mapping
