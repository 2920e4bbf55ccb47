/// convert: quantities and prices from one unit of measure into another, by a lookup of factors. A
/// step of the mapping language (steps.cpp).
#pragma once
#include <string>

#include "config/yaml.hpp"
#include "mapping/steps.hpp"

namespace norekey::mapping {

/// `convert: units`, or `convert: { by: units, unit: uom, item: sku, to: CS, as: quantity,
/// remainder: park, digits: 6 }`.
bool read_convert(config::Section& s, Step& step);

/// The table gives how many base units one unit is: "CS,12"; for one item "ABC-1/CS,24"; a unit
/// smaller than the base "OZ,1/16". reject: no factor, with the lookup's cause; a remainder where
/// none is allowed.
Result<std::string> do_convert(const Step& step, std::string value, const Work& work);

}  // namespace norekey::mapping
