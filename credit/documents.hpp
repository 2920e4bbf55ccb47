/// documents: the ERP's invoices, returns and cancellations of orders, as a file has them, and
/// beside those that were entered before. Nothing is passed over silently. Pure; flow/credit_post
/// puts them into the ledger.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/yaml.hpp"
#include "core/time.hpp"

namespace norekey::credit {

/// order,type,no,date[,line,amount,refers,cost]: by order, as events of a case. Rows of one
/// document and line add up. Findings: rows that cannot be read or that disagree; their document
/// and line is left out.
std::vector<std::pair<std::string, boost::json::array>> read_documents(const std::string& csv,
                                                                       config::Findings& findings);

struct MergedDocuments {
  std::size_t added = 0;       ///< new ones, and those whose cost became known
  std::vector<Error> refused;  ///< not taken, each with its fix
};

/// Adds to `entered` what is new of `more`. What was entered stays: a document that has another
/// amount or cost now is refused, and so is one of a line that the order does not have, or with
/// more decimals than its currency, or of a day more than a month after `today`. `sale`: what is
/// kept of the order.
MergedDocuments merge_documents(boost::json::array& entered, const boost::json::array& more,
                                const boost::json::object& sale,
                                std::optional<Date> today = std::nullopt);

/// What a flag of an entered document says to whoever enters it, and what they should do; "" = the
/// flag asks for nothing.
std::pair<std::string, std::string> document_flag_for_people(std::string_view flag,
                                                             const std::string& order);

}  // namespace norekey::credit
