/// Bills: Tryton's invoices of our sales, with what the goods cost and with the commission records
/// that Tryton made of them. Used by the adapter; knows no ledger.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>

#include "adapters/tryton/desk.hpp"
#include "adapters/watch.hpp"

namespace norekey::adapters::tryton {

/// The invoices of one sale.
struct SaleBills {
  std::string posted;         ///< number of one that is posted; "" = none is
  boost::json::array drafts;  ///< ids of those that may still be written
};

class Bills {
 public:
  Bills(Session& session, const config::Erp& erp) : session_(session), erp_(erp) {}

  /// Adapter::watch of Subject::invoices: posted and paid ones of sales that carry our keys, and
  /// what was credited of them. Those that change later come again.
  awaitable<Result<Changes>> posted(std::string cursor);

  awaitable<Found<SaleBills>> of_sale(std::int64_t sale);

  /// Puts an agent on invoices that are drafts yet.
  awaitable<Done> put_agent(const boost::json::array& drafts, const boost::json::value& agent);

 private:
  using Records = std::vector<boost::json::object>;
  using ById = std::map<std::int64_t, boost::json::object>;
  struct Read;
  awaitable<Result<ById>> by_id(std::string model, boost::json::array ids,
                                boost::json::array fields);
  awaitable<Result<Read>> read(const Records& invoices);
  awaitable<Result<void>> read_places(Read& out);
  awaitable<Result<void>> read_commissions(Read& out);
  static std::vector<PostedInvoice> told(const Records& invoices, const Read& read);

  Session& session_;
  const config::Erp& erp_;
};

}  // namespace norekey::adapters::tryton
