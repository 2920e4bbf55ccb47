#include "conformance.hpp"

namespace norekey::queue::test {
namespace {

std::unique_ptr<Backend> sqlite() { return std::make_unique<SqliteBackend>(); }
std::unique_ptr<Backend> postgres() { return std::make_unique<PostgresBackend>(); }

}  // namespace

INSTANTIATE_TEST_SUITE_P(Every, Conformance,
                         testing::Values(BackendCase{"Sqlite", &sqlite},
                                         BackendCase{"Postgres", &postgres}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace norekey::queue::test
