/// terms: what the active bundle says of each destination. Used by flow/work whenever a bundle was
/// activated, and after a destination failed.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Every destination of a bundle, by name.
std::map<std::string, Terms> terms_of_all(const Setup& setup);

/// Gives every destination of the bundle its terms and its pause; what is known of its failures
/// stays.
void learn_terms(Context& context);

/// How much longer the destination asked, with Retry-After, to be left alone.
std::chrono::seconds asked_to_wait(const Context& context, const std::string& destination);

}  // namespace norekey::flow
