#include "mapping/formats/number_field.hpp"

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"

namespace norekey::mapping::formats {
namespace {

Error bad(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, ""};
}

/// The digits without point, and whether it is negative.
struct Digits {
  std::string text;
  bool negative = false;
};

Result<Digits> digits_of(std::string_view value, const Column& column) {
  auto number = Decimal::parse(trim(value));
  if (!number) return number.error();
  const int scale = std::max(column.decimals, 0);
  if (number->rounded(scale, Rounding::down) != *number) {
    return bad(shown(value) + " has more than " + std::to_string(scale) + " digits after the point",
               "add  round: " + std::to_string(scale) + "  to the field");
  }
  Digits out{Decimal::from_units(number->abs().units(scale), 0).str(), number->is_negative()};
  if (out.text == "0") out.negative = false;
  return out;
}

Error too_long(std::string_view value, std::size_t most) {
  return bad(
      shown(value) + " has more than " + std::to_string(most) + " digits, the column's width",
      "widen the column, or look for a number that cannot be meant");
}

/// Two digits a byte; the last half byte is the sign: C +, D -.
std::string packed(const Digits& digits, std::size_t width) {
  const std::string all = std::string(2 * width - 1 - digits.text.size(), '0') + digits.text;
  std::string out;
  for (std::size_t i = 0; i < width; ++i) {
    const int high = all[2 * i] - '0';
    const int low = i + 1 < width ? all[2 * i + 1] - '0' : (digits.negative ? 0xD : 0xC);
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

/// The last digit with its sign, as an EBCDIC program sees it in letters.
char signed_digit(char digit, bool negative) {
  if (digit == '0') return negative ? '}' : '{';
  return static_cast<char>((negative ? 'J' : 'A') + (digit - '1'));
}

/// Takes the sign out of a last digit, as EBCDIC and ASCII programs write it; true: negative.
bool take_sign(char& digit) {
  const char c = digit;
  if (c == '{' || c == '}') {
    digit = '0';
  } else if (c >= 'A' && c <= 'I') {
    digit = static_cast<char>('1' + (c - 'A'));
  } else if (c >= 'J' && c <= 'R') {
    digit = static_cast<char>('1' + (c - 'J'));
  } else if (c >= 'p' && c <= 'y') {
    digit = static_cast<char>('0' + (c - 'p'));
  }
  return c == '}' || (c >= 'J' && c <= 'R') || (c >= 'p' && c <= 'y');
}

Result<std::string> sized(const Column& column, const Digits& digits, std::string_view value) {
  const bool minus = digits.negative && column.type == Type::number;
  const std::size_t n = digits.text.size() + (minus ? 1 : 0);
  if (column.width > 0 && n > column.width) return too_long(value, column.width);
  const std::size_t fill = column.width > n ? column.width - n : 0;
  return (minus ? "-" : "") + std::string(fill, '0') + digits.text;
}

Result<std::string> from_packed(std::string_view bytes, const Column& column) {
  std::string digits;
  bool negative = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const unsigned high = byte >> 4, low = byte & 15U;
    const bool last = i + 1 == bytes.size();
    if (high > 9 || (last ? low < 10 : low > 9)) {
      return bad("the bytes " + to_hex(bytes) + " are no packed decimal",
                 "look at the layout: the column may begin elsewhere");
    }
    digits += static_cast<char>('0' + high);
    if (last) {
      negative = low == 0xD || low == 0xB;
    } else {
      digits += static_cast<char>('0' + low);
    }
  }
  if (digits.size() > 18) {
    const auto first = digits.find_first_not_of('0');
    digits = first == std::string::npos ? "0" : digits.substr(first);
  }
  auto number = Decimal::parse(digits);
  if (!number) return number.error();
  const Decimal out = Decimal::from_units(number->units(0), std::max(column.decimals, 0));
  return (negative ? -out : out).str();
}

}  // namespace

std::string written_out(std::string_view text, const Decimal& number) {
  return text.find_first_of("eE+") == std::string_view::npos ? std::string(text) : number.str();
}

Result<std::string> number_bytes(std::string_view value, const Column& column, Charset charset) {
  if (column.type == Type::number && column.decimals < 0) {
    auto number = Decimal::parse(trim(value));
    if (!number) return number.error();
    const std::string text = written_out(trim(value), *number);
    if (column.width > 0 && text.size() > column.width) return too_long(value, column.width);
    const std::size_t fill = column.width > text.size() ? column.width - text.size() : 0;
    const bool zeros = column.pad == '0' && text[0] == '-';
    return from_utf8(zeros ? "-" + std::string(fill, '0') + text.substr(1)
                           : std::string(fill, column.pad) + text,
                     charset);
  }
  auto digits = digits_of(value, column);
  if (!digits) return digits.error();
  if (column.type == Type::packed) {
    if (digits->text.size() > 2 * column.width - 1) return too_long(value, 2 * column.width - 1);
    return packed(*digits, column.width);
  }
  auto text = sized(column, *digits, value);
  if (!text) return text;
  const bool overpunch = column.type == Type::overpunch;
  if (overpunch || (column.type == Type::zoned && digits->negative)) {
    const bool ascii = column.type == Type::zoned && charset != Charset::ebcdic037;
    text->back() = ascii ? static_cast<char>('p' + (text->back() - '0'))
                         : signed_digit(text->back(), digits->negative);
  }
  return from_utf8(*text, charset);
}

Result<std::string> number_text(std::string_view bytes, const Column& column, Charset charset) {
  if (column.type == Type::packed)
    return bytes.empty() ? Result<std::string>("") : from_packed(bytes, column);
  auto decoded = to_utf8(bytes, charset);
  if (!decoded) return decoded;
  std::string text(trim(*decoded));
  if (text.empty()) return text;
  bool negative = false;
  if (text.back() == '-') {  // a minus behind the number
    negative = true;
    text.pop_back();
  } else if (column.type != Type::number) {
    negative = take_sign(text.back());
  }
  // A power of ten has no place in a column whose point is not written, or whose digit is a sign.
  const bool plain = column.type == Type::number && column.decimals < 0;
  auto number = Decimal::parse(text);
  if (!number || (!plain && text.find_first_of("eE") != std::string::npos)) {
    return bad(shown(*decoded) + " is not a number of the column's type",
               "look at the layout: the column may begin elsewhere");
  }
  Decimal out = *number;
  if (column.decimals >= 0 && text.find('.') == std::string::npos)
    out = Decimal::from_units(number->units(0), column.decimals);
  return (negative ? -out : out).str();
}

}  // namespace norekey::mapping::formats
