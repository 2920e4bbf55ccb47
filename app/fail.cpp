#include "app/fail.hpp"

#include <boost/json.hpp>

#include <iostream>

namespace norekey::app {

int fail(const Error& error, bool as_json) {
  namespace json = boost::json;
  if (as_json) {
    std::cout << json::serialize(json::object{{"error", error.what},
                                              {"fix", error.fix},
                                              {"file", error.where.file},
                                              {"line", error.where.line}})
              << "\n";
  } else {
    std::cerr << "norekey: " << to_string(error) << "\n";
  }
  if (error.cause == "usage") return 2;
  return error.fate == Fate::reject ? 1 : 3;
}

}  // namespace norekey::app
