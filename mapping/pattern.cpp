#include "mapping/pattern.hpp"

#include <re2/re2.h>

#include "core/text.hpp"

namespace norekey::mapping {

Result<std::shared_ptr<const re2::RE2>> compile_pattern(const std::string& text) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  auto out = std::make_shared<RE2>(text, options);
  if (out->ok()) return std::shared_ptr<const re2::RE2>(std::move(out));
  const std::string why = shown(out->error());
  return Error{Fate::halt,
               "the pattern " + shown(text) +
                   " is not a regular expression: " + why.substr(1, why.size() - 2),
               "write it in RE2's form, such as  ^[A-Z]{2}-\\d+$",
               {},
               ""};
}

}  // namespace norekey::mapping
