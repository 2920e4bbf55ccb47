/// Backend: where a conformance test gets an empty store from, for each kind of store. Used by
/// conformance.hpp.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "postgres_cluster.hpp"
#include "queue/open.hpp"
#include "run.hpp"

namespace norekey::queue::test {

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string url() const = 0;
  /// As texts name it.
  virtual std::string shown() const { return url(); }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

class SqliteBackend final : public Backend {
 public:
  std::string url() const override { return "sqlite:" + file(); }
  std::string shown() const override { return file(); }
  std::string file() const { return directory().file("store.db"); }
};

class PostgresBackend final : public Backend {
 public:
  /// Without what another test's restores have kept, too.
  PostgresBackend() {
    PostgresCluster::instance().sql(
        "DO $$ DECLARE one text; BEGIN FOR one IN"
        " SELECT nspname::text FROM pg_namespace WHERE nspname ~ '^norekey' LOOP"
        " EXECUTE format('DROP SCHEMA %I CASCADE', one); END LOOP; END $$");
  }
  std::string url() const override { return PostgresCluster::instance().url(); }
};

struct BackendCase {
  const char* name;
  std::unique_ptr<Backend> (*make)();
};

inline std::ostream& operator<<(std::ostream& out, const BackendCase& c) { return out << c.name; }

/// An empty store of each kind.
inline std::vector<BackendCase> every_backend() {
  return {
      {"Sqlite", []() -> std::unique_ptr<Backend> { return std::make_unique<SqliteBackend>(); }},
      {"Postgres",
       []() -> std::unique_ptr<Backend> { return std::make_unique<PostgresBackend>(); }}};
}

inline std::string name_of(const testing::TestParamInfo<BackendCase>& one) {
  return one.param.name;
}

}  // namespace norekey::queue::test
