/// sources: which bytes of a payload a value of the order was read from, for those that
/// normalise.cpp takes from one member of it. Asked when a person wants to know; used by the
/// connectors that read Vendure's answers.
#pragma once
#include <optional>
#include <string>
#include <utility>

namespace norekey::connectors::vendure {

/// `place` in the order's tree, such as /order/line[2]/sku; `value`: what stands there. nullopt: it
/// is computed from several members, or it is not what the payload gives.
std::optional<std::pair<std::size_t, std::size_t>> bytes_of(const std::string& body,
                                                            const std::string& place,
                                                            const std::string& value);

}  // namespace norekey::connectors::vendure
