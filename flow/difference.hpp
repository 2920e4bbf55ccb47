/// difference: what a revision would change of an order that is in the ERP, in words. Pure. Used by
/// deliver.cpp for those that the ERP refuses.
#pragma once
#include <string>

#include "mapping/document.hpp"

namespace norekey::flow {

/// "quantity of 000A 1 became 2; 3 x 000B added; total 10.00 became 16.00"; "" = nothing that a
/// document says.
std::string difference(const mapping::Document& was, const mapping::Document& wanted);

}  // namespace norekey::flow
