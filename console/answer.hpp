/// answer: replies and errors as HTTP answers: JSON, problem+json (RFC 9457), ETags.
#pragma once
#include <boost/json/object.hpp>

#include "console/call.hpp"

namespace norekey::console {

/// `more`: further members, such as set_up.
net::Response problem(int status, std::string detail, std::string fix = "",
                      boost::json::object more = {});

/// usage 400, not found 404, unauthorized 401, forbidden 403, changed 409, throttled 429; any other
/// rejection 422; retry 503 with Retry-After; halt 500.
net::Response problem(const Error& error);

/// Answered 304 where `If-None-Match` of a GET names what it would be (RFC 9110, 13.1.2).
net::Response json_answer(const Reply& reply, const net::Request& request);

/// A quoted tag of a text's content.
std::string etag_of(std::string_view text);
bool names_tag(std::string_view if_match, std::string_view tag);

/// Text to keep: `type`, and a name that a browser gives the file.
net::Response file_answer(std::string text, std::string type, const std::string& name);

}  // namespace norekey::console
