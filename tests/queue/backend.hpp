/// Backend: where a conformance test gets an empty store from, for each kind of store. Used by
/// conformance.hpp.
#pragma once
#include <memory>
#include <ostream>
#include <string>

#include "postgres_cluster.hpp"
#include "queue/open.hpp"
#include "run.hpp"

namespace norekey::queue::test {

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string url() const = 0;
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

class SqliteBackend final : public Backend {
 public:
  std::string url() const override { return "sqlite:" + file(); }
  std::string file() const { return directory().file("store.db"); }
};

class PostgresBackend final : public Backend {
 public:
  PostgresBackend() { PostgresCluster::instance().sql("DROP SCHEMA IF EXISTS norekey CASCADE"); }
  std::string url() const override { return PostgresCluster::instance().url(); }
};

struct BackendCase {
  const char* name;
  std::unique_ptr<Backend> (*make)();
};

inline std::ostream& operator<<(std::ostream& out, const BackendCase& c) { return out << c.name; }

}  // namespace norekey::queue::test
