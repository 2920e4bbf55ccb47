/// case: one line of a cases file: what is given, the order, and which further answers are asked
/// for. Read by `credit eval`.
#pragma once
#include <boost/json.hpp>

#include "credit/post.hpp"
#include "credit/sale_json.hpp"

namespace norekey::credit {

/// What the ERP can hold of reps, and the codes it knows them by.
struct ErpCodes {
  bool given = false, header_rep_only = false;
  std::string house_code;
  std::map<std::string, std::string> code_of;  ///< rep -> code
};

struct Case {
  std::string id;
  Tables tables;
  Policy policy;
  Books books;
  std::vector<Ruling> rulings;
  ErpCodes erp;
  Sale sale;
  boost::json::object given, order;
  std::vector<std::string> asked;  ///< the further keys of `expect`; empty = all that apply
  bool has_expect = false;
};

/// reject: a member that cannot be read, with its path and value.
Result<Case> read_case(const boost::json::object& in, const Policy& base);

/// Policy P0 with what a policy file or a case's `policy_delta` says otherwise.
Result<Policy> read_policy(const boost::json::object& in, Policy base, const std::string& path);

}  // namespace norekey::credit
