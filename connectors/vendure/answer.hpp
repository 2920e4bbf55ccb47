/// answer: what Vendure says to a GraphQL request, or which error it is. Errors come in three
/// shapes: an ErrorResult inside `data`, `errors[]` beside it (both with HTTP 200), and HTTP 400
/// for requests that it cannot read. Knows no HTTP client.
#pragma once
#include <string>

#include "core/error.hpp"
#include "mapping/document.hpp"
#include "net/http.hpp"

namespace norekey::connectors::vendure {

/// cause of the error that a new login may cure.
inline constexpr const char* kForbidden = "shop/FORBIDDEN";

/// cause of the error that says: the query does not fit the shop's API (any more).
inline constexpr const char* kMisfit = "shop/GRAPHQL_VALIDATION_FAILED";

/// retry: the shop is busy or has a fault of its own. reject: it refuses this one request. halt:
/// login, permission, url or API do not fit; then every further request would fail the same way.
Result<mapping::Document> read_answer(const net::Response& response);

}  // namespace norekey::connectors::vendure
