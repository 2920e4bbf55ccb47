#include "core/error.hpp"

#include <stdexcept>

namespace norekey {

std::string to_string(const Error& e) {
  std::string out = e.where.file;
  if (e.where.line > 0) {
    out += (out.empty() ? "line " : ":") + std::to_string(e.where.line);
    if (e.where.column > 0) out += ":" + std::to_string(e.where.column);
  }
  if (!e.where.field.empty()) out += (out.empty() ? "" : ": ") + e.where.field;
  out += (out.empty() ? "" : ": ") + e.what;
  if (!e.fix.empty()) out += "\n  fix: " + e.fix;
  return out;
}

const char* to_string(Fate fate) {
  switch (fate) {
    case Fate::retry:
      return "retry";
    case Fate::reject:
      return "reject";
    case Fate::halt:
      return "halt";
  }
  return "reject";
}

void throw_exception_from_error(const Error& e, const boost::source_location&) {
  throw std::runtime_error(to_string(e));
}

}  // namespace norekey
