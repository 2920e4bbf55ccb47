#include "config/findings_json.hpp"

#include <boost/json.hpp>

namespace norekey::config {

boost::json::array to_json(const Findings& findings) {
  boost::json::array out;
  const auto add = [&](const std::vector<Error>& all, const char* kind) {
    for (const Error& e : all) {
      out.push_back(boost::json::object{{"kind", kind},
                                        {"text", e.what},
                                        {"fix", e.fix},
                                        {"file", e.where.file},
                                        {"line", e.where.line},
                                        {"column", e.where.column},
                                        {"field", e.where.field}});
    }
  };
  add(findings.errors, "error");
  add(findings.warnings, "warning");
  return out;
}

}  // namespace norekey::config
