/// evaluate: the answer to one case of a cases file, and to a whole file. Used by `credit eval`.
#pragma once
#include <functional>
#include <iosfwd>

#include "credit/case.hpp"

namespace norekey::credit {

/// {"id", "credits", "flags", "explain", and the further keys that apply}. Where the case has an
/// `expect`, its keys say which further ones are asked for; its values are never looked at.
boost::json::object evaluate(const Case& asked);

/// P0, the policy of the cases.
Policy policy_p0();

/// One JSON object a line to `answer`; each line that cannot be read is an Error with file, line
/// and value, and the rest goes on.
void evaluate_lines(std::istream& cases, const std::string& file, const Policy& policy,
                    const std::function<void(const std::string&)>& answer,
                    const std::function<void(const Error&)>& wrong);

}  // namespace norekey::credit
