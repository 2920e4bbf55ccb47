#include "conformance.hpp"

namespace norekey::queue::test {

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(every_backend()), name_of);

}  // namespace norekey::queue::test
