/// erp_document: a mapping's result as its ERP's adapter takes it: where the mapping says with
/// `to:` how the ERP's file is written, the file's text goes with it. Used by plan and deliver.
#pragma once
#include "core/order.hpp"
#include "flow/setup.hpp"

namespace norekey::flow {

/// `order`: what it was made of; its total is what the ERP's answer is compared with where the
/// mapping's `confirm` says no other. reject: a value that the layout cannot hold.
Result<mapping::Document> erp_document(const Route& route, mapping::Document made,
                                       const Order& order);

}  // namespace norekey::flow
