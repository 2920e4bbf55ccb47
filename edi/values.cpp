#include "edi/values.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  for (char c : text) {
    if (!digit(c)) return false;
  }
  return true;
}

int two(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

Fault length(const ElementRule& rule, std::size_t size) {
  if (size > rule.max) return Fault::too_long;
  return size < rule.min ? Fault::too_short : Fault::none;
}

/// A text's length is counted in characters where it is UTF-8.
Fault text_length(const ElementRule& rule, std::string_view value) {
  const Fault fault = length(rule, value.size());
  if (fault != Fault::too_long) return fault;
  const bool high = std::any_of(value.begin(), value.end(), [](char c) { return c < 0; });
  if (!high || invalid_utf8(value) != std::string_view::npos) return fault;
  return length(rule, count_characters(value));
}

/// X12 N and R. The sign and the decimal point do not count.
Fault x12_number(const ElementRule& rule, std::string_view value, bool decimal) {
  std::string_view rest = value;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  std::size_t digits = 0, points = 0;
  bool exponent = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (digit(rest[i])) {
      ++digits;
    } else if (decimal && rest[i] == '.' && points == 0 && !exponent) {
      ++points;
    } else if (decimal && rest[i] == 'E' && !exponent && digits > 0 && i + 1 < rest.size()) {
      exponent = true;
      if (rest[i + 1] == '-' && i + 2 < rest.size()) ++i;
    } else {
      return Fault::kind;
    }
  }
  return digits == 0 ? Fault::kind : length(rule, digits);
}

/// EDIFACT n: digits, one sign in front, one decimal mark with a digit before it.
Fault edifact_number(const ElementRule& rule, std::string_view value, char decimal) {
  std::string_view rest = value;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  std::size_t digits = 0, marks = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (digit(rest[i])) {
      ++digits;
    } else if (rest[i] == '.' || rest[i] == ',') {
      if (++marks > 1 || (decimal != '\0' && rest[i] != decimal)) return Fault::decimal;
      if (digits == 0) return Fault::decimal_digit;
      if (i + 1 == rest.size()) return Fault::decimal;
    } else {
      return Fault::kind;
    }
  }
  return digits == 0 ? Fault::kind : length(rule, digits);
}

Fault check_code(const ElementRule& rule, const CodeSet* codes, std::string_view value) {
  if (codes == nullptr || codes->holds(value)) return Fault::none;
  return rule.open ? Fault::open_code : Fault::code;
}

}  // namespace

bool is_date(std::string_view d) {
  if ((d.size() != 6 && d.size() != 8) || !all_digits(d)) return false;
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const std::size_t at = d.size() - 4;
  const int month = two(d, at), day = two(d, at + 2);
  if (month < 1 || month > 12 || day < 1) return false;
  const int year = d.size() == 8 ? two(d, 0) * 100 + two(d, 2) : 2000 + two(d, 0);
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_time(std::string_view t) {
  if (t.size() < 4 || t.size() > 8 || t.size() == 5 || !all_digits(t)) return false;
  return two(t, 0) < 24 && two(t, 2) < 60 && (t.size() < 6 || two(t, 4) < 60);
}

bool is_edifact_date(std::string_view v, std::string_view format) {
  if (format.size() != 3) return true;
  const auto at = [&](std::string_view code) { return format == code; };
  const std::size_t n = v.size();
  if (at("101")) return n == 6 && is_date(v);
  if (at("102")) return n == 8 && is_date(v);
  if (at("201")) return n == 10 && is_date(v.substr(0, 6)) && is_time(v.substr(6));
  if (at("202")) return n == 12 && is_date(v.substr(0, 6)) && is_time(v.substr(6));
  if (at("203")) return n == 12 && is_date(v.substr(0, 8)) && is_time(v.substr(8));
  if (at("204")) return n == 14 && is_date(v.substr(0, 8)) && is_time(v.substr(8));
  if (at("401")) return n == 4 && is_time(v);
  if (at("402")) return n == 6 && is_time(v);
  if (at("602")) return n == 4 && all_digits(v);
  if (at("609")) return n == 4 && all_digits(v) && two(v, 2) >= 1 && two(v, 2) <= 12;
  if (at("610")) return n == 6 && all_digits(v) && two(v, 4) >= 1 && two(v, 4) <= 12;
  if (at("616")) return n == 6 && all_digits(v) && two(v, 4) >= 1 && two(v, 4) <= 53;
  if (at("718")) {
    if (n == 17 && v[8] == '-') return is_date(v.substr(0, 8)) && is_date(v.substr(9));
    return n == 16 && is_date(v.substr(0, 8)) && is_date(v.substr(8));
  }
  return true;
}

bool is_syntax_level(std::string_view syntax) {
  if (syntax.size() != 4) return false;
  for (char c : syntax) {
    if (c < 'A' || c > 'Z') return false;
  }
  if (!syntax.starts_with("UNO")) return !syntax.starts_with("UN");
  return (syntax[3] >= 'A' && syntax[3] <= 'K') || (syntax[3] >= 'W' && syntax[3] <= 'Y');
}

bool is_isa_version(std::string_view v) {
  return v.size() == 5 && all_digits(v) && v >= "00200" && v <= "00899";
}

Fault period_fault(std::string_view v, std::string_view format) {
  const auto day = [&](std::size_t from, std::size_t size) {
    return is_date(v.substr(from, size));
  };
  const std::size_t n = v.size();
  bool fine = true;
  if (format == "D8") fine = n == 8 && is_date(v);
  if (format == "D6") fine = n == 6 && is_date(v);
  if (format == "RD8") fine = n == 17 && v[8] == '-' && day(0, 8) && day(9, 8);
  if (format == "DT") fine = n == 12 && day(0, 8) && is_time(v.substr(8));
  if (format == "TM") return n == 4 && is_time(v) ? Fault::none : Fault::time;
  return fine ? Fault::none : Fault::date;
}

Fault check_value(const ElementRule& rule, const CodeSet* codes, std::string_view value,
                  char decimal, bool x12) {
  switch (rule.type) {
    case Type::text: {
      const Fault fault = text_length(rule, value);
      return fault != Fault::none ? fault : check_code(rule, codes, value);
    }
    case Type::number: {
      const Fault fault = x12_number(rule, value, false);
      return fault != Fault::none ? fault : check_code(rule, codes, value);
    }
    case Type::decimal:
      return x12_number(rule, value, true);
    case Type::date: {
      const Fault fault = length(rule, value.size());
      if (fault != Fault::none) return fault;
      return is_date(value) ? Fault::none : Fault::date;
    }
    case Type::time: {
      const Fault fault = length(rule, value.size());
      if (fault != Fault::none) return fault;
      return is_time(value) ? Fault::none : Fault::time;
    }
    case Type::binary:
      return Fault::none;
    case Type::alpha:
      for (char c : value) {
        if (digit(c)) return Fault::kind;
      }
      if (const Fault fault = text_length(rule, value); fault != Fault::none) return fault;
      return check_code(rule, codes, value);
    case Type::numeric: {
      const Fault fault =
          x12 ? x12_number(rule, value, true) : edifact_number(rule, value, decimal);
      return fault != Fault::none ? fault : check_code(rule, codes, value);
    }
  }
  return Fault::none;
}

}  // namespace norekey::edi
