/// Error: the one error value of the program. Depends on nothing but the standard library and
/// Boost.System.
#pragma once
#include <boost/system/result.hpp>
#include <string>
#include <vector>

namespace norekey {

/// A place the operator can open. 0 and "" mean "not known".
struct Where {
  std::string file;               ///< config or EDI file, or "journal#4711"
  unsigned line = 0, column = 0;  ///< 1-based; column counts bytes
  std::string field;              ///< "erp.acme.timeout", "/order/lines[3]/sku", "LIN#3/C212.7140"
};

/// What the queue does next. Chosen where the failure is understood best: at its source.
enum class Fate {
  retry,   ///< passes by itself (network, 5xx, lock): back off, try again
  reject,  ///< this message is wrong: park it for a person
  halt,    ///< our set-up is wrong: stop the route, keep the queue
};

struct Error {
  Fate fate = Fate::reject;
  std::string what;  ///< one sentence, lower case, no full stop, with the offending value
  std::string fix;   ///< an order the operator can follow; "" only if there is none
  Where where;
  std::string
      cause;  ///< what parked messages are grouped and replayed by, "items/ABC-1"; "" = `what`
  std::vector<std::string> also{};  ///< further causes: mending one of them is worth another try
};

template <class T>
using Result = boost::system::result<T, Error>;

/// The value, or `other` where there is an error. (Boost 1.81's result has no such member.)
template <class T>
T value_or(const Result<T>& result, T other) {
  return result ? *result : other;
}

/// units.csv:14:9: units.CTN: unknown unit 'CTN', did you mean 'CT'?
///   fix: add it to lookups/units.csv, then: norekey replay --cause units/CTN
std::string to_string(const Error&);

/// "retry", "reject" or "halt": the word used in logs and `--json`.
const char* to_string(Fate);

[[noreturn]] void throw_exception_from_error(const Error&, const boost::source_location&);

}  // namespace norekey
