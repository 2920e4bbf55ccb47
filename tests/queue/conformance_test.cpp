#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_test {

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(every_backend()), name_of);

}  // namespace conformance_test
}  // namespace norekey::queue::test
