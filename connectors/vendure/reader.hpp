/// reader: typed fields out of a Vendure answer's tree. The first thing that is wrong is kept, with
/// its path and value; whoever reads on gets empty values and asks `failed` at the end. Used by
/// this folder only.
#pragma once
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::connectors::vendure {

/// What all readers of one payload share.
struct Reading {
  std::optional<Error> failed;
  int precision = 2;  ///< digits of Vendure's integer amounts: 20852 is 208.52
  int exponent = 2;   ///< digits the currency has: trailing zeros beyond them are dropped
};

/// One object of the answer. A member that is null is as good as absent, unless it is needed.
class Reader {
 public:
  Reader(pugi::xml_node node, std::string path, Reading& reading);

  bool is_there() const;
  bool has(const char* name) const;       ///< there, and not null
  Reader object(const char* name) const;  ///< may be one that is not there
  std::vector<Reader> list(const char* name) const;
  std::vector<std::string> texts(const char* name) const;
  std::vector<std::string> names() const;  ///< of its members that are not null

  std::string text(const char* name) const;  ///< "" where absent
  std::string code(const char* name) const;  ///< the same without blanks around it: a name
  bool flag(const char* name) const;         ///< false where absent

  /// The next ones are needed: absent, null or of another kind is the failure.
  std::string needed(const char* name) const;
  std::string needed_code(const char* name) const;
  Decimal whole(const char* name) const;  ///< a quantity, never below zero
  Decimal money(const char* name) const;  ///< integer in units of 10^-precision
  Instant instant(const char* name) const;

  void fail(const char* name, const std::string& what, const std::string& fix) const;
  const std::string& path() const { return path_; }

  /// The member itself; empty where it is absent or null.
  pugi::xml_node member(const char* name) const;

 private:
  std::optional<std::int64_t> integer(const char* name) const;

  pugi::xml_node node_;
  std::string path_;
  Reading* reading_;
};

}  // namespace norekey::connectors::vendure
