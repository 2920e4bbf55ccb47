#include "mapping/explain.hpp"

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

std::string without_number(const std::string& step) { return step.substr(0, step.find('[')); }

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> out;
  for (std::string& one : split(path, '/')) {
    if (!one.empty()) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

bool is_meant(const std::string& field, const std::string& typed) {
  const auto have = steps_of(field), want = steps_of(typed);
  if (want.empty() || want.size() > have.size()) return false;
  if (!typed.empty() && typed[0] == '/' && want.size() != have.size()) return false;
  const std::size_t skip = have.size() - want.size();
  for (std::size_t i = 0; i < want.size(); ++i) {
    const std::string& one = have[skip + i];
    const bool first = want[i] == without_number(want[i]) + "[1]" && one == without_number(one);
    if (want[i] != one && want[i] != without_number(one) &&
        !(first && without_number(want[i]) == one))
      return false;
  }
  return true;
}

}  // namespace norekey::mapping
