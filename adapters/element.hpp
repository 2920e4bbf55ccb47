/// Element: reads the children of one element of a mapping's document and remembers the first that
/// does not hold what it should. Used by the adapters.
#pragma once
#include <optional>
#include <pugixml.hpp>
#include <string>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::adapters {

class Element {
 public:
  /// `wrong` gets the first error; it outlives the element.
  Element(pugi::xml_node at, std::optional<Error>& wrong) : at_(at), wrong_(wrong) {}

  /// The child's text, "" where there is no such child.
  std::string text(const char* name) const { return at_.child(name).text().get(); }

  /// The same for a child that has to be there. reject: it is absent or empty.
  std::string needed(const char* name);

  /// reject: a text that is no number. An absent child is `other`.
  Decimal number(const char* name, Decimal other = {});
  Decimal needed_number(const char* name);

  /// reject: a text that is no date (2026-11-21).
  std::optional<Date> date(const char* name);

  pugi::xml_node node() const { return at_; }

 private:
  void fail(const char* name, Error error);

  pugi::xml_node at_;
  std::optional<Error>& wrong_;
};

}  // namespace norekey::adapters
