/// program: runs PostgreSQL's own pg_dump and pg_restore against a store. Used by postgres/dump and
/// postgres/restore. It knows no table of the store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace norekey::queue::postgres {

/// A URL as these programs take it: "key='value' …" without the password, which others could see in
/// a list of processes.
struct Target {
  std::string words, password;
};

Target target_of(const std::string& url);

/// Waits for its end. nullopt: it ended well; else what it said first. `said`: gets what it wrote
/// to standard output, at most 1 MB of it.
std::optional<std::string> run_program(std::vector<std::string> words, const std::string& password,
                                       std::string* said = nullptr);

/// halt, with the cause of everything that is wrong with a copy.
Error copy_failed(const std::string& what, std::string fix);

}  // namespace norekey::queue::postgres
