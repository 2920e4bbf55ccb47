/// body: the fields that an operation's JSON body may have, and what each is. openapi.yaml says the
/// same; a test holds the two together. Checked before the handler sees it: what is not understood
/// does nothing.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>

#include "core/error.hpp"

namespace norekey::console {

/// "csv:text dry_run:flag why:text"; "" = it takes none. Kinds: text, flag (true or false), whole
/// (number), texts and wholes (lists of them).
std::string_view body_fields(std::string_view operation);

/// usage: a field that the operation does not have, or of another kind. Whether something is
/// missing is the handler's to say.
Result<void> check_body(std::string_view operation, const boost::json::object& body);

}  // namespace norekey::console
