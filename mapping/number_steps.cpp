#include "mapping/number_steps.hpp"

#include <date/date.h>

#include <algorithm>
#include <sstream>

#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/step_reading.hpp"

namespace norekey::mapping {
namespace {

using config::Section;
using Value = Result<std::string>;

/// What an earlier step computed may have more digits than come in from outside: up to 37.
std::optional<Decimal> computed_number(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  Wide units = 0;
  int digits = 0, scale = -1;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c == '.' && scale < 0) {
      scale = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > 37) return std::nullopt;
    units = units * 10 + (c - '0');
    if (scale >= 0) ++scale;
  }
  if (digits == 0) return std::nullopt;
  return Decimal::from_units(negative ? -units : units, std::max(scale, 0));
}

bool read_arithmetic(Section& s, const char* op, Step& step) {
  if (!read_step_text(s, op, step.text)) return false;
  auto number =
      may_be_number(step.text) ? Decimal::parse(step.text) : Result<Decimal>(step_error("", ""));
  if (number) {
    step.decimal = *number;
  } else {
    step.path = read_step_path(s, op, step.text);
  }
  return true;
}

Value operand(const Step& step, const Work& work, Decimal& out) {
  if (step.decimal) {
    out = *step.decimal;
    return std::string();
  }
  std::string text;
  const std::size_t n = step.path ? step.path->take(work.at, work.scope, text) : 0;
  if (n > 1) {
    return step_error(step.path->text() + " has " + std::to_string(n) + " values, " +
                          std::string(step.kind->key) + " takes one",
                      "pick one with a condition such as [1]");
  }
  if (n == 0 || trim(text).empty()) {
    return step_error(step.text + " has no value to " + std::string(step.kind->key) + " by",
                      "fill it in at the source, or leave the field out with when: " + step.text);
  }
  return step_number(trim(text), out);
}

template <class Compute>
Value arithmetic(const Step& step, const std::string& value, const Work& work, Compute compute) {
  Decimal a, b;
  if (auto read = step_number(value, a); !read) return read;
  if (auto read = operand(step, work, b); !read) return read;
  return compute(a, b);
}

/// Only letters that strftime has for a date and a time of day.
bool is_date_format(std::string_view format) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i >= format.size()) return false;
    if (std::string_view("aAbBCdDeFgGhHIjmMnpRStTuUVwWyYzZ%").find(format[i]) ==
        std::string_view::npos)
      return false;
  }
  return true;
}

/// Whether a format has one of these letters of strftime: "%H".
bool has_letter(const std::string& format, std::string_view letters) {
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] == '%' && letters.find(format[++i]) != std::string_view::npos) return true;
  }
  return false;
}

/// What the source writes in its own form: a day, a time of its clock, or with %z a moment.
template <class Time>
Result<Time> read_by_format(const std::string& value, const std::string& format) {
  std::istringstream in(value);
  Time out{};
  date::from_stream(in, format.c_str(), out);
  if (!in.fail() && in.peek() == std::char_traits<char>::eof()) return out;
  return step_error(shown(value) + " is not a date of the form " + shown(format),
                    "look at the source, or correct date_from");
}

Result<std::string> format_moment(Instant moment, int days_later, const std::string& zone,
                                  const std::string& format) {
  if (days_later != 0) {  // by the clocks of the zone: a day may have 23 hours
    auto later = days_before(moment, -days_later, zone);
    if (!later) return later.error();
    moment = *later;
  }
  return format_in_zone(moment, zone, format);
}

Value date_by_format(const Step& step, const std::string& value, const std::string& zone) {
  const std::string& format = step.texts.front();
  const std::chrono::days later{step.number};
  if (has_letter(format, "z")) {
    auto moment = read_by_format<date::sys_seconds>(value, format);
    if (!moment) return moment.error();
    return format_moment(Instant{moment->time_since_epoch()}, step.number, zone, step.text);
  }
  if (has_letter(format, "HIMSTRrcX")) {
    auto time = read_by_format<date::local_seconds>(value, format);
    if (!time) return time.error();
    return format_local(LocalTime{time->time_since_epoch()} + later, step.text);
  }
  auto read = read_by_format<date::year_month_day>(value, format);
  if (!read) return read.error();
  const Date day{std::chrono::year{static_cast<int>(read->year())},
                 std::chrono::month{static_cast<unsigned>(read->month())},
                 std::chrono::day{static_cast<unsigned>(read->day())}};
  return format_date(Date{std::chrono::sys_days{day} + later}, step.text);
}

}  // namespace

Value step_number(std::string_view value, Decimal& out) {
  auto number = Decimal::parse(value);
  if (!number) {
    const auto wide = computed_number(value);
    if (!wide) return number.error();
    number = *wide;
  }
  out = *number;
  return std::string();
}

bool read_times(config::Section& s, Step& step) { return read_arithmetic(s, "times", step); }
Value do_times(const Step& step, std::string value, const Work& work) {
  return arithmetic(step, value, work,
                    [](const Decimal& a, const Decimal& b) -> Value { return (a * b).str(); });
}

bool read_divide(config::Section& s, Step& step) {
  if (!read_arithmetic(s, "divide", step)) return false;
  const auto digits = s.take("round");  // read_round says what is wrong with it
  if (!digits)
    s.error("divide", "a division needs round: it may not come out even", "add  round: 4");
  step.digits = 4;
  if (digits && digits->IsScalar())
    step.digits = std::clamp(std::atoi(digits->Scalar().c_str()), 0, 12);
  if (const auto how = s.text("rounding"))
    step.rounding = value_or(parse_rounding(*how), Rounding::half_up);
  if (step.decimal && step.decimal->is_zero())
    s.error("divide", "a division by 0", "divide by another number");
  return true;
}

Value do_divide(const Step& step, std::string value, const Work& work) {
  return arithmetic(step, value, work, [&](const Decimal& a, const Decimal& b) -> Value {
    auto quotient = Decimal::divide(a, b, step.digits, step.rounding);
    if (!quotient) return quotient.error();
    return quotient->str();
  });
}

bool read_plus(config::Section& s, Step& step) { return read_arithmetic(s, "plus", step); }
Value do_plus(const Step& step, std::string value, const Work& work) {
  return arithmetic(step, value, work,
                    [](const Decimal& a, const Decimal& b) -> Value { return (a + b).str(); });
}

bool read_minus(config::Section& s, Step& step) { return read_arithmetic(s, "minus", step); }
Value do_minus(const Step& step, std::string value, const Work& work) {
  return arithmetic(step, value, work,
                    [](const Decimal& a, const Decimal& b) -> Value { return (a - b).str(); });
}

Value do_abs(const Step&, std::string value, const Work&) {
  Decimal a;
  if (auto read = step_number(value, a); !read) return read;
  return a.abs().str();
}

bool read_round(config::Section& s, Step& step) {
  const auto digits = s.whole("round", 0, 12);
  if (const auto how = s.text("rounding")) {
    auto parsed = parse_rounding(*how);
    if (parsed) {
      step.rounding = *parsed;
    } else {
      s.error("rounding", parsed.error().what, parsed.error().fix);
    }
    if (!digits) s.error("rounding", "rounding without round", "add  round: 2");
  }
  step.number = digits.value_or(0);
  return digits.has_value();
}

Value do_round(const Step& step, std::string value, const Work&) {
  Decimal a;
  if (auto read = step_number(value, a); !read) return read;
  return a.rounded(step.number, step.rounding).str();
}

bool read_implied(config::Section& s, Step& step) {
  const auto digits = s.whole("implied", 0, 12);
  step.number = digits.value_or(0);
  return digits.has_value();
}

Value do_implied(const Step& step, std::string value, const Work&) {
  Decimal a;
  if (auto read = step_number(value, a); !read) return read;
  const Decimal exact = a.rounded(step.number, Rounding::down);
  if (exact != a) {
    return step_error(shown(value) + " has more than " + std::to_string(step.number) +
                          " digits after the point, and implied would lose them",
                      "add  round: " + std::to_string(step.number));
  }
  return Decimal::from_units(exact.units(step.number), 0).str();
}

bool read_date(config::Section& s, Step& step) {
  const bool there = read_step_text(s, "date", step.text);
  const bool zoned = read_step_text(s, "zone", step.other);
  const auto from = s.text("date_from");
  const auto days = s.whole("add_days", -3660, 3660);
  if (zoned) {
    if (auto known = check_zone(step.other); !known)
      s.error("zone", known.error().what, known.error().fix);
  }
  if (from) step.texts.push_back(*from);
  step.number = days.value_or(0);
  if (there && !is_date_format(step.text))
    s.error("date", "date format " + shown(step.text) + " has a part that a date does not have",
            "use strftime letters such as %Y%m%d");
  if (!there && (from || days))
    s.error(from ? "date_from" : "add_days", "there is no date for it to change",
            "add  date: \"%Y-%m-%d\"");
  return there;
}

Value do_date(const Step& step, std::string value, const Work& work) {
  const std::string& zone = step.other.empty() ? work.zone : step.other;
  const std::chrono::days later{step.number};
  if (!step.texts.empty()) return date_by_format(step, value, zone);
  if (value.size() == 10) {  // a date without a zone stays a date
    auto day = parse_date(value);
    if (!day) return day.error();
    return format_date(Date{std::chrono::sys_days{*day} + later}, step.text);
  }
  if (const auto local = parse_local(value)) return format_local(*local + later, step.text);
  auto moment = parse_instant(value);
  if (!moment) return moment.error();
  return format_moment(*moment, step.number, zone, step.text);
}

}  // namespace norekey::mapping
