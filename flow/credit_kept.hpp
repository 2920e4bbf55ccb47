/// credit_kept: what is kept of one order's sales credit: the sale as decided, the documents that
/// came after it, what people ruled, and the months that are closed. Read by credit_post and
/// credit_claims.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "credit/post.hpp"
#include "flow/context.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {

struct Kept {
  std::string identity;
  OrderFacts facts;
  boost::json::object sale;
};

/// The order that a web, ERP or PO number leads to. reject: none, several, or nothing is kept.
awaitable<Result<Kept>> kept_sale(Context& context, std::string key, std::string channel);

/// The same by identity.
awaitable<Result<Kept>> kept_sale_of(Context& context, std::string identity);

/// A record that is a JSON list; empty where there is none.
awaitable<Result<boost::json::array>> kept_list(Context& context, std::string kind,
                                                std::string key);

/// The months that a company has closed.
awaitable<Result<credit::Books>> credit_books(Context& context, std::string company);

/// What the last posting entered for the order's documents; nullopt = nothing was kept of it.
awaitable<Result<std::optional<credit::Posting>>> kept_posting(Context& context,
                                                               std::string identity);
queue::Record posting_record(const std::string& identity, const credit::Posting& posting);

}  // namespace norekey::flow
