/// order_form: a partner's order document as a tree: the order as docs/order.md has it, and what
/// the document says beside it. For `edi read --to order` and the tests' golden files.
#pragma once
#include "edi/order_document.hpp"
#include "mapping/document.hpp"

namespace norekey::flow {

mapping::Document order_form(const edi::KeptSet& set, const edi::OrderDocument& read);

}  // namespace norekey::flow
