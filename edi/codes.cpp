#include "edi/codes.hpp"

#include "core/text.hpp"

namespace norekey::edi {
namespace {

struct Number {
  Fault fault;
  const char *x12, *edifact;
};

// X12: data element 723 (621 for I codes). EDIFACT: 0085.
constexpr Number kNumbers[] = {
    {Fault::missing, "1", "13"},
    {Fault::conditional_missing, "2", "48"},
    {Fault::excluded, "10", "48"},
    {Fault::too_many_elements, "3", "16"},
    {Fault::too_many_components, "13", "16"},
    {Fault::too_many_repetitions, "12", "35"},
    {Fault::too_short, "4", "40"},
    {Fault::too_long, "5", "39"},
    {Fault::character, "6", "21"},
    {Fault::kind, "6", "37"},
    {Fault::code, "7", "12"},
    {Fault::date, "8", "12"},
    {Fault::time, "9", "12"},
    {Fault::decimal, "6", "19"},
    {Fault::decimal_digit, "6", "38"},
    {Fault::forbidden, "I10", "15"},
};

std::string kind_text(const ElementRule* rule) {
  if (rule == nullptr) return "a value";
  switch (rule->type) {
    case Type::number:
      return "a whole number";
    case Type::decimal:
    case Type::numeric:
      return "a number";
    case Type::alpha:
      return "letters only";
    default:
      return "text";
  }
}

}  // namespace

std::string fault_number(Fault fault, Family family) {
  for (const Number& one : kNumbers) {
    if (one.fault == fault) return family == Family::x12 ? one.x12 : one.edifact;
  }
  return "";
}

std::string fit_number(Fit fit, Family family, bool known_tag) {
  const bool x12 = family == Family::x12;
  switch (fit) {
    case Fit::unknown_here:
      return x12 ? (known_tag ? "6" : "1") : "15";
    case Fit::out_of_order:
      return x12 ? "7" : "15";
    case Fit::discriminated:
      return x12 ? "2" : "15";
    case Fit::over_segment:
      return x12 ? "5" : "35";
    case Fit::over_group:
      return x12 ? "4" : "36";
    default:
      return "";
  }
}

std::string position(std::string_view tag, std::size_t element, std::size_t component) {
  std::string out(tag);
  if (element < 10) out += '0';
  out += std::to_string(element);
  if (component > 0) out += "-" + std::to_string(component);
  return out;
}

std::string fault_text(const ElementFault& f, const Segment& segment, Family) {
  const std::string where = position(segment.tag, f.element, f.component);
  const std::string value =
      shown(std::string_view(segment.data + f.begin, f.end > f.begin ? f.end - f.begin : 0));
  const std::string limit = std::to_string(f.limit);
  const ElementRule* rule = f.rule;
  switch (f.fault) {
    case Fault::missing:
      return where + " is mandatory and missing";
    case Fault::conditional_missing:
      return where + " is missing, but other elements of " + std::string(segment.tag) +
             " ask for it";
    case Fault::excluded:
      return where + " " + value + " may not stand beside the element that excludes it";
    case Fault::too_many_elements:
      return std::string(segment.tag) + " has " + std::to_string(segment.size()) +
             " elements, at most " + limit + " are allowed";
    case Fault::too_many_components:
      return position(segment.tag, f.element, 0) + " has more than " + limit +
             (f.limit == 1 ? " component" : " components");
    case Fault::too_many_repetitions:
      return where + " is repeated more than " + limit + (f.limit == 1 ? " time" : " times");
    case Fault::too_short:
      return where + " " + value + " is shorter than " + std::to_string(rule->min);
    case Fault::too_long:
      return where + " " + value + " is longer than " + std::to_string(rule->max);
    case Fault::character:
      return where + " has the character " + value + ", which is not allowed here";
    case Fault::kind:
      return where + " " + value + " is not " + kind_text(rule);
    case Fault::code:
      if (rule->partner)
        return where + " " + value + " is not a code that the partner's guide takes";
      return where + " " + value + " is not a code of element " + rule->id;
    case Fault::open_code:
      return where + " " + value + " is no code of element " + rule->id + " that norekey knows";
    case Fault::date:
      return where + " " + value + " is not a date of the form that is asked for";
    case Fault::time:
      return where + " " + value + " is not a time";
    case Fault::decimal:
      return where + " " + value + " does not have the interchange's decimal mark in its place";
    case Fault::decimal_digit:
      return where + " " + value + " has no digit before its decimal mark";
    case Fault::forbidden:
      return where + " " + value + " is not used with this partner";
    case Fault::trailing:
      return std::string(segment.tag) + " ends with empty elements; they should be left out";
    default:
      return where + " is wrong";
  }
}

std::string fit_text(Fit fit, std::string_view tag, const std::string& set, bool known_tag,
                     std::uint32_t max) {
  const std::string name = shown(tag);
  switch (fit) {
    case Fit::unknown_here:
      return known_tag ? "segment " + name + " does not belong to " + set
                       : "segment " + name + " is not known";
    case Fit::out_of_order:
      return "segment " + name + " does not belong in this place of " + set;
    case Fit::discriminated:
      return "segment " + name + " has no value that this place of " + set + " asks for";
    case Fit::over_segment:
      return "segment " + name + " occurs more than " + std::to_string(max) +
             (max == 1 ? " time" : " times") + " in its place";
    case Fit::over_group:
      return "the loop of " + name + " occurs more than " + std::to_string(max) +
             (max == 1 ? " time" : " times");
    default:
      return "";
  }
}

}  // namespace norekey::edi
